"""Ruby. Grammar: tree-sitter-ruby."""

from tree_sitter import Node

from v4migrate.scan.syntax.tabled.grammar import Grammar, Pair, kinds, operators


def _key(node: Node) -> Node | None:
    """Of `{ model: }`, which is a name and what it holds in one, the whole entry."""
    return node.child_by_field_name("key") if node.child_by_field_name("value") is not None else node


def _value(node: Node) -> Node | None:
    return node.child_by_field_name("value") or node.child_by_field_name("key")


GRAMMAR = Grammar(
    comments=kinds("comment"),
    strings=kinds("string bare_string heredoc_body delimited_symbol regex"),
    content=kinds("string_content escape_sequence"),
    scopes=kinds("call hash array lambda method singleton_method class module"),
    identifiers=kinds("identifier constant instance_variable class_variable global_variable"),
    calls=kinds("call super yield"),
    arguments=kinds("argument_list"),
    closures=kinds("block do_block"),
    wrappers=kinds("parenthesized_statements pattern alternative_pattern body"),
    tails=kinds("body_statement block_body then begin else"),
    branches={
        "conditional": "condition",
        "if": "condition",
        "unless": "condition",
        "case": "value",
        "when": "pattern",
        "in_clause": "pattern",
    },
    binaries=kinds("binary"),
    operators=operators(either="|| or", compares="== != === =~ <=> eql?"),
    entries={"pair": Pair(_key, _value)},
    objects=kinds("hash"),
    lists=kinds("array string_array"),
    sequences=kinds("left_assignment_list right_assignment_list"),
    bindings={"assignment": Pair("left", "right")},
    assignments={"operator_assignment": Pair("left", "right")},
    parameters={"keyword_parameter": Pair("name", "value"), "optional_parameter": Pair("name", "value")},
    receivers={"call": Pair("receiver", "method")},
    subscripts=kinds("element_reference"),
    functions={"method": "name", "singleton_method": "name"},
    classes=kinds("class module"),
    returns=kinds("return"),
    statements=kinds("program"),
)
