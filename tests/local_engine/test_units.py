"""Single operations against recorded vectors: number formats, rotary positions, stream mixing, routing."""

from __future__ import annotations

from dataclasses import replace

import pytest
import torch

from local_engine import formats, ops
from local_engine.checkpoint import Weights
from local_engine.config import RopeScaling
from local_engine.layers.mhc import HyperConnection, HyperHead
from local_engine.layers.moe import Router
from local_engine.layers.rotary import frequencies

ALL_BYTES = torch.arange(256, dtype=torch.uint8)
V4_YARN = RopeScaling(factor=16, beta_fast=32, beta_slow=1, original_max_position_embeddings=65536)


def same(got: torch.Tensor, wanted: torch.Tensor) -> bool:
    return torch.equal(got.nan_to_num(nan=12345.0), wanted.to(got.dtype).nan_to_num(nan=12345.0))


def test_every_e8m0_byte(units) -> None:
    assert same(formats.decode_e8m0(ALL_BYTES), units["ue8m0.table"])


def test_every_e4m3_byte(units) -> None:
    one = torch.full((256, 1), 127, dtype=torch.uint8)
    assert same(formats.decode_fp8(ALL_BYTES[:, None], one, block=1)[:, 0], units["e4m3.table"])


def test_every_pair_of_e2m1(units) -> None:
    one = torch.full((256, 1), 127, dtype=torch.uint8)
    assert same(formats.decode_fp4(ALL_BYTES[:, None].repeat(1, 16), one)[:, :2], units["e2m1.pairs"])


def test_published_e2m1_example() -> None:
    packed = torch.tensor([[0xA0, 0xA8, 0xEC, 0x4A] + [0] * 12], dtype=torch.uint8)
    got = formats.decode_fp4(packed, torch.tensor([[0x78]], dtype=torch.uint8))[0, :8]
    assert got.tolist() == [0, -0.0078125, 0, -0.0078125, -0.015625, -0.03125, -0.0078125, 0.015625]


def test_fp8_matrix_with_partial_blocks(units) -> None:
    assert torch.equal(formats.decode_fp8(units["fp8.bytes"], units["fp8.scale"]), units["fp8.value"])


def test_fp4_matrix(units) -> None:
    assert torch.equal(formats.decode_fp4(units["fp4.bytes"], units["fp4.scale"]), units["fp4.value"])


def test_encoders_keep_what_the_formats_can_hold(units) -> None:
    assert torch.equal(formats.decode_fp8(*formats.encode_fp8(units["fp8.value"])), units["fp8.value"])
    assert torch.equal(formats.decode_fp4(*formats.encode_fp4(units["fp4.value"])), units["fp4.value"])


def test_fp4_rounds_to_nearest_and_ties_to_even() -> None:
    values = [0.25, 0.26, 0.75, 1.25, 1.75, 2.5, 3.5, 5.0, 6.0, -0.75, -5.1]
    row = torch.tensor([values + [0.0] * (32 - len(values))])
    got = formats.decode_fp4(*formats.encode_fp4(row))[0, : len(values)].tolist()
    assert got == [0.0, 0.5, 1.0, 1.0, 2.0, 2.0, 4.0, 4.0, 6.0, -1.0, -6.0]


@pytest.mark.parametrize(("kind", "theta", "scaling"), [("main", 1e4, None), ("compress", 1.6e5, V4_YARN)])
def test_rotary_frequencies_and_angles_of_the_release(units, kind, theta, scaling) -> None:
    f = frequencies(64, theta, scaling)
    torch.testing.assert_close(f, units[f"rope.{kind}.inv_freq"], atol=0, rtol=2e-7)
    angle = torch.outer(units["rope.positions"].float(), units[f"rope.{kind}.inv_freq"])
    torch.testing.assert_close(angle.cos(), units[f"rope.{kind}.cos"], atol=2e-7, rtol=0)
    torch.testing.assert_close(angle.sin(), units[f"rope.{kind}.sin"], atol=2e-7, rtol=0)


def test_rotation_of_interleaved_pairs(units) -> None:
    turn = torch.complex(units["rope.compress.cos"], units["rope.compress.sin"])
    torch.testing.assert_close(
        ops.rotate(units["rope.in"].clone(), turn), units["rope.compress.out"], atol=1e-6, rtol=0
    )


def test_rotation_touches_the_last_entries_only_and_can_be_undone(units) -> None:
    turn = torch.complex(units["rope.main.cos"], units["rope.main.sin"])
    x = torch.arange(8 * 2 * 80, dtype=torch.float32).view(8, 2, 80) / 100
    turned = ops.rotate(x.clone(), turn)
    assert torch.equal(turned[..., :16], x[..., :16])
    assert not torch.allclose(turned[1:, :, 16:], x[1:, :, 16:])
    torch.testing.assert_close(ops.rotate(turned, turn.conj()), x, atol=1e-5, rtol=0)


def hyper_connection(units, nano_config) -> HyperConnection:
    weights = {f"site_{part}": units[f"mhc.{part}"] for part in ("fn", "base", "scale")}
    return HyperConnection(replace(nano_config, hidden_size=32), Weights(weights), "site")


@pytest.mark.parametrize("one_at_a_time", [False, True], ids=["all tokens together", "one at a time"])
def test_stream_mixing(units, nano_config, one_at_a_time) -> None:
    site = hyper_connection(units, nano_config)
    streams, y = units["mhc.in"], units["mhc.block_out"]
    for part in [slice(t, t + 1) for t in range(5)] if one_at_a_time else [slice(0, 5)]:
        u, mix = site.read(streams[part])
        # tight enough to notice a missing hc_eps, which is 1e-6 of each sum
        torch.testing.assert_close(mix.C, units["mhc.comb"][part], atol=3e-7, rtol=0)
        torch.testing.assert_close(mix.post, units["mhc.post"][part], atol=1e-6, rtol=0)
        torch.testing.assert_close(u, units["mhc.collapsed"][part], atol=2e-6, rtol=0)
        torch.testing.assert_close(
            site.write(streams[part], y[part], mix), units["mhc.written_back"][part], atol=2e-6, rtol=0
        )


def test_stream_head(units, nano_config) -> None:
    weights = {f"hc_head_{part}": units[f"mhc.head_{part}"] for part in ("fn", "base", "scale")}
    head = HyperHead(replace(nano_config, hidden_size=32), Weights(weights))
    torch.testing.assert_close(head.read(units["mhc.in"]), units["mhc.head_out"], atol=2e-6, rtol=0)


def test_router_bias_shifts_the_choice_and_not_the_weights(units, nano_config) -> None:
    config = replace(nano_config, hidden_size=32, n_routed_experts=16, num_experts_per_tok=4)
    weights = Weights({"weight": units["router.weight"], "bias": units["router.bias"]})
    experts, gate = Router(config, weights, hashed=False)(units["router.in"], torch.zeros(6, dtype=torch.int64))
    order = experts.argsort(-1)
    assert torch.equal(experts.gather(1, order), units["router.expert"])
    torch.testing.assert_close(gate.gather(1, order), units["router.gate"], atol=1e-6, rtol=0)
