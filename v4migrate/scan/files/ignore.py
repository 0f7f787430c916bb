"""Patterns of .gitignore files, with git's own answers (see gitignore(5) and git's wildmatch.c).

All in bytes, as git does: `?` is one byte. A pattern that git takes for none never matches.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable
from typing import NamedTuple

from v4migrate.regex import regex

_SPECIAL = regex(rb"[*?\[\\]")
_CLASS = regex(rb"\[:(\w+):\]")
_CLASSES = {
    b"alnum": rb"0-9A-Za-z",
    b"alpha": rb"A-Za-z",
    b"blank": rb" \t",
    b"cntrl": rb"\x00-\x1f\x7f",
    b"digit": rb"0-9",
    b"graph": rb"!-~",
    b"lower": rb"a-z",
    b"print": rb" -~",
    b"punct": rb"!-/:-@\[-`{-~",
    b"space": rb" \t\n\r\f\v",
    b"upper": rb"A-Z",
    b"xdigit": rb"0-9A-Fa-f",
}


class BadPattern(ValueError):
    """A pattern that can match nothing."""


class Rule(NamedTuple):
    """One line."""

    matches: re.Pattern[bytes]
    ignores: bool  # False for a line that starts with `!`
    folders_only: bool
    by_name: bool  # has no slash: the name alone is matched, at any depth


class Rules:
    """The lines of one .gitignore file, or of a setting written like one."""

    def __init__(self, rules: Iterable[Rule]) -> None:
        self._last_first = list(rules)[::-1]

    def __bool__(self) -> bool:
        return bool(self._last_first)

    def says(self, path: bytes, *, is_folder: bool) -> bool | None:
        """Is this path, from the folder of the file on, ignored? None where no line speaks of it. Folders above it are not asked."""
        name = path[path.rfind(b"/") + 1 :]
        for rule in self._last_first:
            if rule.folders_only and not is_folder:
                continue
            if rule.matches.fullmatch(name if rule.by_name else path):
                return rule.ignores
        return None

    def covers(self, path: bytes) -> bool:
        """Is this file, or a folder above it, ignored?"""
        parts = path.split(b"/")
        return any(self.says(b"/".join(parts[:depth]), is_folder=True) for depth in range(1, len(parts))) or bool(
            self.says(path, is_folder=False)
        )


def read_rules(text: bytes) -> Rules:
    """The rules of a .gitignore file. What is no pattern is passed over, as git does."""
    rules = []
    for line in text.removeprefix(b"\xef\xbb\xbf").split(b"\n"):
        try:
            rule = parse_rule(line.removesuffix(b"\r"))
        except BadPattern:
            continue
        if rule is not None:
            rules.append(rule)
    return Rules(rules)


def parse_rules(patterns: Iterable[str]) -> Rules:
    """The rules of a setting: one pattern an entry. Raises BadPattern."""
    rules = [parse_rule(os.fsencode(pattern)) for pattern in patterns]
    return Rules(rule for rule in rules if rule)


def parse_rule(line: bytes) -> Rule | None:
    """One line; None for a comment or an empty one. Raises BadPattern."""
    if line.startswith(b"#"):
        return None
    pattern = _without_trailing_blanks(line)
    ignores = not pattern.startswith(b"!")
    pattern = pattern if ignores else pattern[1:]
    folders_only = pattern.endswith(b"/")
    pattern = pattern.removesuffix(b"/")
    if not pattern:
        if line.strip():
            raise BadPattern(f"'{line.decode('utf-8', 'replace')}' is no pattern")
        return None
    by_name = b"/" not in pattern
    translated = _by_name(pattern) if by_name else _by_path(pattern.removeprefix(b"/"))
    return Rule(re.compile(translated, re.DOTALL), ignores, folders_only, by_name)


def _without_trailing_blanks(line: bytes) -> bytes:
    kept = at = 0
    while at < len(line):
        if line[at : at + 1] == b"\\":
            at += 2
            kept = min(at, len(line))
            continue
        at += 1
        kept = at if line[at - 1 : at] != b" " else kept
    return line[:kept]


def _by_name(pattern: bytes) -> bytes:
    """`*` may stand for anything: a name has no slash."""
    return _translated(pattern, star=rb".*", one=rb".")


def _by_path(pattern: bytes) -> bytes:
    return _translated(pattern, star=rb"[^/]*", one=rb"[^/]")


def _translated(pattern: bytes, *, star: bytes, one: bytes) -> bytes:
    out, at = [], 0
    special = _SPECIAL.search(pattern)
    first = special.start() if special else 0  # git compares what stands before it, and starts anew here
    while at < len(pattern):
        char = pattern[at : at + 1]
        if char == b"*":
            end = at
            while pattern[end : end + 1] == b"*":
                end += 1
            piece, at = _stars(pattern, at, end, first, star)
        elif char == b"?":
            piece, at = one, at + 1
        elif char == b"[":
            piece, at = _bracket(pattern, at, one)
        elif char == b"\\":
            if at + 1 == len(pattern):
                raise BadPattern("a pattern cannot end with a backslash")
            piece, at = re.escape(pattern[at + 1 : at + 2]), at + 2
        else:
            piece, at = re.escape(char), at + 1
        out.append(piece)
    return b"".join(out)


def _stars(pattern: bytes, at: int, end: int, first: int, star: bytes) -> tuple[bytes, int]:
    """`**` between slashes stands for any folders, or none; elsewhere it is a `*`."""
    starts = at == first or pattern[at - 1 : at] == b"/"
    following = pattern[end : end + 1]
    if end - at < 2 or not starts or following not in {b"", b"/"}:
        return star, end
    return (rb"(?:.*/)?", end + 1) if following else (rb".*", end)


def _bracket(pattern: bytes, at: int, one: bytes) -> tuple[bytes, int]:
    """`[a-z]`, `[!a]`, `[[:digit:]]`: a set as `re` writes it, and where it ends."""
    at += 1
    negated = pattern[at : at + 1] in {b"!", b"^"}
    at += negated
    items, is_first = [], True
    while is_first or pattern[at : at + 1] != b"]":
        if at >= len(pattern):
            raise BadPattern(f"'{pattern.decode('utf-8', 'replace')}' has a [ without its ]")
        is_first = False
        named = _CLASS.match(pattern, at)
        if named:
            if named[1] not in _CLASSES:
                raise BadPattern(f"'{pattern.decode('utf-8', 'replace')}' names an unknown class of characters")
            items.append(_CLASSES[named[1]])
            at = named.end()
            continue
        low, at = _member(pattern, at)
        high = low
        if pattern[at : at + 1] == b"-" and pattern[at + 1 : at + 2] not in {b"", b"]"}:
            high, at = _member(pattern, at + 1)
        if low <= high:
            items.append(rb"\x%02x-\x%02x" % (low, high))
    inner = b"".join(items)
    chosen = rb"[%s]" % inner if inner else rb"(?!)"
    return (rb"(?!%s)%s" if negated else rb"(?=%s)%s") % (chosen, one), at + 1


def _member(pattern: bytes, at: int) -> tuple[int, int]:
    if pattern[at : at + 1] == b"\\":
        at += 1
    if at >= len(pattern):
        raise BadPattern("a pattern cannot end inside [ ]")
    return pattern[at], at + 1
