"""Is the model of a body that is written out set again before it is sent? Then the switch beside it would be for another one, too."""

from __future__ import annotations

import re

from v4migrate.scan.place import Call

_STATEMENT = 300  # bytes before a body in which its variable is named
# `params = {`, `let mut req = Request {`, `body: Body = {`, `$params = [`, `req := &Request{`
_HOLDER = re.compile(
    rb"(?P<name>[$@]?[A-Za-z_][\w$]*(?:(?:\.|->|::)[\w$]+)*)\s*(?::\s*[^=;\n]{1,80})?\s*:?=\s*(?:new\s+|await\s+|dict\(|&|\()*[\w.:<>]*\s*\(?\s*\Z"
)
_GIVEN = re.compile(rb"(?:\breturn|=>)\s*(?:&|\()*[\w.:<>]*\s*\(?\s*\Z")
_FUNCTION = re.compile(
    rb"(?m)^[ \t]*(?:[\w]+[ \t]+)*(?:def|function|func|fn|fun)[ \t]+(?:\([^)\n]*\)[ \t]*)?(?P<name>\w+)"
    rb"|(?P<bound>\w+)\s*(?::[^=\n]{1,60})?=\s*(?:async\s*)?\([^)\n]*\)[^=\n]{0,60}=>"
)
_SET = rb"""(?<![\w$])%s\s*(?:
    \[\s*[:"']?model["']?\s*\]\s*=(?![=>])
  | (?:\.|->)[mM]odel\s*=(?!=)
  | (?:\.|->)(?:update|merge!?|setdefault|assign|put|set)\(\s*(?:\{\s*)?[:"']?model\b
)"""
_OVERRIDDEN = rb"""(?:\*\*|\.\.\.|\.\.)\s*%s\b(?:\([^(){}]*\))?\s*,[^{}\[\]]*?["']?\bmodel["']?\s*(?:=>|[:=])"""


def set_again(text: bytes, call: Call) -> str | None:
    """Why the switch cannot stand beside the model of a body that this text writes out; None where nothing else sets it."""
    before = text[max(0, call.span.start - _STATEMENT) : call.span.start]
    name = _name_of(before, text, call)
    if name is None:
        return None
    word = re.escape(name)
    rest = text[call.span.end :]
    if re.search(_SET % word, rest, re.VERBOSE) or re.search(_OVERRIDDEN % word, text):
        return f"the model of {name.decode('utf-8', 'replace')} is set again, and may be another one then"
    return None


def _name_of(before: bytes, text: bytes, call: Call) -> bytes | None:
    if held := _HOLDER.search(before):
        return held["name"]
    if _GIVEN.search(before):
        functions = [*_FUNCTION.finditer(text, 0, call.span.start)]
        return (functions[-1]["name"] or functions[-1]["bound"]) if functions else None
    return None
