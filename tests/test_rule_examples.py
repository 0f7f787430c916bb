"""Every example and every leave case of every rule, as the rule files state them."""

from __future__ import annotations

from pathlib import PurePosixPath

import pytest

from v4migrate.rewrite.outcome import FileOutcome
from v4migrate.rewrite.rewriter import RewriteOptions, Rewriter, syntax_errors
from v4migrate.rulebook.load import load_rulebook
from v4migrate.rulebook.schema import Example, Leave, Rule
from v4migrate.scan.scanner import Scanner

RULEBOOK = load_rulebook()
SCANNER = Scanner(RULEBOOK)
SUFFIX = {
    "python": "py",
    "typescript": "ts",
    "javascript": "js",
    "yaml": "yaml",
    "json": "json",
    "lines": "env",
    "markdown": "md",
    "text": "txt",
    "shell": "sh",
}


def path_of(case: Example | Leave) -> PurePosixPath:
    return PurePosixPath(case.path or f"app.{SUFFIX[case.language]}")


def rewrite(rule: Rule, path: PurePosixPath, code: bytes) -> FileOutcome:
    """The file after the fixes of this one rule."""
    return Rewriter(SCANNER, RewriteOptions(unsafe=True, only=frozenset({rule.id}))).rewrite(path, code)


def rows(field: str) -> list[object]:
    return [
        pytest.param(rule, case, id=f"{rule.id}-{number}-{case.language}")
        for rule in RULEBOOK.rules
        for number, case in enumerate(getattr(rule, field), 1)
    ]


@pytest.mark.parametrize(("rule", "example"), rows("examples"))
def test_example_is_found(rule: Rule, example: Example) -> None:
    findings = SCANNER.scan(path_of(example), example.before.encode()).findings
    assert rule.id in {finding.rule.id for finding in findings}


@pytest.mark.parametrize(("rule", "example"), rows("examples"))
def test_example_becomes(rule: Rule, example: Example) -> None:
    outcome = rewrite(rule, path_of(example), example.before.encode())
    assert outcome.after.decode() == (example.after or example.before)
    assert outcome.error is None


@pytest.mark.parametrize(("rule", "example"), rows("examples"))
def test_example_parses_and_a_second_run_changes_nothing(rule: Rule, example: Example) -> None:
    path, after = path_of(example), (example.after or example.before).encode()
    assert syntax_errors(path, after) == 0
    assert rewrite(rule, path, after).after == after


@pytest.mark.parametrize(("rule", "leave"), rows("leave"))
def test_leave_case_is_not_touched(rule: Rule, leave: Leave) -> None:
    outcome = rewrite(rule, path_of(leave), leave.code.encode())
    assert outcome.after.decode() == leave.code, leave.because
    findings = SCANNER.scan(path_of(leave), leave.code.encode()).findings
    assert rule.id not in {finding.rule.id for finding in findings}, leave.because
