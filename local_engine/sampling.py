"""Choosing the next token: greedy, or from the nucleus of a tempered distribution, repeatable by seed."""

from __future__ import annotations

import random
from typing import NamedTuple

import torch
from torch import Tensor

MOST_ALTERNATIVES = 20  # as many as the API reports; more would only be sorted to be thrown away


class Choice(NamedTuple):
    """A token, and what the model itself thought of it and of the best others, where the sampler was asked to say.

    Log probabilities are natural ones of the whole distribution, before temperature and top_p: they compare across
    settings, and a token that greedy decoding took does not report certainty.
    """

    token: int
    logprob: float | None = None
    top: tuple[tuple[int, float], ...] = ()  # (token, log probability), best first


class Sampler:
    """One sequence's choices. Temperature 0 takes the most likely token; equal settings and seed repeat every choice.

    temperature: divides the logits, >= 0. top_p: in (0, 1], the smallest set of most likely tokens whose probabilities
    reach it is kept. top_logprobs: how many alternatives `choose` reports; None = not even the token's own probability.
    """

    def __init__(
        self, temperature: float = 1.0, top_p: float = 1.0, seed: int = 0, top_logprobs: int | None = None
    ) -> None:
        self.temperature, self.top_p, self.top_logprobs = temperature, top_p, top_logprobs
        self._random = random.Random(seed)  # noqa: S311 - sampling, not secrets

    def choose(self, logits: Tensor) -> Choice:
        """logits (V,) float32 -> the token, with its report where one was asked for."""
        token = self.pick(logits)
        if self.top_logprobs is None:
            return Choice(token)
        logprobs = torch.log_softmax(logits.to(torch.float64), -1)
        best = logprobs.topk(min(self.top_logprobs, MOST_ALTERNATIVES, logprobs.shape[0]))
        top = zip(best.indices.tolist(), best.values.tolist(), strict=True)
        return Choice(token, float(logprobs[token]), tuple(top))

    def pick(self, logits: Tensor) -> int:
        """logits (V,) float32 -> a token id."""
        if self.temperature <= 0:
            return int(logits.argmax())
        below_best = logits.to(torch.float64) - logits.max()  # 0 at the best: no temperature makes that infinite
        chance = torch.softmax(below_best / self.temperature, -1)
        if self.top_p < 1:
            chance, order = self._nucleus(chance)
            return int(order[self._draw(chance)])
        return self._draw(chance)

    def _nucleus(self, chance: Tensor) -> tuple[Tensor, Tensor]:
        """Probabilities and ids of the tokens that are kept, best first. Looks at few before it sorts them all."""
        size = 64
        while True:
            best = chance.topk(min(size, chance.shape[0]))
            before = best.values.cumsum(-1) - best.values
            kept = int((before < self.top_p).sum())  # at least the first: nothing comes before it
            if kept < size:
                return best.values[:kept], best.indices[:kept]
            size *= 16

    def _draw(self, chance: Tensor) -> int:
        """An index, by inverting the sum of `chance` (any positive total) at one uniform number."""
        reached = chance.cumsum(-1)
        point = self._random.random() * float(reached[-1])
        return min(int(torch.searchsorted(reached, point, right=True)), chance.shape[0] - 1)
