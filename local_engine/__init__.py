"""A small engine that runs DeepSeek-V4 checkpoints and serves them over HTTP. Start: README.md, then model.py."""

import os


def yield_cores() -> None:
    """Has idle OpenMP threads of torch sleep instead of spin, or they take the cores from the client that runs beside a server.

    To be called before torch is loaded. Alone on a quiet machine, threads that spin are quicker: they are torch's own choice.
    """
    os.environ.setdefault("OMP_WAIT_POLICY", "passive")
    os.environ.setdefault("GOMP_SPINCOUNT", "0")
