"""Which files are scanned: git's list inside a work tree, a walk outside; skipped ones are counted by reason."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from v4migrate.errors import ConfigError, InputError
from v4migrate.scan.files import Skip, git_list, list_files, project_root, read_file


def make(root: Path, *names: str) -> None:
    for name in names:
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("x", encoding="utf-8")


def git(folder: Path, *command: str) -> None:
    subprocess.run(["git", "-C", str(folder), "-c", "user.name=a", "-c", "user.email=a@b", *command], check=True)


def names(root: Path, exclude: tuple[str, ...] = ()) -> list[str]:
    return [file.path.relative_to(root).as_posix() for file in list_files([root], exclude).files]


def test_walk_honours_gitignore_and_takes_hidden_files(tmp_path: Path) -> None:
    make(tmp_path, "a.py", ".env", ".github/ci.yml", ".git/config", "out/b.py", "sub/c.log", "sub/d.py")
    (tmp_path / ".gitignore").write_text("out/\n*.log\n", encoding="utf-8")
    assert names(tmp_path) == [".env", ".github/ci.yml", ".gitignore", "a.py", "sub/d.py"]


def test_work_tree_lists_tracked_and_new_files(tmp_path: Path) -> None:
    make(tmp_path, "tracked.py", "new.py", "ignored.py")
    (tmp_path / ".gitignore").write_text("ignored.py\n", encoding="utf-8")
    git(tmp_path, "init", "-q")
    git(tmp_path, "add", "tracked.py")
    assert names(tmp_path) == [".gitignore", "new.py", "tracked.py"]


@pytest.mark.parametrize("large", [True, False])
def test_there_is_something_to_do_while_git_lists_a_large_work_tree(
    large: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    make(tmp_path, "a.py")
    git(tmp_path, "init", "-q")
    git(tmp_path, "add", "a.py")
    monkeypatch.setattr(git_list, "_LARGE_INDEX", 10 if large else 100_000)
    polled = iter([False, False, True])  # git ends after two parts
    monkeypatch.setattr(git_list._Asked, "is_ready", property(lambda _: next(polled)))
    parts = iter("abc")
    listing = list_files([tmp_path], meanwhile=parts)
    assert [Path(file.shown).name for file in listing.files] == ["a.py"]
    assert "".join(parts) == ("c" if large else "abc")


def test_git_is_waited_for_where_nothing_is_left_to_do(large_tree: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(git_list._Asked, "is_ready", False)
    assert list_files([large_tree], meanwhile=iter("a")).files


def test_name_that_looks_like_the_list_of_git_is_a_name(tmp_path: Path) -> None:
    odd = ["H 100644 aa 0\tc", "a.py", "xH 100644 aa 0\tb"]
    make(tmp_path, *odd)
    git(tmp_path, "init", "-q")
    git(tmp_path, "add", "a.py")
    assert names(tmp_path) == odd
    git(tmp_path, "add", "-A")
    assert names(tmp_path) == odd


def test_tracked_files_are_told_apart_by_kind(tmp_path: Path) -> None:
    make(tmp_path, "a.py", "b.sh", "c.py")
    (tmp_path / "b.sh").chmod(0o755)
    (tmp_path / "link.py").symlink_to("a.py")
    git(tmp_path, "init", "-q")
    git(tmp_path, "add", "a.py", "b.sh", "link.py")
    listing = list_files([tmp_path])
    assert [Path(file.shown).name for file in listing.files] == ["a.py", "b.sh", "c.py"]
    assert listing.skipped == {Skip.LINK: 1}


@pytest.fixture
def large_tree(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    make(tmp_path, "a.py")
    git(tmp_path, "init", "-q")
    git(tmp_path, "add", "a.py")
    monkeypatch.setattr(git_list, "_LARGE_INDEX", 10)
    return tmp_path


def test_git_that_was_asked_ahead_gives_the_answer(large_tree: Path) -> None:
    with git_list.asked_ahead([large_tree, large_tree]):
        (asked,) = git_list._ahead.values()
        asked._git.wait()
        make(large_tree, "later.py")
        assert names(large_tree) == ["a.py"]
        assert names(large_tree) == ["a.py", "later.py"]  # an answer is for one question
    assert not git_list._ahead


def test_git_that_was_asked_ahead_for_nothing_is_ended(large_tree: Path) -> None:
    with pytest.raises(ZeroDivisionError), git_list.asked_ahead([large_tree]):
        (asked,) = git_list._ahead.values()
        raise ZeroDivisionError
    assert asked._git.returncode is not None
    assert asked._file.closed
    assert not git_list._ahead


def test_git_is_not_asked_ahead_where_that_gains_nothing(large_tree: Path) -> None:
    elsewhere = large_tree / "elsewhere"
    make(elsewhere, "b.py")
    with git_list.asked_ahead([elsewhere, elsewhere / "b.py", large_tree / "absent", large_tree / "a.py"]):
        assert not git_list._ahead


def test_error_while_git_is_at_work_ends_it(large_tree: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(git_list._Asked, "is_ready", False)
    with pytest.raises(ZeroDivisionError):
        list_files([large_tree], meanwhile=(1 // 0 for _ in range(1)))


def test_named_file_is_always_in(tmp_path: Path) -> None:
    make(tmp_path, "node_modules/a.js")
    (tmp_path / ".gitignore").write_text("node_modules\n", encoding="utf-8")
    path = tmp_path / "node_modules" / "a.js"
    assert [file.path for file in list_files([path]).files] == [path]


def test_vendored_and_excluded_files_are_counted(tmp_path: Path) -> None:
    make(tmp_path, "a.py", "node_modules/b.js", "package-lock.json", "legacy/c.py")
    listing = list_files([tmp_path], ["legacy/"])
    assert [file.path.name for file in listing.files] == ["a.py"]
    assert listing.skipped == {Skip.VENDORED: 1, Skip.GENERATED: 1, Skip.EXCLUDED: 1}


def test_link_loop_ends(tmp_path: Path) -> None:
    make(tmp_path, "sub/a.py")
    (tmp_path / "sub" / "loop").symlink_to(tmp_path, target_is_directory=True)
    assert names(tmp_path) == ["sub/a.py"]


def test_links_are_counted_and_what_they_point_to_is_scanned_where_it_stands(tmp_path: Path) -> None:
    make(tmp_path, "outside.py", "project/a.py", "project/sub/b.py")
    (tmp_path / "project" / "out.py").symlink_to(tmp_path / "outside.py")
    (tmp_path / "project" / "again.py").symlink_to("a.py")
    (tmp_path / "project" / "gone.py").symlink_to("nowhere")
    (tmp_path / "project" / "folder").symlink_to("sub", target_is_directory=True)
    for is_work_tree in (False, True):
        if is_work_tree:
            git(tmp_path / "project", "init", "-q")
            git(tmp_path / "project", "add", "again.py", "folder")
        listing = list_files([tmp_path / "project"])
        assert [file.inside.as_posix() for file in listing.files] == ["a.py", "sub/b.py"]
        assert listing.skipped == {Skip.LINK: 4}


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


def test_names_of_any_bytes_are_listed(tmp_path: Path) -> None:
    for name in (b"latin-\xe9.py", b"two\nlines.py", b"tab\t.py"):
        (tmp_path / os.fsdecode(name)).write_bytes(b"x")
    expected = sorted(os.fsdecode(name) for name in (b"latin-\xe9.py", b"two\nlines.py", b"tab\t.py"))
    assert sorted(names(tmp_path)) == expected
    git(tmp_path, "init", "-q")
    assert sorted(names(tmp_path)) == expected


def test_deleted_and_sparse_files_are_no_error(tmp_path: Path) -> None:
    make(tmp_path, "kept.py", "deleted.py", "sparse.py")
    git(tmp_path, "init", "-q")
    git(tmp_path, "add", "-A")
    git(tmp_path, "update-index", "--skip-worktree", "sparse.py")
    for name in ("deleted.py", "sparse.py"):
        (tmp_path / name).unlink()
    listing = list_files([tmp_path])
    assert [file.within for file in listing.files if read_file(file, listing)] == ["kept.py"]
    assert (listing.skipped, listing.unreadable) == ({Skip.GONE: 1}, [])


def test_submodules_and_work_trees_inside_are_scanned_by_their_own_rules(tmp_path: Path) -> None:
    make(tmp_path, "library/a.py", "library/ignored.log", "app/b.py", "app/nested/c.py", "app/nested/d.log")
    for name in ("library", "app/nested"):
        (tmp_path / name / ".gitignore").write_text("*.log\n", encoding="utf-8")
        git(tmp_path / name, "init", "-q")
    git(tmp_path / "library", "add", "-A")
    git(tmp_path / "library", "commit", "-q", "-m", "one")
    git(tmp_path / "app", "init", "-q")
    git(tmp_path / "app", "-c", "protocol.file.allow=always", "submodule", "--quiet", "add", "../library", "sub")
    expected = [".gitmodules", "b.py", "nested/.gitignore", "nested/c.py", "sub/.gitignore", "sub/a.py"]
    assert names(tmp_path / "app") == expected
    assert [name for name in names(tmp_path) if name.startswith("app/")] == [f"app/{name}" for name in expected]


def test_submodule_that_is_not_checked_out_has_no_files(tmp_path: Path) -> None:
    make(tmp_path, "a.py")
    git(tmp_path, "init", "-q")
    git(tmp_path, "update-index", "--add", "--cacheinfo", f"160000,{'1' * 40},sub")
    assert names(tmp_path) == ["a.py"]


def test_hook_of_another_repository_does_not_decide(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    make(tmp_path, "here/a.py", "there/b.py")
    git(tmp_path / "here", "init", "-q")
    git(tmp_path / "there", "init", "-q")
    monkeypatch.setenv("GIT_DIR", str(tmp_path / "there" / ".git"))
    assert names(tmp_path / "here") == ["a.py"]


def test_file_that_is_met_twice_is_scanned_once(tmp_path: Path) -> None:
    make(tmp_path, "sub/a.py", "b.py")
    (tmp_path / "link.py").symlink_to("b.py")
    listing = list_files([tmp_path / "sub" / "a.py", tmp_path, tmp_path / "link.py"])
    assert [file.path for file in listing.files] == [tmp_path / "sub" / "a.py", tmp_path / "b.py"]


@pytest.mark.parametrize("make_special", [os.mkfifo, lambda path: os.mknod(path, 0o140600)], ids=["pipe", "socket"])
def test_special_files_are_counted_and_never_opened(tmp_path: Path, make_special: Callable[[Path], None]) -> None:
    make(tmp_path, "a.py")
    make_special(tmp_path / "special")
    listing = list_files([tmp_path])
    assert [file.path.name for file in listing.files] == ["a.py"]
    assert listing.skipped == {Skip.SPECIAL: 1}
    with pytest.raises(InputError, match="neither a file nor a folder"):
        list_files([tmp_path / "special"])


def test_folder_that_cannot_be_read_is_told_and_the_others_are_listed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    make(tmp_path, "a.py", "locked/b.py", "gone/c.py")
    scandir = os.scandir

    def refuse(path: bytes) -> object:
        if path.rstrip(b"/").endswith(b"locked"):
            raise PermissionError(13, "Permission denied")
        if path.rstrip(b"/").endswith(b"gone"):
            raise FileNotFoundError(2, "No such file or directory")
        return scandir(path)

    monkeypatch.setattr(os, "scandir", refuse)
    listing = list_files([tmp_path])
    assert [file.path.name for file in listing.files] == ["a.py"]
    assert listing.skipped == {Skip.UNREADABLE: 1}
    assert "locked/: cannot be read: Permission denied" in listing.unreadable[0]


def test_patterns_of_exclude_may_take_something_back(tmp_path: Path) -> None:
    make(tmp_path, "old/a.py", "old/deep/b.py", "c.gen.py", "keep.gen.py")
    assert names(tmp_path, ("old/", "*.gen.py", "!keep.gen.py")) == ["keep.gen.py"]


def test_folder_that_cannot_be_looked_into_has_no_marks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> os.stat_result:
        raise PermissionError

    monkeypatch.setattr(os, "stat", refuse)
    assert not git_list.is_in_work_tree(tmp_path)
    assert project_root(tmp_path) == tmp_path
