"""Reports to render: real scans of a few lines, with suppressions put on by hand."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import PurePosixPath

import pytest

from v4migrate.rewrite.edit import as_text
from v4migrate.rewrite.rewriter import RewriteOptions, Rewriter
from v4migrate.rulebook.load import load_rulebook
from v4migrate.scan.finding import SuppressedBy, Suppression, UnusedSuppression
from v4migrate.scan.report import FixKey, ScanReport
from v4migrate.scan.scanner import Scanner

AS_OF = datetime(2026, 11, 24, tzinfo=UTC)
Scanned = Callable[..., ScanReport]


@pytest.fixture(scope="session")
def scanner() -> Scanner:
    return Scanner(load_rulebook(as_of=AS_OF))


@pytest.fixture(scope="session")
def scanned(scanner: Scanner) -> Scanned:
    """`scanned({"ask.py": "..."})`: a report with the edits of its fixes."""

    def scan(files: dict[str, str | bytes]) -> ScanReport:
        rewriter = Rewriter(scanner, RewriteOptions())
        scans, edits = [], {}
        for name, written in files.items():
            path, data = PurePosixPath(name), written.encode() if isinstance(written, str) else written
            scans.append(scanner.scan(path, data))
            for change in rewriter.rewrite(path, data).changes:
                edits[FixKey.of(change.finding)] = as_text(data, change.edits)
        return ScanReport(scans, len(files), {}, [], scanner.target, "official", AS_OF, edits=edits)

    return scan


ASK = 'client.chat.completions.create(model="deepseek-chat", messages=m)\n'


@pytest.fixture
def full(scanned: Scanned) -> ScanReport:
    """One of everything: two that count, two that are accepted, one that is left, unused suppressions, a file that was not read."""
    report = scanned(
        {
            "src/ask.py": ASK + 'print("deepseek-chat-v9x")\n',
            "src/b.py": f"{ASK}# deepseek-reasoner\n",
            "src/c.py": ASK * 2,
        }
    )
    first, second, third = report.scans
    because = Suppression(SuppressedBy.LINE, "the gateway knows the name", 1)
    known = Suppression(SuppressedBy.BASELINE)
    suppressed = replace(
        third,
        findings=[
            replace(third.findings[0], suppression=because, fingerprint="aa"),
            replace(third.findings[1], suppression=known, fingerprint="bb"),
        ],
        unused=[UnusedSuppression("src/c.py", 9, ["DS001"], "no longer true")],
    )
    return replace(
        report,
        scans=[first, second, suppressed],
        skipped={"binary": 2, "unreadable": 1},
        unreadable=["src/locked.py: cannot be read: Permission denied; mend its permissions or exclude it"],
        outdated=[UnusedSuppression(".v4migrate-baseline.json", 0, [], problem="accepts nothing in: legacy/**")],
    )
