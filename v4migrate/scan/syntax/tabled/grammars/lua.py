"""Lua. Grammar: tree-sitter-lua."""

from v4migrate.scan.syntax.tabled.grammar import Grammar, Pair, kinds, operators

GRAMMAR = Grammar(
    comments=kinds("comment"),
    strings=kinds("string"),
    content=kinds("string_content escape_sequence"),
    scopes=kinds("function_call table_constructor function_declaration function_definition"),
    identifiers=kinds("identifier"),
    calls=kinds("function_call"),
    arguments=kinds("arguments"),
    wrappers=kinds("parenthesized_expression"),
    binaries=kinds("binary_expression"),
    operators=operators(either="or", compares="== ~="),
    entries={"field": Pair("name", "value")},
    objects=kinds("table_constructor"),
    lists=kinds("table_constructor"),
    bindings={"assignment_statement": Pair(0, 1)},
    sequences=kinds("expression_list variable_list"),
    members={"dot_index_expression": Pair("table", "field"), "method_index_expression": Pair("table", "method")},
    subscripts=kinds("bracket_index_expression"),
    functions={"function_declaration": "name"},
    returns=kinds("return_statement"),
)
