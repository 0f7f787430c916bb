"""Codes, packing and the laws that `formats.py` states: rounding, saturation, NaN, partial blocks."""

from __future__ import annotations

import math

import pytest
import torch

from local_engine import formats

BYTES = torch.arange(256, dtype=torch.uint8)
INF, NAN = math.inf, math.nan


@pytest.mark.parametrize(
    ("value", "code"),
    [
        pytest.param(0.0, 0x00, id="zero"),
        pytest.param(-0.0, 0x80, id="minus zero keeps its sign"),
        pytest.param(2.0**-9, 0x01, id="smallest"),
        pytest.param(2.0**-10, 0x00, id="tie between zero and the smallest: even is zero"),
        pytest.param(3 * 2.0**-10, 0x02, id="tie among subnormals goes up to even"),
        pytest.param(7.5 * 2.0**-9, 0x08, id="tie into the first normal"),
        pytest.param(17.0, 0x58, id="tie goes down to even"),
        pytest.param(19.0, 0x5A, id="tie goes up to even"),
        pytest.param(15.5, 0x58, id="tie into the next power of two"),
        pytest.param(448.0, 0x7E, id="largest"),
        pytest.param(464.0, 0x7E, id="beyond the largest"),
        pytest.param(1e30, 0x7E, id="far beyond the largest"),
        pytest.param(-INF, 0xFE, id="infinity becomes the largest"),
        pytest.param(NAN, 0x7F, id="NaN stays NaN"),
        pytest.param(1e-45, 0x00, id="a subnormal float32"),
    ],
)
def test_e4m3_code_of(value, code) -> None:
    assert formats.encode_e4m3(torch.tensor([value])).tolist() == [code]


@pytest.mark.parametrize(
    ("value", "code"),
    [
        pytest.param(-0.0, 0x8, id="minus zero keeps its sign"),
        pytest.param(0.25, 0x0, id="tie between zero and the smallest: even is zero"),
        pytest.param(0.75, 0x2, id="tie goes up to even"),
        pytest.param(-2.5, 0xC, id="tie goes down to even, with its sign"),
        pytest.param(5.0, 0x6, id="tie goes down to even"),
        pytest.param(5.0001, 0x7, id="just above a tie"),
        pytest.param(INF, 0x7, id="infinity becomes the largest"),
    ],
)
def test_e2m1_code_of(value, code) -> None:
    assert formats.encode_e2m1(torch.tensor([value])).tolist() == [code]


def test_e2m1_has_no_nan() -> None:
    with pytest.raises(ValueError, match="scale 255 instead"):
        formats.encode_e2m1(torch.tensor([1.0, NAN]))


@pytest.mark.parametrize(
    ("value", "code"),
    [
        pytest.param(1.0, 127, id="a power of two is itself"),
        pytest.param(1.0000001, 128, id="anything above goes up"),
        pytest.param(0.5000001, 127, id="up to the next one"),
        pytest.param(0.0, 0, id="zero takes the smallest"),
        pytest.param(2.0**-149, 0, id="below the smallest"),
        pytest.param(2.0**-127, 0, id="the smallest"),
        pytest.param(2.0**127, 254, id="the largest"),
        pytest.param(3e38, 254, id="beyond the largest"),
        pytest.param(INF, 255, id="infinity is NaN"),
        pytest.param(NAN, 255, id="NaN is NaN"),
    ],
)
def test_e8m0_code_of(value, code) -> None:
    assert formats.encode_e8m0(torch.tensor([value])).tolist() == [code]


def test_every_number_has_its_own_code() -> None:
    numbers = (BYTES & 0x7F) != formats.E4M3_NAN
    assert torch.equal(formats.encode_e4m3(formats.decode_e4m3(BYTES))[numbers], BYTES[numbers])
    assert torch.equal(formats.encode_e2m1(formats.decode_e2m1(BYTES[:16])), BYTES[:16])
    assert torch.equal(formats.encode_e8m0(formats.decode_e8m0(BYTES)), BYTES)


def test_the_low_nibble_comes_first() -> None:
    assert formats.pack_nibbles(torch.tensor([[1, 2, 15, 0]], dtype=torch.uint8)).tolist() == [[0x21, 0x0F]]
    assert torch.equal(formats.pack_nibbles(formats.unpack_nibbles(BYTES[None])), BYTES[None])


def test_an_odd_number_of_nibbles_is_refused() -> None:
    with pytest.raises(ValueError, match="even number of them; found 3"):
        formats.pack_nibbles(torch.zeros(2, 3, dtype=torch.uint8))


def test_a_row_that_groups_do_not_fill_is_refused() -> None:
    with pytest.raises(ValueError, match="a row of 48 cannot be cut"):
        formats.encode_fp4(torch.zeros(2, 48))


def test_a_partial_block_has_a_scale_of_its_own() -> None:
    value = torch.ones(130, 131)
    value[128:, 128:] = 2.0**20
    code, scale = formats.encode_fp8(value)
    assert scale.view(torch.uint8).tolist() == [[119, 119], [119, 139]]
    assert torch.equal(formats.decode_fp8(code, scale), value)


@pytest.mark.parametrize("bad", [NAN, INF, -INF])
def test_a_block_that_is_not_finite_is_nan_and_spoils_no_other(bad) -> None:
    value = torch.ones(2, 64)
    value[1, 40] = bad
    fp4 = formats.decode_fp4(*formats.encode_fp4(value))
    assert fp4[1, 32:].isnan().all() and torch.equal(fp4.isnan().sum(), torch.tensor(32))
    fp8 = formats.decode_fp8(*formats.encode_fp8(value, block=32), block=32)
    assert fp8[:, 32:].isnan().all() and torch.equal(fp8.isnan().sum(), torch.tensor(64))


def test_zeros_and_the_smallest_numbers_stay_what_they_are_or_zero() -> None:
    for value in (torch.zeros(1, 32), torch.full((1, 32), 2.0**-149)):
        assert torch.equal(formats.decode_fp4(*formats.encode_fp4(value)), torch.zeros(1, 32))
        assert torch.equal(formats.decode_fp8(*formats.encode_fp8(value)), torch.zeros(1, 32))
