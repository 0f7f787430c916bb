"""Ids inside a longer text: shell placeholders, JSON bodies in strings, command lines, template defaults.

Shared by every reader: the token stands in a string or a scalar that holds more than the id.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from v4migrate.rulebook.schema import Role
from v4migrate.scan.place import Span, is_model_name


class Embedded(NamedTuple):
    """How a longer text uses the id in it."""

    role: Role
    name: str | None


_BEFORE = (
    # ${MODEL:-id}, ${ai.model:id}
    (re.compile(r"\$\{(?P<name>[\w.-]+):-?\Z"), Role.DEFAULT),
    # {{ .Values.model | default "id" }}
    (re.compile(r"\.(?P<name>\w+)\s*\|\s*default\s+\\?[\"']\Z"), Role.DEFAULT),
    # "model": "id"   (also escaped: \"model\": \"id\", and doubled: ""model"": ""id"")
    (re.compile(r"\\*[\"']+(?P<name>\w+)\\*[\"']+\s*:\s*\\*[\"']+(?P<prefix>[\w./-]*[/:])?\Z"), Role.REQUEST),
    # model: id   (a line of YAML in a text of several lines)
    (re.compile(r"\A[ \t]*(?:- )?(?P<name>\w+):[ \t]+[\"']?(?P<prefix>[\w./-]*[/:])?\Z"), Role.REQUEST),
    # Model string `json:"model" default:"id"`   (the tag of a field in Go)
    (re.compile(r"\A[ \t]*(?P<name>\w+)[ \t]+\*?string[ \t]+`[^`]*[dD]efault:\"\Z"), Role.DEFAULT),
    # --model id, --model=id
    (re.compile(r"--(?P<name>[\w-]+)[ =]\\?[\"']?(?P<prefix>[\w./-]*[/:])?\Z"), Role.REQUEST),
    # MODEL=id
    (re.compile(r"(?:^|\s|[\"'-])(?P<name>[A-Z][A-Z0-9_]*)=\\?[\"']?(?P<prefix>[\w./-]*[/:])?\Z"), Role.CONFIG),
)


def embedded(text: bytes, span: Span) -> Embedded | None:
    """What the text just before `span` makes of the id, or None if it reads like prose. The name must be one for models."""
    line = text.rfind(b"\n", 0, span.start) + 1
    before = text[max(line, span.start - 200) : span.start].decode("utf-8", "replace")
    for pattern, role in _BEFORE:
        found = pattern.search(before)
        if found and is_model_name(found["name"]):
            return Embedded(role, found["name"])
    return None
