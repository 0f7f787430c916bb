"""Kotlin: the calls that make a request, where each must give the switch itself."""

from __future__ import annotations

import re
from pathlib import PurePosixPath

from tree_sitter import Node

from v4migrate.regex import regex
from v4migrate.rewrite.edit import Edit
from v4migrate.rewrite.own_types.constants import text_of_constant
from v4migrate.rewrite.own_types.kotlin_layout import (
    SWITCH,
    arguments_of,
    default_of,
    given_by,
    keyword_of,
    name_of,
    parameters_of,
    switch_of,
    switch_value,
    with_last,
)
from v4migrate.rewrite.own_types.source import Asked, Declared, Edits, Source
from v4migrate.scan.kinds import FileKind, kind_of
from v4migrate.scan.place import Span
from v4migrate.scan.syntax.tree import ancestors, text_of

_TEXT = regex(r'"(?P<name>[^"\\$]*)"')
_READ = regex(r"[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)*")


def calls_of(kind: Declared, user: Source) -> list[Node]:
    """The calls that make a value of a type."""
    return [
        call
        for call in user.nodes("call_expression")
        if call.named_children and re.fullmatch(rf"(?:[\w.]+\.)?{kind.name}", text_of(call.named_children[0]))
    ]


def users_of(asked: Asked) -> list[Source]:
    """The files that make values which are sent: tests only say what was."""
    return [user for user in asked.users if not _is_test(user.path)]


def _is_test(path: PurePosixPath) -> bool:
    is_told = kind_of(path) is FileKind.TEST or path.stem.endswith(("Test", "Tests", "Spec"))
    return is_told or any(part.endswith("Test") for part in path.parts)  # androidTest, commonTest


def at_calls(asked: Asked) -> Edits | str:
    """The switch at each call that may ask for the model; why one cannot take it."""
    edits: Edits = {}
    for user in users_of(asked):
        for call in calls_of(asked.type, user):
            made = _at_call(asked, user, call)
            if isinstance(made, str):
                return made
            if made:
                edits.setdefault(user, []).extend(made)
    return edits


def _at_call(asked: Asked, user: Source, call: Node) -> list[Edit] | str:
    kind = asked.type
    switch = name_of(kind.switch) if kind.switch is not None else SWITCH
    if switch_of(call, switch) is not None:
        return []
    written = _model_of(kind, call)
    text = _TEXT.fullmatch(written)
    if text is not None and not asked.is_same(text["name"]):
        return []
    value = switch_value(asked.value)
    held = text_of_constant(user, call, written) if _READ.fullmatch(written) else None
    if held is not None and not asked.is_same(held):
        return []
    if text is None:
        if not _READ.fullmatch(written):
            return f"the model of {kind.name} is no plain name that could be asked for first"
        value = f'if ({written} == "{asked.name}") {value} else null'
    listed = arguments_of(call)
    if not listed:
        return f"a call of {kind.name} gives nothing"
    return [with_last(user, listed, [f"{switch} = {value}"])]


def keeps_default(asked: Asked, constant: str) -> bool:
    """Do all calls leave the model to the default of the class, and does that name neither what becomes the model nor `constant`?

    Then a name from elsewhere does not come into it. Whose default is a constant that the class's own file holds is another one's.
    """
    kind, default = asked.type, default_of(asked.type.model)
    made = [call for user in users_of(asked) for call in calls_of(kind, user)]
    if not made or any(_given(kind, call) is not None for call in made):
        return False
    brought = re.compile(b"|".join((_READ_FROM_JSON % kind.name.encode(), _COPIES % name_of(kind.model).encode())))
    if any(brought.search(user.text) for user in asked.users):
        return False
    if text := _TEXT.fullmatch(default):
        return not asked.is_same(text["name"])
    if not _READ.fullmatch(default) or default.rpartition(".")[2] == constant:
        return False
    held = rf'\bconst\s+val\s+{default.rpartition(".")[2]}\b(?:\s*:\s*String)?\s*=\s*"[^"$]*"'
    return len(re.findall(held.encode(), kind.source.text)) == 1


_READ_FROM_JSON = rb"(?:<\s*|[fF]romJson\w*\([^()]*\b|@RequestBody\s+(?:va[lr]\s+)?\w+\s*:\s*)(?:\w+\.)*%s\b"
_COPIES = rb"\.copy\((?:[^()]|\([^()]*\))*\b%s\s*="


def callee_around(source: Source, span: Span) -> str:
    """What is called with the value at a byte range as one of its arguments; empty where nothing is."""
    call = _call_around(source, span)
    return text_of(call.named_children[0]) if call is not None else ""


def is_model(kind: Declared, source: Source, span: Span) -> bool:
    """Is the value at a byte range what a call that makes this type gives as its model?"""
    call = _call_around(source, span)
    given = _given(kind, call) if call is not None else None
    return given is not None and given.start_byte <= span.start and span.end <= given.end_byte


def _call_around(source: Source, span: Span) -> Node | None:
    return next((up for up in ancestors(source.at(span)) if up.type == "call_expression"), None)


def _model_of(kind: Declared, call: Node) -> str:
    """What a call gives as the model, or the default of the class, where it means the same wherever it is written."""
    given, default = _given(kind, call), default_of(kind.model)
    if given is not None:
        return text_of(given)
    return default if _TEXT.fullmatch(default) else f"({default})"


def _given(kind: Declared, call: Node) -> Node | None:
    """The model that a call gives by its name or by its place; None where it gives none."""
    name, place = name_of(kind.model), parameters_of(kind.node).index(kind.model)
    listed = arguments_of(call)
    named = next((argument for argument in listed if keyword_of(argument) == name), None)
    if named is not None:
        return given_by(named)
    is_placed = place < len(listed) and not any(keyword_of(argument) for argument in listed[: place + 1])
    return given_by(listed[place]) if is_placed else None
