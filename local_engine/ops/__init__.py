"""The operators of the model. Import them from here: that also registers the faster implementations."""

from local_engine.ops import dense, experts, native, sparse, streams
from local_engine.ops.reference import (
    Expert,
    Far,
    Mix,
    attend,
    blend,
    choose,
    expert,
    gated,
    grouped_linear,
    linear,
    mixture,
    read_streams,
    rms,
    root,
    rotate,
    scores,
    sinkhorn,
    turns,
    write_streams,
)
from local_engine.ops.registry import VARIABLE, Operator, asked, reference_only

FASTER = (dense, experts, sparse, streams, native)  # the modules that register, by being imported

__all__ = [
    "FASTER",
    "VARIABLE",
    "Expert",
    "Far",
    "Mix",
    "Operator",
    "asked",
    "attend",
    "blend",
    "choose",
    "expert",
    "gated",
    "grouped_linear",
    "linear",
    "mixture",
    "native",
    "read_streams",
    "reference_only",
    "rms",
    "root",
    "rotate",
    "scores",
    "sinkhorn",
    "turns",
    "write_streams",
]
