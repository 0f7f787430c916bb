"""The engine beside transformers on the same files: `python -m benchmarks.engine.peer [--quick] [--sizes s,m]`.

Checkpoints of random weights are written first. Both run in fresh processes that take turns, on as many threads, so that other
load meets both alike. Every figure is the best of its rounds. In float32 the first greedy tokens must agree, or the exit code is 1.
Needs transformers in the same environment (extra `oracles`).
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from benchmarks.engine.processes import asked, cores
from benchmarks.engine.weights import checkpoint

KINDS = ("float32", "bfloat16")
COMPARED = 8  # greedy tokens


def main() -> None:
    """Measure, print the table, and say whether both compute the same."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", default="s,m")
    parser.add_argument("--kinds", default=",".join(KINDS))
    parser.add_argument("--prompts", default="128,512,2048", help="tokens of each prompt")
    parser.add_argument("--new", type=int, default=32, help="tokens decoded after each prompt")
    parser.add_argument("--rounds", type=int, default=3, help="fresh processes of each")
    parser.add_argument("--threads", type=int, default=cores())
    parser.add_argument("--experts", default="grouped_mm", choices=["grouped_mm", "eager"], help="of transformers")
    parser.add_argument("--packed", action="store_true", help="also the engine on the weights as they are stored")
    parser.add_argument("--folder", type=Path, default=Path("build/engine"), help="for the checkpoints")
    parser.add_argument("--quick", action="store_true", help="size s, short prompts, one round: does it work?")
    parser.add_argument("--one", choices=list(IMPLEMENTATIONS), help=argparse.SUPPRESS)
    parser.add_argument("--checkpoint", type=Path, help=argparse.SUPPRESS)
    parser.add_argument("--kind", help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.one:
        print(json.dumps(_measured(given)))
        return
    if given.quick:
        given.sizes, given.prompts, given.new, given.rounds = "s", "128,512", 8, 1
    agree = [_table(given, size) for size in given.sizes.split(",")]
    sys.exit(0 if all(agree) else 1)


def _table(given: argparse.Namespace, size: str) -> bool:
    """Prints the rows of one size; returns whether the first greedy tokens agree in float32."""
    folder = checkpoint(size, given.folder)
    prompts = given.prompts.split(",")
    print(f"size {size}, {given.threads} threads, best of {given.rounds}; transformers with {given.experts} experts")
    print(
        "| weights | tokens | prefill tok/s: engine, transformers, ratio | decode tok/s: engine, transformers, ratio |"
    )
    print("|---|---|---|---|")
    agree = True
    for kind in [*given.kinds.split(","), *(["packed"] if given.packed else [])]:
        theirs = "float32" if kind == "packed" else kind
        ours, other = _rounds(given, folder, kind, theirs)
        for prompt in prompts:
            cells = [_cell(ours[prompt][what], other[prompt][what]) for what in ("prefill", "decode")]
            print(f"| {kind} | {prompt} | {' | '.join(cells)} |", flush=True)
            if kind != "bfloat16" and ours[prompt]["tokens"] != other[prompt]["tokens"]:
                agree = False
                print(f"greedy tokens differ: {ours[prompt]['tokens']} and {other[prompt]['tokens']}")
    print(f"first {COMPARED} greedy tokens in float32: {'the same' if agree else 'NOT the same'}\n")
    return agree


def _rounds(given: argparse.Namespace, folder: Path, kind: str, theirs: str) -> tuple[dict[str, Any], dict[str, Any]]:
    """prompt -> the best figures of each implementation, in turns."""
    best: dict[str, dict[str, Any]] = {"engine": {}, "transformers": {}}
    for _ in range(given.rounds):
        for name, its in (("engine", kind), ("transformers", theirs)):
            arguments = ["--one", name, "--kind", its, "--checkpoint", str(folder), "--prompts", given.prompts]
            arguments += ["--new", str(given.new), "--threads", str(given.threads), "--experts", given.experts]
            for prompt, row in asked("benchmarks.engine.peer", arguments).items():
                before = best[name].setdefault(prompt, row)
                best[name][prompt] = row | {what: max(row[what], before[what]) for what in ("prefill", "decode")}
    return best["engine"], best["transformers"]


def _cell(ours: float, theirs: float) -> str:
    return (
        f"{ours:.0f}, {theirs:.0f}, **{ours / theirs:.2f}**"
        if ours >= 100
        else f"{ours:.1f}, {theirs:.1f}, **{ours / theirs:.2f}**"
    )


# A step takes the next tokens and returns the best next one; a new sequence gives a new step.
Step = Callable[[list[int]], int]
Sequences = Callable[[], Step]


def _measured(given: argparse.Namespace) -> dict[str, Any]:
    import torch

    torch.set_num_threads(given.threads)
    vocabulary = json.loads((given.checkpoint / "config.json").read_text(encoding="utf-8"))["vocab_size"]
    sequences = IMPLEMENTATIONS[given.one](given.checkpoint, given.kind, given.experts)
    rows: dict[str, Any] = {}
    for length in given.prompts.split(","):
        ids = torch.randint(2, vocabulary, (int(length),), generator=torch.Generator().manual_seed(0)).tolist()
        step = sequences()
        step([step(ids[:128])])  # warm
        runs = [_timed(sequences(), ids, max(given.new, COMPARED)) for _ in range(2)]
        rows[length] = {
            "prefill": max(run["prefill"] for run in runs),
            "decode": max(run["decode"] for run in runs),
            "tokens": runs[0]["tokens"][:COMPARED],
        }
    return rows


def _timed(step: Step, ids: list[int], new: int) -> dict[str, Any]:
    begun = time.perf_counter()
    tokens = [step(ids)]
    filled = time.perf_counter()
    for _ in range(new):
        tokens.append(step(tokens[-1:]))
    ended = time.perf_counter()
    return {"prefill": len(ids) / (filled - begun), "decode": new / (ended - filled), "tokens": tokens}


def _engine(folder: Path, kind: str, _: str) -> Sequences:
    import torch

    from local_engine.model import Model

    threads = torch.get_num_threads()
    model = Model.load(folder, keep=kind)  # type: ignore[arg-type]  # one of the three that it names
    torch.set_num_threads(threads)

    def new_sequence() -> Step:
        cache = model.new_cache()
        return lambda tokens: int(model.forward(tokens, cache).argmax())

    return new_sequence


def _transformers(folder: Path, kind: str, experts: str) -> Sequences:
    import torch
    from transformers import DeepseekV4ForCausalLM, DynamicCache, FineGrainedFP8Config

    dtype = getattr(torch, kind)
    model = DeepseekV4ForCausalLM.from_pretrained(
        folder,
        dtype=dtype,
        attn_implementation="eager",
        experts_implementation=experts,
        quantization_config=FineGrainedFP8Config(dequantize=True),
    ).eval()
    if dtype == torch.float32:
        model.to(dtype)  # its loader leaves dequantised matrices in bfloat16

    def new_sequence() -> Step:
        cache = DynamicCache(config=model.config)

        @torch.inference_mode()
        def step(tokens: list[int]) -> int:
            out = model(torch.tensor([tokens]), past_key_values=cache, use_cache=True, logits_to_keep=1)
            return int(out.logits[0, -1].argmax())

        return step

    return new_sequence


IMPLEMENTATIONS: dict[str, Callable[[Path, str, str], Sequences]] = {"engine": _engine, "transformers": _transformers}


if __name__ == "__main__":
    main()
