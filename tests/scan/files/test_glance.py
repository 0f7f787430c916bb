"""The compiled first look gives each file the verdict that reading it in Python would give, or leaves it to that."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Sequence
from importlib import import_module
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from v4migrate.cli.walk import each_naming
from v4migrate.scan.files import Listed, Listing, Skip, read_file
from v4migrate.scan.files.glance import Verdict, build, compiled, first_look
from v4migrate.scan.files.listing import Below
from v4migrate.scan.files.skip import MAX_BYTES, SNIFFED
from v4migrate.scan.vendor import NAME, names_deepseek

pytestmark = pytest.mark.skipif(os.name != "posix" or shutil.which("cc") is None, reason="no C compiler here")

READ_SIZE = 256 * 1024  # of glance.c


@pytest.fixture(scope="module")
def glance(library: compiled.Library) -> compiled.Glance:
    return library.glance


def placed(word: bytes, start: int, size: int) -> bytes:
    return b"x" * start + word + b"x" * (size - start - len(word))


CASES = {
    "empty": (b"", Verdict.NOTHING),
    "shorter than the word": (b"deepsee", Verdict.NOTHING),
    "the word alone": (b"deepseek", Verdict.READ),
    "any case": (b"import DeepSEEK", Verdict.READ),
    "first and last letter only": (b"d123456k" * 100, Verdict.NOTHING),
    "a letter that differs by its case bit alone": (b"\x04EEPSEEK DEEPSEE\x0b", Verdict.NOTHING),
    "an underscore is another spelling": (b"deep_seek", Verdict.NOTHING),
    "other bytes than UTF-8": (b"\xff\xfe\xfddeepseek", Verdict.READ),
    "UTF-16": ("\ufeffdeepseek".encode("utf-16-le"), Verdict.READ),
    "UTF-16, big end first": (b"\xfe\xff\0d", Verdict.READ),
    "NUL at once": (b"\0deepseek", Verdict.BINARY),
    "NUL at the end of what is sniffed": (placed(b"\0", SNIFFED - 1, 9000), Verdict.BINARY),
    "NUL behind it": (placed(b"\0", SNIFFED, 9000), Verdict.NOTHING),
    "as much as may be": (b"x" * MAX_BYTES, Verdict.NOTHING),
    "more than may be": (b"x" * (MAX_BYTES + 1), Verdict.READ),
    "at the end of as much as may be": (placed(NAME, MAX_BYTES - 8, MAX_BYTES), Verdict.READ),
}


@pytest.mark.parametrize("case", CASES)
def test_verdict_of(case: str, tmp_path: Path, glance: compiled.Glance) -> None:
    data, verdict = CASES[case]
    (tmp_path / "a").write_bytes(data)
    assert glance([str(tmp_path / "a")], NAME) == bytes([verdict])
    assert verdict in {by_python(tmp_path / "a"), Verdict.READ}


@pytest.mark.parametrize("size", [READ_SIZE, 2 * READ_SIZE - 7])
@pytest.mark.parametrize("shift", range(-9, 3))
def test_word_is_seen_across_two_reads(tmp_path: Path, glance: compiled.Glance, size: int, shift: int) -> None:
    (tmp_path / "a").write_bytes(placed(NAME, size + shift, 3 * READ_SIZE))
    assert glance([str(tmp_path / "a")], NAME) == bytes([Verdict.READ])


@pytest.mark.parametrize("size", [65535, 65536, 65537, READ_SIZE - 1, READ_SIZE, READ_SIZE + 1, 2 * READ_SIZE])
def test_size_of_a_read_is_no_edge(tmp_path: Path, glance: compiled.Glance, size: int) -> None:
    (tmp_path / "a").write_bytes(b"x" * size)
    (tmp_path / "b").write_bytes(placed(NAME, size - 8, size))
    assert glance([str(tmp_path / "a"), str(tmp_path / "b")], NAME) == bytes([Verdict.NOTHING, Verdict.READ])


_PIECES = st.sampled_from(
    [b"deepseek", b"DEEPSEEK", b"deep", b"seek", b"d", b"k", b"\0", b"\xff\xfe", b"x" * 60, b"\n"]
)


@given(data=st.lists(st.one_of(_PIECES, st.binary(max_size=80)), max_size=40).map(b"".join))
def test_any_bytes_get_the_verdict_of_python(
    tmp_path_factory: pytest.TempPathFactory, glance: compiled.Glance, data: bytes
) -> None:
    file = tmp_path_factory.getbasetemp() / "any"
    file.write_bytes(data)
    assert glance([str(file)], NAME)[0] == by_python(file)


def by_python(file: Path) -> Verdict:
    """What the two steps in Python make of a file, in the words of the first look."""
    listing = Listing()
    data = read_file(Listed(str(file), file.name), listing)
    if data is not None:
        return Verdict.READ if names_deepseek(data) else Verdict.NOTHING
    return Verdict.BINARY if Skip.BINARY in listing.skipped else Verdict.READ


def test_what_is_no_plain_file_is_left_to_python(tmp_path: Path, glance: compiled.Glance) -> None:
    (tmp_path / "text").write_bytes(b"nothing here")
    (tmp_path / "link").symlink_to("text")
    (tmp_path / "folder").mkdir()
    os.mkfifo(tmp_path / "pipe")
    asked = ["gone", "link", "folder", "text", "pipe"]
    read, nothing = Verdict.READ, Verdict.NOTHING
    expected = bytes([read, read, read, nothing, nothing])  # nobody writes into the pipe, so nothing stands in it
    assert glance([str(tmp_path / name) for name in asked], NAME) == expected


def test_odd_names_are_found(tmp_path: Path, glance: compiled.Glance) -> None:
    names = ["a\nb", "\udcff\udcfe", "ß 文", " "]
    for name in names:
        (tmp_path / name).write_bytes(b"deepseek")
    assert glance([str(tmp_path / name) for name in names], NAME) == bytes([Verdict.READ]) * len(names)


@pytest.fixture
def tree(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    for number in range(700):
        data = {0: b"deepseek", 1: b"\0", 2: "\ufeffa".encode("utf-16"), 3: b"x" * MAX_BYTES + b"y"}
        Path(f"{number}.py").write_bytes(data.get(number % 97, b"text"))
    Path("98.py").unlink()
    Path("0.py").write_bytes(b"# Code generated by a test. DO NOT EDIT.\ndeepseek\n")
    return tmp_path


def test_listing_is_read_and_counted_as_without_the_library(
    tree: Path, glance: compiled.Glance, monkeypatch: pytest.MonkeyPatch
) -> None:
    ways = [_naming(tree, monkeypatch, way, make) for way in (glance, None) for make in (_each, _below)]
    assert all(way == ways[0] for way in ways)
    found, _, skipped = ways[0]
    assert [name for name, _ in found] == [f"{number}.py" for number in range(97, 700, 97)]
    assert skipped == {Skip.BINARY: 7, Skip.UTF16: 8, Skip.LARGE: 8, Skip.GENERATED: 1, Skip.GONE: 1}


def _each(paths: list[str]) -> Sequence[Listed]:
    return [Listed(path, path) for path in paths]


def _below(paths: list[str]) -> Sequence[Listed]:
    return Below("", "", paths)


def _naming(
    tree: Path,
    monkeypatch: pytest.MonkeyPatch,
    way: compiled.Glance | None,
    make: Callable[[list[str]], Sequence[Listed]],
) -> tuple[list[tuple[str, int]], tuple[int, int], dict[Skip, int]]:
    """Files and how many were finished when each was handed out; what was finished and dropped at the end; the counts."""
    _use(monkeypatch, way)
    listing = Listing(make([f"{number}.py" for number in range(700)]))
    found = [(read.file.shown, listing.finished) for read in each_naming(listing, "", silent=True)]
    return found, (listing.finished, listing.dropped), listing.skipped


def _use(monkeypatch: pytest.MonkeyPatch, way: compiled.Glance | None) -> None:
    def no_names(paths: Sequence[str]) -> bytes:
        raise AssertionError("asked")

    def no_answer(answer: bytes) -> tuple[bytes, bytes]:
        raise AssertionError("asked")

    def no_thread(paths: Sequence[str], word: bytes) -> tuple[Callable[[], bytes], compiled.Stop]:
        raise AssertionError("asked")

    library = compiled.Library(way, no_names, no_answer, no_thread) if way else None
    monkeypatch.setattr(import_module(first_look.__module__), "loaded", lambda: library)


def test_named_file_is_read_whatever_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    def never(paths: Sequence[str], word: bytes) -> bytes:
        raise AssertionError("asked")

    _use(monkeypatch, never)
    assert list(first_look([Listed("a", "a", is_named=True)], NAME)) == [bytes([Verdict.READ])]


def test_library_of_another_source_or_machine_is_not_used(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert compiled.load(tmp_path / "absent.so") is None
    (tmp_path / "broken.so").write_bytes(b"of another machine")
    assert compiled.load(tmp_path / "broken.so") is None
    before = build.place()
    for number, source in enumerate(build.SOURCES):
        changed = tmp_path / source.name
        changed.write_bytes(source.read_bytes() + b"\n")
        with monkeypatch.context() as context:
            context.setattr(build, "SOURCES", [*build.SOURCES[:number], changed, *build.SOURCES[number + 1 :]])
            assert build.place().name != before.name


@pytest.mark.parametrize(
    ("variable", "value", "why"),
    [("CC", "no-such-compiler", "no-such-compiler"), ("CC", "false", "false failed"), (build.WITHOUT, "1", "is set")],
    ids=["no compiler", "compiler fails", "not wanted"],
)
def test_installation_without_a_library_says_why(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, variable: str, value: str, why: str
) -> None:
    monkeypatch.setenv(variable, value)
    with pytest.raises(build.NotBuilt, match=why):
        build.build(tmp_path)
    assert not list(tmp_path.iterdir())


def test_new_library_takes_the_place_of_older_ones(tmp_path: Path) -> None:
    (tmp_path / "glance-0.so").touch()
    made = build.build(tmp_path)
    assert [*tmp_path.iterdir()] == [made]


def test_variable_turns_it_off(monkeypatch: pytest.MonkeyPatch) -> None:
    loaded: Callable[[], object] = compiled.loaded.__wrapped__
    monkeypatch.setenv(build.WITHOUT, "1")
    assert loaded() is None
