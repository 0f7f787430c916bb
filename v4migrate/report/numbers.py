"""Figures as text, the same everywhere."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

from v4migrate.report.model import GateEntry, Interval


def usd(money: Decimal) -> str:
    """Two decimals from one dollar on; below that, four significant digits, so that small weeks do not read as 0.00."""
    if money == 0:
        return "$0"
    places = 2 if abs(money) >= 1 else 3 - money.adjusted()
    return f"${money.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP):,}"


def ratio(value: float | None) -> str:
    """`1.04×`; a dash where there is none."""
    return "–" if value is None else f"{value:.2f}×"


def ratio_range(interval: Interval) -> str:
    """`0.97 to 1.12`, or why there is none."""
    if interval.low is None or interval.high is None:
        return "too few sessions"
    return f"{interval.low:.2f} to {interval.high:.2f}"


def points(value: float | None) -> str:
    """`−1.2 pp` with a real minus sign."""
    return "–" if value is None else f"{value:+.1f} pp".replace("-", "−")


def gate_value(gate: GateEntry) -> str:
    """The gate's figure in its unit."""
    return ratio(gate.interval.value) if gate.unit == "ratio" else points(gate.interval.value)


def gate_range(gate: GateEntry) -> str:
    """The gate's interval in its unit."""
    low, high = gate.interval.low, gate.interval.high
    if gate.unit == "ratio":
        return ratio_range(gate.interval) if gate.interval.value is not None else "–"
    return "–" if low is None or high is None else f"{low:+.1f} to {high:+.1f}".replace("-", "−")


def gate_margin(gate: GateEntry) -> str:
    """What the gate allows."""
    return f"≤ {gate.margin:.2f}×" if gate.unit == "ratio" else f"≥ −{gate.margin:g} pp"


def change(value: float | None) -> str:
    """A ratio as a change: `+4.4 %`."""
    return "–" if value is None else f"{100 * (value - 1):+.1f} %".replace("-", "−")
