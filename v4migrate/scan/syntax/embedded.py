"""Ids inside a longer text: shell placeholders, JSON bodies in strings, command lines, template defaults.

Shared by every reader: the token stands in a string or a scalar that holds more than the id.
"""

from __future__ import annotations

from typing import NamedTuple

from v4migrate.regex import regex
from v4migrate.rulebook.schema import Role
from v4migrate.scan.left import Left
from v4migrate.scan.place import Span, is_model_name


class Embedded(NamedTuple):
    """How a longer text uses the id in it."""

    role: Role
    name: str | None
    left: Left | None = None


_REACH = 200  # bytes before an id that may say what it is for
_ROUTED = r"(?P<prefix>[\w./-]*[/:])?"
_BEFORE = (
    # ${MODEL:-id}, ${MODEL:=id}, ${ai.model:id}
    (regex(rf"\$\{{(?P<name>[\w.-]+):[-=]?{_ROUTED}\Z"), Role.DEFAULT),
    # MODEL=${1:-id}
    (regex(rf"(?P<name>\w+)=[\"']?\$\{{\d:[-=]{_ROUTED}\Z"), Role.DEFAULT),
    # {{ .Values.model | default "id" }}
    (regex(rf"\.(?P<name>\w+)\s*\|\s*default\s+\\?[\"']{_ROUTED}\Z"), Role.DEFAULT),
    # {{ default "id" .Values.model }} tells the name behind the id: see _after
    (regex(rf"(?P<name>)\{{\{{-?\s*default\s+\\?[\"']{_ROUTED}\Z"), Role.DEFAULT),
    # "model": "id"   (also escaped: \"model\": \"id\", and doubled: ""model"": ""id"")
    (regex(rf"\\*[\"']+(?P<name>[\w.-]+)\\*[\"']+\s*:\s*\\*[\"']+{_ROUTED}\Z"), Role.REQUEST),
    # model: id   (a line of YAML in a text of several lines)
    (regex(rf"\A[ \t]*(?:- )?(?P<name>\w+):[ \t]+[\"']?{_ROUTED}\Z"), Role.REQUEST),
    # Model string `json:"model" default:"id"`   (the tag of a field in Go)
    (regex(r"\A[ \t]*(?P<name>\w+)[ \t]+\*?string[ \t]+`[^`]*[dD]efault:\"\Z"), Role.DEFAULT),
    # --model id, --model=id, "--model", "id"
    (regex(rf"(?<![\w-])--(?P<name>[\w-]+)(?:[ =]+|[\"'],?\s*)\\?[\"']?{_ROUTED}\Z"), Role.REQUEST),
    # MODEL=id
    (regex(rf"(?:^|\s|[\"'`-])(?P<name>[A-Z][A-Z0-9_]*)=\\?[\"']?{_ROUTED}\Z"), Role.CONFIG),
)
_DEFAULT_OF = regex(r"\\?[\"']\s+[.\w]*?\.(?P<name>\w+)\s*-?\}\}")
_SERVED = regex(r"(?i)served")


def embedded(text: bytes, span: Span) -> Embedded | None:
    """What the text around `span`, on its line, makes of the id, or None if it reads like prose. The name must be one for models.

    An option that names what a server of one's own serves says so.
    """
    line = text.rfind(b"\n", 0, span.start) + 1
    before = text[max(line, span.start - _REACH) : span.start].decode("utf-8", "replace")
    for pattern, role in _BEFORE:
        found = pattern.search(before)
        if found is None:
            continue
        if role is Role.CONFIG and text[span.end : span.end + 1] == b",":
            continue  # the first of a list of names
        name = found["name"] or _named_behind(text, span)
        if _SERVED.search(name):
            return Embedded(role, name, Left.OWN_SERVER)
        if is_model_name(name):
            return Embedded(role, name)
    return None


def _named_behind(text: bytes, span: Span) -> str:
    found = _DEFAULT_OF.match(text[span.end : span.end + _REACH].decode("utf-8", "replace"))
    return found["name"] if found else ""
