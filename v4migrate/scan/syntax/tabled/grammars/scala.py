"""Scala. Grammar: tree-sitter-scala."""

from v4migrate.scan.syntax.tabled.grammar import Grammar, Pair, kinds, operators

GRAMMAR = Grammar(
    comments=kinds("comment block_comment"),
    strings=kinds("string interpolated_string_expression"),
    scopes=kinds(
        "call_expression instance_expression lambda_expression function_definition class_definition object_definition trait_definition"
    ),
    identifiers=kinds("identifier"),
    calls=kinds("call_expression instance_expression"),
    arguments=kinds("arguments"),
    wrappers=kinds("parenthesized_expression alternative_pattern case_block lambda_expression"),
    tails=kinds("block indented_block"),
    branches={"if_expression": "condition", "match_expression": "value", "case_clause": "pattern"},
    binaries=kinds("infix_expression"),
    operators=operators(either="||", compares="== != === !== eq ne", pairs="-> := →"),
    assignments={"assignment_expression": Pair("left", "right")},
    bindings={"val_definition": Pair("pattern", "value"), "var_definition": Pair("pattern", "value")},
    parameters={"parameter": Pair("name", "default_value"), "class_parameter": Pair("name", "default_value")},
    members={"field_expression": Pair("value", "field")},
    enum_members=kinds("simple_enum_case extends_clause"),
    enums=kinds("enum_body"),
    functions={"function_definition": "name"},
    classes=kinds("template_body enum_body"),
    returns=kinds("return_expression"),
    annotations=kinds("annotation"),
    says=kinds("throw_expression"),
)
