"""Official tensor names and those of transformers, one table for both ways. Inside the engine all names are official.

transformers fuses the experts of a layer: `gate_up_proj` [E, 2m, D] has w1 above w3 for each expert, `down_proj` [E, D, m]
is w2. When it saves "in the original format" it writes a mixture: `model.` in front, official names after it, and
`attn.norm` for `attn.kv_norm`. Any mixture is understood here.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Literal

# official module or tensor -> its name in transformers, outside of layers and within one
WHOLE = {
    "embed": "embed_tokens",
    "head": "lm_head",
    "norm": "norm",
    "hc_head_fn": "hc_head.hc_fn",
    "hc_head_base": "hc_head.hc_base",
    "hc_head_scale": "hc_head.hc_scale",
}
LAYER = {
    "hc_attn_fn": "attn_hc.fn",
    "hc_attn_base": "attn_hc.base",
    "hc_attn_scale": "attn_hc.scale",
    "hc_ffn_fn": "ffn_hc.fn",
    "hc_ffn_base": "ffn_hc.base",
    "hc_ffn_scale": "ffn_hc.scale",
    "attn_norm": "input_layernorm",
    "ffn_norm": "post_attention_layernorm",
    "attn.wq_a": "self_attn.q_a_proj",
    "attn.q_norm": "self_attn.q_a_norm",
    "attn.wq_b": "self_attn.q_b_proj",
    "attn.wkv": "self_attn.kv_proj",
    "attn.kv_norm": "self_attn.kv_norm",
    "attn.attn_sink": "self_attn.sinks",
    "attn.wo_a": "self_attn.o_a_proj",
    "attn.wo_b": "self_attn.o_b_proj",
    "attn.compressor.wkv": "self_attn.compressor.kv_proj",
    "attn.compressor.wgate": "self_attn.compressor.gate_proj",
    "attn.compressor.norm": "self_attn.compressor.kv_norm",
    "attn.compressor.ape": "self_attn.compressor.position_bias",
    "attn.indexer.wq_b": "self_attn.compressor.indexer.q_b_proj",
    "attn.indexer.weights_proj": "self_attn.compressor.indexer.scorer.weights_proj",
    "attn.indexer.compressor.wkv": "self_attn.compressor.indexer.kv_proj",
    "attn.indexer.compressor.wgate": "self_attn.compressor.indexer.gate_proj",
    "attn.indexer.compressor.norm": "self_attn.compressor.indexer.kv_norm",
    "attn.indexer.compressor.ape": "self_attn.compressor.indexer.position_bias",
    "ffn.gate": "mlp.gate",
    "ffn.gate.tid2eid": "mlp.gate.tid2eid",
    "ffn.gate.bias": "mlp.gate.e_score_correction_bias",
    "ffn.experts.*.w1": "mlp.experts.*.gate_proj",
    "ffn.experts.*.w3": "mlp.experts.*.up_proj",
    "ffn.experts.*.w2": "mlp.experts.*.down_proj",
    "ffn.shared_experts.w1": "mlp.shared_experts.gate_proj",
    "ffn.shared_experts.w3": "mlp.shared_experts.up_proj",
    "ffn.shared_experts.w2": "mlp.shared_experts.down_proj",
}
FUSED = {"gate_up_proj": ("w1", "w3"), "down_proj": ("w2",)}  # rows of one expert, from above
ALSO_WRITTEN = {"attn.norm": "attn.kv_norm"}  # official-looking names that transformers writes

_OFFICIAL = {theirs: ours for table in (WHOLE, LAYER) for ours, theirs in table.items()} | ALSO_WRITTEN
_LAYER = re.compile(r"(layers|mtp)\.\d+\.")
_EXPERT = re.compile(r"(?<=experts\.)\d+(?=\.)")
_FUSED = re.compile(r"(layers\.\d+\.)(?:mlp|ffn)\.experts\.(gate_up_proj|down_proj)(_scale_inv)?")


def official(name: str) -> str:
    """The official name of a tensor that the file calls `name`; a name that is none of ours comes back as it is."""
    name = name.removeprefix("model.")
    prefix, module, leaf = _split(name)
    number = _EXPERT.search(module)
    known = _OFFICIAL.get(_EXPERT.sub("*", module), module)
    if number:
        known = known.replace("*", number[0])
    return prefix + known + {".weight_scale_inv": ".scale"}.get(leaf, leaf)


def transformers(name: str) -> str:
    """The name that transformers gives to an official tensor, experts one by one."""
    prefix, module, leaf = _split(name)
    number = _EXPERT.search(module)
    theirs = (LAYER if prefix else WHOLE).get(_EXPERT.sub("*", module), module)
    if number:
        theirs = theirs.replace("*", number[0])
    root = "" if theirs == "lm_head" else "model."
    return root + prefix + theirs + {".scale": ".weight_scale_inv"}.get(leaf, leaf)


def parts_of(name: str, experts: int) -> list[str]:
    """The official names of what a tensor holds, from its first row down: one, or the matrices of all experts."""
    fused = _FUSED.fullmatch(name.removeprefix("model."))
    if not fused:
        return [official(name)]
    prefix, kind, is_scale = fused.groups()
    leaf = "scale" if is_scale else "weight"
    return [f"{prefix}ffn.experts.{expert}.{part}.{leaf}" for expert in range(experts) for part in FUSED[kind]]


def style(written: Iterable[str]) -> Literal["official", "transformers", "mixed"]:
    """Whose names these are. Those of transformers are recognised with and without `model.` in front."""
    written = list(written)
    if all(official(name) == name and not _FUSED.fullmatch(name) for name in written):
        return "official"
    bare = {name: name.removeprefix("model.") for name in written}
    theirs = all(
        _FUSED.fullmatch(name) or transformers(official(name)).removeprefix("model.") == name for name in bare.values()
    )
    return "transformers" if theirs else "mixed"


def _split(name: str) -> tuple[str, str, str]:
    """`layers.3.`, the module, and `.weight` or the name of a scale; each may be empty."""
    layer = _LAYER.match(name)
    prefix = layer[0] if layer else ""
    module = name[len(prefix) :]
    for leaf in (".weight_scale_inv", ".weight", ".scale"):
        if module.endswith(leaf) and module not in _OFFICIAL:  # the scale of a stream mixer is a tensor of its own
            return prefix, module.removesuffix(leaf), leaf
    return prefix, module, ""
