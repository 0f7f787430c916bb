"""`config.json` of a DeepSeek-V4 checkpoint, under its own field names.

Only the fields that change the computation are kept. What is not supported is refused by name at this point, so that
no other part of the engine has to ask.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, fields, replace
from pathlib import Path
from typing import Any

from local_engine.config_fields import RELEASED, expert_dtype, fp8_block, is_number, whole_numbers
from local_engine.errors import ConfigError
from local_engine.resaved_config import as_released

MODEL_TYPE = "deepseek_v4"
KNOWN_RATIOS = (0, 4, 128)
MAY_BE_ZERO = (
    *("num_hash_layers", "bos_token_id", "eos_token_id", "hc_eps", "num_nextn_predict_layers"),
    *("dspark_block_size", "dspark_noise_token_id", "dspark_markov_rank"),  # absent outside the 0731 release
)
FIXED = {  # fields with one supported value; absent means that value
    "hidden_act": "silu",
    "scoring_func": "sqrtsoftplus",
    "topk_method": "noaux_tc",
    "norm_topk_prob": True,
    "tie_word_embeddings": False,
    "attention_bias": False,
    "num_key_value_heads": 1,
    "n_shared_experts": 1,
}


@dataclass(frozen=True)
class RopeScaling:
    """YaRN: how the rotary frequencies of the compressed layers are stretched."""

    factor: float
    beta_fast: float
    beta_slow: float
    original_max_position_embeddings: int

    @classmethod
    def read(cls, given: dict[str, Any], where: str) -> RopeScaling:
        kind = given.get("type", given.get("rope_type"))
        if kind != "yarn":
            raise ConfigError(f"{where}: rope_scaling of type {kind!r} is not supported; known: yarn; {RELEASED}")
        for item in fields(cls):
            found: Any = given.get(item.name)
            if not is_number(found, whole=False) or found <= 0:
                message = f"rope_scaling.{item.name} must be a positive number, found {found!r}"
                raise ConfigError(f"{where}: {message}; {RELEASED}")
        return cls(*(given[item.name] for item in fields(cls)))


@dataclass(frozen=True)
class Config:
    """The shape of a model. Read one with `Config.from_file(folder / "config.json")`."""

    # the whole
    vocab_size: int
    hidden_size: int
    num_hidden_layers: int
    max_position_embeddings: int
    # attention
    num_attention_heads: int
    head_dim: int
    qk_rope_head_dim: int
    q_lora_rank: int
    o_groups: int
    o_lora_rank: int
    sliding_window: int
    compress_ratios: tuple[int, ...]  # one per layer: 0 = window only, 4 = CSA, 128 = HCA
    # the indexer of the CSA layers
    index_n_heads: int
    index_head_dim: int
    index_topk: int
    # experts
    n_routed_experts: int
    num_experts_per_tok: int
    moe_intermediate_size: int
    num_hash_layers: int
    routed_scaling_factor: float
    swiglu_limit: float
    # rotary positions
    rope_scaling: RopeScaling
    rope_theta: float = 10000.0
    compress_rope_theta: float = 160000.0
    # residual streams (mHC)
    hc_mult: int = 4
    hc_sinkhorn_iters: int = 20
    hc_eps: float = 1e-6
    # numerics and tokens
    rms_norm_eps: float = 1e-6
    bos_token_id: int = 0
    eos_token_id: int = 1
    # the form of the files
    fp8_block: int = 128  # quantization_config.weight_block_size, square
    is_quantized: bool = False  # there is a quantization_config: matrices are FP8 where nothing else is said
    expert_dtype: str | None = None  # fp4 or fp8; the first revision of the release leaves it out and means fp4
    # draft blocks (`mtp.*`): MTP in the preview, DSpark in the 0731 release
    num_nextn_predict_layers: int = 0  # MTP blocks; 1 in the 0731 release too, which has none
    draft_ratios: tuple[int, ...] = ()  # what follows the layers in compress_ratios, one per draft block
    dspark_block_size: int = 0
    dspark_noise_token_id: int = 0
    dspark_target_layer_ids: tuple[int, ...] = ()
    dspark_markov_rank: int = 0
    # which release: the two need different effort preambles
    is_0731: bool = False
    demonstration_weights: bool = False  # not a DeepSeek field: written by demo.py

    @classmethod
    def from_file(cls, path: Path) -> Config:
        """Read and check `path`. Raises ConfigError with one line that names the file and the field."""
        try:
            given = json.loads(path.read_text(encoding="utf-8"))
        except (FileNotFoundError, NotADirectoryError):
            raise ConfigError(f"{path}: not found; name the folder that holds config.json and the shards") from None
        except OSError as error:
            raise ConfigError(f"{path}: cannot be read ({error.strerror or error}); check its permissions") from None
        except (ValueError, RecursionError) as error:
            raise ConfigError(f"{path}: cannot be read as JSON ({error}); download the file again") from None
        if not isinstance(given, dict):
            raise ConfigError(f"{path}: an object was expected, found {type(given).__name__}; download the file again")
        return cls.from_dict(given, str(path))

    @classmethod
    def from_dict(cls, given: dict[str, Any], where: str = "config.json") -> Config:
        """Check the fields of `given` and keep those that matter; `where` names the source in messages."""
        _refuse_other_models(given, where)
        given = as_released(given, where)
        for name, supported in FIXED.items():
            if given.get(name, supported) != supported:
                raise ConfigError(
                    f"{where}: {name} is {given[name]!r}; this engine supports only {supported!r}; {RELEASED}"
                )
        values: dict[str, Any] = {}
        for item in fields(cls):
            if item.name in given:
                values[item.name] = given[item.name]
        values["is_0731"] = any(name.startswith("dspark_") for name in given)
        values["fp8_block"] = fp8_block(given.get("quantization_config"), where)
        values["is_quantized"] = given.get("quantization_config") is not None
        values["expert_dtype"] = expert_dtype(given.get("expert_dtype"), where)
        scaling = given.get("rope_scaling")
        if not isinstance(scaling, dict):
            raise ConfigError(f"{where}: rope_scaling is missing; V4 needs its YaRN parameters; {RELEASED}")
        values["rope_scaling"] = RopeScaling.read(scaling, where)
        for name in ("compress_ratios", "dspark_target_layer_ids"):
            if name in values:
                values[name] = whole_numbers(name, values[name], where)
        try:
            config = cls(**values)
        except TypeError as error:
            missing = str(error).rpartition(":")[2].strip()
            raise ConfigError(f"{where}: missing {missing}; {RELEASED}") from None
        config._check(where)
        ratios, layers = config.compress_ratios, config.num_hidden_layers
        return replace(config, compress_ratios=ratios[:layers], draft_ratios=ratios[layers:])

    def limited(self, context: int) -> Config:
        """The same model for sequences of at most so many tokens. Raises ConfigError where it takes no such number."""
        if not 0 < context <= self.max_position_embeddings:
            raise ConfigError(f"a context of {context} tokens: this model takes 1 to {self.max_position_embeddings}")
        return replace(self, max_position_embeddings=context)

    @property
    def draft_blocks(self) -> int:
        """How many `mtp.*` blocks the release has."""
        return len(self.draft_ratios) if self.is_0731 else self.num_nextn_predict_layers

    @property
    def dspark_targets(self) -> int:
        """How many layers the first DSpark block reads from."""
        return len(self.dspark_target_layer_ids)

    def _check(self, where: str) -> None:
        self._check_numbers(where)
        if len(self.compress_ratios) < self.num_hidden_layers:
            found = len(self.compress_ratios)
            raise ConfigError(
                f"{where}: compress_ratios has {found} entries for {self.num_hidden_layers} layers; {RELEASED}"
            )
        if unknown := sorted(set(self.compress_ratios) - set(KNOWN_RATIOS)):
            raise ConfigError(f"{where}: compress_ratios holds {unknown}; known: {list(KNOWN_RATIOS)}; {RELEASED}")
        for law, holds in self._laws().items():
            if not holds:
                raise ConfigError(f"{where}: {law}; {RELEASED}")

    def _check_numbers(self, where: str) -> None:
        for item in fields(self):
            value, whole = getattr(self, item.name), item.type == "int"
            if item.type not in ("int", "float"):
                continue
            if not is_number(value, whole=whole) or value < 0 or (value == 0 and item.name not in MAY_BE_ZERO):
                kind = ("" if item.name in MAY_BE_ZERO else "positive ") + ("whole number" if whole else "number")
                raise ConfigError(f"{where}: {item.name} must be a {kind}, found {value!r}; {RELEASED}")

    def _laws(self) -> dict[str, bool]:
        """What must hold between fields: the sentence for the message, and whether it does."""
        widths = (self.head_dim, self.index_head_dim, self.qk_rope_head_dim)
        rotary, tokens = self.qk_rope_head_dim, max(self.bos_token_id, self.eos_token_id)
        return {
            "num_attention_heads must be a multiple of o_groups": self.num_attention_heads % self.o_groups == 0,
            "head_dim, index_head_dim and qk_rope_head_dim must be even": not any(width % 2 for width in widths),
            "qk_rope_head_dim must exceed neither head_dim nor index_head_dim": rotary <= min(widths),
            "n_routed_experts must not exceed 32768": self.n_routed_experts
            <= 1 << 15,  # each is listed before a file is read
            "num_nextn_predict_layers must not exceed 64": self.num_nextn_predict_layers <= 64,
            "num_experts_per_tok must not exceed n_routed_experts": self.num_experts_per_tok <= self.n_routed_experts,
            "bos_token_id and eos_token_id must be below vocab_size": tokens < self.vocab_size,
            "dspark_target_layer_ids must name layers below num_hidden_layers": all(
                0 <= layer < self.num_hidden_layers for layer in self.dspark_target_layer_ids
            ),
        }


def _refuse_other_models(given: dict[str, Any], where: str) -> None:
    found = given.get("model_type")
    if found == "deepseek_v41":
        raise ConfigError(
            f"{where}: model_type is 'deepseek_v41' (V4.1-Flash), another architecture that this engine does not run; "
            "use a V4-Flash checkpoint, or serve V4.1 with vLLM or SGLang"
        )
    if found != MODEL_TYPE:
        raise ConfigError(
            f"{where}: model_type is {found!r}; this engine runs {MODEL_TYPE!r} only; name the folder of a V4 checkpoint"
        )
