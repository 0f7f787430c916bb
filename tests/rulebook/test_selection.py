"""Words for rules: what they mean, which wins, and what is said of a word that is none."""

from __future__ import annotations

import pytest

from v4migrate.errors import UsageError
from v4migrate.rulebook.load import load_rulebook
from v4migrate.rulebook.schema import Severity
from v4migrate.rulebook.selection import Selection, meant, rule_ids

RULEBOOK = load_rulebook()


@pytest.mark.parametrize(
    ("select", "ignore", "rule", "severity", "is_wanted"),
    [
        pytest.param("", "", "DS001", "error", True, id="everything"),
        pytest.param("DS001", "", "DS001", "error", True, id="by-code"),
        pytest.param("retired-model-id", "", "DS001", "error", True, id="by-id"),
        pytest.param("ds001", "", "DS001", "error", True, id="code-in-lower-case"),
        pytest.param("DS001", "", "DS010", "warning", False, id="another-rule"),
        pytest.param("model-ids", "", "DS001", "error", True, id="by-topic"),
        pytest.param("error", "", "DS001", "error", True, id="by-severity"),
        pytest.param("error", "", "DS001", "warning", False, id="severity-of-the-finding-not-of-the-rule"),
        pytest.param("thinking, error", "", "DS001", "error", True, id="one-of-two"),
        pytest.param("", "model-ids", "DS001", "error", False, id="topic-ignored"),
        pytest.param("model-ids", "info", "DS001", "info", False, id="ignoring-wins-among-groups"),
        pytest.param("model-ids", "DS001", "DS001", "error", False, id="rule-ignored-in-a-topic"),
        pytest.param("DS001", "model-ids", "DS001", "error", True, id="rule-selected-in-an-ignored-topic"),
        pytest.param("DS001", "DS001", "DS001", "error", False, id="ignoring-wins-among-rules"),
    ],
)
def test_which_finding_is_wanted(select: str, ignore: str, rule: str, severity: str, is_wanted: bool) -> None:
    selection = Selection(meant([select], RULEBOOK, "--select"), meant([ignore], RULEBOOK, "--ignore"))
    assert selection.takes(RULEBOOK.rule(rule), Severity(severity)) is is_wanted


@pytest.mark.parametrize(
    ("word", "near"),
    [
        pytest.param("retired-model", "retired-model-id", id="rule"),
        pytest.param("model-id", "model-ids", id="topic"),
        pytest.param("warnings", "warning", id="severity"),
    ],
)
def test_unknown_word_names_where_it_stands_and_the_nearest(word: str, near: str) -> None:
    with pytest.raises(
        UsageError, match=rf"^--ignore: no rule, topic or severity '{word}' \(did you mean '{near}'\?\)"
    ):
        meant(["DS001", word], RULEBOOK, "--ignore")


def test_suppression_means_rules_and_topics_but_no_severity() -> None:
    assert rule_ids("DS001", RULEBOOK) == {"retired-model-id"}
    assert "retired-model-id" in rule_ids("model-ids", RULEBOOK)
    assert rule_ids("error", RULEBOOK) == frozenset()
