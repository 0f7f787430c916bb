"""`v4migrate rules`: the table of all rules, or of all profiles."""

from __future__ import annotations

from typing import Annotated

import typer

from v4migrate.cli.common import ConfigOption, JsonOption


def command(
    profiles: Annotated[
        bool, typer.Option("--profiles", help="List the profiles instead: ways to read the facts.")
    ] = False,
    config: ConfigOption = None,
    json: JsonOption = False,
) -> None:
    """List every rule: what it finds, how bad it is, how safe its fix. One in full: v4migrate explain RULE."""
    from rich.table import Table

    from v4migrate.cli import render
    from v4migrate.cli.common import open_rulebook
    from v4migrate.config import load_configuration

    rulebook = open_rulebook(load_configuration(explicit=config))
    if json:
        entries = rulebook.profiles if profiles else rulebook.rules
        render.print_json([entry.model_dump(mode="json", by_alias=True, exclude_none=True) for entry in entries])
        return
    table = Table(box=None, pad_edge=False, header_style="bold")
    if profiles:
        for heading in ("profile", "what it is"):
            table.add_column(heading)
        for profile in rulebook.profiles:
            table.add_row(profile.name, f"{profile.title}. {profile.about}")
    else:
        for heading in ("code", "rule", "topic", "severity", "fix", "what it finds"):
            table.add_column(heading, no_wrap=heading != "what it finds")
        for rule in sorted(rulebook.rules, key=lambda rule: rule.code):
            table.add_row(rule.code, rule.id, rule.topic, rule.severity.value, rule.fix.safety.value, rule.title)
    render.out().print(table, soft_wrap=False)
