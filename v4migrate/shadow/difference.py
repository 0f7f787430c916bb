"""A typed difference at a path, and the comparison of two JSON values.

Paths look like `$.items[].price`: list positions are left out, so that the same field can be counted over many answers.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Literal

Kind = Literal["missing", "extra", "type", "value", "order"]


@dataclass(frozen=True)
class Difference:
    """`reason` is a sentence that a person can read on its own."""

    kind: Kind
    path: str
    reason: str


def shape_differences(control: Any, candidate: Any, path: str = "$") -> Iterator[Difference]:
    """Keys and types that differ. Values are not compared, nor the number of list items; a null fits every type."""
    if control is None or candidate is None:
        return
    if _kind(control) != _kind(candidate):
        yield Difference("type", path, f"{path} was {_kind(control)} and is {_kind(candidate)}")
    elif isinstance(control, dict):
        for key in control:
            if key not in candidate:
                yield Difference("missing", f"{path}.{key}", f"{path}.{key} is missing")
            else:
                yield from shape_differences(control[key], candidate[key], f"{path}.{key}")
        for key in candidate:
            if key not in control:
                yield Difference("extra", f"{path}.{key}", f"{path}.{key} is new")
    elif isinstance(control, list) and control and candidate:
        yield from shape_differences(control[0], candidate[0], f"{path}[]")


def value_differences(control: Any, candidate: Any, path: str = "$") -> Iterator[Difference]:
    """Everything that differs after normalisation: key order and the form of numbers do not count."""
    if isinstance(control, dict) and isinstance(candidate, dict):
        yield from (
            Difference("missing", f"{path}.{key}", f"{path}.{key} is missing")
            for key in control
            if key not in candidate
        )
        yield from (
            Difference("extra", f"{path}.{key}", f"{path}.{key} is new") for key in candidate if key not in control
        )
        for key in control:
            if key in candidate:
                yield from value_differences(control[key], candidate[key], f"{path}.{key}")
    elif isinstance(control, list) and isinstance(candidate, list) and len(control) == len(candidate):
        for one, other in zip(control, candidate, strict=True):
            yield from value_differences(one, other, f"{path}[]")
    elif _kind(control) != _kind(candidate):
        yield Difference("type", path, f"{path} was {_kind(control)} and is {_kind(candidate)}")
    elif _normal(control) != _normal(candidate):
        yield Difference("value", path, f"{path} was {_short(control)} and is {_short(candidate)}")


def _kind(value: Any) -> str:
    if isinstance(value, bool):
        return "boolean"
    names = {dict: "object", list: "array", str: "string", int: "number", float: "number"}
    return names.get(type(value), "null")


def _normal(value: Any) -> Any:
    return " ".join(value.split()) if isinstance(value, str) else value


def _short(value: Any) -> str:
    text = json.dumps(value, ensure_ascii=False)
    return text if len(text) <= 60 else f"{text[:57]}..."
