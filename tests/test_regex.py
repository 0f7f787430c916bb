"""Patterns that are compiled late are what `re.compile` gives, and each of the program's can be compiled."""

from __future__ import annotations

import importlib
import pkgutil
import re
from collections.abc import Iterator

import pytest

import v4migrate
from v4migrate import regex as late
from v4migrate.regex import regex


def test_it_does_what_a_pattern_does() -> None:
    word = regex(r"(?P<letter>[a-c])x", re.IGNORECASE)
    assert word.sub("_", "Axbx") == "__"
    assert [found["letter"] for found in word.finditer("Ax cx")] == ["A", "c"]
    assert (word.pattern, word.groups, dict(word.groupindex)) == (r"(?P<letter>[a-c])x", 1, {"letter": 1})
    assert regex(rb"\d+").findall(b"1 22") == [b"1", b"22"]


def test_nothing_is_compiled_before_it_is_used(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []
    compiled = re.compile
    monkeypatch.setattr(late.re, "compile", lambda *given: asked.append(given[0]) or compiled(*given))
    waiting = regex("a+")
    assert waiting.pattern == "a+"
    assert not asked
    assert waiting.match("aab")
    assert waiting.match("b") is None
    assert waiting.search("ba")
    assert asked == ["a+"]


def test_what_no_pattern_has_it_has_not() -> None:
    with pytest.raises(AttributeError, match=r"Pattern.*no_such"):
        _ = regex("a").no_such  # type: ignore[attr-defined]


def _modules() -> Iterator[str]:
    for found in pkgutil.walk_packages(v4migrate.__path__, "v4migrate."):
        if not found.name.endswith("__main__") and "glance-" not in found.name:  # the compiled library is no module
            yield found.name


@pytest.mark.parametrize("module", sorted(_modules()))
def test_every_pattern_compiles(module: str) -> None:
    for value in vars(importlib.import_module(module)).values():
        for each in _inside(value):
            assert isinstance(each.groups, int)


def _inside(value: object) -> Iterator[re.Pattern[str]]:
    if isinstance(value, late._Waiting):
        yield value  # type: ignore[misc]
    elif isinstance(value, dict):
        for each in value.values():
            yield from _inside(each)
    elif isinstance(value, list | tuple):
        for each in value:
            yield from _inside(each)
