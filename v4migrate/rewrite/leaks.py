"""Requests whose arguments reach other models as well: fallbacks of a router, a model that is chosen for an object later."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple

from v4migrate.regex import regex
from v4migrate.rulebook.facts.hosts import ClientFacts
from v4migrate.scan.place import Argument, Call, Region

_NONE = regex(r"None|\[\s*\]|\(\s*\)")
_NAMES = regex(r"[\[({]?\s*(?:[\"'][\w.]+[\"']\s*,?\s*)+[\])}]?")
_HELD = regex(rb"(?P<name>(?:self\.)?[A-Za-z_]\w*)\s*(?::[^=\n]+)?=\s*\(?\s*\Z")
_BEFORE = 200  # bytes in which the name stands that an object is assigned to
_METHOD = regex(rb"\s*\.\s*(?P<by>\w+)\s*\((?P<handed>[^()]*(?:\([^()]*\)[^()]*)*)\)")
_READ = regex(rb"(?<![\w.])(?P<name>(?:self\.)?[A-Za-z_]\w*)(?=\s*\.\s*\w+\s*\()")
_MODEL = regex(rb"\bmodel")
_ONE = regex(rb"\s*model(?:_name)?\s*=\s*[\"']([^\"'\n]+)[\"']\s*,?\s*")


class _Change(NamedTuple):
    by: str
    handed: bytes


def why_leaks(region: Region, call: Call, client: ClientFacts, is_same: Callable[[str], bool]) -> str | None:
    """Why what is added to a request would reach other models, too; None where it does not. `is_same`: may another name get it?"""
    for name in client.shared_with:
        argument = call.argument(name)
        if argument is not None and _brings_models(argument):
            return f"with {name} the same request goes to other models, and would take the switch along"
    changes = _changes(region.text, call) if client.changed_by else ()
    by = next((change.by for change in changes if change.by in client.changed_by and _is_other(change, is_same)), None)
    return f"{by} gives it another model later, which would get the switch, too" if by else None


def _brings_models(argument: Argument) -> bool:
    """May it bring another model? A list of fields does where the model is among them."""
    if _NONE.fullmatch(argument.text):
        return False
    is_of_fields = argument.name.endswith("fields") and _NAMES.fullmatch(argument.text) is not None
    return not is_of_fields or re.search(r"model|[\"']any[\"']", argument.text) is not None


def _is_other(change: _Change, is_same: Callable[[str], bool]) -> bool:
    one = _ONE.fullmatch(change.handed)
    return _MODEL.search(change.handed) is not None and not (one and is_same(one[1].decode("utf-8", "replace")))


def _changes(text: bytes, call: Call) -> Iterator[_Change]:
    """The methods that are called on an object: where it is made, and by the name that it is assigned to."""
    if (at_once := _METHOD.match(text, call.span.end)) is not None:
        yield _Change(at_once["by"].decode(), at_once["handed"])
    held = _HELD.search(text, max(0, call.span.start - _BEFORE), call.span.start)
    yield from _called_on(text).get(held["name"], ()) if held is not None else ()


@lru_cache(maxsize=2)
def _called_on(text: bytes) -> Mapping[bytes, Sequence[_Change]]:
    """The methods that a text calls with a model, by the name of the object; read once for all of them."""
    found: dict[bytes, list[_Change]] = defaultdict(list)
    for read in _READ.finditer(text):
        method = _METHOD.match(text, read.end())
        if method is not None and _MODEL.search(method["handed"]):
            found[read["name"]].append(_Change(method["by"].decode(), method["handed"]))
    return found
