"""How many bytes the files of a release have in each number format."""

from __future__ import annotations

from collections import defaultdict
from math import prod

from local_engine.arithmetic.steps import Claim, Step
from local_engine.config import Config
from local_engine.storage import HasForm, released_storage, size

# number format in the headers -> the name of the term, bytes of so many numbers, and what is stored so
FORMATS = {
    "I8": ("fp4", "numbers / 2", "routed experts, two numbers to a byte"),
    "F8_E4M3": ("fp8", "numbers", "attention and shared experts, in Base routed experts too"),
    "F8_E8M0": ("scales", "numbers", "one for 32 numbers of FP4 or for a block of FP8"),
    "BF16": ("bfloat16", "2 × numbers", "embedding, head, routers, compressors, norms"),
    "F32": ("float32", "4 × numbers", "mixers of streams, sinks, position and routing biases"),
    "I64": ("int64", "8 × numbers", "experts by token id"),
}


def files_claim(config: Config) -> Claim:
    """The formats that the release has, in the order of `FORMATS`, and their sum."""
    stored: dict[str, list[HasForm]] = defaultdict(list)
    for form in released_storage(config).values():
        stored[form.dtype].append(form)
    steps, total = [], dict[str, float]()
    for dtype, (term, formula, what) in FORMATS.items():
        if forms := stored.get(dtype):
            total[term] = sum(map(size, forms))
            steps.append(Step(f"in {dtype}", formula, {"numbers": _numbers(forms)}, total[term], "B", note=what))
    steps.append(Step("in all", " + ".join(total), total, sum(total.values()), "B", note="draft blocks are counted"))
    return Claim("Files of the release, by number format", tuple(steps))


def _numbers(forms: list[HasForm]) -> int:
    return sum(prod(form.shape) * (2 if form.dtype == "I8" else 1) for form in forms)
