"""The number formats of the released weights, in plain torch and exact.

* E8M0: one byte b means 2^(b - 127); 255 is NaN and refused. It scales whole blocks.
* E4M3 ("fn"): sign, 4 exponent and 3 mantissa bits, no infinities, largest 448. One E8M0 scale per 128 x 128 block.
* E2M1: sign and 3 bits into {0, .5, 1, 1.5, 2, 3, 4, 6}. Two per byte: element 2j in the low nibble, 2j+1 in the high
  one. One E8M0 scale per 32 consecutive elements of a row.

Every decoded value has at most 3 mantissa bits times a power of two, so float32 (and bfloat16) hold it without loss.
The encoders below write test and demonstration weights; how DeepSeek chose its scales does not matter for decoding.
"""

from __future__ import annotations

from itertools import pairwise

import torch
from torch import Tensor

E2M1_VALUES = (0.0, 0.5, 1.0, 1.5, 2.0, 3.0, 4.0, 6.0)
E4M3_MAX, E2M1_MAX = 448.0, 6.0
FP4_GROUP = 32


def decode_e8m0(code: Tensor) -> Tensor:
    """Scale bytes (uint8 or float8_e8m0fnu, any shape) -> float32 powers of two. 255 becomes NaN."""
    exponent = code.view(torch.uint8).to(torch.float32) - 127.0
    return torch.exp2(exponent).masked_fill_(exponent == 128.0, float("nan"))


def decode_fp8(weight: Tensor, scale: Tensor, block: int = 128) -> Tensor:
    """E4M3 [N, K] with scales [ceil(N/block), ceil(K/block)] -> float32 [N, K]."""
    rows, columns = weight.shape
    value = weight.view(torch.float8_e4m3fn).to(torch.float32)
    factor = decode_e8m0(scale).repeat_interleave(block, 0)[:rows].repeat_interleave(block, 1)[:, :columns]
    return value.mul_(factor)


def decode_fp4(packed: Tensor, scale: Tensor) -> Tensor:
    """E2M1 pairs [N, K/2] (int8 or uint8) with scales [N, K/32] -> float32 [N, K]."""
    byte = packed.view(torch.uint8)
    nibble = torch.stack((byte & 15, byte >> 4), dim=-1).flatten(-2).to(torch.int64)  # (N, K): low nibble first
    table = torch.tensor(E2M1_VALUES + tuple(-value for value in E2M1_VALUES))
    return table[nibble].mul_(decode_e8m0(scale).repeat_interleave(FP4_GROUP, 1))


def encode_fp8(value: Tensor, block: int = 128) -> tuple[Tensor, Tensor]:
    """float32 [N, K] -> (E4M3 [N, K], E8M0 [ceil(N/block), ceil(K/block)]), nearest, ties to even."""
    rows, columns = value.shape
    down, across = -(-rows // block), -(-columns // block)
    padded = torch.zeros(down * block, across * block)
    padded[:rows, :columns] = value
    tiles = padded.view(down, block, across, block)
    code = _power_of_two_code(tiles.abs().amax(dim=(1, 3)) / E4M3_MAX)
    scaled = (tiles / decode_e8m0(code)[:, None, :, None]).view(down * block, across * block)[:rows, :columns]
    return scaled.to(torch.float8_e4m3fn).contiguous(), code.view(torch.float8_e8m0fnu)


def encode_fp4(value: Tensor) -> tuple[Tensor, Tensor]:
    """float32 [N, K], K a multiple of 32 -> (int8 [N, K/2], E8M0 [N, K/32]), nearest, ties to the even code."""
    rows, columns = value.shape
    groups = value.view(rows, columns // FP4_GROUP, FP4_GROUP)
    code = _power_of_two_code(groups.abs().amax(-1) / E2M1_MAX)
    scaled = (groups / decode_e8m0(code)[..., None]).view(rows, columns)
    # Halfway points between neighbours; a tie goes up only into an even code, hence the two comparisons.
    bounds = torch.tensor([(low + high) / 2 for low, high in pairwise(E2M1_VALUES)])
    upper_is_even = torch.tensor([index % 2 == 0 for index in range(1, len(E2M1_VALUES))])
    magnitude = scaled.abs()[..., None]
    index = ((magnitude > bounds) | ((magnitude == bounds) & upper_is_even)).sum(-1)  # (N, K) in 0..7
    nibble = (index | torch.where(scaled < 0, 8, 0)).to(torch.uint8)
    return (nibble[:, 0::2] | (nibble[:, 1::2] << 4)).view(torch.int8).contiguous(), code.view(torch.float8_e8m0fnu)


def _power_of_two_code(ratio: Tensor) -> Tensor:
    """The E8M0 byte of the smallest power of two that is >= ratio."""
    mantissa, exponent = torch.frexp(ratio.clamp_min(2.0**-120))  # ratio = mantissa * 2^exponent, mantissa in [.5, 1)
    return (exponent - (mantissa == 0.5).to(exponent.dtype) + 127).clamp(0, 254).to(torch.uint8)
