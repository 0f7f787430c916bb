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


def is_short_for_deepseek(word: str) -> bool:
    """Is a key what people call DeepSeek or one of its models in short: `ds`, `ds_chat`, `dsr`?"""
    return _SHORT.fullmatch(word) is not None


_SHORT = regex(r"(?i)ds(?:[-_]?(?:chat|cod\w*|r(?:\d|eason\w*)?|v\d\w*))?")
