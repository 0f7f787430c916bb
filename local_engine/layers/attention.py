"""Attention over a window of raw entries and, in most layers, compressed ones.

One vector per position is key and value of all heads. A query at position t sees the raw entries t-W+1 … t and the
compressed entries whose block ended at or before t: all of them (ratio 128), or those its indexer chose (ratio 4).
Blocks inside the window are seen twice, raw and compressed; that is intended. Values are rotated keys, so the output
is turned back by the query's own position.
"""

from __future__ import annotations

from typing import NamedTuple

import torch
from torch import Tensor
from torch.nn.functional import linear

from local_engine.cache import LayerCache
from local_engine.checkpoint import Weights
from local_engine.config import Config
from local_engine.layers.compressor import Compressor, Indexer
from local_engine.layers.norm import rms
from local_engine.layers.rope import Rotary, rotate

QUERY_BLOCK = 128  # queries handled together in prefill: bounds the score matrices, whatever the prompt length


class Queries(NamedTuple):
    """New positions start, start + 1, … of a layer: x (T, D), r (T, rank), q (T, H, d), their rotations (T, …)."""

    x: Tensor
    r: Tensor
    q: Tensor
    turn: Tensor
    start: int

    def part(self, a: int, b: int) -> Queries:
        """Rows a … b-1."""
        return Queries(self.x[a:b], self.r[a:b], self.q[a:b], self.turn[a:b], self.start + a)


class Attention:
    """One layer's attention. `ratio` 0 sees the window only."""

    def __init__(self, config: Config, weights: Weights, ratio: int, rotary: Rotary) -> None:
        self.ratio, self.rotary, self.eps = ratio, rotary, config.rms_norm_eps
        self.H, self.d = config.num_attention_heads, config.head_dim
        self.G, self.W = config.o_groups, config.sliding_window
        self.wq_a, self.q_norm, self.wq_b = (weights[name] for name in ("wq_a.weight", "q_norm.weight", "wq_b.weight"))
        self.wkv, self.kv_norm, self.sink = (weights[name] for name in ("wkv.weight", "kv_norm.weight", "attn_sink"))
        # The norm of the query heads has no learned weight; the 1 / sqrt(d) of the scores takes its place.
        self.q_scale = torch.full((self.d,), self.d**-0.5, device=self.sink.device)
        self.wo_a = weights["wo_a.weight"].view(self.G, config.o_lora_rank, -1).transpose(1, 2)  # (G, H d / G, rank)
        self.wo_b = weights["wo_b.weight"]
        self.compressor = Compressor(config, weights.under("compressor"), ratio, rotary) if ratio else None
        self.indexer = Indexer(config, weights.under("indexer"), rotary) if ratio == 4 else None

    def __call__(self, x: Tensor, start: int, cache: LayerCache) -> Tensor:
        """x (T, D), normed, at positions start … start+T-1 -> (T, D). Adds the T positions to `cache`."""
        T = x.shape[0]
        turn = self.rotary.at(start, T)
        r = rms(linear(x, self.wq_a), self.q_norm, self.eps)  # (T, rank), also feeds the indexer
        q = rotate(rms(linear(r, self.wq_b).view(T, self.H, self.d), self.q_scale, self.eps), turn)  # (T, H, d)
        kv = rotate(rms(linear(x, self.wkv), self.kv_norm, self.eps), turn)  # (T, d)
        queries = Queries(x, r, q, turn, start)
        raw = torch.cat((cache.window.before_next(), kv)) if T > 1 else kv
        cache.window.push(kv)
        self._compress(x, start, cache)  # before attending: a block that ends at t is visible to t
        o = self._attend_blocks(queries, raw, cache) if T > 1 else self._attend_one(queries, cache)
        rotate(o, turn.conj())  # (T, H, d)
        grouped = torch.bmm(o.view(T, self.G, -1).transpose(0, 1), self.wo_a)  # (G, T, rank): each group on its own
        return linear(grouped.transpose(0, 1).reshape(T, -1), self.wo_b)

    def _compress(self, x: Tensor, start: int, cache: LayerCache) -> None:
        if self.compressor is not None:
            assert cache.tail is not None and cache.entries is not None
            self.compressor.update(x, start, cache.tail, cache.entries)
        if self.indexer is not None:
            assert cache.index_tail is not None and cache.index is not None
            self.indexer.compressor.update(x, start, cache.index_tail, cache.index)

    def _attend_one(self, query: Queries, cache: LayerCache) -> Tensor:
        """A single query sees all that is kept, so nothing is masked and order does not matter. Returns (1, H, d)."""
        keys = cache.window.unordered()
        if cache.entries is not None and cache.entries.count:
            entries = cache.entries.view()
            if self._must_choose(n := entries.shape[0]):
                entries = entries[self._chosen(query, cache, n)[0]]
            keys = torch.cat((keys, entries))  # (n, d)
        scores = torch.cat((query.q[0] @ keys.T, self.sink[:, None]), 1)  # (H, n + 1): the sink has no value
        return (torch.softmax(scores, -1)[:, :-1] @ keys)[None]

    def _attend_blocks(self, queries: Queries, raw: Tensor, cache: LayerCache) -> Tensor:
        """Queries by blocks; raw (n + T, d) are the window entries before them, then their own. Returns (T, H, d)."""
        T = queries.x.shape[0]
        n = raw.shape[0] - T
        o = torch.empty_like(queries.q)
        for a in range(0, T, QUERY_BLOCK):
            b = min(a + QUERY_BLOCK, T)
            first = max(0, n + a - self.W + 1)  # the oldest raw entry that query a sees
            near = raw[first : n + b]
            query_at = torch.arange(n + a, n + b, device=raw.device)[:, None]
            key_at = torch.arange(first, n + b, device=raw.device)
            hidden = (key_at > query_at) | (key_at <= query_at - self.W)  # (b - a, near)
            some = queries.part(a, b)
            o[a:b] = self._softmax(some.q, near, hidden, self._far(some, cache) if self.ratio else None)
        return o

    def _far(self, queries: Queries, cache: LayerCache) -> tuple[Tensor, Tensor] | None:
        """What Q queries see beyond the window: scores (Q, H, n), −inf where unseen, and entries (n, d) or (Q, n, d)."""
        assert cache.entries is not None
        Q, q = queries.x.shape[0], queries.q
        visible = self._visible(queries)
        n = (queries.start + Q) // self.ratio
        if n == 0:
            return None
        if self._must_choose(n):
            chosen = self._chosen(queries, cache, n)  # (Q, topk)
            entries, unseen = cache.entries.view()[chosen], chosen >= visible
            scores = torch.bmm(q, entries.transpose(1, 2))
        else:
            entries, unseen = cache.entries.view()[:n], torch.arange(n, device=q.device) >= visible
            scores = (q.flatten(0, 1) @ entries.T).view(Q, self.H, n)
        return scores.masked_fill_(unseen[:, None], float("-inf")), entries

    def _visible(self, queries: Queries) -> Tensor:
        """(Q, 1): how many entries end at or before each query."""
        count = queries.x.shape[0]
        ends = torch.arange(queries.start + 1, queries.start + count + 1, device=queries.x.device)
        return (ends // self.ratio)[:, None]

    def _must_choose(self, n: int) -> bool:
        return self.indexer is not None and n > self.indexer.topk

    def _chosen(self, queries: Queries, cache: LayerCache, n: int) -> Tensor:
        """The indexer's choice among the first n entries: (Q, topk)."""
        assert self.indexer is not None and cache.index is not None
        index_q, head_weights = self.indexer.queries(queries.x, queries.r, queries.turn)
        return self.indexer.choose(index_q, head_weights, cache.index.view()[:n], self._visible(queries))

    def _softmax(self, q: Tensor, near: Tensor, hidden: Tensor, far: tuple[Tensor, Tensor] | None) -> Tensor:
        """One softmax over window, compressed entries and sink. q (Q, H, d) -> (Q, H, d)."""
        n = near.shape[0]
        scores = (q.flatten(0, 1) @ near.T).view(*q.shape[:2], n).masked_fill_(hidden[:, None], float("-inf"))
        sink = self.sink[None, :, None].expand(q.shape[0], -1, -1)
        parts = [scores, sink] if far is None else [scores, far[0], sink]
        weight = torch.softmax(torch.cat(parts, -1), -1)
        o = (weight[..., :n].reshape(-1, n) @ near).view_as(q)
        if far is None:
            return o
        rest, entries = weight[..., n:-1], far[1]  # (Q, H, far)
        if entries.dim() == 3:  # each query has its own
            return o + torch.bmm(rest, entries)
        return o + (rest.reshape(-1, rest.shape[-1]) @ entries).view_as(q)
