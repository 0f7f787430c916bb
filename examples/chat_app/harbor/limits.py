"""What a model can take and what it costs. Dollars per million tokens, list price of the provider."""

from decimal import Decimal

CONTEXT_WINDOW = {
    "deepseek-chat": 131_072,
    "deepseek-reasoner": 131_072,
}

PRICE_PER_MTOK = {
    "deepseek-chat": {"hit": Decimal("0.028"), "miss": Decimal("0.28"), "out": Decimal("0.42")},
    "deepseek-reasoner": {"hit": Decimal("0.028"), "miss": Decimal("0.28"), "out": Decimal("0.42")},
}


def cap_output(requested: int) -> int:
    """The chat model answers at most 8K tokens; a larger value is refused by the API."""
    return min(requested, 8192)


def timeout_for(model: str) -> float:
    if model == "deepseek-reasoner":
        return 180.0
    return 60.0


def fits(model: str, prompt_tokens: int, max_tokens: int) -> bool:
    return prompt_tokens + max_tokens <= CONTEXT_WINDOW[model]


def cost_usd(model: str, usage: dict) -> Decimal:
    price = PRICE_PER_MTOK[model]
    total = (
        price["hit"] * usage["prompt_cache_hit_tokens"]
        + price["miss"] * usage["prompt_cache_miss_tokens"]
        + price["out"] * usage["completion_tokens"]
    )
    return total / 1_000_000
