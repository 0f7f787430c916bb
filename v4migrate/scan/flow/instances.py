"""Which names of a text hold an object of a class: what is made or typed as one, and what is given one of these."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from functools import lru_cache

from v4migrate.regex import regex

# `self.ai = ai_service`, and nothing but that, or another one where there is none
_GIVEN = regex(
    r"(?m)(?<![\w=!<>])(?P<to>[A-Za-z_$][\w$]*)[ \t]*(?::[^=\n]*)?=[ \t]*(?:(?:self|this)\.)?(?P<of>[A-Za-z_$][\w$]*)"
    r"[ \t]*(?=;|#|//|\r?$|or\b|\|\||\?\?)"
)
_MADE = regex(
    r"(?<![\w.=!<>])(?:(?:self|this)\.)?(?P<to>[A-Za-z_$][\w$]*)[ \t]*(?::[^=\n]*)?=[ \t]*(?:await[ \t]+)?(?:new[ \t]+)?"
    r"(?P<by>[\w$.]+)\("
)
_TYPED = regex(r"(?<![\w$.])(?P<to>[A-Za-z_$][\w$]*)\??[ \t]*:[ \t]*[\"']?(?:Optional\[)?[\"']?(?P<type>[A-Z][\w$.]*)")


def held_too(found: Collection[str], text: str, makers: Collection[str]) -> set[str]:
    """The names that are given what one of these holds, and never an object of something else. `makers`: what makes such objects."""
    return {name for name in given_too(found, text) if is_of(name, text, makers)}


def given_too(found: Collection[str], text: str) -> set[str]:
    """The names that are given what one of these holds."""
    held, given = set(found), _given_in(text)
    while more := {name for one in held for name in given.get(one, ())} - held:
        held |= more
    return held - set(found)


def is_of(name: str, text: str, makers: Collection[str] = ()) -> bool:
    """Is a name never given or typed as an object of anything but these?"""
    return _others_in(text).get(name, set()) <= set(makers)


@lru_cache(maxsize=4)
def _given_in(text: str) -> Mapping[str, set[str]]:
    """The names that are given what a name holds, by that."""
    found: dict[str, set[str]] = defaultdict(set)
    for given in _GIVEN.finditer(text):
        found[given["of"]].add(given["to"])
    return found


@lru_cache(maxsize=4)
def _others_in(text: str) -> Mapping[str, set[str]]:
    """What makes the objects of a name, and what it is typed as."""
    found: dict[str, set[str]] = defaultdict(set)
    for made in _MADE.finditer(text):
        found[made["to"]].add(made["by"].rpartition(".")[2])
    for typed in _TYPED.finditer(text):
        found[typed["to"]].add(typed["type"].rpartition(".")[2])
    return found
