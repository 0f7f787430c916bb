"""Python: the values that an expression or a name may have."""

from __future__ import annotations

from collections.abc import Iterator

from tree_sitter import Node

from v4migrate.regex import regex
from v4migrate.scan.flow.python_reads import PythonReads
from v4migrate.scan.flow.steps import Other
from v4migrate.scan.flow.values import DEEPEST, Values, said_by
from v4migrate.scan.syntax.python_calls import dotted

FALLBACK = regex(r"(?:^|\.)(?:getenv|environ\.get|get_env|env|get|getattr|setdefault|Field|field|Option|Argument)$")
_NOTHING = frozenset({"none", "false", "ellipsis", "comment"})


class PythonValues(Values):
    """Reads values of one Python text."""

    imports = frozenset({"import_from_statement", "import_statement"})
    loops = frozenset({"for_statement", "for_in_clause"})

    def __init__(self, read: PythonReads) -> None:
        super().__init__(read)
        self._defaults_of = read.defaults_of

    def text(self, node: Node) -> str | None:
        """The characters of a plain string; None for anything else."""
        if node.type != "string" or any(child.type == "interpolation" for child in node.named_children):
            return None
        inside = (child.text or b"" for child in node.named_children if child.type == "string_content")
        return b"".join(inside).decode("utf-8", "replace")

    def of(self, node: Node, depth: int = 0, *, is_fallback: bool = False) -> Iterator[Other]:
        """The values of an expression."""
        text = self.text(node)
        if depth > DEEPEST:
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
            yield from self.of_variable(node, depth, is_fallback=is_fallback)
        elif node.type == "call" and FALLBACK.search(dotted(node)):
            defaults = [other for value in self._defaults_of(node) for other in self.of(value, depth + 1)]
            yield from defaults
            yield Other() if defaults or is_fallback else said_by(node)
        elif node.type in {"attribute", "subscript"} and not is_fallback:
            yield said_by(node)
        elif node.type not in _NOTHING:
            yield Other()
