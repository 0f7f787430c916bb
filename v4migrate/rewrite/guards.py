"""The switch for one model alone: where requests for other models go by the same call, the program asks for the name first.

The name is written out twice, so the expression that the call takes it from must be one that can be read again without an effect:
a name, a member, an entry, or the first of several such that is set.
"""

from __future__ import annotations

import re

_KEY = r"\[(?:\"[^\"\\\n]*\"|'[^'\\\n]*'|\d+|[A-Za-z_$][\w$]*)\]"
_MEMBER = r"(?:\?\.|\?->|\.|->|!\.)[#$]?[A-Za-z_]\w*"
_READ = rf"(?:\$|@)?[A-Za-z_][\w$]*(?:{_MEMBER}|{_KEY})*"
_FALLBACK = {"python": r"or", "javascript": r"\?\?|\|\|", "dart": r"\?\?", "php": r"\?\?|\?:", "ruby": r"\|\|"}
_EQUALS = {"python": "==", "javascript": "===", "dart": "==", "php": "===", "ruby": "=="}

# A further entry of a mapping that is there for one model alone. `{when}`: the question; `{entry}`: what it adds.
_ENTRY = {
    "python": "**({{{entry}}} if {when} else {{}})",
    "javascript": "...({when} ? {{ {entry} }} : {{}})",
    "dart": "if ({when}) {entry}",
    "ruby": "**({when} ? {{ {entry} }} : {{}})",
}
# The same behind a mapping, where a language of old versions cannot unpack one inside of another.
_JOINED = {"php": " + ({when} ? {opening}{entry}{closing} : {opening}{closing})"}
_CLOSING = {"[": "]", "array(": ")"}
_CAST = re.compile(r"\.\.\.(?P<cast>\(.*\))", re.DOTALL)


def family_of(language: str) -> str:
    """TypeScript is written as JavaScript is."""
    return "javascript" if language in {"typescript", "tsx"} else language


def question(expression: str, name: str, language: str, quote: str = '"') -> str | None:
    """`model == "deepseek-…"`; None for an expression that cannot be read twice, or a language that is not known."""
    family = family_of(language)
    equals = _EQUALS.get(family)
    if equals is None:
        return None
    if re.fullmatch(_READ, expression):
        return f"{expression} {equals} {quote}{name}{quote}"
    if re.fullmatch(rf"{_READ}(?:\s+(?:{_FALLBACK[family]})\s+{_READ})+", expression):
        return f"({' '.join(expression.split())}) {equals} {quote}{name}{quote}"
    return None


def guarded_entry(language: str, when: str, entry: str) -> str | None:
    """`entry` of a mapping, for one model alone; None where the language has no such form."""
    family = family_of(language)
    if family not in _ENTRY:
        return None
    if cast := _CAST.fullmatch(entry):  # what is spread is an object already
        return f"...({when} ? {cast['cast']} : {{}})"
    return _ENTRY[family].format(when=when, entry=entry)


def joined_entry(language: str, when: str, entry: str, opening: str) -> str | None:
    """The same behind a mapping that starts with `opening`."""
    form = _JOINED.get(language)
    if form is None or opening not in _CLOSING:
        return None
    return form.format(when=when, entry=entry, opening=opening, closing=_CLOSING[opening])


def guarded_argument(argument: str, when: str, unset: str | None) -> str | None:
    """`extra_body={…} if … else None`, where the client takes `unset` for an argument that is not given."""
    return f"{argument} if {when} else {unset}" if unset else None
