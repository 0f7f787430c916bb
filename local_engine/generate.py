"""The loop: prefill, then decode."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence

import torch

from local_engine.errors import EngineError
from local_engine.model import Model
from local_engine.sampling import Sampler

PREFILL_CHUNK = 2048  # prompt tokens taken in at once: bounds the memory for activations, whatever the prompt length


def generate(
    model: Model, prompt: Sequence[int], sampler: Sampler, max_tokens: int, stop_tokens: Collection[int] = ()
) -> Iterator[int]:
    """Yields up to max_tokens >= 1 new tokens. A stop token is yielded and is then the last one.

    The caller may stop iterating at any time (a stop string, a client that left): nothing is computed ahead.
    Raises ContextFull when prompt and answer do not fit into the model's context.
    """
    cache = model.new_cache()
    for start in range(0, len(prompt), PREFILL_CHUNK):
        logits = model.forward(prompt[start : start + PREFILL_CHUNK], cache)
    for left in range(max_tokens - 1, -1, -1):
        if not bool(torch.isfinite(logits).all()):
            raise EngineError(
                "the weights give logits that are no numbers: the checkpoint is damaged; download it again"
            )
        token = sampler.pick(logits)
        yield token
        if token in stop_tokens or not left:
            return
        logits = model.forward([token], cache)
