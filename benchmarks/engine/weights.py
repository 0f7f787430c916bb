"""Checkpoints of random weights in the released layout, of sizes that a small machine can time: `s`, `m`, and `long`.

Released names and formats (FP8 dense, FP4 experts, bfloat16 and float32 for the rest), sizes of our own.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from local_engine.demo import DEMO_CONFIG
from local_engine.random_weights import random_tensors, write_checkpoint

SEED = 3
COMMON: dict[str, Any] = {
    name: value for name, value in DEMO_CONFIG.items() if not name.startswith("demonstration")
} | {
    "qk_rope_head_dim": 64,
    "sliding_window": 128,
    "head_dim": 128,
    "index_head_dim": 128,
    "num_hash_layers": 2,
    "rope_scaling": DEMO_CONFIG["rope_scaling"] | {"original_max_position_embeddings": 65536},
    "max_position_embeddings": 1 << 20,
}
SIZES: dict[str, dict[str, Any]] = {
    "s": {  # 57 million parameters
        "vocab_size": 8192,
        "hidden_size": 512,
        "num_hidden_layers": 6,
        "num_attention_heads": 8,
        "q_lora_rank": 256,
        "o_groups": 4,
        "o_lora_rank": 128,
        "compress_ratios": [0, 4, 128, 4, 128, 4],
        "index_n_heads": 8,
        "index_topk": 64,
        "n_routed_experts": 16,
        "num_experts_per_tok": 4,
        "moe_intermediate_size": 256,
    },
    "m": {  # 345 million
        "vocab_size": 16384,
        "hidden_size": 1024,
        "num_hidden_layers": 10,
        "num_attention_heads": 16,
        "q_lora_rank": 512,
        "o_groups": 4,
        "o_lora_rank": 256,
        "compress_ratios": [0, 0, 4, 128, 4, 128, 4, 128, 4, 128],
        "index_n_heads": 16,
        "index_topk": 128,
        "n_routed_experts": 16,
        "num_experts_per_tok": 4,
        "moe_intermediate_size": 512,
    },
    "long": {  # a quarter of a million, one layer of each kind: what is left is the price of the length itself
        "vocab_size": 256,
        "hidden_size": 64,
        "num_hidden_layers": 3,
        "num_attention_heads": 2,
        "head_dim": 32,
        "qk_rope_head_dim": 16,
        "q_lora_rank": 32,
        "o_groups": 1,
        "o_lora_rank": 32,
        "sliding_window": 16,
        "compress_ratios": [0, 4, 128],
        "index_n_heads": 2,
        "index_head_dim": 32,
        "index_topk": 64,
        "n_routed_experts": 4,
        "num_experts_per_tok": 1,
        "moe_intermediate_size": 32,
        "num_hash_layers": 1,
    },
}


def checkpoint(size: str, folder: Path) -> Path:
    """The checkpoint of this size under `folder`, written first where it is missing; the same bytes each time."""
    made = folder / f"{size}-{SEED}"
    if not (made / "model.safetensors.index.json").is_file():
        made.mkdir(parents=True, exist_ok=True)
        given = COMMON | SIZES[size]
        write_checkpoint(made, given, random_tensors(given, SEED))
    return made
