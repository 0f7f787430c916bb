"""The folder of a run: everything that a report needs, so that the recording itself may go away.

    run.json       what the run is: settings, margins with their hash, counts of the recording; written last, so it marks a whole plan
    plan.jsonl     the recorded exchanges, cleaned, with what was changed for V4 (plan.py)
    rejects.jsonl  lines of the recording that are no exchange, with place and reason
    ledger.jsonl   what was sent and answered (ledger.py)
    report.html, report.json

The version is in run.json. Instants are ISO 8601, money is text.
"""

from __future__ import annotations

import dataclasses
import hashlib
import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import AwareDatetime, BaseModel, ConfigDict, ValidationError

from v4migrate.config import Margins
from v4migrate.errors import InputError
from v4migrate.rulebook.profiles import DEFAULT_PROFILE
from v4migrate.shadow.files import write_atomically
from v4migrate.shadow.plan import PlanRow, row_from
from v4migrate.traffic.store import Reject

VERSION = 1
RUN, PLAN, REJECTS = "run.json", "plan.jsonl", "rejects.jsonl"
_OTHER = "finish it with its own settings, name another folder with --out, or remove this one"


class Identity(BaseModel):
    """What makes two calls the same run. Another value in any field is another run."""

    model_config = ConfigDict(frozen=True)

    traffic: str
    days: int
    accept_alias: bool
    limit: int | None
    target: str
    backend: str
    checkpoint: str | None
    max_output_tokens: int
    as_of: AwareDatetime | None
    profile: str = DEFAULT_PROFILE
    margins: Margins

    @property
    def margins_sha256(self) -> str:
        """Hash of the margins, fixed before an answer is seen and printed in the report."""
        return hashlib.sha256(self.margins.model_dump_json().encode()).hexdigest()


class Counts(BaseModel):
    """What reading the recording gave."""

    lines: int
    rejects: int
    duplicates: int
    outside_window: int
    without_host: int
    excluded: dict[str, int]
    masked: dict[str, int]


class About(BaseModel):
    """run.json."""

    version: int = VERSION
    tool: str
    created_at: AwareDatetime
    facts_at: AwareDatetime
    is_demonstration: bool
    salt: str
    identity: Identity
    margins_sha256: str
    plan_sha256: str = ""
    counts: Counts


@dataclass(frozen=True)
class Run:
    """A run as it lies in its folder."""

    folder: Path
    about: About
    rows: Sequence[PlanRow]
    rejects: Sequence[Reject]


def find_run(folder: Path, identity: Identity) -> About | None:
    """The run in `folder` if it is this one, None if there is none yet. Raises InputError for another run or foreign files."""
    if not folder.exists():
        return None
    if not folder.is_dir():
        raise InputError(f"{folder}: is a file, not a folder; name a folder with --out")
    if not (folder / RUN).exists():
        foreign = [
            path.name for path in folder.iterdir() if path.name not in {PLAN, REJECTS} and not path.name.startswith(".")
        ]
        if foreign:
            raise InputError(f"{folder}: holds other files ({foreign[0]}) and no run; name a new folder with --out")
        return None
    about = _about(folder)
    now, before = identity.model_dump(), about.identity.model_dump()
    if differing := [key for key in now if now[key] != before[key]]:
        key = differing[0]
        raise InputError(
            f"{folder}: holds another run ({key} was {_short(before[key])}, now {_short(now[key])}); {_OTHER}"
        )
    return about


def _short(value: Any) -> str:
    return json.dumps(value, default=str)[:60]


def write_plan(folder: Path, about: About, rows: Iterable[PlanRow], rejects: Iterable[Reject]) -> None:
    """Create the folder with its plan. Raises InputError."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise InputError(f"{folder}: cannot be made: {error.strerror}; name another folder with --out") from error
    plan = _lines(row.document() for row in rows)
    about = about.model_copy(update={"plan_sha256": hashlib.sha256(plan.encode()).hexdigest()})
    write_atomically(folder / PLAN, plan)
    write_atomically(folder / REJECTS, _lines(dataclasses.asdict(reject) for reject in rejects))
    write_atomically(folder / RUN, about.model_dump_json(indent=2) + "\n")


def load_run(folder: Path) -> Run:
    """Read a run back. Raises InputError when there is none or a file of it was changed."""
    about = read_about(folder)
    if about.margins_sha256 != about.identity.margins_sha256:
        raise InputError(f"{folder / RUN}: the margins were changed after the run was planned; start anew with --out")
    try:
        if hashlib.sha256((folder / PLAN).read_bytes()).hexdigest() != about.plan_sha256:
            raise ValueError("it was changed after it was written")
        rows = [row_from(document) for document in _documents(folder / PLAN)]
        rejects = [Reject(**document) for document in _documents(folder / REJECTS)]
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise InputError(f"{folder}: the plan of this run cannot be read ({error}); start anew with --out") from error
    return Run(folder, about, rows, rejects)


def read_about(folder: Path) -> About:
    """What a run is, without its plan. Raises InputError when there is none."""
    if not (folder / RUN).is_file():
        raise InputError(f"{folder}: holds no run; make one with: v4migrate shadow --out {folder}")
    return _about(folder)


def _about(folder: Path) -> About:
    try:
        return About.model_validate_json((folder / RUN).read_bytes())
    except (OSError, ValidationError) as error:
        raise InputError(f"{folder / RUN}: is not the description of a run; name another folder with --out") from error


def _lines(documents: Iterable[dict[str, Any]]) -> str:
    return "".join(json.dumps(document) + "\n" for document in documents)


def _documents(path: Path) -> Iterator[dict[str, Any]]:
    with path.open(encoding="utf-8") as file:
        yield from (json.loads(line) for line in file)
