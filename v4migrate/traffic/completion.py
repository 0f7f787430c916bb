"""Chat completion bodies, whole or streamed, to an Answer and a Usage. Used for recordings and for fresh answers alike.

Source of the field names: https://api-docs.deepseek.com/api/create-chat-completion and .../guides/kv_cache (checked 2026-11-24).
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import Any

from v4migrate.traffic.exchange import Answer, ToolCall, Usage


def sse_chunks(lines: Iterable[str]) -> Iterator[dict[str, Any]]:
    """The JSON objects of a server-sent event stream; comments (`: keep-alive`) and blank lines are skipped.

    Raises ValueError for data that is no JSON object.
    """
    for line in lines:
        if not line.startswith("data:"):
            continue
        data = line[5:].strip()
        if data == "[DONE]":
            return
        chunk = json.loads(data)
        if not isinstance(chunk, dict):
            raise ValueError("a stream chunk is not an object")
        yield chunk


def has_end(lines: Iterable[str]) -> bool:
    """Did the server mark the stream as whole with `data: [DONE]`?"""
    return any(line.startswith("data:") and line[5:].strip() == "[DONE]" for line in lines)


def is_nested_deeper(value: Any, levels: int) -> bool:
    """Do lists and objects lie in each other more than `levels` deep? Walks by layers, so that it cannot recurse too far."""
    layer = [value]
    for _ in range(levels + 1):
        layer = [
            inner
            for outer in layer
            if isinstance(outer, dict | list)
            for inner in (outer.values() if isinstance(outer, dict) else outer)
            if isinstance(inner, dict | list)
        ]
    return bool(layer)


def name_of(value: Any) -> str | None:
    """A name in a body (model, fingerprint, finish reason); anything but text is unknown."""
    return value if isinstance(value, str) and value else None


def assemble(chunks: Iterable[dict[str, Any]]) -> dict[str, Any]:
    """One chat completion body from the chunks of a stream; usage comes from the last chunk that has it."""
    body: dict[str, Any] = {}
    message: dict[str, Any] = {"role": "assistant", "content": ""}
    calls: dict[int, dict[str, str]] = {}
    finish = None
    for chunk in chunks:
        if chunk.get("error"):
            body["error"] = chunk["error"]
        for key in ("model", "system_fingerprint", "usage", "id", "created"):
            if chunk.get(key) is not None:
                body[key] = chunk[key]
        for choice in chunk.get("choices") or ():
            delta = choice.get("delta") or {}
            for key in ("content", "reasoning_content"):
                if delta.get(key):
                    message[key] = message.get(key, "") + delta[key]
            for call in delta.get("tool_calls") or ():
                _extend(calls.setdefault(int(call.get("index", len(calls))), {"name": "", "arguments": ""}), call)
            finish = choice.get("finish_reason") or finish
    if calls:
        message["tool_calls"] = [{"type": "function", "function": calls[index]} for index in sorted(calls)]
    body["choices"] = [{"index": 0, "message": message, "finish_reason": finish}]
    return body


def _extend(call: dict[str, str], delta: dict[str, Any]) -> None:
    function = delta.get("function") or {}
    call["name"] = call["name"] or function.get("name") or ""
    call["arguments"] += function.get("arguments") or ""


def answer_of(body: dict[str, Any]) -> Answer:
    """The first choice of a chat completion. Raises ValueError when there is none."""
    choices = body.get("choices")
    if not isinstance(choices, list) or not choices or not isinstance(choices[0], dict):
        raise ValueError("the response has no choices")
    message = choices[0].get("message")
    if not isinstance(message, dict):
        raise ValueError("the response has no message")
    return Answer(
        content=_text(message.get("content")),
        reasoning_content=_text(message.get("reasoning_content")),
        tool_calls=tuple(_call(call) for call in message.get("tool_calls") or ()),
        finish_reason=name_of(choices[0].get("finish_reason")),
    )


def _text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, list):  # content parts
        return "".join(part.get("text", "") for part in value if isinstance(part, dict))
    return str(value)


def _call(call: Any) -> ToolCall:
    function = call.get("function") if isinstance(call, dict) else None
    if not isinstance(function, dict):
        raise ValueError("a tool call has no function")
    arguments = function.get("arguments")
    return ToolCall(
        str(function.get("name") or ""), arguments if isinstance(arguments, str) else json.dumps(arguments or {})
    )


def usage_of(body: dict[str, Any]) -> Usage | None:
    """The billed token counts, or None when the body does not state them."""
    usage = body.get("usage")
    if not isinstance(usage, dict):
        return None
    prompt, completion = _count(usage.get("prompt_tokens")), _count(usage.get("completion_tokens"))
    if prompt is None or completion is None:
        return None
    hit = _count(usage.get("prompt_cache_hit_tokens"))
    if hit is None:
        hit = _count((usage.get("prompt_tokens_details") or {}).get("cached_tokens"))
    reasoning = _count((usage.get("completion_tokens_details") or {}).get("reasoning_tokens"))
    known = hit is not None and hit <= prompt
    return Usage(prompt, completion, hit if known else None, prompt - (hit or 0) if known else None, reasoning or 0)


def _count(value: Any) -> int | None:
    return value if isinstance(value, int) and not isinstance(value, bool) and value >= 0 else None
