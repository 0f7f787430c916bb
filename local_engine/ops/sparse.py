"""Faster attention and indexing: queries in blocks, keys page by page, so that memory does not grow with the prompt."""

from __future__ import annotations

import torch
from torch import Tensor

from local_engine.cache import Pages
from local_engine.heap import make_room
from local_engine.ops.reference import Far, attend, choose
from local_engine.sizes import BUDGET, MOST_QUERIES, PAGE


@choose.faster(when=lambda q, w, keys, visible, topk: True)
def _choose_by_page(q: Tensor, w: Tensor, keys: Pages, visible: Tensor, topk: int) -> Tensor:
    T, heads, _ = q.shape
    n = int(visible.max())
    k = min(topk, n)
    chosen = torch.full((T, topk), -1, device=q.device)
    size = max(1, min(MOST_QUERIES, T, BUDGET // (heads * min(n, PAGE) + n + 1)))
    make_room(size * (n + heads * min(n, PAGE)))
    score = torch.empty(size, n, device=q.device)
    products = torch.empty(size * heads, min(n, PAGE), device=q.device)  # written anew for each block and page
    for a in range(0, T, size):
        b = min(a + size, T)
        limit = visible[a:b, None]
        best = _scored(q[a:b], w[a:b], keys, score[: b - a], products)
        first_hidden = int(limit.min())  # later queries see more: only the last few columns have to be hidden
        best[:, first_hidden:].masked_fill_(torch.arange(first_hidden, n, device=q.device) >= limit, float("-inf"))
        found = best.topk(k, dim=-1, sorted=False).indices
        chosen[a:b, :k] = found.masked_fill_(found >= limit, -1)
    return chosen


def _scored(q: Tensor, w: Tensor, keys: Pages, score: Tensor, products: Tensor) -> Tensor:
    """Σ_h w[h] max(0, q[h] · key) of the first n keys into score (Q, n): q (Q, heads, width), w (Q, heads)."""
    Q, heads, n = *w.shape, score.shape[1]
    start = 0
    for part in keys.parts(n):
        end = start + part.shape[0]
        room = products[: Q * heads] if end - start == products.shape[1] else None
        raw = torch.mm(q.flatten(0, 1), part.T, out=room).relu_().view(Q, heads, -1)
        score[:, start:end] = torch.bmm(w[:, None], raw)[:, 0]
        start = end
    return score


@attend.faster(when=lambda q, near, window, sink, far: True)
def _attend_by_block(q: Tensor, near: Tensor, window: int, sink: Tensor, far: Far | None) -> Tensor:
    T = q.shape[0]
    before = near.shape[0] - T  # raw entries ahead of the first query
    out = torch.empty_like(q)
    per_query = _numbers_per_query(q, window, far)
    size = max(1, min(MOST_QUERIES, BUDGET // per_query))
    make_room(min(size, T) * per_query)
    for a in range(0, T, size):
        b = min(a + size, T)
        first = max(0, before + a - window + 1)  # the oldest raw entry that query a sees
        raw = near[first : before + b]
        query_at = torch.arange(before + a, before + b, device=q.device)[:, None]
        key_at = torch.arange(first, before + b, device=q.device)
        hidden = (key_at > query_at) | (key_at <= query_at - window)  # (Q, raw)
        out[a:b] = _softmax(q[a:b], raw, hidden, sink, far and _rows(far, a, b))
    return out


@attend.faster(when=lambda q, near, window, sink, far: q.shape[0] == 1)
def _attend_one(q: Tensor, near: Tensor, window: int, sink: Tensor, far: Far | None) -> Tensor:
    """A single query sees all that it is given, so nothing is masked and order does not matter."""
    keys = near[-window:]
    if far is not None:
        n = int(far.visible[0])
        if far.chosen is None:
            keys = torch.cat((keys, *far.entries.parts(n)))
        else:
            chosen = far.chosen[0]
            keys = torch.cat((keys, far.entries.take(chosen if n >= chosen.shape[0] else chosen[chosen >= 0])))
    scores = torch.cat((q[0] @ keys.T, sink[:, None]), 1)  # (H, keys + 1)
    return (torch.softmax(scores, -1)[:, :-1] @ keys)[None]


def _numbers_per_query(q: Tensor, window: int, far: Far | None) -> int:
    H, d = q.shape[1:]
    if far is None:
        return H * (window + MOST_QUERIES)
    if far.chosen is None:
        return H * (window + MOST_QUERIES + int(far.visible.max()))
    return max(H * (window + MOST_QUERIES), far.chosen.shape[1] * (d + H))


def _rows(far: Far, a: int, b: int) -> Far:
    return Far(far.entries, far.visible[a:b], None if far.chosen is None else far.chosen[a:b])


def _softmax(q: Tensor, raw: Tensor, hidden: Tensor, sink: Tensor, far: Far | None) -> Tensor:
    """One softmax over raw entries, compressed ones and the sink. q (Q, H, d) -> (Q, H, d)."""
    Q, H, n = *q.shape[:2], raw.shape[0]
    scores = [(q.flatten(0, 1) @ raw.T).view(Q, H, n).masked_fill_(hidden[:, None], float("-inf"))]
    entries: list[Tensor] = []
    if far is not None and far.chosen is None:
        entries = list(far.entries.parts(int(far.visible.max())))
        scores += _dense_scores(q, entries, far.visible)
    elif far is not None and far.chosen is not None:
        entries = [far.entries.take(far.chosen.clamp(min=0))]  # (Q, k, d): each query has its own
        own = torch.bmm(q, entries[0].transpose(1, 2))
        scores.append(own.masked_fill_((far.chosen < 0)[:, None], float("-inf")))
    scores.append(sink[None, :, None].expand(Q, -1, -1))
    weight = torch.softmax(torch.cat(scores, -1), -1)
    out = (weight[..., :n].reshape(-1, n) @ raw).view_as(q)
    for part in entries:
        end = n + part.shape[-2]
        some = weight[..., n:end]
        out += torch.bmm(some, part) if part.dim() == 3 else (some.reshape(Q * H, -1) @ part).view_as(q)
        n = end
    return out


def _dense_scores(q: Tensor, entries: list[Tensor], visible: Tensor) -> list[Tensor]:
    """Scores (Q, H, n) of every page, -inf where an entry is not yet visible."""
    made, start = [], 0
    for part in entries:
        end = start + part.shape[0]
        unseen = torch.arange(start, end, device=q.device) >= visible[:, None]
        score = (q.flatten(0, 1) @ part.T).view(*q.shape[:2], -1)
        made.append(score.masked_fill_(unseen[:, None], float("-inf")))
        start = end
    return made
