"""A fix that cannot be proved is held back alone: the others of its file are made, and the number of tries is bounded."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import PurePosixPath

import pytest

from v4migrate.errors import EditRefused
from v4migrate.rewrite.actions.replace_id import replace_id
from v4migrate.rewrite.edit import Edit
from v4migrate.rewrite.outcome import Change, FileOutcome, Held, HeldBack, Refusal, Status
from v4migrate.rewrite.proof import largest_provable
from v4migrate.rewrite.rewriter import RewriteOptions, Rewriter
from v4migrate.rewrite.thinking import Switch, Thinking
from v4migrate.rulebook.load import load_rulebook
from v4migrate.scan.finding import Finding
from v4migrate.scan.place import Span
from v4migrate.scan.report import FixKey
from v4migrate.scan.scanner import Scanner

REWRITER = Rewriter(Scanner(load_rulebook()), RewriteOptions())
PY = PurePosixPath("a.py")
ASKS = b"".join(b'ask%d(model="deepseek-reasoner")\n' % number for number in range(5))
FINDINGS = [finding for finding in REWRITER.scanner.scan(PY, ASKS).findings if finding.context.candidate]


def held(outcome: FileOutcome, reason: Held) -> list[HeldBack]:
    return [entry for entry in outcome.held if entry.held is reason]


def breaks_on(lines: set[int], monkeypatch: pytest.MonkeyPatch) -> None:
    def replace(finding: Finding) -> list[Edit]:
        return [Edit(finding.span, b'v4"(')] if finding.location.line in lines else replace_id(finding)

    monkeypatch.setattr("v4migrate.rewrite.planner.replace_id", replace)


@pytest.mark.parametrize(
    "broken",
    [
        pytest.param({3}, id="one-in-the-middle"),
        pytest.param({1}, id="the-first"),
        pytest.param({1, 5}, id="the-first-and-the-last"),
        pytest.param({1, 2, 4, 5}, id="all-but-one"),
    ],
)
def test_only_what_breaks_the_file_is_held_back(broken: set[int], monkeypatch: pytest.MonkeyPatch) -> None:
    breaks_on(broken, monkeypatch)
    outcome = REWRITER.rewrite(PY, ASKS)
    assert outcome.status is Status.CHANGED
    assert not outcome.is_complete
    assert {entry.finding.location.line for entry in held(outcome, Held.REFUSED)} == broken
    assert all("syntax error" in entry.why for entry in held(outcome, Held.REFUSED))
    lines = outcome.after.decode().splitlines()
    assert [number for number, line in enumerate(lines, 1) if "deepseek-reasoner" in line] == sorted(broken)
    assert outcome.after.count(b"deepseek-v4-flash") == 5 - len(broken)


CALL = b'c.chat.completions.create(model="deepseek-chat", messages=[])\n'


def test_rename_whose_switch_breaks_the_file_is_made_without_it(monkeypatch: pytest.MonkeyPatch) -> None:
    breaks_with_a_switch(monkeypatch)
    outcome = REWRITER.rewrite(PY, CALL + ASKS)
    assert outcome.after == (CALL + ASKS).replace(b"deepseek-chat", NEW).replace(b"deepseek-reasoner", NEW)
    assert outcome.is_complete
    assert outcome.needs_a_decision
    [change] = outcome.thinking(Switch.NOT_PLACED)
    assert change.finding.found == "deepseek-chat"
    assert "syntax error" in change.thinking.why
    assert change.thinking.snippet == 'extra_body={"thinking": {"type": "disabled"}}'
    assert REWRITER.rewrite(PY, outcome.after).status is Status.UNCHANGED


def test_rename_that_would_lose_its_behaviour_is_held_back_instead(monkeypatch: pytest.MonkeyPatch) -> None:
    breaks_with_a_switch(monkeypatch)
    outcome = Rewriter(REWRITER.scanner, RewriteOptions(policy="keep-behaviour")).rewrite(PY, CALL + ASKS)
    assert outcome.after == CALL + ASKS.replace(b"deepseek-reasoner", NEW)
    [entry] = held(outcome, Held.BEHAVIOUR)
    assert "syntax error" in entry.why


NEW = b"deepseek-v4-flash"


def breaks_with_a_switch(monkeypatch: pytest.MonkeyPatch) -> None:
    def errors(path: PurePosixPath, data: bytes) -> int:
        return int(b"extra_body" in data)

    monkeypatch.setattr("v4migrate.rewrite.rewriter.syntax_errors", errors)


def test_file_of_which_nothing_can_be_proved_has_failed(monkeypatch: pytest.MonkeyPatch) -> None:
    breaks_on({1, 2, 3, 4, 5}, monkeypatch)
    outcome = REWRITER.rewrite(PY, ASKS)
    assert (outcome.status, outcome.after, outcome.changes) == (Status.FAILED, ASKS, ())
    assert str(outcome.error).startswith("a.py: the edit would add")


def test_file_in_which_fixes_go_on_without_an_end_is_left_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    def swap(finding: Finding) -> list[Edit]:
        return [Edit(finding.span, b"deepseek-chat" if finding.found == "deepseek-reasoner" else b"deepseek-reasoner")]

    monkeypatch.setattr("v4migrate.rewrite.planner.replace_id", swap)
    outcome = REWRITER.rewrite(PY, ASKS)
    assert (outcome.status, outcome.after) == (Status.FAILED, ASKS)
    assert {entry.why for entry in held(outcome, Held.REFUSED)} == {
        "a second run would change the file again; change it by hand"
    }


def changes(number: int) -> list[Change]:
    thinking = Thinking(Switch.NOT_NEEDED)
    return [Change(FINDINGS[0], thinking, [Edit(Span(at, at + 1), b"x")]) for at in range(number)]


@pytest.mark.parametrize("bad", [{7}, {0, 255}, set(range(0, 256, 2)), set(range(256))], ids=len)
def test_tries_are_bounded_and_nothing_unproved_is_kept(bad: set[int]) -> None:
    made = changes(256)
    tried = 0

    def prove(some: Sequence[Change]) -> bytes:
        nonlocal tried
        tried += 1
        if any(made.index(change) in bad for change in some):
            raise EditRefused("bad")
        return b"after"

    proved = largest_provable(b"before", made, prove)
    assert tried <= 100
    assert len(proved.kept) + len(proved.refused) == 256
    assert not [change for change in proved.kept if made.index(change) in bad]
    if len(bad) <= 2:
        assert len(proved.kept) == 256 - len(bad)


@pytest.mark.parametrize("declined", [{0}, {4}, {1, 3}, {0, 1, 2, 3, 4}], ids=str)
def test_any_accepted_subset_is_proved(declined: set[int]) -> None:
    refused = {FixKey.of(FINDINGS[number]): Refusal(Held.DECLINED) for number in declined}
    outcome = REWRITER.rewrite(PY, ASKS, declined=refused)
    lines = outcome.after.decode().splitlines()
    assert {number for number, line in enumerate(lines) if "deepseek-reasoner" in line} == declined
    assert len(held(outcome, Held.DECLINED)) == len(declined)
    assert not outcome.needs_a_decision, "whoever declines has decided"


def test_of_ids_in_a_test_all_are_declined_or_none() -> None:
    rewriter = Rewriter(Scanner(load_rulebook()), RewriteOptions(include_tests=True))
    path = PurePosixPath("tests/test_a.py")
    code = b'assert ask(model="deepseek-chat").model == "deepseek-chat"\n'
    outcome = rewriter.rewrite(path, code)
    assert len(outcome.changes) == 2
    again = rewriter.rewrite(path, code, declined={FixKey.of(outcome.changes[0].finding): Refusal(Held.DECLINED)})
    assert again.after == code
    assert len(held(again, Held.DECLINED)) == 2
