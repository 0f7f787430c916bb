"""Every example and every leave case of every rule, as the rule files state them."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import cache
from pathlib import PurePosixPath

import pytest

from v4migrate.rewrite.outcome import FileOutcome
from v4migrate.rewrite.rewriter import RewriteOptions, Rewriter, syntax_errors
from v4migrate.rulebook.load import load_rulebook
from v4migrate.rulebook.profiles import DEFAULT_PROFILE
from v4migrate.rulebook.schema import Example, Leave, Rule
from v4migrate.scan.scanner import Scanner

AS_OF = datetime(2026, 11, 24, tzinfo=UTC)  # the examples are written for the facts of this day
RULEBOOK = load_rulebook(as_of=AS_OF)
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


@cache
def scanner(profile: str, target: str | None) -> Scanner:
    return Scanner(load_rulebook(profile=profile, as_of=AS_OF), target)


def scanner_of(case: Example | Leave) -> Scanner:
    return scanner(case.profile or DEFAULT_PROFILE, case.target)


def rewrite(rule: Rule, case: Example | Leave, code: str) -> FileOutcome:
    """The file after the fixes of this one rule."""
    options = RewriteOptions(unsafe=True, only=frozenset({rule.id}))
    return Rewriter(scanner_of(case), options).rewrite(path_of(case), code.encode())


def found(case: Example | Leave, code: str) -> set[str]:
    """The rules that speak of some code."""
    return {finding.rule.id for finding in scanner_of(case).scan(path_of(case), code.encode()).findings}


def rows(field: str) -> list[object]:
    return [
        pytest.param(rule, case, id=f"{rule.id}-{number}-{case.language}")
        for rule in RULEBOOK.rules
        for number, case in enumerate(getattr(rule, field), 1)
    ]


@pytest.mark.parametrize(("rule", "example"), rows("examples"))
def test_example_is_found(rule: Rule, example: Example) -> None:
    assert rule.id in found(example, example.before)


@pytest.mark.parametrize(("rule", "example"), rows("examples"))
def test_example_becomes(rule: Rule, example: Example) -> None:
    outcome = rewrite(rule, example, example.before)
    assert outcome.after.decode() == (example.after or example.before)
    assert outcome.error is None


@pytest.mark.parametrize(("rule", "example"), rows("examples"))
def test_example_parses_and_a_second_run_changes_nothing(rule: Rule, example: Example) -> None:
    after = example.after or example.before
    assert syntax_errors(path_of(example), after.encode()) == 0
    assert rewrite(rule, example, after).after.decode() == after


@pytest.mark.parametrize(("rule", "leave"), rows("leave"))
def test_leave_case_is_not_touched(rule: Rule, leave: Leave) -> None:
    assert rewrite(rule, leave, leave.code).after.decode() == leave.code, leave.because
    assert rule.id not in found(leave, leave.code), leave.because


def test_a_rule_that_changes_code_shows_it() -> None:
    for rule in RULEBOOK.rules:
        changes = [example for example in rule.examples if example.after not in {None, example.before}]
        assert bool(changes) == bool(rule.fix.do), rule.id
