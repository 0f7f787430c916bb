"""The loopback API refuses what the hosted one refuses, in the words of the facts, and reads the mode of each form."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from tests.end_to_end.hosted_api import HostedApi, Refused

TODAY = HostedApi(datetime(2026, 11, 28, tzinfo=UTC))
THEN = HostedApi(datetime(2026, 3, 2, tzinfo=UTC))
ASK = {"role": "user", "content": "Hello"}
TOOL = {"type": "function", "function": {"name": "f"}}
CALLS = {"role": "assistant", "content": "", "tool_calls": [{"id": "1", "function": {"name": "f"}}]}
OFF = {"thinking": {"type": "disabled"}}


def request(**more: Any) -> dict[str, Any]:
    return {"model": "deepseek-v4-flash", "messages": [ASK], **more}


@pytest.mark.parametrize(
    ("refusal", "body"),
    [
        pytest.param("max-tokens-out-of-range", request(max_tokens=1_000_000), id="cap-of-the-window"),
        pytest.param("role-developer", request(messages=[{"role": "developer", "content": "x"}]), id="developer"),
        pytest.param("assistant-message-empty", request(messages=[{"role": "assistant", "content": None}]), id="empty"),
        pytest.param("tool-choice-in-thinking", request(tools=[TOOL], tool_choice="required"), id="forced-tool"),
        pytest.param("reasoning-content-missing", request(tools=[TOOL], messages=[ASK, CALLS]), id="reasoning-dropped"),
        pytest.param("json-schema-unavailable", request(response_format={"type": "json_schema"}), id="json-schema"),
        pytest.param("json-word-missing", request(response_format={"type": "json_object"}), id="json-without-the-word"),
        pytest.param(
            "image-to-text-model",
            {
                **request(),
                "model": "deepseek-v4-pro",
                "messages": [{"role": "user", "content": [{"type": "image_url"}]}],
            },
            id="image",
        ),
    ],
)
def test_refused_in_the_words_of_the_facts(refusal: str, body: dict[str, Any]) -> None:
    with pytest.raises(Refused) as refused:
        TODAY.answer(body)
    assert str(refused.value) == TODAY.refusals[refusal].message
    assert refused.value.status == 400


@pytest.mark.parametrize(
    "body",
    [
        pytest.param(request(tools=[TOOL], tool_choice="required", **OFF), id="forced-tool"),
        pytest.param(request(tools=[TOOL], messages=[ASK, CALLS], **OFF), id="reasoning-dropped"),
        pytest.param(request(max_tokens=50, **OFF), id="small-cap"),
    ],
)
def test_taken_with_thinking_off(body: dict[str, Any]) -> None:
    answer = TODAY.answer(body)
    assert answer.content or answer.tool


def test_small_cap_is_spent_on_thinking() -> None:
    assert (TODAY.answer(request(max_tokens=50)).content, TODAY.answer(request(max_tokens=50)).finish) == ("", "length")


@pytest.mark.parametrize(
    ("api", "body", "thinks"),
    [
        pytest.param(THEN, {**request(), "model": "deepseek-chat"}, False, id="chat-did-not"),
        pytest.param(THEN, {**request(), "model": "deepseek-reasoner"}, True, id="reasoner-did"),
        pytest.param(TODAY, request(), True, id="v4-does"),
        pytest.param(TODAY, request(**OFF), False, id="switched-off"),
        pytest.param(
            TODAY, {"model": "deepseek-flash", "input": "x", "reasoning": {"effort": "none"}}, False, id="responses"
        ),
        pytest.param(TODAY, {"model": "deepseek-flash", "input": "x"}, True, id="responses-by-default"),
    ],
)
def test_mode(api: HostedApi, body: dict[str, Any], thinks: bool) -> None:
    assert api.thinks(body) is thinks


def test_old_name_is_refused_today_with_the_names_that_are_taken() -> None:
    assert THEN.answer({**request(), "model": "deepseek-chat"}).content
    with pytest.raises(Refused, match=r"names are .*deepseek-flash.* but you passed deepseek-chat"):
        TODAY.answer({**request(), "model": "deepseek-chat"})
