"""What a suppression covers, what is said of one that nothing needs, and that a rewrite leaves suppressed findings alone."""

from __future__ import annotations

import json
from pathlib import PurePosixPath

import pytest
from hypothesis import given
from hypothesis import strategies as st

from v4migrate.errors import ConfigError
from v4migrate.rewrite.outcome import Status
from v4migrate.rewrite.rewriter import RewriteOptions, Rewriter
from v4migrate.rulebook.load import load_rulebook
from v4migrate.scan.finding import FileScan, SuppressedBy
from v4migrate.scan.path_patterns import PathSuppression
from v4migrate.scan.scanner import Scanner

RULEBOOK = load_rulebook()
SCANNER = Scanner(RULEBOOK)
ASK = 'ask(model="deepseek-chat")'


def scanned(path: str, text: str, scanner: Scanner = SCANNER) -> FileScan:
    return scanner.scan(PurePosixPath(path), text.encode())


def active(scan: FileScan) -> list[int]:
    return [finding.location.line for finding in scan.findings if finding.is_active]


def told(scan: FileScan) -> list[tuple[int, str]]:
    return [(entry.line, entry.problem or f"unused {','.join(entry.rules)}") for entry in scan.unused]


@pytest.mark.parametrize(
    ("text", "left"),
    [
        pytest.param(f"{ASK}  # v4migrate: ignore\n{ASK}\n", [2], id="its-line-and-no-other"),
        pytest.param(f"# v4migrate: ignore-next-line\n{ASK}\n{ASK}\n", [3], id="next-line"),
        pytest.param(
            f"# v4migrate: ignore-next-line[thinking]\n# v4migrate: ignore-next-line[DS001]\n{ASK}\n",
            [],
            id="two-above-one-line",
        ),
        pytest.param(
            f"{ASK}\n# v4migrate: ignore-start\n{ASK}\n{ASK}\n# v4migrate: ignore-end\n{ASK}\n", [1, 6], id="block"
        ),
        pytest.param(
            "# v4migrate: ignore-start[thinking]\n# v4migrate: ignore-start[DS001]\n"
            f"{ASK}\n# v4migrate: ignore-end\n{ASK}\n# v4migrate: ignore-end\n",
            [5],
            id="an-end-closes-the-inner-block",
        ),
        pytest.param(f"{ASK}\n# v4migrate: ignore-file\n", [], id="file-from-anywhere-in-it"),
        pytest.param(f"{ASK}  # v4migrate: ignore[retired-model-id]\n", [], id="by-id"),
        pytest.param(f"{ASK}  # v4migrate: ignore[ds001]\n", [], id="by-code"),
        pytest.param(f"{ASK}  # v4migrate: ignore[model-ids]\n", [], id="by-topic"),
        pytest.param(f"{ASK}  # v4migrate: ignore[DS010]\n", [1], id="another-rule"),
        pytest.param(f"{ASK}  # v4migrate: ignore DS001\n", [1], id="not-understood-covers-nothing"),
        pytest.param(f"# v4migrate: ignore-start\n{ASK}\n", [], id="a-block-without-end-reaches-to-the-end"),
    ],
)
def test_what_is_covered(text: str, left: list[int]) -> None:
    assert active(scanned("a.py", text)) == left


def test_block_spans_the_fenced_blocks_of_a_document() -> None:
    fence = f"```python\n{ASK}\n```\n"
    text = f"<!-- v4migrate: ignore-start: old -->\n\n{fence}\n<!-- v4migrate: ignore-end -->\n\n{fence}"
    assert active(scanned("a.md", text)) == [10]


def notebook(*cells: str, on_one_line: bool) -> str:
    sources: list[object] = list(cells) if on_one_line else [cell.splitlines(keepends=True) for cell in cells]
    listed = [{"cell_type": "code", "source": source, "outputs": [], "metadata": {}} for source in sources]
    return json.dumps({"cells": listed, "nbformat": 4}, indent=1)


@pytest.mark.parametrize("on_one_line", [False, True], ids=["a-string-per-line", "one-string-per-cell"])
@pytest.mark.parametrize(
    ("cells", "number_left"),
    [
        pytest.param([f"{ASK}  # v4migrate: ignore\n{ASK}"], 1, id="line"),
        pytest.param([f"# v4migrate: ignore-next-line\n{ASK}\n{ASK}"], 1, id="next-line"),
        pytest.param(["x = 1\n# v4migrate: ignore-next-line", ASK], 1, id="next-line-ends-with-its-cell"),
        pytest.param(
            [f"{ASK}\n# v4migrate: ignore-start", ASK, f"# v4migrate: ignore-end\n{ASK}"], 2, id="block-over-cells"
        ),
        pytest.param(["# v4migrate: ignore-file", ASK], 0, id="file"),
    ],
)
def test_notebook_has_the_lines_of_its_cells(cells: list[str], number_left: int, on_one_line: bool) -> None:
    assert len(active(scanned("a.ipynb", notebook(*cells, on_one_line=on_one_line)))) == number_left


@pytest.mark.parametrize(
    ("text", "says"),
    [
        pytest.param(f"{ASK}  # v4migrate: ignore[DS001]: known\n", [], id="used"),
        pytest.param(f"{ASK}\nx = 1  # v4migrate: ignore[DS001]\n", [(2, "unused DS001")], id="nothing-there"),
        pytest.param(f"{ASK}  # v4migrate: ignore[DS001, limits]\n", [(1, "unused limits")], id="one-of-two"),
        pytest.param(
            f"# v4migrate: ignore\n{ASK}\n",
            [(1, "stands alone on its line: for the line below write ignore-next-line")],
            id="alone-on-its-line",
        ),
        pytest.param(
            f"# v4migrate: ignore-end\n{ASK}\n",
            [(1, "ends nothing: there is no v4migrate: ignore-start above")],
            id="end-without-start",
        ),
        pytest.param(
            f"# v4migrate: ignore-start\n{ASK}\n",
            [(1, "is never ended: write v4migrate: ignore-end below it")],
            id="start-without-end",
        ),
        pytest.param(
            f"{ASK}  # v4migrate: ignore[retired-model-ids]\n",
            [
                (
                    1,
                    "no rule or topic 'retired-model-ids' (did you mean 'retired-model-id'?); list them with: v4migrate rules",
                )
            ],
            id="unknown-rule",
        ),
        pytest.param(
            f"{ASK}  # v4migrate: ignore[DS001 limits]\n",
            [(1, "no rule or topic 'DS001 limits' (write commas between them); list them with: v4migrate rules")],
            id="no-comma",
        ),
        pytest.param(
            f"{ASK}  # v4migrate: ignore[limits]\n",
            [(1, "found nothing of it here, but of DS001: name that rule, or remove this one")],
            id="another-rule-on-the-line",
        ),
        pytest.param(
            f"# v4migrate: ignore-next-line[limits]\n{ASK}\n",
            [(1, "found nothing of it here, but of DS001: name that rule, or remove this one")],
            id="another-rule-on-the-next-line",
        ),
        pytest.param(
            f"# v4migrate: ignore-start[limits]\n{ASK}\n{ASK}\n# v4migrate: ignore-end\n",
            [(1, "found nothing of it here, but of DS001: name that rule, or remove this one")],
            id="another-rule-in-the-block",
        ),
        pytest.param(
            f"# v4migrate: ignore-file[limits]\n{ASK}\n",
            [(1, "found nothing of it here, but of DS001: name that rule, or remove this one")],
            id="another-rule-in-the-file",
        ),
        pytest.param(
            f"# v4migrate: ignore-file[limits]\n{ASK}  # v4migrate: ignore\n",
            [(1, "unused limits")],
            id="another-rule-that-is-accepted-otherwise",
        ),
        pytest.param(
            f"# v4migrate: ignore-next-line\n \n{ASK}\n",
            [(1, "has a blank line below: put it right above the line that it is for")],
            id="above-a-blank-line",
        ),
        pytest.param(
            f"{ASK}\n# v4migrate: ignore-next-line",
            [(2, "has a blank line below: put it right above the line that it is for")],
            id="at-the-end-of-the-file",
        ),
        pytest.param(
            f"# v4migrate: ignore-next-line\nx = 1\n{ASK}\n", [(1, "unused ")], id="above-a-line-without-a-finding"
        ),
        pytest.param(
            f"{ASK}  # V4Migrate: ignore\n",
            [(1, "not understood: write v4migrate: ignore[DS001]: reason")],
            id="in-capitals",
        ),
        pytest.param(
            f"{ASK}  # v4migrate: ignore[DS001]\nx = 1  # v4migrate: ignore[temperature-not-set]\n",
            [],
            id="rule-of-another-profile",
        ),
        pytest.param("x = 1  # v4migrate: ignore[DS001]\n", [], id="file-without-a-known-word-is-not-read"),
    ],
)
def test_unused_and_wrong_ones_are_told(text: str, says: list[tuple[int, str]]) -> None:
    assert told(scanned("a.py", text)) == says


def test_narrowest_suppression_gives_reason_and_line() -> None:
    scan = scanned("a.py", f"# v4migrate: ignore-file: all\n{ASK}  # v4migrate: ignore: this\n")
    suppression = scan.findings[0].suppression
    assert suppression is not None
    assert (suppression.by, suppression.reason, suppression.line) == (SuppressedBy.LINE, "this", 2)


def test_path_pattern_accepts_by_the_path_within_the_project() -> None:
    entry = PathSuppression.of(["legacy/**"], ["DS001"], "off in March", RULEBOOK, "v4migrate.toml")
    scanner = Scanner(RULEBOOK, accepted=[entry])
    scan = scanner.scan(PurePosixPath("../x/legacy/a.py"), ASK.encode(), PurePosixPath("legacy/a.py"))
    suppression = scan.findings[0].suppression
    assert suppression is not None
    assert (suppression.by, suppression.reason) == (SuppressedBy.CONFIG, "off in March")
    assert active(scanned("src/a.py", ASK, scanner)) == [1]


@pytest.mark.parametrize(
    ("paths", "rules", "says"),
    [
        pytest.param(["a"], ["DS01"], "no rule or topic 'DS01'", id="rule"),
        pytest.param(["!"], [], "write patterns as in .gitignore", id="pattern"),
    ],
)
def test_wrong_path_entry_is_told(paths: list[str], rules: list[str], says: str) -> None:
    with pytest.raises(ConfigError, match=r"^v4migrate\.toml: ") as caught:
        PathSuppression.of(paths, rules, "x", RULEBOOK, "v4migrate.toml")
    assert says in str(caught.value)


def test_rewrite_leaves_suppressed_findings_alone_and_counts_them() -> None:
    text = f"{ASK}  # v4migrate: ignore\n{ASK}\n"
    outcome = Rewriter(SCANNER, RewriteOptions()).rewrite(PurePosixPath("a.py"), text.encode())
    assert outcome.status is Status.CHANGED
    kept, changed = outcome.after.decode().splitlines()
    assert kept == f"{ASK}  # v4migrate: ignore"
    assert "deepseek-chat" not in changed
    assert [finding.location.line for finding in outcome.suppressed] == [1]


PIECES = [
    ASK,
    "x = 1",
    "\n",
    " # v4migrate: ignore",
    "-start",
    "-end",
    "-next-line",
    "-file",
    "[DS001]",
    "[limits]",
    ": why",
]


@given(st.sampled_from(["a.py", "a.md", "a.go"]), st.lists(st.sampled_from(PIECES), max_size=20).map("".join))
def test_suppressions_mark_findings_and_change_nothing_else_about_them(path: str, text: str) -> None:
    with_comments, without = scanned(path, text), scanned(path, text.replace("v4migrate:", "v4migrata:"))
    assert [finding.span for finding in with_comments.findings] == [finding.span for finding in without.findings]
    assert not without.unused
