"""Which files are scanned: git's list inside a work tree, a walk outside; skipped ones are counted by reason."""

from __future__ import annotations

import subprocess
from pathlib import Path, PurePosixPath

import pytest

from v4migrate.errors import ConfigError, InputError
from v4migrate.scan.files import Skip, list_files, read_file
from v4migrate.scan.kinds import FileKind, kind_of
from v4migrate.scan.languages import language_of


def make(root: Path, *names: str) -> None:
    for name in names:
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("x", encoding="utf-8")


def names(root: Path, exclude: tuple[str, ...] = ()) -> list[str]:
    return [file.path.relative_to(root).as_posix() for file in list_files([root], exclude).files]


def test_walk_honours_gitignore_and_takes_hidden_files(tmp_path: Path) -> None:
    make(tmp_path, "a.py", ".env", ".github/ci.yml", ".git/config", "out/b.py", "sub/c.log", "sub/d.py")
    (tmp_path / ".gitignore").write_text("out/\n*.log\n", encoding="utf-8")
    assert names(tmp_path) == [".env", ".github/ci.yml", ".gitignore", "a.py", "sub/d.py"]


def test_work_tree_lists_tracked_and_new_files(tmp_path: Path) -> None:
    make(tmp_path, "tracked.py", "new.py", "ignored.py")
    (tmp_path / ".gitignore").write_text("ignored.py\n", encoding="utf-8")
    for command in (["init", "-q"], ["add", "tracked.py"]):
        subprocess.run(["git", "-C", str(tmp_path), *command], check=True)
    assert names(tmp_path) == [".gitignore", "new.py", "tracked.py"]


def test_named_file_is_always_in(tmp_path: Path) -> None:
    make(tmp_path, "node_modules/a.js")
    (tmp_path / ".gitignore").write_text("node_modules\n", encoding="utf-8")
    path = tmp_path / "node_modules" / "a.js"
    assert [file.path for file in list_files([path]).files] == [path]


def test_vendored_and_excluded_files_are_counted(tmp_path: Path) -> None:
    make(tmp_path, "a.py", "node_modules/b.js", "package-lock.json", "legacy/c.py")
    listing = list_files([tmp_path], ["legacy/"])
    assert [file.path.name for file in listing.files] == ["a.py"]
    assert listing.skipped == {Skip.VENDORED: 2, Skip.EXCLUDED: 1}


def test_binary_and_large_files_are_dropped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("v4migrate.scan.files.MAX_BYTES", 10)
    (tmp_path / "bin").write_bytes(b"a\0b")
    (tmp_path / "large").write_bytes(b"x" * 11)
    listing = list_files([tmp_path])
    assert [read_file(file.path, listing) for file in listing.files] == [None, None]
    assert listing.skipped == {Skip.BINARY: 1, Skip.LARGE: 1}
    assert listing.dropped == 2


def test_vanished_file_is_unreadable_not_fatal(tmp_path: Path) -> None:
    make(tmp_path, "a.py")
    listing = list_files([tmp_path])
    (tmp_path / "a.py").unlink()
    assert read_file(tmp_path / "a.py", listing) is None
    assert "a.py: cannot be read" in listing.unreadable[0]


def test_link_loop_ends(tmp_path: Path) -> None:
    make(tmp_path, "sub/a.py")
    (tmp_path / "sub" / "loop").symlink_to(tmp_path, target_is_directory=True)
    assert names(tmp_path) == ["sub/a.py"]


def test_link_out_of_the_project_is_skipped(tmp_path: Path) -> None:
    make(tmp_path, "outside.py", "project/a.py")
    (tmp_path / "project" / "link.py").symlink_to(tmp_path / "outside.py")
    listing = list_files([tmp_path / "project"])
    assert [file.path.name for file in listing.files] == ["a.py"]
    assert listing.skipped == {Skip.LINK: 1}


def test_named_link_is_scanned_where_it_stands(tmp_path: Path) -> None:
    make(tmp_path, "there/package.json", "there/real.py", "here/package.json")
    (tmp_path / "here" / "link.py").symlink_to(tmp_path / "there" / "real.py")
    assert [file.inside.as_posix() for file in list_files([tmp_path / "here" / "link.py"]).files] == ["link.py"]


def test_exclude_is_meant_from_the_root_of_the_project(tmp_path: Path) -> None:
    make(tmp_path, "pyproject.toml", "src/legacy/a.py", "src/b.py")
    assert [file.path.name for file in list_files([tmp_path / "src"], ["src/legacy/"]).files] == ["b.py"]


def test_path_within_the_project_does_not_depend_on_where_the_scan_starts(tmp_path: Path) -> None:
    make(tmp_path, "pyproject.toml", "tests/a.py")
    assert [file.inside.as_posix() for file in list_files([tmp_path / "tests"]).files] == ["tests/a.py"]


def test_odd_gitignore_is_read_as_far_as_it_goes(tmp_path: Path) -> None:
    make(tmp_path, "a.py", "b.log", "sub/c.py")
    (tmp_path / ".gitignore").write_text("!\n*.log\n", encoding="utf-8")
    (tmp_path / "sub" / ".gitignore").symlink_to("gone")
    assert names(tmp_path) == [".gitignore", "a.py", "sub/c.py"]


def test_pattern_that_is_none_is_a_configuration_error(tmp_path: Path) -> None:
    make(tmp_path, "a.py")
    with pytest.raises(ConfigError, match="exclude"):
        list_files([tmp_path], ["!"])


def test_nothing_there_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no files to scan"):
        list_files([tmp_path])


@pytest.mark.parametrize(
    ("name", "language"),
    [
        ("a.py", "python"),
        ("a.test.tsx", "tsx"),
        (".env.local", "lines"),
        ("config.yaml.example", "yaml"),
        ("settings.toml.j2", "toml"),
        ("Dockerfile.prod", "dockerfile"),
        ("notes", "text"),
    ],
)
def test_language(name: str, language: str) -> None:
    assert language_of(PurePosixPath(name)) == language


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("src/a.py", FileKind.SOURCE),
        ("CHANGELOG.md", FileKind.HISTORY),
        ("tests/a.py", FileKind.TEST),
        ("web/a.spec.ts", FileKind.TEST),
        ("tests/cassettes/a.yaml", FileKind.RECORD),
        ("app/migrations/0001_a.py", FileKind.MIGRATION),
        ("i18n/de.json", FileKind.TRANSLATION),
    ],
)
def test_kind(path: str, kind: FileKind) -> None:
    assert kind_of(PurePosixPath(path)) is kind
