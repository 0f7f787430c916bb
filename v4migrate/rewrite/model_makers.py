"""Which provider made the object that a request takes as its model: `model: deepseek("<id>")`, also where another file of the project
makes the provider, or the whole object. JavaScript family.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator
from pathlib import PurePosixPath
from typing import NamedTuple

from v4migrate.regex import regex
from v4migrate.rulebook.facts.hosts import ModelMaker
from v4migrate.scan.imports import imports_of

MADE = regex(r"(?P<by>[\w$.]+)\(\s*(?:[\"'`][^\"'`]*[\"'`]|[\w$.]+)\s*\)")
_NAMED = regex(r"(?:await\s+)?(?P<name>[\w$]+)(?P<called>\([^()]*\))?")
_HELD = r"\b(?:const|let|var)\s+{name}\s*(?::[^=;\n]+)?=\s*(?P<value>[^;\n]+)"
_FUNCTION = (
    r"(?:function\s+{name}\s*\([^)]*\)[^{{;]*|\b(?:const|let)\s+{name}\s*(?::[^=;\n]+)?=\s*(?:async\s*)?\([^)]*\)[^=;{{]*=>\s*)"
    r"(?:(?P<brace>\{{)|(?P<value>[^;\n]+))"
)
_RESULT = regex(r"\breturn\s+(?P<value>[^;\n]+)")
_ADDRESS = regex(r"\bbaseURL\b")
_DEEPEST = 4  # files that hand it on


class Text(NamedTuple):
    """The text of a file."""

    path: PurePosixPath  # within the project
    text: str


Brought = Callable[[Text, str], Iterator[tuple[Text, str]]]
"""The files of the project that a name of a file is imported from, and what it is called there."""


class Elsewhere(NamedTuple):
    """Looks for what a request takes as its model in the files that it is imported from. `hosts`: DeepSeek's own addresses."""

    here: Text
    brought: Brought
    hosts: Collection[str]

    def makes(self, written: str, maker: ModelMaker) -> bool:
        """Is an expression a model that the provider made, by a name of another file?"""
        return self._makes(self.here, written.strip(), maker, 0)

    def _makes(self, here: Text, written: str, maker: ModelMaker, depth: int) -> bool:
        if depth > _DEEPEST:
            return False
        made = MADE.fullmatch(written)
        if made and self._provides(here, made["by"].partition(".")[0], maker, depth):
            return True
        named = _NAMED.fullmatch(written)
        if named is None:
            return False
        given = list(_results(here.text, named["name"]) if named["called"] else _held(here.text, named["name"]))
        if given:
            return all(self._makes(here, value, maker, depth + 1) for value in given)
        brought = list(self.brought(here, named["name"]))
        return bool(brought) and all(
            self._makes(there, f"{spelled}{named['called'] or ''}", maker, depth + 1) for there, spelled in brought
        )

    def _provides(self, here: Text, name: str, maker: ModelMaker, depth: int) -> bool:
        """Is a name the provider, as its package exports it or as its function makes it for DeepSeek's own address?"""
        if depth > _DEEPEST:
            return False
        origins = {found.module for found in imports_of(here.path, here.text.encode()) if found.alias == name}
        if name == maker.provider and maker.package in origins:
            return True
        if maker.package in here.text and (settings := made_with(here.text, name, maker)) is not None:
            return _ADDRESS.search(settings) is None or any(host in settings for host in self.hosts)
        brought = list(self.brought(here, name))
        return bool(brought) and all(self._provides(there, spelled, maker, depth + 1) for there, spelled in brought)


def made_with(text: str, name: str, maker: ModelMaker) -> str | None:
    """What the provider of a name is made with; None where the maker's function does not make it, or not under its name."""
    named = rf"\s*\{{(?:[^{{}}]|\$\{{[^{{}}]*\}})*?\bname:\s*[\"'`]{re.escape(maker.name)}[\"'`]" if maker.name else ""
    found = re.search(rf"\b{re.escape(name)}\s*=\s*{re.escape(maker.function)}(?=\({named})", text)
    return _to_its_end(text, found.end(), "()") if found is not None else None


def _held(text: str, name: str) -> Iterator[str]:
    return (found["value"].strip() for found in re.finditer(_HELD.format(name=re.escape(name)), text))


def _results(text: str, name: str) -> Iterator[str]:
    """What a function gives back."""
    for found in re.finditer(_FUNCTION.format(name=re.escape(name)), text):
        if found["value"] is not None:
            yield found["value"].strip()
        elif found["brace"]:
            yield from (
                result["value"].strip() for result in _RESULT.finditer(_to_its_end(text, found.start("brace"), "{}"))
            )


def _to_its_end(text: str, start: int, pair: str) -> str:
    """From a bracket to the one that closes it."""
    depth = 0
    for bracket in re.compile(f"[{re.escape(pair)}]").finditer(text, start):
        depth += 1 if bracket[0] == pair[0] else -1
        if depth == 0:
            return text[start : bracket.end()]
    return text[start:]
