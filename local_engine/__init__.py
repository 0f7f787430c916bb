"""A small engine that runs DeepSeek-V4 checkpoints and serves them over HTTP. Start: README.md, then model.py."""

import os

# Before torch is loaded by any module of this package: idle OpenMP threads must sleep, or they take the cores from the
# client that runs beside us.
os.environ.setdefault("OMP_WAIT_POLICY", "passive")
os.environ.setdefault("GOMP_SPINCOUNT", "0")
