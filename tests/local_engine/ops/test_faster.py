"""Every faster implementation gives the numbers of its reference."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
import torch
from torch import Tensor

from local_engine import formats, ops
from local_engine.cache import Pages
from local_engine.matrix import Dense, Fp4, Fp8, Matrix
from local_engine.ops import native
from local_engine.ops.registry import Operator
from local_engine.sizes import PAGE

OPERATORS = {name: value for name, value in vars(ops).items() if isinstance(value, Operator)}


def draw(*shape: int, seed: int = 5) -> Tensor:
    return torch.randn(*shape, generator=torch.Generator().manual_seed(seed))


def fp8(n: int, k: int) -> Fp8:
    weight, scale = formats.encode_fp8(draw(n, k) / k**0.5)
    return Fp8(weight.view(torch.uint8), scale.view(torch.uint8), 128)


def fp4(n: int, k: int) -> Fp4:
    packed, scale = formats.encode_fp4(draw(n, k) / k**0.5)
    return Fp4(packed.view(torch.uint8), scale.view(torch.uint8))


def by_columns(n: int, k: int) -> Dense:
    return Dense(draw(k, n).t() / k**0.5)


def rounded(n: int, k: int) -> Dense:
    return Dense((draw(n, k) / k**0.5).bfloat16(), rounded=True)


def bfloat16(n: int, k: int) -> Dense:
    return Dense(draw(n, k).bfloat16())


def pages(n: int, w: int) -> Pages:
    made = Pages(w, "cpu")
    made.append(draw(n, w, seed=n))
    return made


def turns(start: int, count: int) -> Tensor:
    return ops.turns(torch.arange(start, start + count), torch.tensor([1.0, 0.1, 0.01]))


def far(n: int, visible: list[int], topk: int | None = None, d: int = 24) -> ops.Far:
    """Entries, of which each query sees the first few, or a drawn choice of those."""
    chosen = None
    if topk is not None:
        chosen = torch.full((len(visible), topk), -1)
        for row, count in zip(chosen, visible, strict=True):
            order = torch.randperm(count, generator=torch.Generator().manual_seed(count))[:topk]
            row[: order.shape[0]] = order
    return ops.Far(pages(n, d), torch.tensor(visible), chosen)


def expert(make: Callable[[int, int], Matrix], width: int = 32, m: int = 64) -> ops.Expert:
    return ops.Expert(make(m, width), make(m, width), make(width, m))


def mixed(n: int, k: int) -> Matrix:
    """FP4 on the way in, FP8 on the way back."""
    return fp8(n, k) if n < k else fp4(n, k)


def one_of_another_kind(tokens: int) -> tuple[Any, ...]:
    """One of the chosen experts lies column by column."""
    x, chosen, g, experts, limit = mixture(tokens, fp8)
    experts[int(chosen[0, 1])] = expert(by_columns)
    return x, chosen, g, experts, limit


def mixture(
    tokens: int, make: Callable[[int, int], Matrix], width: int = 32, m: int = 64, number: int = 5
) -> tuple[Any, ...]:
    chosen = torch.stack(
        [torch.randperm(number, generator=torch.Generator().manual_seed(t))[:3] for t in range(tokens)]
    )
    return draw(tokens, width), chosen, draw(tokens, 3).abs(), [expert(make, width, m) for _ in range(number)], 0.5


def uneven(tokens: int) -> tuple[Any, ...]:
    """All tokens at one expert, one at another, none at the rest but a few."""
    x, chosen, g, experts, limit = mixture(tokens, fp4)
    chosen[:] = torch.tensor([3, 1, 4])
    chosen[0] = torch.tensor([3, 0, 4])
    chosen[9:, 1] = 0
    return x, chosen, g, experts, limit


def of_two_kinds(tokens: int) -> tuple[Any, ...]:
    """Gate and up of one expert are stored in different ways."""
    x, chosen, g, experts, limit = mixture(tokens, fp4)
    experts[2] = ops.Expert(fp8(64, 32), fp4(64, 32), fp4(32, 64))
    return x, chosen, g, experts, limit


SINK = draw(3, seed=8)
MANY = 2 * PAGE + 77  # entries on three pages
CASES: list[tuple[str, str, Callable[[], tuple[Any, ...]]]] = [
    ("linear", "float32", lambda: (draw(3, 64), Dense(draw(40, 64)))),
    ("linear", "float32 column by column", lambda: (draw(3, 64), by_columns(40, 64))),
    ("linear", "bfloat16 weight, float32 product", lambda: (draw(3, 64), Dense(draw(40, 64).bfloat16()))),
    ("linear", "bfloat16 product", lambda: (draw(3, 64), rounded(40, 64))),
    ("linear", "fp8 with partial blocks", lambda: (draw(3, 200), fp8(300, 200))),
    ("linear", "fp8 in several tiles", lambda: (draw(2, 4096), fp8(700, 4096))),
    ("linear", "fp4", lambda: (draw(3, 64), fp4(40, 64))),
    ("linear", "fp4, one token, several tiles", lambda: (draw(1, 4096), fp4(600, 4096))),
    ("linear", "fp4, a row more than a multiple of four", lambda: (draw(4, 96), fp4(41, 96))),
    ("linear", "fp8, more tokens than share a number", lambda: (draw(11, 200), fp8(131, 200))),
    ("linear", "bfloat16, odd sizes", lambda: (draw(2, 37), Dense(draw(5, 37).bfloat16()))),
    ("linear", "a slice of x", lambda: (draw(4, 128)[:, 32:64], fp4(40, 32))),
    ("grouped_linear", "float32", lambda: (draw(3, 2, 64), Dense(draw(40, 64)))),
    ("grouped_linear", "bfloat16 product", lambda: (draw(3, 2, 64), rounded(40, 64))),
    ("grouped_linear", "fp8, groups that share a block of scales", lambda: (draw(3, 3, 200), fp8(210, 200))),
    ("rms", "vectors", lambda: (draw(5, 40), draw(40), 1e-6)),
    ("rms", "heads", lambda: (draw(5, 3, 40), draw(40), 1e-6)),
    ("rms", "zeros, where only eps is left", lambda: (torch.zeros(2, 8), draw(8), 1e-6)),
    ("rotate", "entries", lambda: (draw(5, 24), turns(3, 5))),
    ("rotate", "heads", lambda: (draw(5, 3, 24), turns(1000, 5))),
    ("sinkhorn", "many tokens", lambda: (draw(9, 4, 4) * 4, 20, 1e-6)),
    ("sinkhorn", "one token", lambda: (draw(1, 4, 4) * 4, 20, 1e-6)),
    ("sinkhorn", "one token, far from balance", lambda: (draw(1, 4, 4) * 30, 20, 1e-6)),
    ("sinkhorn", "one token, an epsilon that shows", lambda: (draw(1, 4, 4), 2, 0.1)),
    ("sinkhorn", "one token, one iteration", lambda: (draw(1, 4, 4), 1, 1e-6)),
    ("read_streams", "four streams", lambda: (draw(5, 4, 24), draw(5, 4))),
    (
        "write_streams",
        "four streams",
        lambda: (draw(5, 4, 24), draw(5, 24), ops.Mix(draw(5, 4), draw(5, 4), draw(5, 4, 4))),
    ),
    ("blend", "eight items", lambda: (draw(6, 8, 24), draw(6, 8, 24, seed=6))),
    ("blend", "the first block, with nothing before it", lambda: (draw(1, 8, 4), no_past(draw(1, 8, 4, seed=6)))),
    ("choose", "one query", lambda: (draw(1, 4, 16), draw(1, 4), pages(60, 16), torch.tensor([60]), 8)),
    ("choose", "one query, many pages", lambda: (draw(1, 4, 16), draw(1, 4), pages(MANY, 16), torch.tensor([MANY]), 8)),
    (
        "choose",
        "queries with fewer visible keys than are wanted",
        lambda: (draw(40, 4, 16), draw(40, 4), pages(10, 16), torch.arange(1, 41) // 4, 8),
    ),
    (
        "choose",
        "queries over several pages",
        lambda: (draw(200, 4, 16), draw(200, 4), pages(MANY, 16), torch.arange(MANY - 199, MANY + 1), 8),
    ),
    ("attend", "one query, window only", lambda: (draw(1, 3, 24), draw(10, 24), 10, SINK, None)),
    ("attend", "one query, all entries", lambda: (draw(1, 3, 24), draw(10, 24), 10, SINK, far(30, [30]))),
    ("attend", "one query, three pages", lambda: (draw(1, 3, 24), draw(10, 24), 10, SINK, far(MANY, [MANY]))),
    ("attend", "one query, chosen entries", lambda: (draw(1, 3, 24), draw(9, 24), 10, SINK, far(MANY, [MANY], 6))),
    ("attend", "one query, unused places", lambda: (draw(1, 3, 24), draw(9, 24), 10, SINK, far(4, [4], 6))),
    ("attend", "queries at the start", lambda: (draw(9, 3, 24), draw(9, 24), 5, SINK, None)),
    ("attend", "queries after others", lambda: (draw(300, 3, 24), draw(310, 24), 11, SINK, None)),
    (
        "attend",
        "queries, entries that become visible",
        lambda: (draw(300, 3, 24), draw(300, 24), 16, SINK, far(75, [(t + 1) // 4 for t in range(300)])),
    ),
    (
        "attend",
        "queries over several pages",
        lambda: (draw(130, 3, 24), draw(140, 24), 11, SINK, far(MANY, [MANY - 129 + t for t in range(130)])),
    ),
    (
        "attend",
        "queries with chosen entries",
        lambda: (draw(130, 3, 24), draw(140, 24), 11, SINK, far(MANY, [3 + 40 * t for t in range(130)], 6)),
    ),
    ("scores", "large and small", lambda: (torch.tensor([[-90.0, -5.0, 0.0, 5.0, 90.0]]),)),
    ("gated", "beyond both limits", lambda: (draw(5, 24) * 3, draw(5, 24, seed=6) * 3, 0.5)),
    ("expert", "fp4", lambda: (draw(3, 32), expert(fp4), 0.5)),
    ("expert", "one token, fp8", lambda: (draw(1, 200), expert(fp8, 200, 130), 0.5)),
    (
        "expert",
        "one token, bfloat16",
        lambda: (draw(1, 37), expert(lambda n, k: Dense(draw(n, k).bfloat16()), 37, 5), 0.5),
    ),
    ("mixture", "one token", lambda: mixture(1, fp4)),
    ("mixture", "one token, two forms", lambda: mixture(1, mixed)),
    ("mixture", "one token, one expert of another kind", lambda: one_of_another_kind(1)),
    ("mixture", "tokens", lambda: mixture(7, fp4)),
    ("mixture", "many tokens", lambda: mixture(70, fp4)),
    ("mixture", "many tokens, fp8", lambda: mixture(40, fp8)),
    ("mixture", "many tokens, two forms", lambda: mixture(70, mixed)),
    (
        "mixture",
        "many tokens, bfloat16, odd sizes",
        lambda: mixture(33, bfloat16, 37, 21),
    ),
    ("mixture", "many tokens, a few at each expert", lambda: mixture(30, fp4, number=40)),
    ("mixture", "many tokens, a few at each, odd sizes", lambda: mixture(30, bfloat16, 37, 21, 40)),
    ("mixture", "many tokens, one expert with nearly all", lambda: uneven(50)),
    ("mixture", "many tokens, more than pass at once", lambda: mixture(700, fp4, 512, 256)),
    ("mixture", "many tokens, one expert of another kind", lambda: one_of_another_kind(20)),
    ("mixture", "many tokens, gate and up of different kinds", lambda: of_two_kinds(20)),
    ("mixture", "tokens, float32", lambda: mixture(7, lambda n, k: Dense(draw(n, k)))),
]


def no_past(z: Tensor) -> Tensor:
    z[:, :4] = float("-inf")
    return z


def as_sets(result: Tensor) -> Tensor:
    """A choice is a set: its order carries no meaning."""
    return result.sort(-1).values if result.dtype == torch.int64 else result


@pytest.mark.parametrize(("name", "make"), [pytest.param(n, m, id=f"{n}: {what}") for n, what, m in CASES])
def test_equals_its_reference(name: str, make: Callable[[], tuple[Any, ...]]) -> None:
    operator = OPERATORS[name]
    accepting = [run for accepts, run in operator.implementations if accepts(*make())]
    with ops.reference_only():
        wanted = as_sets(operator(*make()))
    for run in (*accepting, operator):
        is_rounded = any(isinstance(part, Dense) and part.rounded for part in make())
        tolerance = {"atol": 0.02, "rtol": 0.01} if is_rounded else {"atol": 2e-5, "rtol": 1e-5}
        torch.testing.assert_close(as_sets(run(*make())), wanted, **tolerance)


def test_every_implementation_is_held_against_its_reference() -> None:
    met = {run for name, _, make in CASES for accepts, run in OPERATORS[name].implementations if accepts(*make())}
    registered = {run for operator in OPERATORS.values() for _, run in operator.implementations}
    if native.loaded() is None:  # without a compiler they accept nothing
        registered = {run for run in registered if not run.__module__.startswith(native.__name__)}
    assert met == registered
    assert {name for name, _, _ in CASES} == set(OPERATORS)
