"""A weight matrix in the form in which it is kept: plain numbers, FP8 blocks or packed FP4, each with its scales.

The forward pass never looks inside: it calls `ops.linear(x, matrix)`. `decode` is the exact float32 meaning of some rows,
by `formats.py`; faster ways to the same numbers are registered in `ops/`.
All matrices are [out, in] = (N, K) and applied as y = x Wᵀ.
"""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor

from local_engine import formats


@dataclass(frozen=True, eq=False)
class Dense:
    """Plain numbers (bfloat16, float16 or float32), weight (N, K).

    `rounded` says that products may be computed in the weight's own type: x is rounded to it first and the result
    too. Otherwise only the weight is narrow and products are float32.
    """

    weight: Tensor
    rounded: bool = False

    @property
    def shape(self) -> tuple[int, int]:
        return self.weight.shape[0], self.weight.shape[1]

    @property
    def nbytes(self) -> int:
        return self.weight.nbytes

    def decode(self, start: int = 0, stop: int | None = None) -> Tensor:
        """Rows start … stop-1 as float32 (n, K)."""
        return self.weight[start:stop].to(torch.float32)

    def take(self, rows: Tensor) -> Tensor:
        """The rows at (T,) int64 as float32 (T, K)."""
        return self.weight[rows].to(torch.float32)

    def to(self, device: torch.device | str) -> Dense:
        return Dense(self.weight.to(device), self.rounded)


@dataclass(frozen=True, eq=False)
class Fp8:
    """E4M3 bytes weight (N, K) with one E8M0 byte per block x block: scale (ceil(N / block), ceil(K / block)); both uint8."""

    weight: Tensor
    scale: Tensor
    block: int

    @property
    def shape(self) -> tuple[int, int]:
        return self.weight.shape[0], self.weight.shape[1]

    @property
    def nbytes(self) -> int:
        return self.weight.nbytes + self.scale.nbytes

    def decode(self, start: int = 0, stop: int | None = None) -> Tensor:
        """Rows start … stop-1 as float32 (n, K); rows need not begin with a block."""
        stop = self.shape[0] if stop is None else stop
        first, last = start // self.block, -(-stop // self.block)
        whole = formats.decode_fp8(
            self.weight[first * self.block : last * self.block], self.scale[first:last], self.block
        )
        return whole[start - first * self.block : stop - first * self.block]

    def to(self, device: torch.device | str) -> Fp8:
        return Fp8(self.weight.to(device), self.scale.to(device), self.block)


@dataclass(frozen=True, eq=False)
class Fp4:
    """E2M1 pairs packed (N, K / 2) with one E8M0 byte per 32 numbers of a row: scale (N, K / 32); both uint8."""

    packed: Tensor
    scale: Tensor

    @property
    def shape(self) -> tuple[int, int]:
        return self.packed.shape[0], 2 * self.packed.shape[1]

    @property
    def nbytes(self) -> int:
        return self.packed.nbytes + self.scale.nbytes

    def decode(self, start: int = 0, stop: int | None = None) -> Tensor:
        """Rows start … stop-1 as float32 (n, K)."""
        return formats.decode_fp4(self.packed[start:stop], self.scale[start:stop])

    def to(self, device: torch.device | str) -> Fp4:
        return Fp4(self.packed.to(device), self.scale.to(device))


Matrix = Dense | Fp8 | Fp4
