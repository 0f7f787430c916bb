"""Is the client of a request new enough to take the switch? As the manifest of its package and the lock file beside it say.

A lock file says which version is installed. Without one the newest is that a range lets in, so only a range that ends below the first
version tells of an older one. What says nothing, or cannot be read, is taken for new.
"""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Iterator
from pathlib import PurePosixPath
from typing import Any

from v4migrate.regex import regex
from v4migrate.rewrite import python_versions
from v4migrate.rewrite.package_versions import MOST, Read, Version, shown, version_of
from v4migrate.rulebook.facts.hosts import ClientFacts

_MANIFEST = "package.json"
_LOCKS = ("package-lock.json", "npm-shrinkwrap.json", "pnpm-lock.yaml", "yarn.lock", "bun.lock")
_SECTIONS = ("dependencies", "devDependencies", "peerDependencies", "optionalDependencies")
_RANGE = regex(r"(?P<by>[\^~=v]?)v?(?P<major>\d+)\.(?P<minor>\d+)\.(?P<patch>\d+)\Z")
_LOCKED = (
    rb"(?:[\"'/\s]%(name)s@(?:npm:)?|\"(?:[^\"\n]*/)?node_modules/%(name)s\":\s*\{\s*\"version\":\s*\""
    rb"|(?:^|\n)[^\n]*\b%(name)s@[^\n]*:\n\s+version:?\s+\"?)(?P<version>\d+\.\d+\.\d+)(?![\w.-])"
)


def outdated(path: PurePosixPath, client: ClientFacts, has: Collection[PurePosixPath], read: Read) -> str | None:
    """What is installed of a client's packages that is older than the first version that takes the switch; None where nothing is.

    `has`: the files of the project; `read`: the bytes of a file, a lock file among them.
    """
    installed = python_versions.installed if client.language == "python" else _installed
    for package, first in client.first_versions.items():
        found, needed = installed(path, package, has, read), version_of(first)
        if found is not None and needed is not None and found[1] < needed:
            where, version = found
            return f"{where} has {package} {shown(version)}, and the first that takes the switch is {first}: move to it first"
    return None


def _installed(
    path: PurePosixPath, package: str, has: Collection[PurePosixPath], read: Read
) -> tuple[PurePosixPath, Version] | None:
    """The file that says which version is installed, and that version, or the newest that may be."""
    for folder in path.parents:
        manifest = folder / _MANIFEST
        asked = _asked(read(manifest), package) if manifest in has else None
        if asked is None:
            continue
        for place in (folder, *folder.parents):  # a workspace has one lock file for all its packages
            for name in _LOCKS:
                versions = list(_locked(read(place / name), package))
                if versions:
                    return place / name, min(versions)
        newest = _newest(asked)
        return (manifest, newest) if newest is not None else None
    return None


def _asked(data: bytes | None, package: str) -> str | None:
    """The range that a manifest gives for a package."""
    try:
        told: Any = json.loads(data or b"null")
    except ValueError:
        return None
    sections = [told.get(name) for name in _SECTIONS] if isinstance(told, dict) else []
    found = (section[package] for section in sections if isinstance(section, dict) and package in section)
    asked = next(found, None)
    return asked if isinstance(asked, str) else None


def _locked(data: bytes | None, package: str) -> Iterator[Version]:
    pattern = _LOCKED % {b"name": re.escape(package).encode()}
    versions = (version_of(found["version"].decode()) for found in re.finditer(pattern, data or b""))
    return (version for version in versions if version is not None)


def _newest(asked: str) -> Version | None:
    """The newest version that a range lets in, with a patch or minor part that no version reaches; None where it tells none."""
    found = _RANGE.match(asked.strip())
    if found is None:
        return None
    major, minor, patch = (int(found[part]) for part in ("major", "minor", "patch"))
    if found["by"] == "~" or (found["by"] == "^" and major == 0 and minor):
        return major, minor, MOST
    if found["by"] == "^":
        return (major, MOST, MOST) if major else (major, minor, patch)
    return major, minor, patch
