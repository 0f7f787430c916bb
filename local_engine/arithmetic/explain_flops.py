"""The claim about FLOPs, and what becomes of it at shorter contexts."""

from __future__ import annotations

from collections.abc import Iterator

from local_engine.arithmetic import flops, v32, weights
from local_engine.arithmetic.steps import Claim, Step, printed
from local_engine.arithmetic.v32 import V32Config
from local_engine.config import Config

SHORTER = (4096, 32768, 131072)  # contexts beside the published one at which FLOPs are compared


def flops_claim(config: Config, name: str | None, old: V32Config, context: int) -> Claim:
    mine, was = flops.flops_per_token(config, context), v32.flops_per_token(old, context)
    return Claim(
        f"FLOPs of one token at {context:,} tokens",
        (
            *_v4_flops(config, context, mine),
            Step(
                "V3.2, the same",
                "linear + 2 × attention + indexer",
                {"linear": was.linear_fp8, "attention": was.attention, "indexer": was.indexer},
                was.total_fp8,
                "FLOP",
                note="its indexers look at every token, in FP8",
            ),
            Step(
                "of V3.2, in FP8-equivalents",
                "mine / v32",
                {"mine": mine.total_fp8, "v32": was.total_fp8},
                mine.total_fp8 / was.total_fp8,
                "%",
                printed(name, "flops"),
                "the weighting is our assumption; the report says `equivalent FP8 FLOPs` without more",
            ),
            Step(
                "of V3.2, weights counted once in any format",
                "(mine + 2 × attention + indexer / 2) / (v32 + 2 × v32_attention + v32_indexer)",
                {
                    "mine": mine.linear,
                    "attention": mine.attention,
                    "indexer": mine.indexer,
                    "v32": was.linear,
                    "v32_attention": was.attention,
                    "v32_indexer": was.indexer,
                },
                _once(mine) / _once(was),
                "%",
            ),
            Step(
                "of V3.2, unweighted",
                "mine / v32",
                {"mine": mine.total, "v32": was.total},
                mine.total / was.total,
                "%",
            ),
        ),
        ("CSA", "HCA"),
    )


def _once(cost: flops.Flops) -> float:
    """FP8-equivalents in which every product with a weight counts once."""
    return cost.linear + cost.attention_fp8 + cost.indexer_fp8


def _v4_flops(config: Config, context: int, mine: flops.Flops) -> Iterator[Step]:
    ratios, active = config.compress_ratios, weights.parameters(config).active_by_dtype
    wide, float32 = active.get("BF16", 0), active.get("F32", 0)
    yield Step(
        "products with weights",
        "2 × (quantised + 2 × bfloat16 + 4 × float32)",
        {"quantised": sum(active.values()) - wide - float32, "bfloat16": wide, "float32": float32},
        mine.linear_fp8,
        "FLOP",
        note="in FP8-equivalents: FP4 and FP8 weights meet FP8 activations and count once, bfloat16 twice, float32 four times",
    )
    chosen = min(config.index_topk, context // 4)
    near = min(config.sliding_window, context)
    yield Step(
        "attention",
        "2 × heads × 2 × head_dim × (layers × window + csa × chosen + hca × floor(context / 128))",
        {
            "heads": config.num_attention_heads,
            "head_dim": config.head_dim,
            "layers": len(ratios),
            "window": near,
            "csa": ratios.count(4),
            "chosen": chosen,
            "hca": ratios.count(128),
            "context": context,
        },
        mine.attention,
        "FLOP",
        note="in bfloat16: counts twice",
    )
    yield Step(
        "indexers",
        "csa × 2 × index_heads × index_dim × scored",
        {
            "csa": ratios.count(4),
            "index_heads": config.index_n_heads,
            "index_dim": config.index_head_dim,
            "scored": flops.scored_keys(config, context) // max(1, ratios.count(4)),
        },
        mine.indexer,
        "FLOP",
        note="in FP4: counts half",
    )
    yield Step(
        "in FP8-equivalents",
        "linear + 2 × attention + indexer / 2",
        {"linear": mine.linear_fp8, "attention": mine.attention, "indexer": mine.indexer},
        mine.total_fp8,
        "FLOP",
    )


def shorter_contexts(config: Config, old: V32Config, context: int) -> Claim:
    def step(tokens: int) -> Step:
        mine, was = flops.flops_per_token(config, tokens).total_fp8, v32.flops_per_token(old, tokens).total_fp8
        return Step(f"{tokens:,} tokens", "mine / v32", {"mine": mine, "v32": was}, mine / was, "%")

    contexts = [tokens for tokens in SHORTER if tokens < context]
    return Claim("FLOPs of V3.2 at shorter contexts, in FP8-equivalents", tuple(map(step, [*contexts, context])))
