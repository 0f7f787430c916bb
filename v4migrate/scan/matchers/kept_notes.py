"""Ids that a program writes down or shows beside what it knows of an answer or of its settings: nothing is asked with them.

`metadata: {tokens, cost, model: "<id>"}` says who answered, `return { model: "<id>", hasKey: !!key }` what is set, a row of an exported
database what was set when, and a counter that counts an old name for another what was asked before. A new name there says what is not
so until the request has it, too.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice

from v4migrate.regex import regex
from v4migrate.rulebook.schema import Role
from v4migrate.scan.beside import entries_beside, openers
from v4migrate.scan.neighbour_keys import keys_beside
from v4migrate.scan.place import Place, Region, Span
from v4migrate.scan.syntax.tabled.names import word_set, words

_SET = frozenset({Role.CONSTANT, Role.DEFAULT, Role.CONFIG, Role.REQUEST, Role.VALUE})
_NAMED_METADATA = regex(
    rb"(?i)\bmeta_?(?:data|info)?[\"'`]?\]?[ \t]*(?::=|=>|[:=])[ \t]*(?:new[ \t]+)?[\w.\[\]<>]{0,40}\(?[ \t]*\Z"
)
_BEFORE = 100  # bytes before a mapping
_FIGURES = word_set("tokens usage cost latency duration elapsed")
_BOUNDS = word_set("max min limit budget")
_SAYS_WHETHER = regex(
    r"(?i)(?:has|is|with)_?\w*(?:key|token|configured|available|ready|set)|\w*(?:key|token)_?(?:set|present|configured)"
)
_COMPUTED = regex(rb"!!|!\w|bool\b|Boolean\(|\w+[ \t]*\?|.*(?:[!=]=|\bis (?:not )?None\b|\.length\b|\?[ \t]*\w)")
_RETURNED = regex(rb"(?:\breturn|\bjson(?:ify)?\(|\bJSONResponse\((?:content=)?|=>[ \t]*\()\s*\Z")
_TIMES = frozenset({"created_at", "updated_at", "createdat", "updatedat"})
_OBJECT_ID = "_id"  # what MongoDB knows a row by
_WRITTEN_ID = (b'"_id"', b" _id:", b"\n_id:")  # most files of data hold none, however many rows they have
_DATA = frozenset({"json", "yaml"})
_ROWS = 3  # objects around an id of which one may be a row
_LONGEST = 5000  # bytes of a row
_TESTED = regex(r"(?:\}\s*)?(?:el(?:se\s*)?)?(?:if|unless)\b\s*\(?\s*(?P<name>[^\W\d]\w*)\s*={2,3}\s*[\"']")
_FUNCTION = regex(r"(?m)^[ \t]*(?:\w+[ \t]+){0,3}(?:def|class|function|func|fn|fun)\b")
_ONLY_ASKED = regex(r"(?:if|unless|while)(?: not)?[ \t]*\(?[ \t]*!?\Z")


def is_noted(place: Place, region: Region, span: Span) -> bool:
    """Is an id at `span` one of these?"""
    text = region.text
    if place.role not in _SET:
        return False
    if region.language in _DATA:
        return any(map(region.holds, _WRITTEN_ID)) and _is_of_an_export(place, text)
    return (
        _is_of_metadata(place, text, span)
        or _is_shown_with_others(place, text, span)
        or _is_counted_for(place, text, span)
    )


def _names_beside(place: Place, text: bytes, span: Span) -> Iterator[tuple[str, bytes]]:
    if place.call is not None:
        yield from ((argument.name, argument.text.encode()) for argument in place.call.arguments)
    yield from entries_beside(text, span.start)


def _is_of_metadata(place: Place, text: bytes, span: Span) -> bool:
    """Does it stand in the metadata of an answer, beside what that took?"""
    mapping = next(iter(place.scopes), None)
    if mapping is None or not _NAMED_METADATA.search(text, max(0, mapping.start - _BEFORE), mapping.start):
        return False
    keys = [words(key) for key, _ in _names_beside(place, text, span)]
    return any(key and key[-1] in _FIGURES and _BOUNDS.isdisjoint(key) for key in keys)


def _is_shown_with_others(place: Place, text: bytes, span: Span) -> bool:
    """Is it an entry of what a function returns, beside one that only says whether there is a key?"""
    mapping = next(iter(place.scopes), None)
    if mapping is None or not _RETURNED.search(text, max(0, mapping.start - _BEFORE), mapping.start):
        return False
    beside = _names_beside(place, text, span)
    return any(_SAYS_WHETHER.fullmatch(key) and _COMPUTED.match(value) for key, value in beside)


def _is_of_an_export(place: Place, text: bytes) -> bool:
    """Is it in a row that a database gave away, with the id and the time that it has there?"""
    rows = (scope for scope in islice(place.scopes, _ROWS) if scope.end - scope.start <= _LONGEST)
    keys = ({key.lower() for key in keys_beside(text, row)} for row in rows)
    return any(_OBJECT_ID in found and not _TIMES.isdisjoint(found) for found in keys)


def _is_counted_for(place: Place, text: bytes, span: Span) -> bool:
    """`if name == "<other>": name = "<id>"`, and then `counts[name] += 1` and no more."""
    name = place.constant
    if place.role is not Role.CONSTANT or name is None or not name.isidentifier():
        return False
    opener = next(openers(text, span.start), b"").strip().decode("utf-8", "replace")
    tested = _TESTED.match(opener)
    if tested is None or tested["name"] != name:
        return False
    behind = _FUNCTION.split(text[span.end :].decode("utf-8", "replace"), maxsplit=1)[0]
    reads = list(re.finditer(rf"(?<![\w.\"'])(?:{re.escape(name)})\b(?![\"'])", behind))
    as_keys = [read for read in reads if behind[: read.start()].endswith("[") and behind[read.end() :].startswith("]")]
    others = [read for read in reads if read not in as_keys]
    return bool(as_keys) and all(_ONLY_ASKED.search(behind[: read.start()]) for read in others)
