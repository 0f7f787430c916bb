"""What a thread looks at ahead is told as it would be later, and the thread is gone when processes may be forked."""

from __future__ import annotations

import threading
import time
from collections.abc import Sequence
from importlib import import_module
from pathlib import Path

import pytest

from v4migrate.scan.files import Listed, Listing
from v4migrate.scan.files.glance import Verdict, compiled, first_look, looked_ahead
from v4migrate.scan.files.listing import Below
from v4migrate.scan.vendor import NAME

MODULES = [import_module(looked_ahead.__module__), import_module(first_look.__module__)]
NAMES = sorted(f"{number}.{suffix}" for number, suffix in enumerate(["py", "md", "ts", "py", "bin", "py"] * 10))


class Library:
    """Counts what it is asked."""

    def __init__(self, library: compiled.Library) -> None:
        self.asked: list[str] = []
        self.glance = self._glance
        self._library = library

    def _glance(self, paths: Sequence[str], word: bytes) -> bytes:
        self.asked += paths
        return self._library.glance(paths, word)


@pytest.fixture
def asked(library: compiled.Library, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    monkeypatch.chdir(tmp_path)
    for number, name in enumerate(NAMES):
        data = {0: b"deepseek", 1: b"DeepSeek", 2: b"\0"}.get(number % 7, b"text")
        Path(name).write_bytes(data)
    counting = Library(library)
    for module in MODULES:
        monkeypatch.setattr(module, "loaded", lambda: counting)
        monkeypatch.setattr(module, "_AT_ONCE", 4)
    return counting.asked


def test_what_was_seen_is_not_looked_at_again(asked: list[str]) -> None:
    expected = b"".join(first_look(Below("", "", NAMES), NAME))
    asked.clear()
    listing = Listing(Below("", "", NAMES))
    with looked_ahead(listing, NAME):
        while len(asked) < 8:
            time.sleep(0.001)
    assert isinstance(listing.files, Below)
    assert listing.files.looked == expected[: len(listing.files.looked)]
    assert len(listing.files.looked) >= 8
    for start in range(0, len(NAMES), 6):  # as files are shared out
        told = b"".join(first_look(listing.files[start : start + 6], NAME))
        assert told == expected[start : start + 6]
    assert asked == NAMES


def test_looking_ends_with_the_block_and_leaves_no_thread(asked: list[str]) -> None:
    before = threading.active_count()
    listing = Listing(Below("", "", NAMES * 1000))
    with pytest.raises(ZeroDivisionError), looked_ahead(listing, NAME):
        raise ZeroDivisionError
    assert threading.active_count() == before
    assert len(asked) < len(listing.files)


@pytest.mark.parametrize("kind", ["named", "no library"])
def test_nothing_is_done_where_python_looks(kind: str, asked: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    files: Sequence[Listed] = [Listed(name, name, is_named=True) for name in NAMES]
    if kind == "no library":
        files = Below("", "", NAMES)
        monkeypatch.setattr(MODULES[0], "loaded", lambda: None)
    listing = Listing(files)
    with looked_ahead(listing, NAME):
        pass
    assert not asked
    assert listing.files is files


def test_shares_keep_what_belongs_to_them() -> None:
    files = Below("", "", list("abcdef"), bytes([Verdict.READ, Verdict.NOTHING, Verdict.BINARY]))
    assert files[1:3].looked == bytes([Verdict.NOTHING, Verdict.BINARY])
    assert files[2:].looked == bytes([Verdict.BINARY])
    assert files[-2:].looked == b""
    assert files[::-1].looked == b""
    assert [file.shown for file in files[::-1]] == list("fedcba")
