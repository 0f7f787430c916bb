"""Working memory of a prefill: an estimate from above of what is alive at once beside weights and cache. All float32.

It follows the forward pass (`model.py`, `ops/`): tensors of the whole chunk, one block of queries with its scores, and the
rows of a matrix that are decoded at a time.
"""

from __future__ import annotations

from local_engine.config import Config

CHUNK = 2048  # prompt tokens taken in at once
BUDGET = 1 << 24  # numbers in the largest intermediate of one block of queries
BLOCK = 128  # queries in a block, at most
TILE = 1 << 20  # numbers of a matrix that are decoded at a time
PAGE_KEYS = 4096  # index keys that are scored together


def working_bytes(config: Config, chunk: int, context: int) -> int:
    """Bytes for a chunk of `chunk` tokens at the end of `context`: the streams, and the hungriest of the steps of a layer."""
    T, h, D = min(chunk, context), config.hc_mult, config.hidden_size
    streams = 3 * T * h * D  # before and after a sub-layer, and one product
    step = max(_attention(config, T, context), _experts(config, T), config.vocab_size)
    return 4 * (streams + step + 2 * TILE)


def _attention(config: Config, T: int, context: int) -> int:
    D, H, d = config.hidden_size, config.num_attention_heads, config.head_dim
    whole = T * (2 * D + 3 * H * d + 4 * config.q_lora_rank + config.o_groups * config.o_lora_rank)
    whole += 2 * (T + config.sliding_window) * d + 8 * T * 2 * d  # raw entries; content and gates of a compressor
    return whole + T * config.index_n_heads * config.index_head_dim * 2 + 3 * _block(config, T, context)


def _block(config: Config, T: int, context: int) -> int:
    """The largest intermediate of a block of queries. A single query is never split, however much it looks at."""
    H, near = config.num_attention_heads, config.sliding_window + BLOCK
    keys = context // 4
    chosen = min(config.index_topk, keys)
    per_query = max(
        H * (near + (context // 128 if 128 in config.compress_ratios else 0)),
        chosen * (config.head_dim + H) + H * near,
        config.index_n_heads * min(keys, PAGE_KEYS) + keys if 4 in config.compress_ratios else 0,
    )
    return max(per_query, min(BUDGET, per_query * min(T, BLOCK)))


def _experts(config: Config, T: int) -> int:
    """All tokens at one expert in the worst case."""
    return T * (5 * config.hidden_size + 4 * config.moe_intermediate_size + 4 * config.n_routed_experts)
