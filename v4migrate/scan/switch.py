"""The thinking switch as a request writes it, in the form of any host: which argument sets it, and to what."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from v4migrate.regex import regex
from v4migrate.rulebook.facts import Facts
from v4migrate.rulebook.facts.models import Thinking
from v4migrate.scan.place import Argument, Call

_OFF = regex(r"(?i)disabled|\bnone\b|\bfalse\b")
_COMPLETION = regex(r"(?<!chat)\.completions\.(?:with_(?:raw|streaming)_response\.)?create\Z")
_IMAGE = regex(r"[\"']?type[\"']?\s*(?::|=>)\s*[\"'](?:image_url|input_image)[\"']")
_CONDITION = regex(r"\sif\s|\s\?\s|&&|\selse\s")
_BRACKETS = {"{": "}", "[": "]", "(": ")"}


class Setting(NamedTuple):
    """One switch field that a request sets."""

    argument: Argument
    field: str
    value: str  # as the source writes it

    @property
    def mode(self) -> Thinking:
        """Off only where the value of this very field says so."""
        return "disabled" if _OFF.search(self.value) else "enabled"


class Switches:
    """Reads switches by the fields that the facts know. Build once per rulebook."""

    def __init__(self, facts: Facts) -> None:
        known = [host.switch for host in facts.hosts if host.switch]
        fields = {field for switch in known for field in (switch.field, *switch.also)}
        words = "|".join(sorted(map(re.escape, fields), key=len, reverse=True))
        self._named = re.compile(rf"(?:{words})\Z")
        self._inside = re.compile(rf"(?:^|[\"'{{,\s(])(?P<field>{words})[\"']?\s*[:=]\s*")

    def settings(self, call: Call) -> Iterator[Setting]:
        """Every switch field that the request sets: an argument of that name, or a key in what an argument passes on."""
        for argument in call.settings:
            if self._named.match(argument.name):
                yield Setting(argument, argument.name, argument.text)
                continue
            for found in self._inside.finditer(argument.text):
                yield Setting(argument, found["field"], _value(argument.text, found.end()))


def never_thinks(call: Call) -> bool:
    """Is it a request of the completions endpoint, which goes on with a text or fills one in (FIM), without thinking only?"""
    if call.argument("suffix") is not None:
        return True
    is_completion = _COMPLETION.search(call.callee) is not None
    return is_completion and call.argument("prompt") is not None and call.argument("messages") is None


def shows_an_image(call: Call) -> bool:
    """Is an image among what is said, whatever else is? A condition around it, or around a part of it, leaves that open."""
    said = call.argument("messages", "input")
    return said is not None and _IMAGE.search(said.text) is not None and _CONDITION.search(said.text) is None


def _value(text: str, at: int) -> str:
    """The value that starts at `at`: to its closing bracket, or to the next comma or bracket."""
    closing = _BRACKETS.get(text[at : at + 1])
    if closing is None:
        end = re.compile(r"[,)}\]]|\Z").search(text, at)
        return text[at : end.start() if end else len(text)]
    depth = 0
    for index in range(at, len(text)):
        depth += (text[index] == text[at]) - (text[index] == closing)
        if depth == 0:
            return text[at : index + 1]
    return text[at:]
