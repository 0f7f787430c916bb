"""A recorded V3.2 request to the request that V4 gets. Every change is a value that the report shows; nothing else is touched.

V4 thinks unless told not to, and the old chat name did not: the switch is always written out, by the facts of the old name.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from v4migrate.rulebook.facts import Facts
from v4migrate.traffic.exchange import Exchange

_SWITCH = {"enabled", "disabled"}


@dataclass(frozen=True)
class Change:
    """One field of the request that differs from the recording; None = absent."""

    field: str
    before: Any
    after: Any
    why: str


@dataclass(frozen=True)
class Translation:
    """The request to send, or the reason why none can be sent.

    `lowered_cap`: the replay gets less room than the recording had (or, where that had no cap, less than its answer took).
    """

    request: dict[str, Any]
    changes: tuple[Change, ...]
    refused: str | None = None
    lowered_cap: bool = False


def translate(exchange: Exchange, target: str, output_cap: int, facts: Facts) -> Translation:
    """The same question to `target`. `output_cap` is in tokens and bounds whatever cap was recorded."""
    request = dict(exchange.request)
    changes: list[Change] = []

    def put(field: str, after: Any, why: str) -> None:
        before = request.get(field)
        if before != after:
            request[field] = after
            changes.append(Change(field, before, after, why))

    put("model", target, "the candidate's name")
    put("thinking", {"type": _thinking(exchange, facts)}, "V4 thinks by default; the switch keeps the old name's mode")
    recorded_cap = request.get("max_tokens")
    has_cap = isinstance(recorded_cap, int) and not isinstance(recorded_cap, bool)
    cap = min(recorded_cap, output_cap) if has_cap and recorded_cap is not None else output_cap
    put("max_tokens", cap, "the run's output cap" if has_cap else "no cap was recorded; V4's own default is large")
    if exchange.stream:
        put("stream_options", {"include_usage": True}, "without it a stream does not state its usage")
    needed = exchange.usage.completion if exchange.usage else 0
    lowered = cap < (recorded_cap if has_cap and recorded_cap is not None else needed)
    return Translation(request, tuple(changes), exchange.not_replayable or _refused(request), lowered)


def _thinking(exchange: Exchange, facts: Facts) -> str:
    """The mode that was asked for: the recorded switch, or what the old name stood for."""
    recorded = exchange.request.get("thinking")
    asked = recorded.get("type") if isinstance(recorded, dict) else None
    if asked in _SWITCH:
        return str(asked)
    name = facts.name(exchange.model_requested)
    return (name.thinking if name else None) or "disabled"


def _refused(request: dict[str, Any]) -> str | None:
    """V4 answers 400 to a thinking request with tools whose earlier turns lack their reasoning; a V3.2 log has none.

    Source: https://github.com/NousResearch/hermes-agent/issues/14938 (checked 2026-11-24).
    """
    if request["thinking"]["type"] != "enabled" or not request.get("tools"):
        return None
    turns = (message for message in request["messages"] if message.get("role") == "assistant")
    if any(not turn.get("reasoning_content") for turn in turns):
        return "thinking with tools needs the reasoning_content of earlier turns, which the recording lacks"
    return None
