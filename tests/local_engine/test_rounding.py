"""The optional rounding of activations, against recorded vectors of the reference's rules."""

from __future__ import annotations

import pytest
import torch

from local_engine import rounding


@pytest.mark.parametrize("group", [64, 128])
def test_round_fp8(units, group) -> None:
    assert torch.equal(rounding.round_fp8(units["act.in"], group), units[f"act_fp8_{group}.out"])


def test_hadamard(units) -> None:
    got, wanted = rounding.hadamard(units["act.in"][:, :128]), units["hadamard_128.out"]
    worst = ((got - wanted).abs().amax(-1) / wanted.abs().amax(-1)).max()
    assert worst < 1e-6, f"max |Δ| {float(worst):.1e} of the largest in its row"


def test_round_fp4_after_hadamard(units) -> None:
    assert torch.equal(rounding.round_fp4(units["hadamard_128.out"]), units["hadamard_fp4_32.out"])


def test_hadamard_in_sylvesters_order_undoes_itself() -> None:
    one = rounding.hadamard(torch.eye(4)) * 2
    assert one.tolist() == [[1, 1, 1, 1], [1, -1, 1, -1], [1, 1, -1, -1], [1, -1, -1, 1]]
    x = torch.randn(3, 128, generator=torch.Generator().manual_seed(8))
    torch.testing.assert_close(rounding.hadamard(rounding.hadamard(x)), x, atol=1e-6, rtol=0)


def test_hadamard_leaves_index_scores_as_they_are() -> None:
    q, k = torch.randn(2, 5, 128, generator=torch.Generator().manual_seed(9))
    torch.testing.assert_close(rounding.hadamard(q) @ rounding.hadamard(k).T, q @ k.T, atol=2e-5, rtol=0)


def test_rounded_numbers_are_exact_in_bfloat16_and_round_to_themselves(units) -> None:
    for rounded in (lambda x: rounding.round_fp8(x, 64), rounding.round_fp4):
        once = rounded(units["act.in"])
        assert torch.equal(once.to(torch.bfloat16).to(torch.float32), once)
        assert torch.equal(rounded(once), once)


def test_a_group_without_magnitude_keeps_the_scale_of_1e_4() -> None:
    smallest = 2.0**-22 * 2.0**-9  # the power of two above 1e-4 / 448 is 2^-22
    x = torch.tensor([[smallest * 0.4, smallest * 0.6] + [0.0] * 62])
    assert rounding.round_fp8(x, 64)[0, :2].tolist() == [0.0, smallest]


def test_nan_stays_in_its_group() -> None:
    x = torch.ones(1, 64)
    x[0, 3] = torch.nan
    assert rounding.round_fp4(x).isnan().sum() == 32
    assert rounding.round_fp8(x, 32).isnan().sum() == 32


@pytest.mark.parametrize("call", [lambda x: rounding.round_fp8(x, 64), rounding.round_fp4, rounding.hadamard])
def test_a_width_that_does_not_fit_is_refused(call) -> None:
    with pytest.raises(ValueError, match="48"):
        call(torch.zeros(1, 48))
