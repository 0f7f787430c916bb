"""A patch gives with `git apply`, at the root of the work tree, the very bytes that a writing run gives."""

from __future__ import annotations

import subprocess
import tempfile
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from v4migrate.cli.app import run
from v4migrate.exit_codes import ExitCode
from v4migrate.rewrite.apply import Planned
from v4migrate.rewrite.diff import quoted
from v4migrate.rewrite.outcome import FileOutcome, Status
from v4migrate.rewrite.patch import patch_of

ASK = 'c.chat.completions.create(model="deepseek-chat")'
LINES = st.sampled_from(
    [
        b"a",
        b"b",
        b"c\r",
        b"",
        b" x ",
        b"\xff\xfe",
        b"\t",
        b"-- a",
        b"@@ -1 +1 @@",
        b"\x0c",
        b"\0z",
        b"+++ b/x",
        b"\\ No",
    ]
)
CONTENT = st.tuples(st.lists(LINES, min_size=1, max_size=12), st.booleans()).map(
    lambda drawn: b"\n".join(drawn[0]) + b"\n" * drawn[1]
)
NAMES = ["a b.py", 'q"uo\\te.py', "ä/ü.py", "tab\tname", "sub/plain.py", " lead", "trail ", "a\nb", "--x"]


# What is added is what follows: the lines behind it are around it all the same.
REPEATED = (b"b\na\nb\na\nb\na\nc\r\na\na\na\na", b"a\na\nb\n\na\n@@ -1 +1 @@\n\na\na\na\na\na")


@example([REPEATED], NAMES)
@given(st.lists(st.tuples(CONTENT, CONTENT), min_size=1, max_size=4), st.permutations(NAMES))
@settings(max_examples=100, deadline=None)
def test_any_change_of_any_file_applies_to_the_byte(pairs: list[tuple[bytes, bytes]], names: list[str]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder).resolve()
        git(root, "init", "-q")
        planned = []
        for (before, after), name in zip(pairs, names, strict=False):
            path = root / name
            path.parent.mkdir(exist_ok=True)
            path.write_bytes(before)
            path.chmod(0o755)
            if before and after and before != after:
                planned.append(Planned(path, FileOutcome(name, Status.CHANGED, before, after)))
        patch = patch_of(planned, [root])
        if planned:
            subprocess.run(["git", "apply", "-"], cwd=root, input=patch, check=True)
        for path, outcome in planned:
            assert path.read_bytes() == outcome.after
            assert path.stat().st_mode & 0o777 == 0o755


KINDS = {
    "crlf.py": f"# a\r\n{ASK}\r\n# z\r\n".encode(),
    "no newline.py": ASK.encode(),
    "latin.py": b"# \xe4\n" + ASK.encode() + b"\n# \xff\n",
    'odd/"quoted".py': ASK.encode() + b"\n",
    "odd/grün.py": b"\xef\xbb\xbf" + ASK.encode() + b"\n",
    "run.sh": b"export DEEPSEEK_MODEL=deepseek-chat\n",
}


@pytest.mark.parametrize("start", [".", "odd"])
def test_patch_does_what_the_run_would(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, start: str) -> None:
    """From a subfolder, too: its names are meant from the root."""
    for name, data in KINDS.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(data)
    (tmp_path / "run.sh").chmod(0o755)
    git(tmp_path, "init", "-q")
    commit(tmp_path)
    monkeypatch.chdir(tmp_path / start)
    told = ExitCode.DECISION if start == "." else ExitCode.OK  # run.sh goes without its switch
    assert run(["rewrite", "--patch", str(tmp_path / "v4.patch"), "."]) is told
    assert not git(tmp_path, "status", "--porcelain", "--untracked-files=no"), "a preview leaves the sources alone"
    run(["rewrite", "."])
    written = {name: (tmp_path / name).read_bytes() for name in KINDS}
    git(tmp_path, "checkout", "-q", ".")
    git(tmp_path, "apply", "v4.patch")
    assert {name: (tmp_path / name).read_bytes() for name in KINDS} == written
    assert written["odd/grün.py"] != KINDS["odd/grün.py"]
    assert (tmp_path / "run.sh").stat().st_mode & 0o777 == 0o755


def test_diff_names_are_quoted_like_those_of_git(tmp_path: Path) -> None:
    git(tmp_path, "init", "-q")
    for name in NAMES:
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.touch()
    listed = git(tmp_path, "ls-files", "--others").splitlines()
    assert sorted(listed) == sorted(quoted(name.encode()) for name in NAMES)


def test_one_patch_for_two_projects_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for name in ("one", "two"):
        (tmp_path / name / ".git").mkdir(parents=True)
        (tmp_path / name / "a.py").write_text(ASK, encoding="utf-8")
    assert run(["rewrite", "--patch", "-", str(tmp_path / "one"), str(tmp_path / "two")]) is ExitCode.USAGE
    assert "make one for each" in capsys.readouterr().err


def git(folder: Path, *arguments: str) -> bytes:
    return subprocess.run(["git", *arguments], cwd=folder, capture_output=True, check=True).stdout


def commit(folder: Path) -> None:
    git(folder, "add", "-A")
    git(folder, "-c", "user.name=x", "-c", "user.email=x@example.org", "commit", "-qm", "x")
