"""Is the model of a body that is written out set again before it is sent? Then the switch beside it would be for another one, too.

In the languages of `merges.py` a body is followed by all names that it goes by. In the others it is known by the variable that it is
the first value of, and what sets that variable's model is looked for in the code of the same function.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from tree_sitter import Node

from v4migrate.rewrite.overrides import named_again
from v4migrate.scan.finding import Context
from v4migrate.scan.place import Call, Span
from v4migrate.scan.syntax.tabled.parts import nearest
from v4migrate.scan.syntax.tabled.syntax import TabledSyntax
from v4migrate.scan.syntax.tree import ancestors, node_at, text_of

_FOLLOWED = frozenset({"php", "ruby"})  # of the languages with a table
_LEVELS = 12  # from a literal to the statement that it stands in
_SET = rb"""(?<![\w$])%s\s*(?:
    \[\s*[:"']?model["']?\s*\]\s*=(?![=>])
  | (?:\.|->)[mM]odel\s*=(?!=)
  | (?:\.|->)(?:update|merge!?|assign|put|set|insert)\(\s*[:"']?model\b
)"""
_OVERRIDDEN = rb"""(?:\.\.\.?|%%\{\s*)%s\b(?:\([^(){}]*\))?\s*[,|][^{}\[\]]*?["']?\bmodel["']?\s*(?:=>|[:=])"""


def set_again(context: Context, call: Call) -> str | None:
    """Why the switch cannot stand beside the model of a body that this text writes out; None where nothing else sets it."""
    is_again = named_again(context, call) or _is_set_by_name(context, call)
    return "the model of this body is set again, and may be another one then" if is_again else None


def _is_set_by_name(context: Context, call: Call) -> bool:
    syntax = context.syntax
    if not isinstance(syntax, TabledSyntax) or context.region.language in _FOLLOWED or call.language is not None:
        return False
    body = node_at(syntax.tree, call.span)
    name = _variable_of(syntax, body)
    return name is not None and any(_is_same(syntax, body, name, at) for at in _sets(context.region.text, name))


def _sets(text: bytes, name: str) -> Iterator[int]:
    """Where something reads as if it set the model of a variable."""
    for pattern in (_SET, _OVERRIDDEN):
        for found in re.finditer(pattern % re.escape(name.encode()), text, re.VERBOSE):
            yield text.find(name.encode(), found.start())


def _is_same(syntax: TabledSyntax, body: Node, name: str, at: int) -> bool:
    """Is it code of the function that a body stands in? The member of an object may be set in another."""
    node, grammar = node_at(syntax.tree, Span(at, at + len(name.encode()))), syntax.grammar
    home = nearest(body, grammar.functions)
    around = list(ancestors(node))
    is_code = not any(up.type in grammar.comments | grammar.strings for up in around)
    return is_code and (home is None or re.search(r"[.>@]", name) is not None or home in around)


def _variable_of(syntax: TabledSyntax, body: Node) -> str | None:
    """The variable that a body is given to, as it is written."""
    for number, up in enumerate(ancestors(body)):
        if number > _LEVELS or up.type in syntax.grammar.functions:
            return None
        if names := syntax.read.names_bound(up):
            return text_of(names[0])
        if up.type in syntax.grammar.binaries and text_of(up.children[1]) == "=":  # of Elixir
            return text_of(up.children[0])
    return None
