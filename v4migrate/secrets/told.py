"""What stands beside a name that says secret and is none: a placeholder, the name of a variable, ordinary words, a model."""

from __future__ import annotations

import re

from v4migrate.regex import regex

_PLACEHOLDER = regex(
    r"""<[^<>]*> | \$[A-Za-z_]\w* | [\w-]{0,8}\$?\{[^{}]*\}+ | \$\(.* | %\w+%                # filled in later
    | (?i:sk-)?(?:[xX*.…0_-]+|(?P<one>\S)(?P=one)+) | (?i:sk-)?[\w-]{0,16}(?:\.\.\.|…)\S{0,4}   # left out
    | (?i:(?:sk-)?(?:your|my|the|some|any|insert|enter|replace|change|add|put|paste)(?:[-_ ][a-z]{1,15})*)
    | (?i:changeme|placeholder|example|dummy|none|null|nil|true|false|undefined|optional|required|string|str|empty
        |redacted|masked|hidden|secret|passw(?:or)?d|passwd|token|key|n/a|not-needed)
    | (?i:os\.environ|process\.env|env|secrets|vars|vault|file|https?)[./:].*                    # said where it is
    """,
    re.VERBOSE,
)
_NAMED = regex(r"(?:[A-Z][A-Z0-9]*_)*(?:KEY|TOKEN|SECRET|PASSWORD|PASSWD|PWD)S?(?:_[A-Z0-9]+)*")
_VARIABLE = regex(r"[A-Za-z]+(?:[._][A-Za-z]+)+")
_ASKED = regex(r"(?i)\b(?:password|please|enter|must|invalid|required|your)\b")  # a sentence about a secret
_BETWEEN = regex(r"[^A-Za-z0-9]+")
_WORD = regex(r"[A-Z]{0,12}|(?=[A-Za-z]{1,15}\Z)[A-Z]?[a-z]+(?:[A-Z]{1,4}[a-z]{2,})*[A-Z]{0,4}")
_VERSION = regex(r"[A-Za-z]{0,10}\d{1,8}[A-Za-z]{0,2}|\d+|\d{1,2}x\d{1,3}[bB]")  # `V3`, `70b`, `20251201`, `8x7b`
_TURN = regex(r"(?<=[a-z])[A-Z]|(?<=[A-Za-z])\d|(?<=\d)[A-Za-z]")
_UUID = regex(r"[0-9a-fA-F]{8}-(?:[0-9a-fA-F]{4}-){3}[0-9a-fA-F]{12}")
_OFTEN = 5  # letters for each turn between small and large letters and digits: names of models turn less often


def is_told(value: str) -> bool:
    """Does a value say where a secret is, or that one belongs here, and holds none?"""
    return _PLACEHOLDER.fullmatch(value) is not None or _NAMED.fullmatch(value) is not None


def is_variable(value: str) -> bool:
    """`api_key=settings.deepseek_api_key` names a secret, it does not hold one. A run of letters alone may be one."""
    return _VARIABLE.fullmatch(value) is not None or ("." in value and "/" not in value and is_words(value))


def is_sentence(value: str) -> bool:
    """`"password": "Please enter your password"`."""
    return " " in value and _ASKED.search(value) is not None


def is_words(value: str) -> bool:
    """Is it made of words, numbers and versions alone, as names of models, files and settings are?"""
    if _UUID.fullmatch(value) or (len(value) >= 12 and len(_TURN.findall(value)) * _OFTEN > len(value)):
        return False
    return all(_WORD.fullmatch(part) or _VERSION.fullmatch(part) for part in _BETWEEN.split(value))
