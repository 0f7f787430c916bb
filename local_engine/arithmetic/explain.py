"""The published claims about a model as arithmetic, step by step: formula, numbers, result, what is printed, the difference.

A formula is text in the names of its terms. `tests/local_engine/arithmetic/test_explain.py` evaluates each one and holds it
against the result, which the other modules compute in their own way: what is shown is what is computed.
"""

from __future__ import annotations

from local_engine import models
from local_engine.arithmetic import kv, v32, weights
from local_engine.arithmetic.explain_files import files_claim
from local_engine.arithmetic.explain_flops import flops_claim, shorter_contexts
from local_engine.arithmetic.steps import Claim, Step, printed
from local_engine.arithmetic.v32 import V32Config
from local_engine.config import Config
from local_engine.storage import FP4_GROUP


def explain(config: Config, name: str | None) -> list[Claim]:
    """All claims. `name` is the key of the model's printed figures, or None for a model of which nothing is printed."""
    context = min(models.data("published")["context"], config.max_position_embeddings)
    old = V32Config.from_dict(models.data("v3.2"))
    return [
        _sizes(config, name, old),
        _experts(config),
        files_claim(config),
        _cache(config, name, old, context),
        flops_claim(config, name, old, context),
        shorter_contexts(config, old, context),
    ]


def published_name(config: Config) -> str | None:
    """The key of the printed figures for this configuration: those of the release with the same main network."""
    mine = weights.parameters(config)
    for name in ("flash", "pro"):
        theirs = weights.parameters(models.released_config(name))
        if (mine.main, mine.active) == (theirs.main, theirs.active):
            return name
    return None


def _sizes(config: Config, name: str | None, old: V32Config) -> Claim:
    count, layers = weights.parameters(config), len(config.compress_ratios)
    routed, embedding = count.main_by_part["routed experts"], count.main_by_part["embedding"]
    expert = {"layers": layers, "hidden": config.hidden_size, "width": config.moe_intermediate_size}
    rest = count.main - routed
    was = v32.parameters(old)
    v3 = {"all": was.main, "indexers": was.indexers}
    return Claim(
        "Parameters",
        (
            Step(
                "total, main network",
                "layers × experts × 3 × hidden × width + rest",
                {**expert, "experts": config.n_routed_experts, "rest": rest},
                count.main,
                published=printed(name, "parameters"),
                note=f"rest: attention, compressors, shared experts, embedding, head. Draft blocks are not counted ({count.draft:,}).",
            ),
            Step(
                "active per token",
                "layers × visited × 3 × hidden × width + rest - embedding",
                {**expert, "visited": config.num_experts_per_tok, "rest": rest, "embedding": embedding},
                count.active,
                published=printed(name, "active"),
            ),
            Step(
                "V3.2, total",
                "all - indexers",
                v3,
                was.main - was.indexers,
                published=printed("v3.2", "parameters"),
                note="the printed figure is that of V3: without the indexers that V3.2 has beside it",
            ),
            Step("V3.2, active", "dense + visited", _v32_active(old), was.active, published=printed("v3.2", "active")),
        ),
    )


def _v32_active(old: V32Config) -> dict[str, float]:
    expert = 3 * old.hidden_size * old.moe_intermediate_size
    visited = old.sparse_layers * (old.num_experts_per_tok + old.n_shared_experts) * expert
    return {"dense": v32.parameters(old).active - visited, "visited": visited}


def _experts(config: Config) -> Claim:
    fp4 = {"bits": 4, "group": FP4_GROUP}
    fp8 = {"block": config.fp8_block}
    four, eight = 4 / 8 + 1 / FP4_GROUP, 1 + 1 / config.fp8_block**2
    return Claim(
        "Expert precision: FP4 for FP8 is about half of the memory",
        (
            Step(
                "bytes per number, FP4",
                "bits / 8 + 1 / group",
                fp4,
                four,
                "B",
                note="one scale byte per group of a row",
            ),
            Step("bytes per number, FP8", "1 + 1 / (block × block)", fp8, eight, "B"),
            Step("FP4 of FP8", "four / eight", {"four": four, "eight": eight}, four / eight, "%"),
        ),
    )


def _cache(config: Config, name: str | None, old: V32Config, context: int) -> Claim:
    form, ratios = kv.RELEASED, config.compress_ratios
    entry, key = kv.entry_bytes(config, form), kv.index_key_bytes(config, form)
    per_token, total = float(kv.bytes_per_token(config, form)), kv.total_bytes(config, form, context)
    was = v32.cache_bytes_per_token(old)
    rotary = config.qk_rope_head_dim
    plain = config.head_dim - rotary
    kinds = {"csa": ratios.count(4), "hca": ratios.count(128)}
    window = kv.window_bytes(config, form)
    return Claim(
        f"Cache at {context:,} tokens",
        (
            Step(
                "V3.2, per token",
                "layers × (latent + 4 × latent / 128 + 2 × rotary + key + 4)",
                {
                    "layers": old.num_hidden_layers,
                    "latent": old.kv_lora_rank,
                    "rotary": old.qk_rope_head_dim,
                    "key": old.index_head_dim,
                },
                was,
                "B",
                note="FP8 with float32 scales, rotary part bfloat16, one index key per token",
            ),
            Step(
                "an entry",
                "plain + ceil(plain / 64) + 2 × rotary",
                {"plain": plain, "rotary": rotary},
                entry,
                "B",
                note="key and value of all heads in one: FP8 with a scale byte per 64, rotary part bfloat16",
            ),
            Step("an index key", "key / 2 + key / 32", {"key": config.index_head_dim}, key, "B", note="FP4"),
            Step(
                "per token",
                "csa × (entry + key) / 4 + hca × entry / 128",
                {**kinds, "entry": entry, "key": key},
                per_token,
                "B",
                note="csa and hca: how many layers have one entry per 4 and per 128 tokens",
            ),
            Step(
                "in all",
                "per_token × context + layers × window × entry",
                {
                    "per_token": per_token,
                    "context": context,
                    "layers": len(ratios),
                    "window": config.sliding_window,
                    "entry": entry,
                },
                total,
                "B",
                note=f"windows are {window / 2**20:.1f} MiB of it, whatever the context",
            ),
            Step(
                "of V3.2",
                "in_all / (v32 × context)",
                {"in_all": total, "v32": was, "context": context},
                total / (was * context),
                "%",
                printed(name, "kv"),
            ),
        ),
        ("CSA", "HCA", "mHC"),
    )
