"""The new tokens of one step, of one sequence or of several, laid one after the other. Nothing is padded."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import torch
from torch import Tensor

from local_engine.cache import Cache
from local_engine.ops import turns

Step = tuple[Sequence[int], Cache]  # the next tokens of a sequence, and what it has kept so far


class Span(NamedTuple):
    """One sequence's rows in the batch, the position of the first of them, and all positions (n,)."""

    rows: slice
    start: int
    positions: Tensor


class Batch:
    """T tokens: ids (T,), and for each sequence its span. Rotations are worked out once for all layers."""

    def __init__(self, steps: Sequence[Step], plain: Tensor, compressed: Tensor) -> None:
        """`plain` and `compressed` are the rotary frequencies (rotary / 2,) of the two kinds of layers."""
        device = plain.device
        self.ids = torch.tensor([token for tokens, _ in steps for token in tokens], device=device)
        self.spans: list[Span] = []
        row = 0
        for tokens, cache in steps:
            positions = torch.arange(cache.length, cache.length + len(tokens), device=device)
            self.spans.append(Span(slice(row, row + len(tokens)), cache.length, positions))
            row += len(tokens)
        positions = self.spans[0].positions if len(steps) == 1 else torch.cat([span.positions for span in self.spans])
        self._turns = (turns(positions, plain), turns(positions, compressed))

    def turns(self, *, compressed: bool) -> Tensor:
        """(T, rotary / 2) complex64 for the layers with or without compressed entries."""
        return self._turns[compressed]
