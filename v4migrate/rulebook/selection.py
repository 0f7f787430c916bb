"""Which rules are meant: the words of `--select`, `--ignore`, `--only`, `--except`, and of a suppression.

A word is a rule (`retired-model-id`, `DS001`), a topic (a folder under `rules/`) or a severity (`error`, `warning`, `info`).
A rule that is named itself stands above topics and severities; on one level, what is ignored stands above what is selected.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from v4migrate.errors import UsageError
from v4migrate.rulebook.document import suggestion
from v4migrate.rulebook.load import Rulebook
from v4migrate.rulebook.schema import Rule, Severity


@dataclass(frozen=True)
class Selection:
    """The findings that are wanted.

    >>> chosen = Selection(meant(["model-ids"], rulebook, "--select"), meant(["DS002,info"], rulebook, "--ignore"))
    >>> chosen.takes(rule, Severity.ERROR)
    """

    selected: frozenset[str] = frozenset()  # rule ids, topics, severities; empty = everything
    ignored: frozenset[str] = frozenset()

    def takes(self, rule: Rule, severity: Severity) -> bool:
        """Is a finding of this rule, with this severity, wanted?"""
        if rule.id in self.ignored or rule.id in self.selected:
            return rule.id not in self.ignored
        groups = {rule.topic, severity.value}
        if groups & self.ignored:
            return False
        return not self.selected or bool(groups & self.selected)


def meant(texts: Iterable[str], rulebook: Rulebook, where: str) -> frozenset[str]:
    """What a user's words mean, several in one with commas between: rules by their id, topics, severities.

    Raises UsageError for a word that is none, with the nearest known one and `where` it stands.
    """
    words = (word.strip() for text in texts for word in text.split(","))
    return frozenset(_meaning(word, rulebook, where) for word in words if word)


def rule_ids(word: str, rulebook: Rulebook) -> frozenset[str]:
    """The rules that a suppression means by a word: one by id or code, or all of a topic. Empty if it is none of these."""
    rule = rulebook.by_id.get(word) or rulebook.by_id.get(word.upper())
    if rule is not None:
        return frozenset({rule.id})
    return frozenset(rule.id for rule in rulebook.rules if rule.topic == word)


def known_words(rulebook: Rulebook) -> list[str]:
    """Every rule by id and code, every topic."""
    return [*rulebook.by_id, *sorted({rule.topic for rule in rulebook.rules})]


def _meaning(word: str, rulebook: Rulebook, where: str) -> str:
    """A rule's id for its code; a topic or severity as it is."""
    rule = rulebook.by_id.get(word) or rulebook.by_id.get(word.upper())
    if rule is not None:
        return rule.id
    groups = {*Severity, *(rule.topic for rule in rulebook.rules)}
    if word.lower() not in groups:
        near = suggestion(word, [*known_words(rulebook), *Severity], 0.75)
        raise UsageError(
            f"{where}: no rule, topic or severity '{word}'{near}; rules and topics are listed by: v4migrate rules, "
            f"severities are: {', '.join(Severity)}"
        )
    return word.lower()
