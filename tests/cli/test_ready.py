"""What a large tree needs is loaded before it is shared out, and no file can hinder that."""

from __future__ import annotations

from pathlib import Path

import pytest

from v4migrate.cli import elsewhere, ready
from v4migrate.cli.scan_run import ScanSetup, open_scan
from v4migrate.scan.files import Listing, list_files
from v4migrate.scan.scanner import Scanner


@pytest.fixture
def setup(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> ScanSetup:
    monkeypatch.chdir(tmp_path)
    Path("a.py").write_text('ask(model="deepseek-chat")\n', encoding="utf-8")
    return open_scan(target=None, reasoner_to_pro=False, profile=None, as_of=None, config=None)


def test_parts_that_are_left_are_done(setup: ScanSetup) -> None:
    parts = ready.made_ready(setup)
    next(parts)
    ready.get_ready(setup, Listing(), parts)
    assert next(parts, "none left") == "none left"
    assert isinstance(setup.__dict__["scanner"], Scanner)


def test_file_that_breaks_a_scan_breaks_it_in_its_turn(setup: ScanSetup, monkeypatch: pytest.MonkeyPatch) -> None:
    met: list[str] = []

    def fail(scanner: Scanner, file: object, data: bytes) -> None:
        met.append(data.decode())
        raise ZeroDivisionError

    monkeypatch.setattr(elsewhere, "scanned", fail)
    ready._read_some(setup, list_files([Path()]).files)
    assert met == ['ask(model="deepseek-chat")\n']
