"""What may stand in a field of `config.json`. Each function raises ConfigError with one line that names file and field."""

from __future__ import annotations

import math
from typing import Any

from local_engine.errors import ConfigError

RELEASED = "take the config.json of the release"


def is_number(value: Any, *, whole: bool) -> bool:
    """JSON as Python reads it has booleans that are ints, and NaN and infinities among its floats."""
    if isinstance(value, bool):
        return False
    return isinstance(value, int) or (not whole and isinstance(value, float) and math.isfinite(value))


def whole_numbers(name: str, given: object, where: str) -> tuple[int, ...]:
    """The list in a field, as a tuple."""
    if not isinstance(given, list) or not all(is_number(number, whole=True) for number in given):
        raise ConfigError(f"{where}: {name} must be a list of whole numbers, found {given!r}; {RELEASED}")
    return tuple(given)


def fp8_block(quantization: object, where: str) -> int:
    """The side of the square FP8 blocks; 128 where nothing is quantised."""
    if quantization is None:
        return 128
    if not isinstance(quantization, dict):
        raise ConfigError(f"{where}: quantization_config must be an object, found {quantization!r}; {RELEASED}")
    method, block = quantization.get("quant_method", "fp8"), quantization.get("weight_block_size", [128, 128])
    if method != "fp8" or quantization.get("scale_fmt", "ue8m0") != "ue8m0":
        raise ConfigError(
            f"{where}: quantization_config is not the fp8 with ue8m0 scales of the release; take a checkpoint in its formats"
        )
    sides = whole_numbers("weight_block_size", block, where)
    if len(sides) != 2 or sides[0] != sides[1] or sides[0] < 1:
        raise ConfigError(f"{where}: weight_block_size is {block!r}; square blocks such as [128, 128] are supported")
    return sides[0]


def expert_dtype(given: object, where: str) -> str | None:
    """The format of the experts, or None where the field is absent."""
    if given is not None and given not in ("fp4", "fp8"):
        raise ConfigError(f"{where}: expert_dtype is {given!r}; known: 'fp4', 'fp8'; {RELEASED}")
    return given and str(given)
