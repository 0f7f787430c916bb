"""How fast a tile of packed weights becomes numbers: `python -m benchmarks.engine.decode [--rows N] [--columns K] [--threads T]`.

`formats.py` (tables), torch's own float8 conversion, and `ops/bits.py` into buffers that are kept, beside what reading the same
numbers costs where they are stored as bfloat16. The best of many repeats, in nanoseconds per weight; each row also as a multiple of
the fastest. Results are compared bit for bit before anything is timed.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable

import torch
from torch import Tensor

from local_engine import formats
from local_engine.matrix import Dense, Fp4, Fp8, Matrix
from local_engine.ops.bits import TileDecoder


def main() -> None:
    """Compare, measure, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=128)
    parser.add_argument("--columns", type=int, default=4096)
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--repeats", type=int, default=100)
    parser.add_argument("--quick", action="store_true", help="few repeats: does it work?")
    given = parser.parse_args()
    torch.set_num_threads(given.threads)
    repeats = 3 if given.quick else given.repeats
    value = torch.randn(given.rows, given.columns, generator=torch.Generator().manual_seed(1)) * 0.02
    print(f"{given.rows} x {given.columns}, threads {given.threads}")
    print("| weights | into | by | ns per weight | of the fastest |")
    print("|---|---|---|---|---|")
    for name, matrix in _matrices(value).items():
        for dtype in (torch.float32, torch.bfloat16):
            _rows(name, matrix, dtype, repeats)


def _matrices(value: Tensor) -> dict[str, Matrix]:
    fp8, fp8_scale = (part.view(torch.uint8) for part in formats.encode_fp8(value))
    fp4, fp4_scale = (part.view(torch.uint8) for part in formats.encode_fp4(value))
    return {
        "FP8": Fp8(fp8, fp8_scale, block=128),
        "FP4": Fp4(fp4, fp4_scale),
        "bfloat16": Dense(value.to(torch.bfloat16)),
    }


def _rows(name: str, matrix: Matrix, dtype: torch.dtype, repeats: int) -> None:
    """Prints a row for each way to decode this matrix."""
    out = torch.empty(matrix.shape, dtype=dtype)
    decoder = TileDecoder(out.numel())
    ways: dict[str, Callable[[], object]] = {"ops/bits.py": lambda: decoder.decode(matrix, 0, out.shape[0], out)}
    if not isinstance(matrix, Dense):
        ways["formats.py"] = lambda: out.copy_(matrix.decode())
    if isinstance(matrix, Fp8):
        ways["torch's float8, then its scales"] = lambda: _by_torch(matrix, out)
    wanted = matrix.decode().to(dtype)
    for way, decode in ways.items():
        out.zero_()
        decode()
        assert torch.equal(out, wanted), way
    taken = {way: _nanoseconds(decode, repeats) / out.numel() for way, decode in ways.items()}
    for way, each in taken.items():
        kind = str(dtype).removeprefix("torch.")
        print(f"| {name} | {kind} | {way} | {each:.2f} | {each / min(taken.values()):.1f} |", flush=True)


def _by_torch(matrix: Fp8, out: Tensor) -> None:
    out.copy_(matrix.weight.view(torch.float8_e4m3fn))
    factor = matrix.scale.view(torch.float8_e8m0fnu).to(torch.float32).repeat_interleave(matrix.block, 0)
    out.view(out.shape[0], -1, matrix.block).mul_(factor[: out.shape[0], :, None])


def _nanoseconds(call: Callable[[], object], repeats: int) -> float:
    best = float("inf")
    for _ in range(repeats):
        begun = time.perf_counter()
        call()
        best = min(best, time.perf_counter() - begun)
    return best * 1e9


if __name__ == "__main__":
    main()
