"""Rust. Grammar: tree-sitter-rust. The inside of a macro is a list of tokens: `:`, `=>` and `=` make entries in it."""

import re

from tree_sitter import Node

from v4migrate.scan.syntax.tabled.grammar import Grammar, Pair, kinds, operators
from v4migrate.scan.syntax.tree import text_of


def _is_test(node: Node) -> bool:
    """A function or module with an attribute that says so."""
    before = node.prev_named_sibling if node.type in {"function_item", "mod_item"} else None
    while before is not None and before.type in {"attribute_item", "line_comment"}:
        if re.search(r"\btest\b", text_of(before)) and before.type == "attribute_item":
            return True
        before = before.prev_named_sibling
    return False


def _spells(function: Node) -> bool:
    """A method of `impl Display for …`."""
    body = function.parent
    around = body.parent if body is not None else None
    trait = around.child_by_field_name("trait") if around is not None and around.type == "impl_item" else None
    return trait is not None and re.search(r"\bDisplay\Z", text_of(trait)) is not None


def _itself(node: Node) -> Node:
    """The value of `{ model }`, which is a name and what it holds in one."""
    return node


GRAMMAR = Grammar(
    comments=kinds("line_comment block_comment"),
    strings=kinds("string_literal raw_string_literal"),
    content=kinds("string_content escape_sequence"),
    scopes=kinds(
        "call_expression macro_invocation struct_expression array_expression closure_expression function_item impl_item"
        " struct_item enum_item"
    ),
    identifiers=kinds("identifier field_identifier"),
    calls=kinds("call_expression macro_invocation"),
    arguments=kinds("arguments token_tree"),
    wrappers=kinds(
        "parenthesized_expression reference_expression try_expression await_expression closure_expression else_clause match_block"
        " or_pattern match_pattern tuple_struct_pattern shorthand_field_initializer"
    ),
    tails=kinds("block"),
    branches={"if_expression": "condition", "match_arm": "pattern", "match_expression": "value"},
    binaries=kinds("binary_expression"),
    operators=operators(compares="== !="),
    entries={"field_initializer": Pair("field", "value"), "shorthand_field_initializer": Pair(0, _itself)},
    flat_entries=kinds("token_tree"),
    couples=kinds("tuple_expression"),
    objects=kinds("field_initializer_list"),
    lists=kinds("array_expression"),
    bindings={
        "const_item": Pair("name", "value"),
        "static_item": Pair("name", "value"),
        "let_declaration": Pair("pattern", "value"),
    },
    assignments={"assignment_expression": Pair("left", "right")},
    members={"field_expression": Pair("value", "field"), "scoped_identifier": Pair("path", "name")},
    subscripts=kinds("index_expression"),
    cases=kinds("let_condition"),
    functions={"function_item": "name"},
    classes=kinds("struct_item enum_item impl_item"),
    returns=kinds("return_expression"),
    annotations=kinds("attribute_item inner_attribute_item"),
    statements=kinds("expression_statement"),
    is_test=_is_test,
    spells=_spells,
)
