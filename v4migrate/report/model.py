"""The report as data: report.json, from which every other rendering is made.

Version 1. Money is text with all its digits and the currency in the key; shares are fractions of 1; instants are ISO 8601. A field
that is added keeps the version; one that changes its meaning or goes away raises it.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Literal

from pydantic import AwareDatetime, BaseModel, ConfigDict

SCHEMA_VERSION = 1


class Part(BaseModel):
    """Base of all parts: frozen, nothing unknown."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Interval(Part):
    """A value with its 90 % interval; None where nothing can be said."""

    value: float | None
    low: float | None
    high: float | None


class GateEntry(Part):
    """One gate. For unit `pp` the interval is the difference in percentage points, for `ratio` it is V4 / V3.2."""

    name: str
    title: str
    unit: Literal["pp", "ratio"]
    margin: float
    decision: str
    discounted: str | None
    interval: Interval
    pairs: int
    gained: int
    lost: int
    clusters: int
    design_effect: float | None
    more_pairs: int | None


class Money(Part):
    """Both sides of a set of exchanges."""

    name: str
    exchanges: int
    control_usd: Decimal
    candidate_usd: Decimal
    ratio: Interval
    clusters: int


class Hour(Part):
    """One hour of the week, UTC, weekday 0 = Monday."""

    weekday: int
    hour: int
    exchanges: int
    candidate_usd: Decimal
    is_peak: bool


class TariffEntry(Part):
    """A price row that was used: USD per 1M tokens."""

    model: str
    window: str
    from_: AwareDatetime | None  # None for a price that is only stated
    until: AwareDatetime | None
    hit_usd: Decimal
    miss_usd: Decimal
    out_usd: Decimal
    source: str
    checked: str
    notes: list[str] = []


class Cost(Part):
    """The week under one target, at one level of evidence."""

    target: str
    level: Literal["L0", "L3"]
    level_meaning: str
    total: Money
    routes: list[Money]
    windows: list[Money]
    hours: list[Hour]
    unpriced: int
    weeks_forward: int


class FieldDifference(Part):
    """A difference counted over all pairs; `example` is one of its reasons."""

    kind: str
    path: str
    pairs: int
    example: str


class Check(Part):
    """One check over all pairs it applies to."""

    name: str
    pairs: int
    control_good: int
    candidate_good: int
    gained: int
    lost: int
    ignored: dict[str, int]
    differences: list[FieldDifference]


class Measure(Part):
    """A figure that informs and does not gate."""

    title: str
    text: str


class RequestChange(Part):
    """What the replay changed in the requests."""

    field: str
    requests: int
    before: str
    after: str
    why: str


class Side(Part):
    """One side of a pair; text is cleaned, and cut where `cut` says so."""

    text: str
    cut: bool
    tool_calls: list[str]
    finish_reason: str | None
    completion_tokens: int | None
    latency_ms: int | None
    error: str | None


class PairEntry(Part):
    """A pair side by side."""

    record_id: str
    ts: AwareDatetime
    route: str
    source: str
    prompt: str
    findings: list[str]
    similarity: float | None
    control: Side
    candidate: Side


class RejectEntry(Part):
    """A line that is no exchange."""

    place: str
    reason: str


class DataQuality(Part):
    """What the recording is worth."""

    lines: int
    exchanges: int
    duplicates: int
    outside_window: int
    presumed_official: int
    excluded: dict[str, int]
    failed_in_recording: int
    not_replayable: dict[str, int]
    rejects: int
    first_rejects: list[RejectEntry]
    masked: dict[str, int]


class RunEntry(Part):
    """What was run."""

    created_at: AwareDatetime
    facts_at: AwareDatetime
    profile: str
    target: str
    backend: str
    checkpoint: str | None
    is_demonstration: bool
    days: int
    first: AwareDatetime
    last: AwareDatetime
    planned: int
    answered: int
    unanswered: int
    limit: int | None
    accept_alias: bool
    max_output_tokens: int
    served: dict[str, int]
    fingerprints: dict[str, int]


class Method(Part):
    """How the figures came about."""

    margins_sha256: str
    sample_seed: int
    bootstrap_seed: int
    bootstrap_replicates: int
    notes: list[str]


class Report(Part):
    """report.json."""

    schema_version: int = SCHEMA_VERSION
    tool: str
    verdict: Literal["GO", "NO-GO", "REVIEW"]
    reasons: list[str]
    is_complete: bool
    run: RunEntry
    gates: list[GateEntry]
    costs: list[Cost]
    measured_cost: Cost | None
    checks: list[Check]
    measures: list[Measure]
    request_changes: list[RequestChange]
    worst: list[PairEntry]
    random: list[PairEntry]
    data: DataQuality
    tariffs: list[TariffEntry]
    method: Method

    @property
    def prices_in_words(self) -> str | None:
        """What a reader must know before any sum, or None: prices that are only stated are no evidence."""
        if all(row.from_ is not None for row in self.tariffs):
            return None
        return f"Prices as stated under the profile {self.run.profile}, without dates; the dated facts contradict them."

    def text(self) -> str:
        """The content of report.json."""
        return self.model_dump_json(indent=2) + "\n"
