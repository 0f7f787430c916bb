"""Ids that are kept to tell of, and not to ask with: the baseline that others are measured by, the rows that a database begins with,
the model that made a finished thing.

Another name there would tell of a model that was not measured, or of rows that no database has: a person must look.
"""

from __future__ import annotations

from pathlib import PurePosixPath

from v4migrate.regex import regex
from v4migrate.rulebook.schema import Role
from v4migrate.scan.beside import entries_beside
from v4migrate.scan.kinds import FileKind, kind_of
from v4migrate.scan.place import Place, Span
from v4migrate.scan.syntax.tabled.names import word_set, words

_SET = frozenset({Role.CONSTANT, Role.DEFAULT, Role.CONFIG, Role.REQUEST, Role.VALUE})
_MEASURED = word_set("baseline baselines measured recorded")
_FOLDERS = frozenset({"seed", "seeds", "seeders", "fixture"})
_FILE = regex(r"(?:\A|[._-])(?:seeds?|fixtures?)(?:[._-]data)?\.[\w.]+\Z")
_ROWS = (".json", ".jsonc", ".csv", ".tsv", ".yaml", ".yml", ".xml", ".toml")
_MADE_BY = frozenset({("ai", "model"), ("model", "name"), ("model", "used"), ("used", "model"), ("llm", "used")})
_FINISHED = word_set("status score result results summary")
_TIMES = frozenset(
    {("created", "at"), ("completed", "at"), ("finished", "at"), ("processed", "at"), ("generated", "at")}
)
_IN_USE = regex(
    rb"[\"']?(?:active|inactive|enabled|disabled|online|offline|available|beta|stable|deprecated|true|false)\b"
)
# Beside these a name is asked with, or offered.
_ASKED = word_set(
    "temperature provider vendor messages prompt stream timeout tokens key url base endpoint context window price"
)


def is_kept(path: PurePosixPath, place: Place, text: bytes, span: Span) -> bool:
    """Is an id at `span` one of these? `path`: within the project."""
    if place.role not in _SET or kind_of(path) is not FileKind.SOURCE:
        return False
    is_measured = any(map(_is_measured, (place.constant, place.name, *place.keys[:1])))
    return _holds_rows(path) or is_measured or _tells_what_made_it(place, text, span)


def _tells_what_made_it(place: Place, text: bytes, span: Span) -> bool:
    """`ai_model: "…"` beside a status, a score, the time when something was made; not beside what a request takes."""
    if place.role is Role.DEFAULT or tuple(words(place.name or "")) not in _MADE_BY:
        return False
    beside = [(tuple(words(key)), value) for key, value in entries_beside(text, span.start)]
    if any(not _ASKED.isdisjoint(key[-1:]) for key, _ in beside):
        return False
    return any(
        key in _TIMES or (key[-1:] and key[-1] in _FINISHED and not _IN_USE.match(value)) for key, value in beside
    )


def _holds_rows(path: PurePosixPath) -> bool:
    name = path.name.lower()
    if not name.endswith(_ROWS):
        return False
    return _FILE.search(name) is not None or not _FOLDERS.isdisjoint(part.lower() for part in path.parts[:-1])


def _is_measured(name: str | None) -> bool:
    return name is not None and not _MEASURED.isdisjoint(words(name))
