"""Compressors turn runs of 4 or 128 tokens into one entry; the lightning indexer picks entries for each query.

Ratio 128 (HCA): entry i = Σ_s softmax_s(z_s) ⊙ c_s over the 128 tokens of block i, separately per channel.
Ratio 4 (CSA): c and z are twice as wide and blocks overlap. The first half of a token speaks in the NEXT block, the
second half in its own, so entry i mixes 8 items; block 0 has only its own 4.
An entry is normed and turned to the position of its block's first token. An unfinished block gives no entry.
"""

from __future__ import annotations

import torch
from torch import Tensor
from torch.nn.functional import linear

from local_engine.cache import CompressorCache, Entries
from local_engine.checkpoint import Weights
from local_engine.config import Config
from local_engine.layers.norm import rms
from local_engine.layers.rope import Rotary, rotate


class Compressor:
    """Feeds `Entries` of width w from the inputs of a layer."""

    def __init__(self, config: Config, weights: Weights, ratio: int, rotary: Rotary) -> None:
        self.ratio, self.rotary, self.eps = ratio, rotary, config.rms_norm_eps
        self.norm = weights["norm.weight"]  # (w,)
        self.w = self.norm.shape[0]
        self.overlaps = ratio == 4
        self.wkv_gate = torch.cat((weights["wkv.weight"], weights["wgate.weight"]))  # (2 channels, D): c, then z
        ape = weights["ape"]  # (ratio, channels), belongs to z only
        self.ape = torch.cat((torch.zeros_like(ape), ape), dim=1)

    def update(self, x: Tensor, start: int, tail: CompressorCache, entries: Entries) -> None:
        """Takes the inputs x (T, D) of positions start… into `tail` and appends the entries they complete."""
        T, ratio = x.shape[0], self.ratio
        cz = linear(x, self.wkv_gate)  # (T, 2 channels)
        slot = start % ratio
        if T == 1:
            cz += self.ape[slot]
        else:
            cz += self.ape.roll(-slot, 0).repeat(-(-T // ratio), 1)[:T]
        pending = torch.cat((tail.pending, cz))
        blocks = pending.shape[0] // ratio
        tail.pending = pending[blocks * ratio :]
        if not blocks:
            return
        c, z = pending[: blocks * ratio].view(blocks, ratio, -1).chunk(2, dim=-1)  # (blocks, ratio, channels) each
        if self.overlaps:
            c, z = self._overlapped(c, z, tail)
        entry = rms((torch.softmax(z, 1) * c).sum(1), self.norm, self.eps)  # (blocks, w)
        entries.append(rotate(entry, self.rotary.at(entries.count * ratio, blocks, ratio)))

    def _overlapped(self, c: Tensor, z: Tensor, tail: CompressorCache) -> tuple[Tensor, Tensor]:
        """(blocks, 4, 2w) -> (blocks, 8, w): the first halves of the block before, the second halves of its own."""
        w = self.w
        before_c = torch.cat((tail.before_c[None], c[:-1, :, :w]))
        before_z = torch.cat((tail.before_z[None], z[:-1, :, :w]))  # −inf ahead of block 0: weight 0
        tail.before_c, tail.before_z = c[-1, :, :w], z[-1, :, :w]
        return torch.cat((before_c, c[..., w:]), 1), torch.cat((before_z, z[..., w:]), 1)


class Indexer:
    """Scores index keys for the queries of a CSA layer."""

    def __init__(self, config: Config, weights: Weights, rotary: Rotary) -> None:
        self.heads, self.width, self.topk = config.index_n_heads, config.index_head_dim, config.index_topk
        self.wq_b, self.weights_proj = weights["wq_b.weight"], weights["weights_proj.weight"]
        self.scale = self.width**-0.5 * self.heads**-0.5
        self.compressor = Compressor(config, weights.under("compressor"), 4, rotary)

    def queries(self, x: Tensor, r: Tensor, turn: Tensor) -> tuple[Tensor, Tensor]:
        """x (T, D), r (T, rank) -> index queries (T, heads, width), not normed, and head weights (T, heads)."""
        q = rotate(linear(r, self.wq_b).view(-1, self.heads, self.width), turn)
        return q, linear(x, self.weights_proj) * self.scale

    def choose(self, q: Tensor, w: Tensor, keys: Tensor, visible: Tensor) -> Tensor:
        """The indices of the `topk` best visible keys per query, any order: (T, topk) int64.

        q (T, heads, width), w (T, heads), keys (n, width) with n > topk, visible (T, 1) = how many of the first keys each
        query may see. Where fewer than topk are visible the rest of the row holds indices >= visible.
        """
        scores = torch.relu_(q.flatten(0, 1) @ keys.T).view(q.shape[0], self.heads, -1)  # (T, heads, n)
        score = torch.bmm(w[:, None], scores)[:, 0]  # Σ_h w[h] max(0, q_h · k): (T, n)
        if q.shape[0] > 1:  # the last query sees all keys, so a single one needs no mask
            score.masked_fill_(torch.arange(keys.shape[0], device=q.device) >= visible, float("-inf"))
        return score.topk(self.topk, dim=-1, sorted=False).indices
