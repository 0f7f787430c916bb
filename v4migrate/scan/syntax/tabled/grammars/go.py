"""Go. Grammar: tree-sitter-go."""

from v4migrate.scan.syntax.tabled.grammar import Grammar, Pair, kinds, operators

GRAMMAR = Grammar(
    comments=kinds("comment"),
    strings=kinds("interpreted_string_literal raw_string_literal"),
    content=kinds("interpreted_string_literal_content raw_string_literal_content escape_sequence"),
    scopes=kinds(
        "call_expression composite_literal literal_value func_literal function_declaration method_declaration type_declaration"
    ),
    identifiers=kinds("identifier field_identifier"),
    calls=kinds("call_expression"),
    arguments=kinds("argument_list"),
    wrappers=kinds("parenthesized_expression literal_element unary_expression type_conversion_expression"),
    conversions=kinds("type_conversion_expression"),
    binaries=kinds("binary_expression"),
    operators=operators(compares="== !="),
    entries={"keyed_element": Pair("key", "value")},
    objects=kinds("literal_value"),
    lists=kinds("literal_value"),
    bindings={
        "const_spec": Pair("name", "value"),
        "var_spec": Pair("name", "value"),
        "short_var_declaration": Pair("left", "right"),
    },
    assignments={"assignment_statement": Pair("left", "right")},
    sequences=kinds("expression_list"),
    members={"selector_expression": Pair("operand", "field")},
    subscripts=kinds("index_expression"),
    cases=kinds("expression_case"),
    functions={"function_declaration": "name", "method_declaration": "name", "func_literal": "name"},
    classes=kinds("type_declaration"),
    returns=kinds("return_statement"),
    statements=kinds("expression_statement"),
)
