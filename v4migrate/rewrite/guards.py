"""The switch for one model alone: where requests for other models go by the same call, the program asks for the name first.

The name is written out twice, so the expression that the call takes it from must be one that can be read again without an effect:
a name, a member, an entry, a setting, or the first of several such that is set. A name that is written out as the last of them is
what stands there after the rewrite.
"""

from __future__ import annotations

import re
from collections.abc import Callable

_KEY = r"\[(?:\"[^\"\\\n]*\"|'[^'\\\n]*'|\d+|:?[A-Za-z_$][\w$]*)\]"
_MEMBER = r"(?:\?\.|\?->|\.|->|!\.)[#$]?[A-Za-z_]\w*"
_CAST_READ = r"\([\w$.?]+ as \{ model\?: unknown \}\)"  # of TypeScript, as `overrides.py` writes it
_READ = rf"(?:{_CAST_READ}|(?:\$|@)?[A-Za-z_][\w$]*)(?:{_MEMBER}|{_KEY})*"
_TEXT = r"(?:\"[^\"\\\n]*\"|'[^'\\\n]*')"
_SETTING = {
    "python": r"(?:os\.(?:getenv|environ\.get)|[\w.]+\.get)",
    "php": r"(?:config|env|getenv)",
    "ruby": r"ENV\.fetch",
}
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


def _never(name: str) -> bool:
    return False


def question(
    expression: str, name: str, language: str, quote: str = '"', becomes: Callable[[str], bool] = _never
) -> str | None:
    """`model == "deepseek-…"`; None for an expression that cannot be read twice, or a language that is not known.

    `becomes`: is a name that is written out in the expression called `name` after the rewrite?
    """
    family = family_of(language)
    equals = _EQUALS.get(family)
    if equals is None:
        return None
    read, *rest = re.split(rf"\s+({_FALLBACK[family]})\s+", expression)
    operands, operators = [read, *rest[1::2]], rest[::2]
    last = operands[-1]
    if len(operands) > 1 and re.fullmatch(_TEXT, last):
        operands.pop()
        if last[1:-1] == name or becomes(last[1:-1]):
            operands.append(f"{last[0]}{name}{last[0]}")
    reads = operands[:-1] if re.fullmatch(_TEXT, operands[-1]) else operands
    setting = rf"{_SETTING[family]}\({_TEXT}(?:,\s*(?:{_TEXT}|{_READ}))?\)" if family in _SETTING else _READ
    if not reads or not all(re.fullmatch(rf"{_READ}|{setting}", operand) for operand in reads):
        return None
    renamed = [_renamed(operand, name, becomes) if "(" in operand else operand for operand in operands]
    asked = " ".join([renamed[0], *(f"{by} {operand}" for by, operand in zip(operators, renamed[1:], strict=False))])
    return f"({asked}) {equals} {quote}{name}{quote}" if len(renamed) > 1 else f"{asked} {equals} {quote}{name}{quote}"


def _renamed(setting: str, name: str, becomes: Callable[[str], bool]) -> str:
    """What reads a setting, with its default as it is after the rewrite."""
    return re.sub(_TEXT, lambda text: f"{text[0][0]}{name}{text[0][0]}" if becomes(text[0][1:-1]) else text[0], setting)


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
