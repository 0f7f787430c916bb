"""Token counts to money. Exact: Decimal all the way, and what the price book does not know raises UnknownFact.

Billing rule (https://api-docs.deepseek.com/quick_start/pricing, checked 2026-11-24): hit and miss input at their own prices, output
including reasoning at one price, the tariff in force when the request is sent; there is no fee for writing the cache.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from v4migrate.rulebook.facts import Facts
from v4migrate.rulebook.facts.prices import Tariff
from v4migrate.traffic.exchange import Usage

WEEK = timedelta(days=7)


def cost(usage: Usage, tariff: Tariff) -> Decimal:
    """Money for one answered request, in the tariff's currency. Raises ValueError when the cache counts are unknown."""
    if usage.hit is None or usage.miss is None:
        raise ValueError("the usage does not say how many input tokens were cached")
    prices = tariff.prices
    per_million = usage.hit * prices.hit + usage.miss * prices.miss + usage.completion * prices.out
    return per_million.scaleb(-6)


def billed(usage: Usage, tariff: Tariff) -> Decimal:
    """What a fresh answer costs; input counts as uncached where the backend does not say."""
    known = usage if usage.hit is not None else replace(usage, hit=0, miss=usage.prompt)
    return cost(known, tariff)


def weeks_forward(newest: datetime, as_of: datetime) -> int:
    """By how many whole weeks a recording moves so that its newest exchange is the last before `as_of`; never backwards.

    Whole weeks keep weekday and hour, and so the peak or off-peak price that the request would have met.
    """
    return max(0, (as_of - newest) // WEEK)


def with_recorded_cache(measured: Usage, recorded: Usage | None) -> Usage | None:
    """Measured tokens of a replay with the cached share of the recording; None when that share is unknown.

    A replay meets an emptier cache than production did (or, the second time, a fuller one), so its own hit count says nothing.
    """
    if recorded is None or recorded.hit is None or recorded.prompt == 0:
        return None
    hit = measured.prompt * recorded.hit // recorded.prompt
    return Usage(measured.prompt, measured.completion, hit, measured.prompt - hit, measured.reasoning)


def worst_case(facts: Facts, model: str, request: dict[str, Any], prompt_tokens: int | None, at: datetime) -> Decimal:
    """The most that one attempt can cost: nothing cached, and an answer as long as its cap.

    Without recorded tokens the prompt counts as one token per UTF-8 byte, which no tokenizer exceeds.
    """
    prompt = len(str(request).encode("utf-8", "replace")) if prompt_tokens is None else 2 * prompt_tokens
    usage = Usage(prompt, int(request["max_tokens"]), hit=0, miss=prompt)
    return cost(usage, facts.prices.tariff(model, at))
