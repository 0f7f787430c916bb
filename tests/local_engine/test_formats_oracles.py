"""`formats.py` bit for bit against implementations that share no code with it, as they are installed.

Each test skips where its package is missing; `make setup` and CI install them all (extra `oracles`).
"""

from __future__ import annotations

import logging
import math
import warnings
from collections.abc import Callable
from itertools import pairwise
from types import ModuleType
from typing import Any

import numpy as np
import pytest
import torch
from safetensors.torch import load_file
from torch import Tensor

from local_engine import formats
from tests.local_engine import peer
from tests.local_engine.conftest import VECTORS

BYTES = torch.arange(256, dtype=torch.uint8)
NO_ML_DTYPES = "ml_dtypes is missing: pip install 'v4migrate[oracles]'"


def numbers_that_try(decode: Callable[[Tensor], Tensor], codes: int) -> Tensor:
    """Every value of a format, every halfway point, their neighbours, and a million random bit patterns of float32."""
    values = decode(torch.arange(codes, dtype=torch.uint8)).tolist()
    ordered = sorted({value for value in values if not math.isnan(value)})
    points = torch.tensor(ordered + [(low + high) / 2 for low, high in pairwise(ordered)])
    near = [points, torch.nextafter(points, points + 1), torch.nextafter(points, points - 1), -torch.zeros(1)]
    given = torch.Generator().manual_seed(23)
    patterns = torch.randint(-(2**31), 2**31, (1_000_000,), generator=given).to(torch.int32)
    small = torch.randn(100_000, generator=given) * 4  # most patterns are far outside of the format
    return torch.cat((*near, small, patterns.view(torch.float32)))


def same_bits(got: Tensor, wanted: Tensor | np.ndarray) -> bool:
    wanted = torch.from_numpy(wanted) if isinstance(wanted, np.ndarray) else wanted
    nan = wanted.isnan()
    return torch.equal(got.isnan(), nan) and torch.equal(got[~nan].view(torch.int32), wanted[~nan].view(torch.int32))


def ml_dtypes_codes(value: Tensor, kind: str) -> Tensor:
    dtype = getattr(pytest.importorskip("ml_dtypes", reason=NO_ML_DTYPES), kind)
    with np.errstate(invalid="ignore", over="ignore"):
        return torch.from_numpy(value.numpy().astype(dtype).view(np.uint8))


@pytest.mark.parametrize(
    ("kind", "decode", "codes"),
    [
        ("float4_e2m1fn", formats.decode_e2m1, 16),
        ("float8_e4m3fn", formats.decode_e4m3, 256),
        ("float8_e8m0fnu", formats.decode_e8m0, 256),
    ],
)
def test_every_code_as_ml_dtypes_reads_it(kind, decode, codes) -> None:
    dtype = getattr(pytest.importorskip("ml_dtypes", reason=NO_ML_DTYPES), kind)
    assert same_bits(decode(BYTES[:codes]), BYTES[:codes].numpy().view(dtype).astype(np.float32))


def test_e2m1_rounds_as_ml_dtypes() -> None:
    value = numbers_that_try(formats.decode_e2m1, 16)
    value = value[~value.isnan()]
    assert torch.equal(formats.encode_e2m1(value), ml_dtypes_codes(value, "float4_e2m1fn"))


def test_e4m3_rounds_as_ml_dtypes_which_makes_nan_of_what_is_beyond_the_largest() -> None:
    value = numbers_that_try(formats.decode_e4m3, 256)
    got, wanted = formats.encode_e4m3(value), ml_dtypes_codes(value, "float8_e4m3fn")
    beyond = (value.abs() > 464) | value.isnan()  # 464 is the tie between 448 and what would come next
    assert torch.equal(got[~beyond], wanted[~beyond])
    assert bool(((wanted[beyond] & 0x7F) == formats.E4M3_NAN).all())


def test_e8m0_of_powers_of_two_as_ml_dtypes() -> None:
    value = torch.cat((formats.decode_e8m0(BYTES[:255]), torch.tensor([math.nan])))
    assert torch.equal(formats.encode_e8m0(value), ml_dtypes_codes(value, "float8_e8m0fnu"))


@pytest.mark.parametrize(
    ("dtype", "decode"),
    [(torch.float8_e4m3fn, formats.decode_e4m3), (torch.float8_e8m0fnu, formats.decode_e8m0)],
)
def test_every_code_as_torch_reads_it(dtype, decode) -> None:
    assert same_bits(decode(BYTES), BYTES.view(dtype).to(torch.float32))


def test_e4m3_rounds_and_saturates_as_torch() -> None:
    value = numbers_that_try(formats.decode_e4m3, 256)
    assert torch.equal(formats.encode_e4m3(value), value.to(torch.float8_e4m3fn).view(torch.uint8))


@pytest.fixture(scope="module")
def torchao() -> ModuleType:
    """Its MX formats; on import it logs and warns of kernels for other machines, which are not used here."""
    pytest.importorskip("torchao", reason="torchao is missing: pip install 'v4migrate[oracles]'")
    logging.disable(logging.WARNING)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            from torchao.prototype.mx_formats import config, kernels, mx_tensor
    finally:
        logging.disable(logging.NOTSET)
    made = ModuleType("torchao_mx")
    made.__dict__.update(kernels=kernels, mx=mx_tensor, round_up=config.ScaleCalculationMode.RCEIL)
    return made


def blocks(seed: int) -> Tensor:
    """Rows from 2^-40 to 2^40 in size, some with zeros, ties and one group of zeros."""
    given = torch.Generator().manual_seed(seed)
    value = torch.randn(300, 256, generator=given) * torch.exp2(
        torch.randint(-40, 41, (300, 1), generator=given).float()
    )
    value[0], value[1, :32], value[2] = 0.0, 0.0, torch.round(torch.randn(256, generator=given) * 8) / 4
    return value


def test_e2m1_rounds_and_packs_as_torchao(torchao) -> None:
    value = numbers_that_try(formats.decode_e2m1, 16)
    value = value[~value.isnan()][:1_000_000]
    code = formats.encode_e2m1(value)
    assert torch.equal(code, torchao.kernels.f32_to_f4_unpacked(value.clone()))
    assert torch.equal(formats.pack_nibbles(code), torchao.kernels.pack_uint4(code))
    assert torch.equal(formats.unpack_nibbles(BYTES), torchao.kernels.unpack_uint4(BYTES))


def test_mxfp4_as_torchao_quantises_and_reads_it(torchao) -> None:
    value = blocks(1)
    scale, packed = torchao.mx.to_mx(value, torch.float4_e2m1fn_x2, formats.FP4_GROUP, torchao.round_up)
    mine, its_scale = formats.encode_fp4(value)
    something = value.unflatten(-1, (-1, formats.FP4_GROUP)).abs().amax(-1) > 0  # the scale of zeros is anyone's choice
    assert torch.equal(its_scale.view(torch.uint8)[something], scale.view(torch.uint8)[something])
    assert torch.equal(mine.view(torch.uint8), packed)
    back = torchao.mx.to_dtype(packed, scale, torch.float4_e2m1fn_x2, formats.FP4_GROUP, torch.float32)
    assert same_bits(formats.decode_fp4(packed, scale), back)


def test_mxfp8_as_torchao_quantises_and_reads_it(torchao) -> None:
    """It has one scale per 32 elements of a row: the same as a block of one row here, 32 wide."""
    value = blocks(2)[3:].view(-1, 32)
    scale, code = torchao.mx.to_mx(value, torch.float8_e4m3fn, 32, torchao.round_up)
    mine = [formats.encode_fp8(row[None], block=32) for row in value[:500]]
    assert torch.equal(torch.cat([one.view(torch.uint8) for one, _ in mine]), code[:500].view(torch.uint8))
    assert torch.equal(torch.cat([its.view(torch.uint8) for _, its in mine]), scale[:500].view(torch.uint8))
    back = torchao.mx.to_dtype(code, scale, torch.float8_e4m3fn, 32, torch.float32)
    assert same_bits(torch.cat([formats.decode_fp8(one, its, block=32) for one, its in mine]), back[:500])


def dequantiser() -> Any:
    """What transformers' loader applies to the matrices of a checkpoint with dequantize=True."""
    peer.transformers()
    from transformers.integrations.finegrained_fp8 import Fp8Dequantize

    return Fp8Dequantize(None)


def test_fp8_and_fp4_as_transformers_dequantises_them() -> None:
    one, given = dequantiser(), torch.Generator().manual_seed(5)
    fp8, fp4 = (torch.randint(256, (256, n), generator=given).to(torch.uint8) for n in (384, 192))
    fp8[(fp8 & 0x7F) == formats.E4M3_NAN] = 0
    scales = (torch.randint(40, 200, shape, generator=given).to(torch.uint8) for shape in ((2, 3), (256, 12)))
    for code, scale, decode in zip(
        (fp8.view(torch.float8_e4m3fn), fp4.view(torch.int8)),
        scales,
        (formats.decode_fp8, formats.decode_fp4),
        strict=True,
    ):
        wanted = one._dequantize_one(code, scale.view(torch.float8_e8m0fnu), output_dtype=torch.float32)
        assert same_bits(decode(code, scale), wanted)


def test_a_released_checkpoint_as_transformers_loads_it() -> None:
    """All parameters of tinyq, through their own loader, names and dequantiser, and through ours."""
    package = peer.transformers()
    pytest.importorskip("accelerate", reason="accelerate is missing: pip install 'v4migrate[oracles]'")
    theirs = package.DeepseekV4ForCausalLM.from_pretrained(
        VECTORS / "tinyq",
        dtype=torch.float32,
        attn_implementation="eager",
        experts_implementation="eager",
        quantization_config=package.FineGrainedFP8Config(dequantize=True),
    )
    config = theirs.config
    values = peer.decoded(load_file(VECTORS / "tinyq" / "model.safetensors"))
    wanted = dict(theirs.named_parameters()) | dict(theirs.named_buffers())
    compared = peer.renamed(values, config.num_hidden_layers, config.n_routed_experts)
    assert compared.keys() == {name for name in wanted if "inv_freq" not in name}
    for name, value in compared.items():
        assert torch.equal(value, wanted[name].detach().to(value.dtype)), name
