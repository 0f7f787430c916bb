"""A prompt with something to find: a few tokens, at a random depth, that the last query of the prompt wants most.

Which tokens those are is worked out by `naive.py` before the engine sees the prompt: of random stretches at that depth those with
the highest scores are kept and varied, a few times over. Whether the engine finds them is then judged against naive scores of
all index keys.
"""

from __future__ import annotations

from typing import NamedTuple

import torch
from torch import Tensor

from benchmarks.engine.naive import Naive

CANDIDATES, KEPT, ROUNDS = 1500, 30, 6


class Haystack(NamedTuple):
    """ids of the whole prompt; `block` is the index of the compressed entry that the needle ends with."""

    ids: list[int]
    block: int
    query: tuple[Tensor, Tensor]


class Judgement(NamedTuple):
    """rank 0 is the best of all keys; `surplus` counts choices of the engine that no rounding explains."""

    rank: int
    chosen: bool
    surplus: int
    keys_error: float


def planted(naive: Naive, tokens: int, seed: int, candidates: int = CANDIDATES) -> Haystack:
    """A random prompt with a needle somewhere in its first nine tenths."""
    rng = torch.Generator().manual_seed(seed)
    vocabulary, length = naive.given["vocab_size"], naive.stretch
    ids = torch.randint(2, vocabulary, (tokens,), generator=rng)
    while bool(((query := naive.query(ids[-naive.W :], tokens - 1))[1] <= 0).any()):  # a question that all heads ask
        ids[-naive.W :] = torch.randint(2, vocabulary, (naive.W,), generator=rng)
    first, last = -(-length // 4), (tokens * 9 // 10) // 4
    block = int(torch.randint(first, last, (1,), generator=rng))
    end = 4 * block + 3
    found = torch.randint(2, vocabulary, (candidates, length), generator=rng)
    for _ in range(ROUNDS):
        best = naive.scores(query, naive.keys(found, torch.full((len(found),), end))).topk(KEPT).indices
        found = found[best].repeat(candidates // KEPT, 1)
        other = torch.randint(2, vocabulary, found.shape, generator=rng)
        vary = torch.rand(found.shape, generator=rng) < 0.1
        vary[:KEPT] = False
        found = torch.where(vary, other, found)
    ids[end - length + 1 : end + 1] = found[0]
    return Haystack(ids.tolist(), block, query)


def judged(naive: Naive, hay: Haystack, keys: Tensor, chosen: set[int], seed: int) -> Judgement:
    """keys (n, w): the engine's index keys of layer 1 after the prompt; chosen: what it took for the last position."""
    score = naive.scores(hay.query, keys)
    k = naive.given["index_topk"]
    best = score.topk(min(k, len(score)))
    slack = 1e-4 * float(best.values[0])
    surplus = sum(float(score[one]) < float(best.values[-1]) - slack for one in chosen)
    surplus += sum(
        float(value) > float(best.values[-1]) + slack and int(at) not in chosen for value, at in zip(*best, strict=True)
    )
    rank = int((score > score[hay.block]).sum())
    return Judgement(rank, hay.block in chosen, surplus, _keys_error(naive, hay, keys, seed))


def _keys_error(naive: Naive, hay: Haystack, keys: Tensor, seed: int) -> float:
    """The largest difference of the engine's keys from naive ones: the needle's and those of 64 random blocks."""
    first = -(-naive.stretch // 4)
    some = torch.randint(first, keys.shape[0], (64,), generator=torch.Generator().manual_seed(seed + 1))
    blocks, ids = torch.cat((some, torch.tensor([hay.block]))), torch.tensor(hay.ids)
    stretches = torch.stack([ids[4 * b + 4 - naive.stretch : 4 * b + 4] for b in blocks.tolist()])
    return float((naive.keys(stretches, 4 * blocks + 3) - keys[blocks].double()).abs().max())
