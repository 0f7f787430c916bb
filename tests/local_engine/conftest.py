"""What several tests of the engine share: recorded vectors, loaded models, the demonstration checkpoint."""

from __future__ import annotations

import json
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from torch import Tensor

from local_engine.config import Config
from local_engine.demo import write_demo_checkpoint
from local_engine.model import Model
from local_engine.tokenizer import Tokenizer

VECTORS = Path(__file__).parent / "vectors"
torch.set_num_threads(1)  # tiny models: a second thread costs more than it brings


@dataclass(frozen=True)
class Golden:
    """A tiny checkpoint with the outputs that another implementation gave for it."""

    model: Model
    prompts: dict[str, list[int]]
    arrays: dict[str, np.ndarray]

    def compare(self, logits: Tensor, prompt: str) -> None:
        """logits (T, V) for every position of a prompt: within the tolerance of the manifest, same best token."""
        at = torch.from_numpy(self.arrays[f"{prompt}.positions"]).long()
        difference = (logits[at] - torch.from_numpy(self.arrays[f"{prompt}.logits"])).abs()
        worst, mean = float(difference.max()), float(difference.mean())
        assert worst <= 2e-4 and mean <= 2e-5, f"{prompt}: max |Δ| {worst:.1e} (≤ 2e-4), mean {mean:.1e} (≤ 2e-5)"
        assert logits.argmax(-1).tolist() == self.arrays[f"{prompt}.argmax"].tolist()


def load_golden(name: str) -> Golden:
    info = json.loads((VECTORS / f"{name}.golden.json").read_text(encoding="utf-8"))
    with np.load(VECTORS / f"{name}.golden.npz") as arrays:
        return Golden(Model.load(VECTORS / name), info["prompts"], dict(arrays))


@pytest.fixture(scope="session")
def goldens() -> dict[str, Golden]:
    return {name: load_golden(name) for name in ("nano", "tinyq")}


@pytest.fixture(scope="session")
def units() -> dict[str, Tensor]:
    with np.load(VECTORS / "units.npz") as arrays:
        return {name: torch.from_numpy(array) for name, array in arrays.items()}


@pytest.fixture(scope="session")
def encoding_vectors() -> dict[str, Any]:
    return json.loads((VECTORS / "encoding_vectors.json").read_text(encoding="utf-8"))


@pytest.fixture(scope="session")
def nano_config() -> Config:
    return Config.from_file(VECTORS / "nano" / "config.json")


@pytest.fixture
def nano_copy(tmp_path: Path) -> Path:
    """A checkpoint folder that a test may damage."""
    return Path(shutil.copytree(VECTORS / "nano", tmp_path / "nano"))


@pytest.fixture
def tinyq_copy(tmp_path: Path) -> Path:
    return Path(shutil.copytree(VECTORS / "tinyq", tmp_path / "tinyq"))


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_demo_checkpoint(tmp_path_factory.mktemp("weights") / "demo")


@pytest.fixture(scope="session")
def demo_tokenizer(demo: Path) -> Tokenizer:
    return Tokenizer.from_file(demo / "tokenizer.json")
