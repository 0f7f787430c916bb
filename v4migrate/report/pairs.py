"""Pairs for a person to read: the worst, and a few drawn at random so that the worst are not taken for the rule."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import Any

from v4migrate.report.model import PairEntry, Side
from v4migrate.shadow.assess import JudgedPair
from v4migrate.shadow.compare import similarity
from v4migrate.traffic.exchange import Answer, Usage

WORST, RANDOM = 10, 5
_LONGEST = 1200  # characters of a text in the report


def worst_pairs(pairs: Sequence[JudgedPair]) -> list[PairEntry]:
    """Pairs that lost a check or differ, most lost checks first, then the least similar."""
    bad = [entry for entry in pairs if entry.lost]
    bad.sort(key=lambda entry: (-len(entry.lost), entry.score(similarity.CHECK) or 0.0, entry.pair.control.record_id))
    return [_entry(entry) for entry in bad[:WORST]]


def random_pairs(pairs: Sequence[JudgedPair]) -> list[PairEntry]:
    """The same few pairs every time: drawn by a hash of the record."""
    shown = {entry.record_id for entry in worst_pairs(pairs)}
    others = [entry for entry in pairs if entry.pair.control.record_id not in shown]
    others.sort(key=lambda entry: hashlib.sha256(f"shown:{entry.pair.control.record_id}".encode()).digest())
    return [_entry(entry) for entry in others[:RANDOM]]


def _entry(entry: JudgedPair) -> PairEntry:
    control, candidate = entry.pair.control, entry.pair.candidate
    findings = [
        difference.reason + (f" (ignored: {found.ignored})" if found.ignored else "")
        for found in entry.comparisons
        for difference in found.differences
    ]
    return PairEntry(
        record_id=control.record_id,
        ts=control.ts,
        route=control.route,
        source=control.source,
        prompt=_cut(_last_message(control.request))[0],
        findings=list(dict.fromkeys(findings)),
        similarity=entry.score(similarity.CHECK),
        control=_side(control.answer, control.usage, control.latency_ms, control.error),
        candidate=_side(candidate.answer, candidate.usage, candidate.latency_ms, candidate.error),
    )


def _side(answer: Answer | None, usage: Usage | None, latency_ms: int | None, error: str | None) -> Side:
    text, cut = _cut(answer.content if answer else "")
    return Side(
        text=text,
        cut=cut,
        tool_calls=[f"{call.name}({call.arguments})" for call in answer.tool_calls] if answer else [],
        finish_reason=answer.finish_reason if answer else None,
        completion_tokens=usage.completion if usage else None,
        latency_ms=latency_ms,
        error=error,
    )


def _last_message(request: dict[str, Any]) -> str:
    messages = request.get("messages") or [{}]
    content = messages[-1].get("content")
    if isinstance(content, list):
        content = " ".join(str(part.get("text", "[not text]")) for part in content if isinstance(part, dict))
    return str(content or "")


def _cut(text: str) -> tuple[str, bool]:
    return (text, False) if len(text) <= _LONGEST else (text[:_LONGEST], True)
