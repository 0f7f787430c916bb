"""Mapped shards, and what a loaded model looks its weights up in.

A shard is mapped into memory, not read: a tensor is a view of the file's bytes, whose pages come when they are first used
and may go again. So packed weights cost the file's size at most, and nothing twice.
"""

from __future__ import annotations

from pathlib import Path

import torch
from torch import Tensor

from local_engine.checkpoint.headers import Stored
from local_engine.checkpoint.problems import AGAIN
from local_engine.errors import CheckpointError
from local_engine.matrix import Dense, Fp4, Fp8, Matrix
from local_engine.storage import Keep

TYPES = {
    "BF16": torch.bfloat16,
    "F16": torch.float16,
    "F32": torch.float32,
    "I64": torch.int64,
    "I32": torch.int32,
    "F8_E4M3": torch.uint8,  # codes stay bytes: `formats.py` gives them their meaning
    "F8_E8M0": torch.uint8,
    "I8": torch.uint8,
    "U8": torch.uint8,
}


class Shards:
    """The files of a folder, each mapped when first asked for. Writing to a view would change memory, never the file."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._mapped: dict[str, Tensor] = {}

    def tensor(self, stored: Stored) -> Tensor:
        """A view of the stored bytes, in their type and shape."""
        if stored.shard not in self._mapped:
            path = self.folder / stored.shard
            size = path.stat().st_size
            self._mapped[stored.shard] = torch.from_file(str(path), shared=False, size=size, dtype=torch.uint8)
        raw, kind = self._mapped[stored.shard][stored.start : stored.stop], TYPES[stored.dtype]
        if raw.nbytes != stored.nbytes:  # the file has changed since its header was read
            raise CheckpointError(
                f"{self.folder / stored.shard}: truncated or damaged (it ends in {stored.name!r}); {AGAIN}"
            )
        if stored.start % kind.itemsize:  # a writer that did not align its tensors: rare, and only then a copy
            raw = raw.clone()
        return raw.view(kind).view(stored.shape)

    def matrix(self, stored: Stored, scale: Stored | None, block: int) -> Matrix:
        """The matrix as stored; `scale` belongs to the quantised formats."""
        if scale is None:
            return Dense(self.tensor(stored))
        if stored.dtype == "I8":
            return Fp4(self.tensor(stored), self.tensor(scale))
        return Fp8(self.tensor(stored), self.tensor(scale), block)


def kept(matrix: Matrix, keep: Keep, *, quantised: bool) -> Matrix:
    """The matrix in the form to compute with; `quantised` says that the release stores it in FP8 or FP4.

    Those formats have at most 4 significant bits, so bfloat16 holds them exactly, as float32 does. With "bfloat16" the
    products of these matrices are computed in bfloat16 too; all others (router, compressors, head) stay as stored, with
    float32 products, as in the released code. One matrix is decoded at a time: the peak is the result and one tensor.
    """
    if keep == "packed" or (keep == "bfloat16" and not quantised):
        return matrix
    if keep == "bfloat16":
        return Dense(matrix.decode().to(torch.bfloat16), rounded=True)
    return Dense(_laid_out(matrix.decode()))


def _laid_out(weight: Tensor) -> Tensor:
    """The same (N, K), column after column in memory where rows are many: a product with one vector reads it faster so."""
    return weight.t().contiguous().t() if weight.shape[0] >= weight.shape[1] else weight


def routes(table: Tensor, experts: int) -> Tensor:
    """A routing table in the smallest type that holds its experts; widen it where it is used as an index."""
    smallest = next(kind for kind in (torch.uint8, torch.int16, torch.int32) if experts - 1 <= torch.iinfo(kind).max)
    return table.to(smallest)


class Weights:
    """Loaded tensors under official names.

    `weights.under("layers.0.attn").matrix("wq_a.weight")` is a matrix in the form in which it is kept;
    `weights["norm.weight"]` is a tensor: float32, or integers for a routing table. A matrix asked for as a tensor is
    decoded, at the cost of its size in float32.
    """

    def __init__(self, entries: dict[str, Tensor | Matrix], prefix: str = "") -> None:
        self._entries, self._prefix = entries, prefix

    def under(self, name: str) -> Weights:
        return Weights(self._entries, f"{self._prefix}{name}.")

    def __contains__(self, name: str) -> bool:
        return self._prefix + name in self._entries

    def __getitem__(self, name: str) -> Tensor:
        entry = self._entries[self._prefix + name]
        return entry if isinstance(entry, Tensor) else entry.decode()

    def matrix(self, name: str) -> Matrix:
        entry = self._entries[self._prefix + name]
        return Dense(entry) if isinstance(entry, Tensor) else entry

    def names(self) -> list[str]:
        """The official names of everything loaded, from here down, without the prefix."""
        return [name.removeprefix(self._prefix) for name in self._entries if name.startswith(self._prefix)]

    @property
    def nbytes(self) -> int:
        """Bytes of all weights as they are kept, mapped ones included."""
        return sum(entry.nbytes for entry in self._entries.values())
