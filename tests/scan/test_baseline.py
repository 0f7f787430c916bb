"""A baseline accepts what was there and nothing else, wherever it has moved; a file that is none is told in one line."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path, PurePosixPath

import pytest
from hypothesis import given
from hypothesis import strategies as st

from v4migrate.errors import InputError
from v4migrate.rulebook.load import load_rulebook
from v4migrate.scan.baseline import SCHEMA, Compared, Entry, baseline_text, compare, read_baseline
from v4migrate.scan.finding import FileScan, Location, SuppressedBy
from v4migrate.scan.scanner import Scanner

SCANNER = Scanner(load_rulebook())
ASK = 'ask(model="deepseek-chat")\n'
OTHER = 'ask(n=1, model="deepseek-chat")\n'


def scans(files: dict[str, str]) -> dict[str, FileScan]:
    return {path: SCANNER.scan(PurePosixPath(path), text.encode()) for path, text in files.items()}


def taken(files: dict[str, str]) -> list[Entry]:
    return [Entry.of(path, finding) for path, scan in scans(files).items() for finding in scan.findings]


def new(compared: Compared) -> list[tuple[str, int]]:
    return [
        (path, finding.location.line)
        for path, scan in compared.scans.items()
        for finding in scan.findings
        if finding.is_active
    ]


@pytest.mark.parametrize(
    ("before", "after", "new_ones", "missing"),
    [
        pytest.param({"a.py": ASK}, {"a.py": ASK}, [], 0, id="same"),
        pytest.param({"a.py": ASK}, {"a.py": "\n\n" + ASK}, [], 0, id="moved"),
        pytest.param({"a.py": ASK}, {"b.py": ASK}, [], 0, id="renamed"),
        pytest.param({"a.py": ASK}, {"a.py": ASK + ASK}, [("a.py", 2)], 0, id="one-more-of-the-same"),
        pytest.param({"a.py": ASK}, {"a.py": ASK, "b.py": ASK}, [("b.py", 1)], 0, id="a-copy-is-new"),
        pytest.param({"b.py": ASK}, {"a.py": ASK, "b.py": ASK}, [("a.py", 1)], 0, id="a-copy-that-comes-first"),
        pytest.param({"a.py": ASK + OTHER}, {"a.py": OTHER}, [], 1, id="mended"),
        pytest.param({"a.py": ASK}, {"a.py": OTHER}, [("a.py", 1)], 1, id="another"),
        pytest.param({"a.py": ASK}, {}, [], 1, id="deleted"),
    ],
)
def test_known_and_new(
    before: dict[str, str], after: dict[str, str], new_ones: list[tuple[str, int]], missing: int
) -> None:
    compared = compare(taken(before), scans(after))
    assert new(compared) == new_ones
    assert len(compared.missing) == missing


def test_entry_of_a_file_that_was_not_looked_at_is_not_given_to_a_copy() -> None:
    compared = compare(taken({"a.py": ASK}), scans({"b.py": ASK}), may_have_moved=lambda path: path != "a.py")
    assert new(compared) == [("b.py", 1)]
    assert [entry.path for entry in compared.missing] == ["a.py"]


def test_renamed_finding_is_known_under_its_new_path() -> None:
    compared = compare(taken({"a.py": ASK}), scans({"b.py": ASK}))
    assert [entry.path for entry in compared.known] == ["b.py"]
    assert [finding.suppression and finding.suppression.by for finding in compared.scans["b.py"].findings] == [
        SuppressedBy.BASELINE
    ]


LINES = st.lists(st.sampled_from([ASK, OTHER, "x = 1\n", "# deepseek-chat\n", f"if x: {ASK}"]), max_size=8)
FILES = st.dictionaries(st.sampled_from(["a.py", "b.py", "c/d.py"]), LINES.map("".join), max_size=3)


@given(FILES)
def test_a_scan_held_against_its_own_baseline_has_nothing_new_and_nothing_missing(files: dict[str, str]) -> None:
    compared = compare(taken(files), scans(files))
    assert new(compared) == []
    assert not compared.missing
    assert sorted(compared.known) == sorted(taken(files))


@given(FILES, FILES)
def test_entries_are_known_or_missing_and_each_accepts_one_finding(
    before: dict[str, str], after: dict[str, str]
) -> None:
    entries = taken(before)
    compared = compare(entries, scans(after))
    assert len(compared.known) + len(compared.missing) == len(entries)
    assert len(new(compared)) == len(taken(after)) - len(compared.known)


def test_file_has_one_sorted_line_per_entry_and_no_secret(tmp_path: Path) -> None:
    entries = [Entry("b.py", "r", "2", "x"), Entry("a.py", "r", "1", 'sent "é"\n')]
    text = baseline_text(entries)
    assert [line[:14] for line in text.splitlines()] == ['{"schema": "v4', '{"path": "a.py', '{"path": "b.py', "]}"]
    path = tmp_path / "b.json"
    path.write_text(text, encoding="utf-8")
    assert read_baseline(path) == sorted(entries)
    key = "sk-0123456789abcdef0123"
    secret = SCANNER.scan(PurePosixPath("a.py"), f'ask(api_key="{key}", model="deepseek-chat", top_p=0.1)\n'.encode())
    assert key not in baseline_text(Entry.of("a.py", finding) for finding in secret.findings)


def test_no_entries_are_a_file_too(tmp_path: Path) -> None:
    path = tmp_path / "b.json"
    path.write_text(baseline_text([]), encoding="utf-8")
    assert read_baseline(path) == []


@pytest.mark.parametrize(
    ("text", "says"),
    [
        pytest.param("<<<<<<< HEAD\n", "not valid JSON", id="merge-conflict"),
        pytest.param("\xff", "not valid JSON", id="other-bytes"),
        pytest.param("[" * 100_000, "not valid JSON", id="deep"),
        pytest.param("[]", "no baseline of v4migrate", id="list"),
        pytest.param('{"name": "x"}', "no baseline of v4migrate", id="foreign"),
        pytest.param('{"schema": "v4migrate.scan/1"}', "no baseline of v4migrate", id="another-of-our-files"),
        pytest.param('{"schema": "v4migrate.baseline/99"}', "update v4migrate", id="newer"),
        pytest.param(json.dumps({"schema": SCHEMA}), "without a list of findings", id="no-list"),
        pytest.param(json.dumps({"schema": SCHEMA, "findings": [{"path": 1}]}), "entry 1 needs path, rule", id="entry"),
    ],
)
def test_what_is_no_baseline_is_told_in_one_line(tmp_path: Path, text: str, says: str) -> None:
    path = tmp_path / "b.json"
    path.write_bytes(text.encode("latin-1"))
    with pytest.raises(InputError) as caught:
        read_baseline(path)
    message = str(caught.value)
    assert message.startswith(f"{path}: ")
    assert says in message
    assert "\n" not in message


def test_missing_file_names_the_command_that_takes_one(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"no such baseline; take one with: .* --update-baseline"):
        read_baseline(tmp_path / "b.json")


def test_value_whose_name_tells_that_it_is_a_key_is_not_written() -> None:
    (finding,) = SCANNER.scan(PurePosixPath("a.py"), ASK.encode()).findings
    text = 'ask(password="hunter2")'
    told = replace(finding, found="hunter2", message="hunter2 is no model", location=Location(1, 15, text, 14, 1))
    assert Entry.of("a.py", told).message == "******* is no model"
