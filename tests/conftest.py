"""Nothing in the tests reads the user's own files, colours or terminal width."""

from __future__ import annotations

from pathlib import Path

import pytest

from v4migrate.cli import render


@pytest.fixture(autouse=True)
def own_world(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Home, cache and terminal of each test are its own; consoles are made anew so that capture sees them."""
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    monkeypatch.setenv("V4MIGRATE_CACHE", str(tmp_path / "cache"))
    monkeypatch.setenv("COLUMNS", "120")
    for name in ("NO_COLOR", "FORCE_COLOR", "CI", "DEEPSEEK_API_KEY", "V4MIGRATE_DEBUG"):
        monkeypatch.delenv(name, raising=False)
    render.out.cache_clear()
    render.err.cache_clear()
