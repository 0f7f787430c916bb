"""Nothing in the tests reads the user's own files, colours or terminal width."""

from __future__ import annotations

import atexit
import os
import shutil
import tempfile
from pathlib import Path

import hypothesis
import pytest

from v4migrate.cli import render

# Rulebooks are also loaded while tests are collected. One cache for a whole run: what it holds is told by its content.
os.environ["V4MIGRATE_CACHE"] = tempfile.mkdtemp(prefix="v4migrate-tests-")
atexit.register(shutil.rmtree, os.environ["V4MIGRATE_CACHE"], ignore_errors=True)

# No test times anything: on a busy machine one input in a hundred takes longer than Hypothesis bears.
hypothesis.settings.register_profile("untimed", deadline=None)
hypothesis.settings.load_profile("untimed")


@pytest.fixture(autouse=True)
def own_world(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Home and terminal of each test are its own; consoles are made anew so that capture sees them."""
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    monkeypatch.setenv("COLUMNS", "120")
    for name in ("NO_COLOR", "FORCE_COLOR", "CI", "DEEPSEEK_API_KEY", "V4MIGRATE_DEBUG"):
        monkeypatch.delenv(name, raising=False)
    render.out.cache_clear()
    render.err.cache_clear()
