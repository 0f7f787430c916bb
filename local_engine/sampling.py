"""Choosing the next token: greedy, or from the nucleus of a tempered distribution, repeatable by seed."""

from __future__ import annotations

import random

import torch
from torch import Tensor


class Sampler:
    """One sequence's choices. Temperature 0 takes the most likely token; equal settings and seed repeat every choice.

    temperature: divides the logits, >= 0. top_p: in (0, 1], the smallest set of most likely tokens whose probabilities
    reach it is kept.
    """

    def __init__(self, temperature: float = 1.0, top_p: float = 1.0, seed: int = 0) -> None:
        self.temperature, self.top_p = temperature, top_p
        self._random = random.Random(seed)  # noqa: S311 - sampling, not secrets

    def pick(self, logits: Tensor) -> int:
        """logits (V,) float32 -> a token id."""
        if self.temperature <= 0:
            return int(logits.argmax())
        chance = torch.softmax(logits.to(torch.float64) / self.temperature, -1)
        if self.top_p < 1:
            chance, order = chance.sort(descending=True, stable=True)
            before = chance.cumsum(-1) - chance
            kept = int((before < self.top_p).sum())  # at least the first: nothing comes before it
            return int(order[self._draw(chance[:kept])])
        return self._draw(chance)

    def _draw(self, chance: Tensor) -> int:
        """An index, by inverting the sum of `chance` (any positive total) at one uniform number."""
        reached = chance.cumsum(-1)
        point = self._random.random() * float(reached[-1])
        return min(int(torch.searchsorted(reached, point, right=True)), chance.shape[0] - 1)
