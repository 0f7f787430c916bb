"""Ids that are no entries of one container and must differ all the same: of a sentence, of a choice, of a command.

Each group is told with seats at one place of it, as entries of a picker are (`entries.py`).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence

from v4migrate.rewrite.entries import Seat
from v4migrate.rewrite.programs import PROGRAMS
from v4migrate.rulebook.schema import Role
from v4migrate.scan.finding import Finding
from v4migrate.scan.place import Span, line_around

_GOES_ON = (b"\\\n", b"\\\r\n")
_AT_ITS_END = (b"\\", b"\\\r")
CHOICE = "choice"
_ENTRIES = frozenset({Role.KEY, Role.COMPARISON, Role.MEMBER})
_SAID = frozenset({Role.SAID, Role.HELP})


def sentences(ids: Sequence[Finding]) -> Iterator[list[tuple[Finding, Seat]]]:
    """Ids that one string says to people: made equal, it would say "one or one"."""
    said: dict[tuple[int, Span], list[tuple[Finding, Seat]]] = defaultdict(list)
    for finding in ids:
        if finding.place.role in _SAID:
            assert finding.context.candidate
            line = line_around(finding.context.region.text, finding.context.candidate.span)
            seat = Seat(line, finding.context.candidate.span, ("0",), "sentence")
            said[id(finding.context.region), line].append((finding, seat))
    yield from said.values()


def choices(ids: Sequence[Finding]) -> Iterator[list[tuple[Finding, Seat]]]:
    """Ids of which an expression or a function gives one (`deep ? "…" : "…"`): made equal, it would choose between one and the same."""
    given: dict[tuple[int, Span], list[tuple[Finding, Seat]]] = defaultdict(list)
    for finding in ids:
        container = finding.place.container
        is_code = finding.context.region.language in PROGRAMS
        if is_code and finding.place.run_time_choice and container is not None and finding.place.role not in _ENTRIES:
            assert finding.context.candidate
            seat = Seat(container, finding.context.candidate.span, ("0",), CHOICE)
            given[id(finding.context.region), container].append((finding, seat))
    yield from given.values()


def commands(ids: Sequence[Finding]) -> Iterator[list[tuple[Finding, Seat]]]:
    """Ids that one command of a shell gives its program (`--model … --deep-model …`): made equal, it would ask one model twice."""
    given: dict[tuple[int, Span], list[tuple[Finding, Seat]]] = defaultdict(list)
    for finding in ids:
        if finding.context.region.language == "shell" and finding.place.role not in _ENTRIES:
            assert finding.context.candidate
            command = _command_around(finding.context.region.text, finding.context.candidate.span)
            seat = Seat(command, finding.context.candidate.span, ("0",), CHOICE)
            given[id(finding.context.region), command].append((finding, seat))
    yield from given.values()


def _command_around(text: bytes, span: Span) -> Span:
    """The lines of a command: all but the last end with a backslash."""
    line = line_around(text, span)
    start, end = line.start, line.end
    while text.endswith(_GOES_ON, 0, start):
        start = line_around(text, Span(start - 1, start - 1)).start
    while text.endswith(_AT_ITS_END, start, end) and end < len(text):
        end = line_around(text, Span(end + 1, end + 1)).end
    return Span(start, end)
