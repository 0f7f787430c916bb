"""How time grows with one file: `python -m benchmarks.scan.growth [--lines N] [--only WORD] [--limit SECONDS]`.

Each shape of each format (`shapes.toml`) is written with N lines and with 2N; `scan`, `rewrite --diff` and `rewrite --diff --unsafe`
read both, in fresh processes. CPU time less that of an empty file is what counts. Twice the lines should take twice the time; what
takes more than 2.5 times as long, and all that runs into the limit, is marked.
"""

from __future__ import annotations

import argparse
import os
import resource
import subprocess
import sys
import tempfile
import tomllib
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

COMMANDS = {"scan": ["scan", "--json"], "rewrite": ["rewrite", "--diff"], "unsafe": ["rewrite", "--diff", "--unsafe"]}
SQUARE = 2.5
NOISE = 0.4  # seconds: what is shorter with 2N lines is not judged

_OLD = ("deepseek-chat", "deepseek-reasoner")


class Shape(NamedTuple):
    """A file: `%i` of a line is its number, `%m` one old name or the other."""

    line: str
    head: str = ""
    tail: str = ""

    def text(self, lines: int) -> str:
        """The file with so many lines."""
        body = "".join(self.line.replace("%i", str(i)).replace("%m", _OLD[i % 2]) for i in range(lines))
        return self.head + body + self.tail


def shapes_of() -> dict[str, dict[str, Shape]]:
    """The shapes of each format, by the ending of its files or by their name."""
    told = tomllib.loads(Path(__file__).with_name("shapes.toml").read_text("utf-8"))
    code = {ending: _of_code(**words) for ending, words in told.pop("code").items()}
    return code | {ending: {name: Shape(**parts) for name, parts in shapes.items()} for ending, shapes in told.items()}


def _of_code(
    request: str, constant: str, entry: str, comment: str, table: Sequence[str], around: Sequence[str]
) -> dict[str, Shape]:
    """The usual shapes of a programming language."""
    start, end = around
    old = f'"{_OLD[0]}"'
    return {
        "requests": Shape(f"{request}\n", start, end),
        "one line": Shape(f"{request} ", start, end),
        "constants": Shape(f"{constant}\n", start, end),
        "table": Shape(f"{entry}\n", start + table[0], table[1] + end),
        "comments": Shape(f"{comment} {_OLD[0]} %i\n{constant}\n", start, end),
        "one comment": Shape(f"{comment} %m %i\n", start, end),
        "brackets": Shape("[", f"{start}x = {old}\ny = ", end),
        "nested": Shape("f(", f"{start}x = {old}\ny = ", f"{old}{end}"),
        "long string": Shape(f"{_OLD[0]}, or %m; ", f'{start}x = "', f'"\n{end}'),
    }


def seconds(command: str, path: Path, limit: int) -> float:
    """CPU time of one run; the limit where it takes longer."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(
        [sys.executable, "-m", "v4migrate", *COMMANDS[command], path.name],
        cwd=path.parent,
        env=os.environ | {"NO_COLOR": "1"},
        capture_output=True,
        check=False,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_CPU, (limit, limit)),
    )
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def measured(folder: Path, ending: str, shape: Shape, lines: int, limit: int) -> Iterator[tuple[str, float, float]]:
    """Command, and the seconds for N and for 2N lines."""
    name = ending if ending[0].isupper() else f"sample.{ending}"
    for command in COMMANDS:
        (folder / name).write_text("\n", "utf-8")
        start = seconds(command, folder / name, limit)
        took = []
        for count in (lines, 2 * lines):
            (folder / name).write_text(shape.text(count), "utf-8")
            took.append(max(0.01, seconds(command, folder / name, limit) - start))
        (folder / name).unlink()
        yield command, took[0], took[1]


def main() -> None:
    """Print one row for each shape and command."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--lines", type=int, default=2000)
    parser.add_argument("--only", default="", help="only shapes whose name holds this: `py`, `yaml list`")
    parser.add_argument("--limit", type=int, default=60, help="seconds of CPU time per run")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        for ending, shapes in shapes_of().items():
            for name, shape in shapes.items():
                if arguments.only in f"{ending} {name}":
                    for command, one, two in measured(Path(folder), ending, shape, arguments.lines, arguments.limit):
                        is_square = (two > SQUARE * one and two > NOISE) or two > arguments.limit - 2
                        mark = "  SQUARE" if is_square else ""
                        print(f"{ending} {name}: {command} {one:.2f} {two:.2f} {two / one:.1f}{mark}", flush=True)


if __name__ == "__main__":
    main()
