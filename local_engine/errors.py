"""Every error that the engine raises on purpose.

    EngineError                  one line: what, where, how to mend it
    ├── CheckpointError          the folder of weights cannot be used
    │   ├── ConfigError          its config.json is missing, unreadable or describes something else
    │   ├── TokenizerError       its tokenizer.json is missing or of a form that is not read here
    │   └── CheckpointTooLarge   weights, cache and working memory would not fit
    ├── PlanError                a device, a size or a context that no plan can be made for
    ├── RequestError             a request that the API answers with an error body
    ├── ContextFull              more tokens than the context of the model holds
    └── PortInUse                another program listens where the server should

The command line prints the line on stderr and exits with 2; the server turns `RequestError` into its HTTP body.
"""

from __future__ import annotations

from typing import Any


class EngineError(Exception):
    """Base of the tree. `str(error)` is one line that a user can act on."""


class CheckpointError(EngineError):
    """A file or tensor of the checkpoint is missing, damaged or of another shape; nothing was loaded."""


class ConfigError(CheckpointError):
    """`config.json` is missing, unreadable, or describes a model that this engine does not run."""


class TokenizerError(CheckpointError):
    """`tokenizer.json` is missing, or is not a byte-level BPE with the special tokens of V4."""


class CheckpointTooLarge(CheckpointError):
    """Weights, cache and working memory need more than there is; the message names the nearest plan that fits."""


class PlanError(EngineError):
    """A plan is asked for devices, sizes or a context that make no sense; nothing was planned."""


class ContextFull(EngineError):
    """The tokens of a sequence would exceed `max_position_embeddings`."""


class PortInUse(EngineError):
    """The address is taken by another program."""


class RequestError(EngineError):
    """A request that is refused with an OpenAI-style body.

    >>> RequestError("Empty input messages").body["error"]["code"]
    'invalid_request_error'
    """

    def __init__(self, message: str, *, status: int = 400, kind: str = "invalid_request_error") -> None:
        super().__init__(message)
        self.status = status
        self.body: dict[str, Any] = {"error": {"message": message, "type": kind, "param": None, "code": kind}}
