"""A control (the recorded exchange) beside its candidate (the reply of the replay)."""

from __future__ import annotations

from dataclasses import dataclass

from v4migrate.shadow.reply import Reply
from v4migrate.shadow.translate import Change
from v4migrate.traffic.exchange import Answer, Exchange


@dataclass(frozen=True)
class Pair:
    """Both sides cleaned. `lowered_cap`: the replay had a smaller output cap than the recording."""

    control: Exchange
    candidate: Reply
    changes: tuple[Change, ...] = ()
    lowered_cap: bool = False

    @property
    def answers(self) -> tuple[Answer, Answer] | None:
        """Both answers, or None when a side failed."""
        if self.control.answer is None or self.candidate.answer is None:
            return None
        return self.control.answer, self.candidate.answer
