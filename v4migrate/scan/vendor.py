"""The cheap test before all others. A module of its own, because most files end here and need nothing else of the scan."""

from __future__ import annotations

from v4migrate.regex import regex
from v4migrate.scan.sieve import matcher

VENDOR = regex(rb"(?i)deep_?seek")
"""The name as code writes it."""
NAME = b"deepseek"
_names = matcher("(?i-u:deepseek)")


def names_deepseek(data: bytes) -> bool:
    """Does a file say DeepSeek anywhere? One that does not is never read closer."""
    if _names is not None:
        if _names(data):
            return True
        if data.isascii():
            return False  # of other bytes "no" may also mean: no UTF-8
    return NAME in data or NAME in data.lower()
