"""One table per programming language: what the nodes of its tree-sitter grammar are called, in the words of `grammar.py`."""

from __future__ import annotations

from functools import cache
from importlib import import_module

from v4migrate.scan.syntax.tabled.grammar import Grammar

LANGUAGES = frozenset(
    {"csharp", "cpp", "dart", "elixir", "go", "java", "kotlin", "lua", "php", "ruby", "rust", "scala", "swift"}
)


@cache
def grammar_of(language: str) -> Grammar:
    """The table of a language. Imports only this one."""
    found = import_module(f"{__name__}.{language}").GRAMMAR
    assert isinstance(found, Grammar)
    return found
