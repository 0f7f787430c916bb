"""The compiled first look, for the tests of it."""

from __future__ import annotations

import os
import shutil

import pytest

from v4migrate.scan.files.glance import build, compiled


@pytest.fixture(scope="session")
def library(tmp_path_factory: pytest.TempPathFactory) -> compiled.Library:
    if os.name != "posix" or shutil.which("cc") is None:
        pytest.skip("no C compiler here")
    found = compiled.load(build.build(tmp_path_factory.mktemp("library")))
    assert found is not None
    return found
