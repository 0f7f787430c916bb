"""What a sequence keeps between steps, one `LayerCache` per layer. Batch size is one.

    window      all layers         ring of the last `sliding_window` KV entries, slot = position mod window
    entries     ratio 4 and 128    compressed KV, one per 4 or 128 tokens; the only part that grows without end
    tail        ratio 4 and 128    c and z of the unfinished block (gates with `ape` added), for ratio 4 also the first
                                   halves of the block before
    index, index_tail   ratio 4    the same for the keys of the indexer

A cache cannot be cut back: the tails and rings of an earlier length are gone. Make a new one for a new sequence.
"""

from __future__ import annotations

import torch
from torch import Tensor

from local_engine.config import Config


class Window:
    """Ring of the last `size` KV entries of width d."""

    def __init__(self, size: int, d: int, device: torch.device | str) -> None:
        self.size, self.count = size, 0
        self._ring = torch.zeros(size, d, device=device)

    def push(self, kv: Tensor) -> None:
        """Adds the entries kv (T, d) of the next T positions."""
        T = kv.shape[0]
        if T == 1:
            self._ring[self.count % self.size] = kv[0]
        else:
            kept = kv[-self.size :]
            first = self.count + T - kept.shape[0]
            slots = torch.arange(first, first + kept.shape[0], device=kv.device) % self.size
            self._ring[slots] = kept
        self.count += T

    def unordered(self) -> Tensor:
        """(n, d): the entries kept, in no particular order; a view."""
        return self._ring[: min(self.count, self.size)]

    def before_next(self) -> Tensor:
        """(n, d), n < size: the entries that the next position still sees beside itself, oldest first; a copy."""
        n = min(self.count, self.size - 1)
        slots = torch.arange(self.count - n, self.count, device=self._ring.device) % self.size
        return self._ring[slots]


class Entries:
    """A list of vectors of width w that only grows; room is doubled when it runs out."""

    def __init__(self, w: int, device: torch.device | str) -> None:
        self.count = 0
        self._room = torch.empty(64, w, device=device)

    def append(self, more: Tensor) -> None:
        """Adds the rows of more (n, w)."""
        end = self.count + more.shape[0]
        if end > self._room.shape[0]:
            room = torch.empty(1 << (end - 1).bit_length(), self._room.shape[1], device=self._room.device)
            room[: self.count] = self.view()
            self._room = room
        self._room[self.count : end] = more
        self.count = end

    def view(self) -> Tensor:
        """(count, w), without a copy."""
        return self._room[: self.count]


class CompressorCache:
    """The unfinished block of a compressor: pending (n < ratio, 2 channels) holds c beside z."""

    def __init__(self, w: int, ratio: int, device: torch.device | str) -> None:
        channels = 2 * w if ratio == 4 else w
        self.pending = torch.empty(0, 2 * channels, device=device)
        self.before_c = torch.zeros(ratio, w, device=device)  # first halves of the block before (ratio 4 only)
        self.before_z = torch.full((ratio, w), float("-inf"), device=device)


class LayerCache:
    """The parts that a layer of this compression ratio needs."""

    def __init__(self, config: Config, ratio: int, device: torch.device | str) -> None:
        self.window = Window(config.sliding_window, config.head_dim, device)
        self.entries = Entries(config.head_dim, device) if ratio else None
        self.tail = CompressorCache(config.head_dim, ratio, device) if ratio else None
        self.index = Entries(config.index_head_dim, device) if ratio == 4 else None
        self.index_tail = CompressorCache(config.index_head_dim, ratio, device) if ratio == 4 else None


class Cache:
    """The state of one sequence; `length` tokens have been taken in."""

    def __init__(self, config: Config, device: torch.device | str = "cpu") -> None:
        self.length = 0
        self.layers = [LayerCache(config, ratio, device) for ratio in config.compress_ratios]
