"""Intervals for the gates. All bounds are one-sided 95 %, so two of them make a 90 % interval.

Sources: Tango, "Equivalence test and confidence interval for the difference in proportions for the paired-sample design", Statistics in
Medicine 17 (1998) 891-908; Rao and Scott, "A simple method for the analysis of clustered binary data",
Biometrics 48 (1992) 577-585, for dividing the counts by the design effect.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from statistics import NormalDist

ONE_SIDED = 0.95
_MOST_PAIRS = 10_000_000


@dataclass(frozen=True)
class PairedDifference:
    """Share of the candidate minus share of the control over n pairs, with its interval; shares, not percentage points."""

    pairs: int
    gained: int
    lost: int
    difference: float
    low: float
    high: float
    clusters: int
    design_effect: float


def paired_difference(
    outcomes: Sequence[tuple[bool, bool]], clusters: Sequence[str], level: float = ONE_SIDED
) -> PairedDifference:
    """Tango's interval from (control, candidate) outcomes, its counts divided by the design effect of the clusters.

    Raises ValueError for no outcomes: there is no interval to give.
    """
    if not outcomes:
        raise ValueError("no pairs")
    gained = sum(candidate and not control for control, candidate in outcomes)
    lost = sum(control and not candidate for control, candidate in outcomes)
    effect = design_effect([float(candidate) - float(control) for control, candidate in outcomes], clusters)
    n = len(outcomes)
    low, high = tango(gained / effect, lost / effect, n / effect, level)
    return PairedDifference(n, gained, lost, (gained - lost) / n, low, high, len(set(clusters)), effect)


def tango(gained: float, lost: float, n: float, level: float = ONE_SIDED) -> tuple[float, float]:
    """One-sided lower and upper bounds of p(candidate) - p(control); `gained` and `lost` are the discordant counts."""
    z = NormalDist().inv_cdf(level)
    estimate = (gained - lost) / n
    low = -1.0 if estimate <= -1 else _solve(lambda delta: _score(delta, gained, lost, n) - z, -1.0, estimate)
    high = 1.0 if estimate >= 1 else _solve(lambda delta: _score(delta, gained, lost, n) + z, estimate, 1.0)
    return low, high


def _score(delta: float, gained: float, lost: float, n: float) -> float:
    """Tango's statistic, (4) and (5) of the paper: falls from +inf to -inf as delta goes from -1 to 1."""
    b = -gained - lost + (2 * n - gained + lost) * delta
    c = -lost * delta * (1 - delta)
    nuisance = (math.sqrt(max(0.0, b * b - 8 * n * c)) - b) / (4 * n)
    variance = n * (2 * nuisance + delta * (1 - delta))
    above = gained - lost - n * delta
    if variance <= 0:
        return math.copysign(math.inf, above) if above else 0.0
    return above / math.sqrt(variance)


def _solve(falling: Callable[[float], float], low: float, high: float) -> float:
    for _ in range(80):
        middle = (low + high) / 2
        if falling(middle) > 0:
            low = middle
        else:
            high = middle
    return (low + high) / 2


def design_effect(values: Sequence[float], clusters: Sequence[str]) -> float:
    """Variance of the mean with clusters over that without, never below 1 (nor defined where all values are equal: then 1)."""
    n, mean = len(values), sum(values) / len(values)
    plain = sum((value - mean) ** 2 for value in values)
    sums: dict[str, float] = defaultdict(float)
    for value, cluster in zip(values, clusters, strict=True):
        sums[cluster] += value - mean
    count = len(sums)
    if plain == 0 or count < 2 or n < 2:
        return 1.0
    clustered = count / (count - 1) * sum(residual**2 for residual in sums.values())
    return max(1.0, clustered / (plain * n / (n - 1)))


def more_pairs(found: PairedDifference, margin: float, level: float = ONE_SIDED) -> int | None:
    """About how many further pairs decide against `-margin` if the shares stay as they are; None if no reachable number does."""
    factor = 1.0
    while found.pairs * factor <= _MOST_PAIRS:
        scale = factor / found.design_effect
        low, high = tango(found.gained * scale, found.lost * scale, found.pairs * scale, level)
        if low > -margin or high < -margin:
            return math.ceil(found.pairs * (factor - 1))
        factor *= 1.05
    return None
