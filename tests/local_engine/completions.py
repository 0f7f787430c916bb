"""Requests, and the answers of a model that writes a given completion: what the tests of the wire format share."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from local_engine.answer import Answer
from local_engine.chat_format import ChatFormat
from local_engine.sampling import Choice
from local_engine.tokenizer import Tokenizer

VECTORS = json.loads((Path(__file__).parent / "vectors" / "encoding_vectors.json").read_text(encoding="utf-8"))
NAME, EOS = "the-model", "<｜end▁of▁sentence｜>"
USER = [{"role": "user", "content": "Hello"}]
TOOLS = next(case["tools"] for case in VECTORS["cases"] if case["tools"])
CALL = '\n\n<｜DSML｜tool_calls>\n<｜DSML｜invoke name="grep">\n<｜DSML｜parameter name="pattern" string="true">x'
END = "</｜DSML｜parameter>\n</｜DSML｜invoke>\n</｜DSML｜tool_calls>"
# The switch `drop_thinking` belongs to the encoder; a request of the API cannot turn it.
CASES = [case for case in VECTORS["cases"] if "drop_thinking" not in case["options"]]
BY_RELEASE = [
    (release, case) for release in ("preview", "0731") for case in CASES if case["profile"] in (release, "both")
]


def request(*, thinking: bool = False, **fields: Any) -> dict[str, Any]:
    switch = {"type": "enabled" if thinking else "disabled"}
    return {"model": NAME, "messages": USER, "thinking": switch} | fields


def request_of(case: dict[str, Any], release: str) -> dict[str, Any]:
    """The API request that a recorded case stands for, to a checkpoint of this release."""
    messages = [{k: v for k, v in message.items() if k != "response_format"} for message in case["messages"]]
    body = request(thinking=case["options"]["thinking"], messages=messages)
    if case["tools"]:
        body["tools"] = case["tools"]
    if effort := case["options"].get("reasoning_effort"):
        body["reasoning_effort"] = effort
    for schema in [message["response_format"] for message in case["messages"] if "response_format" in message]:
        body["response_format"] = {"type": "json_schema", "json_schema": {"name": "any", "schema": schema}}
    if release == "0731" and case["options"]["thinking"]:
        body.setdefault("reasoning_effort", "low")  # the encoder's default; the hosted API's is high
    return body


def tokens_of(tokenizer: Tokenizer, text: str) -> list[int]:
    """As a model would write it: special tokens as such."""
    names = sorted(tokenizer.special, key=len, reverse=True)
    for name in names:
        if name in text:
            before, after = text.split(name, 1)
            return [*tokens_of(tokenizer, before), tokenizer.special_id(name), *tokens_of(tokenizer, after)]
    return tokenizer.encode(text)


def chunks_of(form: ChatFormat, tokens: Iterable[int | Choice], **fields: Any) -> tuple[Answer, list[Any]]:
    """What comes of a model that chose these tokens, up to where the request has it stop."""
    answer = Answer(form, form.read(request(**fields)), "id", "print")
    chunks = answer.open()
    for token in tokens:
        choice = token if isinstance(token, Choice) else Choice(token)
        chunks += answer.push(choice)
        if answer.stopped or choice.token in answer.request.stop_tokens:
            break
    return answer, chunks + answer.close()


def answered(form: ChatFormat, completion: str | Sequence[int | Choice], **fields: Any) -> dict[str, Any]:
    """The completion object for a model that wrote `completion`, or chose these tokens."""
    tokens = tokens_of(form.tokenizer, completion) if isinstance(completion, str) else completion
    answer, chunks = chunks_of(form, tokens, **fields)
    return answer.whole(chunks, created=1)


def streamed(form: ChatFormat, tokens: Iterable[int | Choice], **fields: Any) -> dict[str, Any]:
    """The choice that a client puts together from the stream: deltas appended, each in its place."""
    answer, chunks = chunks_of(form, tokens, stream=True, **fields)
    told: dict[str, Any] = {"message": {}, "logprobs": {}, "finish_reason": None}
    for chunk in answer.stream_json(chunks):
        (choice,) = chunk["choices"]
        append(told["message"], {k: v for k, v in choice["delta"].items() if v is not None})
        for part, entries in (choice["logprobs"] or {}).items():
            told["logprobs"].setdefault(part, []).extend(entries)
        told["finish_reason"] = choice["finish_reason"] or told["finish_reason"]
    return told


def append(made: dict[str, Any], delta: dict[str, Any]) -> None:
    """Adds a delta to what came before it, as clients do: texts grow, calls are found by their index."""
    for name, value in delta.items():
        if isinstance(value, dict):
            append(made.setdefault(name, {}), value)
        elif isinstance(value, list):
            for call in value:
                calls = made.setdefault(name, [])
                if call["index"] == len(calls):
                    calls.append({})
                append(calls[call["index"]], {k: v for k, v in call.items() if k != "index"})
        else:
            made[name] = made.get(name, "") + value


def message(form: ChatFormat, completion: str, **fields: Any) -> dict[str, Any]:
    got: dict[str, Any] = answered(form, completion, **fields)["choices"][0]["message"]
    return got
