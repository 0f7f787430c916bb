"""What a claim is made of: results, each with its formula, its numbers, and what is printed about it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from local_engine import models


@dataclass(frozen=True)
class Published:
    """A printed figure; it agrees with a value that rounds to it."""

    printed: str
    value: float
    last_digit: float

    def agrees(self, value: float) -> bool:
        return abs(value - self.value) <= self.last_digit / 2


@dataclass(frozen=True)
class Step:
    """One result. `terms` are the names of the formula; `unit` is "", "B" (bytes), "FLOP" or "%" (then `value` is a ratio)."""

    title: str
    formula: str
    terms: Mapping[str, float]
    value: float
    unit: str = ""
    published: Published | None = None
    note: str = ""

    @property
    def agrees(self) -> bool | None:
        """None where nothing is published."""
        return None if self.published is None else self.published.agrees(self.value)


@dataclass(frozen=True)
class Claim:
    """A heading with its steps, the last of which is the claim; `names` are words of the guide that belong here."""

    title: str
    steps: tuple[Step, ...]
    names: tuple[str, ...] = field(default=())


def printed(name: str | None, figure: str) -> Published | None:
    """The printed figure of a model, by the keys of `models/published.json`; None where none is printed."""
    found: dict[str, Any] | None = models.data("published")["figures"].get(name, {}).get(figure)
    return Published(**found) if found else None
