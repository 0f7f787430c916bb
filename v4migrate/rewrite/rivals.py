"""Ids that are no entries of one container and must differ all the same: of a sentence, of a choice, of a command, of a configuration,
of rows that are called like them, of sections of a document that offer one each.

Each group is told with seats at one place of it, as entries of a picker are (`entries.py`).
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence

from v4migrate.rewrite.entries import Seat
from v4migrate.rewrite.functions import function_of_both
from v4migrate.rewrite.programs import PROGRAMS
from v4migrate.rewrite.remarks import beside
from v4migrate.rulebook.schema import Role
from v4migrate.scan.finding import Finding
from v4migrate.scan.languages import DOCUMENTS
from v4migrate.scan.place import Span, line_around
from v4migrate.scan.syntax.lines import is_whole_value, setting_on_line

_GOES_ON = (b"\\\n", b"\\\r\n")
_AT_ITS_END = (b"\\", b"\\\r")
CHOICE = "choice"
_ENTRIES = frozenset({Role.KEY, Role.COMPARISON, Role.MEMBER})
_SAID = frozenset({Role.SAID, Role.HELP})
_SET = frozenset({Role.CONFIG, Role.DEFAULT})
_HELD = frozenset({Role.REQUEST, Role.VALUE, Role.DEFAULT, Role.CONFIG})
_CALLED_SO = rb"[\"'`]%s[\"'`]\s*(?:=>|->|[:=])\s*[\w.]*\s*\Z"
_BEFORE = 120  # bytes before a row
_LONGEST = 2000  # bytes of a row


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


def remarked(ids: Sequence[Finding]) -> Iterator[list[tuple[Finding, Seat]]]:
    """A setting and the other old id that the comment beside it names: made equal, it would say "this, and not this"."""
    remarks = [finding for finding in ids if finding.place.role is Role.PROSE]
    for finding in ids if remarks else ():
        told = list(beside(finding, remarks))
        if any(other.found != finding.found for other in told):
            yield [(one, _whole(one)) for one in (finding, *told)]


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


def modes(ids: Sequence[Finding]) -> Iterator[list[tuple[Finding, Seat]]]:
    """The default of a parameter and what its function sets it to instead (`if (deep) model = "…"`): made equal, there would be one
    mode."""
    set_later = [finding for finding in ids if finding.place.role is Role.CONSTANT and finding.place.name]
    for finding in ids if set_later else ():
        for other in set_later if finding.place.role is Role.DEFAULT else ():
            home = function_of_both(finding, other) if _is_set_instead(other, finding) else None
            if home is not None:
                yield [(one, Seat(home, one.span, ("0",), CHOICE)) for one in (finding, other)]


def _is_set_instead(other: Finding, finding: Finding) -> bool:
    is_here = other.context.region is finding.context.region and other.found != finding.found
    return is_here and (other.place.name or "").lstrip("$") == (finding.place.name or "").lstrip("$")


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


def rows(ids: Sequence[Finding]) -> Iterator[list[tuple[Finding, Seat]]]:
    """Ids in rows that are called like them and alike otherwise (`"a": {model: "a"}, "b": {model: "b"}`): made equal, both rows would
    ask one model alike."""
    alike: dict[tuple[int, Span | None, bytes], list[Finding]] = defaultdict(list)
    for finding in ids:
        text, scopes = finding.context.region.text, finding.place.scopes
        row = next(iter(scopes), None)
        if row is None or finding.place.role not in _HELD or row.end - row.start > _LONGEST:
            continue
        own = re.escape(finding.found.encode())
        if re.search(_CALLED_SO % own, text[max(0, row.start - _BEFORE) : row.start]):
            plain = re.sub(own, b"", text[row.start : row.end])
            alike[id(finding.context.region), next(iter(scopes[1:]), None), plain].append(finding)
    for group in alike.values():
        yield [(finding, _whole(finding)) for finding in group]


def settings(ids: Sequence[Finding]) -> Iterator[list[tuple[Finding, Seat]]]:
    """Ids that settings of one mapping hold (`FAST_MODEL=…`, `SMART_MODEL=…`): made equal, both would ask one model alike.

    A setting that holds both stands in several entries, or is set by a condition.
    """
    held: dict[tuple[int, Sequence[str]], dict[str, list[Finding]]] = defaultdict(lambda: defaultdict(list))
    for finding in ids:
        name, keys = finding.place.name or "", tuple(finding.place.keys)
        above = keys[1:] if keys[:1] == (name,) else keys  # `fast_model: {default: "…"}`
        if _is_set(finding):
            held[id(finding.context.region), above][name].append(finding)
    for named in held.values():
        once = [found for found in named.values() if len({finding.found for finding in found}) == 1]
        yield [(finding, _whole(finding)) for found in once for finding in found]


def headed(ids: Sequence[Finding]) -> Iterator[list[tuple[Finding, Seat]]]:
    """Ids that a document offers for one setting, each in a block below a heading of its own: made equal, it would offer one twice."""
    offered: dict[tuple[object, ...], list[Finding]] = defaultdict(list)
    for finding in ids:
        *outer, own = finding.context.region.headings or (b"",)
        if own and _is_set(finding) and finding.context.candidate is not None:
            depth = len(own) - len(own.lstrip(b"#"))
            written = (finding.context.candidate.prefix, finding.target)
            offered[(*outer, depth, finding.place.name, *written)].append(finding)
    for listed in offered.values():
        headings = {finding.found: finding.context.region.headings for finding in listed}
        if len({*headings.values()}) > 1:
            yield [(finding, _whole(finding)) for finding in listed]


def other_values(ids: Sequence[Finding]) -> Iterator[list[tuple[Finding, Seat]]]:
    """What is commented out beside the same setting in use, which need not wait: made equal, it would be no other value of it."""
    for finding in ids:
        is_out = _is_set(finding) and _is_commented_out(finding)
        if is_out and (_holds_new(finding) or any(_is_other_value(other, finding) for other in ids)):
            yield [(finding, _whole(finding))]


def _is_other_value(other: Finding, finding: Finding) -> bool:
    """Does the setting of a finding that is commented out hold another old name where it is in use?"""
    is_same = other.context.region is finding.context.region and other.place.name == finding.place.name
    return is_same and other.found != finding.found and _is_set(other) and not _is_commented_out(other)


def _holds_new(finding: Finding) -> bool:
    """Does the setting in use hold the new name already?"""
    text, name = finding.context.region.text, (finding.target or "").encode()
    for found in re.finditer(re.escape(name), text):
        setting = setting_on_line(text, line_around(text, Span(*found.span())))
        is_it = setting is not None and not setting.is_comment and setting.key == finding.place.name
        if is_it and setting is not None and is_whole_value(text, setting.value, Span(*found.span())):
            return True
    return False


def _is_set(finding: Finding) -> bool:
    language = finding.context.region.language
    return finding.place.role in _SET and language not in PROGRAMS and language not in DOCUMENTS


def _is_commented_out(finding: Finding) -> bool:
    assert finding.context.candidate
    text = finding.context.region.text
    found = setting_on_line(text, line_around(text, finding.context.candidate.span))
    return found is not None and found.is_comment


def _whole(finding: Finding) -> Seat:
    assert finding.context.candidate
    return Seat(Span(0, len(finding.context.region.text)), finding.context.candidate.span, ("0",), CHOICE)


def _command_around(text: bytes, span: Span) -> Span:
    """The lines of a command: all but the last end with a backslash."""
    line = line_around(text, span)
    start, end = line.start, line.end
    while text.endswith(_GOES_ON, 0, start):
        start = line_around(text, Span(start - 1, start - 1)).start
    while text.endswith(_AT_ITS_END, start, end) and end < len(text):
        end = line_around(text, Span(end + 1, end + 1)).end
    return Span(start, end)
