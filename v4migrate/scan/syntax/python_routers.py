"""LiteLLM in Python: its functions take the model by position, too. Its Router's deployments have public names, and who asks it names
one of those and no model."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import replace
from functools import lru_cache
from itertools import takewhile

from tree_sitter import Node, Tree

from v4migrate.regex import regex
from v4migrate.scan.place import Argument, Call
from v4migrate.scan.syntax.python_calls import call_of, dotted
from v4migrate.scan.syntax.tree import of_kinds, pairs_of, span_of, text_of

PUBLIC_NAME, DEPLOYMENT = "model_name", "litellm_params"
_ROUTER = regex(r"(?P<name>(?:self\.)?\w+)\s*(?::[^=\n]+)?=\s*(?:litellm\.)?Router\(")
_ASKS = regex(r"\.a?(?:text_)?(?:completion|responses)$")
_COMPLETES = regex(r"(?:litellm\.)?a?completion\Z")
_NOT_BY_POSITION = frozenset({"keyword_argument", "list_splat", "dictionary_splat", "generator_expression"})
# read in litellm 1.110.2, up to the last that a rule speaks of
_ORDER = {
    "completion": (
        *("model", "messages", "timeout", "temperature", "top_p", "n", "stream", "stream_options", "stop"),
        *(
            "max_completion_tokens",
            "max_tokens",
            "modalities",
            "prediction",
            "audio",
            "presence_penalty",
            "frequency_penalty",
        ),
    ),
    "acompletion": (
        *(
            "model",
            "messages",
            "functions",
            "function_call",
            "timeout",
            "temperature",
            "top_p",
            "n",
            "stream",
            "stream_options",
            "stop",
        ),
        *(
            "max_tokens",
            "max_completion_tokens",
            "modalities",
            "prediction",
            "audio",
            "presence_penalty",
            "frequency_penalty",
        ),
    ),
}
_MODULE = regex(r"^[ \t]*import (?:[\w., ]*\W)?litellm\b", re.MULTILINE)
_NAMES = regex(r"^[ \t]*from litellm\b[\w.]* import (?P<names>\([^)]*\)|[^\n]*)", re.MULTILINE)


def asked_by_position(tree: Tree, call: Node, node: Node) -> Call | None:
    """`completion("deepseek/…", messages)` as a request that names its model; None where the call is none of LiteLLM's functions."""
    given = _by_position(call)
    callee = dotted(call)
    if given[:1] != [node] or _COMPLETES.match(callee) is None or callee.partition(".")[0] not in _imported(tree):
        return None
    request = call_of(call)
    names = _ORDER[callee.rpartition(".")[2]]
    # no edit can take one of these out, or give it another name: `written` says that it has none
    named = [
        Argument(name, span_of(node), span_of(node), text_of(node), written="")
        for name, node in zip(names, given, strict=False)
    ]
    return replace(request, arguments=[replace(named[0], written=None), *named[1:], *request.arguments])


def calls_by_position(tree: Tree) -> Iterator[Call]:
    """Every such request of a file."""
    for call in of_kinds(tree, "call") if _imported(tree) else ():
        given = _by_position(call)
        if given and (asked := asked_by_position(tree, call, given[0])) is not None:
            yield asked


def _by_position(call: Node) -> list[Node]:
    """The arguments before the first that has a name, or may be several."""
    listed = call.child_by_field_name("arguments")
    inside = [child for child in listed.named_children if child.type != "comment"] if listed is not None else []
    return list(takewhile(lambda child: child.type not in _NOT_BY_POSITION, inside))


def is_public_name(key: str, mapping: Node | None) -> bool:
    """Is an entry the name by which a deployment beside it is called?"""
    return key == PUBLIC_NAME and mapping is not None and DEPLOYMENT in pairs_of(mapping)


def asks_router(tree: Tree, call: Node) -> bool:
    """Does a call ask a router that the file makes?"""
    callee = dotted(call)
    return _ASKS.search(callee) is not None and callee.rpartition(".")[0] in _routers(tree)


@lru_cache(maxsize=4)
def _imported(tree: Tree) -> Collection[str]:
    """The names that a file has from LiteLLM, or its own one."""
    text = text_of(tree.root_node)
    if "litellm" not in text:
        return ()
    names = {word for found in _NAMES.finditer(text) for word in re.findall(r"\w+", found["names"])}
    return names | ({"litellm"} if _MODULE.search(text) else set())


@lru_cache(maxsize=4)
def _routers(tree: Tree) -> Collection[str]:
    text = text_of(tree.root_node)
    return {found["name"] for found in _ROUTER.finditer(text)} if "litellm" in text else set()
