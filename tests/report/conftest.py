"""A small finished report."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest

from v4migrate.report import model

AT = datetime(2026, 3, 2, 9, tzinfo=UTC)


@pytest.fixture
def report() -> Callable[..., model.Report]:
    def make(hostile: str = "plain", verdict: Any = "REVIEW") -> model.Report:
        interval = model.Interval(value=1.04, low=0.97, high=1.12)
        money = model.Money(
            name=hostile,
            exchanges=2,
            control_usd=Decimal("0.02"),
            candidate_usd=Decimal("0.03"),
            ratio=interval,
            clusters=9,
        )
        side = model.Side(
            text=hostile,
            cut=True,
            tool_calls=[hostile],
            finish_reason="stop",
            completion_tokens=2,
            latency_ms=900,
            error=None,
        )
        pair = model.PairEntry(
            record_id="r1",
            ts=AT,
            route=hostile,
            source="log.jsonl:1",
            prompt=hostile,
            findings=[hostile],
            similarity=0.5,
            control=side,
            candidate=side.model_copy(update={"error": hostile}),
        )
        cost = model.Cost(
            target="deepseek-v4-flash",
            level="L0",
            level_meaning="recorded tokens",
            total=money,
            routes=[money],
            windows=[money],
            hours=[model.Hour(weekday=0, hour=1, exchanges=1, candidate_usd=Decimal("0.01"), is_peak=True)],
            unpriced=1,
            weeks_forward=37,
        )
        pp = model.Interval(value=-1.0, low=-2.0, high=0.5)
        gate = model.GateEntry(
            name="success",
            title="Answered",
            unit="pp",
            margin=0.5,
            decision="undecided",
            discounted=None,
            interval=pp,
            pairs=100,
            gained=0,
            lost=1,
            clusters=90,
            design_effect=1.0,
            more_pairs=400,
        )
        ratio_gate = gate.model_copy(
            update={"name": "cost_ratio", "unit": "ratio", "margin": 1.0, "interval": interval}
        )
        return model.Report(
            tool="v4migrate 0",
            verdict=verdict,
            reasons=[hostile, "another reason"],
            is_complete=True,
            run=model.RunEntry(
                created_at=AT,
                facts_at=AT,
                profile="official",
                target="deepseek-v4-flash",
                backend="local",
                checkpoint=None,
                is_demonstration=False,
                days=7,
                first=AT,
                last=AT,
                planned=2,
                answered=2,
                unanswered=0,
                limit=None,
                accept_alias=False,
                max_output_tokens=64,
                served={hostile: 2},
                fingerprints={"fp": 2},
            ),
            gates=[gate, ratio_gate],
            costs=[cost],
            measured_cost=cost,
            checks=[
                model.Check(
                    name="success",
                    pairs=2,
                    control_good=2,
                    candidate_good=1,
                    gained=0,
                    lost=1,
                    ignored={hostile: 1},
                    differences=[model.FieldDifference(kind="missing", path=hostile, pairs=1, example=hostile)],
                )
            ],
            measures=[model.Measure(title="Length", text="1.0")],
            request_changes=[model.RequestChange(field="model", requests=2, before=hostile, after="b", why="w")],
            worst=[pair],
            random=[pair],
            data=model.DataQuality(
                lines=3,
                exchanges=2,
                duplicates=0,
                outside_window=0,
                presumed_official=0,
                excluded={hostile: 1},
                failed_in_recording=0,
                not_replayable={hostile: 1},
                rejects=1,
                first_rejects=[model.RejectEntry(place="log.jsonl:3", reason=hostile)],
                masked={},
            ),
            tariffs=[],
            method=model.Method(
                margins_sha256="0" * 64, sample_seed=1, bootstrap_seed=2, bootstrap_replicates=3, notes=["n"]
            ),
        )

    return make
