"""Edits: where the thinking switch goes, what is held back, and that no byte outside an edit moves."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import PurePosixPath

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from v4migrate.errors import EditRefused
from v4migrate.rewrite import rewriter
from v4migrate.rewrite.edit import Edit, apply_edits
from v4migrate.rewrite.outcome import Change, Held, Status
from v4migrate.rewrite.rewriter import RewriteOptions, Rewriter
from v4migrate.rewrite.thinking import Switch
from v4migrate.rulebook.load import load_rulebook
from v4migrate.scan.place import Span
from v4migrate.scan.scanner import Scanner

RULEBOOK = load_rulebook()
SCANNER = Scanner(RULEBOOK)
REWRITER = Rewriter(SCANNER, RewriteOptions())
PY = PurePosixPath("a.py")
OFF = 'extra_body={"thinking": {"type": "disabled"}}'


def becomes(path: str, before: str, after: str) -> None:
    outcome = REWRITER.rewrite(PurePosixPath(path), before.encode())
    assert outcome.after.decode() == after
    assert REWRITER.rewrite(PurePosixPath(path), outcome.after).after == outcome.after, "a second run changes nothing"


def switch_of(path: str, code: str) -> list[Switch]:
    return [change.thinking.switch for change in REWRITER.rewrite(PurePosixPath(path), code.encode()).changes]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        pytest.param(
            'c.chat.completions.create(\n    model="deepseek-chat",\n    n=1,  # one\n)\n',
            f'c.chat.completions.create(\n    model="deepseek-v4-flash",\n    n=1,  # one\n    {OFF},\n)\n',
            id="comment-behind-the-last-argument-stays-with-it",
        ),
        pytest.param(
            'c.chat.completions.create(\n    model="deepseek-chat",\n    n=1  # one\n)\n',
            f'c.chat.completions.create(\n    model="deepseek-v4-flash",\n    n=1,  # one\n    {OFF}\n)\n',
            id="no-trailing-comma",
        ),
        pytest.param(
            'c.chat.completions.create(\r\n\tmodel="deepseek-chat",\r\n)\r\n',
            f'c.chat.completions.create(\r\n\tmodel="deepseek-v4-flash",\r\n\t{OFF},\r\n)\r\n',
            id="crlf-and-tabs",
        ),
        pytest.param(
            'c.chat.completions.create(model="deepseek-chat", extra_body={})\n',
            'c.chat.completions.create(model="deepseek-v4-flash", extra_body={"thinking": {"type": "disabled"}})\n',
            id="empty-extra-body",
        ),
        pytest.param(
            'r = client.responses.create(model="deepseek-chat", input=q)\n',
            'r = client.responses.create(model="deepseek-v4-flash", input=q, reasoning={"effort": "none"})\n',
            id="responses-api",
        ),
        pytest.param(
            'post(json={"model": "deepseek-chat", "messages": m})\n',
            'post(json={"model": "deepseek-v4-flash", "messages": m, "thinking": {"type": "disabled"}})\n',
            id="body-as-a-literal",
        ),
    ],
)
def test_switch_is_placed_like_its_neighbours(before: str, after: str) -> None:
    becomes("a.py", before, after)


@pytest.mark.parametrize(
    ("path", "code", "switch"),
    [
        pytest.param(
            "a.py", 'c.chat.completions.create(model="deepseek-reasoner")', Switch.NOT_NEEDED, id="reasoner-thinks"
        ),
        pytest.param(
            "a.py", f'c.chat.completions.create(model="deepseek-chat", {OFF})', Switch.ALREADY_SET, id="already-off"
        ),
        pytest.param(
            "a.py",
            'c.chat.completions.create(model="deepseek-chat", **more, **less)',
            Switch.NOT_PLACED,
            id="kwargs-may-set-it",
        ),
        pytest.param(
            "a.py",
            'c.chat.completions.create(model="deepseek-chat", **more)\nmore["extra_body"] = {}',
            Switch.NOT_PLACED,
            id="kwargs-that-the-file-sets-it-in",
        ),
        pytest.param(
            "a.py",
            'c.chat.completions.create(model="deepseek-chat", extra_body=e)',
            Switch.NOT_PLACED,
            id="mapping-by-name",
        ),
        pytest.param("a.py", 'unheard_of(model="deepseek-chat")', Switch.NOT_PLACED, id="unknown-client"),
        pytest.param("a.py", 'MODEL = "deepseek-chat"', Switch.NOT_PLACED, id="used-elsewhere"),
        pytest.param("a.yaml", "model: deepseek-chat", Switch.NOT_PLACED, id="configuration"),
    ],
)
def test_switch(path: str, code: str, switch: Switch) -> None:
    assert switch_of(path, code) == [switch]


def test_policy_keep_behaviour_holds_back_what_would_start_to_think() -> None:
    careful = Rewriter(SCANNER, RewriteOptions(policy="keep-behaviour"))
    outcome = careful.rewrite(PurePosixPath("a.yaml"), b"model: deepseek-chat\n")
    assert outcome.status is Status.UNCHANGED
    assert [entry.held for entry in outcome.held] == [Held.BEHAVIOUR]


def test_unsafe_fix_waits_for_unsafe() -> None:
    code = b'ask(model="deepseek-v3.2")'
    assert [entry.held for entry in REWRITER.rewrite(PY, code).held] == [Held.UNSAFE]
    allowed = Rewriter(SCANNER, RewriteOptions(unsafe=True))
    assert b"deepseek-v4-flash" in allowed.rewrite(PY, code).after


def test_guide_profile_takes_the_guides_ids_for_official() -> None:
    guide = Rewriter(Scanner(load_rulebook(profile="guide-2026-04")), RewriteOptions())
    assert b"deepseek-v4-flash" in guide.rewrite(PY, b'ask(model="deepseek-v3.2")').after


@pytest.mark.parametrize(
    ("path", "code"),
    [
        pytest.param("a.yaml", "- model: deepseek-chat\n- model: deepseek-v4-flash\n", id="target-is-there-already"),
        pytest.param(
            "a.py", 'class M:\n    FAST = "deepseek-chat"\n    DEEP = "deepseek-reasoner"\n', id="class-constants"
        ),
    ],
)
def test_collision_is_held_back(path: str, code: str) -> None:
    outcome = REWRITER.rewrite(PurePosixPath(path), code.encode())
    assert outcome.after.decode() == code
    assert {entry.held for entry in outcome.held} == {Held.COLLISION}


def test_notebook_changes_in_source_only_and_line_by_line() -> None:
    cell = ["c.chat.completions.create(\n", '    model="deepseek-chat",\n', ")"]
    outputs = [{"output_type": "stream", "name": "stdout", "text": ["deepseek-chat\n"]}]
    book = {"cells": [{"cell_type": "code", "source": cell, "outputs": outputs}], "nbformat": 4}
    outcome = REWRITER.rewrite(PurePosixPath("a.ipynb"), json.dumps(book, indent=1).encode())
    after = json.loads(outcome.after)["cells"][0]
    assert after["source"] == [cell[0], '    model="deepseek-v4-flash",\n', f"    {OFF},\n", ")"]
    assert after["outputs"] == outputs


@pytest.mark.parametrize("is_listed", [True, False], ids=["lines", "one-string"])
def test_fence_in_the_text_of_a_notebook_gets_its_switch(*, is_listed: bool) -> None:
    call = '  client.chat.completions.create(\n      model="deepseek-chat",\n      messages=messages,\n  )\n'
    text = f"- Ask “so”:\n\n  ```python\n{call}  ```\n\nDone.\n"
    book = {"cells": [{"cell_type": "markdown", "source": text.splitlines(keepends=True) if is_listed else text}]}
    outcome = REWRITER.rewrite(PurePosixPath("a.ipynb"), json.dumps(book, indent=1, ensure_ascii=False).encode())
    source = json.loads(outcome.after)["cells"][0]["source"]
    switch = '      extra_body={"thinking": {"type": "disabled"}},\n'
    after = text.replace("deepseek-chat", "deepseek-v4-flash").replace("messages,\n", f"messages,\n{switch}")
    assert "".join(source) == after
    assert not is_listed or source == after.splitlines(keepends=True)


@pytest.mark.parametrize(
    "before",
    [
        pytest.param(b'\xef\xbb\xbfmodel = "deepseek-chat"\r\n', id="bom-and-crlf"),
        pytest.param(b'name = "\xff\xfe"\nmodel = "deepseek-chat"  \n\n\n', id="not-utf-8-and-trailing-blanks"),
        pytest.param(b'model = "deepseek-chat"', id="no-final-newline"),
    ],
)
def test_bytes_outside_the_edit_stay(before: bytes) -> None:
    outcome = REWRITER.rewrite(PurePosixPath("a.toml"), before)
    assert outcome.after == before.replace(b"deepseek-chat", b"deepseek-v4-flash")


def test_file_that_does_not_parse_is_still_edited_but_never_made_worse() -> None:
    before = b'def broken(:\n    pass\nask(model="deepseek-reasoner")\n'
    assert REWRITER.rewrite(PY, before).after == before.replace(b"deepseek-reasoner", b"deepseek-v4-flash")


def test_edit_that_breaks_the_file_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("v4migrate.rewrite.planner.replace_id", lambda finding: [Edit(finding.span, b'v4"(')])
    outcome = REWRITER.rewrite(PY, b'ask(model="deepseek-reasoner")\n')
    assert outcome.status is Status.FAILED
    assert outcome.after == outcome.before
    assert "syntax error" in (outcome.error or "")


def test_overlapping_edits_are_refused() -> None:
    with pytest.raises(EditRefused, match="overlap"):
        apply_edits(b"abcdef", [Edit(Span(0, 3), b"x"), Edit(Span(2, 4), b"y")])


PIECES = st.lists(
    st.tuples(st.binary(max_size=6), st.binary(min_size=1, max_size=6), st.binary(max_size=6)), max_size=8
)


@given(PIECES, st.data())
@settings(max_examples=200, deadline=None)
def test_any_subset_of_edits_applies_and_reverts(pieces: list[tuple[bytes, bytes, bytes]], data: st.DataObject) -> None:
    """Edits given as (kept, old, new): applied in any order they give the new text, and their inverse the old one."""
    chosen = [data.draw(st.booleans()) for _ in pieces]
    before = after = b""
    there, back = [], []
    for (kept, old, new), take in zip(pieces, chosen, strict=True):
        before, after = before + kept, after + kept
        replacement = new if take else old
        if take:
            there.append(Edit(Span(len(before), len(before) + len(old)), new))
            back.append(Edit(Span(len(after), len(after) + len(new)), old))
        before, after = before + old, after + replacement
    assert apply_edits(before, reversed(there)) == after
    if all(edit.span.end > edit.span.start for edit in back):
        assert apply_edits(after, back) == before


def test_switch_that_cannot_be_proved_costs_no_rename(monkeypatch: pytest.MonkeyPatch) -> None:
    prove = rewriter._prove

    def refusing(path: PurePosixPath, before: bytes, changes: Sequence[Change], asked: Sequence[Edit]) -> bytes:
        if any(b"thinking" in edit.new for change in changes for edit in change.edits):
            raise EditRefused("it would not parse")
        return prove(path, before, changes, asked)

    monkeypatch.setattr(rewriter, "_prove", refusing)
    code = b'c = OpenAI(base_url="https://api.deepseek.com")\nc.chat.completions.create(model="deepseek-chat", messages=m)\n'
    outcome = Rewriter(Scanner(load_rulebook()), RewriteOptions()).rewrite(PurePosixPath("a.py"), code)
    assert outcome.after == code.replace(b"deepseek-chat", b"deepseek-v4-flash")
    (change,) = outcome.changes
    assert change.thinking.switch is Switch.NOT_PLACED
    assert "it would not parse" in change.thinking.why
    keeping = Rewriter(Scanner(load_rulebook()), RewriteOptions(policy="keep-behaviour"))
    assert keeping.rewrite(PurePosixPath("a.py"), code).after == code
