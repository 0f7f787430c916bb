"""A prompt of any length through a tiny model: `python -m benchmarks.engine.long_prompt [--tokens 1000000] [--quick]`.

Prefills in chunks, shows how it goes, and says what the sequence cost in memory beside what was planned for it. A needle is planted
at a random depth; the exit code is 1 where the indexer does not choose it for the last position, where its choice is not the
best that naive scores know, or where memory grew beyond the plan by more than a tenth.
"""

from __future__ import annotations

import argparse
import sys
import time
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path
from typing import Any, NamedTuple

import torch

from benchmarks.engine.naive import Naive
from benchmarks.engine.needle import Haystack, Judgement, judged, planted
from benchmarks.engine.processes import Peak, cores, memory
from benchmarks.engine.weights import checkpoint
from local_engine import ops
from local_engine.model import Model

WITHIN = 1.1  # of the planned memory
SAME_KEYS = 1e-3  # keys have magnitude one


class Cost(NamedTuple):
    """Seconds, and bytes of memory: grown at the end, grown at most, and what the cache says it holds."""

    seconds: float
    grown: int
    most: int
    cache: int


def main() -> None:
    """Run, print, and judge."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--tokens", type=int, default=1_000_000)
    parser.add_argument("--chunk", type=int, default=2048)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--threads", type=int, default=cores())
    parser.add_argument("--folder", type=Path, default=Path("build/engine"), help="for the checkpoint")
    parser.add_argument("--quick", action="store_true", help="20,000 tokens: does it work?")
    given = parser.parse_args()
    torch.set_num_threads(given.threads)
    tokens = 20_000 if given.quick else given.tokens
    cost, judgement, planned = measured(checkpoint("long", given.folder), tokens, given.chunk, given.seed, show=True)
    print(f"{tokens} tokens in {cost.seconds:.0f} s, {tokens / cost.seconds:.0f} tok/s")
    print(f"memory grew by {_mb(cost.grown)}, at most {_mb(cost.most)}; the cache holds {_mb(cost.cache)}")
    if planned is not None:
        ratio = cost.most / sum(planned)
        print(f"planned: cache {_mb(planned[0])}, working memory {_mb(planned[1])}; the peak is {ratio:.2f} of both")
    found = "chosen" if judgement.chosen else "NOT chosen"
    print(f"needle: rank {judgement.rank} of all index keys by naive scores, {found} by the engine")
    print(
        f"choices that rounding does not explain: {judgement.surplus}; index keys differ by {judgement.keys_error:.1e}"
    )
    sys.exit(0 if is_right(judgement) and (planned is None or cost.most <= WITHIN * sum(planned)) else 1)


def _mb(size: int) -> str:
    return f"{size / 1e6:.1f} MB"


def is_right(judgement: Judgement) -> bool:
    """Whether the needle was found, for the right reasons."""
    return judgement.chosen and judgement.surplus == 0 and judgement.keys_error < SAME_KEYS


def measured(
    folder: Path, tokens: int, chunk: int, seed: int, *, show: bool = False
) -> tuple[Cost, Judgement, tuple[int, int] | None]:
    """What it cost, whether the needle was found, and the planned bytes of cache and working memory where a plan is known."""
    naive = Naive(folder)
    if show:
        print("  choosing the needle", file=sys.stderr, flush=True)
    with ProcessPoolExecutor(1, get_context("spawn")) as other:  # what it allocates would be used again here, unseen
        hay = other.submit(planted, naive, tokens, seed).result()
    model = Model.load(folder)
    model.forward(hay.ids[:64], model.new_cache())  # threads and kernels are no part of the sequence
    cache, before, begun = model.new_cache(), memory(), time.perf_counter()
    with Peak() as peak:
        chosen = prefilled(model, cache, hay, chunk, show=show)
    cost = Cost(time.perf_counter() - begun, memory() - before, peak.most - before, cache.nbytes)
    index = cache.layers[1].index
    assert index is not None
    return cost, judged(naive, hay, index.view(), chosen, seed), _planned(model.config, chunk, tokens)


def prefilled(model: Model, cache: Any, hay: Haystack, chunk: int, *, show: bool = False) -> set[int]:
    """Takes the prompt in; returns the index of every entry that the indexer chose for the last position."""
    begun, shown = time.perf_counter(), 0.0
    for start in range(0, len(hay.ids), chunk):
        part = hay.ids[start : start + chunk]
        if start + chunk < len(hay.ids):
            model.forward(part, cache)
        else:
            chosen = _forward_and_listen(model, cache, part)
        now = time.perf_counter() - begun
        if show and now - shown > 10:
            shown, done = now, start + len(part)
            print(
                f"  {done:>9} tokens, {now:.0f} s, {done / now:.0f} tok/s, {memory() / 1e6:.0f} MB",
                file=sys.stderr,
                flush=True,
            )
    return chosen


def _forward_and_listen(model: Model, cache: Any, part: list[int]) -> set[int]:
    choose, heard = ops.choose, []

    def listening(*given: Any) -> Any:
        heard.append(choose(*given))
        return heard[-1]

    ops.choose = listening  # type: ignore[assignment]
    try:
        model.forward(part, cache)
    finally:
        ops.choose = choose
    return {int(one) for one in heard[0][-1].tolist() if one >= 0}  # the only layer with an indexer


def _planned(config: Any, chunk: int, tokens: int) -> tuple[int, int] | None:
    try:
        from local_engine.arithmetic.activations import working_bytes
        from local_engine.arithmetic.kv import engine_cache
    except ImportError:
        return None
    return engine_cache(config, tokens).total, working_bytes(config, chunk, tokens)


if __name__ == "__main__":
    main()
