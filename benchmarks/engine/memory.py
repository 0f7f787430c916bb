"""What loading a checkpoint costs, in a process of its own each time: `python -m benchmarks.engine.memory [--sizes s,m]`.

For each way to keep the weights: seconds to load, memory allocated by then and at most on the way, both as multiples of the file,
and what is allocated and mapped after the first tokens, when everything has been used once.
"""

from __future__ import annotations

import argparse
import json
import time
from pathlib import Path

from benchmarks.engine.processes import Peak, asked, memory
from benchmarks.engine.weights import checkpoint

KEEPS = ("packed", "bfloat16", "float32")


def main() -> None:
    """Load each of them in turn and print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", default="s,m")
    parser.add_argument("--checkpoint", type=Path, help="a folder instead of generated weights")
    parser.add_argument("--folder", type=Path, default=Path("build/engine"), help="for generated weights")
    parser.add_argument("--quick", action="store_true", help="size s alone")
    parser.add_argument("--one", choices=KEEPS, help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.one:
        print(json.dumps(_loaded(given.checkpoint, given.one)))
        return
    sizes = ["s"] if given.quick else given.sizes.split(",")
    folders = [given.checkpoint] if given.checkpoint else [checkpoint(size, given.folder) for size in sizes]
    print("| checkpoint | MB of files | kept | s | allocated, of files | at most | after a prompt | mapped then |")
    print("|---|---|---|---|---|---|---|---|")
    for folder in folders:
        size = sum(path.stat().st_size for path in folder.glob("*.safetensors"))
        for keep in KEEPS:
            row = asked("benchmarks.engine.memory", ["--one", keep, "--checkpoint", str(folder)])
            parts = " | ".join(f"{row[name] / size:.2f}" for name in ("allocated", "most", "used", "mapped"))
            print(f"| {folder.name} | {size / 1e6:.0f} | {keep} | {row['seconds']:.2f} | {parts} |", flush=True)


def _loaded(folder: Path, keep: str) -> dict[str, float]:
    import torch

    from local_engine.model import Model

    torch.randn(64, 64) @ torch.randn(64, 64)  # threads and kernels are not part of the weights
    before, mapped, begun = memory(), memory("RssFile"), time.perf_counter()
    with Peak() as peak:
        model = Model.load(folder, keep=keep)  # type: ignore[arg-type]  # one of the three that it names
    seconds, allocated = time.perf_counter() - begun, memory() - before
    ids = torch.randint(2, model.config.vocab_size, (128,), generator=torch.Generator().manual_seed(0))
    model.forward(ids.tolist(), model.new_cache())
    return {
        "seconds": seconds,
        "allocated": allocated,
        "most": max(peak.most, before + allocated) - before,
        "used": memory() - before,
        "mapped": memory("RssFile") - mapped,
    }


if __name__ == "__main__":
    main()
