"""Tensor names of other tools: one table, both ways, and the same values whatever the names."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import torch
from safetensors.torch import load_file, save_file

from local_engine.checkpoint import Checkpoint, names
from local_engine.checkpoint.survey import Survey
from local_engine.config import Config
from local_engine.errors import CheckpointError, ConfigError
from local_engine.inventory import inventory
from local_engine.model import Model
from tests.local_engine import peer

VECTORS = Path(__file__).parent / "vectors"
SHARD = "model.safetensors"


@pytest.mark.parametrize(
    ("theirs", "ours"),
    [
        pytest.param("model.embed_tokens.weight", "embed.weight", id="the embedding"),
        pytest.param("lm_head.weight", "head.weight", id="the head, which has no prefix"),
        pytest.param("model.hc_head.hc_scale", "hc_head_scale", id="a scale that is no companion"),
        pytest.param("model.layers.7.attn_hc.scale", "layers.7.hc_attn_scale", id="the scale of a mixer"),
        pytest.param("model.layers.7.self_attn.q_a_proj.weight", "layers.7.attn.wq_a.weight", id="a matrix"),
        pytest.param(
            "model.layers.7.self_attn.q_a_proj.weight_scale_inv", "layers.7.attn.wq_a.scale", id="the scale of a matrix"
        ),
        pytest.param("model.layers.7.self_attn.sinks", "layers.7.attn.attn_sink", id="the sinks"),
        pytest.param(
            "model.layers.2.self_attn.compressor.indexer.scorer.weights_proj.weight",
            "layers.2.attn.indexer.weights_proj.weight",
            id="the indexer",
        ),
        pytest.param(
            "model.layers.2.self_attn.compressor.indexer.kv_norm.weight",
            "layers.2.attn.indexer.compressor.norm.weight",
            id="the compressor of the indexer",
        ),
        pytest.param("model.layers.3.mlp.gate.tid2eid", "layers.3.ffn.gate.tid2eid", id="routes"),
        pytest.param("model.layers.3.mlp.gate.e_score_correction_bias", "layers.3.ffn.gate.bias", id="the bias"),
        pytest.param(
            "model.layers.3.mlp.experts.17.up_proj.weight", "layers.3.ffn.experts.17.w3.weight", id="an expert"
        ),
        pytest.param(
            "model.layers.3.mlp.shared_experts.down_proj.weight_scale_inv",
            "layers.3.ffn.shared_experts.w2.scale",
            id="the shared expert",
        ),
    ],
)
def test_names_both_ways(theirs: str, ours: str) -> None:
    assert names.official(theirs) == ours
    assert names.transformers(ours) == theirs


@pytest.mark.parametrize(
    ("written", "ours"),
    [
        pytest.param("embed_tokens.weight", "embed.weight", id="without the prefix"),
        pytest.param(
            "model.layers.7.attn.wq_a.weight", "layers.7.attn.wq_a.weight", id="the prefix before an official name"
        ),
        pytest.param(
            "model.layers.7.attn.norm.weight", "layers.7.attn.kv_norm.weight", id="the norm that loses its kv_"
        ),
        pytest.param("head.weight", "head.weight", id="the official head"),
        pytest.param("layers.7.attn.wq_a.weight_scale_inv", "layers.7.attn.wq_a.scale", id="their scale of our matrix"),
        pytest.param("mtp.0.norm.weight", "mtp.0.norm.weight", id="the norm of a draft block"),
        pytest.param("model.layers.7.mlp.nothing.weight", "layers.7.mlp.nothing.weight", id="a name of nothing"),
    ],
)
def test_mixtures(written: str, ours: str) -> None:
    assert names.official(written) == ours


@pytest.mark.parametrize("folder", ["nano", "tinyq"])
def test_every_tensor_of_the_model_goes_both_ways(folder: str) -> None:
    slots = list(inventory(Config.from_file(VECTORS / folder / "config.json")))
    both = {name for slot in slots for name in (slot.name, *([slot.scale] if slot.kind == "matrix" else []))}
    assert {names.official(names.transformers(name)) for name in both} == both
    assert len({names.transformers(name) for name in both}) == len(both)


def test_fused_experts_from_the_first_row_down() -> None:
    assert names.parts_of("model.layers.4.mlp.experts.gate_up_proj", 2) == [
        f"layers.4.ffn.experts.{expert}.{part}.weight" for expert in (0, 1) for part in ("w1", "w3")
    ]
    assert names.parts_of("layers.4.mlp.experts.down_proj_scale_inv", 2) == [
        f"layers.4.ffn.experts.{expert}.w2.scale" for expert in (0, 1)
    ]


def resaved(source: Path, folder: Path, *, fused: bool = True, prefix: bool = True, config: bool = True) -> Path:
    """The checkpoint of `source` as transformers would name it; draft blocks are lost, as they are there."""
    folder.mkdir()
    given = json.loads((source / "config.json").read_text(encoding="utf-8"))
    tensors = {name: value for name, value in load_file(source / SHARD).items() if not name.startswith("mtp.")}
    written = {names.transformers(name): value for name, value in tensors.items()}
    if fused:
        written = fuse(written, given["n_routed_experts"], given["num_hidden_layers"])
    if not prefix:
        written = {name.removeprefix("model."): value for name, value in written.items()}
    save_file(written, folder / SHARD)
    (folder / "config.json").write_text(json.dumps(their_config(given) if config else given), encoding="utf-8")
    return folder


def fuse(tensors: dict[str, torch.Tensor], experts: int, layers: int) -> dict[str, torch.Tensor]:
    for layer in range(layers):
        place = f"model.layers.{layer}.mlp.experts."
        for leaf, suffix in (("weight", ""), ("weight_scale_inv", "_scale_inv")):
            if f"{place}0.gate_proj.{leaf}" in tensors:
                gate, up, down = (
                    [tensors.pop(f"{place}{expert}.{part}_proj.{leaf}").contiguous() for expert in range(experts)]
                    for part in ("gate", "up", "down")
                )
                raw = [torch.cat((g.view(torch.uint8), u.view(torch.uint8))) for g, u in zip(gate, up, strict=True)]
                tensors[f"{place}gate_up_proj{suffix}"] = torch.stack(raw).view(gate[0].dtype)
                tensors[f"{place}down_proj{suffix}"] = torch.stack([d.view(torch.uint8) for d in down]).view(
                    down[0].dtype
                )
    return tensors


def their_config(given: dict[str, Any]) -> dict[str, Any]:
    """The fields that transformers 5.23 writes instead of those of the release."""
    theirs = dict(given)
    kinds = {0: "sliding_attention", 4: "compressed_sparse_attention", 128: "heavily_compressed_attention"}
    layers, hashed = given["num_hidden_layers"], theirs.pop("num_hash_layers")
    theirs["layer_types"] = [kinds[ratio] for ratio in theirs.pop("compress_ratios")[:layers]]
    theirs["compress_rates"] = {"compressed_sparse_attention": 4, "heavily_compressed_attention": 128}
    theirs["mlp_layer_types"] = ["hash_moe"] * hashed + ["moe"] * (layers - hashed)
    stretched = theirs.pop("rope_scaling") | {"rope_type": "yarn", "rope_theta": theirs.pop("compress_rope_theta")}
    theirs["rope_parameters"] = {
        "compress": stretched,
        "main": {"rope_theta": theirs.pop("rope_theta"), "rope_type": "default"},
    }
    return theirs


FORMS = [
    pytest.param({}, id="fused experts"),
    pytest.param({"fused": False}, id="experts one by one"),
    pytest.param({"prefix": False}, id="without the prefix"),
    pytest.param({"config": False}, id="config.json of the release"),
]


@pytest.mark.parametrize("source", ["nano", "tinyq"])
@pytest.mark.parametrize("form", FORMS)
def test_both_layouts_load_to_the_same_values(source: str, form: dict[str, bool], tmp_path: Path) -> None:
    theirs = Checkpoint(resaved(VECTORS / source, tmp_path / "theirs", **form))
    ours, got = Checkpoint(VECTORS / source).load(load_mtp=False), theirs.load()
    assert all(torch.equal(got[slot.name], ours[slot.name]) for slot in theirs.slots)
    assert got.nbytes == ours.nbytes


@pytest.mark.parametrize(("source", "prompt"), [("nano", "p131"), ("tinyq", "p130")])
def test_a_resaved_model_gives_the_recorded_logits(goldens, source: str, prompt: str, tmp_path: Path) -> None:
    model, golden = Model.load(resaved(VECTORS / source, tmp_path / "theirs")), goldens[source]
    golden.compare(model.forward(golden.prompts[prompt], model.new_cache(), every_position=True), prompt)


@pytest.mark.parametrize(
    ("original", "style"),
    [(False, "transformers"), (True, "mixed")],
    ids=["in its own names", "in the original format"],
)
def test_what_transformers_itself_saves_is_read(goldens, original: bool, style: str, tmp_path: Path) -> None:
    """Names, fused experts, config.json, shards and index as the installed package writes them."""
    package = peer.transformers()
    theirs = package.AutoModelForCausalLM.from_pretrained(VECTORS / "nano", dtype=torch.float32)
    theirs.save_pretrained(tmp_path, save_original_format=original, max_shard_size="300KB")
    assert names.style(Survey.of(tmp_path).listing.files) == style
    model, golden = Model.load(tmp_path), goldens["nano"]
    golden.compare(model.forward(golden.prompts["p131"], model.new_cache(), every_position=True), "p131")


def test_parts_of_fused_experts_are_views(tmp_path: Path) -> None:
    checkpoint = Checkpoint(resaved(VECTORS / "tinyq", tmp_path / "theirs"))
    storages = {
        checkpoint.matrix(f"layers.0.ffn.experts.{e}.w1.weight").packed.untyped_storage().data_ptr() for e in (0, 3)
    }
    assert len(storages) == 1


@pytest.mark.parametrize(
    ("change", "words"),
    [
        pytest.param(
            lambda t: t.update({"model.layers.0.mlp.experts.gate_up_proj": torch.zeros(4, 56, 48)}),
            ["'model.layers.0.mlp.experts.gate_up_proj'", "[4, 56, 48]", "5 experts"],
            id="fused for another number of experts",
        ),
        pytest.param(
            lambda t: t.update({"embed.weight": t["model.embed_tokens.weight"].clone()}),
            ["'embed.weight'", "'model.embed_tokens.weight'", "keep one"],
            id="one tensor under two names",
        ),
        pytest.param(lambda t: t.pop("lm_head.weight"), ["'head.weight'", "in no shard"], id="a tensor is missing"),
    ],
)
def test_wrong_tensors_are_named_as_the_file_names_them(change: Any, words: list[str], tmp_path: Path) -> None:
    folder = resaved(VECTORS / "nano", tmp_path / "theirs")
    tensors = load_file(folder / SHARD)
    change(tensors)
    save_file(tensors, folder / SHARD)
    with pytest.raises(CheckpointError) as caught:
        Checkpoint(folder)
    assert [word for word in words if word not in str(caught.value)] == []


@pytest.mark.parametrize(
    ("change", "words"),
    [
        pytest.param({"layer_types": ["full_attention"]}, ["layer_types", "'full_attention'"], id="a kind of layer"),
        pytest.param({"layer_types": [["sliding_attention"]]}, ["layer_types"], id="a list instead of a kind of layer"),
        pytest.param({"mlp_layer_types": [["moe"]]}, ["mlp_layer_types"], id="a list instead of a kind of routing"),
        pytest.param({"mlp_layer_types": ["moe", "hash_moe"]}, ["mlp_layer_types"], id="hash layers behind others"),
    ],
)
def test_wrong_fields_of_a_resaved_config(change: dict[str, Any], words: list[str]) -> None:
    given = json.loads((VECTORS / "nano" / "config.json").read_text(encoding="utf-8"))
    with pytest.raises(ConfigError) as caught:
        Config.from_dict(their_config(given) | change)
    assert [word for word in words if word not in str(caught.value)] == []
