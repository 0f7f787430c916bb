"""Swift. Grammar: tree-sitter-swift."""

from tree_sitter import Node

from v4migrate.scan.syntax.tabled.grammar import Grammar, Pair, kinds, operators


def _property_of(computed: Node) -> Node | None:
    """The name of the property that is computed."""
    return computed.parent.child_by_field_name("name") if computed.parent is not None else None


GRAMMAR = Grammar(
    comments=kinds("comment multiline_comment"),
    strings=kinds("line_string_literal multi_line_string_literal raw_string_literal"),
    content=kinds("line_str_text multi_line_str_text str_escaped_char"),
    scopes=kinds(
        "call_expression dictionary_literal array_literal lambda_literal function_declaration init_declaration computed_property"
        " class_declaration protocol_declaration"
    ),
    identifiers=kinds("simple_identifier"),
    calls=kinds("call_expression"),
    arguments=kinds("value_arguments"),
    closures=kinds("call_suffix"),
    between=kinds("call_suffix"),
    wrappers=kinds(
        "value_argument tuple_expression try_expression await_expression as_expression switch_pattern pattern computed_property"
        " computed_getter directly_assignable_expression"
    ),
    tails=kinds("statements lambda_literal"),
    branches={
        "ternary_expression": "condition",
        "if_statement": "condition",
        "switch_entry": 0,
        "switch_statement": "expr",
    },
    binaries=kinds(
        "equality_expression nil_coalescing_expression disjunction_expression conjunction_expression"
        " infix_expression additive_expression"
    ),
    operators=operators(either="?? ||", compares="== != === !== ~="),
    flat_entries=kinds("dictionary_literal"),
    named={"value_argument": Pair("name", "value")},
    lists=kinds("array_literal"),
    bindings={"property_declaration": Pair("name", "value")},
    assignments={"assignment": Pair("target", "result")},
    flat_parameters=kinds("function_declaration init_declaration"),
    members={"navigation_expression": Pair("target", "suffix"), "prefix_expression": Pair("operation", "target")},
    cases=kinds("switch_entry"),
    enum_members=kinds("enum_entry"),
    enums=kinds("enum_class_body"),
    functions={
        "function_declaration": "name",
        "init_declaration": "name",
        "computed_property": _property_of,
    },
    classes=kinds("class_body enum_class_body"),
    returns=kinds("control_transfer_statement"),
    annotations=kinds("attribute"),
)
