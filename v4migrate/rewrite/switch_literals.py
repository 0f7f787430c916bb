"""The thinking switch in a mapping literal of a language with a table: written like the entry that names the model beside it."""

from __future__ import annotations

import re
from typing import NamedTuple

from v4migrate.regex import regex
from v4migrate.rulebook.facts.hosts import SwitchValue
from v4migrate.scan.place import Call

_HOLDS_ANYTHING = {
    "go": r"map\[string\](?:any|interface ?\{\})\{|(?:gin\.H|fiber\.Map|echo\.Map)\{",
    "java": r"(?:java\.util\.)?Map\.of\(",
    "kotlin": r"(?:mutable|hash|linked)?[mM]apOf(?:<String, Any\??>)?\(",
    "scala": r"(?:Map(?:\[String, Any\])?|Json\.obj|(?:ujson\.)?Obj)\(",
    "csharp": r"new (?:\{|Dictionary<string, (?:object|dynamic)\??>(?:\(\))? ?\{|(?:JObject|JsonObject)(?:\(\))? ?\{)",
    "rust": r"\{",
    "ruby": r"\{|[\w.]+\(",
    "php": r"\[|array\(",
    "swift": r"\[",
    "dart": r"(?:const )?(?:<String, (?:dynamic|Object\??)>)?\{",
    "elixir": r"%\{",
    "lua": r"\{",
    "cpp": r"\{",
}
"""What a literal must start with for a mapping to be a value of it, by language."""
_ENTRY = regex(
    r"(?P<open>\{ ?|\[|:)?(?P<quote>[\"']?)(?P<name>[mM]odel)(?P=quote)(?P<close>\]?)(?P<between>\s*(?:=>|:|=|->|to\b|,)\s*)"
)
_TYPED = frozenset({"go", "java", "kotlin", "scala", "swift", "csharp"})
_ITSELF = regex(r"(?:\w+\.)*([mM]odel)")
_EITHER_QUOTE = frozenset({"ruby", "lua", "php", "dart"})
_PAIRS_OF_MAP_OF = 10  # the longest form that Java knows
_CLOSING = {"{": "}", "[": "]", "(": ")"}


class Style(NamedTuple):
    """How a literal writes an entry: before its key, its quotes, behind its key, and what ends it.

    `column`: how far behind the key's start its value stands, where the values of all entries stand in one column; else 0.
    """

    before: str
    quote: str
    between: str
    after: str
    column: int
    text_quote: str  # of a text that is a value
    is_capital: bool  # fields of an object whose names are put in lower case when it is written as JSON


def entry_in(
    text: bytes, call: Call, field: str, value: SwitchValue, language: str, *, in_column: bool = True
) -> str | None:
    """`"thinking" to mapOf("type" to "disabled")`; None where the literal is of a kind that cannot be told to hold it.

    `in_column`: does it stand below the other entries, where the values of all may stand in one column?
    """
    known = _HOLDS_ANYTHING.get(language)
    style = _style(text, call, language)
    if known is None or style is None or not re.fullmatch(known, call.opening):
        return None
    if language in _TYPED and _is_wrapped(text, call):
        return None  # values of a type of their own: `JsonPrimitive("…")`, `"…".asJson`
    if language == "java" and len(call.arguments) >= _PAIRS_OF_MAP_OF:
        return None
    style = style if in_column else style._replace(column=0)
    return _entry(field, _value(value, call.opening, style._replace(column=0), language), style)


def _is_wrapped(text: bytes, call: Call) -> bool:
    """Does a call or a method make something else of the model's name before it becomes a value?"""
    model = call.model
    assert model is not None
    before, behind = text[model.span.start : model.value.start], text[model.value.end : model.span.end]
    return before.count(b"(") > 0 or behind.strip(b" \t\r\n}") != b""


def _style(text: bytes, call: Call, language: str) -> Style | None:
    """The style of the entry that names the model; its quotes are those of the file where it writes none."""
    model = call.model
    if model is None:
        return None
    written = text[model.span.start : model.span.end].decode("utf-8", "replace")
    found = _ENTRY.match(written)
    if found is None and language == "csharp" and (itself := _ITSELF.fullmatch(written)):
        return Style("", "", " = ", "", 0, '"', itself[1] == "Model")  # `new { model }`
    if found is None:
        return None
    opening = found["open"] or ""
    is_wrapped = opening.startswith("{")
    after = opening[::-1].replace("{", "}") if is_wrapped else ""
    if is_wrapped and not written.endswith(after):
        after = "}"
    between = found["close"] + found["between"]
    column = found.end() - found.start("quote") if "  " in between else 0
    between = re.sub(r" +", " ", between) if found.end() < len(written) else f"{between} "  # `{ model: }` of Ruby
    written_so = found["quote"] or (model.text[:1] if model.text[:1] in {'"', "'"} else "")
    if not written_so and language in _EITHER_QUOTE:
        written_so = "'" if text.count(b"'") > text.count(b'"') else '"'
    text_quote = "'" if written_so == "'" else '"'
    return Style(opening, found["quote"], between, after, column, text_quote, found["name"] == "Model")


def _entry(key: str, value: str, style: Style) -> str:
    name = key.capitalize() if style.is_capital else key
    named = f"{style.quote}{name}{style.quote}"
    room = " " * max(0, style.column - len(named + style.between))
    between = style.between + room if style.between.startswith(":") else room + style.between
    return f"{style.before}{named}{between}{value}{style.after}"


def _value(value: SwitchValue, opening: str, style: Style, language: str) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, str):
        return f"{style.text_quote}{value}{style.text_quote}"
    own = _nested_opening(value, opening, language)
    inside = ", ".join(_entry(key, _value(entry, opening, style, language), style) for key, entry in value.items())
    room = " " if _has_room(own, style, language) else ""
    return f"{own}{room}{inside}{room}{_CLOSING[own[-1]]}"


def _nested_opening(value: dict[str, str | bool], opening: str, language: str) -> str:
    """What the mapping inside starts with: of the same kind as the one around it."""
    match language:
        case "go" if opening.startswith("map"):
            return "map[string]string{" if all(isinstance(entry, str) for entry in value.values()) else opening
        case "ruby":
            return "{"
        case "dart":
            return "{"
        case "scala" if opening.startswith("Map"):
            return "Map("
        case "kotlin":
            return "mapOf("
        case _:
            return opening


def _has_room(opening: str, style: Style, language: str) -> bool:
    """Does the language put blanks inside the brackets?"""
    return language in {"csharp", "ruby", "lua"} and opening.endswith("{")
