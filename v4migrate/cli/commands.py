"""The command table. A command's module is imported, and its options are inspected, when it is the one that was asked for."""

from __future__ import annotations

from importlib import import_module
from typing import Any

import typer
from typer.core import TyperGroup
from typer.main import get_command

# name, which is the module's too, and its line on the help page
COMMANDS = {
    "scan": "Find old ids and what leans on them.",
    "lint": "Scan as a step of CI or a hook.",
    "rewrite": "Rename old ids, thinking mode kept.",
    "shadow": "Replay a recorded week against V4; verdict.",
    "report": "Show a shadow run again.",
    "local-serve": "Serve the bundled engine.",
    "local-weights": "Look at weights before they run.",
    "rules": "List the rules.",
    "explain": "One rule in full.",
    "init": "Write a commented configuration file.",
    "facts": "What is true, when, and from where.",
}


class Commands(TyperGroup):
    """A group that holds the lines of the table, which help and completion list, and runs the commands themselves."""

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        """The command of a line. A name that is none fails as in any group, with the nearest one."""
        name, line, rest = super().resolve_command(ctx, args)
        return name, loaded(name) if name else line, rest


def add_lines(app: typer.Typer) -> None:
    """Each command as one line, without its options."""
    for name, short_help in COMMANDS.items():
        app.command(name, short_help=short_help)(_line)


def _line() -> None:
    """What stands in the group for a command that nobody has asked for."""


def loaded(name: str) -> Any:
    """The command itself: the function `command` of its module, or the group `app` of one that has commands of its own."""
    module = import_module(f"v4migrate.cli.{name.replace('-', '_')}")
    if hasattr(module, "app"):
        return get_command(module.app)
    alone = typer.Typer(add_completion=False, rich_markup_mode=None)
    alone.command(name)(module.command)
    return get_command(alone)
