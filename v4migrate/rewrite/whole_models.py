"""The model of a request as an expression, whole: some grammars end it behind its first name, and a question must not ask for that.

`Names.models['small']` of Dart and `self.model` in a macro of Rust are siblings in the tree, of which the first one is the value.
"""

from __future__ import annotations

import re

from v4migrate.regex import regex
from v4migrate.rewrite.guards import READ
from v4migrate.scan.finding import Finding
from v4migrate.scan.place import Call, Region
from v4migrate.scan.syntax.code import CodeSyntax
from v4migrate.scan.syntax.tree import ancestors, node_at

_READ = regex(READ.encode())
# A comma, a bracket, the end of a statement, or a line that goes on with something else.
_END = regex(
    rb"(?:[ \t]|/\*[^*]*\*/)*(?:[,;)}\]]|\Z|//|#|(?:\s|//[^\n]*\n|#[^\n]*\n)*(?:[,;)}\]]|\Z|(?<=\n)\s*[\w\"'$@:/]))"
)
_CUT_BEFORE = regex(rb"\b(?:await|co_await|try[?!]?|new)\s+\Z")
_SIDE_BY_SIDE = frozenset({"dart"})  # the links of an expression are no part of the value there
_REACH = 40  # bytes before an expression in which such a word stands
_ENTRY = regex(r"(?s)(?P<of>.*?)\??\[(?:\"(?P<quoted>[^\"\\\n]*)\"|'(?P<single>[^'\\\n]*)'|:(?P<symbol>\w+))\][!?]*\Z")
_LAST = regex(r"[A-Za-z_]\w*\Z")


def whole_model(region: Region, call: Call) -> str | None:
    """The expression of a model up to its end; None where that is more than a name, a member or an entry of what was read of it."""
    model = call.model
    assert model is not None
    text, (start, end) = region.text, (model.value.start, model.value.end)
    if call.language is not None or text[start:end].decode("utf-8", "replace") != model.text:
        return model.text  # a text in the text, or what the reader of a language put together
    if _CUT_BEFORE.search(text, max(0, start - _REACH), start):
        return None
    is_key_too = model.value.start == model.span.start and text[end : end + 1] == b":"  # `model:` of Ruby
    is_side_by_side = region.language in _SIDE_BY_SIDE
    known = end if is_side_by_side else max(end, model.span.end)  # what else stands in the entry, the tree has read
    if is_key_too or _END.match(text, known):
        return model.text
    longer = _READ.match(text, start)
    if longer is None or longer.end() < end:
        return None
    last = longer.end() + (is_side_by_side and text[longer.end() : longer.end() + 1] == b"!")  # that it is there
    return longer[0].decode("utf-8", "replace") if _END.match(text, last) else None


def asks_for_another_entry(region: Region, call: Call, finding: Finding) -> bool:
    """Does a request take another entry, by a key that is written out, of the mapping that holds a name?"""
    key, syntax, candidate = finding.place.name, finding.context.syntax, finding.context.candidate
    if key is None or candidate is None or call.model is None or not isinstance(syntax, CodeSyntax):
        return False
    entry = _ENTRY.fullmatch(_as_written(region, call))
    held = _LAST.search(entry["of"]) if entry is not None else None
    if entry is None or held is None or key == (entry["quoted"] or entry["single"] or entry["symbol"]):
        return False
    literal = next(
        (up for up in ancestors(node_at(syntax.tree, candidate.span)) if up.type in syntax.string_nodes), None
    )
    pair = literal.parent if literal is not None else None
    return pair is not None and pair.parent is not None and syntax.holder(pair.parent) == held[0]


def _as_written(region: Region, call: Call) -> str:
    """The model up to the end of what can be read twice, with the mark behind it."""
    assert call.model is not None
    found = re.compile(READ.encode() + rb"!?").match(region.text, call.model.value.start)
    written = found[0].decode("utf-8", "replace") if found is not None else ""
    return written if len(written) > len(call.model.text) else call.model.text
