"""Dart. Grammar: tree-sitter-dart, in which the links of a call stand side by side."""

from tree_sitter import Node

from v4migrate.scan.syntax.tabled.grammar import Grammar, Pair, kinds, operators


def _signature(body: Node) -> Node | None:
    """The name that stands before the body of a function; what stands there whole, where it is no plain one."""
    signature = body.prev_named_sibling
    if signature is None:
        return None
    inner = signature.named_children[0] if signature.type == "method_signature" else signature
    return inner.child_by_field_name("name") or signature


GRAMMAR = Grammar(
    comments=kinds("comment documentation_comment"),
    strings=kinds("string_literal"),
    scopes=kinds(
        "expression_statement initialized_variable_definition arguments list_literal set_or_map_literal function_body class_definition"
        " enum_declaration"
    ),
    identifiers=kinds("identifier"),
    calls=frozenset(),
    arguments=kinds("arguments"),
    between=kinds("argument_part selector"),
    selectors=kinds("selector"),
    wrappers=kinds("parenthesized_expression argument constant_pattern"),
    branches={"conditional_expression": 0, "switch_expression_case": 0, "switch_expression": "condition"},
    binaries=kinds("equality_expression if_null_expression logical_or_expression additive_expression"),
    operators=operators(either="?? ||", compares="== !="),
    entries={"pair": Pair("key", "value")},
    named={"named_argument": Pair(0)},
    objects=kinds("set_or_map_literal"),
    lists=kinds("list_literal set_or_map_literal"),
    bindings={
        "static_final_declaration": Pair(0),
        "initialized_identifier": Pair(0),
        "initialized_variable_definition": Pair("name", "value"),
    },
    assignments={"assignment_expression": Pair("left", "right")},
    flat_parameters=kinds("optional_formal_parameters"),
    members={"assignable_expression": Pair(0)},
    subscripts=kinds("index_selector"),
    cases=kinds("switch_statement_case"),
    enum_members=kinds("enum_constant"),
    enums=kinds("enum_body"),
    functions={"function_body": _signature},
    classes=kinds("class_body enum_body"),
    returns=kinds("return_statement"),
    annotations=kinds("annotation"),
    says=kinds("throw_expression"),
)
