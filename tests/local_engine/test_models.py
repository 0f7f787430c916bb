"""Released configurations: they parse, the raw fields are kept, and what is not known is refused by name."""

from __future__ import annotations

from typing import Any

import pytest

from local_engine import models
from local_engine.config import Config
from local_engine.errors import ConfigError


@pytest.mark.parametrize(
    ("name", "layers", "draft", "ratios"),
    [
        pytest.param("flash", 43, 1, (0,), id="preview: one MTP block"),
        pytest.param("flash-0731", 43, 3, (0, 0, 0), id="0731: DSpark, though num_nextn_predict_layers is 1"),
        pytest.param("pro", 61, 1, (0,), id="Pro: no layer without compression"),
    ],
)
def test_layers_and_draft_blocks(name: str, layers: int, draft: int, ratios: tuple[int, ...]) -> None:
    config = models.released_config(name)
    assert (len(config.compress_ratios), config.draft_blocks, config.draft_ratios) == (layers, draft, ratios)


def test_fields_of_dspark_are_kept() -> None:
    config = models.released_config("flash-0731")
    assert (config.dspark_block_size, config.dspark_noise_token_id, config.dspark_markov_rank) == (5, 128799, 256)
    assert config.dspark_target_layer_ids == (40, 41, 42)


def test_unknown_model_lists_the_known() -> None:
    with pytest.raises(ConfigError, match="'flish'; known: flash, flash-0731, pro"):
        models.released_config("flish")


@pytest.mark.parametrize(
    ("change", "message"),
    [
        pytest.param(
            {"expert_dtype": "int4"}, "expert_dtype is 'int4'; known: 'fp4', 'fp8'", id="experts of another format"
        ),
        pytest.param(
            {"quantization_config": "fp8"},
            "quantization_config must be an object, found 'fp8'",
            id="no list of formats",
        ),
        pytest.param(
            {"dspark_target_layer_ids": [40, 43]}, "dspark_target_layer_ids must name layers", id="no such layer"
        ),
    ],
)
def test_draft_and_storage_fields_are_checked(change: dict[str, Any], message: str) -> None:
    with pytest.raises(ConfigError, match=message):
        Config.from_dict({**models.data("flash-0731"), **change})
