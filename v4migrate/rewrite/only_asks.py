"""Is all that becomes of a name, seen to its end, that requests of its own file are made with it? Then no table is asked for it."""

from __future__ import annotations

import re

from v4migrate.regex import regex
from v4migrate.rewrite.compared import SENT
from v4migrate.rulebook.schema import Role
from v4migrate.scan.finding import Finding
from v4migrate.scan.flow.readers import Readers
from v4migrate.scan.flow.steps import Name
from v4migrate.scan.place import Call

_MAPPING = regex(r"(?i)\A<|(?:json|dict|map|hash|object)\w*\Z")
_MODULES = frozenset({"javascript", "typescript", "tsx"})
_IS_MODULE = regex(rb"(?m)^[ \t]*(?:import|export)\b")
_SHOWS_ALL = regex(rb"\bmodule\.exports\b|(?<![\w.$])exports\.|\bexport[ \t]*=|\b(?:window|globalThis|global|self)\b")
_SHOWN = (
    rb"\bexport\s+(?:default\s+|declare\s+|async\s+|abstract\s+)*(?:(?:const|let|var|function|class|enum)\s+)?%s\b"
    rb"|\bexport\s*\{[^}]*\b%s\b"
)


def only_asks(finding: Finding) -> bool:
    """Does the value of a default go into requests alone: shown, compared, handed on and kept nowhere else?"""
    candidate, context = finding.context.candidate, finding.context
    if candidate is None:
        return False
    flow = Readers().flow(context.syntax, candidate.span, lambda other: True)
    if flow is None or not flow.calls or flow.lost or flow.given or flow.is_shown or not flow.is_seen_whole:
        return False
    is_of_a_parameter = bool(flow.doors) and finding.place.role is Role.DEFAULT  # callers elsewhere may know it
    if is_of_a_parameter or not all(map(_is_asking, flow.calls)):
        return False
    return all(_is_private(name, context.region.language, context.region.text) for name in flow.names)


def keeps_settings(call: Call) -> bool:
    """Is it a mapping that is written out and holds a key, too?"""
    return _MAPPING.search(call.callee) is not None and call.argument("api_key") is not None


def _is_asking(call: Call) -> bool:
    """Does it say anything to the model, and is no mapping of settings?"""
    return not keeps_settings(call) and any(map(call.argument, SENT))


def _is_private(name: Name, language: str, text: bytes) -> bool:
    """Is a name at the top of a module one that the module exports by no word?"""
    if language not in _MODULES or _IS_MODULE.search(text) is None or _SHOWS_ALL.search(text):
        return False
    root = re.escape((name.of or name.name).split(".")[0].encode())
    return name.kind in {"variable", "entry"} and re.search(_SHOWN % (root, root), text) is None
