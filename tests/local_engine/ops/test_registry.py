"""Which implementation a call takes."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from local_engine.errors import EngineError
from local_engine.ops.registry import VARIABLE, Operator, asked, operator, reference_only


@pytest.fixture
def doubled() -> Operator[[int], str]:
    @operator
    def double(x: int) -> str:
        """Twice x."""
        return f"reference {2 * x}"

    @double.faster(when=lambda x: True)
    def _shifted(x: int) -> str:
        return f"shifted {x << 1}"

    @double.faster(when=lambda x: x < 2)
    def _looked_up(x: int) -> str:
        return f"looked up {(0, 2)[x]}"

    return double


def test_the_last_registered_one_that_accepts_is_taken(doubled) -> None:
    assert doubled(1) == "looked up 2"
    assert doubled(3) == "shifted 6"


def test_references_alone_inside_the_block(doubled) -> None:
    with reference_only():
        assert doubled(1) == "reference 2"
    assert doubled(1) == "looked up 2"


def test_an_operator_keeps_the_words_of_its_reference(doubled) -> None:
    assert doubled.__doc__ == "Twice x." and doubled.__name__ == "double"


@pytest.mark.parametrize(("value", "wanted"), [("reference", "reference"), ("", "faster")])
def test_the_environment_variable_forces_references(value: str, wanted: str) -> None:
    program = (
        "import torch; from local_engine import ops\n"
        "ops.rms.implementations[0] = (lambda *_: True, lambda *_: 'faster')\n"
        "print(ops.rms(torch.ones(1, 2), torch.ones(2), 1e-6) == 'faster' and 'faster' or 'reference')"
    )
    environment = os.environ | {VARIABLE: value}
    run = subprocess.run([sys.executable, "-c", program], env=environment, capture_output=True, text=True, check=True)
    assert run.stdout.strip() == wanted


@pytest.mark.parametrize("value", ["Reference", "refrence", "1"])
def test_a_word_that_means_nothing_is_refused(value: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(VARIABLE, value)
    with pytest.raises(EngineError, match=f"{VARIABLE} is '{value}'; known: reference, torch"):
        asked()
