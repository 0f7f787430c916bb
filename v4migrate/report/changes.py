"""What changed: checks over all pairs, measures that inform, and the requests themselves."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from statistics import median

from v4migrate.cost.ratio import ratio_of_sums
from v4migrate.report import model
from v4migrate.shadow.assess import JudgedPair
from v4migrate.shadow.compare import length, similarity
from v4migrate.shadow.compare.comparison import Comparison
from v4migrate.shadow.plan import PlanRow
from v4migrate.traffic.exchange import Answer

_LISTED = 8


def checks(pairs: Sequence[JudgedPair]) -> list[model.Check]:
    """Checks that judge, in the order of the comparers; those that only measure are in `measures`."""
    by_name: dict[str, list[Comparison]] = {}
    for entry in pairs:
        for comparison in entry.comparisons:
            if comparison.score is None:
                by_name.setdefault(comparison.check, []).append(comparison)
    return [_check(name, comparisons) for name, comparisons in by_name.items()]


def _check(name: str, comparisons: list[Comparison]) -> model.Check:
    counted = [found for found in comparisons if found.ignored is None]
    differences: dict[tuple[str, str], list[str]] = {}
    for found in counted:
        for place, reason in {(entry.kind, entry.path): entry.reason for entry in found.differences}.items():
            differences.setdefault(place, []).append(reason)
    most = sorted(differences.items(), key=lambda item: (-len(item[1]), item[0]))[:_LISTED]
    return model.Check(
        name=name,
        pairs=len(counted),
        control_good=sum(found.control for found in counted),
        candidate_good=sum(found.candidate for found in counted),
        gained=sum(found.candidate and not found.control for found in counted),
        lost=sum(found.is_lost for found in counted),
        ignored=dict(Counter(found.ignored for found in comparisons if found.ignored is not None)),
        differences=[
            model.FieldDifference(kind=kind, path=path, pairs=len(reasons), example=reasons[0])
            for (kind, path), reasons in most
        ],
    )


def measures(pairs: Sequence[JudgedPair]) -> list[model.Measure]:
    """Length, similarity and latency; empty without pairs in which both sides answered."""
    both = [(entry, answers) for entry in pairs if (answers := entry.pair.answers) is not None]
    found = [_length(both), _similarity(pairs)]
    before = [latency for entry, _ in both if (latency := entry.pair.control.latency_ms) is not None]
    if before:
        after = median(entry.pair.candidate.latency_ms for entry, _ in both)
        text = f"recorded {median(before) / 1000:.1f} s, replayed {after / 1000:.1f} s"
        found.append(model.Measure(title="Median time to the whole answer (not comparable)", text=text))
    return [measure for measure in found if measure is not None]


def _length(both: Sequence[tuple[JudgedPair, tuple[Answer, Answer]]]) -> model.Measure | None:
    texts = [(entry, answers) for entry, answers in both if entry.score(length.CHECK) is not None]
    ratio = ratio_of_sums(
        [len(control.content) for _, (control, _) in texts],
        [len(candidate.content) for _, (_, candidate) in texts],
        [entry.pair.control.session for entry, _ in texts],
    )
    if ratio.value is None:
        return None
    spread = "" if ratio.low is None else f" (90 % interval {ratio.low:.2f} to {ratio.high:.2f})"
    return model.Measure(title="Length of the visible answers, V4 / V3.2", text=f"{ratio.value:.2f}{spread}")


def _similarity(pairs: Sequence[JudgedPair]) -> model.Measure | None:
    scores = [score for entry in pairs if (score := entry.score(similarity.CHECK)) is not None]
    if not scores:
        return None
    return model.Measure(title="Median similarity of the texts, 0 to 1", text=f"{median(scores):.2f}")


def request_changes(rows: Sequence[PlanRow]) -> list[model.RequestChange]:
    """What the replay changed in the requests, by field, the most frequent change first."""
    changes: Counter[tuple[str, str, str, str]] = Counter()
    for row in rows:
        for change in row.changes if row.is_sampled else ():
            changes[change.field, _short(change.before), _short(change.after), change.why] += 1
    return [
        model.RequestChange(field=field, requests=number, before=before, after=after, why=why)
        for (field, before, after, why), number in sorted(changes.items(), key=lambda item: (item[0][0], -item[1]))
    ]


def _short(value: object) -> str:
    return "absent" if value is None else json.dumps(value, ensure_ascii=False)[:80]
