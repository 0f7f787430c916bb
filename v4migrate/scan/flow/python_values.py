"""Python: the values that an expression or a name may have."""

from __future__ import annotations

import re
from collections.abc import Iterator

from tree_sitter import Node

from v4migrate.scan.flow.python_reads import PythonReads
from v4migrate.scan.flow.steps import Name, Other
from v4migrate.scan.syntax.python_calls import dotted
from v4migrate.scan.syntax.tree import ancestors, span_of, text_of

_FALLBACK = re.compile(r"(?:^|\.)(?:getenv|environ\.get|get_env|env|get|setdefault|Field|field|Option|Argument)$")
_DEEPEST = 30  # expressions in expressions, and names that stand for names
_NOTHING = frozenset({"none", "false", "ellipsis", "comment"})


def is_loop_target(bound: Node) -> bool:
    """Does a loop give the name its values?"""
    loops = {"for_statement", "for_in_clause"}
    return any(
        up.type in loops
        and (left := up.child_by_field_name("left")) is not None
        and span_of(left).holds(span_of(bound))
        for up in ancestors(bound)
    )


class PythonValues:
    """Reads values by the definitions and reads of one text."""

    def __init__(self, reads: PythonReads) -> None:
        self.reads = reads

    def text(self, node: Node) -> str | None:
        """The characters of a plain string; None for anything else."""
        if node.type != "string" or any(child.type == "interpolation" for child in node.named_children):
            return None
        inside = (child.text or b"" for child in node.named_children if child.type == "string_content")
        return b"".join(inside).decode("utf-8", "replace")

    def of(self, node: Node, depth: int = 0) -> Iterator[Other]:
        """The values of an expression. Nothing and the empty string are none: what is asked for is a name."""
        text = self.text(node)
        if depth > _DEEPEST:
            yield Other()
        elif text is not None:
            yield from [Other(text)] if text else []
        elif node.type in {"parenthesized_expression", "boolean_operator"}:
            for child in node.named_children:
                yield from self.of(child, depth + 1)
        elif node.type == "conditional_expression":
            for child in (node.named_children[0], node.named_children[-1]):
                yield from self.of(child, depth + 1)
        elif node.type == "identifier":
            owner = self.reads.names.owner(node)
            found = [self.reads.value_of(bound) for bound in self.reads.names.bindings(text_of(node), owner)]
            for value in found or [None]:
                yield from self.of(value, depth + 1) if value is not None else [Other()]
        elif node.type == "call" and _FALLBACK.search(dotted(node)):
            yield Other()
            for value in self.reads.defaults_of(node):
                yield from self.of(value, depth + 1)
        elif node.type not in _NOTHING:
            yield Other()

    def of_name(self, name: Name) -> Iterator[Other]:
        """The values of a name: what is assigned, what callers in this file hand over, and, for a parameter, what others may."""
        for value in self.reads.values_of(name):
            yield from self.of(value) if value is not None else [Other()]
        if name.kind == "variable" and any(map(is_loop_target, self.reads.names.bindings(name.name, name.owner))):
            yield Other("what a loop gives it")  # one model after the other: which, nothing here tells
