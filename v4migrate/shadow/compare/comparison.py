"""What every comparer returns."""

from __future__ import annotations

from dataclasses import dataclass

from v4migrate.shadow.difference import Difference


@dataclass(frozen=True)
class Comparison:
    """Did each side meet the check, and where do they differ?

    `ignored` holds the reason why a known difference is counted apart and enters no share. `score` is for checks that measure
    instead of judge.
    """

    check: str
    control: bool
    candidate: bool
    differences: tuple[Difference, ...] = ()
    ignored: str | None = None
    score: float | None = None

    @property
    def is_lost(self) -> bool:
        """The control met the check and the candidate does not."""
        return self.control and not self.candidate and self.ignored is None
