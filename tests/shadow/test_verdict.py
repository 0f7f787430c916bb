"""Gates from intervals, and the verdict from gates."""

from __future__ import annotations

from typing import Any

import pytest

from v4migrate.config import Margins
from v4migrate.cost.ratio import Ratio
from v4migrate.shadow.statistics import PairedDifference
from v4migrate.shadow.verdict import DEMONSTRATION, Decision, Gate, Verdict, cost_gate, judge, quality_gate

MARGINS = Margins()


def share(low: float, high: float) -> PairedDifference:
    return PairedDifference(1000, 5, 5, 0.0, low, high, 1000, 1.0)


@pytest.mark.parametrize(
    ("low", "high", "decision"),
    [
        pytest.param(-0.004, 0.004, Decision.PASS, id="whole-interval-within-half-a-point"),
        pytest.param(-0.005, 0.004, Decision.UNDECIDED, id="touches-the-margin"),
        pytest.param(-0.03, 0.01, Decision.UNDECIDED, id="straddles"),
        pytest.param(-0.03, -0.005, Decision.UNDECIDED, id="upper-end-on-the-margin"),
        pytest.param(-0.03, -0.006, Decision.FAIL, id="whole-interval-worse"),
        pytest.param(0.01, 0.03, Decision.PASS, id="better"),
    ],
)
def test_quality_gate(low: float, high: float, decision: Decision) -> None:
    assert quality_gate("success", share(low, high), MARGINS, demonstration=False).decision is decision


@pytest.mark.parametrize(
    ("ratio", "decision"),
    [
        pytest.param(Ratio(0.9, 0.8, 1.0, 9), Decision.PASS, id="upper-end-on-the-margin"),
        pytest.param(Ratio(0.9, 0.8, 1.01, 9), Decision.UNDECIDED, id="straddles"),
        pytest.param(Ratio(1.2, 1.01, 1.4, 9), Decision.FAIL, id="whole-interval-dearer"),
        pytest.param(Ratio(0.9, None, None, 2), Decision.UNDECIDED, id="too-few-sessions"),
        pytest.param(Ratio(None, None, None, 0), Decision.NOT_APPLICABLE, id="nothing-priced"),
    ],
)
def test_cost_gate(ratio: Ratio, decision: Decision) -> None:
    assert cost_gate(ratio, 100, MARGINS, "L0").decision is decision


def gates(*decisions: Decision, discounted: str | None = None) -> list[Gate]:
    return [
        Gate(f"g{index}", f"Gate {index}", 1.0, decision, 10, discounted=discounted)
        for index, decision in enumerate(decisions)
    ]


PASS, FAIL, UNDECIDED, NONE = Decision.PASS, Decision.FAIL, Decision.UNDECIDED, Decision.NOT_APPLICABLE
WHOLE: dict[str, Any] = {"doubts": [], "demonstration": False, "unanswered": 0}


@pytest.mark.parametrize(
    ("decisions", "run", "verdict", "reason"),
    [
        pytest.param([PASS, PASS], {}, Verdict.GO, "every gate", id="all-pass"),
        pytest.param([PASS, NONE], {}, Verdict.GO, "every gate", id="what-does-not-apply-does-not-hinder"),
        pytest.param([PASS, UNDECIDED], {}, Verdict.REVIEW, "Gate 1: undecided", id="one-undecided"),
        pytest.param([UNDECIDED, FAIL], {}, Verdict.NO_GO, "Gate 1: worse", id="one-fails"),
        pytest.param([NONE, NONE], {}, Verdict.REVIEW, "no gate had anything", id="nothing-measured"),
        pytest.param([PASS], {"doubts": ["not the whole"]}, Verdict.REVIEW, "not the whole", id="a-doubt-forbids-go"),
        pytest.param(
            [FAIL], {"doubts": ["not the whole"]}, Verdict.NO_GO, "Gate 0: worse", id="a-doubt-excuses-nothing"
        ),
        pytest.param([PASS], {"unanswered": 3}, Verdict.REVIEW, "3 planned requests", id="unfinished"),
        pytest.param(
            [FAIL], {"demonstration": True}, Verdict.REVIEW, "demonstration weights", id="demonstration-weights"
        ),
        pytest.param(
            [PASS],
            {"demonstration": True},
            Verdict.REVIEW,
            "demonstration weights",
            id="demonstration-weights-never-go",
        ),
    ],
)
def test_verdict(decisions: list[Decision], run: dict[str, Any], verdict: Verdict, reason: str) -> None:
    judgement = judge(gates(*decisions), **WHOLE | run)
    assert judgement.verdict is verdict
    assert reason in judgement.reasons[0]


def test_demonstration_weights_discount_quality() -> None:
    assert quality_gate("success", share(-0.5, -0.4), MARGINS, demonstration=True).discounted == DEMONSTRATION


def test_gate_whose_pairs_were_all_ignored_is_undecided_and_forbids_go() -> None:
    gate = quality_gate("complete", None, MARGINS, demonstration=False, ignored=3)
    assert gate.decision is UNDECIDED
    assert judge([gate, *gates(PASS)], **WHOLE).verdict is Verdict.REVIEW


def test_undecided_says_how_many_more_pairs() -> None:
    gate = quality_gate(
        "success", PairedDifference(100, 0, 0, 0.0, -0.026, 0.026, 100, 1.0), MARGINS, demonstration=False
    )
    assert "more pairs would decide" in judge([gate], **WHOLE).reasons[0]
