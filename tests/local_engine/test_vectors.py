"""The recorded numbers are the ones that the manifest describes."""

from __future__ import annotations

import hashlib
import re
from pathlib import Path

VECTORS = Path(__file__).parent / "vectors"


def test_every_file_is_in_the_manifest_with_its_hash() -> None:
    manifest = (VECTORS / "MANIFEST.md").read_text(encoding="utf-8")
    listed = dict(re.findall(r"^\| `([^`]+)` \| `([0-9a-f]{64})` \|$", manifest, re.MULTILINE))
    files = {path for path in VECTORS.rglob("*") if path.is_file() and path.name != "MANIFEST.md"}
    found = {path.relative_to(VECTORS).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}
    assert found == listed
