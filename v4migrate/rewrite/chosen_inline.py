"""A choice at the request itself: `model: deep ? "…-reasoner" : "…-chat"`. The switch stands where the same condition says so.

The condition is written out twice, so it has to be one that can be read again without an effect: names, members, entries, what they are
compared with.
"""

from __future__ import annotations

import re

from v4migrate.regex import regex
from v4migrate.rewrite.guards import READ, family_of
from v4migrate.rewrite.placer import Placer
from v4migrate.rewrite.thinking import Switch, Thinking, name_of
from v4migrate.scan.finding import Finding
from v4migrate.scan.place import Call

_TEXT = r"(?:\"[^\"\\\n]*\"|'[^'\\\n]*')"
_ONE = rf"(?:!\s*|not\s+)?{READ}(?:\s*(?:[=!]==?|[<>]=?)\s*(?:{_TEXT}|[\d.]+|{READ}))?"
_CONDITION = regex(rf"{_ONE}(?:\s*(?:&&|\|\||and\b|or\b)\s*{_ONE})*")
_CHOICES = {
    "python": regex(r"\(?\s*(?P<yes>[^()]+?)\s+if\s+(?P<asked>.+?)\s+else\s+(?P<no>[^()]+?)\s*\)?", re.DOTALL),
    "kotlin": regex(r"if\s*\((?P<asked>[^()]+)\)\s*(?P<yes>[^()]+?)\s+else\s+(?P<no>[^()]+)", re.DOTALL),
}
_WITH_MARKS = regex(r"\(?\s*(?P<asked>[^?:]+?)\s*\?\s*(?P<yes>[^?:]+?)\s*:\s*(?P<no>[^?:]+?)\s*\)?", re.DOTALL)
_PLAIN = regex(rf"(?:!\s*)?{READ}")


def at_its_choice(finding: Finding, placer: Placer) -> Thinking | None:
    """The switch at the request that chooses this name; None where that chooses otherwise, or cannot take it so."""
    call, candidate, name = finding.place.call, finding.context.candidate, name_of(finding)
    if call is None or candidate is None or name is None or call.language is not None:
        return None
    when = _when(call, finding.found, placer.context.region.language)
    if when is None:
        return None
    found = placer.guarding(name, asked=when).at_call(call)
    return found if found.switch is not Switch.NOT_PLACED else None


def _when(call: Call, old: str, language: str) -> str | None:
    """What holds where the request is for this name."""
    if call.model is None:
        return None
    found = _CHOICES.get(family_of(language), _WITH_MARKS).fullmatch(call.model.text)
    if found is None or not _CONDITION.fullmatch(found["asked"]):
        return None
    is_yes, is_no = (found[branch] in {f'"{old}"', f"'{old}'"} for branch in ("yes", "no"))
    if is_yes == is_no:
        return None
    asked = " ".join(found["asked"].split())
    return asked if is_yes else _negated(asked, family_of(language))


def _negated(asked: str, family: str) -> str:
    if family == "python":
        is_plain = re.fullmatch(READ, asked) is not None
        return (
            asked[4:].lstrip()
            if re.fullmatch(rf"not\s+{READ}", asked)
            else f"not {asked}"
            if is_plain
            else f"not ({asked})"
        )
    if asked.startswith("!") and _PLAIN.fullmatch(asked):
        return asked[1:].lstrip()
    return f"!{asked}" if _PLAIN.fullmatch(asked) else f"!({asked})"
