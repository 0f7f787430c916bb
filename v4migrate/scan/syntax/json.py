"""JSON with comments, trailing commas, single quotes and bare keys. Grammars: tree-sitter-json; tree-sitter-javascript for JSON5."""

from __future__ import annotations

from functools import cached_property

from tree_sitter import Node

from v4migrate.regex import regex
from v4migrate.scan.place import Call, Span
from v4migrate.scan.syntax.config import ConfigSyntax
from v4migrate.scan.syntax.json_strings import body_in, is_json
from v4migrate.scan.syntax.tree import parse

_BEGINS_A_VALUE = regex(rb"(?:\xef\xbb\xbf)?\s*[{\[/]")  # or a comment: no stream of events
_OPENING = b"("  # makes of an object at the start of a text a value: without it JavaScript sees a block there


class JsonSyntax(ConfigSyntax):
    """One parsed JSON region."""

    language = "json"
    scalars = frozenset({"string"})
    pairs = frozenset({"pair"})
    mappings = frozenset({"object"})
    lists = frozenset({"array"})
    can_insert = True

    def __init__(self, text: bytes, depth: int = 0) -> None:
        super().__init__(text, depth)
        self.shift = 0  # bytes that the parser saw before the text
        if self.tree.root_node.has_error and _BEGINS_A_VALUE.match(text):
            relaxed = parse(_OPENING + text + b"\n)", "javascript")
            if not relaxed.root_node.has_error and _holds_one_value(relaxed.root_node):
                self.tree, self.shift = relaxed, len(_OPENING)
        self.can_insert = not self.tree.root_node.has_error

    def _read_request(self, mapping: Node) -> Call | None:
        """Also of a body that is no JSON yet: `{"messages": {{messages}}}` in a file of an HTTP client."""
        call = super()._read_request(mapping)
        if call is None or self.can_insert or not self._may_be_one_body:
            return call
        return body_in(self.text, Span(0, len(self.text)), call.scopes) or call

    @cached_property
    def _may_be_one_body(self) -> bool:
        return not is_json(self.text) and body_in(self.text, Span(0, len(self.text))) is not None

    def span(self, node: Node) -> Span:
        """The bytes of a node."""
        return Span(max(0, node.start_byte - self.shift), min(len(self.text), node.end_byte - self.shift))

    def node_at(self, span: Span) -> Node:
        """The smallest node that covers a byte range."""
        return super().node_at(Span(span.start + self.shift, span.end + self.shift))


def _holds_one_value(program: Node) -> bool:
    """Is a program nothing but an object or an array in brackets? Anything else is no JSON5 either."""
    inner = program
    for kind in ("expression_statement", "parenthesized_expression"):
        below = [child for child in inner.named_children if child.type != "comment"]
        if len(below) != 1 or below[0].type != kind:
            return False
        inner = below[0]
    return any(child.type in {"object", "array"} for child in inner.named_children)
