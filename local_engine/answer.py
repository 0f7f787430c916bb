"""Tokens of one completion -> chunks of the API, through the parser of `deepseek-recipe`.

The parser splits the text into reasoning, content and tool calls, and survives what models do: thinking that is never
closed, a missing end-of-sentence token, calls that break off or are no JSON.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import deepseek_recipe as recipe

from local_engine.chat_format import DSML, THINK_END, THINK_START, ChatFormat, ChatRequest
from local_engine.logprobs import TokenReport
from local_engine.sampling import Choice
from local_engine.tokenizer import StreamDecoder


class Answer:
    """`open()`, then `push(choice)` for each token, then `close()`; what they return goes to `stream_json` or `whole`."""

    def __init__(self, form: ChatFormat, request: ChatRequest, identity: str, fingerprint: str) -> None:
        self.request, self.identity, self.fingerprint = request, identity, fingerprint
        self._think_end = form.tokenizer.special_id(THINK_END)
        self._special = frozenset(form.tokenizer.special.values())
        self._report = None if request.top_logprobs is None else TokenReport(form.tokenizer)
        options = request.converted.parsing_options
        if request.continues:  # without this, line ends at its start would be dropped, as those of a new answer are
            options.thinking_initial_stage = recipe.ThinkingInitialStage.ContentContinuation
        stage = options.thinking_initial_stage
        self._in_reasoning = stage is not None and stage.starts_in_reasoning()
        # The special tokens that the parser reads; others are not text. Past the thinking, its marks are none either.
        spoken = {DSML} if request.continues else {DSML, THINK_START, THINK_END}
        self._decoder = StreamDecoder(form.tokenizer, frozenset(spoken))
        generator = recipe.ChatCompletionRequest.chunk_generator(request.converted, identity, request.model)
        self._parser = recipe.StreamProcessor(generator, options, self._report.alphabet if self._report else None)
        self._tokens, self._reasoning_tokens, self._last = 0, 0, -1

    @property
    def stopped(self) -> bool:
        """A stop string was met: generation should end."""
        return bool(self._parser.finished)

    def open(self) -> list[Any]:
        """The chunk that names the role."""
        usage = recipe.PromptUsage(prompt_tokens=len(self.request.prompt), prompt_cache_hit_tokens=0)
        return self._push(recipe.InferenceChunk.ready(prompt_usage=usage, system_fingerprint=self.fingerprint))

    def push(self, choice: Choice) -> list[Any]:
        """One generated token. One that ends the answer counts and is no text."""
        token = self._last = choice.token
        self._tokens += 1
        if self._in_reasoning:
            self._reasoning_tokens += 1
            self._in_reasoning = token != self._think_end
        made = self._say(self._decoder.finish()) if token in self._special else []  # half a character before it
        if token in self.request.stop_tokens or not self._decoder.is_text(token):
            return made
        if self._report:
            self._report.waits(choice)
        return made + self._say(self._decoder.push(token))

    def close(self) -> list[Any]:
        """What was held back, then the chunk with finish_reason and usage."""
        made = self._say(self._decoder.finish())
        if not self._parser.finished:
            reasons = recipe.InferenceFinishReason
            ended = self._last in self.request.stop_tokens
            made += self._push(recipe.InferenceChunk.finish(reasons.Stop if ended else reasons.Length))
        return made + list(self._parser.finish())

    def stream_json(self, chunks: list[Any]) -> Iterator[dict[str, Any]]:
        """Chunks as the API streams them. With `include_usage` the usage has a last chunk of its own, without choices."""
        for chunk in chunks:
            given = self._filled(json.loads(chunk.to_json()))
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
        given = self._filled(json.loads(response.to_json()))
        return given | {"usage": self._full(given["usage"])}

    def _say(self, text: str) -> list[Any]:
        if not text or self._parser.finished:
            return []
        return self._push(self._report.chunk(text) if self._report else recipe.InferenceChunk.text(text))

    def _push(self, chunk: Any) -> list[Any]:
        return list(self._parser.push(chunk))

    def _filled(self, given: dict[str, Any]) -> dict[str, Any]:
        """With the tokens' own log probabilities in the place of the parser's stand-ins."""
        if self._report:
            for choice in given["choices"]:
                choice["logprobs"] = self._report.told(choice["logprobs"])
        return given

    def _full(self, usage: dict[str, Any] | None) -> dict[str, Any] | None:
        """With the tokens counted here: those cut off by a stop string, and of the reasoning, are unknown to the parser."""
        return usage and usage | {
            "completion_tokens": self._tokens,
            "total_tokens": usage["prompt_tokens"] + self._tokens,
            "completion_tokens_details": {"reasoning_tokens": self._reasoning_tokens},
        }


def _says_nothing(chunk: dict[str, Any]) -> bool:
    """A chunk for text that only the parser saw (the mark of a new parameter)."""
    choice = chunk["choices"][0]
    return not (choice["finish_reason"] or choice.get("logprobs") or any(choice["delta"].values()))
