"""What the middleware of the example app writes: an exchange as a line of the log, with the usage that V3.2 would have stated.

The prompt is laid out as the model reads it, because the prefix cache counts in whole units of that text.
"""

import hashlib
import json
import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import estimate

BASE_URL = "https://api.deepseek.com"
FINGERPRINT = "fp_7c40e1b95d_prod0128_fp8_kvcache"

# V3.2 prepends a fixed explanation of its call syntax when a request has tools, and wraps calls and results in marks.
TOOL_PREAMBLE_TOKENS = 240
TOOL_MARK_TOKENS = 24

Message = dict[str, Any]


@dataclass
class Exchange:
    """One request and what came back. `answer` is the assistant message; None when the call failed."""

    at: datetime
    route: str
    session: str
    user: str
    request: dict[str, Any]
    answer: Message | None = None
    finish_reason: str = "stop"
    status: int | None = 200
    error: dict[str, Any] | str | None = None
    latency_ms: int = 0
    completion_tokens: int = 0
    reasoning_tokens: int | None = None
    ids: dict[str, str] = field(default_factory=dict)


class PrefixCache:
    """The context cache as documented for V3.2: whole units of 64 tokens from the very start of a prompt.

    A unit is found again when the same text up to its end was sent before and has been used in the last hours; it is
    usable a few seconds after the request that wrote it. Best effort: now and then a request lands on a cold machine.
    """

    UNIT = 64
    KEPT = timedelta(hours=5)
    WRITTEN_AFTER = timedelta(seconds=3)
    COLD = 0.04

    def __init__(self, rng: random.Random) -> None:
        self._rng = rng
        self._usable_from: dict[str, datetime] = {}
        self._last_used: dict[str, datetime] = {}

    def look_up(self, prompt: "Prompt", at: datetime, done_at: datetime) -> int:
        """Tokens served from the cache; also remembers the prompt. Always leaves the last token to compute."""
        hits = 0
        if self._rng.random() >= self.COLD:
            for key in prompt.unit_keys(self.UNIT):
                fresh = key in self._last_used and at - self._last_used[key] <= self.KEPT
                if not fresh or self._usable_from[key] > at or (hits + 1) * self.UNIT >= prompt.tokens:
                    break
                hits += 1
        for key in prompt.unit_keys(self.UNIT):
            self._usable_from.setdefault(key, done_at + self.WRITTEN_AFTER)
            self._last_used[key] = at
        return hits * self.UNIT


class Prompt:
    """A request laid out as the model reads it: tools, system text, turns with their marks, and the opening mark."""

    def __init__(self, request: dict[str, Any]) -> None:
        self._pieces: list[tuple[str, float]] = [("<begin>", 1.0)]
        thinks = request["model"] == "deepseek-reasoner"
        for message in request["messages"]:
            self._add_message(message)
            if message["role"] == "system" and "tools" in request:
                self._pieces.append(("<tools>", float(TOOL_PREAMBLE_TOKENS)))
                self._pieces += estimate.pieces("\n".join(json.dumps(tool) for tool in request["tools"]))
        self._pieces.append(("<assistant><think>" if thinks else "<assistant></think>", 2.0))
        self.tokens = round(sum(cost for _, cost in self._pieces))

    def _add_message(self, message: Message) -> None:
        role = message["role"]
        if role == "assistant":
            self._pieces.append(("<assistant></think>", 2.0))
            self._pieces += estimate.pieces(message["content"])
            for call in message.get("tool_calls", ()):
                self._pieces += [("<call>", float(TOOL_MARK_TOKENS)), *estimate.pieces(json.dumps(call["function"]))]
            self._pieces.append(("<end>", 1.0))
            return
        # The system text follows the first mark directly; users and tool results have a mark of their own.
        mark_tokens = {"system": 0.0, "user": 1.0, "tool": float(TOOL_MARK_TOKENS)}[role]
        self._pieces += [(f"<{role}>", mark_tokens), *estimate.pieces(message["content"])]

    def unit_keys(self, unit: int) -> Iterator[str]:
        """One digest per full unit, over all text up to the end of that unit."""
        digest, total, units = hashlib.sha256(), 0.0, 0
        for text, cost in self._pieces:
            digest.update(text.encode())
            total += cost
            while total >= (units + 1) * unit:
                units += 1
                yield f"{units}:{digest.hexdigest()}"


def usage_of(exchange: Exchange, prompt_tokens: int, hit: int) -> dict[str, Any]:
    usage: dict[str, Any] = {
        "prompt_tokens": prompt_tokens,
        "completion_tokens": exchange.completion_tokens,
        "total_tokens": prompt_tokens + exchange.completion_tokens,
        "prompt_tokens_details": {"cached_tokens": hit},
    }
    if exchange.reasoning_tokens is not None:
        usage["completion_tokens_details"] = {"reasoning_tokens": exchange.reasoning_tokens}
    return usage | {"prompt_cache_hit_tokens": hit, "prompt_cache_miss_tokens": prompt_tokens - hit}


def completion_body(exchange: Exchange, usage: dict[str, Any]) -> dict[str, Any]:
    return {
        "id": exchange.ids["id"],
        "object": "chat.completion",
        "created": int(exchange.at.timestamp()) + 1,
        "model": exchange.request["model"],
        "choices": [
            {"index": 0, "message": exchange.answer, "logprobs": None, "finish_reason": exchange.finish_reason}
        ],
        "usage": usage,
        "system_fingerprint": FINGERPRINT,
    }


def chunk_bodies(exchange: Exchange, usage: dict[str, Any], rng: random.Random) -> list[dict[str, Any]]:
    """Streamed pieces of several tokens each: role first, then text, the reason of the end, and last the usage."""
    assert exchange.answer is not None
    shared = {
        "id": exchange.ids["id"],
        "object": "chat.completion.chunk",
        "created": int(exchange.at.timestamp()) + 1,
        "model": exchange.request["model"],
        "system_fingerprint": FINGERPRINT,
    }

    def chunk(delta: dict[str, Any], finish_reason: str | None = None) -> dict[str, Any]:
        choice = {"index": 0, "delta": delta, "logprobs": None, "finish_reason": finish_reason}
        return {**shared, "choices": [choice], "usage": None}

    words = [text for text, _ in estimate.pieces(exchange.answer["content"])]
    chunks = [chunk({"role": "assistant", "content": ""})]
    while words:
        size = rng.randint(7, 16)
        chunks.append(chunk({"content": "".join(words[:size])}))
        words = words[size:]
    chunks.append(chunk({"content": ""}, exchange.finish_reason))
    return [*chunks, {**shared, "choices": [], "usage": usage}]


def sse_text(chunks: list[dict[str, Any]], rng: random.Random) -> str:
    """The same chunks as bytes on the wire, with the comments that keep a slow connection open."""
    lines = [": keep-alive"] * rng.randint(0, 3)
    for position, chunk in enumerate(chunks):
        if position and rng.random() < 0.05:
            lines.append(": keep-alive")
        lines.append("data: " + json.dumps(chunk, ensure_ascii=False, separators=(",", ":")))
    return "\n\n".join([*lines, "data: [DONE]", ""])


def record(exchange: Exchange, cache: PrefixCache, rng: random.Random) -> dict[str, Any]:
    line: dict[str, Any] = {
        "ts": f"{exchange.at:%Y-%m-%dT%H:%M:%S}.{exchange.at.microsecond // 1000:03d}Z",
        "route": exchange.route,
        "session": exchange.session,
        "user": exchange.user,
        "base_url": BASE_URL,
        "latency_ms": exchange.latency_ms,
        "status": exchange.status,
        "request": exchange.request,
    }
    if exchange.answer is None:
        # A timeout has no body at all, so what the client library said is the only trace.
        if exchange.status is None:
            return line | {"response": None, "error": exchange.error}
        return line | {"response": exchange.error}
    prompt = Prompt(exchange.request)
    hit = cache.look_up(prompt, exchange.at, exchange.at + timedelta(milliseconds=exchange.latency_ms))
    usage = usage_of(exchange, prompt.tokens, hit)
    if not exchange.request.get("stream"):
        return line | {"response": completion_body(exchange, usage)}
    chunks = chunk_bodies(exchange, usage, rng)
    if rng.random() < 0.5:
        return line | {"response": chunks}
    return line | {"response_sse": sse_text(chunks, rng)}
