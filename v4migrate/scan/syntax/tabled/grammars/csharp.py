"""C#. Grammar: tree-sitter-c-sharp."""

from v4migrate.scan.syntax.tabled.grammar import Grammar, Pair, kinds, operators

GRAMMAR = Grammar(
    comments=kinds("comment"),
    strings=kinds("string_literal verbatim_string_literal raw_string_literal interpolated_string_expression"),
    content=kinds("string_literal_content escape_sequence"),
    scopes=kinds(
        "invocation_expression object_creation_expression implicit_object_creation_expression anonymous_object_creation_expression"
        " initializer_expression collection_expression lambda_expression method_declaration local_function_statement"
        " constructor_declaration property_declaration class_declaration record_declaration struct_declaration"
    ),
    identifiers=kinds("identifier"),
    calls=kinds(
        "invocation_expression object_creation_expression implicit_object_creation_expression constructor_initializer"
    ),
    arguments=kinds("argument_list"),
    wrappers=kinds(
        "parenthesized_expression argument cast_expression arrow_expression_clause collection_element expression_element"
        " constant_pattern or_pattern and_pattern lambda_expression bracketed_argument_list"
    ),
    branches={"conditional_expression": "condition", "switch_expression_arm": 0, "switch_expression": 0},
    binaries=kinds("binary_expression"),
    operators=operators(either="??", compares="== !="),
    couples=kinds("initializer_expression"),
    flat_entries=kinds("anonymous_object_creation_expression"),
    entries_by_value=kinds("anonymous_object_creation_expression"),
    assignments={"assignment_expression": Pair("left", "right")},
    named={"argument": Pair("name")},
    objects=kinds("initializer_expression"),
    lists=kinds("initializer_expression collection_expression"),
    bindings={"variable_declarator": Pair("name"), "property_declaration": Pair("name", "value")},
    parameters={"parameter": Pair("name")},
    members={"member_access_expression": Pair("expression", "name")},
    subscripts=kinds("element_access_expression element_binding_expression"),
    cases=kinds("is_pattern_expression case_switch_label switch_section"),
    enum_members=kinds("enum_member_declaration"),
    enums=kinds("enum_member_declaration_list"),
    functions={
        "method_declaration": "name",
        "local_function_statement": "name",
        "constructor_declaration": "name",
        "accessor_declaration": "name",
    },
    classes=kinds("declaration_list"),
    returns=kinds("return_statement"),
    annotations=kinds("attribute"),
    says=kinds("throw_statement throw_expression"),
    statements=kinds("expression_statement"),
)
