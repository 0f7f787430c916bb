"""What a scan says of a text, in the fewest words: for the tables of these tests."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import PurePosixPath

import pytest

from v4migrate.rulebook.load import load_rulebook
from v4migrate.scan.scanner import Scanner

Says = Callable[[str, str], list[str]]


@pytest.fixture(scope="session")
def offers() -> Says:
    """The rule for each old id with the safety of its fix, then why the others are left."""
    scanner = Scanner(load_rulebook())

    def offer(path: str, code: str) -> list[str]:
        scan = scanner.scan(PurePosixPath(path), code.encode())
        found = [
            f"{finding.rule.id} {finding.safety}" for finding in scan.findings if finding.rule.topic == "model-ids"
        ]
        return found + [f"left {entry.reason}" for entry in scan.left]

    return offer


@pytest.fixture(scope="session")
def says() -> Says:
    """The rule or the reason for each old id, in the order of the file. What other rules find is left out."""
    scanner = Scanner(load_rulebook())
    about_ids = {rule.id for rule in scanner.rules["model_id"]}

    def say(path: str, code: str) -> list[str]:
        scan = scanner.scan(PurePosixPath(path), code.encode())
        found = [(entry.location.line, entry.location.column, entry.reason.value) for entry in scan.left]
        found += [
            (finding.location.line, finding.location.column, finding.rule.id)
            for finding in scan.findings
            if finding.rule.id in about_ids
        ]
        return [what for *_, what in sorted(found)]

    return say
