"""JavaScript family: the values that an expression or a name may have."""

from __future__ import annotations

from collections.abc import Iterator

from tree_sitter import Node

from v4migrate.scan.flow.javascript_reads import JavaScriptReads
from v4migrate.scan.flow.steps import Other
from v4migrate.scan.flow.values import DEEPEST, Values, said_by
from v4migrate.scan.syntax.tree import text_of

_NOTHING = frozenset({"null", "undefined", "false", "comment"})
_WRAPS = frozenset({"parenthesized_expression", "as_expression", "satisfies_expression", "non_null_expression"})


class JavaScriptValues(Values):
    """Reads values of one text of the JavaScript family."""

    imports = frozenset({"import_statement"})
    loops = frozenset({"for_in_statement"})

    def __init__(self, read: JavaScriptReads) -> None:
        super().__init__(read)
        self._defined = read.defined

    def text(self, node: Node) -> str | None:
        """The characters of a plain string; None for anything else."""
        is_plain = node.type == "string" or (
            node.type == "template_string" and not any(child.type == "template_substitution" for child in node.children)
        )
        return text_of(node)[1:-1] if is_plain else None

    def of(self, node: Node, depth: int = 0, *, is_fallback: bool = False) -> Iterator[Other]:
        """The values of an expression."""
        text = self.text(node)
        if depth > DEEPEST:
            yield Other()
        elif text is not None:
            yield from [Other(text)] if text else []
        elif node.type in _WRAPS:
            yield from self.of(node.named_children[0], depth + 1, is_fallback=is_fallback)
        elif node.type == "ternary_expression":
            for child in node.named_children[1:]:
                yield from self.of(child, depth + 1, is_fallback=is_fallback)
        elif node.type == "binary_expression" and text_of(node.children[1]) in {"||", "??"}:
            for child in (node.children[0], node.children[2]):
                yield from self.of(child, depth + 1, is_fallback=True)
        elif node.type in {"identifier", "shorthand_property_identifier"}:
            if text_of(node) not in _NOTHING:
                yield from self.of_variable(node, depth, is_fallback=is_fallback)
        elif node.type == "call_expression" and depth < DEEPEST and (made_of := self._model_made_by(node)) is not None:
            yield from self.of(made_of, depth + 1, is_fallback=is_fallback)
        elif node.type in {"member_expression", "subscript_expression"}:
            yield Other(taken=self._defined.entry_read(node)) if is_fallback else said_by(node)
        elif node.type not in _NOTHING:
            yield Other()

    def _model_made_by(self, call: Node) -> Node | None:
        """The id that a provider makes a model object of."""
        listed = call.child_by_field_name("arguments")
        handed = [child for child in listed.named_children if child.type != "comment"] if listed is not None else []
        return handed[0] if handed and self._defined.makes_model(call) else None
