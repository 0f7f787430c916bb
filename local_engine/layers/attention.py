"""Attention over a window of raw entries and, in most layers, compressed ones.

One vector per position is key and value of all heads. A query at position t sees the raw entries t-W+1 … t and the
compressed entries whose block ended at or before t: all of them (ratio 128), or those its indexer chose (ratio 4).
Blocks inside the window are seen twice, raw and compressed; that is intended. Values are rotated keys, so the output
is turned back by the query's own position.
"""

from __future__ import annotations

import torch
from torch import Tensor

from local_engine import ops
from local_engine.batch import Batch, Span
from local_engine.cache import LayerCache
from local_engine.checkpoint import Weights
from local_engine.config import Config
from local_engine.layers.compressor import Compressor, Indexer


class Attention:
    """One layer's attention. `ratio` 0 sees the window only."""

    def __init__(self, config: Config, weights: Weights, ratio: int, frequencies: Tensor) -> None:
        self.ratio, self.eps = ratio, config.rms_norm_eps
        self.H, self.d = config.num_attention_heads, config.head_dim
        self.G, self.W = config.o_groups, config.sliding_window
        self.wq_a, self.wq_b, self.wkv = (weights.matrix(f"{name}.weight") for name in ("wq_a", "wq_b", "wkv"))
        self.q_norm, self.kv_norm, self.sink = (weights[n] for n in ("q_norm.weight", "kv_norm.weight", "attn_sink"))
        # The norm of the query heads has no learned weight; the 1 / sqrt(d) of the scores takes its place.
        self.q_scale = torch.full((self.d,), ops.root(self.d), device=self.sink.device)
        # (G rank, H d / G), (D, G rank)
        self.wo_a, self.wo_b = (weights.matrix(f"{name}.weight") for name in ("wo_a", "wo_b"))
        self.compressor = Compressor(config, weights.under("compressor"), ratio, frequencies) if ratio else None
        self.indexer = Indexer(config, weights.under("indexer"), frequencies) if ratio == 4 else None

    def __call__(self, x: Tensor, batch: Batch, caches: list[LayerCache]) -> Tensor:
        """x (T, D), normed, one cache per span of the batch -> (T, D). Adds the positions to the caches."""
        turn = batch.turns(compressed=self.ratio > 0)
        r = ops.rms(ops.linear(x, self.wq_a), self.q_norm, self.eps)  # (T, rank), also feeds the indexer
        q = ops.rms(ops.linear(r, self.wq_b).view(-1, self.H, self.d), self.q_scale, self.eps)
        q = ops.rotate(q, turn)  # (T, H, d)
        kv = ops.rotate(ops.rms(ops.linear(x, self.wkv), self.kv_norm, self.eps), turn)  # (T, d)
        self._compress(x, batch, caches)  # before attending: a block that ends at t is visible to t
        index = self._index_queries(x, r, turn, caches)
        o = [
            self._attend(q[span.rows], kv[span.rows], span, cache, index)
            for span, cache in zip(batch.spans, caches, strict=True)
        ]
        turned = ops.rotate(o[0] if len(o) == 1 else torch.cat(o), turn.conj())  # (T, H, d)
        grouped = ops.grouped_linear(turned.reshape(x.shape[0], self.G, -1), self.wo_a)  # (T, G, rank)
        return ops.linear(grouped.flatten(1), self.wo_b)

    def _compress(self, x: Tensor, batch: Batch, caches: list[LayerCache]) -> None:
        """Gives every sequence the compressed entries and index keys that its new positions complete."""
        if self.compressor is None:
            return
        cz = self.compressor.project(x)
        keys = None if self.indexer is None else self.indexer.compressor.project(x)
        for span, cache in zip(batch.spans, caches, strict=True):
            assert cache.tail is not None and cache.entries is not None
            self.compressor.update(cz[span.rows], span.start, cache.tail, cache.entries)
            if self.indexer is not None and keys is not None:
                assert cache.index_tail is not None and cache.index is not None
                self.indexer.compressor.update(keys[span.rows], span.start, cache.index_tail, cache.index)

    def _index_queries(
        self, x: Tensor, r: Tensor, turn: Tensor, caches: list[LayerCache]
    ) -> tuple[Tensor, Tensor] | None:
        """Queries for the indexer where a sequence has more entries than are kept, None where all are seen anyway."""
        if self.indexer is None:
            return None
        if all(cache.index is None or cache.index.count <= self.indexer.topk for cache in caches):
            return None
        return self.indexer.queries(x, r, turn)

    def _attend(
        self, q: Tensor, kv: Tensor, span: Span, cache: LayerCache, index: tuple[Tensor, Tensor] | None
    ) -> Tensor:
        """One sequence: q (T, H, d) and kv (T, d) of its new positions -> (T, H, d). Adds kv to the window."""
        if q.shape[0] == 1:
            cache.window.push(kv)
            near = cache.window.unordered()
        else:
            near = torch.cat((cache.window.before_next(), kv))
            cache.window.push(kv)
        return ops.attend(q, near, self.W, self.sink, self._far(span, cache, index))

    def _far(self, span: Span, cache: LayerCache, index: tuple[Tensor, Tensor] | None) -> ops.Far | None:
        """The compressed entries that the queries of a sequence see; None where no block has ended yet."""
        if cache.entries is None or cache.entries.count == 0:
            return None
        visible = (span.positions + 1) // self.ratio  # (T,): blocks that end at or before each query
        if self.indexer is None or index is None or cache.index is None or cache.index.count <= self.indexer.topk:
            return ops.Far(cache.entries, visible, None)
        q, w = index[0][span.rows], index[1][span.rows]
        return ops.Far(cache.entries, visible, ops.choose(q, w, cache.index, visible, self.indexer.topk))
