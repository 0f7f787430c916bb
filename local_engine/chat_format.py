"""Messages <-> tokens, through DeepSeek's own protocol library (`deepseek-recipe`, MIT).

The library checks a request as the hosted API does, renders its prompt, says which parts of the prompt are special
tokens, and splits the answer into reasoning, content and tool calls. It needs no vocabulary for that, so it works with
any V4 tokenizer. Added here: ids from the checkpoint's tokenizer, and the effort preambles of the preview release.

Two releases share the format but not the meaning of `reasoning_effort`. The library knows the later one ("0731":
low = nothing, high = preamble A, max = preamble B); the preview knows high = nothing and max = preamble A. So for a
preview checkpoint the effort is renamed before the library sees it.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import deepseek_recipe as recipe

from local_engine.config import Config
from local_engine.errors import RequestError
from local_engine.tokenizer import StreamDecoder, Tokenizer

PREVIEW_EFFORT = {
    None: "low",
    "low": "low",
    "medium": "low",
    "high": "low",
    "xhigh": "low",
    "ultra": "high",
    "max": "high",
}
THINK_END, DSML = "</think>", "｜DSML｜"
SPOKEN = frozenset({"<think>", THINK_END, DSML})  # the special tokens that the parser reads; others are not text
DEFAULT_SEED = 0  # a request without a seed repeats: comparisons need equal requests to get equal answers


@dataclass(frozen=True)
class ChatRequest:
    """A checked request. `prompt` holds token ids; sampling values are the resolved ones."""

    converted: Any  # deepseek_recipe.ConversationRequest
    model: str
    prompt: list[int]
    max_tokens: int
    temperature: float
    top_p: float
    seed: int
    stream: bool
    include_usage: bool


class ChatFormat:
    """Reads requests for one model; `served_name` is the only model name that is accepted."""

    def __init__(self, config: Config, tokenizer: Tokenizer, served_name: str) -> None:
        self.config, self.tokenizer = config, tokenizer
        names = {served_name: recipe.ModelVersion.DeepseekV4Pro}  # the library's name for the V4 format, Flash included
        self._options = recipe.ConversionOptions().with_model_versions_by_name(names)
        self._encoding = recipe.DeepseekV4Encoding()
        for name in ("<think>", THINK_END, "<｜User｜>", "<｜Assistant｜>"):
            tokenizer.special_id(name)  # fail at start, not at the first request

    def read(self, body: bytes | dict[str, Any]) -> ChatRequest:
        """A chat completion request. Raises RequestError (status 400) in the hosted API's words."""
        given = _cap_by_its_old_name(_object(body))
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
        options = converted.inference_options
        return ChatRequest(
            converted=converted,
            model=given["model"],
            prompt=prompt,
            max_tokens=max_tokens,
            temperature=1.0 if options.temperature is None else options.temperature,
            top_p=1.0 if options.top_p is None else options.top_p,
            seed=DEFAULT_SEED if options.seed is None else options.seed,
            stream=converted.stream,
            include_usage=bool((given.get("stream_options") or {}).get("include_usage")),
        )

    def encode(self, rendered: Any) -> list[int]:
        """A rendered prompt -> ids: the library's special ranges by name, all between as ordinary text."""
        tokens: list[int] = []
        end = 0
        for start, stop in rendered.special_ranges:
            tokens += self.tokenizer.encode(rendered.prompt[end:start])
            tokens.append(self.tokenizer.special_id(rendered.prompt[start:stop]))
            end = stop
        return tokens + self.tokenizer.encode(rendered.prompt[end:])


class Answer:
    """Tokens of one completion -> chunks of the library, as JSON for a stream or put together.

    Survives unclosed thinking, a missing end-of-sentence token and calls that break off.
    """

    def __init__(self, form: ChatFormat, request: ChatRequest, identity: str, fingerprint: str) -> None:
        self.request, self.identity, self.fingerprint = request, identity, fingerprint
        self._eos, self._think_end = form.config.eos_token_id, form.tokenizer.special_id(THINK_END)
        self._decoder = StreamDecoder(form.tokenizer, SPOKEN)
        options = request.converted.parsing_options
        stage = options.thinking_initial_stage
        self._in_reasoning = stage is not None and stage.starts_in_reasoning()
        generator = recipe.ChatCompletionRequest.chunk_generator(request.converted, identity, request.model)
        self._parser = recipe.StreamProcessor(generator, options)
        self._reasoning_tokens, self._last = 0, -1

    @property
    def stopped(self) -> bool:
        """A stop string was met: generation should end."""
        return bool(self._parser.finished)

    def open(self) -> list[Any]:
        """The chunk that names the role."""
        usage = recipe.PromptUsage(prompt_tokens=len(self.request.prompt), prompt_cache_hit_tokens=0)
        return self._push(recipe.InferenceChunk.ready(prompt_usage=usage, system_fingerprint=self.fingerprint))

    def push(self, token: int) -> list[Any]:
        """One generated token. The end-of-sentence token counts and is no text."""
        if self._in_reasoning:
            self._reasoning_tokens += 1
            self._in_reasoning = token != self._think_end
        self._last = token
        return self._push(recipe.InferenceChunk.text(self._decoder.push(token), 1))

    def close(self) -> list[Any]:
        """What was held back, then the chunk with finish_reason and usage."""
        made: list[Any] = []
        if not self._parser.finished:
            if rest := self._decoder.finish():
                made += self._push(recipe.InferenceChunk.text(rest, 0))
            reasons = recipe.InferenceFinishReason
            reason = reasons.Stop if self._last == self._eos else reasons.Length
            made += self._push(recipe.InferenceChunk.finish(reason))
        return made + list(self._parser.finish())

    def stream_json(self, chunks: list[Any]) -> Iterator[dict[str, Any]]:
        """Chunks as the API streams them. With `include_usage` the usage has a last chunk of its own, without choices."""
        for chunk in chunks:
            given: dict[str, Any] = json.loads(chunk.to_json())
            usage = self._full(given.get("usage"))
            if usage is None:
                if not _says_nothing(given):
                    yield given
            elif self.request.include_usage:
                yield given | {"usage": None}
                yield given | {"choices": [], "usage": usage}
            else:
                yield given | {"usage": usage}

    def whole(self, chunks: list[Any], created: int) -> dict[str, Any]:
        """All chunks together as one completion. Consumes them."""
        response = recipe.ChatCompletionResponse(
            self.identity, self.request.model, created, len(self.request.prompt), 0
        )
        for chunk in chunks:
            response.accumulate(chunk)
        given: dict[str, Any] = json.loads(response.to_json())
        return given | {"usage": self._full(given["usage"])}

    def _push(self, chunk: Any) -> list[Any]:
        return list(self._parser.push(chunk))

    def _full(self, usage: dict[str, Any] | None) -> dict[str, Any] | None:
        """The library counts no reasoning tokens for text; they are added here."""
        return usage and usage | {"completion_tokens_details": {"reasoning_tokens": self._reasoning_tokens}}


def _says_nothing(chunk: dict[str, Any]) -> bool:
    """A chunk for a token that became no text (half a character, a bare special token)."""
    choice = chunk["choices"][0]
    return choice["finish_reason"] is None and not any(choice["delta"].values())


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
    known = effort is None or isinstance(effort, str)  # anything else is for the library to refuse
    return given | {"reasoning_effort": PREVIEW_EFFORT[effort]} if known and effort in PREVIEW_EFFORT else given


def _message(error: Any) -> str:
    try:
        return str(json.loads(error.body)["error"]["message"])
    except (ValueError, KeyError, TypeError):
        return str(error)
