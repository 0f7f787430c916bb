"""A plan as tables with bars, and as one document. Bars say the same without colour: each part has a mark of its own."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from rich.table import Table
    from rich.text import Text

    from local_engine.plan import Plan

BAR, BESIDE = 32, 68  # columns of a bar, and of what stands beside it; where that is too much the bar is shorter
MEMORY = (("weights", "█", "cyan"), ("cache", "▓", "magenta"), ("working", "▒", "yellow"), ("left", "░", "dim"))


def print_plan(plan: Plan, name: str, bandwidths: dict[str, tuple[float, str]], seconds: float | None) -> None:
    """Sizes, the devices with what lives there, what a token reads, and the time that follows."""
    from v4migrate.cli import render

    out, asked = render.out(), plan.question
    out.print(f"{name}: a context of {asked.context:,} tokens, weights {asked.keep}", style="bold", markup=False)
    for line in _sizes(plan):
        out.print(line, markup=False)
    if plan.fits:
        out.print()
        print_table(_memory_table(plan))
        for line in _homes(plan):
            out.print(line, markup=False)
        out.print()
        print_table(_reads_table(plan))
        for line in _time(plan, bandwidths, seconds):
            out.print(line, markup=False)
    else:
        out.print("It does not fit. Plans that do, the nearest first:", style="bold", markup=False)
        for change in plan.nearest or ("none on these devices",):
            out.print(f"  {change}", markup=False)


def _sizes(plan: Plan) -> list[str]:
    lines = [
        f"  weights         {size_text(plan.weights):>10}",
        f"  cache           {size_text(plan.cache):>10}  one sequence that fills the context, float32 in pages",
        f"    filled to     {_caches(plan)}",
        f"  working memory  {size_text(plan.working):>10}  on each device, for prompts in chunks of {plan.question.chunk} (estimate)",
    ]
    if plan.question.config.is_0731:
        lines.append("  The draft blocks (DSpark) are not loaded.")
    return lines


def _caches(plan: Plan) -> str:
    return ", ".join(f"{length:,}: {size_text(size)}" for length, size in plan.cache_by_context.items())


def _memory_table(plan: Plan) -> Table:
    table = _table("device", "memory", *(f"{plain_text(mark)} {part}" for part, mark, _ in MEMORY), "")
    assert plan.placement is not None
    for share in plan.placement.shares:
        parts = [share.weights, share.cache, share.working, share.room]
        table.add_row(share.device, size_text(share.memory), *map(size_text, parts), _stacked(parts, share.memory))
    if plan.placement.mapped:
        table.add_row("disk", "", size_text(plan.placement.mapped_bytes), "", "", "", "mapped from the files")
    return table


def _homes(plan: Plan) -> list[str]:
    from local_engine.plan.placement import spans

    assert plan.placement is not None
    lines = [f"  {share.device}: {', '.join(spans(share.held)) or 'nothing'}" for share in plan.placement.shares]
    if plan.placement.mapped:
        lines.append(f"  disk: {', '.join(spans(plan.placement.mapped))}")
    if len(plan.placement.shares) > 1:
        lines.append("  This engine loads onto one device; with several the plan is arithmetic for engines that split.")
    return lines


def _reads_table(plan: Plan) -> Table:
    """What one token reads, by part, the largest first."""
    parts = reads_by_part(plan)
    table = _table("read per token", "bytes", "share", "")
    whole = sum(parts.values())
    for part, size in sorted(parts.items(), key=lambda pair: -pair[1]):
        table.add_row(part, size_text(size), f"{100 * size / whole:.1f} %", _filled(size / whole))
    table.add_row("in all", size_text(whole), "", "")
    return table


def reads_by_part(plan: Plan) -> dict[str, int]:
    """Weights by part of the model, and the cache."""
    from local_engine.arithmetic.weights import read_per_token

    asked = plan.question
    parts = read_per_token(asked.config, asked.storage, asked.keep)
    return parts | {"cache": sum(unit.cache_read for unit in asked.units)}


def _time(plan: Plan, bandwidths: dict[str, tuple[float, str]], seconds: float | None) -> list[str]:
    lines = []
    for device, size in plan.reads().items():
        rate, source = bandwidths.get(device.partition(":")[0], (0.0, ""))
        at = f"at {rate / 1e9:.1f} GB/s ({source}): {size / rate:.3g} s" if rate else "at an unknown bandwidth"
        lines.append(f"  {device} reads {size_text(size)} {at}")
    unknown = sorted({device.partition(":")[0] for device, size in plan.reads().items() if size} - set(bandwidths))
    if seconds is None:
        rates = ",".join(f"{kind}:NGB/s" for kind in unknown)
        return [*lines, f"No estimate of the time: give --bandwidth {rates}"]
    per_second = f"{1 / seconds:,.2f} tokens per second" if seconds else "no time"
    return [
        *lines,
        f"Estimate: {seconds:.3g} s per token at best ({per_second}): bytes over bandwidth, computing comes on top",
    ]


def plan_document(
    plan: Plan, name: str, bandwidths: dict[str, tuple[float, str]], seconds: float | None
) -> dict[str, Any]:
    """The same as data; sizes in bytes, times in seconds."""
    from local_engine.plan.placement import spans

    asked = plan.question
    shares = [] if plan.placement is None else plan.placement.shares
    return {
        "schema": "v4migrate.local-plan/1",
        "model": name,
        "context": asked.context,
        "keep": asked.keep,
        "chunk": asked.chunk,
        "fits": plan.fits,
        "refusal": plan.refusal,
        "nearest": list(plan.nearest),
        "weights": plan.weights,
        "cache": plan.cache,
        "cache_by_context": plan.cache_by_context,
        "working": plan.working,
        "devices": [
            {
                "device": share.device,
                "memory": share.memory,
                "weights": share.weights,
                "cache": share.cache,
                "working": share.working,
                "left": share.room,
                "holds": spans(share.held),
            }
            for share in shares
        ],
        "mapped": None
        if plan.placement is None
        else {"weights": plan.placement.mapped_bytes, "holds": spans(plan.placement.mapped)},
        "read_per_token": {"by_part": reads_by_part(plan), "by_device": plan.reads()},
        "bandwidths": {
            kind: {"bytes_per_second": rate, "source": source} for kind, (rate, source) in bandwidths.items()
        },
        "seconds_per_token_at_best": seconds,
    }


def size_text(size: float) -> str:
    """Decimal units, three digits or so: `159.6 GB`, `8.2 kB`."""
    for unit, factor in (("TB", 1e12), ("GB", 1e9), ("MB", 1e6), ("kB", 1e3)):
        if size >= factor:
            return f"{size / factor:.1f} {unit}"
    return f"{size:.0f} B"


def print_table(table: Table) -> None:
    """A table, cut nowhere; without the blanks that fill a line up where no terminal needs them."""
    from v4migrate.cli import render

    render.print_trimmed(table)


def _table(*columns: str) -> Table:
    from rich.table import Table

    table = Table(box=None, pad_edge=False, header_style="bold")
    for number, column in enumerate(columns):
        table.add_column(column, justify="left" if number in (0, len(columns) - 1) else "right", no_wrap=True)
    return table


def _stacked(parts: Sequence[int], whole: int) -> Text:
    """A bar of several parts; every part that is not empty gets a column at least."""
    from rich.text import Text

    bar = Text()
    columns = _bar_columns()
    widths = [max(1, round(columns * size / whole)) if size > 0 else 0 for size in parts]
    widths[widths.index(max(widths))] -= sum(widths) - columns
    for width, (_, mark, style) in zip(widths, MEMORY, strict=True):
        bar.append(plain_text(mark) * width, style)
    return bar


def _filled(share: float) -> Text:
    from rich.text import Text

    return Text(plain_text("█") * round(_bar_columns() * share), "cyan")


def bar(share: float) -> Text:
    """A bar for a share of one."""
    return _filled(min(share, 1.0))


def _bar_columns() -> int:
    from v4migrate.cli import render

    return max(8, min(BAR, render.out().width - BESIDE))


def plain_text(text: str) -> str:
    """The same with marks that any terminal can show, where the encoding of the output has no others."""
    from v4migrate.cli import render

    return text if render.out().encoding.lower().startswith("utf") else text.translate(_ASCII)


_ASCII = str.maketrans("█▓▒░×", "#%=.*")
