"""The loop: prefill, then decode, for one sequence or for many that share each pass through the weights.

A pass takes in, of every sequence that still runs, the next piece of its prompt or the token chosen last. So a long
prompt is taken in beside sequences that already decode, and whoever ends leaves the batch at once.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

import torch
from torch import Tensor

from local_engine.cache import Cache
from local_engine.errors import ContextFull, EngineError
from local_engine.model import Model
from local_engine.sampling import Choice, Sampler
from local_engine.sizes import PREFILL_CHUNK


@dataclass
class Generation:
    """One sequence to be written: up to max_tokens >= 1 new tokens, until one of stop_tokens has come.

    Set `ended` to have it leave before its time: nothing more is computed for it.
    """

    prompt: Sequence[int]
    sampler: Sampler
    max_tokens: int
    stop_tokens: Collection[int] = ()
    ended: bool = False


def generate(
    model: Model, prompt: Sequence[int], sampler: Sampler, max_tokens: int, stop_tokens: Collection[int] = ()
) -> Iterator[Choice]:
    """Yields up to max_tokens >= 1 choices. A stop token is yielded and is then the last one.

    The caller may stop iterating at any time (a stop string, a client that left): nothing is computed ahead.
    Raises ContextFull, before anything is computed, where prompt and answer may not fit into the model's context.
    """
    for _, choice in generate_batch(model, [Generation(prompt, sampler, max_tokens, stop_tokens)]):
        yield choice


def generate_batch(model: Model, generations: Sequence[Generation]) -> Iterator[tuple[int, Choice]]:
    """Yields (place in `generations`, choice), each as soon as it is made; a sequence's own choices come in order.

    What a sequence gets does not depend on who shares the batch, but for rounding. Raises ContextFull, before anything is
    computed, where one of them may outgrow the model's context.
    """
    for given in generations:
        _check_room(given, model.config.max_position_embeddings)
    running = [_Running(place, given, model.new_cache()) for place, given in enumerate(generations)]
    while running := [one for one in running if not one.given.ended]:
        taking = _share(running)
        logits = model.forward_batch([(tokens, one.cache) for one, tokens in taking])
        if not bool(torch.isfinite(logits).all()):
            raise EngineError(
                "the weights give logits that are no numbers: the checkpoint is damaged; download it again"
            )
        for (one, _), row in zip(taking, logits, strict=True):
            if not one.ahead and not one.given.ended:  # its prompt is through, and nobody ended it meanwhile
                yield one.place, one.choose(row)


def _check_room(given: Generation, context: int) -> None:
    """The last token is not taken in any more: a prompt that fills the context still gets one."""
    prompt = len(given.prompt)
    if prompt + given.max_tokens - 1 > context:
        raise ContextFull(
            f"a prompt of {prompt} tokens and up to {given.max_tokens} new ones exceed the context of {context}; "
            "shorten the prompt or lower max_tokens"
        )


class _Running:
    """A generation on its way: what is to be taken in next, and how many tokens may still come."""

    def __init__(self, place: int, given: Generation, cache: Cache) -> None:
        self.place, self.given, self.cache = place, given, cache
        self.ahead: Sequence[int] = given.prompt
        self.left = given.max_tokens

    def take(self, most: int) -> Sequence[int]:
        """The next tokens, at most so many; they are not ahead any more."""
        tokens, self.ahead = self.ahead[:most], self.ahead[most:]
        return tokens

    def choose(self, logits: Tensor) -> Choice:
        choice = self.given.sampler.choose(logits)
        self.ahead, self.left = [choice.token], self.left - 1
        if choice.token in self.given.stop_tokens or self.left <= 0:
            self.given.ended = True
        return choice


def _share(running: Sequence[_Running]) -> list[tuple[_Running, Sequence[int]]]:
    """Who takes what in with the next pass: everyone one token, then the room of PREFILL_CHUNK in order.

    A long prompt thus never holds up those that decode, and two long ones come one after the other.
    """
    room = PREFILL_CHUNK
    taking = []
    for one in sorted(running, key=lambda one: len(one.ahead) > 1):  # stable: those that decode first
        if len(one.ahead) == 1 or room > 0:
            tokens = one.take(max(room, 1))
            room -= len(tokens)
            taking.append((one, tokens))
    return taking
