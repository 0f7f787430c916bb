"""Reads topics.yaml, the invented subjects of the example week."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml


@dataclass(frozen=True)
class Turn:
    """A question and its answer, both with slots such as {order}."""

    asked: str
    answered: str


@dataclass(frozen=True)
class Topic:
    """One subject; `queue`, `urgency`, `language` and `tags` are what triage should find out about it."""

    name: str
    language: str
    queue: str
    urgency: str
    tags: tuple[str, ...]
    openings: tuple[Turn, ...]
    follow_ups: tuple[Turn, ...]


_DATA: dict[str, Any] = yaml.safe_load((Path(__file__).parent / "topics.yaml").read_text(encoding="utf-8"))

SLOTS: dict[str, list[str]] = _DATA["slots"]
FRAMES: dict[str, dict[str, list[str]]] = _DATA["frames"]
REASONING: dict[str, list[str]] = _DATA["reasoning"]
TRANSLATIONS: list[dict[str, str]] = _DATA["translations"]
HANDBOOK = tuple(Turn(**turn) for turn in _DATA["handbook"])
TOPICS = tuple(
    Topic(
        **{key: topic[key] for key in ("name", "language", "queue", "urgency")},
        tags=tuple(topic["tags"]),
        openings=tuple(Turn(**turn) for turn in topic["openings"]),
        follow_ups=tuple(Turn(**turn) for turn in topic["follow_ups"]),
    )
    for topic in _DATA["topics"]
)
