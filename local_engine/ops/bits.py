"""Tiles of a packed matrix decoded by shifting bits, into buffers that are allocated once.

The bits of a small float, put under the exponent and mantissa of a float16, are the same number times a power of two:

    E4M3   seeeemmm   sign-extended to 16 bits, shifted left by 7,  masked with 0xBF80   = value · 2^-8
    E2M1   seem       at the top of 16 bits, shifted right by 3,    masked with 0x8E00   = value · 2^-14

Float16 is the stepping stone because its subnormals become normal float32 numbers in the conversion: subnormals of E4M3 and
the 0.5 of E2M1 survive whatever the processor is told to do with subnormal float32 numbers, and cost no more than others.
The missing power of two is added to the exponent of the E8M0 scale, so that it costs nothing.

The result equals `formats.py` bit for bit, for every code and every scale. One thing is not looked for: the NaN codes of
E4M3 come out as ±480 times their scale. A checkpoint that holds one is refused when it is opened.

Bytes are spread in little-endian order, which is that of every machine that torch has a build for.
"""

from __future__ import annotations

import torch
from torch import Tensor

from local_engine import formats
from local_engine.matrix import Dense, Fp4, Fp8, Matrix

E4M3_SHIFT, E4M3_MASK, E4M3_LACKS = 7, 0xBF80 - 0x10000, 8  # masks as signed 16 bits
E2M1_SHIFT, E2M1_MASK, E2M1_LACKS = 3, 0x8E00 - 0x10000, 14
# A byte times this has its high nibble on top of one half of 32 bits, its low one on top of the other.
BOTH_NIBBLES = (1 << 24) | (1 << 12)
LARGEST_BYTE, BIAS = 254, 127


class TileDecoder:
    """Buffers for tiles of up to `size` numbers, for one thread at a time.

    >>> decoder = TileDecoder(size=128 * 4096)                                  # doctest: +SKIP
    >>> decoder.decode(matrix, 0, 128, out=torch.empty(128, 4096))             # doctest: +SKIP
    """

    def __init__(self, size: int, device: torch.device | str = "cpu") -> None:
        self.size = size
        self._codes = torch.empty(size, dtype=torch.int16, device=device)
        self._float32 = torch.empty(size, dtype=torch.float32, device=device)  # on the way to a bfloat16 result
        self._factors = torch.empty(size // formats.FP4_GROUP + 1, dtype=torch.int32, device=device)

    def rows(self, columns: int) -> int:
        """How many rows of this many numbers make a tile, at least one. Raises ValueError where not even one fits."""
        if columns > self.size:
            raise ValueError(f"a row of {columns} numbers exceeds the {self.size} of this decoder; make a larger one")
        return self.size // columns

    def decode(self, matrix: Matrix, start: int, stop: int, out: Tensor) -> Tensor:
        """Rows start … stop-1 of `matrix` into out (stop - start, K), contiguous float32 or bfloat16. Returns out.

        bfloat16 results are the float32 ones, rounded to nearest where they are outside its exponents.
        """
        if isinstance(matrix, Dense):
            return out.copy_(matrix.weight[start:stop])
        if out.numel() > self.size:
            raise ValueError(f"{stop - start} rows exceed this decoder; take {self.rows(matrix.shape[1])} at a time")
        exact = out if out.dtype == torch.float32 else self._float32[: out.numel()].view(out.shape)
        if isinstance(matrix, Fp8):
            self._decode_fp8(matrix, start, stop, exact)
        else:
            self._decode_fp4(matrix, start, stop, exact)
        return out if exact is out else out.copy_(exact)

    def _decode_fp8(self, matrix: Fp8, start: int, stop: int, out: Tensor) -> None:
        codes = self._codes[: out.numel()].view(out.shape)
        codes.copy_(matrix.weight[start:stop].view(torch.int8))  # sign-extends
        codes.bitwise_left_shift_(E4M3_SHIFT).bitwise_and_(E4M3_MASK)
        out.copy_(codes.view(torch.float16))
        block = matrix.block
        first, last = start // block, -(-stop // block)
        for factor in self._factors_of(matrix.scale[first:last], E4M3_LACKS):
            for number in range(first, last):  # the rows of one row of blocks share their scales
                rows = out[max(number * block - start, 0) : (number + 1) * block - start]
                _multiply(rows, factor[number - first, None], block)

    def _decode_fp4(self, matrix: Fp4, start: int, stop: int, out: Tensor) -> None:
        codes = self._codes[: out.numel()]
        pairs = codes.view(torch.int32).view(-1, matrix.packed.shape[1])
        pairs.copy_(matrix.packed[start:stop].view(torch.uint8)).mul_(BOTH_NIBBLES)
        codes.bitwise_right_shift_(E2M1_SHIFT).bitwise_and_(E2M1_MASK)
        out.copy_(codes.view(torch.float16).view(out.shape))
        for factor in self._factors_of(matrix.scale[start:stop], E2M1_LACKS):
            _multiply(out, factor, formats.FP4_GROUP)

    def _factors_of(self, scale: Tensor, lacks: int) -> list[Tensor]:
        """2^lacks times the powers of two that the bytes `scale` mean, float32: a second factor where one cannot hold them."""
        if scale.numel() > self._factors.numel():  # only blocks smaller than those of the release come here
            self._factors = self._factors.new_empty(scale.numel())
        byte = self._factors[: scale.numel()].view(scale.shape).copy_(scale.view(torch.uint8)).add_(lacks)
        if int(byte.max()) <= LARGEST_BYTE:
            return [_powers_of_two(byte)]
        rest = _powers_of_two((byte - LARGEST_BYTE).clamp_min_(0).add_(BIAS))  # far above any scale of a trained matrix
        rest.masked_fill_(scale.view(torch.uint8) == formats.E8M0_NAN, float("nan"))
        return [_powers_of_two(byte.clamp_max_(LARGEST_BYTE)), rest]


def _powers_of_two(byte: Tensor) -> Tensor:
    """Biased exponents 1 … 254 (int32) -> the powers of two (float32), in the same memory."""
    return byte.bitwise_left_shift_(23).view(torch.float32)


def _multiply(out: Tensor, factor: Tensor, group: int) -> None:
    """Each `group` columns of out (n, K) by their factor (n or 1, ceil(K / group)); the last group may be partial."""
    whole = out.shape[1] // group
    out[:, : whole * group].view(out.shape[0], whole, group).mul_(factor[:, :whole, None])
    if whole < factor.shape[1]:
        out[:, whole * group :].mul_(factor[:, whole:])
