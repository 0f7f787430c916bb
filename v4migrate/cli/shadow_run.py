"""One shadow run from a recording to a report: plan, backend, replay, assessment. The rooms do the work; this is their order."""

from __future__ import annotations

import asyncio
import dataclasses
import secrets
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

from v4migrate.errors import InputError, TrafficError, UsageError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from v4migrate.report.model import Report
    from v4migrate.rulebook.facts import Facts
    from v4migrate.rulebook.load import Rulebook
    from v4migrate.shadow.backend import Backend
    from v4migrate.shadow.folder import About, Identity
    from v4migrate.shadow.ledger import Ledger
    from v4migrate.shadow.plan import PlanRow
    from v4migrate.traffic.clean import Cleaner
    from v4migrate.traffic.store import Recording


@dataclass(frozen=True)
class Request:
    """What the command line asks for. What makes it the same run is in `identity`; the rest may change between calls."""

    identity: Identity
    folder: Path
    checkpoint: Path | None
    key_variable: str
    concurrency: int
    budget_usd: float | None
    silent: bool


def shadow_run(request: Request, recording: Recording, rulebook: Rulebook) -> Report:
    """Make or resume the run and write its report. Raises RunIncomplete when it stops early; what was done is kept."""
    from v4migrate.cost.projection import project
    from v4migrate.shadow.folder import find_run
    from v4migrate.shadow.ledger import Ledger
    from v4migrate.shadow.plan import make_plan
    from v4migrate.traffic.clean import Cleaner

    identity, facts = request.identity, rulebook.facts
    about = find_run(request.folder, identity)
    if about is not None:
        facts = dataclasses.replace(facts, as_of=about.facts_at)
    cleaner = Cleaner(about.salt if about else secrets.token_hex(8))
    rows, requests = make_plan(
        recording.exchanges, identity.target, identity.max_output_tokens, identity.limit, facts, cleaner
    )
    if not requests:
        reasons = ", ".join(sorted({row.refused for row in rows if row.refused}))
        raise TrafficError(
            f"none of the {len(rows)} exchanges can be replayed ({reasons}); record whole requests with their messages"
        )
    project(recording.exchanges, identity.target, facts)  # a price that is missing is missed now, not after the replay
    with ExitStack() as open_things:
        candidate = None
        if about is None:
            candidate = _candidate(request, open_things)
            _is_billed(request, facts, candidate)  # a budget that cannot be kept is told before anything is written
            about = _new_run(request, recording, facts, cleaner, rows, candidate)
        with Ledger(request.folder) as ledger:
            if any(record_id not in ledger.replies for record_id in requests):
                candidate = candidate or _candidate(request, open_things)
                if candidate.is_demonstration != about.is_demonstration:
                    raise InputError(
                        f"{request.folder}: the backend of this run has other weights now (demonstration or not); "
                        "start it with the weights it had, or start anew with --out"
                    )
                _replay(request, rows, requests, facts, candidate, ledger, cleaner)
    return report_of(request.folder, rulebook)


def report_of(folder: Path, rulebook: Rulebook) -> Report:
    """Assess what lies in the folder of a run and write its report anew. Raises InputError."""
    from v4migrate.report.build import build_report
    from v4migrate.report.write import write_report
    from v4migrate.shadow.assess import assess
    from v4migrate.shadow.folder import load_run
    from v4migrate.shadow.ledger import Ledger

    run = load_run(folder)
    facts = dataclasses.replace(rulebook.facts, as_of=run.about.facts_at)
    with Ledger(folder) as ledger:
        report = build_report(run, assess(run, ledger.replies, facts))
    write_report(report, folder)
    return report


def _candidate(request: Request, until: ExitStack) -> Backend:
    """The backend, started; it stops when `until` closes."""
    from v4migrate.cli.candidate import open_candidate
    from v4migrate.cli.progress import waiting

    with waiting("Starting the backend ...", silent=request.silent):
        return until.enter_context(
            open_candidate(
                request.identity.backend,
                checkpoint=request.checkpoint,
                target=request.identity.target,
                key_variable=request.key_variable,
            )
        )


def _new_run(
    request: Request,
    recording: Recording,
    facts: Facts,
    cleaner: Cleaner,
    rows: Sequence[PlanRow],
    candidate: Backend,
) -> About:
    """Write the plan: from here on the run is fixed, margins included, and no answer was seen yet."""
    from v4migrate import __version__
    from v4migrate.shadow.folder import About, Counts, write_plan

    counts = Counts(
        lines=recording.lines,
        rejects=len(recording.rejects),
        duplicates=recording.duplicates,
        outside_window=recording.outside_window,
        without_host=recording.without_host,
        excluded=dict(recording.excluded),
        masked=dict(cleaner.masked),
    )
    about = About(
        tool=f"v4migrate {__version__}",
        created_at=datetime.now(UTC),
        facts_at=facts.as_of,
        is_demonstration=candidate.is_demonstration,
        salt=cleaner.salt,
        identity=request.identity,
        margins_sha256=request.identity.margins_sha256,
        counts=counts,
    )
    write_plan(request.folder, about, rows, recording.rejects)
    return about


def _is_billed(request: Request, facts: Facts, candidate: Backend) -> bool:
    """Does the backend charge prices that the facts know? Raises UsageError for a budget that nobody could keep."""
    from v4migrate.traffic.provenance import is_official

    is_billed = request.identity.backend != "local" and is_official(facts, candidate.base_url)
    if request.budget_usd is not None and not is_billed:
        raise UsageError(f"--budget-usd cannot be kept: no price is known for {candidate.name}; leave it out")
    return is_billed


def _replay(
    request: Request,
    rows: Sequence[PlanRow],
    requests: dict[str, dict[str, Any]],
    facts: Facts,
    candidate: Backend,
    ledger: Ledger,
    cleaner: Cleaner,
) -> None:
    from v4migrate.cli.progress import counted
    from v4migrate.cost.price import billed, worst_case
    from v4migrate.shadow.replay import Planned, Replay

    target, now = request.identity.target, datetime.now(UTC)
    is_billed = _is_billed(request, facts, candidate)
    prompts = {row.control.record_id: row.control.usage.prompt if row.control.usage else None for row in rows}
    plan = [
        Planned(key, body, worst_case(facts, target, body, prompts[key], now) if is_billed else None)
        for key, body in requests.items()
    ]
    left = sum(planned.record_id not in ledger.replies for planned in plan)
    with counted("Replaying", left, silent=request.silent) as step:
        replay = Replay(
            backend=candidate,
            ledger=ledger,
            cleaner=cleaner,
            concurrency=request.concurrency,
            budget=None if request.budget_usd is None else Decimal(str(request.budget_usd)),
            price=(lambda usage: billed(usage, facts.prices.tariff(target, datetime.now(UTC)))) if is_billed else None,
            on_answer=lambda reply: step(),
        )
        asyncio.run(replay.run(plan))
