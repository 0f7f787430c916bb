"""What the model computes, operator by operator, written as the equations are: the oracle of everything faster.

Nothing here is meant to be quick: queries and experts are looped over one by one. Faster implementations register in
`dense.py`, `streams.py`, `sparse.py` and `experts.py`; `tests/local_engine/ops/` holds each of them against its reference.

Letters: T tokens or queries, K in, N out, D hidden, h streams, H heads, d head_dim, E experts, k experts per token,
m expert width, n entries. Everything is float32 unless said. Source of each equation: technical report
(arXiv 2606.19348) and the released inference code.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import NamedTuple

import torch
from torch import Tensor
from torch.nn.functional import silu, softplus

from local_engine.cache import Pages
from local_engine.matrix import Dense, Matrix
from local_engine.ops.registry import operator


class Mix(NamedTuple):
    """Weights of the residual streams at one site: pre (T, h), post (T, h), C (T, h, h) indexed [old stream, new stream]."""

    pre: Tensor
    post: Tensor
    C: Tensor


class Far(NamedTuple):
    """What queries see beyond the window: entries, how many of the first ones each query may see (T,), and, where an
    indexer chose, the chosen indices (T, k) with -1 for a place that is not used."""

    entries: Pages
    visible: Tensor
    chosen: Tensor | None


class Expert(NamedTuple):
    """w1 (m, D), the gate; w3 (m, D), what it gates; w2 (D, m), the way back."""

    w1: Matrix
    w3: Matrix
    w2: Matrix


@operator
def linear(x: Tensor, w: Matrix) -> Tensor:
    """x (T, K), w (N, K) -> x wᵀ (T, N)."""
    return _narrowed(x, w) @ w.decode().T


@operator
def grouped_linear(x: Tensor, w: Matrix) -> Tensor:
    """x (T, G, K), w (G R, K) -> (T, G, R): rows gR … gR+R-1 of w belong to group g."""
    groups = x.shape[1]
    rows = w.shape[0] // groups
    x = _narrowed(x, w)
    return torch.stack([x[:, g] @ w.decode(g * rows, (g + 1) * rows).T for g in range(groups)], 1)


@operator
def rms(x: Tensor, weight: Tensor, eps: float) -> Tensor:
    """weight · x / sqrt(mean(x²) + eps) over the last axis."""
    return weight * (x * torch.rsqrt(x.square().mean(-1, keepdim=True) + eps))


@operator
def rotate(x: Tensor, turn: Tensor) -> Tensor:
    """Turns the last entries of x (T, …, d), pairs (2i, 2i+1) as complex numbers, by turn (T, rotary / 2), complex of modulus one.

    An implementation may write into x; callers use the result alone. The conjugate of `turn` turns back.
    """
    plain, tail = x[..., : -2 * turn.shape[-1]], x[..., -2 * turn.shape[-1] :]
    pairs = torch.view_as_complex(tail.contiguous().view(*tail.shape[:-1], -1, 2))
    turned = pairs * turn.view(turn.shape[0], *[1] * (x.dim() - 2), -1)
    return torch.cat((plain, torch.view_as_real(turned).flatten(-2)), -1)


@operator
def sinkhorn(logits: Tensor, iterations: int, eps: float) -> Tensor:
    """logits (T, h, h) -> nearly doubly stochastic (T, h, h): softmax over the last axis is the first row step, so the loop
    starts with columns (sums over the first index), and `iterations` of each are done."""
    C = torch.softmax(logits, -1) + eps
    C = C / (C.sum(-2, keepdim=True) + eps)
    for _ in range(iterations - 1):
        C = C / (C.sum(-1, keepdim=True) + eps)
        C = C / (C.sum(-2, keepdim=True) + eps)
    return C


@operator
def read_streams(X: Tensor, pre: Tensor) -> Tensor:
    """Σ_i pre[i] X[i]: X (T, h, D), pre (T, h) -> (T, D)."""
    return (pre[:, :, None] * X).sum(1)


@operator
def write_streams(X: Tensor, y: Tensor, mix: Mix) -> Tensor:
    """X'[k] = post[k] y + Σ_j C[j, k] X[j]: C is summed over its FIRST index. X (T, h, D), y (T, D) -> (T, h, D)."""
    return mix.post[:, :, None] * y[:, None] + torch.einsum("tjk,tjd->tkd", mix.C, X)


@operator
def blend(c: Tensor, z: Tensor) -> Tensor:
    """Σ_s softmax_s(z_s) ⊙ c_s, one softmax per channel: c and z (blocks, items, w) -> (blocks, w)."""
    return (torch.softmax(z, 1) * c).sum(1)


@operator
def choose(q: Tensor, w: Tensor, keys: Pages, visible: Tensor, topk: int) -> Tensor:
    """The lightning indexer. For each query the `topk` visible keys of the highest Σ_h w[h] max(0, q[h] · key), in any
    order, -1 where fewer are visible. q (T, heads, width), w (T, heads), visible (T,) int64 -> (T, topk) int64."""
    chosen = torch.full((q.shape[0], topk), -1, device=q.device)
    every = torch.cat(list(keys.parts()))
    for t, n in enumerate(visible.tolist()):
        score = w[t] @ torch.relu(q[t] @ every[:n].T)  # (n,)
        best = score.topk(min(topk, n)).indices
        chosen[t, : best.shape[0]] = best
    return chosen


@operator
def attend(q: Tensor, near: Tensor, window: int, sink: Tensor, far: Far | None) -> Tensor:
    """Softmax attention over the window, the entries beyond it, and a sink logit per head that has no value.

    q (T, H, d), scaled by 1 / sqrt(d), are the queries at the last T positions of near (R, d), which holds raw entries,
    key and value in one. Query t sees the last `window` raw ones up to its own, and what `far` grants it. -> (T, H, d).
    """
    T = q.shape[0]
    entries = None if far is None else torch.cat(list(far.entries.parts()))
    out = torch.empty_like(q)
    for t in range(T):
        own = near.shape[0] - T + t
        keys = near[max(0, own - window + 1) : own + 1]
        if far is not None and entries is not None:
            if far.chosen is None:
                keys = torch.cat((keys, entries[: int(far.visible[t])]))
            else:
                keys = torch.cat((keys, entries[far.chosen[t][far.chosen[t] >= 0]]))
        scores = torch.cat((q[t] @ keys.T, sink[:, None]), 1)  # (H, keys + 1)
        out[t] = torch.softmax(scores, -1)[:, :-1] @ keys
    return out


@operator
def scores(logits: Tensor) -> Tensor:
    """sqrt(softplus(·)), the affinity of a token to each expert: (T, E) -> (T, E)."""
    return softplus(logits).sqrt()


@operator
def gated(gate: Tensor, up: Tensor, limit: float) -> Tensor:
    """silu(min(gate, limit)) · clip(up, ±limit): the clamp on the gate has no lower side. (T, m) twice -> (T, m)."""
    return silu(gate.clamp(max=limit)) * up.clamp(-limit, limit)


@operator
def expert(x: Tensor, e: Expert, limit: float) -> Tensor:
    """w2( gated(w1 x, w3 x) ): x (T, D) -> (T, D)."""
    return linear(gated(linear(x, e.w1), linear(x, e.w3), limit), e.w2)


@operator
def mixture(x: Tensor, chosen: Tensor, g: Tensor, experts: Sequence[Expert], limit: float) -> Tensor:
    """Σ_e g_e expert_e(x) over the k chosen experts of each token: x (T, D), chosen (T, k) int64, g (T, k) -> (T, D)."""
    y = torch.zeros_like(x)
    for t in range(x.shape[0]):
        for number, weight in zip(chosen[t].tolist(), g[t], strict=True):
            y[t] += weight * expert(x[t : t + 1], experts[number], limit)[0]
    return y


def _narrowed(x: Tensor, w: Matrix) -> Tensor:
    """x as the product of this matrix takes it."""
    return x.to(w.weight.dtype).to(torch.float32) if isinstance(w, Dense) and w.rounded else x


def turns(positions: Tensor, frequencies: Tensor) -> Tensor:
    """exp(j · position · frequency): (T,) and (rotary / 2,) -> (T, rotary / 2) complex64.

    Angles are float32 products, as in the code the model was trained with: at position 10⁶ a more exact angle would be a
    different one.
    """
    angle = torch.outer(positions.to(torch.float32), frequencies)
    return torch.polar(torch.ones_like(angle), angle)


def root(width: int) -> float:
    """1 / sqrt(width): the scale of dot products of this width."""
    return 1 / math.sqrt(width)
