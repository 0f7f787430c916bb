"""Masking of secrets and personal marks before anything reaches the disk.

The same value gets the same mark inside one run, so equality and prefixes survive; marks of different runs cannot be joined,
because each run has its own salt. Card numbers keep their form, so that JSON stays JSON.
"""

from __future__ import annotations

import hashlib
import hmac
import re
from collections import Counter
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from v4migrate.regex import regex

_TELLING = r"(?:passw(?:or)?d|api[_-]?key|private[_-]?key|access[_-]?key|secret(?:[_-]key)?|token)"
# (kind, one of these must occur for the pattern to be worth trying, pattern); tried in this order
_PATTERNS: tuple[tuple[str, tuple[str, ...], re.Pattern[str]], ...] = (
    (
        "private-key",
        ("PRIVATE KEY",),
        regex(r"-----BEGIN [A-Z ]*PRIVATE KEY-----.*?(?:-----END [A-Z ]*PRIVATE KEY-----|\Z)", re.DOTALL),
    ),
    ("jwt", ("eyJ",), regex(r"\beyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]*")),
    ("bearer", ("earer ",), regex(r"(?<=[Bb]earer )[A-Za-z0-9_\-./+=]{12,}")),
    (
        "key",
        ("sk", "pk", "rk", "hf", "xox", "gh", "glpat", "github"),
        regex(r"\b(?:sk|pk|rk|hf|xox[abp]|gh[opsu]|github_pat|glpat)[-_][A-Za-z0-9_\-]{12,}"),
    ),
    ("key", ("AKIA", "ASIA", "AIza"), regex(r"\b(?:AKIA|ASIA)[A-Z0-9]{16}\b|\bAIza[A-Za-z0-9_\-]{30,}")),
    ("password", ("://",), regex(r"(?<=://)[^\s/:@\"]{1,64}:[^\s/@\"]{1,128}(?=@)")),
    (
        "basic",
        ("asic ", "ASIC "),
        regex(r"(?i)(?P<kept>authorization[\\\"']{0,8}\s{0,8}[:=][\s\\\"']{0,8}basic )(?P<found>[A-Za-z0-9+/=_-]{6,})"),
    ),
    (  # a JSON value (or one of Python) inside text, at any depth of escaping: its key says what it is
        "key",
        ('"', "'"),
        regex(
            rf"(?i)(?P<kept>{_TELLING}(?P<quote>\\*[\"'])\s{{0,8}}:\s{{0,8}}(?P=quote))"
            r"(?P<found>(?!<[a-z-]+-[0-9a-f]{6}>)(?:(?!(?<!\\)(?P=quote))[^\n])+)"
        ),
    ),
    (
        "assigned",
        ("=", ": "),
        regex(rf"(?i)(?P<kept>{_TELLING}(?:=|: ?)\\*[\"']?)(?P<found>[^\s\"'&,;<>\\]{{8,}})"),
    ),
    ("email", ("@",), regex(r"\b[A-Za-z0-9._%+-]{1,64}@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)*\.[A-Za-z]{2,}\b")),
    ("iban", (), regex(r"\b[A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){3,7}(?: ?[A-Z0-9]{1,3})?\b")),
    ("card", (), regex(r"(?<![\w.-])\d(?:[ -]?\d){12,18}(?![\w.-])")),
)
_REMEMBERED = 20_000  # texts: system prompts, roles and keys come again in every record
_SECRET_NAMES = regex(rf"(?i)(?:^(?:proxy-)?authorization|^(?:set-)?cookie|{_TELLING})$")


@dataclass
class Cleaner:
    """`Cleaner(salt).text("mail me at a@b.example")` gives `mail me at <email-3f9a1c>`; `masked` counts by kind."""

    salt: str
    masked: Counter[str] = field(default_factory=Counter)
    _harmless: set[str] = field(default_factory=set, init=False, repr=False)

    def text(self, text: str) -> str:
        """`text` without secrets, and without lone surrogates, which no file could hold."""
        if text in self._harmless:
            return text
        cleaned = text.encode("utf-8", "replace").decode()
        for kind, hints, pattern in _PATTERNS:
            if not hints or any(hint in cleaned for hint in hints):
                cleaned = pattern.sub(partial(self._mark, kind), cleaned)
        if cleaned == text and len(self._harmless) < _REMEMBERED:
            self._harmless.add(text)
        return cleaned

    def value(self, value: Any) -> Any:
        """A JSON value with every string cleaned, and the values of keys that name a secret replaced."""
        if isinstance(value, str):
            return self.text(value)
        if isinstance(value, list | tuple):
            return [self.value(item) for item in value]
        if isinstance(value, dict):
            return {
                self.text(str(key)): self._named(item)
                if _SECRET_NAMES.search(str(key)) and isinstance(item, str)
                else self.value(item)
                for key, item in value.items()
            }
        return value

    def _named(self, secret: str) -> str:
        self.masked["key"] += 1
        return f"<key-{self._digest(secret)[:6]}>"

    def _mark(self, kind: str, match: re.Match[str]) -> str:
        groups = match.groupdict()
        kept, found = groups.get("kept", ""), groups.get("found", match.group())
        if (kind == "card" and not _is_card(found)) or (kind == "assigned" and not re.search(r"\d", found)):
            return match.group()
        self.masked[kind] += 1
        digest = self._digest(found)
        if kind == "card":
            digits = iter("9" + str(int(digest, 16)))
            return re.sub(r"\d", lambda _: next(digits), found)
        return f"{kept}<{kind}-{digest[:6]}>"

    def _digest(self, secret: str) -> str:
        return hmac.new(self.salt.encode(), secret.encode(), hashlib.sha256).hexdigest()


def _is_card(written: str) -> bool:
    """Luhn's check, ISO/IEC 7812-1 annex B: order numbers of the same length stay readable."""
    digits = [int(digit) for digit in written if digit.isdigit()]
    doubled = [digit if index % 2 == 0 else sum(divmod(2 * digit, 10)) for index, digit in enumerate(reversed(digits))]
    return 13 <= len(digits) <= 19 and sum(doubled) % 10 == 0
