"""A rectangle of a stored matrix, for engines that share a layer out: only its bytes are touched.

Rows of a mapped matrix are a view. Columns are copied, so that the part lies in one piece. A quantised part must begin and
end where a block of its scale does, or at the edge of the matrix.
"""

from __future__ import annotations

from local_engine.formats import FP4_GROUP
from local_engine.matrix import Dense, Fp4, Fp8, Matrix

WHOLE = slice(None)


def part_of(matrix: Matrix, rows: slice = WHOLE, columns: slice = WHOLE) -> Matrix:
    """The matrix [rows, columns], in the form of the whole. Raises ValueError where a block of a scale would be cut."""
    n, k = matrix.shape
    if isinstance(matrix, Dense):
        (a, b), (c, d) = _bounds(rows, n, 1, "row"), _bounds(columns, k, 1, "column")
        return Dense(matrix.weight[a:b, c:d].contiguous())
    if isinstance(matrix, Fp4):
        (a, b), (c, d) = _bounds(rows, n, 1, "row"), _bounds(columns, k, FP4_GROUP, "column")
        packed, scale = matrix.packed[a:b, c // 2 : d // 2], matrix.scale[a:b, c // FP4_GROUP : d // FP4_GROUP]
        return Fp4(packed.contiguous(), scale.contiguous())
    side = matrix.block
    (a, b), (c, d) = _bounds(rows, n, side, "row"), _bounds(columns, k, side, "column")
    scale = matrix.scale[a // side : -(-b // side), c // side : -(-d // side)]
    return Fp8(matrix.weight[a:b, c:d].contiguous(), scale.contiguous(), side)


def _bounds(part: slice, size: int, step: int, what: str) -> tuple[int, int]:
    """First and one past the last index; negative and missing ends as in any slice."""
    start, stop, stride = part.indices(size)
    if stride != 1 or start >= stop:
        raise ValueError(f"{what}s {part.start}:{part.stop}:{part.step} of {size} are empty or not in one piece")
    for edge in (start, stop):
        if edge % step and edge != size:
            raise ValueError(
                f"{what} {edge} lies inside a block of {step} that shares one scale; cut at a multiple of {step}"
            )
    return start, stop
