"""config.json as transformers writes it when it saves a model, turned back into the fields of the release.

It names the kind of each layer instead of a ratio, lists which layers route by token id instead of counting them, and
keeps the two sets of rotary parameters together.
"""

from __future__ import annotations

from itertools import takewhile
from typing import Any

from local_engine.errors import ConfigError

RATIOS = {"sliding_attention": 0, "compressed_sparse_attention": 4, "heavily_compressed_attention": 128}
ROUTING = ("hash_moe", "moe")


def as_released(given: dict[str, Any], where: str) -> dict[str, Any]:
    """`given` with the released fields filled in from transformers' own. What is already there, or is missing too, stays so."""
    filled = dict(given)
    if "compress_ratios" not in given and isinstance(given.get("layer_types"), list):
        filled["compress_ratios"] = _ratios(given, where)
    if "num_hash_layers" not in given and isinstance(given.get("mlp_layer_types"), list):
        filled["num_hash_layers"] = _hash_layers(given["mlp_layer_types"], where)
    parameters = given.get("rope_parameters")
    if isinstance(parameters, dict) and not given.get("rope_scaling"):
        stretched, plain = parameters.get("compress", parameters), parameters.get("main", {})
        filled["rope_scaling"] = stretched
        for field, source in (("compress_rope_theta", stretched), ("rope_theta", plain)):
            if isinstance(source, dict) and "rope_theta" in source:
                filled.setdefault(field, source["rope_theta"])
    return filled


def _ratios(given: dict[str, Any], where: str) -> list[int]:
    rates = given.get("compress_rates")
    known = RATIOS | (rates if isinstance(rates, dict) else {})
    if unknown := [kind for kind in given["layer_types"] if not isinstance(kind, str) or kind not in known]:
        raise ConfigError(f"{where}: layer_types holds {unknown[0]!r}; known: {', '.join(sorted(known))}")
    return [known[kind] for kind in given["layer_types"]]


def _hash_layers(kinds: list[Any], where: str) -> int:
    """The number of layers that route by token id: the first ones, and no other."""
    count = len(list(takewhile(lambda kind: kind == "hash_moe", kinds)))
    if any(kind not in ROUTING for kind in kinds) or "hash_moe" in kinds[count:]:
        raise ConfigError(
            f"{where}: mlp_layer_types must be some hash_moe, then moe; take the config.json of the release"
        )
    return count
