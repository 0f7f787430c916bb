"""What a large tree needs is loaded before it is shared out."""

from __future__ import annotations

from pathlib import Path

import pytest

from v4migrate.cli import ready
from v4migrate.cli.scan_run import ScanSetup, open_scan
from v4migrate.scan.files import Listing
from v4migrate.scan.scanner import Scanner


@pytest.fixture
def setup(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> ScanSetup:
    monkeypatch.chdir(tmp_path)
    return open_scan(target=None, reasoner_to_pro=False, profile=None, as_of=None, config=None)


def test_parts_that_are_left_are_done(setup: ScanSetup) -> None:
    parts = ready.made_ready(setup)
    next(parts)
    ready.get_ready(Listing(), parts)
    assert next(parts, "none left") == "none left"
    assert isinstance(setup.__dict__["scanner"], Scanner)
