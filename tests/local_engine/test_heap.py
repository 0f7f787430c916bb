"""Free memory goes back to the system after a large step."""

from __future__ import annotations

import ctypes
import subprocess
import sys

import pytest
import torch

from local_engine import heap, model, ops
from local_engine.cache import Pages
from local_engine.sizes import LARGE_STEP

HAS_TRIM = sys.platform == "linux" and hasattr(ctypes.CDLL(None), "malloc_trim")
HOLES = """
import resource
from pathlib import Path
from local_engine.heap import give_back

def resident():
    return int(Path("/proc/self/statm").read_text().split()[1]) * resource.getpagesize()

blocks = [bytes([1]) * 65536 for _ in range(2000)]  # too small for mappings of their own: all of it lies in the heap
blocks[::2] = [None] * 1000  # a hole beside each one that is kept, so that the heap cannot shrink from its end
before = resident()
give_back()
print(before - resident(), sum(len(block) for block in blocks if block and block[0] == block[-1] == 1))
"""


@pytest.mark.skipif(not HAS_TRIM, reason="the C library has no malloc_trim")
def test_holes_in_the_heap_go_back_to_the_system() -> None:
    """Of 65 MB in holes, most; nothing of what is kept."""
    done = subprocess.run([sys.executable, "-c", HOLES], capture_output=True, text=True, check=True)
    returned, kept = map(int, done.stdout.split())
    assert returned > 50e6 and kept == 1000 * 65536


@pytest.mark.parametrize(("tokens", "times"), [(LARGE_STEP - 1, 0), (LARGE_STEP, 1)])
def test_after_large_steps_alone(goldens, monkeypatch: pytest.MonkeyPatch, tokens: int, times: int) -> None:
    called: list[int] = []
    monkeypatch.setattr(model, "give_back", lambda: called.append(1))
    golden = goldens["nano"]
    golden.model.forward([5] * tokens, golden.model.new_cache())
    assert len(called) == times


@pytest.mark.parametrize(("keys", "times"), [(64, 0), (20000, 1)])
def test_before_the_scores_of_a_long_context(monkeypatch: pytest.MonkeyPatch, keys: int, times: int) -> None:
    called: list[int] = []
    monkeypatch.setattr(heap, "give_back", lambda: called.append(1))
    T, heads, width = 128, 4, 8
    pages = Pages(width, "cpu")
    pages.append(torch.randn(keys, width))
    ops.choose(torch.randn(T, heads, width), torch.rand(T, heads), pages, torch.full((T,), keys), 16)
    assert len(called) == times


@pytest.mark.parametrize(("queries", "times"), [(2, 0), (128, 1)])
def test_before_a_large_block_of_queries_attends(monkeypatch: pytest.MonkeyPatch, queries: int, times: int) -> None:
    called: list[int] = []
    monkeypatch.setattr(heap, "give_back", lambda: called.append(1))
    H, d, window = 128, 4, 128
    q, near = torch.randn(queries, H, d), torch.randn(window + queries, d)
    ops.attend(q, near, window, torch.randn(H), None)
    assert len(called) == times


def test_it_changes_nothing_that_is_held() -> None:
    held = torch.arange(1000.0)
    heap.give_back()
    assert torch.equal(held, torch.arange(1000.0))


def test_a_system_without_the_function_keeps_its_heap(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(heap, "_trim", lambda: None)
    heap.give_back()
