"""Compressors turn runs of 4 or 128 tokens into one entry; the lightning indexer picks entries for each query.

Ratio 128 (HCA, heavily compressed attention): entry i = Σ_s softmax_s(z_s) ⊙ c_s over the 128 tokens of block i,
separately per channel.
Ratio 4 (CSA, compressed sparse attention): c and z are twice as wide and blocks overlap. The first half of a token speaks
in the NEXT block, the second half in its own, so entry i mixes 8 items; block 0 has only its own 4.
An entry is normed and turned to the position of its block's first token. An unfinished block gives no entry.
"""

from __future__ import annotations

import torch
from torch import Tensor

from local_engine import ops
from local_engine.cache import CompressorTail, Pages
from local_engine.checkpoint import Weights
from local_engine.config import Config


class Compressor:
    """Feeds `Pages` of width w from the inputs of a layer."""

    def __init__(self, config: Config, weights: Weights, ratio: int, frequencies: Tensor) -> None:
        self.ratio, self.frequencies, self.eps = ratio, frequencies, config.rms_norm_eps
        self.norm, self.ape = weights["norm.weight"], weights["ape"]  # (w,), (ratio, channels)
        self.w = self.norm.shape[0]
        self.wkv, self.wgate = weights.matrix("wkv.weight"), weights.matrix("wgate.weight")  # (channels, D)

    def project(self, x: Tensor) -> Tensor:
        """x (T, D) -> c beside z (T, 2 channels), z without `ape`."""
        return torch.cat((ops.linear(x, self.wkv), ops.linear(x, self.wgate)), 1)

    def update(self, cz: Tensor, start: int, tail: CompressorTail, entries: Pages) -> None:
        """Takes cz (T, 2 channels) of positions start… into `tail` and appends the entries they complete."""
        T, ratio = cz.shape[0], self.ratio
        slot = start % ratio
        places = self.ape[slot : slot + 1] if T == 1 else self.ape.roll(-slot, 0).repeat(-(-T // ratio), 1)[:T]
        cz[:, cz.shape[1] // 2 :] += places
        pending = torch.cat((tail.pending, cz))
        blocks = pending.shape[0] // ratio
        tail.pending = pending[blocks * ratio :].clone() if blocks else pending
        if not blocks:
            return
        c, z = pending[: blocks * ratio].view(blocks, ratio, -1).chunk(2, dim=-1)  # (blocks, ratio, channels) each
        if ratio == 4:
            c, z = self._overlapped(c, z, tail)
        entry = ops.rms(ops.blend(c, z), self.norm, self.eps)  # (blocks, w)
        first = torch.arange(entries.count, entries.count + blocks, device=cz.device) * ratio
        entries.append(ops.rotate(entry, ops.turns(first, self.frequencies)))

    def _overlapped(self, c: Tensor, z: Tensor, tail: CompressorTail) -> tuple[Tensor, Tensor]:
        """(blocks, 4, 2w) -> (blocks, 8, w): the first halves of the block before, the second halves of its own."""
        w = self.w
        before_c = torch.cat((tail.before_c[None], c[:-1, :, :w]))
        before_z = torch.cat((tail.before_z[None], z[:-1, :, :w]))  # −inf ahead of block 0: weight 0
        tail.before_c, tail.before_z = c[-1, :, :w].clone(), z[-1, :, :w].clone()
        return torch.cat((before_c, c[..., w:]), 1), torch.cat((before_z, z[..., w:]), 1)


class Indexer:
    """Queries of a CSA layer for the index keys; `ops.choose` compares them."""

    def __init__(self, config: Config, weights: Weights, frequencies: Tensor) -> None:
        self.heads, self.width, self.topk = config.index_n_heads, config.index_head_dim, config.index_topk
        self.wq_b, self.weights_proj = weights.matrix("wq_b.weight"), weights.matrix("weights_proj.weight")
        self.scale = ops.root(self.width) * ops.root(self.heads)
        self.compressor = Compressor(config, weights.under("compressor"), 4, frequencies)

    def queries(self, x: Tensor, r: Tensor, turn: Tensor) -> tuple[Tensor, Tensor]:
        """x (T, D), r (T, rank) -> index queries (T, heads, width), not normed, and head weights (T, heads)."""
        q = ops.rotate(ops.linear(r, self.wq_b).view(-1, self.heads, self.width), turn)
        return q, ops.linear(x, self.weights_proj) * self.scale
