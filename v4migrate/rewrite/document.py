"""A rewrite, and the undoing of one, as plain data. `schema` grows when a field changes its meaning. Described in docs/rewrite.md."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from v4migrate.rewrite.edit import as_text
from v4migrate.rewrite.outcome import Change, FileOutcome, HeldBack, Status, left_behind, places
from v4migrate.rewrite.thinking import Switch
from v4migrate.rewrite.undo import UndoneFile
from v4migrate.scan.formats.json import edit_data, finding_data, left_data
from v4migrate.scan.formats.masking import clean, shown, shown_edit, shown_left, shown_path

SCHEMA = "v4migrate.rewrite/1"
UNDO_SCHEMA = "v4migrate.undo/1"


def outcome_document(
    outcomes: Sequence[FileOutcome],
    unreadable: Sequence[str],
    target: str,
    *,
    written: bool,
    skipped: Mapping[str, int],
    journals: Sequence[Path] = (),
) -> dict[str, Any]:
    """The whole run. `skipped`: reason -> how many files were not looked at; `journals`: the folders that `--undo` restores from."""
    return {
        "schema": SCHEMA,
        "target": target,
        "written": written,
        "journals": [shown_path(folder.as_posix()) for folder in journals],
        "summary": _summary(outcomes),
        "skipped": dict(skipped),
        "unreadable": [clean(line) for line in unreadable],
        "files": [_file(outcome) for outcome in outcomes if _says_something(outcome)],
    }


def undo_document(project: Path, started: str, files: Sequence[UndoneFile]) -> dict[str, Any]:
    """What `--undo` did in one project."""
    return {
        "project": shown_path(project.as_posix()),
        "started": started,
        "files": [
            {
                "path": shown_path(file.path.relative_to(project).as_posix()),
                "outcome": file.outcome.name.lower(),
                "why": file.why,
            }
            for file in files
        ],
    }


def _summary(outcomes: Sequence[FileOutcome]) -> dict[str, Any]:
    """Counts: files by status, places, thinking switches by what became of them, fixes held back by reason, advice."""
    changes = [change for outcome in outcomes for change in outcome.changes]
    switches = Counter(change.thinking.switch for change in changes)
    return {
        "files": dict(Counter(outcome.status.value for outcome in outcomes if _says_something(outcome))),
        "places": places(outcomes),
        "thinking": {switch.value: switches[switch] for switch in Switch if switch is not Switch.NOT_ASKED},
        "held": dict(Counter(entry.held.name.lower() for outcome in outcomes for entry in outcome.held)),
        "advice": sum(len(outcome.advice) for outcome in outcomes),
        "left_behind": len(left_behind(outcomes)),
    }


def _says_something(outcome: FileOutcome) -> bool:
    return outcome.status is not Status.UNCHANGED or bool(
        outcome.held or outcome.advice or outcome.left or outcome.suppressed
    )


def _file(outcome: FileOutcome) -> dict[str, Any]:
    return {
        "path": shown_path(outcome.path),
        "status": outcome.status.value,
        "error": clean(outcome.error) if outcome.error else None,
        "reason": outcome.reason,
        "changes": [_change(outcome, change) for change in outcome.changes],
        "asked": [edit_data(shown_edit(edit)) for edit in as_text(outcome.before, outcome.asked)],
        "held": [_held(entry) for entry in outcome.held],
        "advice": [finding_data(shown(finding)) for finding in outcome.advice],
        "suppressed": [finding_data(shown(finding)) for finding in outcome.suppressed],
        "left": [left_data(shown_left(entry)) for entry in outcome.left],
    }


def _change(outcome: FileOutcome, change: Change) -> dict[str, Any]:
    thinking = change.thinking
    edits = [shown_edit(edit) for edit in as_text(outcome.before, change.edits)]
    return finding_data(shown(change.finding), edits) | {
        "thinking": {
            "switch": thinking.switch.value,
            "why": clean(thinking.why),
            "snippet": thinking.snippet,
            "elsewhere": [shown_path(found.shown) for found in thinking.elsewhere],
            "only_for": thinking.only_for or None,
        },
        "choice": change.is_choice,
    }


def _held(entry: HeldBack) -> dict[str, Any]:
    return finding_data(shown(entry.finding)) | {
        "held": entry.held.value,
        "reason": entry.held.name.lower(),
        "why": clean(entry.why),
    }
