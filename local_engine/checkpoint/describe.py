"""What a folder of weights is, by its headers: release, layers, formats, sizes, tokenizer. `Description.of(survey)`."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from local_engine.arithmetic.weights import is_parameter
from local_engine.checkpoint import names
from local_engine.checkpoint.headers import Stored
from local_engine.checkpoint.problems import Problem
from local_engine.checkpoint.survey import Survey
from local_engine.config import MODEL_TYPE, Config
from local_engine.inventory import Slot

KINDS = {0: "window", 4: "CSA", 128: "HCA"}
EXPERT_FORMATS = {"I8": "FP4", "F8_E4M3": "FP8"}


@dataclass(frozen=True)
class Format:
    """How much of a folder is stored in one number format, by the format's name in the headers."""

    dtype: str
    tensors: int
    bytes: int


@dataclass(frozen=True)
class Tokenizer:
    """tokenizer.json: `of` names the model whose file this is, None where it is no known one."""

    sha256: str
    of: str | None


@dataclass(frozen=True)
class Description:
    """Everything that `inspect` says. Bytes are those of tensors; what missing shards would hold is not counted."""

    folder: str
    model_type: str
    release: str  # preview or 0731: they differ in draft blocks and in effort preambles
    variant: str  # instruct, base (FP8 experts), re-saved (plain experts), demonstration weights, or unknown
    same_size_as: str | None  # the release that has as many tensors and bytes
    names: str  # official, transformers or mixed
    experts: dict[str, int]  # number format -> matrices
    routed_experts: int
    experts_per_token: int
    layers: dict[str, int]  # kind of attention -> layers
    hash_layers: int
    draft: str  # MTP, DSpark or none
    draft_blocks: int
    shards: int
    absent: dict[str, int]  # missing or unreadable shard -> tensors that the index puts there
    tensors: int
    bytes: int
    stated_bytes: int | None
    formats: list[Format]
    parameters: int  # of the main network, by config.json
    draft_parameters: int
    tokenizer: Tokenizer | None
    tokenizer_package: (
        str | None
    )  # where the folder has none: what to install for the file of the release, if it is of its size
    problems: list[Problem]

    @classmethod
    def of(cls, survey: Survey) -> Description:
        config, listing = survey.config, survey.listing
        files = listing.files.values()
        size, experts = sum(stored.nbytes for stored in files), _expert_formats(listing.tensors)
        return cls(
            folder=str(survey.folder),
            model_type=MODEL_TYPE,
            release="0731" if config.is_0731 else "preview",
            variant=_variant(config, experts),
            same_size_as=_release_of_size(len(files), size),
            names=names.style(listing.files),
            experts=experts,
            routed_experts=config.n_routed_experts,
            experts_per_token=config.num_experts_per_tok,
            layers={kind: config.compress_ratios.count(ratio) for ratio, kind in KINDS.items()},
            hash_layers=config.num_hash_layers,
            draft=("DSpark" if config.is_0731 else "MTP") if survey.draft else "none",
            draft_blocks=len({slot.name.split(".")[1] for slot in survey.draft}),
            shards=len(listing.shards) + len(listing.absent),
            absent=listing.absent,
            tensors=len(files),
            bytes=size,
            stated_bytes=listing.total_size,
            formats=_formats(files),
            parameters=parameters(survey.main),
            draft_parameters=parameters(survey.draft),
            tokenizer=(tokenizer := _tokenizer(survey.folder / "tokenizer.json")),
            tokenizer_package=None if tokenizer else _package(config.vocab_size),
            problems=list(survey.problems()),
        )


def parameters(slots: Iterable[Slot]) -> int:
    """Trained values: neither routing tables nor the biases that balance the experts."""
    return sum(slot.elements for slot in slots if is_parameter(slot))


def _expert_formats(tensors: dict[str, Stored]) -> dict[str, int]:
    found = Counter(
        EXPERT_FORMATS.get(stored.dtype, stored.dtype)
        for name, stored in tensors.items()
        if ".experts." in name and name.startswith("layers.") and name.endswith(".weight")
    )
    return dict(found.most_common())


def _variant(config: Config, experts: dict[str, int]) -> str:
    if config.demonstration_weights:
        return "demonstration weights"
    match list(experts):
        case ["FP4"]:
            return "instruct"
        case ["FP8"]:
            return "base"
        case ["BF16"] | ["F16"] | ["F32"]:
            return "re-saved"
    return "unknown"


def _formats(files: Iterable[Stored]) -> list[Format]:
    tensors: Counter[str] = Counter()
    size: Counter[str] = Counter()
    for stored in files:
        tensors[stored.dtype] += 1
        size[stored.dtype] += stored.nbytes
    return [Format(dtype, tensors[dtype], nbytes) for dtype, nbytes in size.most_common()]


@cache
def _known() -> dict[str, Any]:
    known: dict[str, Any] = json.loads((Path(__file__).parent / "known.json").read_text(encoding="utf-8"))
    return known


def _release_of_size(tensors: int, size: int) -> str | None:
    matching = (
        entry["name"] for entry in _known()["releases"] if (entry["tensors"], entry["bytes"]) == (tensors, size)
    )
    return next(matching, None)


def _tokenizer(path: Path) -> Tokenizer | None:
    if not path.is_file():
        return None
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    return Tokenizer(digest, next((entry["of"] for entry in _known()["tokenizers"] if entry["sha256"] == digest), None))


def _package(vocab_size: int) -> str | None:
    """The package whose tokenizer.json is used for a vocabulary of this size where a folder has none (`vocabulary.py`)."""
    matching = (e["requirement"] for e in _known()["tokenizers"] if "package" in e and e["vocab_size"] == vocab_size)
    return next(matching, None)
