"""Tiles decoded by bits against `formats.py`, bit for bit: all codes, all scales, odd shapes."""

from __future__ import annotations

import pytest
import torch
from torch import Tensor

from local_engine import formats
from local_engine.matrix import Dense, Fp4, Fp8, Matrix
from local_engine.ops.bits import TileDecoder

BYTES = torch.arange(256, dtype=torch.uint8)
NUMBERS = BYTES[(BYTES & 0x7F) != formats.E4M3_NAN]
TYPES = [torch.float32, torch.bfloat16]


def bits(value: Tensor) -> Tensor:
    return value.view(torch.int32 if value.dtype == torch.float32 else torch.int16)


def check(matrix: Matrix, start: int, stop: int, dtype: torch.dtype) -> None:
    decoder = TileDecoder(size=max((stop - start) * matrix.shape[1], 1))
    out = torch.full((stop - start, matrix.shape[1]), 7.0, dtype=dtype)
    got, wanted = decoder.decode(matrix, start, stop, out), matrix.decode(start, stop).to(dtype)
    assert got.data_ptr() == out.data_ptr()
    assert torch.equal(got.isnan(), wanted.isnan())
    assert torch.equal(bits(got)[~wanted.isnan()], bits(wanted)[~wanted.isnan()])


@pytest.mark.parametrize("dtype", TYPES)
def test_every_e4m3_number_at_every_scale(dtype) -> None:
    """256 scales: from products below float32's subnormals to products beyond its largest number, and NaN."""
    check(Fp8(NUMBERS.repeat(256, 1), BYTES[:, None].repeat(1, 254), block=1), 0, 256, dtype)


@pytest.mark.parametrize("dtype", TYPES)
def test_every_pair_of_e2m1_at_every_scale(dtype) -> None:
    check(Fp4(BYTES.repeat(256, 1), BYTES[:, None].repeat(1, 16)), 0, 256, dtype)


def test_what_becomes_of_the_extremes() -> None:
    scale = torch.tensor([[0], [254], [255]], dtype=torch.uint8)
    code = torch.tensor([[0x01, 0x38, 0x40, 0x7F]] * 3, dtype=torch.uint8)  # 2^-9, 1, 2, NaN
    got = TileDecoder(size=12).decode(Fp8(code, scale.repeat(1, 4), block=1), 0, 3, torch.empty(3, 4))
    assert got[0].tolist() == [2.0**-136, 2.0**-127, 2.0**-126, 480 * 2.0**-127]  # NaN codes are not looked for
    assert got[1].tolist() == [2.0**118, 2.0**127, float("inf"), float("inf")]
    assert got[2].isnan().all()


@pytest.mark.parametrize("dtype", TYPES)
@pytest.mark.parametrize(
    ("rows", "columns", "start", "stop"),
    [
        pytest.param(300, 300, 0, 300, id="partial blocks at both edges"),
        pytest.param(300, 300, 100, 290, id="begins and ends within blocks"),
        pytest.param(300, 256, 127, 129, id="two rows of two blocks"),
        pytest.param(40, 40, 39, 40, id="one block larger than the matrix"),
    ],
)
def test_rows_of_fp8(rows, columns, start, stop, dtype) -> None:
    given = torch.Generator().manual_seed(rows)
    code = NUMBERS[torch.randint(254, (rows, columns), generator=given)]
    scale = torch.randint(100, 130, (-(-rows // 128), -(-columns // 128)), generator=given).to(torch.uint8)
    check(Fp8(code, scale, block=128), start, stop, dtype)


@pytest.mark.parametrize("dtype", TYPES)
def test_rows_of_fp4(dtype) -> None:
    given = torch.Generator().manual_seed(4)
    packed = torch.randint(256, (50, 48), generator=given).to(torch.uint8)
    check(Fp4(packed, torch.randint(100, 130, (50, 3), generator=given).to(torch.uint8)), 13, 41, dtype)


@pytest.mark.parametrize("stored", [torch.bfloat16, torch.float16, torch.float32])
@pytest.mark.parametrize("dtype", TYPES)
def test_rows_of_plain_numbers(stored, dtype) -> None:
    check(Dense(torch.randn(9, 5, generator=torch.Generator().manual_seed(1)).to(stored)), 2, 7, dtype)


def test_buffers_are_used_again_without_a_trace_of_the_last_tile() -> None:
    decoder, out = TileDecoder(size=254), torch.empty(1, 254)
    one, other = (Fp8(NUMBERS[None], torch.tensor([[e]], dtype=torch.uint8), block=254) for e in (127, 120))
    decoder.decode(one, 0, 1, torch.empty(1, 254))
    assert torch.equal(decoder.decode(other, 0, 1, out), other.decode())


def test_subnormal_codes_survive_a_processor_that_flushes_subnormal_floats() -> None:
    """Libraries built for speed switch that on behind one's back; 0.5, an eighth of all FP4 numbers, must not become 0."""
    fp8 = Fp8(torch.tensor([[0x01]], dtype=torch.uint8), torch.tensor([[127]], dtype=torch.uint8), block=1)
    fp4 = Fp4(torch.full((1, 16), 0x11, dtype=torch.uint8), torch.tensor([[127]], dtype=torch.uint8))
    if not torch.set_flush_denormal(True):
        pytest.skip("this processor does not flush subnormals")
    try:
        got = [TileDecoder(size=32).decode(m, 0, 1, torch.empty(1, m.shape[1])) for m in (fp8, fp4)]
    finally:
        torch.set_flush_denormal(False)
    assert got[0].tolist() == [[2.0**-9]] and got[1].tolist() == [[0.5] * 32]


def test_a_tile_beyond_the_buffers_is_refused() -> None:
    decoder, matrix = (
        TileDecoder(size=64),
        Fp4(torch.zeros(4, 16, dtype=torch.uint8), torch.zeros(4, 1, dtype=torch.uint8)),
    )
    assert decoder.rows(32) == 2
    with pytest.raises(ValueError, match="take 2 at a time"):
        decoder.decode(matrix, 0, 3, torch.empty(3, 32))
    with pytest.raises(ValueError, match="make a larger one"):
        decoder.rows(65)
