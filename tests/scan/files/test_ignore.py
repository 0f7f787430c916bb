"""Patterns of .gitignore: our answer is git's, for a table of odd ones and for random trees."""

from __future__ import annotations

import os
import subprocess
import tempfile
from collections.abc import Mapping
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from v4migrate.scan.files import Listing
from v4migrate.scan.files.walk import walk

TREE = [
    *(
        "a",
        "b.txt",
        "ab",
        "a b",
        "!x",
        "#x",
        "x ",
        "[a]",
        "a-b",
        "A",
        "foobar",
        "back\\slash",
        "é",
        "b.TXT",
        "1",
        "-",
        "]",
    ),
    *(
        "d/a",
        "d/b.txt",
        "d/e/a",
        "d/e/b.txt",
        "d/e/f/a",
        "e/a",
        "e/d/a",
        "foo/bar",
        "foo/x/bar",
        "foox/y/bar",
        ".hid/a",
    ),
]
LINES = [
    *(
        "a",
        "/a",
        "a/",
        "d/",
        "d/e",
        "d/e/",
        "/d/e/f",
        "e",
        "*.txt",
        "/*.txt",
        "d/*.txt",
        "d/**",
        "d/**/a",
        "**/a",
        "**/e/a",
    ),
    *(
        "**",
        "*",
        "/*",
        "!a",
        "!d/",
        "!/d/e",
        "!*.txt",
        "!*/",
        "d/*",
        "!d/e/",
        "d/*/a",
        "?",
        "??",
        "[ab]",
        "[!a]",
        "[^a]*",
    ),
    *(
        "[a-b].txt",
        "[[:alpha:]]",
        "[[:upper:]]",
        "[[:nonsense:]]",
        "[a",
        "[]]",
        "[]-a]",
        "[--1]",
        "[z-a]",
        "[[]a[]]",
        "a[]",
    ),
    *(
        "#x",
        "\\#x",
        "\\!x",
        "!\\!x",
        "x\\ ",
        "x ",
        "a   ",
        "back\\\\slash",
        "a\\",
        "\\a",
        "foo**/bar",
        "foo**bar",
        "foo/**bar",
    ),
    *(
        "***",
        "d/***/a",
        "**/",
        "/**",
        "/",
        "//",
        "!",
        "",
        "   ",
        "a//",
        "d//e",
        "*a*",
        "*/a",
        "**/**/a",
        "d/**/**/a",
        "é",
        "??a",
        "[é]",
    ),
    *(
        ".hid",
        ".*",
        "*.TXT",
        "\\[a\\]",
        "[\\]]",
        "[a\\-b]",
        "a\r",
        "*\r",
        "\ufeffa",
        "d/e/**",
        "!d/e/f/a",
        "**a",
        "a**",
        "d**/a",
    ),
]


def listed_by_git(root: Path) -> list[bytes]:
    subprocess.run(["git", "init", "-q", str(root)], check=True)
    command = ["git", "-C", str(root), "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    done = subprocess.run(command, check=True, capture_output=True)
    return sorted(done.stdout.split(b"\0")[:-1])


def both(ignores: Mapping[str, bytes]) -> tuple[list[bytes], list[bytes]]:
    """The same tree as we list it and as git does, with these .gitignore files in it."""
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        for name in TREE:
            (root / name).parent.mkdir(parents=True, exist_ok=True)
            (root / name).touch()
        for where, text in ignores.items():
            (root / where / ".gitignore").write_bytes(text)
        ours = sorted(walk(folder, Listing()))
        return ours, listed_by_git(root)


@pytest.mark.parametrize("line", LINES)
def test_one_line(line: str) -> None:
    ours, gits = both({"": os.fsencode(line + "\n")})
    assert ours == gits


lines = st.lists(st.sampled_from(LINES) | st.text("ad*?/![]-\\.e^", min_size=1, max_size=7), max_size=6)
ignore_file = lines.map(lambda found: os.fsencode("\n".join(found)))


@settings(max_examples=60, deadline=None, derandomize=True)
@given(st.dictionaries(st.sampled_from(["", "d", "d/e", "e", "foo"]), ignore_file, max_size=4))
def test_random_files(ignores: dict[str, bytes]) -> None:
    ours, gits = both(ignores)
    assert ours == gits
