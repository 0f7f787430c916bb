"""JavaScript family: the values that an expression or a name may have."""

from __future__ import annotations

from collections.abc import Iterator

from tree_sitter import Node

from v4migrate.scan.flow.javascript_reads import JavaScriptReads, is_parameter
from v4migrate.scan.flow.steps import Name, Other
from v4migrate.scan.syntax.tree import ancestors, span_of, text_of

_DEEPEST = 30  # expressions in expressions, and names that stand for names
_CALLERS = 4  # callers of callers whose arguments are looked at
_SHOWN = 60  # characters of an expression
_NOTHING = frozenset({"null", "undefined", "false", "comment"})
_WRAPS = frozenset({"parenthesized_expression", "as_expression", "satisfies_expression", "non_null_expression"})


class JavaScriptValues:
    """Reads values by the definitions and reads of one text."""

    def __init__(self, read: JavaScriptReads) -> None:
        self.read = read

    def text(self, node: Node) -> str | None:
        """The characters of a plain string; None for anything else."""
        is_plain = node.type == "string" or (
            node.type == "template_string" and not any(child.type == "template_substitution" for child in node.children)
        )
        return text_of(node)[1:-1] if is_plain else None

    def of(self, node: Node, depth: int = 0, *, is_fallback: bool = False) -> Iterator[Other]:
        """The values of an expression, as for Python. `is_fallback`: of one that stands for the same choice."""
        text = self.text(node)
        if depth > _DEEPEST:
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
            yield from self._of_variable(node, depth, is_fallback=is_fallback)
        elif node.type == "call_expression" and depth < _DEEPEST and (made_of := self._model_made_by(node)) is not None:
            yield from self.of(made_of, depth + 1, is_fallback=is_fallback)
        elif node.type in {"member_expression", "subscript_expression"} and not is_fallback:
            yield Other(f"what {' '.join(text_of(node).split())[:_SHOWN]} says")
        elif node.type not in _NOTHING:
            yield Other()

    def _model_made_by(self, call: Node) -> Node | None:
        """The id that a provider makes a model object of."""
        listed = call.child_by_field_name("arguments")
        handed = [child for child in listed.named_children if child.type != "comment"] if listed is not None else []
        return handed[0] if handed and self.read.defined.makes_model(call) else None

    def _of_variable(self, node: Node, depth: int, *, is_fallback: bool) -> Iterator[Other]:
        if text_of(node) in _NOTHING:
            return
        owner = self.read.names.owner(node)
        bindings = list(self.read.names.bindings(text_of(node), owner))
        if not bindings:
            yield Other()
        if any(map(is_parameter, bindings)):
            yield Other()  # whoever calls may hand over another one
            yield from self.of_name(Name(text_of(node), owner), depth + 1) if depth < _CALLERS else []
            return
        for bound in bindings:
            value = self.read.defined.value_of(bound)
            if value is not None:
                yield from self.of(value, depth + 1, is_fallback=is_fallback)
            else:
                yield Other(f"what {text_of(node)} stands for") if is_imported(bound) and not is_fallback else Other()

    def of_name(self, name: Name, depth: int = 0) -> Iterator[Other]:
        """The values of a name."""
        for value in self.read.values_of(name):
            if value is None:
                yield Other()
            else:
                yield from (other._replace(span=span_of(value)) for other in self.of(value, depth))
        bindings = self.read.names.bindings(name.name, name.owner) if name.kind == "variable" else ()
        if any(bound.parent is not None and bound.parent.type == "for_in_statement" for bound in bindings):
            yield Other("what a loop gives it")  # one model after the other: which, nothing here tells


def is_imported(bound: Node) -> bool:
    """Does an import bring the name?"""
    return any(up.type == "import_statement" for up in ancestors(bound))
