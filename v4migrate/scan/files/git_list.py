"""What git says belongs to a work tree: tracked files, and new ones that it does not ignore."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO, TYPE_CHECKING

from v4migrate.regex import regex
from v4migrate.scan.files.glance import tracked
from v4migrate.scan.files.listing import Listing
from v4migrate.scan.files.skip import Skip

if TYPE_CHECKING:
    from subprocess import Popen

# A hook sets these for its own repository; the folder that is scanned may be another.
_OF_A_HOOK = ("GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_PREFIX", "GIT_COMMON_DIR")
# A monitor is a program that the repository's own configuration names: nothing that is scanned gets to start one.
_COMMAND = ("git", "-c", "core.fsmonitor=false", "-C")
_LIST = ("ls-files", "-z", "-t", "--stage", "--cached", "--others", "--exclude-standard")
_NOT_CHECKED_OUT = b"S "
_NEW = b"? "
_LARGE_INDEX = 100_000  # bytes, of about a thousand files
_DONE = object()
_LINK, _SUBMODULE = b"120000", b"160000"
_UNOPENED = regex(rb"(?m)^warning: could not open directory '(.+)/': ")  # from the top of the work tree on


def work_tree_top(folder: Path) -> Path | None:
    """The nearest folder upwards with a `.git`. Cheaper than to ask git, and right where it matters."""
    found = (above for above in (folder, *folder.parents) if os.path.exists(above / ".git"))  # noqa: PTH110 - raises nothing
    return next(found, None)


def is_in_work_tree(folder: Path) -> bool:
    """Is there one at all?"""
    return work_tree_top(folder) is not None


def is_large(folder: Path) -> bool:
    """Is `folder` the top of a work tree of so many files that git takes its time?"""
    try:
        return (folder / ".git" / "index").stat().st_size > _LARGE_INDEX
    except OSError:
        return False


def git_files(folder: str, listing: Listing, meanwhile: Iterable[object] = (), shown: str = "") -> bytes | None:
    """Paths from `folder` on, each ended by a NUL; a submodule or another work tree ends with a slash. None where git cannot say.

    `meanwhile`: what to do while git is at work, one part after the other until it is ready. `shown`: how the user writes the folder,
    with a slash at its end.
    """
    output, complaints = _answer(folder, meanwhile)
    if not output:
        return None  # empty: a folder that the surrounding repository ignores as a whole; look at what is there
    for unopened in _UNOPENED.findall(complaints):
        _tell_unopened(folder, unopened, listing, shown)
    plain, entries = tracked(output)
    others = dict.fromkeys(_paths(os.fsencode(folder), entries, listing))  # unmerged files are told three times
    return plain + joined(others)


def joined(paths: Iterable[bytes]) -> bytes:
    """Each ended by a NUL."""
    return b"".join(path + b"\0" for path in paths)


class _Asked:
    """A question that git is answering. The answer goes to memory, so that git need not wait until somebody reads it."""

    def __init__(self, folder: str) -> None:
        """Raises OSError where git cannot be started."""
        import subprocess

        environment = {name: value for name, value in os.environ.items() if name not in _OF_A_HOOK}
        environment |= {"GIT_OPTIONAL_LOCKS": "0", "LC_ALL": "C"}
        self._file, self._complaints = _scratch(), _scratch()
        try:
            self._git: Popen[bytes] = subprocess.Popen(  # noqa: S603
                [*_COMMAND, folder, *_LIST],
                stdin=subprocess.DEVNULL,
                stdout=self._file,
                stderr=self._complaints,
                env=environment,
            )
        except OSError:
            self._file.close()
            self._complaints.close()
            raise

    def answer(self) -> tuple[bytes | None, bytes]:
        """What git said, None where it could not; and what it complained of meanwhile."""
        with self._file as file, self._complaints as complaints, self._git as git:
            if git.wait():
                return None, b""
            file.seek(0)
            complaints.seek(0)
            return file.read(), complaints.read()

    @property
    def is_ready(self) -> bool:
        """Has git ended?"""
        return self._git.poll() is not None

    def drop(self) -> None:
        """Nobody wants to know any more."""
        self._git.kill()
        self._git.wait()
        self._file.close()
        self._complaints.close()


def _scratch() -> IO[bytes]:
    if hasattr(os, "memfd_create"):
        with suppress(OSError):
            return open(os.memfd_create("list"), "w+b")  # noqa: PTH123
    import tempfile

    return tempfile.TemporaryFile()


_ahead: dict[str, _Asked] = {}  # by folder


def ask_ahead(paths: Sequence[Path]) -> None:
    """Git starts on the large work trees among `paths` at once; `git_files` takes its answer. To be followed by `forget`."""
    for path in paths:
        try:
            if is_large(path):
                folder = str(path.resolve())
                _ahead[folder] = _ahead.get(folder) or _Asked(folder)
        except (OSError, RuntimeError):  # a loop of links among them: who looks at the path itself will say
            continue


def forget() -> None:
    """Ends what was asked ahead and never wanted."""
    while _ahead:
        _ahead.popitem()[1].drop()


@contextmanager
def asked_ahead(paths: Sequence[Path]) -> Iterator[None]:
    """`ask_ahead`, for what is done within."""
    ask_ahead(paths)
    try:
        yield
    finally:
        forget()


def _answer(folder: str, meanwhile: Iterable[object]) -> tuple[bytes | None, bytes]:
    try:
        asked = _ahead.pop(folder, None) or _Asked(folder)
    except OSError:
        return None, b""
    try:
        parts = iter(meanwhile)
        while not asked.is_ready and next(parts, _DONE) is not _DONE:
            pass
        return asked.answer()
    except BaseException:
        asked.drop()
        raise


def _tell_unopened(folder: str, unopened: bytes, listing: Listing, shown: str) -> None:
    """A folder that git passed over without a word on stdout: what is new in it was not seen."""
    path = (work_tree_top(Path(folder)) or Path(folder)) / os.fsdecode(unopened)
    try:
        os.scandir(path).close()
    except OSError as error:
        listing.fail(f"{shown}{os.path.relpath(path, folder)}/", error)


def _paths(folder: bytes, entries: list[bytes], listing: Listing) -> Iterator[bytes]:
    for entry in entries:
        tag, mode = entry[:2], entry[2:8]
        if tag == _NEW:
            path = entry[2:]
            if path.endswith(b"/") or _is_regular(os.path.join(folder, path), listing):  # noqa: PTH118
                yield path
        elif tag == _NOT_CHECKED_OUT:
            continue
        elif mode == _LINK:
            listing.skip(Skip.LINK)
        else:
            path = entry.partition(b"\t")[2]
            yield path + b"/" if mode == _SUBMODULE else path


def _is_regular(path: bytes, listing: Listing) -> bool:
    """Git tells the kind of a tracked file; that of a new one must be looked up."""
    try:
        mode = os.lstat(path).st_mode
    except OSError:
        return True  # gone, or not to be read: reading will say
    if stat.S_ISLNK(mode):
        listing.skip(Skip.LINK)
    return stat.S_ISREG(mode)
