"""Totals of the releases to the byte, sizes of parts, and that the released form is what a written checkpoint has."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from local_engine import models
from local_engine.arithmetic import v32, weights
from local_engine.config import Config
from local_engine.demo import DEMO_CONFIG
from local_engine.demo_weights import demo_tensors
from local_engine.inventory import draft_inventory, inventory
from local_engine.storage import KEEPS, kept_bytes, released_storage, size

NAMES = {
    "int8": "I8",
    "float8_e4m3fn": "F8_E4M3",
    "float8_e8m0fnu": "F8_E8M0",
    "bfloat16": "BF16",
    "float32": "F32",
    "int64": "I64",
}


@st.composite
def small_configs(draw: st.DrawFn) -> dict[str, Any]:
    """Configurations of the size of the demonstration checkpoint: every width and the schedule of layers may differ."""
    heads, groups = draw(st.sampled_from([(4, 2), (6, 3), (2, 1)]))
    experts = draw(st.integers(2, 5))
    ratios = draw(st.lists(st.sampled_from([0, 4, 128]), min_size=1, max_size=4))
    changed = {
        "hidden_size": 32 * draw(st.integers(1, 5)),
        "num_attention_heads": heads,
        "o_groups": groups,
        "head_dim": 16 * draw(st.integers(1, 3)),
        "q_lora_rank": 8 * draw(st.integers(1, 20)),
        "o_lora_rank": 8 * draw(st.integers(1, 4)),
        "moe_intermediate_size": 32 * draw(st.integers(1, 5)),
        "n_routed_experts": experts,
        "num_experts_per_tok": draw(st.integers(1, experts)),
        "index_n_heads": draw(st.integers(1, 3)),
        "num_hidden_layers": len(ratios),
        "compress_ratios": ratios,
        "num_hash_layers": draw(st.integers(0, len(ratios))),
        "hc_mult": draw(st.integers(2, 4)),
    }
    return {**DEMO_CONFIG, **changed}


@pytest.mark.parametrize(
    ("name", "tensors", "total"),
    [
        pytest.param("flash", 69_187, 159_609_485_896, id="preview: one MTP block"),
        pytest.param("flash-0731", 72_317, 166_878_536_440, id="0731: three DSpark blocks"),
    ],
)
def test_files_of_a_release_to_the_byte(name: str, tensors: int, total: int) -> None:
    storage = released_storage(models.released_config(name))
    assert (len(storage), sum(map(size, storage.values()))) == (tensors, total)


def test_tensors_and_bytes_of_the_preview_by_number_format() -> None:
    found: dict[str, list[int]] = defaultdict(list)
    for form in released_storage(models.released_config("flash")).values():
        found[form.dtype].append(size(form))
    assert {dtype: (len(sizes), sum(sizes)) for dtype, sizes in found.items()} == {
        "BF16": (433, 2_830_518_528),
        "F32": (417, 144_672_072),
        "F8_E4M3": (375, 6_023_020_544),
        "F8_E8M0": (34_167, 8_858_737_664),
        "I64": (3, 18_616_320),
        "I8": (33_792, 141_733_920_768),
    }


def test_draft_blocks_of_0731_have_the_counts_of_its_shards() -> None:
    names = [name for name in released_storage(models.released_config("flash-0731")) if name.startswith("mtp.")]
    assert [sum(name.startswith(f"mtp.{block}.") for name in names) for block in range(3)] == [1568, 1565, 1572]


def test_parameters_of_flash() -> None:
    count = weights.parameters(models.released_config("flash"))
    assert (count.main, count.main + count.draft) == (284_332_230_231, 290_942_278_866)
    assert round(count.active / 1e9, 2) == 13.27
    assert sum(count.main_by_part.values()) == count.main


def test_both_releases_have_one_main_network() -> None:
    preview, later = (weights.parameters(models.released_config(name)) for name in ("flash", "flash-0731"))
    assert (preview.main, preview.active) == (later.main, later.active)
    assert preview.draft < later.draft


def test_bytes_that_a_token_reads() -> None:
    config = models.released_config("flash")
    parts = weights.read_per_token(config, released_storage(config))
    shown = {part: round(read / 1e9, 3) for part, read in parts.items()}
    assert shown == {
        "attention": 4.599,
        "routed experts": 3.449,
        "shared expert": 1.082,
        "output head": 1.059,
        "compressors and indexer": 0.801,
        "routers, streams, norms": 0.226,
        "embedding": 0.0,
    }
    assert parts["embedding"] == 2 * config.hidden_size


def test_v32_has_the_published_sizes() -> None:
    count = v32.parameters(v32.V32Config.from_dict(models.data("v3.2")))
    assert round((count.main - count.indexers) / 1e9) == 671
    assert round(count.active / 1e9) == 37


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(small_configs())
def test_released_form_is_what_a_written_checkpoint_has(given: dict[str, Any]) -> None:
    config = Config.from_dict(given)
    tensors = demo_tensors(given, 3, 260, 1)
    storage = released_storage(config)
    assert {name: (form.dtype, form.shape) for name, form in storage.items()} == {
        name: (NAMES[str(tensor.dtype).removeprefix("torch.")], tuple(tensor.shape)) for name, tensor in tensors.items()
    }
    assert sum(map(size, storage.values())) == sum(tensor.nbytes for tensor in tensors.values())


@settings(max_examples=20, deadline=None)
@given(small_configs())
def test_a_narrower_form_is_never_larger_and_a_token_never_reads_more_than_there_is(given: dict[str, Any]) -> None:
    config = Config.from_dict(given)
    storage = released_storage(config)
    totals = [sum(kept_bytes(slot, config, storage, keep) for slot in inventory(config)) for keep in KEEPS]
    assert totals == sorted(totals)
    for keep, total in zip(KEEPS, totals, strict=True):
        assert sum(weights.read_per_token(config, storage, keep).values()) <= total


def test_float32_is_four_bytes_for_each_number_but_routes_and_the_embedding() -> None:
    config = models.released_config("flash")
    storage = released_storage(config)
    whole = sum(kept_bytes(slot, config, storage, "float32") for slot in inventory(config))
    embedding = config.vocab_size * config.hidden_size
    numbers = sum(slot.elements for slot in inventory(config) if slot.kind != "int") - embedding
    assert (
        whole == 4 * numbers + 2 * embedding + config.num_hash_layers * config.vocab_size * config.num_experts_per_tok
    )


def test_demonstration_checkpoint_has_no_draft_blocks() -> None:
    assert list(draft_inventory(Config.from_dict(DEMO_CONFIG))) == []
