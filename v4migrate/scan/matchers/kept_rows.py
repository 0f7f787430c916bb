"""Ids that are kept to tell of, and not to ask with: the baseline that others are measured by, the rows that a database begins with.

Another name there would tell of a model that was not measured, or of rows that no database has: a person must look.
"""

from __future__ import annotations

from pathlib import PurePosixPath

from v4migrate.regex import regex
from v4migrate.rulebook.schema import Role
from v4migrate.scan.kinds import FileKind, kind_of
from v4migrate.scan.place import Place
from v4migrate.scan.syntax.tabled.names import word_set, words

_SET = frozenset({Role.CONSTANT, Role.DEFAULT, Role.CONFIG, Role.REQUEST, Role.VALUE})
_MEASURED = word_set("baseline baselines measured recorded")
_FOLDERS = frozenset({"seed", "seeds", "seeders", "fixture"})
_FILE = regex(r"(?:\A|[._-])(?:seeds?|fixtures?)(?:[._-]data)?\.[\w.]+\Z")
_ROWS = (".json", ".jsonc", ".csv", ".tsv", ".yaml", ".yml", ".xml", ".toml")


def is_kept(path: PurePosixPath, place: Place) -> bool:
    """Is an id one of these? `path`: within the project."""
    if place.role not in _SET or kind_of(path) is not FileKind.SOURCE:
        return False
    return _holds_rows(path) or any(map(_is_measured, (place.constant, place.name, *place.keys[:1])))


def _holds_rows(path: PurePosixPath) -> bool:
    name = path.name.lower()
    if not name.endswith(_ROWS):
        return False
    return _FILE.search(name) is not None or not _FOLDERS.isdisjoint(part.lower() for part in path.parts[:-1])


def _is_measured(name: str | None) -> bool:
    return name is not None and not _MEASURED.isdisjoint(words(name))
