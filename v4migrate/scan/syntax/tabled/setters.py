"""Objects that are filled by setters one statement after the other: does what is set beside a model make them a row of a table?

`model.setModel("…"); model.setContextWindow(64000); model.setInputPrice(0.28);` registers a model and asks none.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice

from tree_sitter import Node

from v4migrate.regex import regex
from v4migrate.scan.place import Call, is_limit_row, is_price_row
from v4migrate.scan.syntax.tabled.names import api_name
from v4migrate.scan.syntax.tree import ancestors, text_of

_SET = regex(
    r"(?:(?P<owner>[\w$.]+)(?:\.|->))?(?P<name>[A-Za-z_]\w*)\s*(?:\(|=(?!=))\s*(?P<value>[^\n]*?)\)?\s*;?", re.DOTALL
)
_REGISTERS = r"(?i)\b\w*(?:add|put|register|push|append|save)\w*\s*\((?:[^()\n]*,)?\s*(?:&|\*)?%s\s*[,)]"
_LAMBDA = regex(r"lambda|closure")
_SELF = frozenset({"this", "self"})  # fields of what the program is set up by
_UP = 10  # nodes from an id to its statement
_FAR = 24  # statements to each side that are looked at
_LONG = 400  # bytes of a statement that sets one thing


def is_row(string: Node, call: Call | None) -> bool:
    """Is the id at `string` set beside prices, or beside limits in what is then registered? `call`: the chain that it stands in."""
    if call is not None and is_price_row((api_name(entry.name or ""), entry.text) for entry in call.arguments):
        return True
    for up in islice(ancestors(string), _UP):
        own = _set(up)
        if own is None or up.parent is None or own["owner"] in _SELF or not (own["owner"] or _is_in_lambda(up)):
            continue
        statements = list(_near(up))
        found = [entry for entry in map(_set, statements) if entry is not None and entry["owner"] == own["owner"]]
        told = [(api_name(entry["name"]), entry["value"]) for entry in found]
        if len(told) > 1:
            return is_price_row(told) or (is_limit_row(told) and _is_registered(own["owner"], statements))
    return False


def _set(statement: Node) -> re.Match[str] | None:
    return _SET.fullmatch(text_of(statement)) if statement.end_byte - statement.start_byte < _LONG else None


def _near(statement: Node) -> Iterator[Node]:
    for step in ("prev_named_sibling", "next_named_sibling"):
        node = statement if step.startswith("next") else getattr(statement, step)
        for _ in range(_FAR):
            if node is None:
                break
            yield node
            node = getattr(node, step)


def _is_in_lambda(statement: Node) -> bool:
    """`ModelInfo().apply { model = "…" }`: the owner stands before the block."""
    return any(_LAMBDA.search(up.type) for up in islice(ancestors(statement), 1, 4))


def _is_registered(owner: str | None, statements: list[Node]) -> bool:
    handed = re.compile(_REGISTERS % re.escape(owner)) if owner else None
    return handed is not None and any(handed.search(text_of(statement)) for statement in statements)
