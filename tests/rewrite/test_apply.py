"""Writing: old or new, never between; permissions and links kept."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from v4migrate.rewrite.apply import write_outcome
from v4migrate.rewrite.outcome import FileOutcome, Status


def outcome(before: bytes = b"old", after: bytes = b"new") -> FileOutcome:
    return FileOutcome("a.py", Status.CHANGED, before, after)


def test_content_changes_and_permissions_stay(tmp_path: Path) -> None:
    path = tmp_path / "a.py"
    path.write_bytes(b"old")
    path.chmod(0o755)
    write_outcome(path, outcome())
    assert path.read_bytes() == b"new"
    assert path.stat().st_mode & 0o777 == 0o755


def test_link_stays_a_link(tmp_path: Path) -> None:
    (tmp_path / "real.py").write_bytes(b"old")
    link = tmp_path / "a.py"
    link.symlink_to("real.py")
    write_outcome(link, outcome())
    assert link.is_symlink()
    assert (tmp_path / "real.py").read_bytes() == b"new"


def test_file_that_changed_meanwhile_is_not_touched(tmp_path: Path) -> None:
    path = tmp_path / "a.py"
    path.write_bytes(b"newer")
    failed = write_outcome(path, outcome())
    assert failed.status is Status.FAILED
    assert "changed on disk" in (failed.error or "")
    assert path.read_bytes() == b"newer"


def test_crash_before_the_rename_leaves_the_old_file_and_no_litter(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "a.py"
    path.write_bytes(b"old")

    def crash(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", crash)
    failed = write_outcome(path, outcome())
    assert failed.status is Status.FAILED
    assert "No space left" in (failed.error or "")
    assert path.read_bytes() == b"old"
    assert [entry.name for entry in tmp_path.iterdir()] == ["a.py"]
