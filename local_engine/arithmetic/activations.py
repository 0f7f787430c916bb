"""Working memory of a prefill: what is alive at once beside weights and cache, all float32, within a few percent.

It follows the forward pass (`model.py`, `ops/`): the streams and the tensors of the whole chunk, then the largest of four
moments: a block of queries that scores index keys, one that attends, the experts, and the streams being written back.
"""

from __future__ import annotations

from local_engine.config import Config
from local_engine.sizes import BUDGET, MOST_QUERIES, PAGE, TILE


def working_bytes(config: Config, chunk: int, context: int) -> int:
    """Bytes for a chunk of `chunk` tokens at the end of `context`."""
    T = min(chunk, context)
    moments = (
        _streams(config, T, 1)
        + _attention(config, T)
        + max(_scoring(config, T, context), _attending(config, T, context)),
        _streams(config, T, 2) + _experts(config, T),
        _streams(config, T, 3),
    )
    rotations = 4 * T * config.qk_rope_head_dim  # of both kinds of layers, complex
    return 4 * (max(*moments, config.vocab_size) + rotations + _decoding(config))


def _streams(config: Config, T: int, copies: int) -> int:
    """The streams, so many times, and the vectors that a sub-layer reads and writes."""
    return T * config.hidden_size * (copies * config.hc_mult + 2)


def _attention(config: Config, T: int) -> int:
    """Queries, the low-rank vector they come from, new raw entries, and the indexer's queries, which live as long."""
    q = T * config.num_attention_heads * config.head_dim
    index = T * config.index_n_heads * (config.index_head_dim + 1) if 4 in config.compress_ratios else 0
    return q + T * (config.q_lora_rank + config.head_dim) + index


def _scoring(config: Config, T: int, context: int) -> int:
    """A block of queries against all index keys: their scores, and the products with the keys of one page."""
    keys, page = context // 4, min(context // 4, PAGE)
    if 4 not in config.compress_ratios or keys <= config.index_topk:
        return 0
    per_query = config.index_n_heads * page + keys
    return _queries(per_query + 1, T) * (per_query + page) + 2 * T * config.index_topk


def _attending(config: Config, T: int, context: int) -> int:
    """The result of all queries, raw entries, and for a block its scores three times over: in parts, joined, as weights."""
    H, d, near = config.num_attention_heads, config.head_dim, config.sliding_window + MOST_QUERIES
    most = 0
    for ratio in set(config.compress_ratios):
        seen = context // ratio if ratio else 0
        is_chosen = ratio == 4 and seen > config.index_topk
        own = config.index_topk * d if is_chosen else 0  # each query has entries of its own
        far = config.index_topk if is_chosen else seen
        split_by = max(H * near, config.index_topk * (d + H)) if is_chosen else H * (near + far)
        most = max(most, _queries(split_by, T) * (own + 3 * H * (near + far + 1)))
    return T * H * d + 2 * (T + config.sliding_window) * d + most


def _queries(per_query: int, T: int) -> int:
    """Queries in a block. A single one is never split, however much it looks at."""
    return max(1, min(MOST_QUERIES, T, BUDGET // per_query))


def _experts(config: Config, T: int) -> int:
    """All tokens at one expert in the worst case: what it reads, gate and up, what it gives, and the sum so far."""
    return T * (4 * config.hidden_size + 3 * config.moe_intermediate_size + 2 * config.n_routed_experts)


def _decoding(config: Config) -> int:
    """Room for the tile of a packed matrix, and its codes in 16 bits."""
    return TILE + TILE // 2
