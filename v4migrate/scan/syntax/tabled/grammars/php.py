"""PHP. Grammar: tree-sitter-php. What stands outside the tags is a page, not code."""

from v4migrate.scan.syntax.tabled.grammar import Grammar, Pair, kinds, operators

GRAMMAR = Grammar(
    comments=kinds("comment text"),
    strings=kinds("string encapsed_string heredoc nowdoc"),
    content=kinds("string_content escape_sequence"),
    scopes=kinds(
        "function_call_expression member_call_expression scoped_call_expression"
        " nullsafe_member_call_expression object_creation_expression"
        " array_creation_expression anonymous_function arrow_function function_definition method_declaration class_declaration"
        " enum_declaration trait_declaration"
    ),
    identifiers=kinds("name"),
    calls=kinds(
        "function_call_expression member_call_expression scoped_call_expression"
        " nullsafe_member_call_expression object_creation_expression"
    ),
    arguments=kinds("arguments"),
    wrappers=kinds("parenthesized_expression argument arrow_function cast_expression"),
    branches={
        "conditional_expression": "condition",
        "match_conditional_expression": "conditional_expressions",
        "match_expression": "condition",
    },
    tails=kinds("match_default_expression"),
    binaries=kinds("binary_expression"),
    operators=operators(either="?? || or", compares="== === != !== <> <=>"),
    entries={"array_element_initializer": Pair(0)},
    named={"argument": Pair("name")},
    flat_entries=kinds("ERROR list_literal"),  # entries that a document shows alone
    objects=kinds("array_creation_expression"),
    lists=kinds("array_creation_expression"),
    bindings={
        "const_element": Pair(0),
        "property_element": Pair("name", "default_value"),
        "static_variable_declaration": Pair("name", "value"),
    },
    assignments={
        "assignment_expression": Pair("left", "right"),
        "augmented_assignment_expression": Pair("left", "right"),
    },
    parameters={
        "simple_parameter": Pair("name", "default_value"),
        "property_promotion_parameter": Pair("name", "default_value"),
    },
    members={
        "member_access_expression": Pair("object", "name"),
        "class_constant_access_expression": Pair(0),
        "scoped_property_access_expression": Pair("scope", "name"),
    },
    receivers={
        "member_call_expression": Pair("object", "name"),
        "nullsafe_member_call_expression": Pair("object", "name"),
    },
    subscripts=kinds("subscript_expression"),
    cases=kinds("case_statement match_condition_list"),
    enum_members=kinds("enum_case"),
    enums=kinds("enum_declaration_list"),
    functions={"function_definition": "name", "method_declaration": "name", "anonymous_function": "name"},
    classes=kinds("declaration_list enum_declaration_list"),
    returns=kinds("return_statement"),
    annotations=kinds("attribute"),
    says=kinds("echo_statement print_intrinsic throw_expression exit_statement"),
    statements=kinds("expression_statement"),
)
