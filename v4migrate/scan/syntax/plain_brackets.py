"""What a bracket is in a language that has no grammar here: a list of parameters, a table, a block of statements."""

from __future__ import annotations

from v4migrate.regex import regex
from v4migrate.scan.place import Span

LIST_CALLEES = frozenset({"c", "list", "vector", "set", "listOf", "Arrays.asList", "qw"})
_DECLARERS = frozenset({"function", "param"})
_DECLARED = regex(rb"(?i)\b(?:function|def|func|fn|proc|sub|macro)\s+[\w.:!?-]+\s*\Z")
_TYPE_BEHIND = regex(rb"\s*(?:::[\w .]{1,40})?\)")
_REACH = 80  # bytes before a bracket
_BRACES_OF_BLOCKS = frozenset({"r", "powershell"})
_ENVIRONMENT = regex(r"(?i)env|option|default|fetch")


def declares(text: bytes, around: Span, callee: str) -> bool:
    """Does a bracket hold the parameters of a function: `function(…)`, `param(…)`, `def ask(…)`?"""
    if callee.lower() in _DECLARERS:
        return True
    return bool(callee) and _DECLARED.search(text[max(0, around.start - _REACH) : around.start]) is not None


def is_table(language: str, text: bytes, around: Span, callee: str) -> bool:
    """Does a bracket hold entries? Braces that hold statements do not; R makes its tables by functions."""
    if callee in LIST_CALLEES:
        return True
    if language in _BRACES_OF_BLOCKS and text[around.start : around.start + 1] == b"{":
        return text[max(0, around.start - 1) : around.start] == b"@"
    return not callee


def names_a_default(name: str, callee: str) -> bool:
    """`Sys.getenv("MODEL", unset = "…")`, `getOption("model", default = "…")`."""
    return name in {"default", "unset"} and _ENVIRONMENT.search(callee) is not None


def is_alone(text: bytes, string: Span, around: Span) -> bool:
    """Is a string all that stands in a round bracket, but for its type?"""
    if text[around.start : around.start + 1] != b"(" or text[around.start + 1 : string.start].strip():
        return False
    return _TYPE_BEHIND.fullmatch(text, string.end, around.end) is not None
