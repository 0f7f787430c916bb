"""Versions of packages: what they are made of, and how the file of a project is read that tells of them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import PurePosixPath

from v4migrate.regex import regex

Read = Callable[[PurePosixPath], bytes | None]
Version = tuple[int, int, int]
MOST = 1_000_000  # for a part of a version that may be any: more than one has

_RELEASE = regex(r"v?(\d+(?:\.\d+)*)")


def version_of(text: str) -> Version | None:
    """The first three parts of a version; what comes behind them, and what a release is called before it is one, is left out."""
    found = _RELEASE.match(text.strip())
    if found is None:
        return None
    major, minor, patch, *_ = [*(int(part) for part in found[1].split(".")), 0, 0]
    return major, minor, patch


def shown(version: Version) -> str:
    """A version, with `x` for a part that may be any."""
    return ".".join("x" if part == MOST else str(part) for part in version)
