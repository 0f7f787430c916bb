"""The rulebook as objects, kept beside the YAML's digest: parsing a hundred YAML files costs more than a whole scan of a small project.

The key is a digest of every byte that was read and of the code that makes objects of it, so an entry is right or it is not found:
nothing can go stale, and a folder that cannot be written to costs only time. An entry is unpickled with a closed list of classes, so a
foreign file in its place can at worst be refused.
"""

from __future__ import annotations

import hashlib
import io
import os
import pickle
import sys
from collections.abc import Iterable
from contextlib import suppress
from enum import Enum
from pathlib import Path
from typing import Any

import pydantic

_UNFINISHED = ".rulebook-"
_KEPT = 16  # entries; each version and set of rule packs makes two
_VALUES = {
    *(("datetime", name) for name in ("datetime", "date", "timezone", "timedelta")),
    ("decimal", "Decimal"),
    ("pydantic_core._pydantic_core", "TzInfo"),
    ("builtins", "set"),
}
_OWN = "v4migrate.rulebook."


def digest(files: Iterable[tuple[str, bytes]]) -> str:
    """The key of a rulebook: of the name and content of each file, and of what turns them into objects."""
    state = hashlib.blake2b(digest_size=16)
    state.update(f"{pydantic.VERSION} {sys.version_info[:2]}".encode())
    for name, data in files:
        state.update(f"\0{name}\0{len(data)}\0".encode())
        state.update(data)
    state.update(_code_stamp())
    return state.hexdigest()


def _code_stamp() -> bytes:
    """Name, size and time of the modules that define the classes: a checkout changes them without changing its version."""
    folder = Path(__file__).parent
    stats = ((path.relative_to(folder).as_posix(), path.stat()) for path in sorted(folder.rglob("*.py")))
    return repr([(name, stat.st_size, stat.st_mtime_ns) for name, stat in stats]).encode()


def read(key: str) -> Any:
    """The objects of an entry, or None."""
    path = _folder() / f"rulebook-{key}.bin"
    try:
        return _Reader(io.BytesIO(path.read_bytes())).load()
    except Exception:  # absent, cut short, or not ours: the YAML files answer instead
        return None


def write(key: str, objects: Any) -> None:
    """Keep an entry. What cannot be written is not kept; that is no error."""
    import tempfile  # here, because a start from the cache writes nothing

    with suppress(OSError):
        folder = _folder()
        folder.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=folder, prefix=_UNFINISHED)
        try:
            with os.fdopen(handle, "wb") as file:
                _Writer(file, protocol=5).dump(objects)
            Path(name).replace(folder / f"rulebook-{key}.bin")
        finally:
            Path(name).unlink(missing_ok=True)
        entries = sorted(folder.glob("rulebook-*.bin"), key=lambda path: path.stat().st_mtime, reverse=True)
        for path in entries[_KEPT:]:
            path.unlink(missing_ok=True)


def _folder() -> Path:
    """The user's cache folder; V4MIGRATE_CACHE names another one."""
    named = os.environ.get("V4MIGRATE_CACHE")
    if named:
        return Path(named)
    from platformdirs import user_cache_path

    return user_cache_path("v4migrate")


class _Writer(pickle.Pickler):
    def reducer_override(self, obj: Any) -> Any:
        """Enum members by their value: early 3.11 (seen on 3.11.2) writes a call of getattr, which `_Reader` refuses."""
        return (type(obj), (obj.value,)) if isinstance(obj, Enum) else NotImplemented


class _Reader(pickle.Unpickler):
    def find_class(self, module: str, name: str) -> Any:
        """Only values, and classes that are defined under v4migrate.rulebook; never a function, nor what such a module imports."""
        if (module, name) in _VALUES:
            return super().find_class(module, name)
        if module.startswith(_OWN) and "." not in name:
            found = super().find_class(module, name)
            if isinstance(found, type) and issubclass(found, pydantic.BaseModel | Enum) and found.__module__ == module:
                return found
        raise pickle.UnpicklingError(f"{module}.{name} is no part of a rulebook")
