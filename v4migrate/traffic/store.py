"""Folders and files of a recording to exchanges. A bad line is set aside with its place and reason; reading never stops for it."""

from __future__ import annotations

import dataclasses
import hashlib
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

from v4migrate.errors import TrafficError
from v4migrate.rulebook.facts import Facts
from v4migrate.traffic import provenance
from v4migrate.traffic.clean import Cleaner
from v4migrate.traffic.exchange import Exchange
from v4migrate.traffic.readers.openai_jsonl import Malformed, read_line

SUFFIX = ".jsonl"
_RUN = "run.json"  # marks the folder of a shadow run, whose own .jsonl files are no traffic


@dataclass(frozen=True)
class Reject:
    """A line that is no exchange. The line itself is not kept: it may hold secrets."""

    file: str
    line: int
    reason: str


@dataclass
class Recording:
    """What was read. `excluded` counts exchanges of other generations by label."""

    exchanges: list[Exchange] = field(default_factory=list)
    rejects: list[Reject] = field(default_factory=list)
    excluded: Counter[str] = field(default_factory=Counter)
    lines: int = 0
    duplicates: int = 0
    outside_window: int = 0
    without_host: int = 0

    @property
    def digest(self) -> str:
        """Identity of the set of exchanges, whatever files they were read from."""
        return hashlib.sha256("".join(sorted(e.record_id for e in self.exchanges)).encode()).hexdigest()[:16]


def discover(paths: Sequence[Path]) -> list[Path]:
    """The files to read: each path itself, or every .jsonl below a folder, in the order of names. Raises TrafficError."""
    files: dict[Path, Path] = {}
    for path in paths:
        if not path.exists():
            raise TrafficError(
                f"{path}: no such file or folder; name a .jsonl file of recorded exchanges, or a folder of them"
            )
        found = sorted(_below(path)) if path.is_dir() else [path]
        if not found:
            raise TrafficError(f"{path}: no {SUFFIX} files here; put the recorded exchanges in it, one per line")
        files |= {file.resolve(): file for file in found}
    return list(files.values())


def _below(folder: Path) -> Iterator[Path]:
    for file in folder.rglob(f"*{SUFFIX}"):
        hidden = any(part.startswith(".") for part in file.relative_to(folder).parts)
        if not hidden and not (file.parent / _RUN).exists():
            yield file


def read(
    paths: Sequence[Path],
    facts: Facts,
    *,
    days: int,
    accept_alias: bool,
    on_line: Callable[[], None] = lambda: None,
) -> Recording:
    """The last `days` days of the recording that V3.2 answered, in the order of time. Raises TrafficError when nothing is left."""
    recording = Recording()
    seen: dict[str, Exchange] = {}
    for exchange in _exchanges(discover(paths), recording, on_line):
        if exchange.record_id in seen:
            recording.duplicates += 1
        seen[exchange.record_id] = exchange
    if not seen:
        raise TrafficError(_nothing_read(paths, recording))
    wanted = {provenance.CONTROL, provenance.ALIAS} if accept_alias else {provenance.CONTROL}
    labelled = [_labelled(exchange, facts) for exchange in seen.values()]
    before = _before([e.ts for e in labelled if e.generation in wanted] or [e.ts for e in labelled], days)
    for exchange in sorted(labelled, key=lambda exchange: (exchange.ts, exchange.record_id)):
        if before is not None and exchange.ts <= before:
            recording.outside_window += 1
        elif exchange.generation not in wanted:
            recording.excluded[exchange.generation] += 1
        else:
            recording.without_host += exchange.base_url is None
            recording.exchanges.append(exchange)
    if not recording.exchanges:
        raise TrafficError(_nothing_wanted(paths, recording))
    return recording


def _labelled(exchange: Exchange, facts: Facts) -> Exchange:
    label = provenance.generation(facts, exchange.base_url, exchange.model_requested, exchange.ts)
    return dataclasses.replace(exchange, generation=label)


def _before(instants: Sequence[datetime], days: int) -> datetime | None:
    """The last instant outside the window that ends with the newest of `instants`; None when the calendar does not go so far."""
    try:
        return max(instants) - timedelta(days=days)
    except OverflowError:
        return None


def _exchanges(files: Sequence[Path], recording: Recording, on_line: Callable[[], None]) -> Iterator[Exchange]:
    for file in files:
        try:
            with file.open("rb") as lines:
                for number, raw in enumerate(lines, 1):
                    if not raw.strip():
                        continue
                    recording.lines += 1
                    on_line()
                    try:
                        yield read_line(raw, f"{file.as_posix()}:{number}")
                    except Malformed as problem:
                        recording.rejects.append(Reject(file.as_posix(), number, Cleaner("rejects").text(str(problem))))
        except OSError as error:
            raise TrafficError(f"{file}: cannot be read: {error.strerror}; mend its permissions") from error


def _nothing_read(paths: Sequence[Path], recording: Recording) -> str:
    where = ", ".join(str(path) for path in paths)
    if not recording.rejects:
        return (
            f"{where}: the recording is empty; it needs one exchange per line, as JSON with 'ts', 'request', 'response'"
        )
    first = recording.rejects[0]
    return (
        f"{first.file}:{first.line}: none of the {recording.lines} lines is an exchange; this one: {first.reason}; "
        "each line needs JSON with 'ts', 'request' and 'response'"
    )


def _nothing_wanted(paths: Sequence[Path], recording: Recording) -> str:
    where = ", ".join(str(path) for path in paths)
    counts = ", ".join(f"{number} x {label}" for label, number in recording.excluded.most_common())
    remedy = "name a recording from before the old names were switched over"
    if recording.excluded[provenance.ALIAS]:
        remedy += ", or compare against the alias with --accept-alias"
    return f"{where}: no exchange was answered by {provenance.CONTROL} (found: {counts}); {remedy}"
