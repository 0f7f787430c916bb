"""The layouts in which V4-Flash exists: preview, 0731, Base, and a config.json that does not name the experts' format."""

from __future__ import annotations

import json
import math
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest
from safetensors.torch import load_file, save_file

from local_engine.checkpoint import Checkpoint, checks
from local_engine.checkpoint.describe import parameters
from local_engine.config import Config
from local_engine.errors import CheckpointError
from local_engine.inventory import Slot, dspark_inventory, inventory, mtp_inventory
from local_engine.matrix import Fp4, Fp8
from local_engine.model import Model

EXPERT = "layers.2.ffn.experts.1.w2.weight"
DSPARK = {
    "dspark_block_size": 5,
    "dspark_noise_token_id": 7,
    "dspark_target_layer_ids": [1, 2, 3],
    "dspark_markov_rank": 16,
}
FLASH_DSPARK = DSPARK | {"dspark_target_layer_ids": [40, 41, 42], "dspark_markov_rank": 256}


def released(config: Config, draft: list[Slot]) -> tuple[int, int]:
    """Tensors and bytes of a checkpoint in the formats of the release."""
    tensors = size = 0
    for slot in [*inventory(config), *draft]:
        if slot.kind == "matrix":
            dtype = "I8" if ".experts." in slot.name else "F8_E4M3"
            tensors, size = tensors + 2, size + math.prod(checks.scale_shape(slot, dtype, 128))
            size += slot.elements // (2 if dtype == "I8" else 1)
        else:
            is_float32 = "hc_" in slot.name or slot.name.endswith(("ape", "attn_sink", "bias"))
            tensors, size = tensors + 1, size + slot.elements * (8 if slot.kind == "int" else 4 if is_float32 else 2)
    return tensors, size


@pytest.mark.parametrize("number", [0, 1], ids=["preview", "0731"])
def test_the_inventory_is_that_of_the_release_to_the_byte(number: int) -> None:
    """config.json of V4-Flash; what its index states stands in known.json."""
    given = json.loads((Path(__file__).parent / "v4_flash_config.json").read_text(encoding="utf-8"))
    given, slots = with_draft(given, 3 if number else 1, **(FLASH_DSPARK if number else {}))
    config = Config.from_dict(given)
    known = json.loads((Path(checks.__file__).parent / "known.json").read_text(encoding="utf-8"))["releases"][number]
    draft = [slot for slot in slots if slot.name.startswith("mtp.")]
    assert released(config, draft) == (known["tensors"], known["bytes"])
    assert parameters(inventory(config)) == 284_332_230_231
    if not number:
        assert parameters(slots) == 290_942_278_866


@pytest.fixture
def tiny() -> dict[str, Any]:
    """config.json of tinyq, with draft blocks yet to come."""
    return json.loads((Path(__file__).parent / "vectors" / "tinyq" / "config.json").read_text(encoding="utf-8"))


def with_draft(given: dict[str, Any], blocks: int, **changes: object) -> tuple[dict[str, Any], list[Slot]]:
    """The config of a release with so many draft blocks, and every tensor it ships."""
    layers = given["num_hidden_layers"]
    given = given | {"compress_ratios": given["compress_ratios"][:layers] + [0] * blocks} | changes
    config = Config.from_dict(given)
    draft: Iterable[Slot] = (dspark_inventory if config.is_0731 else mtp_inventory)(config, blocks)
    return given, [*inventory(config), *draft]


def test_the_preview_with_its_draft_block(tiny, write_random, tmp_path: Path) -> None:
    write_random(tmp_path, *with_draft(tiny, 1))
    weights = Checkpoint(tmp_path).load()
    assert isinstance(weights.matrix("mtp.0.h_proj.weight"), Fp8)
    assert isinstance(weights.matrix("mtp.0.ffn.experts.1.w2.weight"), Fp4)
    assert weights["mtp.0.ffn.gate.bias"].shape == (tiny["n_routed_experts"],)


def test_0731_with_its_three_draft_blocks_which_are_not_loaded(tiny, write_random, tmp_path: Path) -> None:
    write_random(tmp_path, *with_draft(tiny, 3, **DSPARK))
    checkpoint = Checkpoint(tmp_path)
    assert checkpoint.config.is_0731 and checkpoint.config.draft_blocks == 3
    assert "mtp.0.main_proj.weight" in checkpoint.stored and "mtp.0.main_proj.weight" not in checkpoint.load()


@pytest.mark.parametrize(
    ("name", "words"),
    [
        pytest.param("mtp.2.markov_head.markov_w1.weight", ["in no shard"], id="a head is missing"),
        pytest.param("mtp.0.main_proj.scale", ["'mtp.0.main_proj.weight'", "scale"], id="the scale of the entrance"),
        pytest.param("mtp.1.ffn.gate.bias", ["in no shard"], id="a part of a layer"),
    ],
)
def test_a_part_of_the_draft_blocks_is_a_damaged_download(
    tiny, write_random, tmp_path: Path, name: str, words: list[str]
) -> None:
    write_random(tmp_path, *with_draft(tiny, 3, **DSPARK))
    tensors = load_file(tmp_path / "model.safetensors")
    del tensors[name]
    save_file(tensors, tmp_path / "model.safetensors")
    with pytest.raises(CheckpointError) as caught:
        Checkpoint(tmp_path)
    assert [word for word in (name, *words) if word not in str(caught.value)] == []


def test_draft_blocks_of_another_shape(tiny, write_random, tmp_path: Path) -> None:
    given, slots = with_draft(tiny, 3, **DSPARK)
    write_random(tmp_path, given | {"dspark_markov_rank": 8}, slots)
    with pytest.raises(CheckpointError, match=r"markov_w1.*\[256, 16\].*\[256, 8\]"):
        Checkpoint(tmp_path)


@pytest.mark.parametrize(("blocks", "changes"), [(1, {}), (3, DSPARK)], ids=["preview", "0731"])
def test_a_checkpoint_without_draft_blocks_is_whole(
    tiny, write_random, tmp_path: Path, blocks: int, changes: Any
) -> None:
    given, slots = with_draft(tiny, blocks, **changes)
    write_random(tmp_path, given, [slot for slot in slots if not slot.name.startswith("mtp.")])
    assert not any(name.startswith("mtp.") for name in Checkpoint(tmp_path).load().names())


@pytest.mark.parametrize("stated", ["fp8", None], ids=["config.json says fp8", "config.json says nothing"])
def test_base_has_experts_in_fp8(tiny, write_random, tmp_path: Path, stated: str | None) -> None:
    given, slots = with_draft(tiny, 1, expert_dtype=stated)
    write_random(tmp_path, given, slots)
    model = Model.load(tmp_path)
    assert isinstance(Checkpoint(tmp_path).matrix(EXPERT), Fp8)
    assert model.forward([1, 2, 3], model.new_cache()).isfinite().all()


def test_without_a_stated_format_the_tensors_tell(tinyq_copy: Path) -> None:
    path = tinyq_copy / "config.json"
    given = json.loads(path.read_text(encoding="utf-8"))
    del given["expert_dtype"]
    path.write_text(json.dumps(given), encoding="utf-8")
    assert isinstance(Checkpoint(tinyq_copy).matrix(EXPERT), Fp4)


def test_a_config_that_contradicts_the_experts(tinyq_copy: Path) -> None:
    path = tinyq_copy / "config.json"
    path.write_text(path.read_text(encoding="utf-8").replace('"fp4"', '"fp8"'), encoding="utf-8")
    with pytest.raises(CheckpointError, match=r"I8.*expert_dtype 'fp8'.*same release"):
        Checkpoint(tinyq_copy)
