"""What the names of many files tell, all at once."""

from __future__ import annotations

from collections.abc import Sequence

from v4migrate.scan.files.glance.compiled import ASK, REASONS, loaded
from v4migrate.scan.files.skip import Skip, by_name


def by_names(insides: Sequence[str]) -> list[Skip | None]:
    """`by_name` of each path within a project."""
    library = loaded()
    if library is None:
        return [_of(inside) for inside in insides]
    told = library.names(insides)
    if ASK in told:
        return [_of(inside) if code == ASK else REASONS[code] for inside, code in zip(insides, told, strict=True)]
    return list(map(REASONS.__getitem__, told))


def _of(inside: str) -> Skip | None:
    folder, _, name = inside.rpartition("/")
    return by_name(folder, name)
