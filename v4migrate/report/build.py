"""An assessment to a Report."""

from __future__ import annotations

from collections import Counter

from v4migrate.cost.projection import LEVELS, Projection, Row
from v4migrate.cost.ratio import REPLICATES, SEED, Ratio
from v4migrate.report import model
from v4migrate.report.changes import checks, measures, request_changes
from v4migrate.report.pairs import random_pairs, worst_pairs
from v4migrate.shadow.assess import Assessment
from v4migrate.shadow.folder import Run
from v4migrate.shadow.plan import SEED as SAMPLE_SEED
from v4migrate.shadow.verdict import Gate

NOTES = [
    "Quality: Tango's score interval for paired shares (Statistics in Medicine 17, 1998), each end a one-sided 95 % bound.",
    "Sessions: the counts of that interval are divided by their design effect (Rao and Scott, Biometrics 48, 1992).",
    "Cost: ratio of sums, 90 % percentile interval from a bootstrap that draws whole sessions.",
    "V3.2 is priced at the instant of each recorded request.",
    "V4 is priced at the same weekday and hour of the last complete weeks before the facts' date.",
    "A recorded request that failed is replayed too and counts in the success gate only (intention to treat).",
    "Public holidays of China are off-peak throughout, by the calendar of the year; a week that holds one is priced with it.",
    "Similarity sorts pairs for reading; it decides nothing.",
    "Latency of a recording and of a replay are not comparable: other hardware, other load.",
]
_LISTED = 8


def build_report(run: Run, found: Assessment) -> model.Report:
    """The report of a run, finished or not."""
    projections = [*found.projections, *([found.measured] if found.measured else [])]
    tariffs = {(t.model, t.window, t.from_): t for projection in projections for t in projection.tariffs}
    return model.Report(
        tool=run.about.tool,
        verdict=found.judgement.verdict.value,
        reasons=list(found.judgement.reasons),
        is_complete=found.unanswered == 0,
        run=_run(run, found),
        gates=[_gate(gate) for gate in found.gates],
        costs=[_cost(projection) for projection in found.projections],
        measured_cost=_cost(found.measured) if found.measured else None,
        checks=checks(found.pairs),
        measures=measures(found.pairs),
        request_changes=request_changes(run.rows),
        worst=worst_pairs(found.pairs),
        random=random_pairs(found.pairs),
        data=_data(run),
        tariffs=[
            model.TariffEntry(
                model=t.model,
                window=t.window,
                from_=t.from_,
                until=t.until,
                hit_usd=t.prices.hit,
                miss_usd=t.prices.miss,
                out_usd=t.prices.out,
                source=t.source.url,
                checked=t.source.checked.isoformat(),
                notes=list(t.notes),
            )
            for t in tariffs.values()
        ],
        method=model.Method(
            margins_sha256=run.about.margins_sha256,
            sample_seed=SAMPLE_SEED,
            bootstrap_seed=SEED,
            bootstrap_replicates=REPLICATES,
            notes=NOTES,
        ),
    )


def _run(run: Run, found: Assessment) -> model.RunEntry:
    about, identity = run.about, run.about.identity
    times = [row.control.ts for row in run.rows]
    replies = [entry.pair.candidate for entry in found.pairs]
    return model.RunEntry(
        created_at=about.created_at,
        facts_at=about.facts_at,
        profile=identity.profile,
        target=identity.target,
        backend=identity.backend,
        checkpoint=identity.checkpoint,
        is_demonstration=about.is_demonstration,
        days=identity.days,
        first=min(times),
        last=max(times),
        planned=sum(row.is_sampled for row in run.rows),
        answered=sum(reply.answer is not None for reply in replies),
        unanswered=found.unanswered,
        limit=identity.limit,
        accept_alias=identity.accept_alias,
        max_output_tokens=identity.max_output_tokens,
        served=dict(Counter(reply.served or "not stated" for reply in replies if reply.answer)),
        fingerprints=dict(Counter(reply.fingerprint or "not stated" for reply in replies if reply.answer)),
    )


def _interval(ratio: Ratio | None) -> model.Interval:
    if ratio is None:
        return model.Interval(value=None, low=None, high=None)
    return model.Interval(value=ratio.value, low=ratio.low, high=ratio.high)


def _gate(gate: Gate) -> model.GateEntry:
    share = gate.difference
    interval = _interval(gate.ratio)
    if share is not None:
        interval = model.Interval(value=100 * share.difference, low=100 * share.low, high=100 * share.high)
    return model.GateEntry(
        name=gate.name,
        title=gate.title,
        unit="ratio" if gate.ratio is not None else "pp",
        margin=gate.margin,
        decision=gate.decision.value,
        discounted=gate.discounted,
        interval=interval,
        pairs=gate.pairs,
        gained=share.gained if share else 0,
        lost=share.lost if share else 0,
        clusters=share.clusters if share else gate.ratio.clusters if gate.ratio else 0,
        design_effect=share.design_effect if share else None,
        more_pairs=gate.more_pairs,
    )


def _money(row: Row) -> model.Money:
    return model.Money(
        name=row.name,
        exchanges=row.exchanges,
        control_usd=row.control,
        candidate_usd=row.candidate,
        ratio=_interval(row.ratio),
        clusters=row.ratio.clusters,
    )


def _cost(projection: Projection) -> model.Cost:
    return model.Cost(
        target=projection.target,
        level=projection.level,
        level_meaning=LEVELS[projection.level],
        total=_money(projection.total),
        routes=[_money(row) for row in projection.routes],
        windows=[_money(row) for row in projection.windows],
        hours=[
            model.Hour(
                weekday=cell.weekday,
                hour=cell.hour,
                exchanges=cell.exchanges,
                candidate_usd=cell.candidate,
                is_peak=cell.is_peak,
            )
            for cell in projection.hours
        ],
        unpriced=projection.unpriced,
        weeks_forward=projection.weeks_forward,
    )


def _data(run: Run) -> model.DataQuality:
    counts = run.about.counts
    return model.DataQuality(
        lines=counts.lines,
        exchanges=len(run.rows),
        duplicates=counts.duplicates,
        outside_window=counts.outside_window,
        presumed_official=counts.without_host,
        excluded=counts.excluded,
        failed_in_recording=sum(not row.control.is_answered for row in run.rows),
        not_replayable=dict(Counter(row.refused for row in run.rows if row.refused)),
        rejects=len(run.rejects),
        first_rejects=[
            model.RejectEntry(place=f"{reject.file}:{reject.line}", reason=reject.reason)
            for reject in run.rejects[:_LISTED]
        ],
        masked=counts.masked,
    )
