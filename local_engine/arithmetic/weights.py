"""Parameters by part, and the weight bytes that decoding one token reads.

What counts as a parameter: every trained number. Scales, tables of experts by token id and routing biases do not count. Active
are all parameters of the main network but the embedding (one row is looked up, nothing is multiplied) and the routed experts
that a token does not visit.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache

from local_engine.config import Config
from local_engine.inventory import Slot, draft_inventory, inventory
from local_engine.storage import Keep, Storage, kept_bytes, released_storage, stored_bytes

# the first that a name holds; the rest are routers, stream mixers and norms
PARTS = {
    "mtp.": "draft blocks",
    "embed.": "embedding",
    ".experts.": "routed experts",
    ".shared_experts.": "shared expert",
    ".indexer.": "compressors and indexer",
    ".compressor.": "compressors and indexer",
    ".attn.": "attention",
    "head.weight": "output head",
}
REST = "routers, streams, norms"


def part_of(name: str) -> str:
    """The part of the model that a tensor belongs to."""
    return next((part for mark, part in PARTS.items() if mark in name), REST)


@dataclass(frozen=True)
class Parameters:
    """Counts of trained numbers; `draft` are those of the `mtp.*` blocks, which neither `main` nor `active` holds."""

    main: int
    draft: int
    active: int
    main_by_part: dict[str, int]
    active_by_dtype: dict[str, int]  # by the format in which the release stores them: what a product with them costs


@lru_cache(maxsize=8)
def parameters(config: Config) -> Parameters:
    """The parameters of a model in the form of its release."""
    slots = [slot for slot in inventory(config) if is_parameter(slot)]
    forms = released_storage(config, draft=False)
    multiplied = [slot for slot in slots if part_of(slot.name) != "embedding"]
    main = _sum(slots, lambda slot: part_of(slot.name), lambda slot: Fraction(slot.elements))
    by_dtype = _sum(
        multiplied, lambda slot: forms[slot.name].dtype, lambda slot: slot.elements * share_per_token(slot, config)
    )
    draft = sum(slot.elements for slot in draft_inventory(config) if is_parameter(slot))
    return Parameters(sum(main.values()), draft, sum(by_dtype.values()), main, by_dtype)


def is_parameter(slot: Slot) -> bool:
    """Is it trained, and counted by those who state sizes? Routing biases are kept in balance, not learned."""
    return slot.kind != "int" and not slot.name.endswith("gate.bias")


def share_per_token(slot: Slot, config: Config) -> Fraction:
    """How much of a tensor one token touches, on average over experts."""
    if ".experts." in slot.name:
        return Fraction(config.num_experts_per_tok, config.n_routed_experts)
    is_looked_up = part_of(slot.name) == "embedding" or slot.kind == "int"
    return Fraction(1, config.vocab_size) if is_looked_up else Fraction(1)


def read_per_token(config: Config, storage: Storage, keep: Keep | None = None) -> dict[str, int]:
    """Weight bytes that one decoded token reads at batch 1, by part; `keep` None = as they are stored.

    Every matrix of the main network once, of the routed experts those that are visited, of embedding and tables one row.
    """

    def touched(slot: Slot) -> Fraction:
        whole = stored_bytes(slot, storage) if keep is None else kept_bytes(slot, config, storage, keep)
        return whole * share_per_token(slot, config)

    return _sum(inventory(config), lambda slot: part_of(slot.name), touched)


def _sum(slots: Iterable[Slot], key: Callable[[Slot], str], amount: Callable[[Slot], Fraction]) -> dict[str, int]:
    """Sums are exact until they are rounded down once."""
    total: Counter[str] = Counter()
    parts: Counter[tuple[str, int]] = Counter()  # fractions of one denominator are added as integers
    for slot in slots:
        fraction = amount(slot)
        parts[key(slot), fraction.denominator] += fraction.numerator
    exact: dict[str, Fraction] = {}
    for (name, denominator), numerator in parts.items():
        exact[name] = exact.get(name, Fraction(0)) + Fraction(numerator, denominator)
    total.update({name: int(value) for name, value in exact.items()})
    return dict(total)
