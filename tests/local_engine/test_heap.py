"""Free memory goes back to the system after a large step."""

from __future__ import annotations

import pytest
import torch

from local_engine import heap, model
from local_engine.sizes import LARGE_STEP


@pytest.mark.parametrize(("tokens", "times"), [(LARGE_STEP - 1, 0), (LARGE_STEP, 1)])
def test_after_large_steps_alone(goldens, monkeypatch: pytest.MonkeyPatch, tokens: int, times: int) -> None:
    called: list[int] = []
    monkeypatch.setattr(model, "give_back", lambda: called.append(1))
    golden = goldens["nano"]
    golden.model.forward([5] * tokens, golden.model.new_cache())
    assert len(called) == times


def test_it_changes_nothing_that_is_held() -> None:
    held = torch.arange(1000.0)
    heap.give_back()
    assert torch.equal(held, torch.arange(1000.0))


def test_a_system_without_the_function_keeps_its_heap(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(heap, "_trim", lambda: None)
    heap.give_back()
