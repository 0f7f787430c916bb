"""What of a report the text format prints: a module of its own, so that choosing it loads nothing."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Shown:
    """Without a width, sentences are not wrapped."""

    findings: bool = True
    summary: bool = True
    suppressed: bool = False
    left: bool = False
    width: int | None = None
