"""Commands that the help text of a program shows: what they are given, the program itself checks."""

from __future__ import annotations

from v4migrate.regex import regex
from v4migrate.rewrite.programs import PROGRAMS
from v4migrate.rulebook.schema import Role
from v4migrate.scan.finding import Finding

_OPTION = regex(r"[\w\])}][ \t]+--[\w-]*model[\w-]*(?:[ \t]+|=)\\?[\"']?[\w./-]*[:/]?\Z")
_HELP = regex(r"(?i)\b(?:examples?|usage|long|epilog|help(?:_?text)?|descri(?:be|ption))\b[\"']?\s*(?::=?|=|\()")
_ABOVE = 1500  # bytes before a command in which a word says what the text is


def is_command_of_help(finding: Finding) -> bool:
    """Does a text for people show how to call the program with the id: `Long: "… tool set --model <id>"`?"""
    candidate, region = finding.context.candidate, finding.context.region
    if candidate is None or region.language not in PROGRAMS or finding.place.call is not None:
        return False
    if finding.place.role not in {Role.REQUEST, Role.HELP, Role.SAID}:
        return False
    before = region.text[max(0, candidate.span.start - _ABOVE) : candidate.span.start].decode("utf-8", "replace")
    return _OPTION.search(before.rpartition("\n")[2]) is not None and _HELP.search(before) is not None
