"""Suppression comments as they are written: where one stands, what it covers, which rules, why. Pure, and never raises.

    v4migrate: ignore                          every rule, on this line
    v4migrate: ignore[DS001, thinking]: why    these rules or topics, with the reason
    v4migrate: ignore-next-line[...]: why      the line below
    v4migrate: ignore-start[...]: why          from here to `v4migrate: ignore-end`
    v4migrate: ignore-file[...]: why           the whole file

It must be the first thing that a comment says, in whatever way the language writes comments.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from v4migrate.regex import regex
from v4migrate.rulebook.document import suggestion
from v4migrate.scan.place import Region, Span, Syntax
from v4migrate.scan.syntax.text import TextSyntax

_MARK = b"v4migrate:"
_SPELLINGS = (b"v4migrate", b"V4Migrate", b"V4migrate", b"v4Migrate", b"V4MIGRATE")


class Form(StrEnum):
    """What a suppression covers."""

    LINE = "ignore"
    NEXT_LINE = "ignore-next-line"
    START = "ignore-start"
    END = "ignore-end"
    FILE = "ignore-file"


@dataclass(frozen=True)
class Directive:
    """One suppression comment. `at` is its byte in the region's text."""

    at: int
    form: Form
    rules: tuple[str, ...] = ()  # as written; empty = every rule
    reason: str = ""
    problem: str = ""  # set: it cannot be understood, and suppresses nothing


_DIRECTIVE = regex(rb"v4migrate:[ \t]*(?P<form>ignore[\w-]*)(?P<rest>[^\r\n]*)")
# What was meant as one: in capitals, without the colon, in the word of another tool.
_NEARLY = regex(
    rb"""(?i)v4migrate (?: [ \t]*:[ \t]*(?:noqa|nolint|suppress|disable|skip|off) | [ \t]*:?[ \t]*(?P<form>ignore(?:-[a-z-]+)?) )
    (?= [ \t]*(?: [\[(:=] | \Z | [\r\n] | -->|\*/|\#\}|\#> ) )""",
    re.VERBOSE,
)
_REST = regex(r"\s*(?:\[(?P<rules>[^\[\]]*)\])?\s*(?:(?::|--|–|—)\s*(?P<reason>.*))?")
_CLOSED = regex(
    r"\s*(?:-->|\*+/|#\}|%>|--\}\}|\*\)|\|#|#>|\]=*\]|-\}|=#|\]#|\++/|\#{3}(?=\s*\Z)).*\Z"
)  # the end of a comment that ends before its line does
# `<!--`, `/*`, `{#`, `<%#`, `<#` end like these.
_OPENED = regex(rb"(?:#+[|=\[]?|//+[!-]?|\*+|--+(?:\[=*\[)?|;+|%+|\.\.|\{-|/\++)[ \t]*\Z")
# Where a whole line is one, in formats that are read line by line: batch, properties, Visual Basic, Vim.
_LINE_OPENED = regex(rb"[ \t]*(?:(?i:@?rem)[ \t]|::|!|'|\")[ \t]*\Z")
_BASIC = regex(rb"\s'[ \t]*\Z")  # `x = 1 ' comment`
# Of a template, whatever the language that it makes.
_TEMPLATES = ((b"{#", b"#}"), (b"<%#", b"%>"), (b"{{--", b"--}}"), (b"{{!--", b"--}}"))
_QUOTES = (b'"', b"'", b"`")
_LINE_BYTES = 1000  # further off on a line nobody looks for the quote that a comment might stand in


def directives(region: Region, read: Syntax) -> Iterator[Directive]:
    """Every suppression comment of a region in order, and then what was meant as one, with its problem."""
    understood = set()
    for match in _DIRECTIVE.finditer(region.text):
        understood.add(match.start())
        if _is_comment(region, read, match):
            yield _parsed(match)
    for match in _NEARLY.finditer(region.text):
        if match.start() not in understood and _is_comment(region, read, match):
            form = (match["form"] or b"ignore").decode("ascii").lower()
            yield Directive(match.start(), Form.LINE, problem=f"not understood: write v4migrate: {form}[DS001]: reason")


def has_directives(text: bytes) -> bool:
    """May there be one in it? Told quickly: it is asked of every file with a finding."""
    return any(spelling in text for spelling in _SPELLINGS)


def _parsed(match: re.Match[bytes]) -> Directive:
    word = match["form"].decode("utf-8", "replace")
    rest = _CLOSED.sub("", match["rest"].decode("utf-8", "replace")).rstrip()
    if word not in list(Form):
        problem = f"no such suppression '{word}'{suggestion(word, list(Form))}; known: {', '.join(Form)}"
        return Directive(match.start(), Form.LINE, problem=problem)
    form, found = Form(word), _REST.fullmatch(rest)
    if found is None:
        problem = f"not understood after '{word}': write {word}[DS001]: reason"
        return Directive(match.start(), form, problem=problem)
    rules = tuple(name for part in (found["rules"] or "").split(",") if (name := part.strip()))
    if found["rules"] is not None and not rules:
        return Directive(
            match.start(), form, problem=f"an empty list; name rules or write {word} alone for all of them"
        )
    if form is Form.END and rules:
        return Directive(
            match.start(), form, problem="ignore-end takes no rules: it ends the nearest ignore-start above"
        )
    return Directive(match.start(), form, rules, found["reason"] or "")


def _is_comment(region: Region, read: Syntax, match: re.Match[bytes]) -> bool:
    """Does it open a comment? Where no grammar tells, what stands before it on the line does."""
    text, at = region.text, match.start()
    before = text[max(text.rfind(b"\n", 0, at) + 1, at - _LINE_BYTES) : at]
    after = text[at : min(match.end(), at + _LINE_BYTES)]
    if region.language in {"markdown", "prose"}:
        return _in_html_comment(text, at) or (before.strip() == b"{/*" and b"*/}" in after)  # of MDX
    opens = _OPENED.search(before) is not None
    if _is_of_a_template(before, after) and not _is_quoted(before, after):
        return True
    is_by_lines = isinstance(read, TextSyntax) or region.language in {"lines", "script"}
    if is_by_lines and _opens_a_line(region.language, before, after):
        return True
    if isinstance(read, TextSyntax) or (region.language == "json" and before.rstrip().endswith(b"#")):
        return (opens and not _is_quoted(before, after)) or (not before.strip() and _in_html_comment(text, at))
    around = read.surroundings(Span(at, at + len(_MARK) - 1))
    return (opens or not before.strip()) and around.kind == "comment" and not around.is_spoken


def _is_of_a_template(before: bytes, after: bytes) -> bool:
    return any(before.rstrip().endswith(start) and end in after for start, end in _TEMPLATES)


def _opens_a_line(language: str, before: bytes, after: bytes) -> bool:
    """Is the line a comment in the way of batch, properties, Visual Basic or Vim? A quote that is closed opens a string."""
    if _LINE_OPENED.match(before):
        return before.strip()[-1:] not in [quote for quote in _QUOTES if quote in after]
    return language == "text" and _BASIC.search(before) is not None and b"'" not in after


def _in_html_comment(text: bytes, at: int) -> bool:
    """Is it the first thing that a `<!-- ... -->` says?"""
    opened = text.rfind(b"<!--", 0, at)
    return opened >= 0 and not text[opened + 4 : at].strip()


def _is_quoted(before: bytes, after: bytes) -> bool:
    """Did a quote open before it that closes behind it on the same line?"""
    return any(before.count(quote) % 2 == 1 and quote in after for quote in _QUOTES)
