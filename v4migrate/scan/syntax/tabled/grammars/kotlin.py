"""Kotlin. Grammar: tree-sitter-kotlin, which keeps most parts at an index and not in a field."""

from tree_sitter import Node

from v4migrate.scan.syntax.tabled.grammar import Grammar, Pair, kinds, operators


def _declared(declaration: Node) -> Node | None:
    """The variable that a property or local declaration is of."""
    return next((child for child in declaration.named_children if child.type == "variable_declaration"), None)


def _named(parameter: Node) -> Node | None:
    """The name of a property that a constructor declares: marks and annotations stand before it."""
    return next((child for child in parameter.named_children if child.type == "identifier"), None)


GRAMMAR = Grammar(
    comments=kinds("line_comment block_comment"),
    strings=kinds("string_literal multiline_string_literal"),
    content=kinds("string_content escape_sequence"),
    scopes=kinds(
        "call_expression collection_literal lambda_literal function_declaration secondary_constructor class_declaration "
        "object_declaration companion_object"
    ),
    identifiers=kinds("identifier"),
    calls=kinds("call_expression constructor_invocation"),
    arguments=kinds("value_arguments"),
    closures=kinds("annotated_lambda"),
    wrappers=kinds("parenthesized_expression value_argument function_body getter when_entry property_delegate"),
    tails=kinds("block lambda_literal"),
    branches={"if_expression": "condition", "when_entry": "condition", "when_expression": 0},
    binaries=kinds("binary_expression infix_expression in_expression"),
    operators=operators(either="?: ||", compares="== != === !== in !in", pairs="to"),
    named={"value_argument": Pair(0)},
    objects=kinds("value_arguments"),
    lists=kinds("collection_literal"),
    bindings={"property_declaration": Pair(_declared)},
    assignments={"assignment": Pair("left", "right")},
    flat_parameters=kinds("function_value_parameters"),
    parameters={"class_parameter": Pair(_named)},
    members={"navigation_expression": Pair(0)},
    subscripts=kinds("index_expression"),
    cases=kinds("range_test"),
    enum_members=kinds("enum_entry"),
    enums=kinds("enum_class_body"),
    functions={"function_declaration": "name", "secondary_constructor": "name"},
    classes=kinds("class_body enum_class_body"),
    returns=kinds("return_expression"),
    annotations=kinds("annotation"),
    says=kinds("throw_expression"),
)
