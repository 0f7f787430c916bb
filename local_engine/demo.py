"""A tiny checkpoint with random weights, so that everything can be tried without 160 GB of files.

It has the released layout (FP8 dense matrices and FP4 experts with their scales, bf16 and float32 for the rest), all
three kinds of layers, and both kinds of routing. Its answers mean nothing: `config.json` carries
`"demonstration_weights": true`, and the server repeats that in `/v1/models` and in `system_fingerprint`.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import tempfile
from pathlib import Path
from typing import Any

import platformdirs

from local_engine.demo_weights import demo_tensors
from local_engine.errors import CheckpointError
from local_engine.random_weights import write_checkpoint
from local_engine.tokenizer import byte_alphabet

VERSION = 1  # raise it whenever the files below would come out different
SUMS = "sha256.json"
# No merges: one token per byte of text. Special tokens have the names of the release and ids of their own.
FIRST_SPECIAL = ("<｜begin▁of▁sentence｜>", "<｜end▁of▁sentence｜>", "<｜▁pad▁｜>")
LAST_SPECIAL = (
    "<think>",
    "</think>",
    "<｜User｜>",
    "<｜Assistant｜>",
    "｜DSML｜",
    "<｜latest_reminder｜>",
    "<｜action｜>",
    "<｜query｜>",
    "<｜authority｜>",
    "<｜domain｜>",
    "<｜title｜>",
    "<｜read_url｜>",
)
FIRST_BYTE = len(FIRST_SPECIAL)
DEMO_CONFIG: dict[str, Any] = {
    "architectures": ["DeepseekV4ForCausalLM"],
    "model_type": "deepseek_v4",
    "demonstration_weights": True,
    "demonstration_version": VERSION,
    "vocab_size": 272,  # 3 + 256 + 12 tokens and one unused row, as the released vocabulary has unused rows too
    "hidden_size": 64,
    "num_hidden_layers": 3,
    "num_attention_heads": 4,
    "num_key_value_heads": 1,
    "head_dim": 32,
    "qk_rope_head_dim": 16,
    "q_lora_rank": 32,
    "o_groups": 2,
    "o_lora_rank": 32,
    "sliding_window": 64,
    "compress_ratios": [0, 4, 128],
    "index_n_heads": 4,
    "index_head_dim": 32,
    "index_topk": 32,
    "hc_mult": 4,
    "hc_sinkhorn_iters": 20,
    "hc_eps": 1e-6,
    "n_routed_experts": 4,
    "num_experts_per_tok": 2,
    "n_shared_experts": 1,
    "moe_intermediate_size": 64,
    "num_hash_layers": 1,
    "scoring_func": "sqrtsoftplus",
    "topk_method": "noaux_tc",
    "norm_topk_prob": True,
    "routed_scaling_factor": 1.5,
    "swiglu_limit": 10.0,
    "num_nextn_predict_layers": 0,
    "rope_theta": 10000,
    "compress_rope_theta": 160000,
    "rope_scaling": {
        "type": "yarn",
        "factor": 16,
        "beta_fast": 32,
        "beta_slow": 1,
        "original_max_position_embeddings": 2048,
    },
    "max_position_embeddings": 32768,
    "rms_norm_eps": 1e-6,
    "hidden_act": "silu",
    "tie_word_embeddings": False,
    "attention_bias": False,
    "bos_token_id": 0,
    "eos_token_id": 1,
    "expert_dtype": "fp4",
    "quantization_config": {
        "quant_method": "fp8",
        "fmt": "e4m3",
        "activation_scheme": "dynamic",
        "scale_fmt": "ue8m0",
        "weight_block_size": [128, 128],
    },
    "torch_dtype": "bfloat16",
}


def write_demo_checkpoint(directory: Path) -> Path:
    """Writes the demonstration checkpoint into `directory` and returns it; the same bytes each time.

    An intact one is left as it is, a damaged one is replaced. The folder appears whole or not at all. Raises
    CheckpointError where the folder holds anything else.
    """
    if is_intact(directory):
        return directory
    if directory.exists() and not _may_be_replaced(directory):
        raise CheckpointError(
            f"{directory}: not empty and no demonstration checkpoint; name a folder that does not exist"
        )
    try:
        directory.parent.mkdir(parents=True, exist_ok=True)
        staged = Path(tempfile.mkdtemp(prefix=f".{directory.name}-", dir=directory.parent))
    except OSError as error:
        raise CheckpointError(f"{directory}: cannot be written ({error.strerror}); name another folder") from None
    try:
        staged.chmod(0o755)
        _write_files(staged)
        return _move(staged, directory)
    finally:
        shutil.rmtree(staged, ignore_errors=True)


def demo_checkpoint(cache_dir: Path | None = None) -> Path:
    """The demonstration checkpoint in the user's cache (or `cache_dir`), written first where it is missing or damaged.

    The environment variable V4MIGRATE_CACHE names another cache folder.
    """
    if cache_dir is None:
        named = os.environ.get("V4MIGRATE_CACHE")
        cache_dir = Path(named) if named else platformdirs.user_cache_path("v4migrate")
    return write_demo_checkpoint(cache_dir / f"demonstration-weights-v{VERSION}")


def is_intact(directory: Path) -> bool:
    """Whether the folder holds exactly the files of this version, by their sha256."""
    try:
        sums = json.loads((directory / SUMS).read_text(encoding="utf-8"))
        return sums["version"] == VERSION and all(_sha256(directory / name) == sums["files"][name] for name in FILES)
    except (OSError, ValueError, KeyError, TypeError):
        return False


def tokenizer_json() -> dict[str, Any]:
    """The byte tokenizer in the form of the released tokenizer.json."""
    by_byte = sorted(byte_alphabet().items(), key=lambda pair: pair[1])
    first_last = FIRST_BYTE + len(by_byte)
    special = dict(zip(FIRST_SPECIAL, range(FIRST_BYTE), strict=True))
    special |= dict(zip(LAST_SPECIAL, range(first_last, first_last + len(LAST_SPECIAL)), strict=True))
    return {
        "version": "1.0",
        "added_tokens": [{"id": number, "content": name, "special": True} for name, number in special.items()],
        "model": {"type": "BPE", "vocab": {c: FIRST_BYTE + byte for c, byte in by_byte}, "merges": []},
    }


FILES = ("config.json", "tokenizer.json", "model.safetensors", "model.safetensors.index.json")


def _write_files(folder: Path) -> None:
    ids = {token["content"]: token["id"] for token in tokenizer_json()["added_tokens"]}
    tensors = demo_tensors(DEMO_CONFIG, FIRST_BYTE, ids["</think>"], ids["<｜end▁of▁sentence｜>"])
    write_checkpoint(folder, DEMO_CONFIG, tensors)
    tokenizer = json.dumps(tokenizer_json(), indent=1, ensure_ascii=False) + "\n"
    (folder / "tokenizer.json").write_text(tokenizer, encoding="utf-8")
    sums = {"version": VERSION, "files": {name: _sha256(folder / name) for name in FILES}}
    (folder / SUMS).write_text(json.dumps(sums, indent=1) + "\n", encoding="utf-8")


def _move(staged: Path, directory: Path) -> Path:
    """Renames into place. Another process may do the same at the same time; whichever is intact stays."""
    if directory.exists():
        aside = Path(tempfile.mkdtemp(prefix=f".{directory.name}-", dir=directory.parent))
        directory.rename(aside / "old")
        shutil.rmtree(aside, ignore_errors=True)
    try:
        staged.rename(directory)
    except OSError as error:
        if not is_intact(directory):
            raise CheckpointError(
                f"{directory}: cannot be written ({error.strerror}); remove it and try again"
            ) from None
    return directory


def _may_be_replaced(directory: Path) -> bool:
    """An empty folder, or an earlier or damaged demonstration checkpoint and nothing else."""
    try:
        names = {path.name for path in directory.iterdir()}
    except OSError:
        return False
    return names <= {*FILES, SUMS} and (SUMS in names or not names)


def _sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()
