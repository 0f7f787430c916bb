"""By what name other files read an id: a constant of the file, of a class, or an entry of an object at the top of the file."""

from __future__ import annotations

import re
from functools import lru_cache

from v4migrate.regex import regex
from v4migrate.rulebook.schema import Role
from v4migrate.scan.place import Place, Region

_CLASS = regex(rb"class\s+(?P<name>\w+)")
_HELD = frozenset({Role.VALUE, Role.REQUEST, Role.DEFAULT})
_EXPORTS = rb"\bexport\b[^;\n]{0,80}\b%(name)s\b|\bexports\b[^;]{0,400}\b%(name)s\b"


def exported_as(place: Place, region: Region) -> str:
    """`MODEL`, `Settings.model`, `MODELS.fast.id`; empty where no other file can read it."""
    if place.role is Role.CONSTANT and place.constant and not place.scopes:
        return place.constant
    name = _of_class(place, region) if place.role is Role.CONSTANT else _of_object(place, region)
    head = name.partition(".")[0]
    return name if name and (region.language == "python" or _is_shown(head, region.text)) else ""


def _of_class(place: Place, region: Region) -> str:
    own = (place.constant or place.name or "").rpartition(".")[2]
    found = _CLASS.match(region.text, place.scopes[0].start) if own and len(place.scopes) == 1 else None
    return f"{found['name'].decode()}.{own}" if found else ""


def _of_object(place: Place, region: Region) -> str:
    """No function and no call is around the object."""
    if place.role not in _HELD or not place.keys or not place.name:
        return ""
    is_at_top = all(region.text[scope.start : scope.start + 1] == b"{" for scope in place.scopes)
    names = [*reversed(place.keys), place.name]
    return ".".join(names) if is_at_top and all(re.fullmatch(r"\w+", name) for name in names) else ""


@lru_cache(maxsize=8)  # an object may hold thousands of ids
def _is_shown(name: str, text: bytes) -> bool:
    """In the JavaScript family a file says which of its names others may read."""
    return re.search(_EXPORTS % {b"name": re.escape(name.encode())}, text) is not None
