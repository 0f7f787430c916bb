"""Sending the planned requests: bounded concurrency, retries where they can help, a budget that holds, a ledger that survives.

A recorded exchange that failed is replayed like any other: whether the candidate answers it is part of the success gate.
Retried: 429, 5xx, timeouts and broken connections, with doubling waits and Retry-After. Not retried: 400 and 422, which are
answers; 401, 402, 403 and 404 would be the same for every request and stop the run.
"""

from __future__ import annotations

import asyncio
import random
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

import httpx

from v4migrate.errors import RunIncomplete
from v4migrate.secrets import masked
from v4migrate.shadow.backend import Backend, Unreachable, ask
from v4migrate.shadow.ledger import Ledger
from v4migrate.shadow.reply import Reply
from v4migrate.traffic.clean import Cleaner
from v4migrate.traffic.exchange import Answer, Usage, answer_from

FAILURES_IN_A_ROW = 10
_STOPS_THE_RUN = {
    401: "the API key is refused",
    402: "the account has no balance left",
    403: "the API key is refused",
    404: "no such address or model, check the base URL (it often ends in /v1)",
}


@dataclass(frozen=True)
class Planned:
    """A request that is ready to go; `worst_case` in USD, None where the backend has no known price."""

    record_id: str
    request: dict[str, Any]
    worst_case: Decimal | None = None


@dataclass(frozen=True)
class Patience:
    """How often and how long to try; seconds."""

    attempts: int = 4
    first_wait: float = 1.0
    longest_wait: float = 60.0
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep
    jitter: Callable[[], float] = field(default=random.random)

    def wait(self, attempt: int, retry_after: str | None) -> float:
        """Seconds before the attempt after `attempt`: what the server asks for, or a doubling, jittered wait."""
        if retry_after is not None and retry_after.strip().isdecimal():
            return min(float(retry_after), self.longest_wait)
        doubled: float = self.first_wait * 2 ** (attempt - 1)
        return min(doubled, self.longest_wait) * (0.5 + self.jitter() / 2)


@dataclass
class Replay:
    """One run over the plan. `price` turns measured usage into USD; None = the backend costs nothing that is known."""

    backend: Backend
    ledger: Ledger
    cleaner: Cleaner
    concurrency: int
    budget: Decimal | None = None
    price: Callable[[Usage], Decimal] | None = None
    patience: Patience = field(default_factory=Patience)
    on_answer: Callable[[Reply], None] = lambda reply: None
    _held: list[tuple[Planned, Reply]] = field(default_factory=list, init=False)  # failures that are no result yet

    async def run(self, plan: Sequence[Planned]) -> None:
        """Answer everything in `plan` that the ledger lacks. Raises RunIncomplete when it has to stop early."""
        left = iter([planned for planned in plan if planned.record_id not in self.ledger.replies])
        async with self.backend.client(self.concurrency) as client:
            workers = [asyncio.create_task(self._work(left, client)) for _ in range(self.concurrency)]
            try:
                await asyncio.gather(*workers)
            finally:
                for worker in workers:
                    worker.cancel()
                await asyncio.gather(*workers, return_exceptions=True)
        answered = any(reply.answer is not None for reply in self.ledger.replies.values())
        if len(self._held) > 1 and not answered:
            raise self._all_failed()
        self._settle_held()

    async def _work(self, left: Any, client: httpx.AsyncClient) -> None:
        for planned in left:
            await self._one(planned, client)

    async def _one(self, planned: Planned, client: httpx.AsyncClient) -> None:
        self._reserve(planned)
        for attempt in range(1, self.patience.attempts + 1):
            try:
                reply, retry_after = await ask(client, planned.request, attempt)
            except Unreachable as error:
                if attempt == self.patience.attempts:
                    raise self._stopped(
                        f"stopped answering ({error})", "run the same command again to go on"
                    ) from error
                await self.patience.sleep(self.patience.wait(attempt, None))
                continue
            if reply.status in _STOPS_THE_RUN:
                why = f"{_STOPS_THE_RUN[reply.status]} (HTTP {reply.status})"
                raise self._stopped(why, "mend it and run the same command again")
            if not _is_worth_another_try(reply) or attempt == self.patience.attempts:
                break
            await self.patience.sleep(self.patience.wait(attempt, retry_after))
            if reply.status is None:  # it may have been billed
                self._reserve(planned)
        self._settle(planned, reply)

    def _settle(self, planned: Planned, reply: Reply) -> None:
        """Keep a reply, or hold a failure until an answer shows that the backend works."""
        self._held.append((planned, reply))
        if reply.answer is None and len(self._held) < FAILURES_IN_A_ROW:
            return
        if reply.answer is None:
            raise self._all_failed()
        self._settle_held()

    def _settle_held(self) -> None:
        while self._held:
            planned, reply = self._held.pop(0)
            self.ledger.answered(planned.record_id, self._cleaned(reply), self._spent(reply))
            self.on_answer(reply)

    def _all_failed(self) -> RunIncomplete:
        last = masked(self._held[-1][1].error or "no answer")
        why = f"the last {len(self._held)} requests all failed ({last})"
        return self._stopped(why, "mend the backend and run the same command again")

    def _reserve(self, planned: Planned) -> None:
        worst = planned.worst_case
        if self.budget is not None and worst is not None and self.ledger.committed + worst > self.budget:
            held = f"{self.ledger.committed:.6f} are spent or reserved"
            why = f"the budget of {self.budget} USD does not cover the next request, {held}"
            raise self._stopped(why, "raise --budget-usd and run the same command again")
        self.ledger.sent(planned.record_id, worst)

    def _spent(self, reply: Reply) -> Decimal | None:
        """What the last attempt cost: measured, nothing for a refusal, unknown (so the reservation stays) after a broken answer."""
        if self.price is not None and reply.usage is not None:
            return self.price(reply.usage)
        return Decimal() if self.price is None or reply.status not in {None, 200} else None

    def _cleaned(self, reply: Reply) -> Reply:
        document = reply.document()
        answer: Answer | None = None
        if reply.answer is not None:
            answer = answer_from(self.cleaner.value(document["answer"]))
        texts = {
            key: None if document[key] is None else self.cleaner.text(document[key])
            for key in ("error", "served", "fingerprint")
        }
        return Reply(**{**reply.__dict__, **texts, "answer": answer})

    def _stopped(self, why: str, remedy: str) -> RunIncomplete:
        return RunIncomplete(f"{self.backend.name}: {why}; {len(self.ledger.replies)} answers are kept, {remedy}")


def _is_worth_another_try(reply: Reply) -> bool:
    return reply.status is None or reply.status == 429 or reply.status >= 500
