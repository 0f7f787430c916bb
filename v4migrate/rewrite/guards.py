"""The switch for one model alone: where requests for other models go by the same call, the program asks for the name first.

The name is written out twice, so the expression that the call takes it from must be one that can be read again without an effect:
a name, a member, an entry, a setting, or the first of several such that is set. A name that is written out as the last of them is
what stands there after the rewrite.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from v4migrate.regex import regex

_KEY = r"\[(?:\"[^\"\\\n]*\"|'[^'\\\n]*'|\d+|:?[A-Za-z_$][\w$]*)\]"
_MEMBER = r"(?:\?\.|\?->|\.|->|!\.)[#$]?[A-Za-z_]\w*"
_CAST_READ = r"\([\w$.?]+ as \{ model\?: unknown \}\)"  # of TypeScript, as `overrides.py` writes it
READ = rf"(?:{_CAST_READ}|(?:\$|@)?[A-Za-z_][\w$]*)(?:{_MEMBER}|{_KEY})*"
"""A name, a member or an entry: what can be read twice without an effect."""
_TEXT = r"(?:\"[^\"\\\n]*\"|'[^'\\\n]*')"
_SETTING = {
    "python": rf"(?:(?:os\.(?:getenv|environ\.get)|[\w.]+\.get)\(|getattr\({READ},\s*)",
    "php": r"(?:config|env|getenv)\(",
    "ruby": r"ENV\.fetch\(",
}
_FALLBACK = {
    "python": r"or",
    "javascript": r"\?\?|\|\|",
    "dart": r"\?\?",
    "php": r"\?\?|\?:",
    "ruby": r"\|\|",
    "lua": r"or",
    "csharp": r"\?\?",
    "kotlin": r"\?:",
    "swift": r"\?\?",
    "scala": r"(?!)",
}
_EQUALS = {
    "python": "==",
    "javascript": "===",
    "dart": "==",
    "php": "===",
    "ruby": "==",
    "lua": "==",
    "csharp": "==",
    "kotlin": "==",
    "swift": "==",
    "scala": "==",
}
# Languages that compare by a call, or what is sent instead of the value itself.
_ASKED = {"java": '"{name}".equals({read})', "rust": 'serde_json::json!({read}) == "{name}"'}
_GETTERS = {"java": r"(?:\.(?:get\w*|model\w*)\(\))*"}

# A further entry of a mapping that is there for one model alone. `{when}`: the question; `{entry}`: what it adds.
_ENTRY = {
    "python": "**({{{entry}}} if {when} else {{}})",
    "javascript": "...({when} ? {{ {entry} }} : {{}})",
    "dart": "if ({when}) {entry}",
    "ruby": "**({when} ? {{ {entry} }} : {{}})",
}
# The same behind a mapping, where a language, or an old version of it, cannot unpack one inside of another.
_JOINED = {
    "php": " + ({when} ? {opening}{entry}{closing} : {opening}{closing})",
    "kotlin": " + if ({when}) mapOf({entry}) else emptyMap()",
}
_CLOSING = {
    "php": {"[": "]", "array(": ")"},
    "kotlin": {"mapOf(": ")", "mapOf<String, Any>(": ")", "mapOf<String, Any?>(": ")"},
}
# Where an entry has to be there, its value is what holds by default for all others.
_CHOSEN = {
    "csharp": "{when} ? {off} : {on}",
    "java": "{when} ? {off} : {on}",
    "swift": "{when} ? {off} : {on}",
    "rust": "if {when} {{ {off} }} else {{ {on} }}",
    "scala": "(if ({when}) {off} else {on})",
}
# Where an entry of a language is nothing at all if its value is nothing.
_OR_NOTHING = {"lua": "{key} = {when} and {value} or nil"}
_CAST = regex(r"\.\.\.(?P<cast>\(.*\))", re.DOTALL)


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
    if family in _ASKED:
        is_read = re.fullmatch(READ + _GETTERS.get(family, ""), expression) is not None
        return _ASKED[family].format(read=expression, name=name) if is_read else None
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
    setting = rf"{_SETTING[family]}{_TEXT}(?:,\s*(?:{_TEXT}|{READ}))?\)" if family in _SETTING else READ
    if not reads or not all(re.fullmatch(rf"{READ}|{setting}", operand) for operand in reads):
        return None
    renamed = [_renamed(operand, name, becomes) if "(" in operand else operand for operand in operands]
    asked = " ".join([renamed[0], *(f"{by} {operand}" for by, operand in zip(operators, renamed[1:], strict=False))])
    return f"({asked}) {equals} {quote}{name}{quote}" if len(renamed) > 1 else f"{asked} {equals} {quote}{name}{quote}"


_OR = {"python": " or ", "lua": " or "}  # all others: ||
_ONE_READ = regex(r"(?P<read>.*) == (?P<name>\\*(?:\"[^\"]*\"|'[^']*'))", re.DOTALL)


def joined_questions(questions: Sequence[str], language: str) -> str:
    """Is the model one of several? Of questions that ask the same expression, in Python: `model in ("…", "…")`."""
    family = family_of(language)
    asked = [_ONE_READ.fullmatch(question) for question in questions] if family == "python" else []
    plain = [found for found in asked if found is not None]
    if plain and len(plain) == len(questions) and len({found["read"] for found in plain}) == 1:
        return f"{plain[0]['read']} in ({', '.join(found['name'] for found in plain)})"
    joined = _OR.get(family, " || ").join(questions)
    return f"({joined})" if family == "lua" else joined


def asks_for(written: str, question: str) -> bool:
    """Does a text ask for the model already, by itself or as one of several?"""
    if question in written:
        return True
    found = _ONE_READ.fullmatch(question)
    if found is None:
        return False
    return re.search(rf"{re.escape(found['read'])} in \([^()]*{re.escape(found['name'])}", written) is not None


def _renamed(setting: str, name: str, becomes: Callable[[str], bool]) -> str:
    """What reads a setting, with its default as it is after the rewrite."""
    return re.sub(_TEXT, lambda text: f"{text[0][0]}{name}{text[0][0]}" if becomes(text[0][1:-1]) else text[0], setting)


def guarded_entry(language: str, when: str, entry: str) -> str | None:
    """`entry` of a mapping, for one model alone; None where the language has no such form."""
    family = family_of(language)
    if family in _OR_NOTHING:
        key, _, value = entry.partition(" = ")
        return _OR_NOTHING[family].format(key=key, when=when, value=value)
    if family not in _ENTRY:
        return None
    if cast := _CAST.fullmatch(entry):  # what is spread is an object already
        return f"...({when} ? {cast['cast']} : {{}})"
    return _ENTRY[family].format(when=when, entry=entry)


def joined_entry(language: str, when: str, entry: str, opening: str) -> str | None:
    """The same behind a mapping that starts with `opening`."""
    form, closing = _JOINED.get(language), _CLOSING.get(language, {}).get(opening)
    if form is None or closing is None:
        return None
    return form.format(when=when, entry=entry, opening=opening, closing=closing)


def chosen_entry(language: str, when: str, entry: str, off: str, on: str) -> str | None:
    """`entry` with `off` in it for one model and `on` for all others; None where the language, or the entry, has no place for that."""
    form = _CHOSEN.get(family_of(language))
    if form is None or entry.count(off) != 1:
        return None
    return entry.replace(off, form.format(when=when, off=off, on=on))


def guarded_argument(argument: str, when: str, unset: str | None) -> str | None:
    """`extra_body={…} if … else None`, where the client takes `unset` for an argument that is not given."""
    return f"{argument} if {when} else {unset}" if unset else None
