"""Changed lines, as git tells them: whatever a file is called, however it came, and one clear line where git cannot tell."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from v4migrate.errors import InputError
from v4migrate.scan.changed import Changes, Lines, changed_since, parse_diff, staged
from v4migrate.scan.git import Git

ALL = Lines(all=True)
ODD = ['a "b".py', "new\nline.py", "tab\t.py", "blank .py", "é.py", "back\\slash.py", "-dash.py", "a b/c d.py"]


class Repository:
    """A work tree of its own, untouched by what the user has configured."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder.resolve()
        self.git("init", "--quiet", "--initial-branch=main")

    def git(self, *arguments: str) -> None:
        names = ("-c", "user.name=n", "-c", "user.email=e", "-c", "protocol.file.allow=always")
        subprocess.run(["git", "-C", str(self.folder), *names, *arguments], check=True, capture_output=True)

    def write(self, name: str, text: str | bytes) -> None:
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text.encode() if isinstance(text, str) else text)

    def commit(self) -> None:
        self.git("add", "--all")
        self.git("commit", "--quiet", "--allow-empty", "--message=x")

    def since(self, ref: str = "HEAD") -> dict[str, Lines]:
        return self._named(changed_since(Git(self.folder, "--since"), ref))

    def staged(self) -> dict[str, Lines]:
        return self._named(staged(Git(self.folder, "--staged")))

    def _named(self, changes: Changes) -> dict[str, Lines]:
        return {path.relative_to(self.folder).as_posix(): lines for path, lines in changes.lines.items()}


@pytest.fixture
def repository(tmp_path: Path) -> Repository:
    made = Repository(tmp_path)
    made.write("a.py", "1\n2\n3\n4\n5\n")
    made.commit()
    return made


def lines(*ranges: tuple[int, int]) -> Lines:
    return Lines(list(ranges))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("1\n2\n3\n4\n5\n", {}, id="nothing"),
        pytest.param("1\nx\n3\n4\n5\n", {"a.py": lines((2, 2))}, id="changed"),
        pytest.param("1\n2\nx\ny\n3\n4\n5\nz\n", {"a.py": lines((3, 4), (8, 8))}, id="added"),
        pytest.param("1\n5\n", {}, id="removed-only"),
        pytest.param("1\n2\n3\n4\nx", {"a.py": lines((5, 5))}, id="no-newline-at-the-end"),
        pytest.param("++ b/x\n2\n3\n4\n5\n", {"a.py": lines((1, 1))}, id="a-line-that-looks-like-a-header"),
        pytest.param("1\n2\n3\n4\n@@ -1 +1 @@\n", {"a.py": lines((5, 5))}, id="a-line-that-looks-like-a-hunk"),
        pytest.param("x\r2\r3\r", {"a.py": ALL}, id="lines-that-end-in-CR-are-one-for-git"),
        pytest.param("x\r2\n2\n3\n4\n5\n", {"a.py": lines((1, 1))}, id="CR-in-the-first-line"),
        pytest.param(b"1\n\xff\0\n", {"a.py": ALL}, id="binary-is-seen-when-it-is-read"),
    ],
)
def test_lines_of_a_file(repository: Repository, text: str | bytes, expected: dict[str, Lines]) -> None:
    repository.write("a.py", text)
    assert repository.since() == expected
    repository.git("add", "--all")
    assert repository.staged() == expected


@pytest.mark.parametrize("name", ODD)
def test_odd_names(repository: Repository, name: str) -> None:
    repository.write(name, "1\n")
    assert repository.since() == {name: ALL}
    repository.git("add", "--all")
    assert repository.since() == repository.staged() == {name: lines((1, 1))}


def test_name_that_is_no_text(repository: Repository) -> None:
    (repository.folder / "\udcff.py").write_text("1\n", encoding="utf-8")
    repository.git("add", "--all")
    assert repository.since() == {"\udcff.py": lines((1, 1))}


def test_all_that_a_branch_brings_and_nothing_that_it_lacks(repository: Repository) -> None:
    repository.git("checkout", "--quiet", "-b", "topic")
    repository.write("committed.py", "1\n")
    repository.commit()
    repository.write("staged.py", "1\n")
    repository.git("add", "--all")
    repository.write("a.py", "1\n2\n3\n4\nunstaged\n")
    repository.write("untracked.py", "1\n")
    repository.write("ignored.log", "1\n")
    repository.write(".git/info/exclude", "*.log\n")
    assert repository.since("main") == {
        "a.py": lines((5, 5)),
        "committed.py": lines((1, 1)),
        "staged.py": lines((1, 1)),
        "untracked.py": ALL,
    }


def test_what_the_other_branch_did_meanwhile_is_none_of_ours(repository: Repository) -> None:
    repository.git("checkout", "--quiet", "-b", "topic")
    repository.git("checkout", "--quiet", "main")
    repository.write("a.py", "theirs\n2\n3\n4\n5\n")
    repository.commit()
    repository.git("checkout", "--quiet", "topic")
    assert repository.since("main") == {}


def test_renamed_and_deleted(repository: Repository) -> None:
    repository.git("mv", "a.py", "b.py")
    assert repository.since() == {}
    repository.write("b.py", "1\n2\n3\n4\nx\n")
    assert repository.since() == {"b.py": lines((5, 5))}
    (repository.folder / "b.py").unlink()
    assert repository.since() == {}


def test_staged_is_not_what_is_on_the_disk(repository: Repository) -> None:
    repository.write("a.py", "staged\n2\n3\n4\n5\n")
    repository.git("add", "--all")
    repository.write("a.py", "1\n2\n3\n4\nlater\n")
    git = Git(repository.folder, "--staged")
    changes = staged(git)
    assert changes.blobs is not None
    assert changes.lines == {repository.folder / "a.py": lines((1, 1))}
    assert list(git.contents(changes.blobs.values())) == [b"staged\n2\n3\n4\n5\n"]


def test_first_commit_can_be_looked_at(tmp_path: Path) -> None:
    repository = Repository(tmp_path)
    repository.write("a.py", "1\n")
    repository.git("add", "--all")
    assert repository.staged() == {"a.py": lines((1, 1))}


def test_links_and_submodules_are_no_files(repository: Repository, tmp_path_factory: pytest.TempPathFactory) -> None:
    other = Repository(tmp_path_factory.mktemp("other"))
    other.write("x.py", "1\n")
    other.commit()
    repository.git("submodule", "--quiet", "add", str(other.folder), "sub")
    (repository.folder / "link.py").symlink_to("a.py")
    repository.git("add", "--all")
    assert set(repository.staged()) == {".gitmodules"}


def test_file_that_git_does_not_show_line_by_line_has_changed_as_a_whole(repository: Repository) -> None:
    repository.write(".gitattributes", "*.ipynb -diff\n")
    repository.write("a.ipynb", "{}\n")
    repository.commit()
    repository.write("a.ipynb", "{ }\n")
    assert repository.since() == {"a.ipynb": ALL}


@pytest.mark.parametrize(
    "setting",
    [
        *("diff.noprefix=true", "diff.mnemonicPrefix=true", "diff.context=9", "diff.interHunkContext=9"),
        *("diff.renames=false", "diff.relative=true", "core.quotePath=false", "color.ui=always"),
    ],
)
def test_what_a_user_configured_changes_nothing(repository: Repository, setting: str) -> None:
    repository.git("config", *setting.split("="))
    repository.write("é.py", "1\n")
    repository.git("add", "--all")
    repository.write("a.py", "x\n2\ny\n4\n5\n")
    assert repository.since() == {"a.py": lines((1, 1), (3, 3)), "é.py": lines((1, 1))}


@pytest.mark.parametrize(
    ("ref", "says"),
    [
        pytest.param(
            "nowhere", "no commit 'nowhere' here; name a commit, tag or branch that git log shows$", id="unknown"
        ),
        pytest.param("main~7", "the history of 'main' is 1 commit long; name one", id="before-the-first-commit"),
        pytest.param("HEAD^^", "the history of 'HEAD' is 1 commit long; name one", id="before-the-first-commit-of-all"),
        pytest.param("--output=x", "no commit '--output=x' here", id="looks-like-an-option"),
        pytest.param("alone", "'alone' and HEAD have no commit in common here", id="no-common-commit"),
    ],
)
def test_ref_that_cannot_be_used(repository: Repository, ref: str, says: str) -> None:
    repository.git("checkout", "--quiet", "--orphan", "alone")
    repository.write("alone.py", "1\n")
    repository.commit()
    repository.git("checkout", "--quiet", "main")
    with pytest.raises(InputError, match=says):
        repository.since(ref)


@pytest.mark.parametrize(
    ("remotes", "ref", "says"),
    [
        pytest.param(["origin"], "nowhere", "or fetch it: git fetch origin nowhere$", id="a-branch"),
        pytest.param(["origin"], "origin/main", "or fetch it: git fetch origin main$", id="a-branch-of-the-remote"),
        pytest.param(["fork", "origin"], "dev", "git fetch origin dev$", id="origin-before-others"),
        pytest.param(["up"], "up/dev", "git fetch up dev$", id="another-name"),
    ],
)
def test_fetching_is_named_where_there_is_something_to_fetch_from(
    repository: Repository, remotes: list[str], ref: str, says: str
) -> None:
    for name in remotes:
        repository.git("remote", "add", name, "https://example.invalid/x")
    with pytest.raises(InputError, match=says):
        repository.since(ref)


def test_shallow_clone_names_the_way_to_mend_it(
    repository: Repository, tmp_path_factory: pytest.TempPathFactory
) -> None:
    repository.commit()
    clone = Repository(tmp_path_factory.mktemp("clone"))
    clone.git("fetch", "--quiet", "--depth=1", f"file://{repository.folder}", "main")
    clone.git("checkout", "--quiet", "FETCH_HEAD")
    with pytest.raises(InputError, match=r"shallow: git fetch --unshallow, or fetch-depth: 0"):
        clone.since("HEAD~1")


def test_before_the_first_commit(tmp_path: Path) -> None:
    repository = Repository(tmp_path)
    with pytest.raises(InputError, match="no commit 'HEAD' here"):
        repository.since()


def test_outside_a_work_tree(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path.parent))
    with pytest.raises(InputError, match=r"--since: .* is in no git work tree"):
        Git(tmp_path, "--since")


def test_without_git(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(InputError, match=r"git cannot be run: .*; install git"):
        Git(tmp_path, "--since")


@pytest.mark.parametrize(
    ("first", "last", "meets"),
    [(1, 1, False), (2, 2, True), (1, 2, True), (3, 3, True), (4, 6, False), (4, 7, True), (1, 9, True), (8, 9, False)],
)
def test_lines_that_a_finding_meets(first: int, last: int, meets: bool) -> None:
    assert lines((2, 3), (7, 7)).meets(first, last) is meets


def test_diff_that_was_cut_short_is_read_as_far_as_it_goes() -> None:
    assert list(parse_diff(b"+++ b/a.py\n@@ -0,0 +1,9 @@\n+1\n")) == [("a.py", [(1, 9)])]
