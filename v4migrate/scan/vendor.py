"""The cheap test before all others. A module of its own, because most files end here and need nothing else of the scan."""

from __future__ import annotations

import re

VENDOR = re.compile(rb"(?i)deep_?seek")
"""The name as code writes it."""


def names_deepseek(data: bytes) -> bool:
    """Does a file say DeepSeek anywhere? One that does not is never read closer."""
    return b"deepseek" in data or b"deepseek" in data.lower()
