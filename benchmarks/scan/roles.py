"""Roles and hosts on public repositories before their own migration: what is found, what is offered, and what is offered wrongly.

    python -m benchmarks.scan.roles CASES.json TREES [--show]

CASES lists places with the answer that a person gave: repo, before (commit), path, line, col, old (the token) and expected (rewrite,
advise, leave; others are not scored). TREES holds one folder `owner+name@commit` per repository and commit.

A place is *offered* when the finding there comes with a fix, safe or not; a fix that waits for `--unsafe` or `--include-tests` is
offered and not safe. Recall is over the places marked rewrite, precision over all safe fixes on scored places.
"""

from __future__ import annotations

import argparse
import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import Any, NamedTuple

from v4migrate.rulebook.load import load_rulebook
from v4migrate.rulebook.schema import Safety
from v4migrate.scan.scanner import Scanner


class Answer(NamedTuple):
    """What the scanner says at one place: the safety of the fix, and in words what it is."""

    safety: Safety | None  # None: left alone, or not found
    says: str


@dataclass
class Tally:
    """Counts of one repository, or of all."""

    counts: Counter[tuple[str, Safety | None]] = field(default_factory=Counter)

    def add(self, expected: str, safety: Safety | None) -> None:
        """One scored place."""
        self.counts[expected, safety] += 1

    @property
    def wanted(self) -> int:
        """Places marked rewrite."""
        return sum(number for (expected, _), number in self.counts.items() if expected == "rewrite")

    def offered(self, *safeties: Safety) -> float | None:
        """The share of the places marked rewrite whose fix has one of these safeties; None where there are none."""
        return sum(self.counts["rewrite", safety] for safety in safeties) / self.wanted if self.wanted else None

    @property
    def wrong(self) -> int:
        """Safe fixes on places marked advise or leave."""
        return self.counts["advise", Safety.SAFE] + self.counts["leave", Safety.SAFE]

    @property
    def precision(self) -> float | None:
        """The share of safe fixes that are right; None where there are none."""
        right = self.counts["rewrite", Safety.SAFE]
        return right / (right + self.wrong) if right + self.wrong else None


def answers(scanner: Scanner, tree: Path, path: str) -> dict[tuple[int, int], Answer]:
    """(line, column) of each id of a file -> the answer."""
    scan = scanner.scan(PurePosixPath(path), (tree / path).read_bytes())
    found: dict[tuple[int, int], Answer] = {}
    for entry in scan.left:
        found[entry.location.line, entry.location.column] = Answer(None, f"left: {entry.reason}")
    for finding in scan.findings:
        if finding.context.candidate is not None:
            says = f"{finding.rule.id} ({finding.place.role}, {finding.safety})"
            found[finding.location.line, finding.location.column] = Answer(finding.safety, says)
    return found


def at(found: dict[tuple[int, int], Answer], case: dict[str, Any]) -> Answer:
    """The answer for a case; a token's prefix may or may not belong to what was found."""
    line, column = case["line"], case["col"]
    inside = (
        answer for (row, start), answer in found.items() if row == line and column <= start < column + len(case["old"])
    )
    return next(inside, Answer(None, "nothing"))


def judge(cases: Iterable[dict[str, Any]], trees: Path) -> Iterator[tuple[dict[str, Any], Answer]]:
    """Each scored case whose file is there, with the answer."""
    scanner = Scanner(load_rulebook())
    files: dict[tuple[str, str], list[dict[str, Any]]] = defaultdict(list)
    for case in cases:
        files[f"{case['repo'].replace('/', '+')}@{case['before']}", case["path"]].append(case)
    for (tree, path), here in sorted(files.items()):
        if (trees / tree / path).is_file():
            found = answers(scanner, trees / tree, path)
            yield from ((case, at(found, case)) for case in here)


def mean(values: Iterable[float | None]) -> float | None:
    """The average of those that are defined."""
    known = [value for value in values if value is not None]
    return sum(known) / len(known) if known else None


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("cases", type=Path)
    parser.add_argument("trees", type=Path)
    parser.add_argument("--show", action="store_true", help="list the places that are missed, or offered wrongly")
    arguments = parser.parse_args()
    whole, by_repository = Tally(), defaultdict(Tally)
    cases = json.loads(arguments.cases.read_text("utf-8"))["cases"]
    for case, answer in judge(cases, arguments.trees):
        for tally in (whole, by_repository[case["repo"]]):
            tally.add(case["expected"], answer.safety)
        is_missed = case["expected"] == "rewrite" and answer.safety in {None, Safety.ADVICE}
        is_wrong = case["expected"] in {"advise", "leave"} and answer.safety is Safety.SAFE
        if arguments.show and (is_missed or is_wrong):
            word = "missed" if is_missed else "WRONG"
            print(
                f"{word} {case['kind']}: {case['repo']} {case['path']}:{case['line']}:{case['col']} {case['old']} -> {answer.says}"
            )
    tallies = list(by_repository.values())
    rows = (
        ("places marked rewrite", whole.wanted, None),
        (
            "offered, safe or not",
            whole.offered(Safety.SAFE, Safety.UNSAFE),
            mean(t.offered(Safety.SAFE, Safety.UNSAFE) for t in tallies),
        ),
        ("offered as safe", whole.offered(Safety.SAFE), mean(t.offered(Safety.SAFE) for t in tallies)),
        ("safe fixes on advise or leave", whole.wrong, None),
        ("precision of safe fixes", whole.precision, mean(t.precision for t in tallies)),
    )
    print(f"{'':32}{'all':>8}{'mean over ' + str(len(tallies)) + ' repositories':>28}")
    for name, value, average in rows:
        print(f"{name:32}{_shown(value):>8}{_shown(average):>28}")


def _shown(value: float | None) -> str:
    return "" if value is None else str(value) if isinstance(value, int) else f"{value:.3f}"


if __name__ == "__main__":
    main()
