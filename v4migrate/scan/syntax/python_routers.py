"""LiteLLM in Python: its functions take the model by position, too. Its Router's deployments have public names, and who asks it names
one of those and no model."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import replace
from functools import lru_cache

from tree_sitter import Node, Tree

from v4migrate.scan.place import Argument, Call
from v4migrate.scan.syntax.python_calls import call_of, dotted
from v4migrate.scan.syntax.tree import pairs_of, span_of, text_of

PUBLIC_NAME, DEPLOYMENT = "model_name", "litellm_params"
_ROUTER = re.compile(r"(?P<name>(?:self\.)?\w+)\s*(?::[^=\n]+)?=\s*(?:litellm\.)?Router\(")
_ASKS = re.compile(r"\.a?(?:text_)?(?:completion|responses)$")
_COMPLETES = re.compile(r"(?:litellm\.)?a?completion\Z")
_MODULE = re.compile(r"^[ \t]*import (?:[\w., ]*\W)?litellm\b", re.MULTILINE)
_NAMES = re.compile(r"^[ \t]*from litellm\b[\w.]* import (?P<names>\([^)]*\)|[^\n]*)", re.MULTILINE)


def asked_by_position(tree: Tree, call: Node, node: Node) -> Call | None:
    """`completion("deepseek/…", messages)` as a request that names its model; None where the call is none of LiteLLM's functions."""
    arguments = call.child_by_field_name("arguments")
    is_first = arguments is not None and bool(arguments.named_children) and arguments.named_children[0] == node
    callee = dotted(call)
    if not is_first or _COMPLETES.match(callee) is None or callee.partition(".")[0] not in _imported(tree):
        return None
    request = call_of(call)
    model = Argument("model", span_of(node), span_of(node), text_of(node))
    return replace(request, arguments=[model, *request.arguments])


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
