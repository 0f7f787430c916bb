"""What a user waits for before a command does anything: `python -m benchmarks.start.commands [--runs N]`.

Read the commands against the libraries that they cannot do without, which are measured beside them.
"""

from __future__ import annotations

import argparse
import tempfile
from pathlib import Path

from benchmarks.start.processes import measured

# A command line of typer needs all of them, and pydantic's adapters as soon as it has one option that is not a switch.
LIBRARIES = "import pydantic, typer, rich.console"
SMALLEST = """
from typing import Annotated
import typer
app = typer.Typer(rich_markup_mode=None)
@app.command()
def scan(paths: Annotated[list[str] | None, typer.Argument()] = None) -> None: ...
app(["."])
"""


def main() -> None:
    """Measure, and print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=15)
    runs = parser.parse_args().runs
    with tempfile.TemporaryDirectory() as folder:
        empty, clean, old = (Path(folder) / name for name in ("empty", "clean", "old"))
        for path, text in ((empty, ""), (clean, "print('hello')\n"), (old, 'ask(model="deepseek-chat")\n')):
            path.mkdir()
            (path / "ask.py").write_text(text, encoding="utf-8")
        v4migrate = ("-m", "v4migrate")
        rows = {
            "an empty interpreter": ("-c", "pass"),
            f"{LIBRARIES}": ("-c", LIBRARIES),
            "a command of typer that does nothing": ("-c", SMALLEST),
            "v4migrate --help": (*v4migrate, "--help"),
            "v4migrate scan, one empty file": (*v4migrate, "scan", str(empty)),
            "v4migrate scan, one file without an id": (*v4migrate, "scan", str(clean)),
            "v4migrate scan, one file with an id": (*v4migrate, "scan", str(old)),
            "v4migrate rules": (*v4migrate, "rules"),
        }
        taken = measured(rows, runs, Path(folder) / "cache")
    print(f"{'CPU ms of ' + str(runs) + ' fresh processes':46}{'least':>8}{'median':>8}")
    for name, row in taken.items():
        print(f"{name:46}{row.least:8.0f}{row.median:8.0f}")


if __name__ == "__main__":
    main()
