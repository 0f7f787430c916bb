"""FLOPs of one decoded token at a context length; a multiply-add is 2.

Three parts: products with weights (2 per active parameter), attention over window and chosen or all compressed entries (one
vector is key and value of all heads), and the indexers, which look at every compressed entry of their layer.

The 10 % and 27 % of the technical report (arXiv 2606.19348) are in FP8-equivalents. How it weights is not spelt out; assumed
here is the time on hardware whose rate halves with each doubling of width: FP4 x FP4 0.5 (the indexers of V4), FP8 x FP8 and
FP4 x FP8 1 (weights in FP4 meet activations in FP8), bfloat16 2 (attention, head, routers, compressors), float32 4.
"""

from __future__ import annotations

from dataclasses import dataclass

from local_engine.arithmetic.weights import parameters
from local_engine.config import Config

# relative cost of a product by the format of the weight; activations of quantised matrices are FP8
COST = {"I8": 1.0, "F8_E4M3": 1.0, "BF16": 2.0, "F16": 2.0, "F32": 4.0}
ATTENTION_COST = COST["BF16"]
FP4_INDEX_COST = 0.5


@dataclass(frozen=True)
class Flops:
    """FLOPs of one token, and the same in FP8-equivalents."""

    linear: int
    attention: int
    indexer: int
    linear_fp8: float
    attention_fp8: float
    indexer_fp8: float

    @property
    def total(self) -> int:
        return self.linear + self.attention + self.indexer

    @property
    def total_fp8(self) -> float:
        return self.linear_fp8 + self.attention_fp8 + self.indexer_fp8


def seen_entries(config: Config, ratio: int, context: int) -> int:
    """How many entries a query attends to in a layer: its window, and the compressed ones that it sees."""
    near = min(config.sliding_window, context)
    if ratio == 4:
        return near + min(config.index_topk, context // ratio)
    return near + (context // ratio if ratio else 0)


def scored_keys(config: Config, context: int) -> int:
    """Index keys that one token is held against, over all layers. Where all would be chosen nothing is scored."""
    keys = context // 4
    return config.compress_ratios.count(4) * keys if keys > config.index_topk else 0


def flops_per_token(config: Config, context: int) -> Flops:
    """The cost of decoding the token that comes after `context` tokens."""
    active = parameters(config).active_by_dtype
    seen = sum(seen_entries(config, ratio, context) for ratio in config.compress_ratios)
    attention = 2 * config.num_attention_heads * (config.head_dim + config.head_dim) * seen
    indexer = 2 * config.index_n_heads * config.index_head_dim * scored_keys(config, context)
    return Flops(
        2 * sum(active.values()),
        attention,
        indexer,
        2 * sum(count * COST[dtype] for dtype, count in active.items()),
        attention * ATTENTION_COST,
        indexer * FP4_INDEX_COST,
    )
