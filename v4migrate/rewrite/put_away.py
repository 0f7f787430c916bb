"""A name that is put into an object: `opts.model = "…"`, `opts.update(model="…")`, the state of a page.

Whoever holds the object may ask with it, and only the requests that take their model from one can be those.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from v4migrate.regex import regex
from v4migrate.rewrite.carriers import Carrier
from v4migrate.rewrite.merges import FUNCTION
from v4migrate.rewrite.own_code import OwnCode
from v4migrate.scan.finding import Finding
from v4migrate.scan.place import Region
from v4migrate.scan.syntax.tree import ancestors, parsed_at

_REACH = 200  # bytes before a name
_SET = regex(
    rb"(?<![\w$.>])(?!(?:self|this|cls|\$this)\b)(?P<object>[\w$]+(?:(?:\.|->)[\w$]+)*)"
    rb"(?:(?:\.|->)|\[[\"':])\w*(?i:model)\w*(?:[\"']?\])?\s*=\s*[\"'`]\Z"
)
_UPDATES = regex(r"(?P<object>[\w$]+(?:\.[\w$]+)*)\.(?:update|setdefault|set|put|merge!?|assign)\Z")
_STATE = regex(rb"\[\s*(?P<name>\w+)\s*,\s*\w+\s*\]\s*=\s*(?:\w+\.)?useState(?:<[^()]{0,100}>)?\(\s*\Z")
_IS_READ = rb"(?<![\w$])(?<![^.]\.)%s(?!\w)(?!\s*[?!]?\.\s*(?!model\b|value\b)\w)"
_HANDED = rb"(?P<callee>[A-Za-z_$][\w$.]*)\(\s*(?:[^()\n]*[,=:\s*])?%s\s*[,)]"
# `opts.model`, `opts["model"]`, `opts.get("model")`, of anything but the environment; and `const { model } = opts`.
_TAKEN = regex(
    rb"(?<!env)(?:[?!]?\.|->|\[[\"':]|\bget\([\"'])\w*(?i:model)\w*\b(?!\s*=(?!=)|[\"']\]\s*=(?!=)|\()"
    rb"|\{[^{}=;]{0,200}\bmodel\b[^{}=;]{0,200}\}\s*(?::[^=;]{0,80})?=(?![=>])"
)


def why_not_seen(finding: Finding, carriers: Sequence[Carrier], own: OwnCode) -> str | None:
    """Why no request is seen that takes its model from the object that the name is put into; None where one is, and
    where it is put into none."""
    region, call = finding.context.region, finding.place.call
    state = _STATE.search(region.text, max(0, call.span.start - _REACH), call.span.start) if call is not None else None
    if call is not None and state is not None and not _is_used(region, state["name"], call.span.end):
        return f"{state['name'].decode()}, which holds the name, is not seen to be sent"
    holder = _holder(finding)
    if holder is None and state is None:
        return None
    if holder is not None and (taker := _stranger(holder, finding, own)):
        return f"{holder} is handed to {taker}"
    texts = {entry.context.region.text for entry in carriers} | {region.text}
    is_taken = any(_TAKEN.search(text) for text in texts)
    return None if is_taken else "no request is seen that takes its model from an object like the one it is put into"


def _holder(finding: Finding) -> str | None:
    """The object of which the name becomes a member or an entry by a statement."""
    candidate, text, call = finding.context.candidate, finding.context.region.text, finding.place.call
    if candidate is None:
        return None
    start = candidate.span.start - len(candidate.prefix.encode())
    if found := _SET.search(text, max(0, start - _REACH), start):
        return found["object"].decode()
    updated = _UPDATES.fullmatch(call.callee) if call is not None else None
    return updated["object"] if updated else None


def _is_used(region: Region, name: bytes, behind: int) -> bool:
    """Is a state handed on as a whole, or read for its model?"""
    return re.search(_IS_READ % re.escape(name), region.text[behind:]) is not None


def _stranger(holder: str, finding: Finding, own: OwnCode) -> str | None:
    """The call of nobody that the project knows which is handed the object, where that is all that its function does with it."""
    assert finding.context.candidate is not None
    text, end = finding.context.region.text, finding.context.candidate.span.end
    parsed = parsed_at(finding.context.syntax, finding.context.candidate.span)
    node, shift = parsed if parsed is not None else (None, 0)
    function = next((up for up in ancestors(node) if FUNCTION.match(up.type)), None) if node is not None else None
    rest = text[end : function.end_byte - shift] if function is not None else text[end:]
    handed = re.finditer(_HANDED % re.escape(holder.encode()), rest)
    takers = [callee for found in handed if own.may_ask(callee := found["callee"].decode())]
    return next(iter(takers), None) if not any(map(own.defines, takers)) else None
