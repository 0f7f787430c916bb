"""Prompts against recorded renderings of the official encoder; completions back into messages."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from local_engine.chat_format import ChatFormat
from local_engine.errors import RequestError
from tests.local_engine.completions import (
    BY_RELEASE,
    CALL,
    EOS,
    NAME,
    TOOLS,
    USER,
    VECTORS,
    answered,
    message,
    request,
    request_of,
)


@pytest.mark.parametrize(
    ("release", "case"), BY_RELEASE, ids=[f"{release}-{case['name']}" for release, case in BY_RELEASE]
)
def test_prompt_is_that_of_the_official_encoder(form: ChatFormat, release: str, case: dict[str, Any]) -> None:
    form = ChatFormat(replace(form.config, is_0731=release == "0731"), form.tokenizer, NAME)
    assert form.tokenizer.decode(form.read(request_of(case, release)).prompt) == case["prompt"]


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
