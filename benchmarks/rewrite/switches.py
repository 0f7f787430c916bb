"""What becomes of the thinking switch in many projects, without any answers of people.

    python -m benchmarks.rewrite.switches TREES [--reasons N]

TREES holds a folder for each project, before its migration; it is copied, not changed. Counted are all renames of `--unsafe
--include-tests`, in a program's code (which is no test) and elsewhere. *not-placed*: the request is not seen, or does not take
it, which the summary says. Of no account are *not-needed* (the name is of no request, or the model thought) and *not-asked* (a
test, a document, a table). The second run over the rewritten trees has to change nothing.
"""

from __future__ import annotations

import argparse
import shutil
import tempfile
from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

from benchmarks.rewrite.corpus import NEEDS_A_SWITCH, is_code
from benchmarks.rewrite.tools import v4migrate

FLAGS = ("--unsafe", "--include-tests", "--allow-dirty", "--no-journal")


class Renamed(NamedTuple):
    """One rename, and what became of its switch."""

    where: str
    switch: str
    why: str
    in_code: bool


def renames(project: Path) -> Iterator[Renamed]:
    """Rewrites a project."""
    report: dict[str, Any] = v4migrate(FLAGS, project)
    for file in report["files"]:
        for change in file["changes"]:
            thinking = change["thinking"]
            where = f"{project.name}: {file['path']}:{change['line']}"
            yield Renamed(where, thinking["switch"], thinking.get("why") or "", is_code(file["path"]))


def main() -> None:
    """Print the counts, and the reasons."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("trees", type=Path)
    parser.add_argument("--reasons", type=int, default=0, metavar="N", help="places to show of each reason")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="switches-") as folder:
        after = Path(folder) / "trees"
        shutil.copytree(options.trees, after, symlinks=True)
        projects = sorted(project for project in after.iterdir() if project.is_dir())
        found = [renamed for project in projects for renamed in renames(project)]
        again = sum(1 for project in projects for _ in renames(project))
    _print_counts(len(projects), found, again)
    if options.reasons:
        _print_reasons(found, options.reasons)


def _print_counts(projects: int, found: list[Renamed], again: int) -> None:
    counts = Counter((renamed.in_code, renamed.switch) for renamed in found)
    for in_code, title in ((True, "in code"), (False, "elsewhere")):
        asked = sum(counts[in_code, switch] for switch in NEEDS_A_SWITCH)
        told = ", ".join(f"{switch} {number}" for (kind, switch), number in sorted(counts.items()) if kind == in_code)
        print(f"{title:10} {asked - counts[in_code, 'not-placed']} of {asked} that need a switch have it ({told})")
    print(f"{projects} projects, {len(found)} renames; a second run makes {again}")


def _print_reasons(found: list[Renamed], number: int) -> None:
    places: dict[str, list[str]] = defaultdict(list)
    for renamed in found:
        if renamed.switch == "not-placed" and renamed.in_code:
            places[renamed.why].append(renamed.where)
    for why, where in sorted(places.items(), key=lambda entry: -len(entry[1])):
        print(len(where), why, *(f"\n    {place}" for place in where[:number]))


if __name__ == "__main__":
    main()
