"""A checkpoint folder: config.json, safetensors shards and their index. `Checkpoint(folder).load()` keeps weights as stored."""

from local_engine.checkpoint.headers import INDEX, SINGLE, Stored
from local_engine.checkpoint.opened import Checkpoint
from local_engine.checkpoint.weights import Weights
from local_engine.storage import Keep

__all__ = ["INDEX", "SINGLE", "Checkpoint", "Keep", "Stored", "Weights"]
