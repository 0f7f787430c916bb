"""Products with packed weights against `Matrix.decode()` in float64: each form, each odd shape, each extreme."""

from __future__ import annotations

import platform
import threading
from collections.abc import Callable, Iterator

import pytest
import torch
from torch import Tensor

from local_engine import formats, ops
from local_engine.matrix import Dense, Fp4, Fp8, Matrix
from local_engine.ops import native
from local_engine.ops.native import calls
from local_engine.ops.native.build import SOURCES, build
from local_engine.ops.native.compiled import load

if native.loaded() is None:
    pytest.skip(native.status(), allow_module_level=True)

BYTES = torch.arange(256, dtype=torch.uint8)
FEW = 8  # tokens: with more, numbers are decoded in a step of their own
ROUNDING = 2.0**-20  # of Σ |x| |w|: float32 rounds by 2^-24, a few times on the way


def some(*shape: int, low: int = 0, high: int = 256, seed: int = 3) -> Tensor:
    return torch.randint(low, high, shape, dtype=torch.uint8, generator=torch.Generator().manual_seed(seed))


def normal(*shape: int, seed: int = 3) -> Tensor:
    return torch.randn(shape, generator=torch.Generator().manual_seed(seed))


def fp4(n: int, k: int) -> Fp4:
    return Fp4(some(n, k // 2), some(n, k // 32, low=117, high=125))


def fp8(n: int, k: int, block: int = 128) -> Fp8:
    code = some(n, k)
    return Fp8(
        code.masked_fill((code & 0x7F) == formats.E4M3_NAN, 0),
        some(-(-n // block), -(-k // block), low=117, high=125),
        block,
    )


def bfloat16(n: int, k: int) -> Dense:
    return Dense(normal(n, k).bfloat16())


def float32(n: int, k: int) -> Dense:
    return Dense(normal(n, k))


def product(x: Tensor, w: Matrix) -> Tensor:
    """By the kernel, whatever the number of tokens."""
    assert calls.known(w) is not None
    return calls._product(x, w, 1)


def check(x: Tensor, w: Matrix) -> None:
    exact = w.decode().double()
    difference = (product(x, w).double() - x.double() @ exact.T).abs()
    bound = ROUNDING * (x.double().abs() @ exact.abs().T)
    worst = float((difference - bound).max())
    assert worst <= 0, f"{float(difference.max()):.1e} off, {worst:.1e} more than rounding explains"


@pytest.fixture(params=["as it is", "-mno-avx512f", "-mno-avx"])
def processor(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Kernels for this processor, and for those of the same kind that can do less."""
    if request.param != "as it is":
        if platform.machine() not in {"x86_64", "AMD64"}:
            pytest.skip("only x86 has these instruction sets")
        monkeypatch.setattr(calls, "loaded", lambda: load(build(SOURCES, request.param)))


@pytest.mark.usefixtures("processor")
@pytest.mark.parametrize("T", [1, 2, 3, 4, 5, 7, 8, 9, 15, 16, 17, 32, 33, 71])
@pytest.mark.parametrize("make", [fp4, fp8, bfloat16, float32])
def test_tokens(make: Callable[[int, int], Matrix], T: int) -> None:
    check(normal(T, 256), make(70, 256))


@pytest.mark.usefixtures("processor")
@pytest.mark.parametrize(
    ("make", "n", "k"),
    [
        pytest.param(fp4, 1, 32, id="fp4: one group"),
        pytest.param(fp4, 7, 96, id="fp4: an odd number of groups, three rows over"),
        pytest.param(fp8, 300, 300, id="fp8: partial blocks at both edges, a last step of 12 columns"),
        pytest.param(fp8, 129, 129, id="fp8: one row and one column more than a block"),
        pytest.param(fp8, 3, 5, id="fp8: less than a step"),
        pytest.param(fp8, 130, 160, id="fp8: a last block that is one step"),
        pytest.param(fp8, 128, 1, id="fp8: one column"),
        pytest.param(lambda n, k: fp8(n, k, 32), 70, 100, id="fp8: small blocks"),
        pytest.param(bfloat16, 5, 37, id="bfloat16: odd"),
        pytest.param(bfloat16, 1, 1, id="bfloat16: a number"),
        pytest.param(float32, 5, 37, id="float32: odd"),
    ],
)
def test_sizes(make: Callable[[int, int], Matrix], n: int, k: int) -> None:
    for T in (1, 3, FEW + 1, 33):
        check(normal(T, k), make(n, k))


@pytest.mark.parametrize("groups", [1, 2])
def test_more_tokens_than_are_laid_side_by_side_at_once(groups: int) -> None:
    w, x = fp4(18, 4096), normal(700, groups, 4096)
    got, rows = calls._product(x, w, groups), 18 // groups
    for g in range(groups):
        wanted = x[:, g].double() @ w.decode(g * rows, (g + 1) * rows).double().T
        torch.testing.assert_close(got[:, g * rows : (g + 1) * rows].double(), wanted, atol=1e-3, rtol=1e-5)


def test_tokens_do_not_look_at_each_other() -> None:
    """One whose numbers are NaN or infinite spoils its own row of the result and no other."""
    x, w = normal(20, 100), fp8(9, 100)
    alone = product(x, w)
    spoilt = x.clone()
    spoilt[4], spoilt[11] = float("nan"), float("inf")
    rest = [t for t in range(20) if t not in {4, 11}]
    got = product(spoilt, w)
    assert torch.equal(got[rest], alone[rest]) and got[4].isnan().all()
    assert torch.equal(product(x, w), alone)  # nor at those of a call before


def unit_vectors(k: int, tokens: int) -> Iterator[tuple[slice, Tensor]]:
    for start in range(0, k, tokens):
        yield slice(start, start + tokens), torch.eye(k)[start : start + tokens]


@pytest.mark.usefixtures("processor")
@pytest.mark.parametrize("tokens", [FEW, 64])
def test_every_e4m3_number_at_every_scale_is_exact(tokens: int) -> None:
    """The products with unit vectors are the numbers: from 2^-136 to beyond float32's largest."""
    numbers = BYTES[(BYTES & 0x7F) != formats.E4M3_NAN]
    w = Fp8(numbers.repeat(255 * 32, 1), BYTES[:255, None].repeat(1, 8), block=32)
    exact = w.decode()
    for columns, x in unit_vectors(254, tokens):
        assert torch.equal(product(x, w), exact[:, columns].T)


@pytest.mark.usefixtures("processor")
@pytest.mark.parametrize("tokens", [FEW, 64])
def test_every_pair_of_e2m1_at_every_scale_is_exact(tokens: int) -> None:
    """Up to 2^125: what float32 cannot hold is infinite here as in the reference, and zero times it is NaN."""
    w = Fp4(BYTES.repeat(253, 1), BYTES[:253, None].repeat(1, 16))
    exact = w.decode()
    for columns, x in unit_vectors(512, tokens):
        assert torch.equal(product(x, w), exact[:, columns].T)


@pytest.mark.parametrize(
    ("w", "wanted"),
    [
        pytest.param(Fp4(torch.full((1, 16), 0x22, dtype=torch.uint8), BYTES[254:255, None]), 2.0**127, id="fp4, 254"),
        pytest.param(Fp4(torch.full((1, 16), 0x11, dtype=torch.uint8), BYTES[:1, None]), 2.0**-128, id="fp4, 0"),
        pytest.param(
            Fp8(torch.full((1, 32), 0x38, dtype=torch.uint8), BYTES[254:255, None], 32), 2.0**127, id="fp8, 254"
        ),
        pytest.param(Fp8(torch.full((1, 32), 0x01, dtype=torch.uint8), BYTES[:1, None], 32), 2.0**-136, id="fp8, 0"),
    ],
)
def test_ends_of_the_scales(w: Matrix, wanted: float) -> None:
    x = torch.zeros(FEW + 1, 32)
    x[:, 3] = 1
    assert product(x[:1], w).item() == wanted
    assert product(x, w).eq(wanted).all()


@pytest.mark.parametrize("w", [Fp4(BYTES[None, :16], BYTES[255:, None]), Fp8(BYTES[None, :32], BYTES[255:, None], 32)])
def test_a_scale_that_is_nan_shows(w: Matrix) -> None:
    assert product(torch.ones(1, 32), w).isnan().all()
    assert product(torch.ones(FEW + 1, 32), w).isnan().all()


@pytest.mark.parametrize("make", [fp4, fp8, bfloat16, float32])
def test_zeros(make: Callable[[int, int], Matrix]) -> None:
    for T in (2, FEW + 1):
        assert not product(torch.zeros(T, 64), make(9, 64)).any()
        w = make(9, 64)
        (w.packed if isinstance(w, Fp4) else w.weight).zero_()
        assert not product(normal(T, 64), w).any()


def test_zeros_with_a_sign_add_nothing() -> None:
    assert not product(
        torch.ones(1, 32), Fp4(torch.full((4, 16), 0x88, dtype=torch.uint8), BYTES[127:128, None].repeat(4, 1))
    ).any()
    assert not product(
        torch.ones(1, 32), Fp8(torch.full((4, 32), 0x80, dtype=torch.uint8), BYTES[127:128, None], 32)
    ).any()


def moved(tensor: Tensor, by: int) -> Tensor:
    """The same bytes, `by` bytes after an aligned address."""
    room = torch.empty(tensor.nbytes + by, dtype=torch.uint8)
    room[by:] = tensor.flatten().view(torch.uint8)
    return room[by:].view(tensor.dtype).view(tensor.shape)


@pytest.mark.parametrize("by", [1, 2, 3, 17])
def test_bytes_at_any_address(by: int) -> None:
    """A tensor in a mapped shard begins where the one before it ends."""
    a, b = fp4(9, 96), fp8(9, 96)
    for T in (3, FEW + 1):
        check(normal(T, 96), Fp4(moved(a.packed, by), moved(a.scale, by)))
        check(normal(T, 96), Fp8(moved(b.weight, by), moved(b.scale, by), 128))
        check(normal(T, 97)[:, 1:], fp4(9, 96))


@pytest.mark.parametrize("T", [2, FEW + 1])
@pytest.mark.parametrize("groups", [1, 3])
def test_groups_that_begin_within_a_block(groups: int, T: int) -> None:
    w, x = fp8(210, 200), normal(T, groups, 200)
    rows = 210 // groups
    wanted = torch.stack([x[:, g].double() @ w.decode(g * rows, (g + 1) * rows).double().T for g in range(groups)], 1)
    torch.testing.assert_close(
        calls._product(x, w, groups).view(T, groups, rows).double(), wanted, atol=1e-3, rtol=1e-5
    )


@pytest.fixture
def threads() -> Iterator[Callable[[int], None]]:
    before = torch.get_num_threads()
    yield torch.set_num_threads
    torch.set_num_threads(before)


@pytest.mark.parametrize("T", [3, 40])
@pytest.mark.parametrize("make", [fp4, fp8])
def test_threads_change_no_bit(make: Callable[[int, int], Matrix], T: int, threads: Callable[[int], None]) -> None:
    w, x = make(1030, 1024), normal(T, 1024)
    alone = product(x, w)
    for count in (2, 5, 1, 3):
        threads(count)
        for _ in range(20):
            assert torch.equal(product(x, w), alone)


@pytest.mark.parametrize("T", [2, 40])
def test_callers_at_the_same_time_do_not_meet(T: int, threads: Callable[[int], None]) -> None:
    threads(2)
    w = fp8(1030, 1024)
    given = [normal(T, 1024, seed=seed) for seed in range(4)]
    wanted, got = [product(x, w) for x in given], [[] for _ in given]

    def compute(number: int) -> None:
        got[number].extend(product(given[number], w) for _ in range(20))

    callers = [threading.Thread(target=compute, args=(number,)) for number in range(4)]
    for caller in callers:
        caller.start()
    for caller in callers:
        caller.join()
    assert all(
        len(made) == 20 and all(torch.equal(y, one) for y in made) for made, one in zip(got, wanted, strict=True)
    )


@pytest.mark.parametrize(
    "w",
    [
        pytest.param(Dense(normal(64, 40).t()), id="column by column"),
        pytest.param(Dense(normal(40, 64).half()), id="float16"),
        pytest.param(Dense(normal(40, 64).bfloat16(), rounded=True), id="products in bfloat16"),
        pytest.param(Fp8(some(40, 64), some(2, 4, low=120, high=124), block=20), id="blocks that no step fills"),
        pytest.param(Fp8(some(40, 128)[:, ::2], some(1, 1), block=128), id="every second byte"),
        pytest.param(Fp4(some(40, 32), some(40, 3)), id="a scale too many"),
        pytest.param(Fp4(some(40, 24), some(40, 1)), id="half a group"),
    ],
)
def test_what_is_left_to_torch(w: Matrix) -> None:
    assert calls.known(w) is None


def test_a_wrong_width_is_torchs_error_not_a_wild_read() -> None:
    for w in (fp4(8, 64), fp8(8, 64), float32(8, 64)):
        with pytest.raises(RuntimeError, match="cannot be multiplied"):
            ops.linear(normal(1, 96), w)


def test_what_the_gate_does_with_nan_and_beyond_the_limits() -> None:
    one = ops.Expert(Dense(torch.eye(4)), Dense(torch.eye(4)), Dense(torch.eye(4)))
    x = torch.tensor([[float("nan"), 100.0, -100.0, -0.0]])
    with ops.reference_only():
        wanted = ops.expert(x.nan_to_num(3.0), one, 7.0)
    got = calls._expert(x, one, 7.0)
    assert got.isnan().all()  # NaN times zero, as in the reference
    torch.testing.assert_close(calls._expert(x.nan_to_num(3.0), one, 7.0), wanted)
