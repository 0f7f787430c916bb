"""C and C++. Grammar: tree-sitter-cpp."""

import re

from tree_sitter import Node

from v4migrate.scan.syntax.tabled.grammar import Grammar, Pair, kinds, operators
from v4migrate.scan.syntax.tree import text_of


def _spells(function: Node) -> bool:
    """`std::ostream& operator<<(std::ostream& out, Model model)`."""
    declared = function.child_by_field_name("declarator")
    return declared is not None and re.search(r"\boperator\s*<<\s*\(", text_of(declared)) is not None


GRAMMAR = Grammar(
    comments=kinds("comment preproc_include"),
    strings=kinds("string_literal raw_string_literal preproc_arg"),
    content=kinds("string_content escape_sequence raw_string_content"),
    scopes=kinds(
        "call_expression initializer_list lambda_expression function_definition class_specifier struct_specifier"
    ),
    identifiers=kinds("identifier field_identifier"),
    calls=kinds("call_expression"),
    arguments=kinds("argument_list"),
    wrappers=kinds("parenthesized_expression cast_expression condition_clause"),
    branches={"conditional_expression": "condition"},
    binaries=kinds("binary_expression"),
    operators=operators(either="||", compares="== !=", says="<<"),
    entries={"initializer_pair": Pair("designator", "value")},
    couples=kinds("initializer_list"),
    objects=kinds("initializer_list"),
    lists=kinds("initializer_list"),
    bindings={
        "preproc_def": Pair("name", "value"),
        "init_declarator": Pair("declarator", "value"),
        "field_declaration": Pair("declarator", "default_value"),
    },
    assignments={"assignment_expression": Pair("left", "right")},
    parameters={"optional_parameter_declaration": Pair("declarator", "default_value")},
    members={"field_expression": Pair("argument", "field"), "qualified_identifier": Pair("scope", "name")},
    subscripts=kinds("subscript_expression subscript_argument_list"),
    cases=kinds("case_statement"),
    functions={"function_definition": "declarator"},
    classes=kinds("field_declaration_list"),
    returns=kinds("return_statement"),
    annotations=kinds("attribute_declaration"),
    says=kinds("throw_statement"),
    statements=kinds("expression_statement"),
    spells=_spells,
)
