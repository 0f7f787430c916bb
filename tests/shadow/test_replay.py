"""Sending: what is retried, what stops the run, what is kept. The network is a function."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path

import httpx
import pytest

from v4migrate.errors import BackendError, RunIncomplete
from v4migrate.shadow.backend import Backend, models
from v4migrate.shadow.ledger import Ledger
from v4migrate.shadow.replay import Patience, Planned, Replay
from v4migrate.shadow.reply import Reply
from v4migrate.traffic.clean import Cleaner

KEY = "sk-0123456789abcdef0123456789abcdef"
BODY = {
    "model": "deepseek-v4-flash",
    "choices": [{"message": {"content": f"4, says {KEY}"}, "finish_reason": "stop"}],
    "usage": {"prompt_tokens": 9, "completion_tokens": 2},
}
Step = httpx.Response | type[httpx.HTTPError]


def ok() -> httpx.Response:
    return httpx.Response(200, json=BODY)


class World:
    """A backend that answers with the given steps, one per request, and the waits that were asked for."""

    def __init__(self, folder: Path, steps: Sequence[Step]) -> None:
        self.folder, self.steps = folder, list(steps)
        self.requests: list[httpx.Request] = []
        self.waits: list[float] = []

    def answer(self, request: httpx.Request) -> httpx.Response:
        self.requests.append(request)
        step = self.steps.pop(0)
        if isinstance(step, httpx.Response):
            return step
        raise step("told to fail")

    async def sleep(self, seconds: float) -> None:
        self.waits.append(seconds)

    def run(self, *plan: Planned, budget: Decimal | None = None) -> dict[str, Reply]:
        backend = Backend("stub", "http://stub/v1", KEY, transport=httpx.MockTransport(self.answer))
        patience = Patience(sleep=self.sleep, jitter=lambda: 1.0)
        with Ledger(self.folder) as ledger:
            replay = Replay(backend, ledger, Cleaner("salt"), 1, budget=budget, patience=patience)
            asyncio.run(replay.run(plan))
            return ledger.replies


ONE = Planned("r1", {"model": "m", "messages": []})


@pytest.mark.parametrize(
    ("steps", "status", "waits"),
    [
        pytest.param([ok()], 200, [], id="at-once"),
        pytest.param([httpx.Response(500), ok()], 200, [1.0], id="500-then-ok"),
        pytest.param([httpx.Response(429, headers={"retry-after": "7"}), ok()], 200, [7.0], id="429-says-when"),
        pytest.param([httpx.ReadTimeout, httpx.ReadTimeout, ok()], 200, [1.0, 2.0], id="timeouts-double-the-wait"),
        pytest.param([httpx.ConnectError, ok()], 200, [1.0], id="away-for-a-moment"),
        pytest.param([httpx.Response(503)] * 4, 503, [1.0, 2.0, 4.0], id="gives-up-after-four"),
        pytest.param([httpx.ReadTimeout] * 4, None, [1.0, 2.0, 4.0], id="never-answers"),
        pytest.param([httpx.Response(400)], 400, [], id="400-is-an-answer"),
        pytest.param([httpx.Response(422)], 422, [], id="422-too"),
        pytest.param([httpx.Response(200, text="<html>")], 200, [], id="no-json"),
        pytest.param([httpx.Response(200, json={"choices": []})], 200, [], id="no-choices"),
    ],
)
def test_retries(tmp_path: Path, steps: list[Step], status: int | None, waits: list[float]) -> None:
    world = World(tmp_path, steps)
    reply = world.run(ONE)["r1"]
    assert (reply.status, world.waits, reply.attempts) == (status, waits, len(waits) + 1)
    assert (reply.answer is None) == (reply.error is not None)


@pytest.mark.parametrize(
    ("steps", "says"),
    [
        pytest.param([ok(), httpx.Response(401)], "the API key is refused", id="401"),
        pytest.param([ok(), httpx.Response(402)], "no balance left", id="402"),
        pytest.param([ok(), httpx.Response(404)], "no such address or model", id="404"),
        pytest.param([ok(), *[httpx.ConnectError] * 4], "stopped answering", id="gone"),
    ],
)
def test_what_stops_the_run_keeps_what_was_done_and_a_second_call_goes_on(
    tmp_path: Path, steps: list[Step], says: str
) -> None:
    plan = [Planned("r1", {}), Planned("r2", {})]
    with pytest.raises(RunIncomplete, match=f"{says}.*1 answers are kept"):
        World(tmp_path, steps).run(*plan)
    again = World(tmp_path, [ok()])
    assert set(again.run(*plan)) == {"r1", "r2"}
    assert len(again.requests) == 1


def test_failure_is_a_result_once_another_request_is_answered(tmp_path: Path) -> None:
    steps = [httpx.Response(400)] * 9 + [ok()]
    replies = World(tmp_path, steps).run(*[Planned(f"r{number}", {}) for number in range(10)])
    assert [reply.status for reply in replies.values()] == [400] * 9 + [200]


@pytest.mark.parametrize(
    "answer", [httpx.Response(400), httpx.Response(301), httpx.Response(200, text="<html>")], ids=str
)
def test_many_failures_in_a_row_are_no_result_and_are_sent_again(tmp_path: Path, answer: httpx.Response) -> None:
    plan = [Planned(f"r{number}", {}) for number in range(20)]
    with pytest.raises(RunIncomplete, match="last 10 requests all failed"):
        World(tmp_path, [answer] * 10).run(*plan)
    again = World(tmp_path, [ok()] * 20)
    assert len(again.run(*plan)) == 20
    assert len(again.requests) == 20


def test_small_run_in_which_all_failed_is_no_result_either(tmp_path: Path) -> None:
    with pytest.raises(RunIncomplete, match="last 2 requests all failed"):
        World(tmp_path, [httpx.Response(400)] * 2).run(Planned("r1", {}), Planned("r2", {}))


def test_budget_is_never_passed(tmp_path: Path) -> None:
    plan = [Planned(f"r{number}", {}, Decimal("0.4")) for number in range(3)]
    world = World(tmp_path, [httpx.ReadTimeout, httpx.ReadTimeout])
    with pytest.raises(RunIncomplete, match="budget of 1 USD"):
        world.run(*plan, budget=Decimal(1))
    assert len(world.requests) == 2  # a timeout may have been billed: both reservations stay


def test_stream_is_put_together_and_its_first_token_is_timed(tmp_path: Path) -> None:
    chunks = [{"choices": [{"delta": {"content": text}}]} for text in ("", "4", "2")] + [
        {"choices": [], "usage": BODY["usage"]}
    ]
    text = ": keep-alive\n\n" + "".join(f"data: {json.dumps(chunk)}\n\n" for chunk in chunks) + "data: [DONE]\n\n"
    stream = httpx.Response(200, text=text, headers={"content-type": "text/event-stream"})
    reply = World(tmp_path, [stream]).run(ONE)["r1"]
    assert reply.answer is not None
    assert (reply.answer.content, reply.usage is not None, reply.first_token_ms is not None) == ("42", True, True)


def test_key_is_sent_in_the_header_and_is_nowhere_on_the_disk(tmp_path: Path) -> None:
    refusal = httpx.Response(400, json={"error": {"message": f"bad key {KEY}"}})
    world = World(tmp_path, [ok(), refusal])
    world.run(ONE, Planned("r2", {}))
    assert world.requests[0].headers["authorization"] == f"Bearer {KEY}"
    assert KEY not in "".join(path.read_text() for path in tmp_path.iterdir())


@pytest.mark.parametrize(
    ("answer", "says"),
    [
        pytest.param(httpx.Response(401), "refuses the API key", id="401"),
        pytest.param(httpx.Response(503), "HTTP 503", id="503"),
        pytest.param(httpx.Response(200, text="<html>"), "no OpenAI-style API", id="not-json"),
        pytest.param(httpx.ConnectError, "cannot be reached", id="nobody-there"),
    ],
)
def test_backend_that_cannot_be_used_is_an_error_before_the_run(tmp_path: Path, answer: Step, says: str) -> None:
    world = World(tmp_path, [answer])
    with pytest.raises(BackendError, match=says):
        asyncio.run(models(Backend("stub", "http://stub/v1", transport=httpx.MockTransport(world.answer))))


@pytest.mark.parametrize(
    "answer", [httpx.Response(404), httpx.Response(200, json={"data": None})], ids=["404", "empty"]
)
def test_backend_without_a_list_of_models_is_fine(tmp_path: Path, answer: httpx.Response) -> None:
    world = World(tmp_path, [answer])
    assert asyncio.run(models(Backend("stub", "http://stub/v1", transport=httpx.MockTransport(world.answer)))) == []
