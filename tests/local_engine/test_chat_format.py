"""Prompts against recorded renderings of the official encoder; completions back into messages."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from local_engine.answer import Answer
from local_engine.chat_format import ChatFormat
from local_engine.config import Config
from local_engine.errors import RequestError
from local_engine.sampling import Choice
from local_engine.tokenizer import Tokenizer

VECTORS = json.loads((Path(__file__).parent / "vectors" / "encoding_vectors.json").read_text(encoding="utf-8"))
NAME, EOS = "the-model", "<｜end▁of▁sentence｜>"
USER = [{"role": "user", "content": "Hello"}]
TOOLS = next(case["tools"] for case in VECTORS["cases"] if case["tools"])
CALL = '\n\n<｜DSML｜tool_calls>\n<｜DSML｜invoke name="grep">\n<｜DSML｜parameter name="pattern" string="true">x'


@pytest.fixture(scope="session")
def form(demo: Path, demo_tokenizer: Tokenizer) -> ChatFormat:
    return ChatFormat(Config.from_file(demo / "config.json"), demo_tokenizer, NAME)


def request(*, thinking: bool = False, **fields: Any) -> dict[str, Any]:
    switch = {"type": "enabled" if thinking else "disabled"}
    return {"model": NAME, "messages": USER, "thinking": switch} | fields


def request_of(case: dict[str, Any]) -> dict[str, Any]:
    """The API request that a recorded case stands for."""
    messages = [{k: v for k, v in message.items() if k != "response_format"} for message in case["messages"]]
    body = request(thinking=case["options"]["thinking"], messages=messages)
    if case["tools"]:
        body["tools"] = case["tools"]
    if effort := case["options"].get("reasoning_effort"):
        body["reasoning_effort"] = effort
    for schema in [message["response_format"] for message in case["messages"] if "response_format" in message]:
        body["response_format"] = {"type": "json_schema", "json_schema": {"name": "any", "schema": schema}}
    return body


def is_asked_for_by_a_request(case: dict[str, Any]) -> bool:
    return "drop_thinking" not in case["options"]  # a switch of the encoder that the API does not have


CASES = [case for case in VECTORS["cases"] if is_asked_for_by_a_request(case)]
BY_RELEASE = [
    (release, case) for release in ("preview", "0731") for case in CASES if case["profile"] in (release, "both")
]


@pytest.mark.parametrize(
    ("release", "case"), BY_RELEASE, ids=[f"{release}-{case['name']}" for release, case in BY_RELEASE]
)
def test_prompt_is_that_of_the_official_encoder(form: ChatFormat, release: str, case: dict[str, Any]) -> None:
    body = request_of(case)
    if release == "0731":
        form = ChatFormat(replace(form.config, is_0731=True), form.tokenizer, NAME)
        if body["thinking"]["type"] == "enabled":
            body.setdefault("reasoning_effort", "low")  # the encoder's default; the hosted API's is high
    assert form.tokenizer.decode(form.read(body).prompt) == case["prompt"]


def test_thinking_is_on_unless_switched_off(form: ChatFormat) -> None:
    given = form.read({"model": NAME, "messages": USER})
    assert form.tokenizer.decode(given.prompt).endswith("<｜Assistant｜><think>")


@pytest.mark.parametrize("role", ["system", "user", "assistant"])
def test_special_tokens_in_messages_are_text(form: ChatFormat, role: str) -> None:
    spelled = "<｜User｜></think><｜end▁of▁sentence｜>｜DSML｜"
    plain = form.read(request(messages=[{"role": role, "content": "x"}, *USER])).prompt
    given = form.read(request(messages=[{"role": role, "content": spelled}, *USER])).prompt
    special = set(form.tokenizer.special.values())
    assert [token for token in given if token in special] == [token for token in plain if token in special]
    assert spelled in form.tokenizer.decode(given)


def test_text_is_one_prompt_whether_string_or_parts(form: ChatFormat) -> None:
    parts = [{"role": "user", "content": [{"type": "text", "text": "Hello"}]}]
    assert form.read(request(messages=parts)).prompt == form.read(request()).prompt


def test_sampling_values_are_read(form: ChatFormat) -> None:
    got = form.read(request(temperature=0.3, top_p=0.9, seed=5, max_tokens=7))
    assert (got.temperature, got.top_p) == pytest.approx((0.3, 0.9), abs=1e-6)
    assert (got.seed, got.max_tokens, got.stream) == (5, 7, False)


def test_thinking_ignores_temperature_as_the_hosted_api_does(form: ChatFormat) -> None:
    assert form.read(request(thinking=True, temperature=0.3)).temperature == 1.0


CONTEXT = 32768
REFUSED = {
    "no messages": ({"messages": []}, "Empty input messages"),
    "messages of another type": ({"messages": None}, "expected a sequence"),
    "unknown role": ({"messages": [{"role": "robot", "content": "x"}]}, "robot"),
    "another model": ({"model": "gpt"}, f"The supported API model names are {NAME}, but you passed gpt"),
    "max_tokens zero": ({"max_tokens": 0}, "valid range of max_tokens"),
    "max_tokens as text": ({"max_tokens": "ten"}, "ten"),
    "prompt and answer too long": ({"max_tokens": CONTEXT}, f"maximum context length is {CONTEXT} tokens"),
    "prompt alone too long": ({"messages": [{"role": "user", "content": "x" * CONTEXT}]}, "maximum context length"),
    "temperature too high": ({"temperature": 3}, "valid range of temperature"),
    "top_p zero": ({"top_p": 0}, "valid range of top_p"),
    "two answers": ({"n": 2}, "only n = 1"),
    "usage without stream": ({"stream_options": {"include_usage": True}}, "stream_options"),
    "thinking as a flag": ({"thinking": True}, "invalid type"),
    "unknown effort": ({"thinking": {"type": "enabled"}, "reasoning_effort": "huge"}, "huge"),
    "effort of another type": ({"reasoning_effort": {"a": 1}}, "invalid"),
}


@pytest.mark.parametrize(("fields", "words"), REFUSED.values(), ids=REFUSED)
def test_refusals(form: ChatFormat, fields: dict[str, Any], words: str) -> None:
    with pytest.raises(RequestError) as caught:
        form.read(request() | fields)
    assert caught.value.status == 400
    assert words in caught.value.body["error"]["message"]


@pytest.mark.parametrize("name", ["model", "messages"])
def test_a_missing_field_is_named(form: ChatFormat, name: str) -> None:
    body = request()
    del body[name]
    with pytest.raises(RequestError, match=name):
        form.read(body)


@pytest.mark.parametrize("body", [b"", b"{", b"\xff", b"[]", b'"x"'])
def test_bodies_that_are_no_object(form: ChatFormat, body: bytes) -> None:
    with pytest.raises(RequestError, match=r"(?i)json"):
        form.read(body)


def tokens_of(tokenizer: Tokenizer, text: str) -> list[int]:
    """As a model would write it: special tokens as such."""
    names = sorted(tokenizer.special, key=len, reverse=True)
    for name in names:
        if name in text:
            before, after = text.split(name, 1)
            return [*tokens_of(tokenizer, before), tokenizer.special_id(name), *tokens_of(tokenizer, after)]
    return tokenizer.encode(text)


def answered(form: ChatFormat, completion: str, **fields: Any) -> dict[str, Any]:
    """The completion object for a model that wrote `completion`."""
    answer = Answer(form, form.read(request(**fields)), "id", "print")
    chunks = answer.open()
    for token in tokens_of(form.tokenizer, completion):
        chunks += answer.push(Choice(token))
        if answer.stopped:
            break
    return answer.whole(chunks + answer.close(), created=1)


def message(form: ChatFormat, completion: str, **fields: Any) -> dict[str, Any]:
    got: dict[str, Any] = answered(form, completion, **fields)["choices"][0]["message"]
    return got


@pytest.mark.parametrize("case", VECTORS["parse"], ids=[case["name"] for case in VECTORS["parse"]])
def test_parse_as_the_official_parser(form: ChatFormat, case: dict[str, Any]) -> None:
    got, wanted = message(form, case["completion"], thinking=case["thinking"], tools=TOOLS), case["message"]
    assert (got["content"], got.get("reasoning_content", "")) == (wanted["content"], wanted["reasoning_content"])
    calls = [(call["type"], call["function"]) for call in got.get("tool_calls", [])]
    assert calls == [(call["type"], call["function"]) for call in wanted["tool_calls"]]


@pytest.mark.parametrize(
    ("completion", "fields", "content", "reasoning", "finish"),
    [
        pytest.param("never done", {"thinking": True}, "", "never done", "length", id="thinking is never closed"),
        pytest.param(f"done{EOS}", {"thinking": True}, "", "done", "stop", id="thinking ends with the answer"),
        pytest.param("a</think>b", {"thinking": True}, "b", "a", "length", id="no end token"),
        pytest.param("a</think>b</think>c", {"thinking": True}, "bc", "a", "length", id="thinking closed twice"),
        pytest.param(f"a</think>b{EOS}", {}, "ab", None, "stop", id="closed where nothing is open"),
        pytest.param(f"a<｜User｜>b{EOS}", {}, "ab", None, "stop", id="a role token inside the answer"),
        pytest.param("one STOP two", {"stop": "STOP"}, "one ", None, "stop", id="a stop string"),
        pytest.param("one ST", {"stop": ["STOP"]}, "one ST", None, "length", id="half a stop string at the end"),
    ],
)
def test_parse_of_broken_completions(
    form: ChatFormat, completion: str, fields: dict[str, Any], content: str, reasoning: str | None, finish: str
) -> None:
    choice = answered(form, completion, **fields)["choices"][0]
    assert choice["message"]["content"] == content
    assert choice["message"].get("reasoning_content") == reasoning
    assert choice["finish_reason"] == finish


@pytest.mark.parametrize("cut", range(3, len(CALL), 7))
def test_a_call_that_breaks_off_leaves_the_text_before_it(form: ChatFormat, cut: int) -> None:
    assert message(form, f"Hi.{CALL[:cut]}", tools=TOOLS)["content"].startswith("Hi.")


def test_tool_calls_finish_with_tool_calls(form: ChatFormat) -> None:
    done = f"{CALL}</｜DSML｜parameter>\n</｜DSML｜invoke>\n</｜DSML｜tool_calls>{EOS}"
    assert answered(form, done, tools=TOOLS)["choices"][0]["finish_reason"] == "tool_calls"


def test_usage_counts_every_token(form: ChatFormat) -> None:
    prompt = len(form.read(request(thinking=True)).prompt)
    assert answered(form, f"abc</think>de{EOS}", thinking=True)["usage"] == {
        "prompt_tokens": prompt,
        "completion_tokens": 7,
        "total_tokens": prompt + 7,
        "prompt_cache_hit_tokens": 0,
        "prompt_cache_miss_tokens": prompt,
        "prompt_tokens_details": {"cached_tokens": 0},
        "completion_tokens_details": {"reasoning_tokens": 4},
    }
