"""An answer in the form of each endpoint: chat completions, Responses, Anthropic messages, whole and as a stream of events."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from tests.end_to_end.hosted_api import Answer

Json = dict[str, Any]
_ARGUMENTS = '{"order": "A-17"}'
_USAGE = {"prompt_tokens": 20, "completion_tokens": 10, "total_tokens": 30}
_USAGE |= {"prompt_cache_hit_tokens": 0, "prompt_cache_miss_tokens": 20}


def chat(answer: Answer) -> Json:
    """`POST /chat/completions`."""
    message: Json = {"role": "assistant", "content": answer.content}
    if answer.reasoning is not None:
        message["reasoning_content"] = answer.reasoning
    if answer.tool is not None:
        function = {"name": answer.tool, "arguments": _ARGUMENTS}
        message["tool_calls"] = [{"index": 0, "id": "call_1", "type": "function", "function": function}]
    return _chat("chat.completion", answer, [{"index": 0, "message": message, "finish_reason": answer.finish}], _USAGE)


def chat_events(answer: Answer, body: Mapping[str, Any]) -> Iterator[str]:
    """The same with `stream`: a comment to keep the line open, then one piece after the other, at the end the usage if asked for."""
    message = chat(answer)["choices"][0]["message"]
    yield ": keep-alive\n\n"
    for key in ("role", "reasoning_content", "content", "tool_calls"):
        if message.get(key):
            yield _data(_chunk(answer, {key: message[key]}, None))
    yield _data(_chunk(answer, {}, answer.finish))
    if (body.get("stream_options") or {}).get("include_usage"):
        yield _data(_chat("chat.completion.chunk", answer, [], _USAGE))
    yield "data: [DONE]\n\n"


def _chunk(answer: Answer, delta: Json, finish: str | None) -> Json:
    return _chat("chat.completion.chunk", answer, [{"index": 0, "delta": delta, "finish_reason": finish}], None)


def _chat(kind: str, answer: Answer, choices: list[Json], usage: Json | None) -> Json:
    about = {"id": "1", "object": kind, "created": 1, "model": answer.model, "system_fingerprint": "fp"}
    return {**about, "choices": choices, "usage": usage}


def responses(answer: Answer) -> Json:
    """`POST /responses`."""
    text = {"type": "output_text", "text": answer.content, "annotations": []}
    output: list[Json] = [
        {"id": "msg_1", "type": "message", "role": "assistant", "status": "completed", "content": [text]}
    ]
    if answer.reasoning is not None:
        summary = {"type": "summary_text", "text": answer.reasoning}
        output.insert(0, {"id": "rs_1", "type": "reasoning", "summary": [summary]})
    about = {"id": "resp_1", "object": "response", "created_at": 1, "model": answer.model, "status": "completed"}
    return {**about, "output": output, "parallel_tool_calls": False, "tool_choice": "auto", "tools": []}


def messages(answer: Answer) -> Json:
    """`POST /anthropic/v1/messages`."""
    content: list[Json] = []
    if answer.reasoning is not None:
        content.append({"type": "thinking", "thinking": answer.reasoning, "signature": "s"})
    if answer.content:
        content.append({"type": "text", "text": answer.content})
    if answer.tool is not None:
        content.append({"type": "tool_use", "id": "toolu_1", "name": answer.tool, "input": json.loads(_ARGUMENTS)})
    stop = {"stop": "end_turn", "length": "max_tokens", "tool_calls": "tool_use"}[answer.finish]
    about = {"id": "msg_1", "type": "message", "role": "assistant", "model": answer.model, "stop_sequence": None}
    return {**about, "content": content, "stop_reason": stop, "usage": {"input_tokens": 20, "output_tokens": 10}}


def messages_events(answer: Answer) -> Iterator[str]:
    """The same with `stream`."""
    whole = messages(answer)
    yield _event({"type": "message_start", "message": {**whole, "content": [], "stop_reason": None}})
    for index, block in enumerate(whole["content"]):
        kind = {"text": "text", "thinking": "thinking", "tool_use": "input_json"}[block["type"]]
        field = {"text": "text", "thinking": "thinking", "input_json": "partial_json"}[kind]
        said = json.dumps(block["input"]) if kind == "input_json" else block[field]
        start = {**block, "input": {}} if kind == "input_json" else {**block, field: ""}
        yield _event({"type": "content_block_start", "index": index, "content_block": start})
        delta = {"type": f"{kind}_delta", field: said}
        yield _event({"type": "content_block_delta", "index": index, "delta": delta})
        yield _event({"type": "content_block_stop", "index": index})
    end = {"stop_reason": whole["stop_reason"], "stop_sequence": None}
    yield _event({"type": "message_delta", "delta": end, "usage": {"output_tokens": 10}})
    yield _event({"type": "message_stop"})


def error(path: str, message: str) -> Json:
    """A refusal, in the form of the endpoint."""
    told = {"message": message, "type": "invalid_request_error"}
    if "/anthropic/" in path:
        return {"type": "error", "error": told}
    return {"error": {**told, "param": None, "code": "invalid_request_error"}}


def _data(document: Json) -> str:
    return f"data: {json.dumps(document)}\n\n"


def _event(document: Json) -> str:
    return f"event: {document['type']}\n{_data(document)}"
