"""LiteLLM's Router in Python: its deployments have public names, and who asks it names one of those and no model."""

from __future__ import annotations

import re
from collections.abc import Collection
from functools import lru_cache

from tree_sitter import Node, Tree

from v4migrate.scan.syntax.python_calls import dotted
from v4migrate.scan.syntax.tree import pairs_of, text_of

PUBLIC_NAME, DEPLOYMENT = "model_name", "litellm_params"
_ROUTER = re.compile(r"(?P<name>(?:self\.)?\w+)\s*(?::[^=\n]+)?=\s*(?:litellm\.)?Router\(")
_ASKS = re.compile(r"\.a?(?:text_)?(?:completion|responses)$")


def is_public_name(key: str, mapping: Node | None) -> bool:
    """Is an entry the name by which a deployment beside it is called?"""
    return key == PUBLIC_NAME and mapping is not None and DEPLOYMENT in pairs_of(mapping)


def asks_router(tree: Tree, call: Node) -> bool:
    """Does a call ask a router that the file makes?"""
    callee = dotted(call)
    return _ASKS.search(callee) is not None and callee.rpartition(".")[0] in _routers(tree)


@lru_cache(maxsize=4)
def _routers(tree: Tree) -> Collection[str]:
    text = text_of(tree.root_node)
    return {found["name"] for found in _ROUTER.finditer(text)} if "litellm" in text else set()
