"""Tokens of one completion -> chunks of the API, through the parser of `deepseek-recipe`.

The parser splits the text into reasoning, content and tool calls, and survives what models do: thinking that is never
closed, a missing end-of-sentence token, calls that break off or are no JSON.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import deepseek_recipe as recipe

from local_engine.chat_format import ChatFormat, ChatRequest
from local_engine.feed import DSML, THINK_END, Feed, alphabet
from local_engine.sampling import Choice


class Answer:
    """`open()`, then `push(choice)` for each token, then `close()`; what they return goes to `stream_json` or `whole`."""

    def __init__(self, form: ChatFormat, request: ChatRequest, identity: str, fingerprint: str) -> None:
        self.request, self.identity, self.fingerprint = request, identity, fingerprint
        self._think_end = form.tokenizer.special_id(THINK_END)
        options = request.converted.parsing_options
        if request.continues:  # without this, line ends at its start would be dropped, as those of a new answer are
            options.thinking_initial_stage = recipe.ThinkingInitialStage.ContentContinuation
        stage = options.thinking_initial_stage
        self._in_reasoning = stage is not None and stage.starts_in_reasoning()
        # Past the thinking its end is no mark any more, but a token out of place.
        self._feed = Feed(form.tokenizer, frozenset({DSML} if request.continues else {DSML, THINK_END}))
        generator = recipe.ChatCompletionRequest.chunk_generator(request.converted, identity, request.model)
        self._parser = recipe.StreamProcessor(generator, options, alphabet())
        self._tokens, self._reasoning_tokens, self._last = 0, 0, -1

    @property
    def stopped(self) -> bool:
        """A stop string was met: generation should end."""
        return bool(self._parser.finished)

    def open(self) -> list[Any]:
        """The chunk that names the role."""
        usage = recipe.PromptUsage(prompt_tokens=len(self.request.prompt), prompt_cache_hit_tokens=0)
        ready = recipe.InferenceChunk.ready(prompt_usage=usage, system_fingerprint=self.fingerprint)
        return list(self._parser.push(ready))

    def push(self, choice: Choice) -> list[Any]:
        """One generated token. One that ends the answer counts and is no text."""
        token = self._last = choice.token
        self._tokens += 1
        if self._in_reasoning:
            self._reasoning_tokens += 1
            self._in_reasoning = token != self._think_end
        if token in self.request.stop_tokens:
            return []
        return [made for chunk in self._feed.push(choice) if not self.stopped for made in self._parser.push(chunk)]

    def close(self) -> list[Any]:
        """What the parser held back, then the chunk with finish_reason and usage. Half a character at the end is left out."""
        made: list[Any] = []
        if not self.stopped:
            reasons = recipe.InferenceFinishReason
            ended = self._last in self.request.stop_tokens
            made += self._parser.push(recipe.InferenceChunk.finish(reasons.Stop if ended else reasons.Length))
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

    def _filled(self, given: dict[str, Any]) -> dict[str, Any]:
        """With the tokens' own log probabilities in the place of the parser's stand-ins, if they were asked for."""
        asked = self.request.top_logprobs is not None
        for choice in given["choices"]:
            choice["logprobs"] = self._feed.told(choice["logprobs"]) if asked else None
        return given

    def _full(self, usage: dict[str, Any] | None) -> dict[str, Any] | None:
        """With the tokens counted here: the parser saw bytes."""
        return usage and usage | {
            "completion_tokens": self._tokens,
            "total_tokens": usage["prompt_tokens"] + self._tokens,
            "completion_tokens_details": {"reasoning_tokens": self._reasoning_tokens},
        }


def _says_nothing(chunk: dict[str, Any]) -> bool:
    """A chunk for text that only the parser saw (the mark of a new parameter)."""
    choice = chunk["choices"][0]
    return not (choice["finish_reason"] or choice.get("logprobs") or any(choice["delta"].values()))
