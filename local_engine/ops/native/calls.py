"""The kernels, registered for tokens on a CPU and matrices that lie row after row; torch keeps all other calls."""

from __future__ import annotations

import ctypes
from collections.abc import Sequence
from typing import NamedTuple
from weakref import WeakKeyDictionary

import torch
from torch import Tensor

from local_engine import formats
from local_engine.matrix import Dense, Fp4, Matrix
from local_engine.ops import dense, experts, streams  # the last one registered is asked first: these come before
from local_engine.ops.native.compiled import loaded
from local_engine.ops.reference import Expert, expert, grouped_linear, linear, mixture, sinkhorn

BEFORE = (dense, streams)
MOST_BALANCED = 16 * 16  # numbers of `sinkhorn`: with more, torch goes along the tokens
GROUP = formats.FP4_GROUP  # columns that share a scale, in blocks of FP8 at least
FP4, FP8, BF16, F32 = range(4)  # `Form` of numbers.h
PLAIN = {torch.bfloat16: BF16, torch.float32: F32}
FEW = 8  # `MANY` of many.h
BY_TORCH = experts._one_token


class Described(ctypes.Structure):
    """`Matrix` of numbers.h."""

    _fields_ = (
        ("weight", ctypes.c_void_p),
        ("scale", ctypes.c_void_p),
        ("rows", ctypes.c_int64),
        ("columns", ctypes.c_int64),
        ("block", ctypes.c_int64),
        ("form", ctypes.c_int64),
    )


class Known(NamedTuple):
    """A matrix that the kernels can read; `address` is that of its description."""

    description: Described
    address: int
    rows: int
    columns: int
    form: int


_known: WeakKeyDictionary[Matrix, Known | None] = WeakKeyDictionary()


def known(w: Matrix) -> Known | None:
    """The description of a matrix, made once; None where its form or its place in memory is none of ours."""
    try:
        return _known[w]
    except KeyError:
        made = _described(w)
        _known[w] = found = None if made is None else Known(made, ctypes.addressof(made), *w.shape, made.form)
        return found


def _described(w: Matrix) -> Described | None:
    """Also None where the scales are not as many as they must be: torch then says what is wrong."""
    N, K = w.shape
    if isinstance(w, Dense):
        form = None if w.rounded else PLAIN.get(w.weight.dtype)
        return None if form is None else _row_after_row(w.weight, None, N, K, 0, form)
    if isinstance(w, Fp4):
        fits = K % GROUP == 0 and w.scale.shape == (N, K // GROUP)
        return _row_after_row(w.packed, w.scale, N, K, GROUP, FP4) if fits else None
    fits = w.block % GROUP == 0 and w.scale.shape == (-(-N // w.block), -(-K // w.block))
    return _row_after_row(w.weight, w.scale, N, K, w.block, FP8) if fits else None


def _row_after_row(weight: Tensor, scale: Tensor | None, N: int, K: int, block: int, form: int) -> Described | None:
    for tensor in (weight,) if scale is None else (weight, scale):
        if tensor.device.type != "cpu" or not tensor.is_contiguous():
            return None
    return Described(weight.data_ptr(), None if scale is None else scale.data_ptr(), N, K, block, form)


def _ours(x: Tensor) -> bool:
    return x.dtype is torch.float32 and x.device.type == "cpu" and loaded() is not None


def _takes(x: Tensor, w: Matrix) -> bool:
    """Many tokens with float32 numbers are left to torch, which does as well: there is nothing to decode."""
    found = known(w)
    return (
        found is not None
        and x.shape[0] > 0
        and (x.shape[0] <= FEW or found.form != F32)
        and x.shape[-1] == found.columns
        and _ours(x)
    )


def _product(x: Tensor, w: Matrix, groups: int) -> Tensor:
    """x (T, groups, K) or (T, K) -> (T, N)."""
    kernels, found = loaded(), known(w)
    assert kernels is not None and found is not None
    x = x.contiguous()
    y = torch.empty(x.shape[0], found.rows)
    kernels.multiply(found.address, x.data_ptr(), x.shape[0], groups, y.data_ptr(), torch.get_num_threads())
    return y


@linear.faster(when=_takes)
def _linear(x: Tensor, w: Matrix) -> Tensor:
    return _product(x, w, 1)


@grouped_linear.faster(when=lambda x, w: _takes(x, w) and w.shape[0] % x.shape[1] == 0)
def _grouped(x: Tensor, w: Matrix) -> Tensor:
    return _product(x, w, x.shape[1]).view(*x.shape[:2], -1)


def _alike(x: Tensor, some: Sequence[Expert]) -> list[Known] | None:
    """The matrices w1, w3, w2 of some experts, one after the other; None where the kernels cannot read one of them or
    experts differ in size."""
    found = [known(w) for e in some for w in e]
    D = x.shape[1]
    m = found[0].rows if found[0] else 0
    sizes = [(m, D), (m, D), (D, m)] * len(some)
    fits = all(one is not None and (one.rows, one.columns) == size for one, size in zip(found, sizes, strict=True))
    return [one for one in found if one] if fits else None


def _through(x: Tensor, matrices: list[Known], g: Sequence[float], limit: float) -> Tensor:
    """One token x (1, D) through len(g) experts, weighted by g -> (1, D)."""
    kernels = loaded()
    assert kernels is not None
    x, y = x.contiguous(), torch.empty_like(x, memory_format=torch.contiguous_format)
    addresses = (ctypes.c_void_p * len(matrices))(*(one.address for one in matrices))
    weights = (ctypes.c_float * len(g))(*g)
    kernels.mixture(addresses, weights, len(g), x.data_ptr(), limit, y.data_ptr(), torch.get_num_threads())
    return y


@expert.faster(when=lambda x, e, limit: x.shape[0] == 1 and _ours(x) and _alike(x, [e]) is not None)
def _expert(x: Tensor, e: Expert, limit: float) -> Tensor:
    matrices = _alike(x, [e])
    assert matrices is not None
    return _through(x, matrices, [1.0], limit)


@mixture.faster(
    when=lambda x, chosen, g, experts, limit: x.shape[0] == 1 and _ours(x) and _alike(x, experts[:1]) is not None
)
def _mixture(x: Tensor, chosen: Tensor, g: Tensor, experts: Sequence[Expert], limit: float) -> Tensor:
    matrices = _alike(x, [experts[number] for number in chosen[0].tolist()])
    if matrices is None:  # only the first expert has been looked at until here
        return BY_TORCH(x, chosen, g, experts, limit)
    return _through(x, matrices, g[0].tolist(), limit)


def _several(x: Tensor, experts: Sequence[Expert]) -> list[Known] | None:
    """The matrices of all experts where the kernels take many tokens through them: gate and up read the same tokens."""
    found = _alike(x, experts)
    if found is None or any(
        (gate.form == FP4) != (up.form == FP4) for gate, up in zip(found[::3], found[1::3], strict=True)
    ):
        return None
    return found


@mixture.faster(
    when=lambda x, chosen, g, experts, limit: x.shape[0] > FEW and _ours(x) and _several(x, experts) is not None
)
def _mixtures(x: Tensor, chosen: Tensor, g: Tensor, experts: Sequence[Expert], limit: float) -> Tensor:
    kernels, matrices = loaded(), _several(x, experts)
    assert kernels is not None and matrices is not None
    which = chosen.flatten()
    places = which.argsort(stable=True)
    begins = torch.zeros(len(experts) + 1, dtype=torch.int64)
    torch.cumsum(torch.bincount(which, minlength=len(experts)), 0, out=begins[1:])
    x, g, y = x.contiguous(), g.contiguous(), torch.zeros_like(x, memory_format=torch.contiguous_format)
    addresses = (ctypes.c_void_p * len(matrices))(*(one.address for one in matrices))
    given = (begins.data_ptr(), len(experts), places.data_ptr(), chosen.shape[1], g.data_ptr(), x.data_ptr())
    kernels.mixtures(addresses, *given, limit, y.data_ptr(), torch.get_num_threads())
    return y


@sinkhorn.faster(when=lambda logits, iterations, eps: logits.numel() <= MOST_BALANCED and _ours(logits))
def _sinkhorn(logits: Tensor, iterations: int, eps: float) -> Tensor:
    kernels = loaded()
    assert kernels is not None
    logits, C = logits.contiguous(), torch.empty(logits.shape)
    kernels.sinkhorn(logits.data_ptr(), *logits.shape[:2], iterations, eps, C.data_ptr())
    return C
