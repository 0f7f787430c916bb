"""A chat request -> tokens, through DeepSeek's own protocol library (`deepseek-recipe`, MIT); back again: answer.py.

The library checks a request as the hosted API does, renders its prompt and says which parts of the prompt are special
tokens. It needs no vocabulary for that, so it works with any V4 tokenizer. Added here: ids from the checkpoint's
tokenizer, the effort preambles of the preview release, a reasoning that is to be continued without any content, and
two fields of other servers that load generators send (`stop_token_ids`, `ignore_eos`).

Two releases share the format but not the meaning of `reasoning_effort`. The library knows the later one ("0731":
low = nothing, high = preamble A, max = preamble B); the preview knows high = nothing and max = preamble A. So for a
preview checkpoint the effort is renamed before the library sees it.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

import deepseek_recipe as recipe

from local_engine.config import Config
from local_engine.errors import RequestError
from local_engine.feed import DSML, THINK_END
from local_engine.tokenizer import Tokenizer

PREVIEW_EFFORT = {
    None: "low",
    "low": "low",
    "medium": "low",
    "high": "low",
    "xhigh": "low",
    "ultra": "high",
    "max": "high",
}
DEFAULT_SEED = 0  # a request without a seed repeats: comparisons need equal requests to get equal answers


@dataclass(frozen=True)
class ChatRequest:
    """A checked request. `prompt` holds token ids; sampling values are the resolved ones.

    top_logprobs: how many alternatives to report beside each token; None = no log probabilities at all. stop_tokens end
    the answer and are no part of its text. continues: the answer goes on where the last message's content ended.
    """

    converted: Any  # deepseek_recipe.ConversationRequest
    model: str
    prompt: list[int]
    max_tokens: int
    temperature: float
    top_p: float
    seed: int
    stop_tokens: frozenset[int]
    top_logprobs: int | None
    continues: bool
    stream: bool
    include_usage: bool


class ChatFormat:
    """Reads requests for one model; `served_name` is the only model name that is accepted."""

    def __init__(self, config: Config, tokenizer: Tokenizer, served_name: str) -> None:
        self.config, self.tokenizer = config, tokenizer
        names = {served_name: recipe.ModelVersion.DeepseekV4Pro}  # the library's name for the V4 format, Flash included
        self._options = recipe.ConversionOptions().with_model_versions_by_name(names)
        self._encoding = recipe.DeepseekV4Encoding()
        for name in ("<think>", THINK_END, DSML, "<｜User｜>", "<｜Assistant｜>"):
            tokenizer.special_id(name)  # fail at start, not at the first request

    def read(self, body: bytes | dict[str, Any]) -> ChatRequest:
        """A chat completion request. Raises RequestError (status 400) in the hosted API's words."""
        given = _reasoning_alone(_cap_by_its_old_name(_object(body)))
        stop_tokens = self._stop_tokens(given)
        _refuse_other_than_text(given)
        if not self.config.is_0731:
            given = _preview_effort(given)
        try:
            converted = recipe.ChatCompletionRequest(given).convert(self._options)
        except recipe.ConversionError as error:
            raise RequestError(_message(error), status=error.status_code) from None
        except (ValueError, TypeError, OverflowError, RecursionError) as error:
            raise RequestError(str(error)) from None
        prompt = self.encode(self._encoding.render_conversation(converted.conversation))
        try:
            max_tokens = converted.resolve_max_tokens(len(prompt), self.config.max_position_embeddings)
        except recipe.ConversionError as error:
            raise RequestError(_message(error), status=error.status_code) from None
        if len(prompt) + max_tokens > self.config.max_position_embeddings:  # a prompt that fills the context exactly
            raise RequestError(f"This model's maximum context length is {self.config.max_position_embeddings} tokens.")
        options, last = converted.inference_options, converted.conversation.messages[-1]
        return ChatRequest(
            converted=converted,
            model=given["model"],
            prompt=prompt,
            max_tokens=max_tokens,
            temperature=1.0 if options.temperature is None else options.temperature,
            top_p=1.0 if options.top_p is None else options.top_p,
            seed=DEFAULT_SEED if options.seed is None else options.seed,
            stop_tokens=stop_tokens,
            top_logprobs=options.top_logprobs or 0 if options.logprobs else None,
            continues=bool(last.prefix and last.content),
            stream=converted.stream,
            include_usage=bool((given.get("stream_options") or {}).get("include_usage")),
        )

    def _stop_tokens(self, given: dict[str, Any]) -> frozenset[int]:
        """The end-of-sentence token unless `ignore_eos`, and the request's own `stop_token_ids`."""
        more, ignored = given.get("stop_token_ids") or [], given.get("ignore_eos") or False
        numbers = isinstance(more, list) and all(type(token) is int for token in more)
        if not numbers or not all(0 <= token < self.config.vocab_size for token in more):
            raise RequestError(f"stop_token_ids: expected a list of token ids from 0 to {self.config.vocab_size - 1}")
        if not isinstance(ignored, bool):
            raise RequestError("ignore_eos: expected true or false")
        return frozenset(more) | (frozenset() if ignored else {self.config.eos_token_id})

    def encode(self, rendered: Any) -> list[int]:
        """A rendered prompt -> ids: the library's special ranges by name, all between as ordinary text."""
        tokens: list[int] = []
        end = 0
        for start, stop in rendered.special_ranges:
            tokens += self.tokenizer.encode(rendered.prompt[end:start])
            tokens.append(self.tokenizer.special_id(rendered.prompt[start:stop]))
            end = stop
        return tokens + self.tokenizer.encode(rendered.prompt[end:])


def _object(body: bytes | dict[str, Any]) -> dict[str, Any]:
    try:
        given = body if isinstance(body, dict) else json.loads(body)
    except (ValueError, RecursionError) as error:
        raise RequestError(f"Failed to parse the request body as JSON: {error}") from None
    if not isinstance(given, dict):
        raise RequestError("The request body must be a JSON object.")
    return given


def _cap_by_its_old_name(given: dict[str, Any]) -> dict[str, Any]:
    """`max_completion_tokens` is what newer clients call `max_tokens`; unread, it would leave the answer without a cap."""
    if given.get("max_tokens") is None and given.get("max_completion_tokens") is not None:
        return given | {"max_tokens": given["max_completion_tokens"]}
    return given


def _reasoning_alone(given: dict[str, Any]) -> dict[str, Any]:
    """A reasoning to be continued (`prefix`) needs no content yet: null or absent then means the empty one."""
    messages = given.get("messages")
    if not isinstance(messages, list) or not messages or not isinstance(messages[-1], dict):
        return given
    last = messages[-1]
    if last.get("role") != "assistant" or last.get("prefix") is not True:
        return given
    if last.get("content") is not None or not last.get("reasoning_content"):
        return given
    return given | {"messages": [*messages[:-1], last | {"content": ""}]}


def _refuse_other_than_text(given: dict[str, Any]) -> None:
    """V4-Flash reads text only; the hosted API names the part that it cannot read. Other faults are for the library to find."""
    messages = given.get("messages")
    for message in messages if isinstance(messages, list) else []:
        content = message.get("content") if isinstance(message, dict) else None
        for part in content if isinstance(content, list) else []:
            kind = part.get("type") if isinstance(part, dict) else None
            if isinstance(kind, str) and kind != "text":
                raise RequestError(f"messages: unknown variant `{kind}`, expected `text`")


def _preview_effort(given: dict[str, Any]) -> dict[str, Any]:
    effort = given.get("reasoning_effort")
    if effort == "none" and isinstance(given.get("thinking"), dict):
        effort = None  # it switches thinking off by itself; beside a switch of its own it is the usual effort
    known = effort is None or isinstance(effort, str)  # anything else is for the library to refuse
    return given | {"reasoning_effort": PREVIEW_EFFORT[effort]} if known and effort in PREVIEW_EFFORT else given


def _message(error: Any) -> str:
    try:
        return str(json.loads(error.body)["error"]["message"])
    except (ValueError, KeyError, TypeError):
        return str(error)
