"""The server over a real socket, as the official client meets it."""

from __future__ import annotations

import json
import socket
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import openai
import pytest

from local_engine import generate as generate_module
from local_engine import server as server_module
from local_engine import worker as worker_module
from local_engine.errors import CheckpointError, EngineError, PortInUse
from local_engine.sampling import Choice
from local_engine.server import LocalServer, serve

NAME = "deepseek-v4-flash"
CHAT = {"model": NAME, "messages": [{"role": "user", "content": "Hello"}], "max_tokens": 12}
CHAT |= {"thinking": {"type": "disabled"}, "temperature": 0}
THINK = CHAT | {"thinking": {"type": "enabled"}, "max_tokens": 60}


def events(response: httpx.Response) -> list[dict[str, Any]]:
    lines = [line.removeprefix("data: ") for line in response.text.split("\n\n") if line]
    assert lines[-1] == "[DONE]"
    return [json.loads(line) for line in lines[:-1]]


def joined(chunks: list[dict[str, Any]], field: str) -> str:
    return "".join(choice["delta"].get(field) or "" for chunk in chunks for choice in chunk["choices"])


def test_the_official_client(sdk: openai.OpenAI) -> None:
    got = sdk.chat.completions.create(
        model=NAME,
        messages=[{"role": "user", "content": "Hello"}],
        max_tokens=12,
        temperature=0,
        extra_body={"thinking": {"type": "disabled"}},
    )
    assert got.choices[0].message.role == "assistant" and got.choices[0].message.content
    assert got.choices[0].finish_reason == "length"
    assert got.usage is not None and got.usage.completion_tokens == 12
    assert got.system_fingerprint is not None and got.system_fingerprint.startswith("demo-")


def test_the_official_client_streams(sdk: openai.OpenAI, http: httpx.Client) -> None:
    stream = sdk.chat.completions.create(
        model=NAME,
        messages=[{"role": "user", "content": "Hello"}],
        max_tokens=12,
        temperature=0,
        stream=True,
        stream_options={"include_usage": True},
        extra_body={"thinking": {"type": "disabled"}},
    )
    chunks = list(stream)
    text = "".join(chunk.choices[0].delta.content or "" for chunk in chunks if chunk.choices)
    assert text == http.post("/chat/completions", json=CHAT).json()["choices"][0]["message"]["content"]
    assert chunks[-1].choices == [] and chunks[-1].usage is not None and chunks[-1].usage.completion_tokens == 12
    assert all(chunk.usage is None for chunk in chunks[:-1])


def test_the_body_of_a_completion(http: httpx.Client) -> None:
    got = http.post("/chat/completions", json=CHAT).json()
    assert got["object"] == "chat.completion" and got["model"] == NAME
    assert abs(got["created"] - time.time()) < 60
    assert set(got["choices"][0]) == {"index", "message", "logprobs", "finish_reason"}
    prompt = got["usage"]["prompt_tokens"]
    assert got["usage"] == {
        "prompt_tokens": prompt,
        "completion_tokens": 12,
        "total_tokens": prompt + 12,
        "prompt_cache_hit_tokens": 0,
        "prompt_cache_miss_tokens": prompt,
        "prompt_tokens_details": {"cached_tokens": 0},
        "completion_tokens_details": {"reasoning_tokens": 0},
    }


def test_thinking_comes_apart_from_the_answer(http: httpx.Client) -> None:
    body = THINK | {"seed": 11}
    message = http.post("/chat/completions", json=body).json()["choices"][0]["message"]
    assert message["reasoning_content"] and message["content"]
    chunks = events(http.post("/chat/completions", json=body | {"stream": True}))
    assert joined(chunks, "reasoning_content") == message["reasoning_content"]
    assert joined(chunks, "content") == message["content"]
    assert chunks[-1]["usage"]["completion_tokens_details"]["reasoning_tokens"] > 0


def test_equal_requests_get_equal_answers_and_seeds_differ(http: httpx.Client) -> None:
    def message(**fields: Any) -> Any:
        return http.post("/chat/completions", json=THINK | fields).json()["choices"][0]["message"]

    assert message() == message()
    assert message(seed=1) != message(seed=2)


def test_models_and_health(http: httpx.Client) -> None:
    data = http.get("/models").json()["data"]
    assert [(entry["id"], entry["demonstration_weights"]) for entry in data] == [(NAME, True)]
    assert http.get("../health").json()["status"] == "ok"


@pytest.mark.parametrize("path", ["/v1/chat/completions", "/chat/completions"])
def test_both_spellings_of_the_route(server: LocalServer, path: str) -> None:
    root = server.base_url.removesuffix("/v1")
    assert httpx.post(root + path, json=CHAT, timeout=30, trust_env=False).status_code == 200


REFUSALS = {
    "another model": (
        CHAT | {"model": "gpt-5"},
        "The supported API model names are deepseek-v4-flash, but you passed gpt-5",
    ),
    "no messages": (CHAT | {"messages": []}, "Empty input messages"),
    "max_tokens zero": (CHAT | {"max_tokens": 0}, "max_tokens"),
    "unknown role": (CHAT | {"messages": [{"role": "robot", "content": ""}]}, "robot"),
    "beyond the context": (CHAT | {"max_tokens": 32768}, "maximum context length"),
}


@pytest.mark.parametrize(("body", "words"), REFUSALS.values(), ids=REFUSALS)
@pytest.mark.parametrize("stream", [False, True], ids=["whole", "stream"])
def test_refusals_have_the_hosted_form(http: httpx.Client, body: dict[str, Any], words: str, stream: bool) -> None:
    response = http.post("/chat/completions", json=body | {"stream": stream})
    error = response.json()["error"]
    assert response.status_code == 400 and words in error["message"]
    assert {key: error[key] for key in ("type", "param", "code")} == {
        "type": "invalid_request_error",
        "param": None,
        "code": "invalid_request_error",
    }


def test_newer_name_of_the_cap_is_a_cap(http: httpx.Client) -> None:
    body = {key: value for key, value in CHAT.items() if key != "max_tokens"} | {"max_completion_tokens": 5}
    assert http.post("/chat/completions", json=body).json()["usage"]["completion_tokens"] == 5


@pytest.mark.parametrize(
    ("body", "words"),
    [
        pytest.param(json.dumps(CHAT | {"seed": 10**30}), "", id="endless-seed"),
        pytest.param("[" * 100_000, "JSON", id="deep-nesting"),
        pytest.param(
            json.dumps(
                CHAT | {"messages": [{"role": "user", "content": [{"type": "image_url", "image_url": {"url": "x"}}]}]}
            ),
            "unknown variant `image_url`, expected `text`",
            id="image",
        ),
    ],
)
def test_what_cannot_be_read_is_a_400(http: httpx.Client, body: str, words: str) -> None:
    response = http.post("/chat/completions", content=body)
    assert response.status_code == 400
    assert words in response.json()["error"]["message"]


def test_malformed_json(http: httpx.Client) -> None:
    response = http.post("/chat/completions", content=b'{"model": ')
    assert response.status_code == 400 and "JSON" in response.json()["error"]["message"]


@pytest.mark.parametrize(("method", "path", "status"), [("GET", "/nothing", 404), ("GET", "/chat/completions", 405)])
def test_unknown_routes(http: httpx.Client, method: str, path: str, status: int) -> None:
    response = http.request(method, path)
    assert response.status_code == status
    assert "POST /v1/chat/completions" in response.json()["error"]["message"]


def test_the_official_client_sees_its_own_error_class(sdk: openai.OpenAI) -> None:
    with pytest.raises(openai.BadRequestError, match="supported API model names"):
        sdk.chat.completions.create(model="gpt-5", messages=[{"role": "user", "content": "x"}])


class Gate:
    """Stands in for `generate`: yields tokens for ever, counts them, and waits at the first until opened."""

    def __init__(self) -> None:
        self.entered, self.opened, self.closed = threading.Event(), threading.Event(), threading.Event()

    def __call__(self, *arguments: object) -> Iterator[Choice]:
        try:
            self.entered.set()
            assert self.opened.wait(20)
            while True:
                yield Choice(100)
                time.sleep(0.001)
        finally:
            self.closed.set()


@pytest.fixture
def gate(monkeypatch: pytest.MonkeyPatch) -> Iterator[Gate]:
    gate = Gate()
    monkeypatch.setattr(worker_module, "generate", gate)
    yield gate
    gate.opened.set()


def test_health_answers_while_a_request_is_computed(http: httpx.Client, gate: Gate) -> None:
    with http.stream("POST", "/chat/completions", json=CHAT | {"stream": True}):
        assert gate.entered.wait(10)
        assert http.get("../health").status_code == 200
        gate.opened.set()


@pytest.mark.parametrize("stream", [True, False], ids=["stream", "whole"])
def test_a_client_that_leaves_ends_the_generation(server: LocalServer, gate: Gate, stream: bool) -> None:
    gate.opened.set()
    with httpx.Client(base_url=server.base_url, timeout=0.5 if not stream else 30, trust_env=False) as client:
        try:
            with client.stream("POST", "/chat/completions", json=CHAT | {"stream": stream}) as response:
                next(response.iter_raw())
        except httpx.ReadTimeout:
            assert not stream  # the impatient client hangs up
    assert gate.closed.wait(10)


def test_a_defect_is_an_error_body_and_not_a_hang(http: httpx.Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> Iterator[Choice]:
        raise ZeroDivisionError
        yield Choice(0)

    monkeypatch.setattr(worker_module, "generate", broken)
    last = events(http.post("/chat/completions", json=CHAT | {"stream": True}))[-1]
    assert last["error"]["type"] == "internal_error" and "ZeroDivisionError" in last["error"]["message"]
    whole = http.post("/chat/completions", json=CHAT)
    assert whole.status_code == 500 and whole.json()["error"]["type"] == "internal_error"
    assert worker_module.generate is not generate_module.generate


def test_a_port_in_use_is_told_in_one_line(server: LocalServer, demo: Path) -> None:
    port = int(server.base_url.removesuffix("/v1").rpartition(":")[2])
    with pytest.raises(PortInUse, match="another port") as caught:
        serve(demo, "127.0.0.1", port, NAME)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("host", "port", "words"),
    [("127.0.0.1", 70000, "65535"), ("127.0.0.1", -1, "65535"), ("192.0.2.1", 0, "192.0.2.1")],
)
def test_an_address_that_cannot_be(demo: Path, host: str, port: int, words: str) -> None:
    with pytest.raises(EngineError, match=words):
        serve(demo, host, port, NAME)


def test_a_bad_checkpoint_leaves_the_port_free(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    bound = socket.create_server(("127.0.0.1", 0))
    monkeypatch.setattr(server_module, "_listen", lambda host, port: bound)
    with pytest.raises(CheckpointError):
        LocalServer(tmp_path, "127.0.0.1", 0, NAME)
    assert bound.fileno() == -1
