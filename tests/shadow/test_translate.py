"""What the replay changes in a request, and what it leaves alone."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from v4migrate.rulebook.load import load_rulebook
from v4migrate.shadow.translate import translate
from v4migrate.traffic.exchange import Exchange

FACTS = load_rulebook().facts
TARGET = "deepseek-v4-flash"
TOOLS = [{"type": "function", "function": {"name": "look"}}]
CALLED = [
    {"role": "user", "content": "hi"},
    {"role": "assistant", "content": "", "tool_calls": [{"function": {"name": "look", "arguments": "{}"}}]},
    {"role": "tool", "content": "1"},
]


@pytest.mark.parametrize(
    ("request_", "expected"),
    [
        pytest.param({}, {"thinking": {"type": "disabled"}, "max_tokens": 4096}, id="chat-did-not-think"),
        pytest.param({"model": "deepseek-reasoner"}, {"thinking": {"type": "enabled"}}, id="reasoner-did"),
        pytest.param({"thinking": {"type": "enabled"}}, {"thinking": {"type": "enabled"}}, id="recorded-switch-wins"),
        pytest.param({"max_tokens": 100}, {"max_tokens": 100}, id="smaller-cap-stays"),
        pytest.param({"max_tokens": 8192}, {"max_tokens": 4096}, id="larger-cap-is-lowered"),
        pytest.param(
            {"stream": True}, {"stream": True, "stream_options": {"include_usage": True}}, id="stream-states-usage"
        ),
        pytest.param({"temperature": 0.2, "x": 1}, {"temperature": 0.2, "x": 1}, id="everything-else-stays"),
    ],
)
def test_request(exchange: Callable[..., Exchange], request_: dict[str, Any], expected: dict[str, Any]) -> None:
    recorded = exchange(request=request_)
    sent = translate(recorded, TARGET, 4096, FACTS)
    assert sent.request["model"] == TARGET
    assert sent.request.items() >= expected.items()
    changed = {change.field for change in sent.changes}
    assert changed == {key for key in sent.request if sent.request[key] != recorded.request.get(key)}
    assert recorded.request.keys() <= sent.request.keys()


@pytest.mark.parametrize(
    ("request_", "refused"),
    [
        pytest.param({"tools": TOOLS, "messages": CALLED}, False, id="chat-with-tools"),
        pytest.param({"model": "deepseek-reasoner", "tools": TOOLS}, False, id="thinking-first-turn"),
        pytest.param(
            {"model": "deepseek-reasoner", "tools": TOOLS, "messages": CALLED},
            True,
            id="thinking-without-its-reasoning",
        ),
        pytest.param({"model": "deepseek-reasoner", "messages": CALLED}, False, id="thinking-without-tools"),
    ],
)
def test_tool_history_without_reasoning_is_not_replayable(
    exchange: Callable[..., Exchange], request_: dict[str, Any], refused: bool
) -> None:
    reason = translate(exchange(request=request_), TARGET, 4096, FACTS).refused
    assert ("reasoning_content" in (reason or "")) is refused


@pytest.mark.parametrize(
    ("request_", "cap", "lowered"),
    [
        pytest.param({"max_tokens": 100}, 100, False, id="same-cap"),
        pytest.param({"max_tokens": 100}, 99, True, id="smaller-cap"),
        pytest.param({}, 2, False, id="no-cap-and-room-for-the-recorded-answer"),
        pytest.param({}, 1, True, id="no-cap-and-less-room"),
    ],
)
def test_lowered_cap(exchange: Callable[..., Exchange], request_: dict[str, Any], cap: int, lowered: bool) -> None:
    assert translate(exchange(request=request_), TARGET, cap, FACTS).lowered_cap is lowered


def test_reason_of_the_recording_is_kept(exchange: Callable[..., Exchange]) -> None:
    assert translate(exchange(not_replayable="cut"), TARGET, 4096, FACTS).refused == "cut"
