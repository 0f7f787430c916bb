"""Which version of a Python package a project has: its lock files, `pyproject.toml`, `Pipfile` and lists of requirements say it.

A lock file says which one is installed. Where none does, the newest counts that a range lets in; a range without an end tells nothing.
"""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Collection, Iterator
from functools import lru_cache
from pathlib import PurePosixPath
from typing import Any

from v4migrate.regex import regex
from v4migrate.rewrite.package_versions import MOST, Read, Version, version_of

_PIPFILE_LOCK = "Pipfile.lock"
_LOCKS = ("uv.lock", "poetry.lock", "pdm.lock", _PIPFILE_LOCK)
_OF_WORKSPACES = "uv.lock"  # one for all packages of a workspace, in a folder above them
_MANIFESTS = ("pyproject.toml", "Pipfile")
_REQUIREMENTS = regex(r"(?i)(?:[\w.-]*[-_.])?(?:requirements?|constraints?)(?:[-_.][\w.-]*)?\.txt\Z")
_LOCKED = r'(?mi)^name = "%s"\r?\nversion = "(?P<version>[^"\n]+)"'
_ASKED = regex(r"(?P<name>[A-Za-z0-9][\w.-]*)\s*(?:\[[^\]]*\]\s*)?\(?(?P<range>[^;)#@]*)")
_REMARK = regex(r"(?:\A|\s)#.*|\s--\w.*|\\?\r?\Z")
_SEPARATOR = regex(r"[-_.]+")
_PART = regex(r"\s*(?P<by>===|==|~=|!=|<=|>=|<|>|\^|~|=|)\s*(?P<of>v?\d+(?:\.\d+)*)(?P<any>\.\*)?[\w.+]*\s*(?:,|\Z)")


def installed(
    path: PurePosixPath, package: str, has: Collection[PurePosixPath], read: Read
) -> tuple[PurePosixPath, Version] | None:
    """The nearest file that tells a version, and that version, or the newest that may be; of several in one folder, the oldest."""
    for folder in path.parents:
        manifests = [folder / name for name in _MANIFESTS if folder / name in has]
        asked = {manifest: _asked(read(manifest), package) for manifest in manifests}
        told = list(_locked(folder, package, read))
        is_asked = any(asked.values())
        if not told and is_asked:
            above = (_locked(place, package, read, (_OF_WORKSPACES,)) for place in folder.parents)
            told = next((found for found in map(list, above) if found), [])
        asked = ({} if told else asked) | {file: _required(read(file), package) for file in _lists(folder, has)}
        told += [(file, newest) for file, ranges in asked.items() if (newest := _newest_of(ranges)) is not None]
        if told:
            return min(told, key=lambda found: found[1])
        if is_asked or any(asked.values()):
            return None
    return None


def _lists(folder: PurePosixPath, has: Collection[PurePosixPath]) -> list[PurePosixPath]:
    """Lists of requirements of a folder: `requirements-dev.txt`, `requirements/base.txt`."""
    inner = folder / "requirements"
    texts = (path for path in has if path.suffix == ".txt")
    return sorted(
        path for path in texts if path.parent == inner or (path.parent == folder and _REQUIREMENTS.match(path.name))
    )


def _locked(
    folder: PurePosixPath, package: str, read: Read, names: Collection[str] = _LOCKS
) -> Iterator[tuple[PurePosixPath, Version]]:
    for name in names:
        data = read(folder / name)
        if data is None:
            continue
        of_one = _of_pipfile(data, package) if name == _PIPFILE_LOCK else _of_lock(data, package)
        yield from ((folder / name, version) for version in map(version_of, of_one) if version is not None)


def _of_lock(data: bytes, package: str) -> list[str]:
    """By its text, which these tools always write like this: to parse one takes longer than all else."""
    spelled = "[-_.]+".join(map(re.escape, _plain(package).split("-")))
    return [found["version"] for found in re.finditer(_LOCKED % spelled, data.decode("utf-8", "replace"))]


def _of_pipfile(data: bytes, package: str) -> list[str]:
    try:
        told: Any = json.loads(data)
    except ValueError:
        return []
    sections = [told.get(name) for name in ("default", "develop")] if isinstance(told, dict) else []
    return [asked.lstrip("=") for section in sections for asked in _of_table(section, package) if asked]


def _asked(data: bytes | None, package: str) -> list[str]:
    """The ranges that a manifest gives for a package; an empty one where it does not say which."""
    told = _parsed(data or b"")
    tool = _table(told.get("tool"))
    poetry, project = _table(tool.get("poetry")), _table(told.get("project"))
    groups = [_table(group).get("dependencies") for group in _table(poetry.get("group")).values()]
    tables = [poetry.get("dependencies"), poetry.get("dev-dependencies"), *groups]
    tables += [told.get("packages"), told.get("dev-packages")]  # of a Pipfile
    further = [_table(told.get("dependency-groups")), _table(project.get("optional-dependencies"))]
    lists = [project.get("dependencies"), _table(tool.get("uv")).get("dev-dependencies")]
    lists += [entries for group in further for entries in group.values()]
    lines = [line for entries in lists if isinstance(entries, list) for line in entries if isinstance(line, str)]
    return [asked for table in tables for asked in _of_table(table, package)] + list(_of_lines(lines, package))


@lru_cache(maxsize=64)
def _parsed(data: bytes) -> dict[str, Any]:
    try:
        return tomllib.loads(data.decode("utf-8"))
    except (UnicodeDecodeError, tomllib.TOMLDecodeError):
        return {}


def _table(told: Any) -> dict[str, Any]:
    return told if isinstance(told, dict) else {}


def _of_table(told: Any, package: str) -> list[str]:
    """The range of `name = "^1.2"` or `name = {version = "^1.2"}`."""
    found = [value for name, value in _table(told).items() if _plain(name) == _plain(package)]
    ranges = [value.get("version") if isinstance(value, dict) else value for value in found]
    return [asked if isinstance(asked, str) else "" for asked in ranges]


def _required(data: bytes | None, package: str) -> list[str]:
    """The ranges that a list of requirements gives for a package."""
    return list(_of_lines((data or b"").decode("utf-8-sig", "replace").splitlines(), package))


def _of_lines(lines: Collection[str], package: str) -> Iterator[str]:
    for line in lines:
        found = _ASKED.match(_REMARK.sub("", line).strip())
        if found is not None and _plain(found["name"]) == _plain(package):
            yield found["range"].strip()


def _plain(name: str) -> str:
    """A name of a package as the registry compares it."""
    return _SEPARATOR.sub("-", name).lower()


def _newest_of(ranges: Collection[str]) -> Version | None:
    """The newest version that one of several ranges lets in, as for several versions of Python; None where one has no end."""
    ends = [_newest(asked) for asked in ranges]
    known = [end for end in ends if end is not None]
    return max(known) if known and len(known) == len(ends) else None


def _newest(asked: str) -> Version | None:
    """The newest version that a range lets in, with a part that no version reaches; None where it has no end, or cannot be read."""
    ends: list[Version | None] = []
    at = 0
    while at < len(asked):
        found = _PART.match(asked, at)
        if found is None:
            return None
        ends.append(_end(found["by"], found["of"], is_any=found["any"] is not None))
        at = found.end()
    return min((end for end in ends if end is not None), default=None)


def _end(by: str, of: str, *, is_any: bool) -> Version | None:
    """The newest version that one condition lets in."""
    version, parts = version_of(of), of.count(".") + 1
    if version is None or by in {"!=", ">", ">="}:
        return None
    if by == "<":
        return _before(version)
    if by == "^":
        first = next((index for index, part in enumerate(version) if part), parts - 1)
        return _open(version, min(first, parts - 1) + 1)
    if by == "~=":
        return _open(version, parts - 1)
    if by == "~":
        return _open(version, min(parts, 2))
    return _open(version, parts) if is_any else version


def _open(version: Version, kept: int) -> Version:
    """Any version that begins with as many parts of this one."""
    major, minor, patch = (part if index < kept else MOST for index, part in enumerate(version))
    return major, minor, patch


def _before(version: Version) -> Version | None:
    major, minor, patch = version
    if patch:
        return major, minor, patch - 1
    if minor:
        return major, minor - 1, MOST
    return (major - 1, MOST, MOST) if major else None
