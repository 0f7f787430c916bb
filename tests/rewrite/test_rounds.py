"""Fixes that another fix makes possible are made in the same run, and told in bytes of the file as it was."""

from __future__ import annotations

from dataclasses import replace
from pathlib import PurePosixPath

from hypothesis import given, settings
from hypothesis import strategies as st

from v4migrate.rewrite.edit import Edit, apply_edits
from v4migrate.rewrite.outcome import Change
from v4migrate.rewrite.rewriter import RewriteOptions, Rewriter
from v4migrate.rewrite.rounds import composed
from v4migrate.rewrite.thinking import Switch, Thinking
from v4migrate.rulebook.load import load_rulebook
from v4migrate.scan.place import Span
from v4migrate.scan.scanner import Scanner

SCANNER = Scanner(load_rulebook())
UNSAFE = Rewriter(SCANNER, RewriteOptions(unsafe=True))
(FOUND,) = SCANNER.scan(PurePosixPath("a.yaml"), b"model: deepseek-chat\n").findings
CHANGE = Change(FOUND, Thinking(Switch.NOT_ASKED), ())


@st.composite
def edits_of(draw: st.DrawFn, size: int) -> list[Edit]:
    """Edits that do not meet."""
    edges = sorted(set(draw(st.lists(st.integers(0, size), max_size=8))))
    spans = [Span(start, draw(st.integers(start, end))) for start, end in zip(edges[::2], edges[1::2], strict=False)]
    return [Edit(span, draw(st.binary(max_size=4))) for span in spans]


@given(st.binary(max_size=30), st.data())
@settings(max_examples=300, deadline=None)
def test_edits_of_two_rounds_are_one_set_of_edits(before: bytes, data: st.DataObject) -> None:
    first = data.draw(edits_of(len(before)))
    middle = apply_edits(before, first)
    later = data.draw(edits_of(len(middle)))
    changes = composed(
        before,
        [replace(CHANGE, edits=[edit]) for edit in first],
        (),
        [replace(CHANGE, edits=[edit]) for edit in later],
    )
    together = [edit for change in changes for edit in change.edits]
    assert apply_edits(before, together) == apply_edits(middle, later)


def test_a_cap_that_the_renamed_request_would_think_away_is_raised_in_the_same_run() -> None:
    code = b"base_url: https://api.deepseek.com\nmodel: deepseek-chat\nmax_tokens: 400\n"
    outcome = UNSAFE.rewrite(PurePosixPath("a.yaml"), code)
    assert outcome.after == code.replace(b"deepseek-chat", b"deepseek-v4-flash").replace(b"400", b"4096")
    assert apply_edits(code, [edit for change in outcome.changes for edit in change.edits]) == outcome.after
    assert UNSAFE.rewrite(PurePosixPath("a.yaml"), outcome.after).after == outcome.after


def test_a_later_fix_is_told_at_its_line_of_the_file_as_it_was() -> None:
    code = (
        b'c = OpenAI(base_url="https://api.deepseek.com")\nM = "deepseek-chat"\n'
        b"a = c.chat.completions.create(\n    model=M,\n    messages=m,\n)\n"
        b'b = ask(model="deepseek-chat", messages=m, max_tokens=50)\n'
    )
    outcome = UNSAFE.rewrite(PurePosixPath("a.py"), code)
    caps = [change for change in outcome.changes if change.finding.rule.id == "small-output-cap"]
    assert [change.finding.location.line for change in caps] == [7]


def test_an_argument_goes_where_another_one_comes() -> None:
    code = b'c.chat.completions.create(\n    model="deepseek-reasoner",\n    messages=m,\n    temperature=0,\n)\n'
    outcome = UNSAFE.rewrite(PurePosixPath("a.py"), code)
    assert outcome.after == (
        b'c.chat.completions.create(\n    model="deepseek-v4-flash",\n    messages=m,\n'
        b'    extra_body={"thinking": {"type": "enabled"}},\n)\n'
    )
    assert apply_edits(code, [edit for change in outcome.changes for edit in change.edits]) == outcome.after
