"""`v4migrate explain RULE`: one rule in full."""

from __future__ import annotations

from typing import Annotated

import typer

from v4migrate.cli.common import ConfigOption, JsonOption


def command(
    rule: Annotated[str, typer.Argument(metavar="RULE", help="Rule id or DS code, e.g. retired-model-id or DS001.")],
    config: ConfigOption = None,
    json: JsonOption = False,
) -> None:
    """Explain one rule: what it finds, why it matters, what its fix does, examples, what it leaves alone, and its sources."""
    from v4migrate.cli import render
    from v4migrate.cli.common import open_rulebook
    from v4migrate.config import load_configuration
    from v4migrate.rulebook.page import rule_page

    rulebook = open_rulebook(load_configuration(explicit=config))
    found = rulebook.rule(rule)
    if json:
        render.print_json(found.model_dump(mode="json", by_alias=True, exclude_none=True) | {"topic": found.topic})
        return
    page = rule_page(found, rulebook.target())
    if not render.out().is_terminal:
        typer.echo(page)
        return
    from rich.markdown import Markdown

    render.out().print(Markdown(page), soft_wrap=False)
