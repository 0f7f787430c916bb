"""Precision, recall and harm of a rewrite on public repositories before their own migration, beside what others do.

    python -m benchmarks.rewrite.corpus CASES.json TREES [--only WORD] [--languages]

CASES lists places with the answer that a person gave: repo, before (commit), path, line, old (the token), kind and expected (rewrite,
advise, leave; others are not scored). TREES holds one folder `owner+name@commit` per repository and commit; it is copied, not changed.

A place counts as rewritten when the old name stands on its line less often than before. *Mean* is the precision averaged over the
repositories. *Equal entries* and files that no longer parse are counted by `harm.py`, over every touched file and not only over the
cases. *Placed*: of the right renames of names that did not think, those whose requests say so now (or did already); *in code*: of those
that stand in a file of a programming language which is no test. The others stand in texts and in configuration.
"""

from __future__ import annotations

import argparse
import shutil
import tempfile
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import Any

from benchmarks.rewrite.cases import Case, read_cases, rewritten
from benchmarks.rewrite.harm import broken_by_its_own, broken_by_our_parser, equal_entries, parsers
from benchmarks.rewrite.tools import Tool, tools
from v4migrate.rewrite.ground import PROGRAMS
from v4migrate.rulebook.load import Rulebook, load_rulebook
from v4migrate.scan.kinds import FileKind, kind_of
from v4migrate.scan.languages import language_of

NEEDS_A_SWITCH = {"placed", "already-set", "not-placed"}


@dataclass
class Result:
    """What one tool did."""

    hits: list[tuple[Case, bool]]
    equal: int = 0
    unparsed: int = 0  # by v4migrate's grammars
    refused: int = 0  # by the language's own parser
    parsed: int = 0  # touched files that the language's own parser was asked about
    touched: int = 0
    switches: Counter[tuple[str, bool]] = field(default_factory=Counter)  # what became of it, and in a program's code?

    def precision(self, repository: str | None = None) -> float | None:
        """The share of rewritten places that should be; None where nothing was rewritten."""
        made = [case.expected == "rewrite" for case, hit in self.hits if hit and repository in {None, case.repository}]
        return sum(made) / len(made) if made else None

    def recall(self, language: str | None = None) -> float | None:
        """The share of places to rewrite that were; None where there are none."""
        wanted = [hit for case, hit in self.hits if case.expected == "rewrite" and language in {None, case.language}]
        return sum(wanted) / len(wanted) if wanted else None

    @property
    def mean_precision(self) -> float | None:
        """Over the repositories in which something was rewritten."""
        known = [
            value for name in {case.repository for case, _ in self.hits} if (value := self.precision(name)) is not None
        ]
        return sum(known) / len(known) if known else None

    @property
    def wrong(self) -> Mapping[str, int]:
        """Wrong rewrites by repository."""
        return Counter(case.repository for case, hit in self.hits if hit and case.expected != "rewrite")

    def placed(self, *kinds: bool) -> tuple[int, int]:
        """Of the renames that need a switch: those that have it, and all. `kinds`: in a program's code (True), elsewhere (False)."""
        asked = sum(self.switches[word, kind] for word in NEEDS_A_SWITCH for kind in kinds)
        return asked - sum(self.switches["not-placed", kind] for kind in kinds), asked


def measure(tool: Tool, cases: Sequence[Case], trees: Path, rulebook: Rulebook) -> Result:
    """Run a tool on a copy of every tree."""
    with tempfile.TemporaryDirectory(prefix="rewrite-") as folder:
        after = Path(folder) / "trees"
        shutil.copytree(trees, after, symlinks=True)
        reports = {tree.name: tool.run(tree) for tree in sorted(after.glob("[!.]*")) if tree.is_dir()}
        result = Result(list(rewritten(cases, trees, after)))
        for report, tree in ((report, name) for name, report in reports.items() if report):
            result.switches.update(_switches(report, [case for case, hit in result.hits if hit and case.tree == tree]))
        targets = rulebook.facts.models.targets.values()
        _add_harm(result, trees, after, sorted({target.default for target in targets}))
    return result


def _switches(report: Mapping[str, Any], right: Iterable[Case]) -> Iterable[str]:
    """What became of the thinking switch at the places that should be rewritten."""
    places = {(case.path, case.line) for case in right if case.expected == "rewrite"}
    for file in report["files"]:
        for change in file["changes"]:
            if (file["path"], change["line"]) in places:
                yield change["thinking"]["switch"], is_code(file["path"])


def is_code(path: str) -> bool:
    """A file of a programming language, and no test."""
    inside = PurePosixPath(path)
    return language_of(inside) in PROGRAMS and kind_of(inside) is not FileKind.TEST


def _add_harm(result: Result, trees: Path, after: Path, names: Sequence[str]) -> None:
    for new in after.rglob("*"):
        old = trees / new.relative_to(after)
        if not new.is_file() or new.is_symlink() or not old.is_file() or old.stat().st_size == new.stat().st_size == 0:
            continue
        was, now = old.read_bytes(), new.read_bytes()
        if was == now:
            continue
        path = new.relative_to(after).as_posix()
        result.touched += 1
        result.equal += equal_entries(was.decode("utf-8", "replace"), now.decode("utf-8", "replace"), names)
        result.unparsed += broken_by_our_parser(path, was, now)
        is_refused = broken_by_its_own(path, was, now)
        result.parsed += is_refused is not None
        result.refused += bool(is_refused)


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("cases", type=Path)
    parser.add_argument("trees", type=Path)
    parser.add_argument("--only", help="only tools whose name holds this word")
    parser.add_argument(
        "--languages", action="store_true", help="recall and wrong rewrites by suffix, for the last tool of ours"
    )
    arguments = parser.parse_args()
    cases, rulebook = read_cases(arguments.cases), load_rulebook()
    print(
        "| tool | precision | mean | recall | wrong | repositories harmed | files touched | equal entries | parse errors | placed "
        "| in code |"
    )
    print("|---|---|---|---|---|---|---|---|---|---|---|")
    own: Result | None = None
    with tempfile.TemporaryDirectory() as scratch:
        for tool in tools(rulebook, Path(scratch)):
            if arguments.only and arguments.only not in tool.name:
                continue
            result = measure(tool, cases, arguments.trees, rulebook)
            own = result if tool.name.startswith("v4migrate") else own
            print(f"| {tool.name} | {' | '.join(_cells(result))} |", flush=True)
    here, missing = parsers()
    print(f"\nown parsers asked: {', '.join(here)}; not here: {', '.join(missing) or 'none'}")
    if arguments.languages and own is not None:
        _print_languages(own)


def _cells(result: Result) -> list[str]:
    return [
        _shown(result.precision()),
        _shown(result.mean_precision),
        _shown(result.recall()),
        str(sum(result.wrong.values())),
        str(len(result.wrong)),
        str(result.touched),
        str(result.equal),
        f"{result.unparsed} + {result.refused} of {result.parsed}",
        _share(*result.placed(True, False)),
        _share(*result.placed(True)),
    ]


def _print_languages(result: Result) -> None:
    wanted: dict[str, int] = defaultdict(int)
    wrong: dict[str, int] = defaultdict(int)
    for case, hit in result.hits:
        wanted[case.language] += case.expected == "rewrite"
        wrong[case.language] += hit and case.expected != "rewrite"
    print("\n| suffix | places to rewrite | recall | wrong |\n|---|---|---|---|")
    for language in sorted(wanted, key=lambda name: (-wanted[name], name)):
        print(f"| {language} | {wanted[language]} | {_shown(result.recall(language))} | {wrong[language]} |")


def _share(part: int, whole: int) -> str:
    return f"{part} of {whole}" if whole else ""


def _shown(value: float | None) -> str:
    return "" if value is None else f"{value:.3f}"


if __name__ == "__main__":
    main()
