"""What several commands share: the configuration, the rulebook, and options with one meaning everywhere."""

from __future__ import annotations

from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from v4migrate.errors import UsageError

if TYPE_CHECKING:
    from v4migrate.config import Configuration
    from v4migrate.rulebook.load import Rulebook


class KeepName(StrEnum):
    """The form of the engine's weights in memory, by the names of `local_engine.storage.KEEPS`."""

    PACKED = "packed"
    BFLOAT16 = "bfloat16"
    FLOAT32 = "float32"


KeepOption = Annotated[
    KeepName,
    typer.Option("--keep", help="Form of the weights in memory: as stored, or decoded to bfloat16 or float32."),
]
JsonOption = Annotated[bool, typer.Option("--json", help="Print one JSON document instead of text.")]
ConfigOption = Annotated[
    Path | None,
    typer.Option("--config", help="Configuration file (default: v4migrate.toml or pyproject.toml, here or above)."),
]
ProfileOption = Annotated[
    str | None, typer.Option("--profile", help="How to read the facts: official, guide-2026-04, or a host's name.")
]
AsOfOption = Annotated[
    str | None, typer.Option("--as-of", help="Read the facts as of this date or instant, e.g. 2026-05-01.")
]
TargetOption = Annotated[
    str | None, typer.Option("--target", help="The model name to write (default: the rulebook's name of V4-Flash).")
]

ProOption = Annotated[
    bool,
    typer.Option(
        "--reasoner-to-pro", help="Send ids that thought (deepseek-reasoner) to Pro: an upgrade, not what they meant."
    ),
]


def instant(written: str | None, option: str = "--as-of") -> datetime | None:
    """An ISO date or instant from the command line, in UTC where it names no zone. Raises UsageError."""
    if written is None:
        return None
    try:
        parsed = datetime.fromisoformat(written)
        return (parsed if parsed.tzinfo else parsed.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, OverflowError) as error:
        raise UsageError(f"{option} '{written}' is no date; write e.g. 2026-05-01 or 2026-05-01T12:00:00Z") from error


def open_rulebook(configuration: Configuration, *, profile: str | None = None, as_of: str | None = None) -> Rulebook:
    """The rulebook that the settings and options ask for."""
    from v4migrate.rulebook.load import load_rulebook

    settings = configuration.settings
    rulebook = load_rulebook(
        packs=[configuration.resolve(pack) for pack in settings.rules],
        profile=profile or settings.profile,
        as_of=instant(as_of) or settings.facts_date,
        severities=settings.severity,
    )
    _say_if_old(rulebook, settings.facts_max_age_days)
    return rulebook


def _say_if_old(rulebook: Rulebook, days: int) -> None:
    """One line on stderr where facts are older than the user wants them to be."""
    age = rulebook.facts.older_than(days)
    if age is None:
        return
    from v4migrate.cli import render

    words = (
        f"{age.old} of {age.total} facts were last checked more than {days} days before {rulebook.facts.as_of:%Y-%m-%d} "
        f"(the oldest on {age.oldest}): look for a newer v4migrate, or read them as of a day with facts_date"
    )
    render.err().print(words, style="yellow", markup=False)
