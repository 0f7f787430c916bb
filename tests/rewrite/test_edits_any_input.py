"""Whatever the file: the edits of a rewrite can be taken back byte by byte, made in part, and never touch one another."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from pathlib import PurePosixPath

from hypothesis import given, settings
from hypothesis import strategies as st

from fuzz.target import NAMES, check, rewriter
from tests.rewrite.test_any_input import PIECES, damaged
from tests.rewrite.test_equal_entries import NEVER, PICKERS, written
from v4migrate.rewrite.edit import Edit, apply_edits, settled
from v4migrate.rewrite.outcome import FileOutcome, Status
from v4migrate.scan.place import Span

ROWS = (
    '"deepseek-chat": {"tools": true}',
    '"context": 64000',
    "[m.'deepseek-chat']",
    "- deepseek-reasoner",
    "('deepseek-chat', 1)",
)


@st.composite
def named_files(draw: st.DrawFn) -> tuple[str, bytes]:
    """A file of the example, damaged, or a container of both old names, with further pieces put in."""
    if draw(st.booleans()):
        return draw(st.sampled_from(NAMES)), draw(damaged())
    _, path, code = draw(st.sampled_from([*PICKERS, *NEVER]))
    ids = st.sampled_from(["deepseek-chat", "deepseek-reasoner", "deepseek-v3.2", "deepseek-v4-flash"])
    data = bytearray(written(code, draw(ids), draw(ids)).encode())
    for _ in range(draw(st.integers(0, 3))):
        at = draw(st.integers(0, len(data)))
        data[at:at] = draw(st.sampled_from([*PIECES, *(row.encode() for row in ROWS)]))
    return draw(st.sampled_from(["", "tests/"])) + path, bytes(data)


def taken_back(after: bytes, edits: Sequence[Edit], before: bytes) -> bytes:
    """`after` with every edit undone: its new bytes out, the old ones in."""
    undone, shift = [], 0
    for span, new, *_ in settled(before, edits):
        start = span.start + shift
        undone.append(Edit(Span(start, start + len(new)), before[span.start : span.end]))
        shift += len(new) - (span.end - span.start)
    return apply_edits(after, undone)


def edits_of(outcome: FileOutcome) -> list[Edit]:
    return [edit for change in outcome.changes for edit in change.edits]


@given(named_files())
@settings(max_examples=400, deadline=None)
def test_edits_can_be_taken_back(file: tuple[str, bytes]) -> None:
    name, data = file
    outcome = rewriter().rewrite(PurePosixPath(name), data)
    edits = edits_of(outcome)
    assert apply_edits(data, edits) == outcome.after
    assert taken_back(outcome.after, edits, data) == data


@given(named_files(), st.data())
@settings(max_examples=300, deadline=None)
def test_edits_can_be_made_in_part(file: tuple[str, bytes], draws: st.DataObject) -> None:
    name, data = file
    outcome = rewriter().rewrite(PurePosixPath(name), data)
    if outcome.status is not Status.CHANGED:
        return
    made = draws.draw(st.lists(st.sampled_from(list(outcome.changes)), max_size=4))
    edits = [edit for change in made for edit in change.edits]
    after = apply_edits(data, edits)
    assert taken_back(after, edits, data) == data
    outside = data[: min((edit.span.start for edit in edits), default=len(data))]
    assert after.startswith(outside)


@given(named_files())
@settings(max_examples=300, deadline=None)
def test_edits_never_overlap(file: tuple[str, bytes]) -> None:
    name, data = file
    ordered = settled(data, edits_of(rewriter().rewrite(PurePosixPath(name), data)))
    for first, second in itertools.pairwise(ordered):
        assert first.span.end <= second.span.start
        assert first.span != second.span


@given(named_files())
@settings(max_examples=300, deadline=None)
def test_a_container_in_any_state(file: tuple[str, bytes]) -> None:
    check(*file)
