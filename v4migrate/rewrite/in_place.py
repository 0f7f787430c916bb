"""Thinking switches that stand in a program at requests which others go by, told by its text as it will be.

Asked of the text after the rewrite, so that a switch which an earlier run placed, or a person, counts like one that this run places.
A request that names its model itself is nobody else's, and a switch that the program may set either way is for it to tell.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from pathlib import PurePosixPath
from typing import NamedTuple

from v4migrate.regex import regex
from v4migrate.rewrite.client import EFFORT_OF_RESPONSES
from v4migrate.rulebook.facts import Facts
from v4migrate.rulebook.facts.models import Thinking as Mode
from v4migrate.scan.place import Region, Span
from v4migrate.scan.regions import regions_of
from v4migrate.scan.syntax import read_syntax

_REACH = 200  # bytes around a switch in which the question for one model stands, or the name of a request of its own
_WITHIN = 100  # bytes between the field of a switch and its value
_TEXT = regex(r"[rbuRBU]{0,2}(?:\"[^\"{$]*\"|'[^'{$]*'|`[^`$]*`)\Z")


class InPlace(NamedTuple):
    """One switch. `names`: the models that get it; empty for whichever goes by the request."""

    line: int
    mode: Mode
    names: frozenset[str]


class SwitchesInPlace:
    """Finds them by the words of the facts. Build once per rulebook."""

    def __init__(self, facts: Facts) -> None:
        switch = facts.official.switch
        self._modes: dict[bytes, Mode] = {}
        for mode, value in (("disabled", switch.disabled), ("enabled", switch.enabled)) if switch is not None else ():
            words = value.values() if isinstance(value, dict) else [value]
            self._modes |= dict.fromkeys((str(word).lower().encode() for word in words), mode)  # type: ignore[arg-type]
        efforts = (client for client in facts.clients if client.argument == EFFORT_OF_RESPONSES)
        self._modes |= {client.disabled.strip("\"'").encode(): "disabled" for client in efforts}
        fields = [EFFORT_OF_RESPONSES, *([switch.field] if switch is not None else ())]
        self._field = re.compile(rf"(?i)(?<![a-z])(?:{'|'.join(fields)})(?![a-z])".encode())
        self._value = re.compile(rb"(?i)[\"'](" + b"|".join(map(re.escape, self._modes)) + rb")[\"']")
        names = sorted({name for target in facts.models.targets.values() for name in target.choices}, key=len)
        new = rf"[\"'`](?:[\w.-]+[/:])?({'|'.join(map(re.escape, reversed(names)))})[\"'`]"
        self._compared = re.compile(rf"(?:==|\beq\b|equals\()\s*{new}|{new}\s*(?:==|\.equals\()".encode())
        self._named = re.compile(rf"(?:[\"']model[\"']\]?\s*(?:=>|[:=,])|\.[mM]odel\s*=)\s*{new}".encode())

    def of(self, path: PurePosixPath, text: bytes) -> Iterator[InPlace]:
        """The switches of one file."""
        if self._field.search(text) is None or self._value.search(text) is None:
            return
        for region in regions_of(path, text):
            own = _requests_of_one_model(region)
            for found in self._field.finditer(region.text):
                line = text.count(b"\n", 0, region.in_file(Span(*found.span())).start) + 1
                if (switch := self._at(region.text, found, own)) is not None:
                    yield switch._replace(line=line)

    def _at(self, text: bytes, found: re.Match[bytes], own: Sequence[Span]) -> InPlace | None:
        said = [self._modes[word.lower()] for word in self._value.findall(text, found.end(), found.end() + _WITHIN)]
        around = text[max(0, found.start() - _REACH) : found.end() + _REACH]
        if not said:
            return None
        if asked := {name.decode() for names in self._compared.findall(around) for name in names if name}:
            return InPlace(0, said[0], frozenset(asked))
        is_own = any(span.holds(Span(*found.span())) for span in own) or self._named.search(around) is not None
        return None if is_own or set(said) != {"disabled"} else InPlace(0, "disabled", frozenset())


def _requests_of_one_model(region: Region) -> list[Span]:
    calls = read_syntax(region).calls()
    return [call.span for call in calls if call.model is not None and _TEXT.match(call.model.text)]
