"""`v4migrate init`: write a commented configuration file."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from v4migrate.cli.common import JsonOption


def command(
    folder: Annotated[Path, typer.Argument(help="Where to write v4migrate.toml.")] = Path(),
    json: JsonOption = False,
) -> None:
    """Write v4migrate.toml with every setting, its meaning and its default, all commented out. Never overwrites a file."""
    from v4migrate.cli import render
    from v4migrate.config import OWN_FILE, commented_file
    from v4migrate.errors import InputError
    from v4migrate.rulebook.load import load_rulebook

    path = folder / OWN_FILE
    try:
        with path.open("x", encoding="utf-8") as file:
            file.write(commented_file(load_rulebook().target()))
    except FileExistsError as error:
        raise InputError(f"{path}: exists already; edit it, or remove it first") from error
    except OSError as error:
        raise InputError(f"{path}: cannot be written: {error.strerror}; name a folder that exists") from error
    if json:
        render.print_json({"written": path.as_posix()})
    else:
        render.out().print(f"Wrote {path}: uncomment what you want to change.", markup=False)
