"""What a backend may send instead of an answer, and what becomes of it."""

from __future__ import annotations

import asyncio
import json
from typing import Any

import httpx
import pytest

from v4migrate.errors import BackendError
from v4migrate.shadow.backend import Backend, ask, models
from v4migrate.shadow.reply import Reply

MESSAGE = {"content": "4"}
USAGE = {"prompt_tokens": 9, "completion_tokens": 2}
DEEP = "[" * 100_000
CONTENT = 'data: {"choices": [{"delta": {"content": "4"}}]}\n\n'
FINISH = 'data: {"choices": [{"delta": {}, "finish_reason": "stop"}]}\n\n'
DONE = "data: [DONE]\n\n"


def stub(response: httpx.Response) -> Backend:
    return Backend("stub", "http://stub/v1", transport=httpx.MockTransport(lambda request: response))


def asked(response: httpx.Response) -> Reply:
    async def once() -> Reply:
        async with stub(response).client(1) as client:
            return (await ask(client, {"model": "m"}, 1))[0]

    return asyncio.run(once())


def stream(text: str) -> httpx.Response:
    return httpx.Response(200, text=text, headers={"content-type": "text/event-stream"})


def whole(choice: dict[str, Any] | None = None, **more: Any) -> httpx.Response:
    choices = [{"message": MESSAGE, "finish_reason": "stop"} | (choice or {})]
    return httpx.Response(200, json={"model": "m", "choices": choices, "usage": USAGE} | more)


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(CONTENT, id="no-end"),
        pytest.param(": keep-alive\n\n: keep-alive\n\n", id="only-comments"),
        pytest.param("", id="nothing"),
        pytest.param(CONTENT + 'data: {"choi', id="cut-inside-a-chunk"),
    ],
)
def test_cut_stream_is_a_broken_answer_that_is_worth_another_try(text: str) -> None:
    reply = asked(stream(text))
    assert (reply.status, reply.answer) == (None, None)
    assert str(reply.error).startswith("the stream ended before its end")


@pytest.mark.parametrize("end", [FINISH, DONE, FINISH + DONE], ids=["finish-reason", "done", "both"])
def test_stream_with_an_end_is_an_answer(end: str) -> None:
    reply = asked(stream(CONTENT + end))
    assert reply.answer is not None
    assert (reply.answer.content, reply.status) == ("4", 200)


@pytest.mark.parametrize(
    "response",
    [
        pytest.param(stream('data: {"choices":[1]}\n\n' + DONE), id="choice-is-a-number"),
        pytest.param(stream(f"data: {DEEP}\n\n{DONE}"), id="deep-stream"),
        pytest.param(stream("data: {oops\n\n" + DONE), id="no-json-in-a-whole-stream"),
        pytest.param(whole({"message": MESSAGE | {"tool_calls": 5}}), id="tool-calls-is-a-number"),
        pytest.param(whole(usage=USAGE | {"prompt_tokens_details": [1]}), id="details-is-a-list"),
        pytest.param(httpx.Response(200, text=DEEP), id="deep-body"),
        pytest.param(stream('data: {"error": {"message": "busy"}}\n\n'), id="error-in-a-stream"),
    ],
)
def test_garbage_is_a_failed_reply_with_its_status(response: httpx.Response) -> None:
    reply = asked(response)
    assert (reply.status, reply.answer) == (200, None)
    assert reply.error


@pytest.mark.parametrize("name", [{}, [], 5, ["a"]], ids=["object", "empty-list", "number", "list"])
def test_name_that_is_no_text_is_unknown(name: Any) -> None:
    reply = asked(whole({"finish_reason": name}, model=name, system_fingerprint=name))
    assert reply.answer is not None
    assert (reply.served, reply.fingerprint, reply.answer.finish_reason) == (None, None, None)
    assert json.loads(json.dumps(reply.document()))["served"] is None


def test_secret_in_a_name_is_masked() -> None:
    key = "sk-0123456789abcdef0123"
    assert key not in json.dumps(asked(whole({"finish_reason": key}, model=key, system_fingerprint=key)).document())


@pytest.mark.parametrize("text", ['{"data": 5}', "[1]", DEEP], ids=["number", "array", "deep"])
def test_list_of_models_that_is_none_is_an_error(text: str) -> None:
    with pytest.raises(BackendError, match="no OpenAI-style API"):
        asyncio.run(models(stub(httpx.Response(200, text=text))))


@pytest.mark.parametrize("url", ["http://[bad", "http://127.0.0.1:99999", "http://host:abc"])
def test_address_that_is_none_is_an_error_of_one_line(url: str) -> None:
    with pytest.raises(BackendError, match="cannot be reached") as caught:
        asyncio.run(models(Backend("stub", url)))
    assert "\n" not in str(caught.value)
