"""Masking of what looks like a secret, before a line is shown or stored."""

from __future__ import annotations

import re

_SECRET = re.compile(
    r"""
    (?P<keep> (?i:bearer)\s+ | (?i:api[_-]?key|token|secret|password)["']?\s*[:=]\s*["']? )
        (?P<after> [A-Za-z0-9_\-./+=]{16,} )
    | (?P<key> \b(?:sk|pk|rk|ghp|gho|ghs|xox[abp]|hf|AKIA|AIza)[-_]?[A-Za-z0-9_\-]{16,} )
    | (?P<keep_word> (?i:password|passwd|pwd|secret(?:[_-]?key)?)["']?\s*[:=]\s*["'] ) [^"'\s]{4,} (?=["'])
    | (?P<keep_user> ://[^\s/:@"'{$]{1,64}: ) [^\s/@"'{$]{3,} (?=@)
    | (?P<keep_login> \bcurl\b[^\n]{0,200}?\s(?:-u|--user)[ =]["']?[^\s:"'{$]{1,64}: ) [^\s"'{$]{3,}
    | (?P<jwt> \beyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]{8,} )
    """,
    re.VERBOSE,
)


def masked(text: str) -> str:
    """`text` with every secret-looking run replaced by stars of the same length, so that columns stay true."""
    return _SECRET.sub(_stars, text)


def _stars(match: re.Match[str]) -> str:
    kept = match["keep"] or match["keep_word"] or match["keep_user"] or match["keep_login"] or ""
    is_literal = kept.endswith(('"', "'"))
    if match["after"] and not is_literal and _is_variable(match["after"]):
        return match.group()
    return kept + "*" * (len(match.group()) - len(kept))


def _is_variable(value: str) -> bool:
    """`api_key=settings.deepseek_api_key` names a secret, it does not hold one. A run of letters alone may be one."""
    return re.fullmatch(r"[A-Za-z]+(?:[._][A-Za-z]+)+", value) is not None
