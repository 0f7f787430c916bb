"""Requests in configuration: a mapping that names a model and holds parameters of its requests, beside it or one level down."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from v4migrate.scan.place import Argument, Call, Span
from v4migrate.scan.syntax.settings import PARAMETERS, Siblings

BODY = "<body>"  # the mapping is what is sent
SETTINGS = "<settings>"  # a program reads it and makes the request; it may add anything
_MODEL_KEYS = ("model", "model_name", "modelName")


@dataclass(frozen=True)
class Entry:
    """A key of a mapping with its value. `scalar` is the value without quotes; empty for a mapping or a list."""

    name: str
    span: Span
    value: Span
    text: str
    scalar: str = ""
    inner: Sequence[Entry] = field(default=())  # the entries of a mapping of parameters


def scalars(entries: Sequence[Entry]) -> Siblings:
    """The keys of a mapping with their scalar values."""
    return Siblings((entry.name, entry.scalar) for entry in entries)


def request_of(span: Span, entries: Sequence[Entry], scopes: Sequence[Span], *, can_insert: bool) -> Call | None:
    """The request that a mapping describes; None where it names no model, sets no parameter, or is an answer."""
    model = next((entry for key in _MODEL_KEYS for entry in entries if entry.name == key and entry.scalar), None)
    if model is None or scalars(entries).is_answer:
        return None
    further = [entry for entry in entries if entry is not model]
    set_here = [*further, *(inner for entry in further for inner in entry.inner)]
    names = {entry.name for entry in set_here}
    if PARAMETERS.isdisjoint(names):
        return None
    is_body = "messages" in names
    arguments = [Argument(model.name, model.span, model.value, f'"{model.scalar}"')]
    arguments += [Argument(entry.name, entry.span, entry.value, entry.text) for entry in set_here]
    arguments.sort(key=lambda argument: argument.span)
    insert_at = entries[-1].span.end if is_body and can_insert else None
    return Call(BODY if is_body else SETTINGS, span, arguments, not is_body, insert_at, scopes)
