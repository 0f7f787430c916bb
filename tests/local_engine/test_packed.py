"""Weights are kept as they are stored: same bytes, no copy, about the size of the file in memory."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
import torch
from safetensors.torch import load_file

from local_engine.checkpoint import Checkpoint
from local_engine.checkpoint.weights import routes
from local_engine.config import Config
from local_engine.inventory import Slot, inventory
from local_engine.matrix import Dense, Fp4, Fp8
from local_engine.storage import kept_bytes

VECTORS = Path(__file__).parent / "vectors"
EXPERT, SHARED, GATE = (f"layers.1.ffn.{name}.weight" for name in ("experts.3.w1", "shared_experts.w2", "gate"))

MEASURE = """
import resource, sys
from pathlib import Path
import torch
from local_engine.checkpoint import Checkpoint

def resident():
    pages = int(Path("/proc/self/statm").read_text().split()[1])  # anonymous and mapped
    return pages * resource.getpagesize()

checkpoint = Checkpoint(Path(sys.argv[1]))
torch.zeros(9, dtype=torch.uint8).max()  # torch's own code comes into memory here
before = resident()
weights = checkpoint.load()
total = 0
for slot in checkpoint.slots:
    if slot.kind in ("matrix", "dense"):
        matrix = weights.matrix(slot.name)
        parts = [getattr(matrix, name) for name in ("weight", "packed", "scale") if hasattr(matrix, name)]
    else:
        parts = [weights[slot.name]]
    total += sum(int(part.view(torch.uint8).max()) for part in parts)
print(resident() - before)
"""


@pytest.fixture(scope="module")
def stored(tinyq: Path) -> dict[str, torch.Tensor]:
    return load_file(tinyq / "model.safetensors")


@pytest.fixture(scope="module")
def tinyq() -> Path:
    return Path(__file__).parent / "vectors" / "tinyq"


def test_packed_matrices_hold_the_bytes_of_the_file(tinyq: Path, stored: dict[str, torch.Tensor]) -> None:
    weights = Checkpoint(tinyq).load()
    expert, shared, gate = (weights.matrix(name) for name in (EXPERT, SHARED, GATE))
    assert isinstance(expert, Fp4) and torch.equal(expert.packed, stored[EXPERT].view(torch.uint8))
    assert isinstance(shared, Fp8) and torch.equal(shared.weight, stored[SHARED].view(torch.uint8))
    assert torch.equal(shared.scale, stored[SHARED.replace("weight", "scale")].view(torch.uint8))
    assert isinstance(gate, Dense) and gate.weight.dtype == torch.bfloat16 and torch.equal(gate.weight, stored[GATE])


def test_mapped_weights_are_views_of_one_file(tinyq: Path) -> None:
    weights = Checkpoint(tinyq).load()
    expert, gate = weights.matrix(EXPERT), weights.matrix(GATE)
    assert isinstance(expert, Fp4) and isinstance(gate, Dense)
    storages = {part.untyped_storage().data_ptr() for part in (expert.packed, expert.scale, gate.weight)}
    assert len(storages) == 1


def test_small_things_are_float32_and_routes_are_bytes(tinyq: Path, stored: dict[str, torch.Tensor]) -> None:
    weights = Checkpoint(tinyq).load()
    assert torch.equal(weights["norm.weight"], stored["norm.weight"].float())
    assert weights["layers.1.attn.compressor.ape"].dtype == torch.float32
    routes = weights["layers.0.ffn.gate.tid2eid"]
    assert routes.dtype == torch.uint8 and torch.equal(routes.long(), stored["layers.0.ffn.gate.tid2eid"])


@pytest.mark.parametrize(
    ("experts", "kind"),
    [(1, torch.uint8), (256, torch.uint8), (257, torch.int16), (1 << 15, torch.int16), ((1 << 15) + 1, torch.int32)],
)
def test_routes_are_in_the_smallest_numbers_that_hold_an_expert(experts: int, kind: torch.dtype) -> None:
    """384 experts do not fit into bytes, and a plan counts what is kept."""
    table = torch.tensor([[0, experts - 1]])
    kept = routes(table, experts)
    assert kept.dtype == kind and torch.equal(kept.long(), table)
    config = replace(Config.from_file(VECTORS / "tinyq" / "config.json"), n_routed_experts=experts)
    assert kept.nbytes == kept_bytes(Slot("layers.0.ffn.gate.tid2eid", (1, 2), "int"), config, {}, "packed")


@pytest.mark.parametrize("keep", ["bfloat16", "float32"])
def test_decoded_matrices_have_the_same_values(tinyq: Path, keep) -> None:
    """FP8 and FP4 values have at most 4 significant bits: bfloat16 holds each of them. What the release keeps in bfloat16
    stays so, but for float32, and the embedding, which is only looked up, always."""
    packed, decoded = Checkpoint(tinyq).load(), Checkpoint(tinyq).load(keep=keep)
    for slot in Checkpoint(tinyq).slots:
        if slot.kind in ("matrix", "dense"):
            matrix = decoded.matrix(slot.name)
            stays = slot.name == "embed.weight" or (keep == "bfloat16" and slot.kind == "dense")
            assert isinstance(matrix, Dense) and matrix.weight.dtype == getattr(torch, "bfloat16" if stays else keep)
            assert matrix.rounded == (keep == "bfloat16" and slot.kind == "matrix")
            assert torch.equal(matrix.decode(), packed.matrix(slot.name).decode()), slot.name


def test_an_unaligned_tensor_is_read_all_the_same(tinyq_copy: Path) -> None:
    path = tinyq_copy / "model.safetensors"
    raw = path.read_bytes()
    length = int.from_bytes(raw[:8], "little")
    header = raw[8 : 8 + length].rstrip()
    shifted = header + b" " * (length - len(header) + 1)  # the format asks for no alignment
    path.write_bytes(len(shifted).to_bytes(8, "little") + shifted + raw[8 + length :])
    wanted = load_file(Path(__file__).parent / "vectors" / "tinyq" / "model.safetensors")
    assert torch.equal(Checkpoint(tinyq_copy).load()["norm.weight"], wanted["norm.weight"].float())


def test_loading_costs_no_more_than_the_file(tmp_path: Path, tinyq: Path, write_random) -> None:
    """Resident memory, anonymous and mapped, after every weight was touched: at most 1.15 times the file."""
    given = json.loads((tinyq / "config.json").read_text(encoding="utf-8"))
    given |= {"hidden_size": 512, "moe_intermediate_size": 512, "n_routed_experts": 24, "vocab_size": 4096}
    size = write_random(tmp_path, given, inventory(Config.from_dict(given)))
    command = [sys.executable, "-c", MEASURE, str(tmp_path)]
    cost = int(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
    assert size > 40e6 and cost <= 1.15 * size, f"{cost / 1e6:.1f} MB in memory for a file of {size / 1e6:.1f} MB"
