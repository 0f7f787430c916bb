"""Java. Grammar: tree-sitter-java."""

from v4migrate.scan.syntax.tabled.grammar import Grammar, Pair, kinds, operators

GRAMMAR = Grammar(
    comments=kinds("line_comment block_comment"),
    strings=kinds("string_literal"),
    content=kinds("string_fragment multiline_string_fragment escape_sequence"),
    scopes=kinds(
        "method_invocation object_creation_expression array_initializer lambda_expression method_declaration constructor_declaration"
        " class_declaration record_declaration enum_declaration interface_declaration"
    ),
    identifiers=kinds("identifier"),
    calls=kinds("method_invocation object_creation_expression explicit_constructor_invocation"),
    arguments=kinds("argument_list"),
    # An expression is a statement only behind the arrow of a `case`.
    wrappers=kinds("parenthesized_expression cast_expression switch_block expression_statement lambda_expression"),
    branches={"ternary_expression": "condition", "switch_expression": "condition", "switch_rule": 0},
    binaries=kinds("binary_expression"),
    operators=operators(compares="== !="),
    named={"element_value_pair": Pair("key", "value")},
    bindings={"variable_declarator": Pair("name", "value")},
    assignments={"assignment_expression": Pair("left", "right")},
    members={"field_access": Pair("object", "field")},
    receivers={"method_invocation": Pair("object", "name")},
    subscripts=kinds("array_access"),
    lists=kinds("array_initializer element_value_array_initializer"),
    cases=kinds("switch_label"),
    enum_members=kinds("enum_constant"),
    enums=kinds("enum_body"),
    functions={"method_declaration": "name", "constructor_declaration": "name"},
    classes=kinds("class_body record_declaration enum_declaration interface_body"),
    returns=kinds("return_statement yield_statement"),
    annotations=kinds("annotation"),
    says=kinds("throw_statement"),
)
