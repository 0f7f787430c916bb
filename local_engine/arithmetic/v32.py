"""V3.2, for comparison: multi-head latent attention with an indexer over every token. This engine does not run it.

Its cache holds per token and layer one latent vector in FP8 with a float32 scale per 128 numbers, one rotary key in bfloat16,
and one index key in FP8 with a float32 scale. The figures that are published for it (671B) are those of V3, without the indexer.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Any

from local_engine.arithmetic.flops import ATTENTION_COST, COST, Flops
from local_engine.errors import ConfigError


@dataclass(frozen=True)
class V32Config:
    """Fields of its `config.json`, under their own names."""

    vocab_size: int
    hidden_size: int
    intermediate_size: int
    num_hidden_layers: int
    first_k_dense_replace: int
    num_attention_heads: int
    q_lora_rank: int
    kv_lora_rank: int
    qk_nope_head_dim: int
    qk_rope_head_dim: int
    v_head_dim: int
    index_n_heads: int
    index_head_dim: int
    index_topk: int
    n_routed_experts: int
    num_experts_per_tok: int
    n_shared_experts: int
    moe_intermediate_size: int

    @classmethod
    def from_dict(cls, given: dict[str, Any]) -> V32Config:
        """Raises ConfigError for another kind of model."""
        if given.get("model_type") != "deepseek_v32":
            raise ConfigError(f"model_type is {given.get('model_type')!r}; expected 'deepseek_v32'")
        return cls(**{item.name: given[item.name] for item in fields(cls)})

    @property
    def sparse_layers(self) -> int:
        """Layers with experts; the first ones are dense."""
        return self.num_hidden_layers - self.first_k_dense_replace


@dataclass(frozen=True)
class V32Parameters:
    """Counts of the main network."""

    main: int
    indexers: int  # of `main`; what V3.2 has beyond V3
    active: int
    active_by_dtype: dict[str, int]


def parameters(config: V32Config) -> V32Parameters:
    """Embedding, layers, head; without the block for multi-token prediction. Active: without the embedding."""
    layers, D = config.num_hidden_layers, config.hidden_size
    expert = 3 * D * config.moe_intermediate_size
    dense = config.first_k_dense_replace * 3 * D * config.intermediate_size
    index_fp8, index_bf16 = _indexer(config)
    norms = layers * (2 * D + config.q_lora_rank + config.kv_lora_rank) + D
    routers = config.sparse_layers * config.n_routed_experts * D
    fp8 = layers * (_attention(config) + index_fp8) + dense
    bf16 = layers * index_bf16 + norms + routers + config.vocab_size * D
    experts = config.sparse_layers * expert
    visited = experts * (config.num_experts_per_tok + config.n_shared_experts)
    active = {"F8_E4M3": fp8 + visited, "BF16": bf16}
    main = fp8 + bf16 + experts * (config.n_routed_experts + config.n_shared_experts) + config.vocab_size * D
    return V32Parameters(main, layers * (index_fp8 + index_bf16), sum(active.values()), active)


def cache_bytes_per_token(config: V32Config) -> int:
    """FP8 latent, bfloat16 rotary key, FP8 index key, all layers."""
    latent = config.kv_lora_rank + 4 * -(-config.kv_lora_rank // 128) + 2 * config.qk_rope_head_dim
    return config.num_hidden_layers * (latent + config.index_head_dim + 4)


def flops_per_token(config: V32Config, context: int) -> Flops:
    """As `flops.flops_per_token`: attention in the latent space over the chosen tokens, the indexer over all, in FP8."""
    active = parameters(config).active_by_dtype
    layers, topk = config.num_hidden_layers, config.index_topk
    per_key = (config.kv_lora_rank + config.qk_rope_head_dim) + config.kv_lora_rank  # a score, then a weighted sum
    attention = layers * 2 * config.num_attention_heads * per_key * min(topk, context)
    indexer = layers * 2 * config.index_n_heads * config.index_head_dim * (context if context > topk else 0)
    return Flops(
        2 * sum(active.values()),
        attention,
        indexer,
        2 * sum(count * COST[dtype] for dtype, count in active.items()),
        attention * ATTENTION_COST,
        indexer * COST["F8_E4M3"],
    )


def _attention(config: V32Config) -> int:
    D, H, r, c = config.hidden_size, config.num_attention_heads, config.q_lora_rank, config.kv_lora_rank
    query = D * r + r * H * (config.qk_nope_head_dim + config.qk_rope_head_dim)
    kv = D * (c + config.qk_rope_head_dim) + c * H * (config.qk_nope_head_dim + config.v_head_dim)
    return query + kv + H * config.v_head_dim * D


def _indexer(config: V32Config) -> tuple[int, int]:
    """Numbers in FP8 (queries, keys) and in bfloat16 (head weights, the key's norm with its bias)."""
    heads, width, D = config.index_n_heads, config.index_head_dim, config.hidden_size
    return config.q_lora_rank * heads * width + D * width, D * heads + 2 * width
