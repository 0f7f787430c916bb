"""Python: the values that an expression or a name may have."""

from __future__ import annotations

import re
from collections.abc import Iterator

from tree_sitter import Node

from v4migrate.scan.flow.python_reads import PythonReads, is_parameter
from v4migrate.scan.flow.steps import Name, Other
from v4migrate.scan.syntax.python_calls import dotted
from v4migrate.scan.syntax.tree import ancestors, span_of, text_of

_FALLBACK = re.compile(r"(?:^|\.)(?:getenv|environ\.get|get_env|env|get|setdefault|Field|field|Option|Argument)$")
_DEEPEST = 30  # expressions in expressions, and names that stand for names
_CALLERS = 4  # callers of callers whose arguments are looked at
_SHOWN = 60  # characters of an expression
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

    def of(self, node: Node, depth: int = 0, *, is_fallback: bool = False) -> Iterator[Other]:
        """The values of an expression. Nothing and the empty string are none: what is asked for is a name.

        `is_fallback`: of one that stands for the same choice, as in `wanted or "<id>"`. Any other setting, member or import that a name
        is given may be the model of another host, and counts as one.
        """
        text = self.text(node)
        if depth > _DEEPEST:
            yield Other()
        elif text is not None:
            yield from [Other(text)] if text else []
        elif node.type == "parenthesized_expression":
            for child in node.named_children:
                yield from self.of(child, depth + 1, is_fallback=is_fallback)
        elif node.type == "boolean_operator":
            for child in node.named_children:
                yield from self.of(child, depth + 1, is_fallback=True)
        elif node.type == "conditional_expression":
            for child in (node.named_children[0], node.named_children[-1]):
                yield from self.of(child, depth + 1, is_fallback=is_fallback)
        elif node.type == "identifier":
            yield from self._of_variable(node, depth, is_fallback=is_fallback)
        elif node.type == "call" and _FALLBACK.search(dotted(node)):
            defaults = [other for value in self.reads.defaults_of(node) for other in self.of(value, depth + 1)]
            yield from defaults
            yield Other() if defaults or is_fallback else Other(f"what {_short(node)} says")
        elif node.type in {"attribute", "subscript"} and not is_fallback:
            yield Other(f"what {_short(node)} says")
        elif node.type not in _NOTHING:
            yield Other()

    def _of_variable(self, node: Node, depth: int, *, is_fallback: bool) -> Iterator[Other]:
        owner = self.reads.names.owner(node)
        bindings = list(self.reads.names.bindings(text_of(node), owner))
        if not bindings:
            yield Other()
        if any(map(is_parameter, bindings)):
            yield Other()  # whoever calls may hand over another one
            yield from self.of_name(Name(text_of(node), owner), depth + 1) if depth < _CALLERS else []
            return
        for bound in bindings:
            value = self.reads.value_of(bound)
            if value is not None:
                yield from self.of(value, depth + 1, is_fallback=is_fallback)
            else:
                yield Other(f"what {text_of(node)} stands for") if is_imported(bound) and not is_fallback else Other()

    def of_name(self, name: Name, depth: int = 0) -> Iterator[Other]:
        """The values of a name: what is assigned, what callers in this file hand over, and, for a parameter, what others may."""
        for value in self.reads.values_of(name):
            if value is None:
                yield Other()
            else:
                yield from (other._replace(span=span_of(value)) for other in self.of(value, depth))
        if name.kind == "variable" and any(map(is_loop_target, self.reads.names.bindings(name.name, name.owner))):
            yield Other("what a loop gives it")  # one model after the other: which, nothing here tells


def is_imported(bound: Node) -> bool:
    """Does an import bring the name?"""
    return any(up.type in {"import_from_statement", "import_statement"} for up in ancestors(bound))


def _short(node: Node) -> str:
    return " ".join(text_of(node).split())[:_SHOWN]
