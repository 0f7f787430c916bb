"""The number formats of the released weights, in plain torch and exact: what every faster kernel is held against.

* E8M0: one byte b means 2^(b - 127); 255 is NaN. It scales whole blocks.
* E4M3 ("fn"): sign, 4 exponent and 3 mantissa bits, no infinities, largest 448, 0x7F and 0xFF are NaN. One E8M0 scale per
  128 x 128 block; blocks at the right and lower edge may be partial.
* E2M1: sign and 3 bits into {0, .5, 1, 1.5, 2, 3, 4, 6}, no NaN. Two per byte: element 2j in the low nibble, 2j+1 in the
  high one. One E8M0 scale per 32 consecutive elements of a row.

Numbers become codes by rounding to nearest, ties to the even code; what is beyond the largest value, infinities included,
becomes the largest; zeros keep their sign. NaN stays NaN: in the code (E4M3), or in the scale of its block (E2M1, which
has no code for it). A code times its scale has at most 4 significant bits, so float32 and bfloat16 hold it without loss,
as far as their exponents reach: below 2^-149 and above 2^128 float32 itself rounds to zero and to infinity.

The block encoders write test and demonstration weights; how DeepSeek chose its scales does not matter for decoding.
"""

from __future__ import annotations

import math

import torch
from torch import Tensor

from local_engine.storage import FP4_GROUP as FP4_GROUP  # one fact, which `storage.py` needs without torch

E2M1_VALUES = (0.0, 0.5, 1.0, 1.5, 2.0, 3.0, 4.0, 6.0)
E4M3_MAX, E2M1_MAX = 448.0, 6.0
E4M3_NAN, E8M0_NAN = 0x7F, 0xFF

SMALLEST_RATIO = 2.0**-120  # encoders take no smaller scale: a block of zeros needs one that can be divided by


def decode_e8m0(code: Tensor) -> Tensor:
    """Scale bytes (uint8 or float8_e8m0fnu, any shape) -> float32 powers of two. 255 becomes NaN."""
    byte = code.view(torch.uint8).to(torch.int32)
    bits = (byte << 23).masked_fill_(byte == 0, 1 << 22)  # 2^-127 is subnormal in float32
    return bits.view(torch.float32).masked_fill_(byte == E8M0_NAN, float("nan"))


def encode_e8m0(value: Tensor) -> Tensor:
    """float32 >= 0 -> the bytes (uint8) of the smallest powers of two that are not below. NaN and infinity become 255.

    Below 2^-127 it is 0, and between 2^127 and infinity, where there is none, 254.
    """
    mantissa, exponent = torch.frexp(value)  # value = mantissa * 2^exponent, mantissa in [.5, 1)
    code = (exponent - (mantissa == 0.5).to(exponent.dtype) + 127).clamp(0, 254)
    code = code.masked_fill(value == 0, 0).masked_fill(~torch.isfinite(value), E8M0_NAN)
    return code.to(torch.uint8)


def decode_e4m3(code: Tensor) -> Tensor:
    """Bytes (uint8 or float8_e4m3fn, any shape) -> float32. 0x7F and 0xFF become NaN."""
    return _look_up([_e4m3_value(byte) for byte in range(256)], code)


def encode_e4m3(value: Tensor) -> Tensor:
    """float32 -> bytes (uint8). NaN becomes 0x7F or, with its sign bit, 0xFF."""
    magnitude = _nearest_code(value, mantissa_bits=3, lowest_exponent=-6, largest=E4M3_MAX)
    return magnitude.masked_fill_(value.isnan(), E4M3_NAN) | _sign(value, 0x80)


def decode_e2m1(code: Tensor) -> Tensor:
    """Codes 0 … 15, one per element (uint8, any shape) -> float32."""
    return _look_up(E2M1_VALUES + tuple(-value for value in E2M1_VALUES), code)


def encode_e2m1(value: Tensor) -> Tensor:
    """float32 -> codes 0 … 15 (uint8), one per element. Raises ValueError for NaN, which has no code."""
    if bool(value.isnan().any()):
        raise ValueError("E2M1 has no code for NaN; give its block the E8M0 scale 255 instead")
    return _nearest_code(value, mantissa_bits=1, lowest_exponent=0, largest=E2M1_MAX) | _sign(value, 0x8)


def pack_nibbles(code: Tensor) -> Tensor:
    """Codes 0 … 15 (…, K), K even -> bytes (…, K / 2), uint8: the even element in the low nibble."""
    if code.shape[-1] % 2:
        raise ValueError(f"two codes fill a byte, so a row needs an even number of them; found {code.shape[-1]}")
    return code[..., 0::2] | (code[..., 1::2] << 4)


def unpack_nibbles(packed: Tensor) -> Tensor:
    """Bytes (…, K / 2), int8 or uint8 -> codes 0 … 15 (…, K), uint8: the low nibble first."""
    byte = packed.view(torch.uint8)
    return torch.stack((byte & 15, byte >> 4), dim=-1).flatten(-2)


def decode_fp8(weight: Tensor, scale: Tensor, block: int = 128) -> Tensor:
    """E4M3 [N, K] with scales [ceil(N/block), ceil(K/block)] -> float32 [N, K]."""
    return decode_e4m3(weight).mul_(_spread(decode_e8m0(scale), weight.shape, block))


def decode_fp4(packed: Tensor, scale: Tensor) -> Tensor:
    """E2M1 pairs [N, K/2] (int8 or uint8) with scales [N, K/32] -> float32 [N, K]."""
    return decode_e2m1(unpack_nibbles(packed)).mul_(decode_e8m0(scale).repeat_interleave(FP4_GROUP, 1))


def encode_fp8(value: Tensor, block: int = 128) -> tuple[Tensor, Tensor]:
    """float32 [N, K] -> (E4M3 [N, K], E8M0 [ceil(N/block), ceil(K/block)]). A block with NaN or infinity becomes NaN.

    The scale is the smallest power of two with which the largest number of the block stays within E4M3.
    """
    rows, columns = value.shape
    down, across = -(-rows // block), -(-columns // block)
    padded = value.new_zeros(down * block, across * block)
    padded[:rows, :columns] = value
    largest = padded.view(down, block, across, block).abs().amax(dim=(1, 3))
    scale = encode_e8m0((largest / E4M3_MAX).clamp_min(SMALLEST_RATIO))
    code = encode_e4m3(value / _spread(decode_e8m0(scale), value.shape, block))
    return code.view(torch.float8_e4m3fn), scale.view(torch.float8_e8m0fnu)


def encode_fp4(value: Tensor) -> tuple[Tensor, Tensor]:
    """float32 [N, K], K a multiple of 32 -> (int8 [N, K/2], E8M0 [N, K/32]). A group with NaN or infinity becomes NaN."""
    rows, columns = value.shape
    if columns % FP4_GROUP:
        raise ValueError(
            f"FP4 has one scale per {FP4_GROUP} elements; a row of {columns} cannot be cut into such groups"
        )
    groups = value.view(rows, columns // FP4_GROUP, FP4_GROUP)
    scale = encode_e8m0((groups.abs().amax(-1) / E2M1_MAX).clamp_min(SMALLEST_RATIO))
    scaled = (groups / decode_e8m0(scale)[..., None]).masked_fill_((scale == E8M0_NAN)[..., None], 0.0)
    packed = pack_nibbles(encode_e2m1(scaled.view(rows, columns)))
    return packed.view(torch.int8), scale.view(torch.float8_e8m0fnu)


def _e4m3_value(byte: int) -> float:
    sign = -1.0 if byte & 0x80 else 1.0
    exponent, mantissa = (byte >> 3) & 15, byte & 7
    if byte & E4M3_NAN == E4M3_NAN:
        return math.copysign(math.nan, sign)
    return sign * (mantissa / 8 * 2.0**-6 if exponent == 0 else (1 + mantissa / 8) * 2.0 ** (exponent - 7))


def _look_up(values: list[float] | tuple[float, ...], code: Tensor) -> Tensor:
    return torch.tensor(values, device=code.device)[code.view(torch.uint8).to(torch.int32)]


def _nearest_code(value: Tensor, mantissa_bits: int, lowest_exponent: int, largest: float) -> Tensor:
    """The code without sign (uint8): counts the representable numbers from 0 up to the nearest, ties to even.

    Between 2^e and 2^(e+1) they are 2^(e - mantissa_bits) apart; below 2^lowest_exponent as far as just above it.
    """
    magnitude = value.abs().nan_to_num_(nan=0.0, posinf=largest).clamp_max_(largest)
    exponent = (torch.frexp(magnitude).exponent - 1).masked_fill_(magnitude == 0, lowest_exponent)
    exponent = exponent.clamp_min_(lowest_exponent)
    steps = torch.round(torch.ldexp(magnitude, mantissa_bits - exponent))  # torch rounds halves to even
    return (((exponent - lowest_exponent) << mantissa_bits) + steps.to(torch.int32)).to(torch.uint8)


def _sign(value: Tensor, bit: int) -> Tensor:
    return torch.signbit(value).to(torch.uint8) * bit


def _spread(factor: Tensor, shape: torch.Size, block: int) -> Tensor:
    """One factor per block -> one per element, cut to `shape`: blocks at the right and lower edge may be partial."""
    return factor.repeat_interleave(block, 0)[: shape[0]].repeat_interleave(block, 1)[:, : shape[1]]
