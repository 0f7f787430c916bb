"""One recorded request with its answer, and its form in the files of a run folder.

On disk an exchange is one JSON object, the fields of `Exchange` by name, instants in ISO 8601, with `"version": 1`. Only cleaned
exchanges are written (see clean.py). Unknown stays null; nothing is guessed.
"""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from datetime import datetime
from typing import Any

VERSION = 1
UNKNOWN = "unknown"


@dataclass(frozen=True)
class Usage:
    """Token counts as the API bills them: prompt = hit + miss; completion already contains reasoning.

    `hit` and `miss` are None when the log does not say what the prefix cache did.
    """

    prompt: int
    completion: int
    hit: int | None = None
    miss: int | None = None
    reasoning: int = 0


@dataclass(frozen=True)
class ToolCall:
    """A call that the model asked for; `arguments` is the JSON text as the model wrote it."""

    name: str
    arguments: str


@dataclass(frozen=True)
class Answer:
    """What the model said. `finish_reason` is None when the log or the stream ended without one."""

    content: str = ""
    reasoning_content: str = ""
    tool_calls: tuple[ToolCall, ...] = ()
    finish_reason: str | None = None


@dataclass(frozen=True)
class Exchange:
    """One request and what came of it; `answer` is None where the request failed."""

    record_id: str
    ts: datetime
    source: str
    base_url: str | None
    session: str
    user: str | None
    route: str
    model_requested: str
    model_served: str | None
    generation: str
    stream: bool
    request: dict[str, Any]
    answer: Answer | None
    usage: Usage | None
    status: int | None
    error: str | None
    latency_ms: int | None
    not_replayable: str | None = None

    @property
    def is_answered(self) -> bool:
        """Did the model answer, with whatever content?"""
        return self.answer is not None

    def document(self) -> dict[str, Any]:
        """The form on disk."""
        return {"version": VERSION, **dataclasses.asdict(self), "ts": self.ts.isoformat()}


def from_document(document: dict[str, Any]) -> Exchange:
    """Read the form on disk back. Raises KeyError or TypeError for anything that `Exchange.document` did not write."""
    fields = {key: value for key, value in document.items() if key != "version"}
    answer, usage = fields["answer"], fields["usage"]
    return Exchange(
        **fields
        | {
            "ts": datetime.fromisoformat(fields["ts"]),
            "answer": None if answer is None else answer_from(answer),
            "usage": None if usage is None else Usage(**usage),
        }
    )


def answer_from(document: dict[str, Any]) -> Answer:
    """An answer from its form on disk."""
    calls = tuple(ToolCall(**call) for call in document["tool_calls"])
    return Answer(**document | {"tool_calls": calls})
