"""Which recorded exchanges are replayed, as which requests, in which order.

The order is a hash of the seed and the record, so that a run cut short holds a sample of all routes and hours, and a larger
`--limit` extends a smaller one.
"""

from __future__ import annotations

import dataclasses
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from v4migrate.rulebook.facts import Facts
from v4migrate.shadow.translate import Change, translate
from v4migrate.traffic.clean import Cleaner
from v4migrate.traffic.exchange import Exchange, answer_from, from_document

SEED = 32


@dataclass(frozen=True)
class PlanRow:
    """One exchange of the recording in the run folder, cleaned. `refused` says why it cannot be replayed."""

    control: Exchange
    changes: tuple[Change, ...]
    refused: str | None
    lowered_cap: bool
    is_sampled: bool

    def document(self) -> dict[str, Any]:
        """The form on disk."""
        return {**dataclasses.asdict(self), "control": self.control.document()}


def row_from(document: dict[str, Any]) -> PlanRow:
    """A row from its form on disk. Raises KeyError or TypeError for anything else."""
    changes = tuple(Change(**change) for change in document["changes"])
    return PlanRow(**document | {"control": from_document(document["control"]), "changes": changes})


def make_plan(
    exchanges: Sequence[Exchange], target: str, output_cap: int, limit: int | None, facts: Facts, cleaner: Cleaner
) -> tuple[list[PlanRow], dict[str, dict[str, Any]]]:
    """The cleaned rows in the order of replay, and the requests to send by record id. The requests never touch the disk."""
    rows: list[PlanRow] = []
    requests: dict[str, dict[str, Any]] = {}
    for exchange in sorted(exchanges, key=_order):
        translation = translate(exchange, target, output_cap, facts)
        is_sampled = translation.refused is None and (limit is None or len(requests) < limit)
        if is_sampled:
            requests[exchange.record_id] = translation.request
        cleaned_changes = tuple(Change(**cleaner.value(dataclasses.asdict(change))) for change in translation.changes)
        rows.append(
            PlanRow(
                _cleaned(exchange, cleaner), cleaned_changes, translation.refused, translation.lowered_cap, is_sampled
            )
        )
    return rows, requests


def _order(exchange: Exchange) -> str:
    return hashlib.sha256(f"{SEED}:{exchange.record_id}".encode()).hexdigest()


def _cleaned(exchange: Exchange, cleaner: Cleaner) -> Exchange:
    answer = exchange.answer
    if answer is not None:
        answer = answer_from(cleaner.value(dataclasses.asdict(answer)))
    return dataclasses.replace(
        exchange,
        base_url=None if exchange.base_url is None else cleaner.text(exchange.base_url),
        session=cleaner.text(exchange.session),
        user=None if exchange.user is None else cleaner.text(exchange.user),
        route=cleaner.text(exchange.route),
        model_requested=cleaner.text(exchange.model_requested),
        model_served=None if exchange.model_served is None else cleaner.text(exchange.model_served),
        request=cleaner.value(exchange.request),
        answer=answer,
        error=None if exchange.error is None else cleaner.text(exchange.error),
    )
