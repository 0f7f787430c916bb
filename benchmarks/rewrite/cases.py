"""The cases, and what a tool did at each of them: told from the lines before and after, whatever the tool."""

from __future__ import annotations

import difflib
import json
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Case:
    """A place of a public repository before its own migration, and what a person says a tool should do there."""

    repository: str
    tree: str
    path: str
    line: int
    old: str
    expected: str  # rewrite, advise, leave; anything else is not scored
    kind: str

    @property
    def language(self) -> str:
        """By the file's suffix."""
        return Path(self.path).suffix.lstrip(".").lower() or Path(self.path).name


def read_cases(path: Path) -> list[Case]:
    """Raises KeyError where an entry lacks a field."""
    return [
        Case(
            case["repo"],
            f"{case['repo'].replace('/', '+')}@{case['before']}",
            case["path"],
            case["line"],
            case["old"],
            case["expected"],
            case["kind"],
        )
        for case in json.loads(path.read_text("utf-8"))["cases"]
    ]


def rewritten(cases: Sequence[Case], before: Path, after: Path) -> Iterator[tuple[Case, bool]]:
    """Each scored case whose file is there, and whether the old name stands on its line less often than before."""
    by_file: dict[tuple[str, str], list[Case]] = defaultdict(list)
    for case in cases:
        if case.expected in {"rewrite", "advise", "leave"}:
            by_file[case.tree, case.path].append(case)
    for (tree, path), here in sorted(by_file.items()):
        old, new = _lines(before / tree / path), _lines(after / tree / path)
        if not old:
            continue
        moved = {} if old == new else _moved(old, new)
        for case in here:
            line = old[case.line - 1] if case.line <= len(old) else ""
            now = line if old == new else moved.get(case.line - 1, "")
            yield case, now != line and now.count(case.old) < max(1, line.count(case.old))


def _lines(path: Path) -> list[str]:
    try:
        return path.read_text("utf-8", errors="replace").split("\n")
    except OSError:
        return []


def _moved(old: Sequence[str], new: Sequence[str]) -> dict[int, str]:
    """Index of an old line -> the text that stands in its place."""
    found: dict[int, str] = {}
    for _, start, end, first, last in difflib.SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        is_paired = end - start == last - first
        for at in range(start, end):
            found[at] = new[first + at - start] if is_paired else "\n".join(new[first:last])
    return found
