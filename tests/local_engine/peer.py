"""transformers' DeepSeek-V4 beside the engine: official names into its names, and how near its choices were to a tie."""

from __future__ import annotations

import math
from typing import Any

import pytest
import torch
from torch import Tensor

from local_engine import formats

NO_WEIGHTS = ("architectures", "quantization_config", "expert_dtype", "torch_dtype", "model_type")
LEAVES = {  # of one layer: official -> transformers
    "attn_norm.weight": "input_layernorm.weight",
    "ffn_norm.weight": "post_attention_layernorm.weight",
    **{f"hc_attn_{part}": f"attn_hc.{part}" for part in ("fn", "base", "scale")},
    **{f"hc_ffn_{part}": f"ffn_hc.{part}" for part in ("fn", "base", "scale")},
    "attn.wq_a.weight": "self_attn.q_a_proj.weight",
    "attn.q_norm.weight": "self_attn.q_a_norm.weight",
    "attn.wq_b.weight": "self_attn.q_b_proj.weight",
    "attn.wkv.weight": "self_attn.kv_proj.weight",
    "attn.kv_norm.weight": "self_attn.kv_norm.weight",
    "attn.wo_a.weight": "self_attn.o_a_proj.weight",
    "attn.wo_b.weight": "self_attn.o_b_proj.weight",
    "attn.attn_sink": "self_attn.sinks",
    "attn.indexer.wq_b.weight": "self_attn.compressor.indexer.q_b_proj.weight",
    "attn.indexer.weights_proj.weight": "self_attn.compressor.indexer.scorer.weights_proj.weight",
    "ffn.gate.weight": "mlp.gate.weight",
    "ffn.gate.bias": "mlp.gate.e_score_correction_bias",
    "ffn.gate.tid2eid": "mlp.gate.tid2eid",
    "ffn.shared_experts.w1.weight": "mlp.shared_experts.gate_proj.weight",
    "ffn.shared_experts.w2.weight": "mlp.shared_experts.down_proj.weight",
    "ffn.shared_experts.w3.weight": "mlp.shared_experts.up_proj.weight",
}
for _ours, _theirs in (("attn.compressor", ""), ("attn.indexer.compressor", ".indexer")):
    _place = f"self_attn.compressor{_theirs}"
    LEAVES |= {
        f"{_ours}.wkv.weight": f"{_place}.kv_proj.weight",
        f"{_ours}.wgate.weight": f"{_place}.gate_proj.weight",
        f"{_ours}.norm.weight": f"{_place}.kv_norm.weight",
        f"{_ours}.ape": f"{_place}.position_bias",
    }
ENDS = {
    "embed.weight": "model.embed_tokens.weight",
    "head.weight": "lm_head.weight",
    "norm.weight": "model.norm.weight",
    **{f"hc_head_{part}": f"model.hc_head.hc_{part}" for part in ("fn", "base", "scale")},
}


def transformers() -> Any:
    """The package, or a skip that says how to get it."""
    return pytest.importorskip("transformers", reason="transformers is missing: pip install 'v4migrate[oracles]'")


def decoded(tensors: dict[str, Tensor], block: int = 128) -> dict[str, Tensor]:
    """Stored tensors of the main network -> values: float32, or int64 for routing tables. Scales are used up."""
    values: dict[str, Tensor] = {}
    for name, tensor in tensors.items():
        scale = tensors.get(name.removesuffix("weight") + "scale") if name.endswith(".weight") else None
        if name.startswith("mtp.") or name.endswith(".scale"):
            continue
        if scale is None:
            values[name] = tensor if tensor.dtype == torch.int64 else tensor.to(torch.float32)
        elif tensor.dtype == torch.int8:
            values[name] = formats.decode_fp4(tensor, scale)
        else:
            values[name] = formats.decode_fp8(tensor, scale, block)
    return values


def renamed(values: dict[str, Tensor], layers: int, experts: int) -> dict[str, Tensor]:
    """Official names -> transformers' names; the experts of a layer become two stacks."""
    theirs = {ENDS[name]: value for name, value in values.items() if not name.startswith("layers.")}
    for number in range(layers):
        ours, place = f"layers.{number}.", f"model.layers.{number}."
        theirs |= {place + to: values[ours + leaf] for leaf, to in LEAVES.items() if ours + leaf in values}
        w1, w2, w3 = (
            [values[f"{ours}ffn.experts.{expert}.{part}.weight"] for expert in range(experts)]
            for part in ("w1", "w2", "w3")
        )
        theirs[place + "mlp.experts.gate_up_proj"] = torch.stack([torch.cat(pair) for pair in zip(w1, w3, strict=True)])
        theirs[place + "mlp.experts.down_proj"] = torch.stack(w2)
    return theirs


def peer_model(given: dict[str, Any], values: dict[str, Tensor]) -> Any:
    """Their model in float32 with these values, eager attention and experts. `given` is the official config.json."""
    package = transformers()
    config = package.DeepseekV4Config(**{name: value for name, value in given.items() if name not in NO_WEIGHTS})
    model = package.DeepseekV4ForCausalLM._from_config(
        config, dtype=torch.float32, attn_implementation="eager", experts_implementation="eager"
    )
    state = renamed(values, given["num_hidden_layers"], given["n_routed_experts"])
    missing, unexpected = model.load_state_dict(state, strict=False)
    assert not unexpected and all("inv_freq" in name for name in missing), (missing, unexpected)
    return model.eval()


@torch.inference_mode()
def logits_and_margins(model: Any, ids: list[int]) -> tuple[Tensor, Tensor]:
    """Logits (T, V), and per position the least distance (T,) between the last chosen and the first not chosen, over all
    indexers and routers: where it is tiny, rounding decides, there and after."""
    from transformers.models.deepseek_v4 import modeling_deepseek_v4 as modules

    margin = torch.full((len(ids),), math.inf)

    def indexer(_: Any, __: Any, scores: Tensor) -> None:
        visible = (torch.arange(len(ids)) + 1) // 4
        _narrow(margin, scores[0], visible, model.config.index_topk)

    def router(module: Any, _: Any, out: tuple[Tensor, ...]) -> None:
        shifted = module.score_fn(out[0]) + module.e_score_correction_bias
        _narrow(margin, shifted, torch.full((len(ids),), shifted.shape[-1]), module.top_k)

    hooks = []
    for module in model.modules():
        if isinstance(module, modules.DeepseekV4IndexerScorer):
            hooks.append(module.register_forward_hook(indexer))
        if isinstance(module, modules.DeepseekV4TopKRouter):
            hooks.append(module.register_forward_hook(router))
    logits = model(torch.tensor([ids]), use_cache=False).logits[0]
    for hook in hooks:
        hook.remove()
    return logits, margin


def _narrow(margin: Tensor, scores: Tensor, visible: Tensor, k: int) -> None:
    """Lowers margin (T,) to the gap between the k-th and the next of scores (T, n), where more than k are visible."""
    n = scores.shape[1]
    if n <= k:
        return
    seen = scores.masked_fill(torch.arange(n) >= visible[:, None], -math.inf)
    best = seen.topk(k + 1, dim=-1).values
    gap = best[:, k - 1] - best[:, k]
    torch.minimum(margin, torch.where(visible > k, gap, math.inf), out=margin)
