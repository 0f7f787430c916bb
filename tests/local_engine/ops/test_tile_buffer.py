"""The room for decoded rows is kept from call to call."""

from __future__ import annotations

import threading

import torch

from local_engine import ops
from local_engine.matrix import Dense


def test_buffer_first_asked_for_in_inference_mode_is_written_to_outside_of_it() -> None:
    x, w = torch.ones(1, 8), Dense(torch.full((4, 8), 0.5, dtype=torch.bfloat16))
    found: list[list[float]] = []

    def both() -> None:
        with torch.inference_mode():
            found.append(ops.linear(x, w)[0].tolist())
        found.append(ops.linear(x, w)[0].tolist())

    thread = threading.Thread(target=both)  # buffers belong to a thread: a new one has none yet
    thread.start()
    thread.join()
    assert found == [[4.0] * 4] * 2
