"""The bytes of a listed file. Nothing that stands in a tree can make it wait: not a pipe, not a device."""

from __future__ import annotations

import errno
import os

from v4migrate.scan.files.listing import Listed, Listing
from v4migrate.scan.files.skip import MAX_BYTES, Skip, by_first_bytes

_FIRST = 64 * 1024  # most files are smaller: they are read whole, without asking for their size
_OPEN = os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC
_GONE = {
    errno.ENOENT,
    errno.ENOTDIR,
    errno.EISDIR,
}  # a folder: a submodule took the place of a file, or the other way round


def read_file(file: Listed, listing: Listing) -> bytes | None:
    """The bytes of a file that is worth scanning; None if it is skipped, which the listing then counts."""
    try:
        content = _read(file.shown, _OPEN if file.is_named else _OPEN | os.O_NOFOLLOW)
    except OSError as error:
        if error.errno in _GONE and not file.is_named:
            listing.drop(Skip.GONE)
        elif error.errno == errno.ELOOP and not file.is_named:
            listing.drop(Skip.LINK)
        else:
            listing.dropped += 1
            listing.fail(file.shown, error)
        return None
    if isinstance(content, bytes):
        return content
    listing.drop(content)
    return None


def worth_scanning(data: bytes, listing: Listing) -> bytes | None:
    """The bytes of a listed file that were read elsewhere, or None if they are skipped, which the listing then counts."""
    reason = Skip.LARGE if len(data) > MAX_BYTES else by_first_bytes(data)
    if reason:
        listing.drop(reason)
    return None if reason else data


def _read(path: str, flags: int) -> bytes | Skip:
    descriptor = os.open(path, flags)
    try:
        data = os.read(descriptor, _FIRST)
        if reason := by_first_bytes(data):
            return reason
        if len(data) < _FIRST:
            return data
        if os.fstat(descriptor).st_size > MAX_BYTES:
            return Skip.LARGE
        parts = [data]
        room = MAX_BYTES + 1 - _FIRST
        while room > 0 and (more := os.read(descriptor, room)):  # a device has no size and no end
            parts.append(more)
            room -= len(more)
        return b"".join(parts) if room > 0 else Skip.LARGE
    finally:
        os.close(descriptor)
