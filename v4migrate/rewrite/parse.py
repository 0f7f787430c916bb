"""Does a file still parse as well as it did?"""

from __future__ import annotations

from pathlib import PurePosixPath

from v4migrate.scan.regions import regions_of
from v4migrate.scan.syntax import read_syntax


def syntax_errors(path: PurePosixPath, data: bytes) -> int:
    """Syntax errors over all regions of a file."""
    return sum(read_syntax(region).errors() for region in regions_of(path, data))
