"""What the rules have to speak of: every row of the rule pack that a domain expert would write, and every shape of parameters."""

from __future__ import annotations

import pytest

from v4migrate.rulebook.load import load_rulebook
from v4migrate.rulebook.schema import Safety

RULEBOOK = load_rulebook()
# The stable codes of the pack; 0xx are model ids and thinking, 03x limits, 04x and 05x the answer, 08x prices, 09x addresses.
PACK = (
    *(1, 2, 3, 4, 5, 6, 7, 8, 10, 11, 12, 20, 21, 22, 30, 31, 32, 33, 34, 40, 41, 42, 43, 44),
    *(50, 51, 52, 53, 60, 70, 80, 81, 90, 91, 92, 93, 100, 101, 102, 110, 120),
)
SHAPES = [f"E{number}" for number in range(1, 18)]
# Applied without asking: everything else waits for a person, or is advice.
SAFE = {"DS001", "DS006"}
SAFE_SOMEWHERE = {
    "DS002": "profile of the host",
    "DS003": "DeepSeek's own host, or the profile of the guide",
    "DS016": "not where the host is unknown",
}


@pytest.mark.parametrize("number", PACK)
def test_every_row_of_the_pack_has_its_rule(number: int) -> None:
    assert f"DS{number:03}" in RULEBOOK.by_id


@pytest.mark.parametrize("shape", SHAPES)
def test_every_shape_of_parameters_is_answered_by_a_rule(shape: str) -> None:
    assert [rule.id for rule in RULEBOOK.rules if shape in rule.shapes]


def test_only_what_keeps_the_meaning_is_safe_by_default() -> None:
    assert {rule.code for rule in RULEBOOK.rules if rule.fix.safety is Safety.SAFE} == SAFE
    somewhere = {rule.code for rule in RULEBOOK.rules if any(case.safety is Safety.SAFE for case in rule.fix.cases)}
    assert somewhere == set(SAFE_SOMEWHERE)


def test_every_rule_says_what_it_leaves_alone() -> None:
    assert [rule.id for rule in RULEBOOK.rules if not rule.leave] == []


def test_rules_are_shown_in_more_than_one_language() -> None:
    alone = [rule.id for rule in RULEBOOK.rules if len({example.language for example in rule.examples}) < 2]
    assert set(alone) <= ONE_LANGUAGE, "give an example in a second language, or say below why there is none"


# Rules about something that only one language has, or about text that is in none.
ONE_LANGUAGE: set[str] = {"short-timeout", "id-in-unclear-place"}
