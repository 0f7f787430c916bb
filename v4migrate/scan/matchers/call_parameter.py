"""Arguments whose meaning depends on the thinking mode: sampling that is ignored, caps that reasoning eats up."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from v4migrate.rulebook.facts import Facts, Thinking
from v4migrate.rulebook.schema import CallParameterMatch
from v4migrate.scan.place import Argument, Call, Syntax

_MODEL_ARGUMENTS = ("model", "model_name", "modelName")
_ID = re.compile(r"[\"'`](?:[\w.@-]+[/:])*(?P<id>[\w.-]+)[\"'`]\Z")


class Parameter(NamedTuple):
    """One matching argument of a call to a DeepSeek model."""

    call: Call
    argument: Argument
    model: str


def call_parameters(match: CallParameterMatch, syntax: Syntax, facts: Facts) -> Iterator[Parameter]:
    """The arguments of this region that the matcher asks for."""
    constants = syntax.strings()
    for call in syntax.calls():
        model = model_of(call, constants)
        name = facts.name(model) if model else None
        if name is None or model is None or _mode(call, name.thinking) != match.thinking:
            continue
        for argument in call.arguments:
            if argument.name in match.parameters and _within(match, argument):
                yield Parameter(call, argument, model)


def model_of(call: Call, constants: dict[str, str]) -> str | None:
    """The id that a call names, directly or through a constant of the same region."""
    argument = call.argument(*_MODEL_ARGUMENTS)
    if argument is None:
        return None
    found = _ID.match(argument.text)
    return found["id"] if found else constants.get(argument.text)


def _mode(call: Call, default: Thinking) -> Thinking:
    """The switch that the call sets, else what the name does by default."""
    for argument in call.arguments:
        if re.search(r"\bthinking\b|\breasoning\b", argument.text) or argument.name in {"thinking", "reasoning"}:
            return "disabled" if re.search(r"disabled|none", argument.text) else "enabled"
    return default


def _within(match: CallParameterMatch, argument: Argument) -> bool:
    """A number, and not above the bar if there is one. A name or an expression may be anything and is not judged."""
    number = re.fullmatch(r"\d[\d_]*(?:\.\d+)?", argument.text)
    if number is None:
        return False
    return match.at_most is None or float(argument.text.replace("_", "")) <= match.at_most
