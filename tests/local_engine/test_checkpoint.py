"""A checkpoint that is not whole is refused before anything is loaded, in one line with the mend."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import torch
from safetensors.torch import load_file, save_file

from local_engine.checkpoint import Checkpoint, opened
from local_engine.config import Config
from local_engine.errors import CheckpointError, CheckpointTooLarge, ConfigError

SHARD, INDEX = "model.safetensors", "model.safetensors.index.json"
EXPERT = "layers.1.ffn.experts.3.w2.weight"
Change = Callable[[dict[str, Any]], object]


def change_config(folder: Path, change: Change) -> None:
    path = folder / "config.json"
    given = json.loads(path.read_text(encoding="utf-8"))
    change(given)
    path.write_text(json.dumps(given), encoding="utf-8")


def change_tensors(folder: Path, change: Change) -> None:
    tensors = load_file(folder / SHARD)
    change(tensors)
    save_file(tensors, folder / SHARD)
    (folder / INDEX).unlink()


def refusal(folder: Path) -> str:
    with pytest.raises(CheckpointError) as caught:
        Checkpoint(folder).load()
    message = str(caught.value)
    assert "\n" not in message
    return message


def test_the_draft_block_is_loaded_unless_it_is_not_wanted(nano_copy: Path) -> None:
    assert Checkpoint(nano_copy).load().matrix("mtp.0.e_proj.weight").shape == (48, 48)
    assert "mtp.0.e_proj.weight" not in Checkpoint(nano_copy).load(load_mtp=False)


def test_one_file_needs_no_index(nano_copy: Path) -> None:
    (nano_copy / INDEX).unlink()
    assert Checkpoint(nano_copy).load()["norm.weight"].dtype == torch.float32


def test_two_shards_load_as_one_file(nano_copy: Path) -> None:
    wanted = Checkpoint(nano_copy).load()
    tensors = load_file(nano_copy / SHARD)
    names = sorted(tensors)
    parts = {"a.safetensors": names[::2], "b.safetensors": names[1::2]}
    for shard, inside in parts.items():
        save_file({name: tensors[name] for name in inside}, nano_copy / shard)
    (nano_copy / SHARD).unlink()
    weight_map = {name: shard for shard, inside in parts.items() for name in inside}
    (nano_copy / INDEX).write_text(json.dumps({"weight_map": weight_map}), encoding="utf-8")
    got, slots = Checkpoint(nano_copy).load(), Checkpoint(nano_copy).slots
    assert all(torch.equal(got[slot.name], wanted[slot.name]) for slot in slots)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        pytest.param(lambda t: t.pop("norm.weight"), ["'norm.weight'", "download"], id="a tensor is missing"),
        pytest.param(
            lambda t: t.pop("layers.1.ffn.experts.3.w2.scale"),
            ["'layers.1.ffn.experts.3.w2.scale'", "scale", SHARD],
            id="a scale is missing",
        ),
        pytest.param(
            lambda t: t.update({"norm.weight": t["norm.weight"][:-1].clone()}),
            ["'norm.weight'", "[127]", "[128]", "same release"],
            id="a shape is wrong",
        ),
        pytest.param(
            lambda t: t.update({"layers.0.attn.wkv.scale": t["layers.0.attn.wkv.scale"][:1].clone()}),
            ["'layers.0.attn.wkv.scale'", "[1, 1]", "[2, 1]"],
            id="a scale does not cover its matrix",
        ),
        pytest.param(
            lambda t: t.update({"norm.weight": t["norm.weight"].to(torch.int64)}),
            ["'norm.weight'", "I64", "BF16"],
            id="a number format is wrong",
        ),
        pytest.param(
            lambda t: t.update({EXPERT: t[EXPERT].to(torch.int32)}),
            [EXPERT, "I32", "F8_E4M3"],
            id="a matrix of integers",
        ),
        pytest.param(
            lambda t: t.update({EXPERT.replace("weight", "scale"): torch.ones(128, 4)}),
            ["experts.3.w2.scale", "F32", "F8_E8M0"],
            id="a scale of floats",
        ),
        pytest.param(
            lambda t: t.update({"embed.weight": t["embed.weight"].to(torch.float8_e4m3fn)}),
            ["'embed.weight'", "F8_E4M3", "BF16"],
            id="a matrix that is never quantised",
        ),
        pytest.param(
            lambda t: t.update({"layers.0.attn.wq_c.weight": torch.zeros(2)}),
            ["'layers.0.attn.wq_c.weight'", "no place"],
            id="a tensor is unknown",
        ),
        pytest.param(
            lambda t: t["layers.0.ffn.gate.tid2eid"].fill_(5), ["tid2eid", "0..4"], id="a route leads nowhere"
        ),
        pytest.param(
            lambda t: t["layers.0.attn.wkv.scale"].view(torch.uint8).fill_(255), ["wkv", "NaN"], id="a scale is NaN"
        ),
    ],
)
def test_wrong_tensors(tinyq_copy: Path, change: Change, words: list[str]) -> None:
    change_tensors(tinyq_copy, change)
    message = refusal(tinyq_copy)
    assert [word for word in [str(tinyq_copy), *words] if word not in message] == []


def test_nothing_is_mapped_before_the_headers_are_right(tinyq_copy: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(torch, "from_file", lambda *_, **__: pytest.fail("a shard was mapped"))
    change_tensors(tinyq_copy, lambda t: t["layers.3.ffn_norm.weight"].fill_(float("nan")))
    assert "NaN" in refusal(tinyq_copy)


@pytest.mark.parametrize("kept", [0, 4, 5000, -1], ids=["empty", "no header", "half a header", "one byte short"])
def test_truncated_shard(nano_copy: Path, kept: int) -> None:
    whole = (nano_copy / SHARD).read_bytes()
    (nano_copy / SHARD).write_bytes(whole[:kept])
    message = refusal(nano_copy)
    assert str(nano_copy / SHARD) in message and "truncated or damaged" in message and "download" in message


@pytest.mark.parametrize("by", [-2, 2], ids=["over the one before", "away from it"])
def test_a_tensor_that_lies_elsewhere_in_the_file(nano_copy: Path, by: int) -> None:
    """Its size is right, so nothing but the order of the bytes tells."""
    raw = (nano_copy / SHARD).read_bytes()
    length = int.from_bytes(raw[:8], "little")
    header = json.loads(raw[8 : 8 + length])
    entry = header["layers.0.attn.wq_a.weight"]
    entry["data_offsets"] = [offset + by for offset in entry["data_offsets"]]
    changed = json.dumps(header).encode()
    (nano_copy / SHARD).write_bytes(len(changed).to_bytes(8, "little") + changed + raw[8 + length :])
    message = refusal(nano_copy)
    assert "begins at byte" in message and str(nano_copy / SHARD) in message and "download" in message


def test_missing_shard(nano_copy: Path) -> None:
    (nano_copy / SHARD).unlink()
    message = refusal(nano_copy)
    assert str(nano_copy / SHARD) in message and "missing" in message and "download" in message


def test_index_promises_what_the_shard_lacks(nano_copy: Path) -> None:
    given = json.loads((nano_copy / INDEX).read_text(encoding="utf-8"))
    given["weight_map"]["layers.9.x"] = SHARD
    (nano_copy / INDEX).write_text(json.dumps(given), encoding="utf-8")
    assert "'layers.9.x' is missing" in refusal(nano_copy)


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"weight_map": 3}'])
def test_index_of_another_form(nano_copy: Path, text: str) -> None:
    (nano_copy / INDEX).write_text(text, encoding="utf-8")
    assert INDEX in refusal(nano_copy)


def test_index_must_not_lead_out_of_the_folder(nano_copy: Path) -> None:
    (nano_copy / INDEX).write_text(json.dumps({"weight_map": {"a": "../x.safetensors"}}), encoding="utf-8")
    assert "outside the folder" in refusal(nano_copy)


def test_no_weights_at_all(nano_copy: Path) -> None:
    (nano_copy / SHARD).unlink()
    (nano_copy / INDEX).unlink()
    assert "neither" in refusal(nano_copy)


def test_not_a_folder(tmp_path: Path) -> None:
    assert "not a folder" in refusal(tmp_path / "nowhere")


def test_too_large_for_the_memory(nano_copy: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    checkpoint = Checkpoint(nano_copy)
    plan = checkpoint.plan(keep="float32")
    monkeypatch.setattr(opened, "free_memory", lambda: plan.cache + plan.working + plan.weights // 2)
    with pytest.raises(CheckpointTooLarge, match=r"nearest plan that fits: .*packed"):
        checkpoint.load(keep="float32")
    checkpoint.load()  # mapped pages can leave memory again
    with pytest.raises(CheckpointTooLarge, match="a context of 4096 does not fit"):
        monkeypatch.setattr(opened, "free_memory", lambda: plan.working)
        checkpoint.load(context=4096)


def yarn(**changes: object) -> dict[str, object]:
    return {
        "type": "yarn",
        "factor": 16,
        "beta_fast": 32,
        "beta_slow": 1,
        "original_max_position_embeddings": 256,
    } | changes


@pytest.mark.parametrize(
    ("change", "words"),
    [
        pytest.param({"model_type": "deepseek_v41"}, ["deepseek_v41", "V4.1"], id="V4.1 by its name"),
        pytest.param({"model_type": "deepseek_v32"}, ["'deepseek_v32'", "'deepseek_v4'"], id="another model"),
        pytest.param({"rope_scaling": yarn(type="linear")}, ["'linear'", "yarn"], id="unknown rope type"),
        pytest.param({"rope_scaling": yarn(factor=None)}, ["rope_scaling.factor"], id="rope without factor"),
        pytest.param({"rope_scaling": None}, ["rope_scaling"], id="no rope scaling"),
        pytest.param({"scoring_func": "sigmoid"}, ["scoring_func", "'sigmoid'", "'sqrtsoftplus'"], id="V3 scores"),
        pytest.param({"hidden_size": "48"}, ["hidden_size", "'48'"], id="a number as text"),
        pytest.param({"head_dim": 0}, ["head_dim", "positive"], id="zero width"),
        pytest.param({"sliding_window": 16.0}, ["sliding_window", "whole", "16.0"], id="a fraction for a count"),
        pytest.param({"rms_norm_eps": float("nan")}, ["rms_norm_eps", "nan"], id="NaN, which JSON of Python may hold"),
        pytest.param({"rope_theta": float("inf")}, ["rope_theta", "inf"], id="infinity"),
        pytest.param({"rope_scaling": yarn(factor=float("inf"))}, ["rope_scaling.factor", "inf"], id="no end of YaRN"),
        pytest.param({"rope_scaling": yarn(beta_fast=True)}, ["rope_scaling.beta_fast", "True"], id="a truth value"),
        pytest.param({"eos_token_id": [1, 2]}, ["eos_token_id", "[1, 2]"], id="two ends"),
        pytest.param({"compress_ratios": [0, 4, 128]}, ["compress_ratios", "3", "5"], id="too few layers"),
        pytest.param({"compress_ratios": [0, 4, 128, 8, 4]}, ["compress_ratios", "[8]"], id="unknown ratio"),
        pytest.param({"compress_ratios": "0,4"}, ["compress_ratios", "list", "'0,4'"], id="ratios of another type"),
        pytest.param(
            {"dspark_target_layer_ids": "x"}, ["dspark_target_layer_ids", "'x'"], id="targets that are no list"
        ),
        pytest.param(
            {"quantization_config": {"weight_block_size": [0, 0]}}, ["weight_block_size", "[0, 0]"], id="empty blocks"
        ),
        pytest.param({"o_groups": 4}, ["num_attention_heads", "o_groups"], id="groups that do not divide the heads"),
        pytest.param({"n_routed_experts": 10**9}, ["n_routed_experts", "32768"], id="experts without number"),
        pytest.param({"num_nextn_predict_layers": 10**9}, ["num_nextn", "64"], id="draft blocks without number"),
        pytest.param({"num_experts_per_tok": 6}, ["num_experts_per_tok"], id="more choices than experts"),
        pytest.param({"quantization_config": {"quant_method": "awq"}}, ["quantization_config"], id="another quantiser"),
    ],
)
def test_wrong_config(nano_copy: Path, change: dict[str, object], words: list[str]) -> None:
    change_config(nano_copy, lambda given: given.update(change))
    message = refusal(nano_copy)
    assert [word for word in [str(nano_copy / "config.json"), *words] if word not in message] == []
    assert message.rpartition("; ")[2].split()[0] in {"take", "name", "use", "or", "square"}, "no way to mend it"


def test_missing_field_is_named(nano_copy: Path) -> None:
    change_config(nano_copy, lambda given: given.pop("q_lora_rank"))
    assert "'q_lora_rank'" in refusal(nano_copy)


@pytest.mark.parametrize("text", ["{", "[1]"])
def test_config_that_is_no_object(nano_copy: Path, text: str) -> None:
    (nano_copy / "config.json").write_text(text, encoding="utf-8")
    assert "config.json" in refusal(nano_copy)


@pytest.mark.parametrize("number", ["1e999", "NaN"])
def test_numbers_that_json_cannot_hold(nano_copy: Path, number: str) -> None:
    path = nano_copy / "config.json"
    path.write_text(path.read_text(encoding="utf-8").replace('"swiglu_limit": 1.5', f'"swiglu_limit": {number}'))
    assert "swiglu_limit" in refusal(nano_copy)


def test_a_file_instead_of_a_folder(nano_copy: Path) -> None:
    with pytest.raises(ConfigError, match="not found; name the folder"):
        Config.from_file(nano_copy / SHARD / "config.json")


def test_missing_config(nano_copy: Path) -> None:
    (nano_copy / "config.json").unlink()
    with pytest.raises(ConfigError, match="not found"):
        Checkpoint(nano_copy)


def test_rope_type_is_another_spelling_of_type(nano_copy: Path) -> None:
    change_config(nano_copy, lambda given: given.update(rope_scaling=yarn(type="yarn")))
    plain = Config.from_file(nano_copy / "config.json")
    change_config(nano_copy, lambda given: given["rope_scaling"].update(rope_type=given["rope_scaling"].pop("type")))
    assert Config.from_file(nano_copy / "config.json") == plain


def test_the_later_release_is_known_by_its_draft_fields(nano_copy: Path) -> None:
    assert not Config.from_file(nano_copy / "config.json").is_0731
    change_config(nano_copy, lambda given: given.update(dspark_block_size=5))
    assert Config.from_file(nano_copy / "config.json").is_0731
