"""What a thread looks at ahead is told as it would be later, and the thread is gone when processes may be forked."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Sequence
from importlib import import_module
from pathlib import Path

import pytest

from v4migrate.scan.files import Listed, Listing
from v4migrate.scan.files.glance import Verdict, compiled, first_look, looked_ahead
from v4migrate.scan.files.listing import Below
from v4migrate.scan.vendor import NAME

MODULES = [import_module(looked_ahead.__module__), import_module(first_look.__module__)]
NAMES = sorted(f"{number}.{suffix}" for number, suffix in enumerate(["py", "md", "ts", "py", "bin", "py"] * 10))


class Counting:
    """Counts what a library is asked."""

    def __init__(self, library: compiled.Library) -> None:
        self.asked: list[str] = []
        self._library = library

    def glance(self, paths: Sequence[str], word: bytes) -> bytes:
        self.asked += paths
        return self._library.glance(paths, word)

    def glance_until(self, paths: Sequence[str], word: bytes) -> tuple[Callable[[], bytes], compiled.Stop]:
        look, stop = self._library.glance_until(paths, word)

        def counted() -> bytes:
            told = look()
            self.asked += paths[: len(told)]
            return told

        return counted, stop


@pytest.fixture
def asked(library: compiled.Library, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    monkeypatch.chdir(tmp_path)
    for number, name in enumerate(NAMES):
        data = {0: b"deepseek", 1: b"DeepSeek", 2: b"\0"}.get(number % 7, b"text")
        Path(name).write_bytes(data)
    counting = Counting(library)
    for module in MODULES:
        monkeypatch.setattr(module, "loaded", lambda: counting)
    monkeypatch.setattr(MODULES[1], "_AT_ONCE", 4)
    return counting.asked


def test_thread_tells_what_is_told_later(asked: list[str]) -> None:
    expected = b"".join(first_look(Below("", "", NAMES), NAME))
    asked.clear()
    listing = Listing(Below("", "", NAMES))
    with looked_ahead(listing, NAME):
        while not asked:
            time.sleep(0.001)
    assert isinstance(listing.files, Below)
    assert listing.files.looked == expected
    assert asked == NAMES


@pytest.mark.parametrize("seen", [0, 1, 4, 7, 12, len(NAMES)])
def test_what_was_seen_is_not_looked_at_again(seen: int, asked: list[str]) -> None:
    expected = b"".join(first_look(Below("", "", NAMES), NAME))
    asked.clear()
    files = Below("", "", NAMES, expected[:seen])
    for start in range(0, len(NAMES), 6):  # as files are shared out
        assert b"".join(first_look(files[start : start + 6], NAME)) == expected[start : start + 6]
    assert asked == NAMES[seen:]


def test_looking_ends_with_a_file_and_leaves_no_thread(asked: list[str]) -> None:
    before = threading.active_count()
    listing = Listing(Below("", "", NAMES * 2000))
    with pytest.raises(ZeroDivisionError), looked_ahead(listing, NAME):
        raise ZeroDivisionError
    assert threading.active_count() == before
    assert isinstance(listing.files, Below)
    assert len(listing.files.looked) == len(asked) < len(listing.files)


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
