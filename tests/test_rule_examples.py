"""Every example and every leave case of every rule, as the rule files state them."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import cache

import pytest

from v4migrate.rewrite.rule_check import example_problems, leave_problems, problems
from v4migrate.rulebook.load import load_rulebook
from v4migrate.rulebook.schema import Example, Leave, Rule
from v4migrate.scan.scanner import Scanner

AS_OF = datetime(2026, 11, 24, tzinfo=UTC)  # the examples are written for the facts of this day
RULEBOOK = load_rulebook(as_of=AS_OF)


@cache
def scanner(profile: str, target: str | None) -> Scanner:
    return Scanner(load_rulebook(profile=profile, as_of=AS_OF), target)


def rows(field: str) -> list[object]:
    return [
        pytest.param(rule, case, id=f"{rule.id}-{number}-{case.language}")
        for rule in RULEBOOK.rules
        for number, case in enumerate(getattr(rule, field), 1)
    ]


@pytest.mark.parametrize(("rule", "example"), rows("examples"))
def test_example_is_found_and_becomes(rule: Rule, example: Example) -> None:
    assert list(example_problems(rule, example, scanner)) == []


@pytest.mark.parametrize(("rule", "leave"), rows("leave"))
def test_leave_case_is_not_touched(rule: Rule, leave: Leave) -> None:
    assert list(leave_problems(rule, leave, scanner)) == []


def changed(rule: Rule, **fields: object) -> list[str]:
    """What is said of a rule whose first example is another one."""
    example = rule.examples[0].model_copy(update=fields)
    return [problem for _, problem in problems(rule.model_copy(update={"examples": [example], "leave": []}), scanner)]


def test_a_rule_whose_example_does_not_hold_is_told_what_is_wrong() -> None:
    rule = RULEBOOK.rule("retired-model-id")
    assert changed(rule) == []
    (problem,) = changed(rule, before="ask(model='gpt-9')\n")
    assert problem == "the rule does not find it; found there: nothing"
    (problem,) = changed(rule, before="ask(model=\n")
    assert problem.startswith("`before` does not parse as .py")
    (problem,) = changed(rule, after="something_else()\n")
    assert problem.startswith("the fix makes something else of it: 'client.chat")
    (problem,) = changed(rule, language="cobol")
    assert problem.startswith("no file suffix is known for the language 'cobol'")
    assert "needs an example with an `after`" in changed(rule, after=None)[0]


def test_a_leave_case_that_is_found_is_told() -> None:
    rule = RULEBOOK.rule("retired-model-id")
    leave = Leave(lang="python", code=rule.examples[0].before, because="it should not")  # type: ignore[call-arg]
    assert list(leave_problems(rule, leave, scanner)) == ["the rule finds it, although: it should not"]
