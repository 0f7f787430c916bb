"""Several names that are given a value each by one statement: `a, b = "x", "y"`, `const [a, b] = ["x", "y"]`, `a, b := "x", "y"`.

No list comes of it, in any language: each name has the value at its own place.
"""

from __future__ import annotations

from tree_sitter import Node

from v4migrate.regex import regex
from v4migrate.scan.syntax.tabled.names import word_set

_STATEMENTS = word_set(
    "assignment assignment_expression assignment_statement variable_declarator let_declaration short_var_declaration var_spec"
    " const_spec property_declaration val_definition var_definition pattern_variable_declaration binary_operator"
)
_NAMES = word_set(
    "pattern_list tuple_pattern list_pattern array_pattern expression_list left_assignment_list variable_list list_literal"
    " tuple_expression tuple record_pattern pattern"
)
_VALUES = word_set(
    "expression_list tuple list array right_assignment_list array_creation_expression tuple_expression record_literal"
)
_WRAPPERS = frozenset({"array_element_initializer", "argument", "record_field", "constant_pattern", "pattern"})
_REST = regex(r"splat|spread|rest|unpacking|vararg")
_REPEAT_NAME = frozenset({"var_spec", "const_spec"})  # Go: a child for each name, and no list of them


def target_of(value: Node) -> Node | None:
    """The name that is given this value; None where it is no value of such a statement."""
    return _beside(value, is_value=True)


def value_of(name: Node) -> Node | None:
    """The value that this name is given by such a statement."""
    return _beside(name, is_value=False)


def _beside(node: Node, *, is_value: bool) -> Node | None:
    while node.parent is not None and node.parent.type in _WRAPPERS and node.parent.named_child_count == 1:
        node = node.parent
    group = node.parent
    statement = group.parent if group is not None else None
    if group is not None and group.type in _REPEAT_NAME and not is_value:
        statement = group
    if group is None or statement is None or statement.type not in _STATEMENTS:
        return None
    names, values = _sides(statement)
    own, other = (values, names) if is_value else (names, values)
    if node not in own or len(own) != len(other) or any(_REST.search(child.type) for child in (*own, *other)):
        return None
    return _unwrapped(other[own.index(node)])


def _sides(statement: Node) -> tuple[list[Node], list[Node]]:
    """The names and the values, of a statement that has several of both; else nothing."""
    right = statement.named_children[-1]
    is_compared = statement.type == "binary_operator" and statement.children[1].type != "="
    if right.type not in _VALUES or is_compared:
        return [], []
    if statement.type in _REPEAT_NAME:
        return statement.children_by_field_name("name"), _inside(right)
    left = [child for child in statement.named_children[:-1] if child.type in _NAMES]
    return (_inside(left[0]), _inside(right)) if len(left) == 1 else ([], [])


def _inside(group: Node) -> list[Node]:
    return [child for child in group.named_children if not child.is_extra]


def _unwrapped(node: Node) -> Node:
    while node.type in _WRAPPERS and node.named_child_count == 1:
        node = node.named_children[0]
    return node
