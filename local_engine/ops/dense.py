"""Faster products with a weight matrix, each for one form in which a matrix is kept."""

from __future__ import annotations

import threading

import torch
from torch import Tensor
from torch.nn import functional

from local_engine.matrix import Dense, Matrix
from local_engine.ops.bits import TileDecoder
from local_engine.ops.reference import grouped_linear, linear
from local_engine.sizes import TILE

_buffers = threading.local()  # one set for each thread that computes


def _is_float32(w: Matrix) -> bool:
    return isinstance(w, Dense) and w.weight.dtype == torch.float32


@linear.faster(when=lambda x, w: True)
def _by_tile(x: Tensor, w: Matrix) -> Tensor:
    return _product(x, w, 0, w.shape[0])


@grouped_linear.faster(when=lambda x, w: True)
def _by_group(x: Tensor, w: Matrix) -> Tensor:
    rows = w.shape[0] // x.shape[1]
    return torch.stack([_product(x[:, g], w, g * rows, (g + 1) * rows) for g in range(x.shape[1])], 1)


def _product(x: Tensor, w: Matrix, start: int, stop: int) -> Tensor:
    """x (T, K) times rows start … stop-1 of w -> (T, stop - start): decodes a few rows, uses them, forgets them."""
    K = w.shape[1]
    decoder, room = _tile(K, x.device)
    rows = decoder.rows(K)
    made = []
    for a in range(start, stop, rows):
        b = min(a + rows, stop)
        made.append(functional.linear(x, decoder.decode(w, a, b, room[: (b - a) * K].view(b - a, K))))
    return made[0] if len(made) == 1 else torch.cat(made, 1)


def _tile(K: int, device: torch.device) -> tuple[TileDecoder, Tensor]:
    """This thread's decoder for rows of K numbers, and room for a tile."""
    kept: dict[torch.device, tuple[TileDecoder, Tensor]] = _buffers.__dict__.setdefault("kept", {})
    if device not in kept or kept[device][0].size < K:
        size = max(TILE, K)
        with torch.inference_mode(False):  # a buffer made inside that mode could not be written to outside of it
            kept[device] = TileDecoder(size, device), torch.empty(size, device=device)
    return kept[device]


@linear.faster(when=lambda x, w: _is_float32(w))
def _plain(x: Tensor, w: Matrix) -> Tensor:
    assert isinstance(w, Dense)
    return functional.linear(x, w.weight)


@linear.faster(when=lambda x, w: isinstance(w, Dense) and w.rounded)
def _rounded(x: Tensor, w: Matrix) -> Tensor:
    assert isinstance(w, Dense)
    return functional.linear(x.to(w.weight.dtype), w.weight).to(torch.float32)


@grouped_linear.faster(when=lambda x, w: _is_float32(w))
def _batched(x: Tensor, w: Matrix) -> Tensor:
    assert isinstance(w, Dense)
    groups = x.shape[1]
    each = w.weight.view(groups, -1, w.shape[1]).transpose(1, 2)  # (G, K, R)
    return torch.bmm(x.transpose(0, 1), each).transpose(0, 1)


@grouped_linear.faster(when=lambda x, w: isinstance(w, Dense) and w.rounded)
def _batched_rounded(x: Tensor, w: Matrix) -> Tensor:
    assert isinstance(w, Dense)
    groups = x.shape[1]
    each = w.weight.view(groups, -1, w.shape[1]).transpose(1, 2)
    return torch.bmm(x.to(w.weight.dtype).transpose(0, 1), each).transpose(0, 1).to(torch.float32)
