"""What a request may ask beyond an answer, through the official client: log probabilities, stops, calls, continuation."""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Iterator
from typing import Any

import httpx
import openai
import pytest

from local_engine import worker as worker_module
from local_engine.generate import generate
from local_engine.sampling import Choice
from local_engine.server import LocalServer
from tests.local_engine.completions import CALL, END, EOS, TOOLS, tokens_of

NAME = "deepseek-v4-flash"
OFF = {"thinking": {"type": "disabled"}}
Ask = Callable[..., Any]


@pytest.fixture
def ask(sdk: openai.OpenAI) -> Ask:
    """A chat completion of twelve greedy tokens without thinking, unless fields say otherwise."""

    def create(extra: dict[str, Any] = OFF, **fields: Any) -> Any:
        usual = {"messages": [{"role": "user", "content": "Hello"}], "max_tokens": 12, "temperature": 0}
        return sdk.chat.completions.create(model=NAME, extra_body=extra, **(usual | fields))

    return create


@pytest.fixture
def writes(server: LocalServer, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    """Has the model write a given completion."""

    def will_write(completion: str) -> None:
        tokens = tokens_of(server.worker.form.tokenizer, completion)

        def scripted(*arguments: Any) -> Iterator[Choice]:
            for token in tokens:
                yield Choice(token)
                if token in arguments[4]:
                    return

        monkeypatch.setattr(worker_module, "generate", scripted)

    return will_write


def test_log_probabilities(ask: Ask) -> None:
    choice = ask(logprobs=True, top_logprobs=5).choices[0]
    entries = choice.logprobs.content
    assert "".join(bytes(entry.bytes).decode("utf-8", "replace") for entry in entries) == choice.message.content
    for entry in entries:
        assert len(entry.top_logprobs) == 5 and entry.top_logprobs[0].token == entry.token  # greedy took the best
        assert entry.logprob == entry.top_logprobs[0].logprob < 0
        assert sum(math.exp(other.logprob) for other in entry.top_logprobs) < 1 + 1e-9
        assert [other.logprob for other in entry.top_logprobs] == sorted(
            (other.logprob for other in entry.top_logprobs), reverse=True
        )


def test_a_stream_tells_the_same_log_probabilities(ask: Ask) -> None:
    whole = ask(logprobs=True, top_logprobs=2).choices[0]
    chunks = list(ask(logprobs=True, top_logprobs=2, stream=True))
    told = [e for chunk in chunks if chunk.choices[0].logprobs for e in chunk.choices[0].logprobs.content]
    assert [entry.model_dump() for entry in told] == [entry.model_dump() for entry in whole.logprobs.content]
    assert "".join(chunk.choices[0].delta.content or "" for chunk in chunks) == whole.message.content


def test_log_probabilities_of_the_reasoning_stand_apart(ask: Ask) -> None:
    choice = ask({"thinking": {"type": "enabled"}}, logprobs=True, max_tokens=60, seed=11).choices[0]
    told = choice.model_dump()["logprobs"]
    assert choice.message.reasoning_content and choice.message.content
    for part in ("reasoning_content", "content"):
        assert "".join(entry["token"] for entry in told[part]) == getattr(choice.message, part)
        assert all(entry["top_logprobs"] == [] for entry in told[part])


def test_none_unless_asked(ask: Ask) -> None:
    assert ask().choices[0].logprobs is None


@pytest.mark.parametrize("stream", [False, True], ids=["whole", "stream"])
@pytest.mark.parametrize("at", [1, 4, 9])
def test_a_stop_string_ends_the_answer(ask: Ask, at: int, stream: bool) -> None:
    text = ask().choices[0].message.content
    stop = text[at : at + 2]
    got = ask(stop=[stop], stream=stream)
    choices = [chunk.choices[0] for chunk in got] if stream else got.choices
    content = "".join((c.delta if stream else c.message).content or "" for c in choices)
    assert content == text[: text.index(stop)] and choices[-1].finish_reason == "stop"


def test_a_stop_token_ends_the_answer(ask: Ask, server: LocalServer) -> None:
    text = ask().choices[0].message.content
    token = server.worker.form.tokenizer.encode(text)[5]
    got = ask(OFF | {"stop_token_ids": [token]})
    assert got.choices[0].finish_reason == "stop" and text.startswith(got.choices[0].message.content)
    assert got.usage.completion_tokens == len(got.choices[0].message.content.encode()) + 1


def test_generation_past_the_end_of_the_sentence(ask: Ask, writes: Callable[[str], None]) -> None:
    writes(f"one{EOS}two")
    assert ask().choices[0].message.content == "one"
    got = ask(OFF | {"ignore_eos": True}).choices[0]
    assert (got.message.content, got.finish_reason) == ("onetwo", "length")


def test_tool_calls_are_streamed_argument_by_argument(ask: Ask, writes: Callable[[str], None]) -> None:
    writes(f'Look.{CALL} "y"{END}{EOS}')
    whole = ask(tools=TOOLS).choices[0]
    (call,) = whole.message.tool_calls
    assert (call.function.name, json.loads(call.function.arguments)) == ("grep", {"pattern": 'x "y"'})
    chunks = list(ask(tools=TOOLS, stream=True))
    deltas = [part for chunk in chunks for part in chunk.choices[0].delta.tool_calls or []]
    assert deltas[0].id and deltas[0].function.name == "grep" and not any(delta.id for delta in deltas[1:])
    pieces = [delta.function.arguments for delta in deltas]
    assert len(pieces) > 5 and "".join(pieces) == call.function.arguments
    assert chunks[-1].choices[0].finish_reason == whole.finish_reason == "tool_calls"
    assert "".join(chunk.choices[0].delta.content or "" for chunk in chunks) == "Look."


def test_the_client_puts_a_streamed_call_together(sdk: openai.OpenAI, writes: Callable[[str], None]) -> None:
    writes(f"{CALL}{END}{EOS}")
    usual = {"messages": [{"role": "user", "content": "Hello"}], "tools": TOOLS, "extra_body": OFF}
    with sdk.chat.completions.stream(model=NAME, **usual) as stream:
        message = stream.get_final_completion().choices[0].message
    assert json.loads(message.tool_calls[0].function.arguments) == {"pattern": "x"}


def test_an_answer_is_continued(ask: Ask, writes: Callable[[str], None]) -> None:
    begun = [{"role": "user", "content": "Hello"}, {"role": "assistant", "content": "def f():", "prefix": True}]
    writes(f"\n    return 1{EOS}")
    assert ask(messages=begun).choices[0].message.content == "\n    return 1"
    chunks = ask(messages=begun, stream=True)
    assert "".join(chunk.choices[0].delta.content or "" for chunk in chunks) == "\n    return 1"


def test_the_address_of_the_beta_is_one_of_this_server(server: LocalServer) -> None:
    with httpx.Client(trust_env=False) as client:
        url = server.base_url.removesuffix("v1") + "beta"
        sdk = openai.OpenAI(base_url=url, api_key="none", max_retries=0, http_client=client)
        assert [model.id for model in sdk.models.list()] == [NAME]


def test_the_worker_asks_for_what_the_request_asks(
    ask: Ask, monkeypatch: pytest.MonkeyPatch, server: LocalServer
) -> None:
    asked: list[Any] = []

    def noting(*arguments: Any) -> Iterator[Choice]:
        asked.append(arguments[2:])
        return generate(*arguments)

    monkeypatch.setattr(worker_module, "generate", noting)
    ask(OFF | {"stop_token_ids": [7]}, logprobs=True, top_logprobs=3, max_tokens=4, temperature=0.5, top_p=0.5)
    ((sampler, max_tokens, stops),) = asked
    assert (sampler.temperature, sampler.top_p, sampler.top_logprobs) == (0.5, 0.5, 3)
    assert (max_tokens, stops) == (4, {7, server.worker.config.eos_token_id})
