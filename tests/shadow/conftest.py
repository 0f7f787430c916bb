"""Makers of exchanges and replies with everything but the point of the test filled in."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest

from v4migrate.shadow.reply import Reply
from v4migrate.traffic.exchange import Answer, Exchange, Usage

MESSAGES = [{"role": "user", "content": "2+2?"}]


@pytest.fixture
def exchange() -> Callable[..., Exchange]:
    def make(answer: Answer | None = Answer("4", finish_reason="stop"), **more: Any) -> Exchange:  # noqa: B008 - frozen
        request = {"model": "deepseek-chat", "messages": MESSAGES} | more.pop("request", {})
        fields: dict[str, Any] = {
            "record_id": "r1",
            "ts": datetime(2026, 3, 2, 9, tzinfo=UTC),
            "source": "log.jsonl:1",
            "base_url": "https://api.deepseek.com",
            "session": "s1",
            "user": None,
            "route": "/a",
            "model_requested": request["model"],
            "model_served": "deepseek-chat",
            "generation": "v3.2",
            "stream": bool(request.get("stream")),
            "usage": Usage(9, 2, 0, 9) if answer else None,
            "status": 200 if answer else 503,
            "error": None if answer else "busy",
            "latency_ms": 900,
        }
        return Exchange(request=request, answer=answer, **fields | more)

    return make


@pytest.fixture
def reply() -> Callable[..., Reply]:
    def make(answer: Answer | None = Answer("4", finish_reason="stop"), error: str | None = None) -> Reply:  # noqa: B008 - frozen
        usage = Usage(9, 2, 0, 9) if answer else None
        return Reply(200 if answer else 400, answer, usage, "deepseek-v4-flash", "fp", error, 1, 100)

    return make
