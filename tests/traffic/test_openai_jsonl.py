"""Every form of a log line that the reader takes, and the reason it gives for every form that it does not."""

from __future__ import annotations

import json
from typing import Any

import pytest

from v4migrate.traffic.exchange import Answer, ToolCall, Usage, from_document
from v4migrate.traffic.readers.openai_jsonl import Malformed, read_line

REQUEST = {"model": "deepseek-chat", "messages": [{"role": "user", "content": "2+2?"}]}
USAGE = {"prompt_tokens": 9, "completion_tokens": 2, "prompt_cache_hit_tokens": 0, "prompt_cache_miss_tokens": 9}
BODY = {
    "model": "deepseek-chat",
    "choices": [{"index": 0, "finish_reason": "stop", "message": {"role": "assistant", "content": "4"}}],
    "usage": USAGE,
}
CHUNKS: list[dict[str, Any]] = [
    {"choices": [{"delta": {"role": "assistant", "content": ""}, "finish_reason": None}], "usage": None},
    {"choices": [{"delta": {"content": "4"}, "finish_reason": None}], "usage": None},
    {"choices": [{"delta": {}, "finish_reason": "stop"}], "usage": None},
    {"model": "deepseek-chat", "choices": [], "usage": USAGE},
]
SSE = ": keep-alive\n\n" + "".join(f"data: {json.dumps(chunk)}\n\n" for chunk in CHUNKS) + "data: [DONE]\n\n"
TS = "2026-03-02T09:14:05Z"
DEEP: list[Any] = json.loads("[" * 300 + "]" * 300)


def line(**record: Any) -> bytes:
    return json.dumps(record).encode()


@pytest.mark.parametrize(
    "record",
    [
        pytest.param({"ts": TS, "request": REQUEST, "response": BODY}, id="plain-body"),
        pytest.param({"ts": TS, "request": REQUEST, "response": CHUNKS}, id="list-of-chunks"),
        pytest.param({"ts": TS, "request": REQUEST, "response_sse": SSE}, id="sse-text"),
        pytest.param({"ts": TS, "request": REQUEST, "response": SSE}, id="sse-text-as-response"),
        pytest.param({"ts": TS, "body": REQUEST, "res": BODY}, id="aliases"),
        pytest.param({"timestamp": 1772442845, "req": REQUEST, "output": BODY}, id="epoch-seconds"),
        pytest.param({"time": 1772442845000, "request": REQUEST, "response": BODY}, id="epoch-milliseconds"),
        pytest.param({"time": "1772442845.0", "request": REQUEST, "response": BODY}, id="epoch-as-text"),
        pytest.param({"ts": "2026-03-02T10:14:05+01:00", "request": REQUEST, "response": BODY}, id="other-offset"),
        pytest.param({"request": REQUEST, "response": BODY | {"created": 1772442845}}, id="time-of-the-body"),
    ],
)
def test_every_form_gives_the_same_exchange(record: dict[str, Any]) -> None:
    exchange = read_line(line(**record), "log.jsonl:1")
    assert exchange.ts.isoformat() == "2026-03-02T09:14:05+00:00"
    assert exchange.answer == Answer(content="4", finish_reason="stop")
    assert exchange.usage == Usage(prompt=9, completion=2, hit=0, miss=9)
    assert (exchange.status, exchange.error, exchange.not_replayable) == (200, None, None)
    assert from_document(json.loads(json.dumps(exchange.document()))) == exchange


def test_streamed_tool_call_is_put_together() -> None:
    deltas = [
        {"index": 0, "function": {"name": "look", "arguments": '{"a"'}},
        {"index": 0, "function": {"arguments": ": 1}"}},
    ]
    chunks = [{"choices": [{"delta": {"tool_calls": [delta]}}]} for delta in deltas]
    answer = read_line(line(ts=TS, request=REQUEST, response=chunks), "x:1").answer
    assert answer is not None
    assert answer.tool_calls == (ToolCall("look", '{"a": 1}'),)


@pytest.mark.parametrize(
    ("record", "status", "error"),
    [
        pytest.param(
            {"status": 429, "response": {"error": {"message": "slow down"}}}, 429, "slow down", id="error-body"
        ),
        pytest.param({"status": None, "response": None, "error": "ReadTimeout"}, None, "ReadTimeout", id="timeout"),
    ],
)
def test_failure_is_an_exchange_without_an_answer(record: dict[str, Any], status: int | None, error: str) -> None:
    exchange = read_line(line(ts=TS, request=REQUEST, **record), "x:1")
    assert (exchange.answer, exchange.status, exchange.error) == (None, status, error)


@pytest.mark.parametrize(
    ("usage", "expected"),
    [
        pytest.param({"prompt_tokens": 9, "completion_tokens": 2}, Usage(9, 2, None, None), id="no-cache-counts"),
        pytest.param(
            {"prompt_tokens": 9, "completion_tokens": 2, "prompt_tokens_details": {"cached_tokens": 4}},
            Usage(9, 2, 4, 5),
            id="openai-form",
        ),
        pytest.param(
            {"prompt_tokens": 9, "completion_tokens": 2, "prompt_cache_hit_tokens": 10},
            Usage(9, 2, None, None),
            id="more-hits-than-input",
        ),
        pytest.param({"prompt_tokens": "9", "completion_tokens": 2}, None, id="no-number"),
        pytest.param(None, None, id="absent"),
    ],
)
def test_usage_is_never_guessed(usage: Any, expected: Usage | None) -> None:
    assert read_line(line(ts=TS, request=REQUEST, response=BODY | {"usage": usage}), "x:1").usage == expected


@pytest.mark.parametrize(
    ("raw", "reason"),
    [
        pytest.param(b'{"ts": ', "not JSON", id="cut-line"),
        pytest.param(b"\xff\xfe", "not UTF-8 at byte 0", id="not-utf-8"),
        pytest.param(b"[1]", "expected an object, found list", id="array"),
        pytest.param(b"[" * 100_000, "not JSON", id="nested-too-deep"),
        pytest.param(line(ts=TS, response=BODY), "no request object", id="no-request"),
        pytest.param(line(ts=TS, request={"messages": []}, response=BODY), "names no model", id="no-model"),
        pytest.param(line(request=REQUEST, response=BODY), "no time", id="no-time"),
        pytest.param(line(ts="2026-03-02 09:14", request=REQUEST, response=BODY), "has no offset", id="no-offset"),
        pytest.param(line(ts="soon", request=REQUEST, response=BODY), "not ISO 8601", id="no-date"),
        pytest.param(line(ts=9e30, request=REQUEST, response=BODY), "out of range", id="far-future"),
        pytest.param(line(ts=float("nan"), request=REQUEST, response=BODY), "nan is out of range", id="nan"),
        pytest.param(line(ts=float("inf"), request=REQUEST, response=BODY), "inf is out of range", id="infinity"),
        pytest.param(line(ts=TS, request=REQUEST | {"x": DEEP}, response=BODY), "nested deeper", id="deep-request"),
        pytest.param(line(ts=TS, request=REQUEST, response=BODY | {"choices": DEEP}), "nested", id="deep-response"),
        pytest.param(line(ts=TS, status=200, request=REQUEST), "no response", id="no-response"),
        pytest.param(line(ts=TS, request=REQUEST, status=200, response={"choices": []}), "no choices", id="no-choices"),
        pytest.param(line(ts=TS, request=REQUEST, response_sse="data: {oops\n\n"), "not a chat exchange", id="bad-sse"),
        pytest.param(line(ts=TS, request=REQUEST, response=7), "the response is a int", id="response-is-a-number"),
        pytest.param(line(ts=TS, request=REQUEST, response=["a"]), "not a chat exchange", id="chunks-are-text"),
    ],
)
def test_malformed_line_has_a_reason(raw: bytes, reason: str) -> None:
    with pytest.raises(Malformed, match=reason):
        read_line(raw, "log.jsonl:1")


@pytest.mark.parametrize("finish", [{"a": 1}, [], 5, ""], ids=["object", "list", "number", "empty"])
def test_name_that_is_no_text_is_unknown(finish: Any) -> None:
    choice = {"finish_reason": finish, "message": {"content": "4"}}
    exchange = read_line(line(ts=TS, request=REQUEST, response={"model": finish, "choices": [choice]}), "x:1")
    assert exchange.answer == Answer(content="4", finish_reason=None)
    assert exchange.model_served is None


def test_recorded_stream_without_an_end_is_read_without_a_finish_reason() -> None:
    exchange = read_line(line(ts=TS, request=REQUEST, response_sse=f"data: {json.dumps(CHUNKS[1])}\n\n"), "x:1")
    assert exchange.answer == Answer(content="4", finish_reason=None)


@pytest.mark.parametrize(
    ("messages", "reason"),
    [
        pytest.param([], "no messages", id="no-messages"),
        pytest.param(["hi"], "not an object", id="message-is-text"),
        pytest.param(
            [{"role": "user", "content": "long [log cut here: 9 characters left out]"}],
            "cut the prompt",
            id="cut-prompt",
        ),
    ],
)
def test_what_cannot_be_replayed_says_why(messages: list[Any], reason: str) -> None:
    exchange = read_line(line(ts=TS, request=REQUEST | {"messages": messages}, response=BODY), "x:1")
    assert reason in str(exchange.not_replayable)
