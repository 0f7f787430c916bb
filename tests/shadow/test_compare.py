"""What each comparer says of a pair."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from v4migrate.shadow.compare import compare
from v4migrate.shadow.compare.comparison import Comparison
from v4migrate.shadow.pair import Pair
from v4migrate.shadow.reply import Reply
from v4migrate.traffic.exchange import Answer, Exchange, ToolCall

JSON_MODE = {"response_format": {"type": "json_object"}}
TOOLS = {"tools": [{"type": "function", "function": {"name": "look"}}]}
Make = Callable[..., Any]


def found(
    exchange: Make, reply: Make, check: str, before: Answer | None, after: Answer | None, **more: Any
) -> Comparison | None:
    control: Exchange = exchange(before, request=more.pop("request", {}))
    candidate: Reply = reply(after, None if after else "HTTP 400: no")
    return next((c for c in compare(Pair(control, candidate, **more)) if c.check == check), None)


def calls(*arguments: str, name: str = "look") -> Answer:
    return Answer(tool_calls=tuple(ToolCall(name, text) for text in arguments), finish_reason="tool_calls")


@pytest.mark.parametrize(
    ("before", "after", "sides"),
    [
        pytest.param(Answer("a"), Answer("b"), (True, True), id="both"),
        pytest.param(Answer("a"), None, (True, False), id="lost"),
        pytest.param(None, Answer("b"), (False, True), id="gained"),
        pytest.param(None, None, (False, False), id="neither"),
    ],
)
def test_success_applies_to_every_pair(
    exchange: Make, reply: Make, before: Answer, after: Answer, sides: tuple[bool, bool]
) -> None:
    result = found(exchange, reply, "success", before, after)
    assert result is not None
    assert (result.control, result.candidate) == sides


@pytest.mark.parametrize(
    ("after", "valid", "reason"),
    [
        pytest.param('{"a": 2}', True, None, id="valid"),
        pytest.param("```json\n{}\n```", False, "inside a code fence", id="fenced"),
        pytest.param("Sure! {}", False, "does not parse", id="with-prose"),
        pytest.param(" ", False, "is empty", id="empty"),
    ],
)
def test_json_valid(exchange: Make, reply: Make, after: str, valid: bool, reason: str | None) -> None:
    result = found(exchange, reply, "json_valid", Answer('{"a": 1}'), Answer(after), request=JSON_MODE)
    assert result is not None
    assert result.candidate is valid
    assert (reason is None) == (not result.differences)
    assert all(reason in difference.reason for difference in result.differences if reason)


@pytest.mark.parametrize(
    ("after", "differences"),
    [
        pytest.param('{"a": 7, "b": ["y", "z"]}', [], id="values-and-lengths-do-not-count"),
        pytest.param('{"b": ["x"]}', [("missing", "$.a")], id="missing-key"),
        pytest.param('{"a": 1, "b": ["x"], "c": 0}', [("extra", "$.c")], id="new-key"),
        pytest.param('{"a": "1", "b": ["x"]}', [("type", "$.a")], id="type"),
        pytest.param('{"a": true, "b": ["x"]}', [("type", "$.a")], id="true-is-no-number"),
        pytest.param('{"a": null, "b": [1]}', [("type", "$.b[]")], id="null-fits-and-items-are-looked-into"),
    ],
)
def test_json_shape(exchange: Make, reply: Make, after: str, differences: list[tuple[str, str]]) -> None:
    result = found(exchange, reply, "json_shape", Answer('{"a": 1, "b": ["x"]}'), Answer(after), request=JSON_MODE)
    assert result is not None
    assert [(difference.kind, difference.path) for difference in result.differences] == differences


@pytest.mark.parametrize(
    ("before", "after", "same"),
    [
        pytest.param(calls('{"a": 1, "b": "x"}'), calls('{"b":"x","a":1.0}'), True, id="key-order-and-number-form"),
        pytest.param(calls('{"a": "x  y"}'), calls('{"a": "x y"}'), True, id="white-space"),
        pytest.param(calls('{"a": 1}', '{"a": 2}'), calls('{"a": 2}', '{"a": 1}'), True, id="parallel-order"),
        pytest.param(Answer("no tool"), Answer("none either"), True, id="none-was-called"),
        pytest.param(calls('{"a": 1}'), calls('{"a": 2}'), False, id="other-value"),
        pytest.param(calls('{"a": 1}'), calls('{"a": 1}', name="seek"), False, id="other-tool"),
        pytest.param(calls('{"a": 1}'), Answer("I would look"), False, id="not-called"),
        pytest.param(Answer("4"), calls('{"a": 1}'), False, id="called-now"),
        pytest.param(calls('{"a": 1}'), calls('{"a": 1'), False, id="arguments-are-no-json"),
    ],
)
def test_tool_call(exchange: Make, reply: Make, before: Answer, after: Answer, same: bool) -> None:
    result = found(exchange, reply, "tool_call", before, after, request=TOOLS)
    assert result is not None
    assert result.candidate is same
    assert bool(result.differences) is not same


@pytest.mark.parametrize(
    ("lowered_cap", "ignored"),
    [pytest.param(False, False, id="same-cap"), pytest.param(True, True, id="the-replay-lowered-it")],
)
def test_cut_answer(exchange: Make, reply: Make, lowered_cap: bool, ignored: bool) -> None:
    cut = Answer("4 is", finish_reason="length")
    result = found(exchange, reply, "complete", Answer("4", finish_reason="stop"), cut, lowered_cap=lowered_cap)
    assert result is not None
    assert (result.candidate, result.ignored is not None, result.is_lost) == (False, ignored, not ignored)


@pytest.mark.parametrize("check", ["json_valid", "json_shape", "tool_call"])
def test_check_does_not_apply_to_plain_requests(exchange: Make, reply: Make, check: str) -> None:
    assert found(exchange, reply, check, Answer("a"), Answer("b")) is None


def test_measures(exchange: Make, reply: Make) -> None:
    length = found(exchange, reply, "length", Answer("abcd"), Answer("ab"))
    near = found(exchange, reply, "similarity", Answer("abcd"), Answer("abcd"))
    assert length is not None
    assert near is not None
    assert (length.score, near.score) == (0.5, 1.0)
