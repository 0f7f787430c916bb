"""What options and configuration choose to be written: a target, an upgrade, a name for an old one, and other ones for some paths."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NamedTuple

import typer

if TYPE_CHECKING:
    from v4migrate.config import Configuration
    from v4migrate.rulebook.load import Rulebook, Upgrade
    from v4migrate.scan.choices import Choice, PathChoices, Policy

MapOption = Annotated[
    list[str] | None,
    typer.Option(
        "--map", metavar="OLD=NEW", help="The new name for this old one, whatever the target is; may be repeated."
    ),
]


class Chosen(NamedTuple):
    """The choices of one run. `notes`: what to tell the user of them."""

    target: str
    upgrade: Upgrade
    names: Mapping[str, str]
    policy: Policy
    by_path: PathChoices | None
    notes: Sequence[str]


def choices_of(
    rulebook: Rulebook,
    configuration: Configuration,
    *,
    target: str | None,
    reasoner_to_pro: bool,
    mapped: Sequence[str] | None,
    policy: Policy | None = None,
) -> Chosen:
    """The command line wins over the configuration, which may say more for some paths. Raises UsageError, ConfigError."""
    settings = configuration.settings
    names = _named(mapped or ())
    notes = _checked(names, rulebook, "--map") if names else []
    if settings.rewrite.map:
        notes += _checked(settings.rewrite.map, rulebook, configuration, "rewrite", "map")
    upgrade: Upgrade | None = "pro" if reasoner_to_pro else None
    by_path = None
    if settings.rewrite.paths:
        from v4migrate.scan.choices import Choice

        above = Choice(target, upgrade, names, policy)
        base = Choice(settings.target, settings.rewrite.upgrade, settings.rewrite.map, settings.rewrite.policy)
        by_path, more = _by_path(rulebook, configuration, base, above)
        notes += more
    return Chosen(
        rulebook.target(settings.target if target is None else target),
        upgrade or settings.rewrite.upgrade,
        {**settings.rewrite.map, **names},
        policy or settings.rewrite.policy,
        by_path,
        list(dict.fromkeys(notes)),
    )


def _named(mapped: Sequence[str]) -> dict[str, str]:
    from v4migrate.errors import UsageError

    names: dict[str, str] = {}
    for pair in mapped:
        old, mark, new = (part.strip() for part in pair.partition("="))
        if not (old and mark and new):
            raise UsageError(f"--map '{pair}' is no pair; write e.g. --map old-name=new-name")
        if names.get(old, new) != new:
            raise UsageError(f"--map names two new ones for '{old}': '{names[old]}' and '{new}'; choose one")
        names[old] = new
    return names


def _checked(names: Mapping[str, str], rulebook: Rulebook, source: str | Configuration, *loc: str | int) -> list[str]:
    """The notes on some names; what is wrong with them is told where it was written."""
    from v4migrate.errors import ConfigError, UsageError
    from v4migrate.scan.choices import checked_names

    try:
        return checked_names(names, rulebook.facts)
    except ValueError as error:
        if isinstance(source, str):
            raise UsageError(f"{source}: {error}") from error
        raise ConfigError(f"{source.where(*loc)}: {error}") from error


def _by_path(
    rulebook: Rulebook, configuration: Configuration, base: Choice, above: Choice
) -> tuple[PathChoices, list[str]]:
    from v4migrate.errors import ConfigError, UsageError
    from v4migrate.scan.choices import Choice, PathChoices
    from v4migrate.scan.files.ignore import BadPattern, parse_rules

    entries, notes = [], list[str]()
    for number, entry in enumerate(configuration.settings.rewrite.paths):
        loc = ("rewrite", "paths", number)
        try:
            rules = parse_rules(entry.paths)
            rulebook.target(entry.target)
        except BadPattern as error:
            raise ConfigError(
                f"{configuration.where(*loc, 'paths')}: {error}; write patterns as in .gitignore"
            ) from error
        except UsageError as error:
            raise ConfigError(f"{configuration.where(*loc, 'target')}: {error}") from error
        notes += _checked(entry.map, rulebook, configuration, *loc, "map")
        entries.append((rules, Choice(entry.target, entry.upgrade, entry.map, entry.policy)))
    assert configuration.path is not None
    root = str(configuration.path.parent.resolve())
    return PathChoices(entries, base, above, root=root, here=str(Path.cwd())), notes
