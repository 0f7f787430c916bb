"""What the candidate answered to one replayed request, and its form in the ledger."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from typing import Any

from v4migrate.traffic.exchange import Answer, Usage, answer_from


@dataclass(frozen=True)
class Reply:
    """An answer or a failure; both are observations. `status` is None when no HTTP answer came.

    `first_token_ms` counts to the first reasoning or content of a stream; None for a plain answer.
    """

    status: int | None
    answer: Answer | None
    usage: Usage | None
    served: str | None
    fingerprint: str | None
    error: str | None
    attempts: int
    latency_ms: int
    first_token_ms: int | None = None

    def document(self) -> dict[str, Any]:
        """The form on disk."""
        return dataclasses.asdict(self)


def reply_from(document: dict[str, Any]) -> Reply:
    """A reply from its form on disk. Raises KeyError or TypeError for anything else."""
    answer, usage = document["answer"], document["usage"]
    return Reply(
        **document
        | {
            "answer": None if answer is None else answer_from(answer),
            "usage": None if usage is None else Usage(**usage),
        }
    )
