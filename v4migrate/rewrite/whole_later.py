"""Bodies that are kept by a name first: what is said to the model is put in by a statement, or the whole is sent by that name."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice

from tree_sitter import Node

from v4migrate.regex import regex
from v4migrate.rewrite.merges import FUNCTION, MAPPINGS
from v4migrate.rewrite.whole_sources import Sources, is_closed
from v4migrate.scan.syntax.tree import ancestors, text_of

SENDS = r"(?i:post|put|patch|request|send|fetch|stream|call)\w*"  # what an HTTP client does
_PUT = regex(
    rb"(?<![\w.$@>])(?P<name>(?!(?:self|this|cls|module)\b)[@$]?\w+)(?:\[[\"':]messages[\"']?\]|\.messages)\s*=(?!=)"
)
_TAKEN = (
    r"(?:\b(?:json|data|body|content|parameters)[\"']?\s*(?:[=:]|=>)\s*(?:[\w.:>-]+\(\s*)?{0}(?!\w)|(?:\*\*|\.\.\.){0}(?!\w)"
    r"|\b(?:stringify|create|dumps|json_encode|generate|"
    + SENDS
    + r")\((?:[^()]*,)?\s*{0}(?!\w)|{0}\.to_json|\breturn\s+{0}(?!\w))"
)
_MOST = 200


def put_later(sources: Sources) -> Iterator[tuple[Node, Node]]:
    """The names of bodies that are filled by statements, each with what it is made of."""
    for found in islice(_PUT.finditer(sources.region.text), _MOST):
        node = _name(sources.node(found.start("name")), found["name"].decode())
        home = next((up for up in ancestors(node) if FUNCTION.match(up.type)), None)
        if home is None or not re.search(_TAKEN.format(re.escape(found["name"].decode())), text_of(home)):
            continue
        for given in sources.given(node):
            is_written = sources.span(given) in sources.written or (given.type in MAPPINGS and is_closed(given))
            if not is_written and not sources.has_no_model(given):
                yield node, given


def sent_later(node: Node) -> Node | None:
    """The statement that keeps a value which the same function sends by its name."""
    for up in ancestors(node):
        if up.type == "assignment":
            name = re.escape(text_of(up.children[0]))
            home = next((outer for outer in ancestors(up) if FUNCTION.match(outer.type)), None)
            named = rf"\b(?:json|data|content)\s*=\s*(?:json\.dumps\(\s*)?{name}\b"
            sent = rf"\b\w*{SENDS}\((?:[^()]|\([^()]*\))*?{named}"
            return up if re.search(sent, text_of(home or up)) else None
    return None


def _name(node: Node, name: str) -> Node:
    """The whole name of which a part stands at a byte."""
    while text_of(node) != name and node.parent is not None and len(text_of(node)) < len(name):
        node = node.parent
    return node
