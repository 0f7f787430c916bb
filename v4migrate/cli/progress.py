"""A progress bar on stderr where a person is watching, and nothing anywhere else."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager


@contextmanager
def counted(doing: str, total: int | None, *, silent: bool) -> Iterator[Callable[[], None]]:
    """`with counted("Replaying", 240, silent=False) as step: … step()`. `total` None shows a count without an end."""
    from v4migrate.cli import render

    if silent or not render.err().is_terminal:
        yield lambda: None
        return
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=render.err(), transient=True) as progress:
        task = progress.add_task(doing, total=total)
        yield lambda: progress.advance(task)


@contextmanager
def read(doing: str, total: int, *, silent: bool) -> Iterator[Callable[[int], None]]:
    """`with read("Verifying", 52_000_000, silent=False) as done: … done(4096)`: bytes of a known total."""
    from v4migrate.cli import render

    if silent or not render.err().is_terminal:
        yield lambda _: None
        return
    from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TimeRemainingColumn, TransferSpeedColumn

    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        DownloadColumn(),
        TransferSpeedColumn(),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=render.err(), transient=True) as progress:
        task = progress.add_task(doing, total=total)
        yield lambda size: progress.advance(task, size)


@contextmanager
def waiting(doing: str, *, silent: bool) -> Iterator[None]:
    """A spinner for something whose length nobody knows."""
    from v4migrate.cli import render

    if silent or not render.err().is_terminal:
        yield
        return
    with render.err().status(doing):
        yield
