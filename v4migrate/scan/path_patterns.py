"""Suppressions by path: entries of the configuration that accept findings in the files they name."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import NamedTuple

from v4migrate.errors import ConfigError
from v4migrate.rulebook.document import suggestion
from v4migrate.rulebook.load import Rulebook
from v4migrate.rulebook.schema import Rule
from v4migrate.rulebook.selection import known_words, rule_ids
from v4migrate.scan.files.ignore import BadPattern, Rules, parse_rules
from v4migrate.scan.finding import Finding


class Idle(NamedTuple):
    """Rules, and patterns in whose files nothing of them is found; as written, no rules = every one."""

    rules: Sequence[str]
    paths: Sequence[str]


@dataclass(frozen=True)
class PathSuppression:
    """One entry. Patterns are meant from the root of the project, as in a .gitignore there."""

    paths: Sequence[str]
    patterns: Rules
    meant: frozenset[str]  # ids of rules; empty = every rule
    reason: str
    rules: Sequence[str]  # as written

    @classmethod
    def of(
        cls, paths: Sequence[str], rules: Sequence[str], reason: str, rulebook: Rulebook, where: str
    ) -> PathSuppression:
        """From an entry as written, which `where` names. Raises ConfigError for a pattern or a rule that is none."""
        for word in rules:
            if not rule_ids(word, rulebook):
                near = suggestion(word, known_words(rulebook), 0.75)
                raise ConfigError(f"{where}: no rule or topic '{word}'{near}; list them with: v4migrate rules")
        try:
            patterns = parse_rules(paths)
        except BadPattern as error:
            raise ConfigError(f"{where}: {error}; write patterns as in .gitignore") from error
        meant = frozenset(rule for word in rules for rule in rule_ids(word, rulebook))
        return cls(paths, patterns, meant, reason, tuple(rules))

    def covers(self, inside: PurePosixPath, rule: Rule) -> bool:
        """Does it accept findings of a rule in a file? `inside` is the file's path within the project."""
        return (not self.meant or rule.id in self.meant) and self.patterns.covers(os.fsencode(inside))

    def idle(self, found: Iterable[tuple[PurePosixPath, Finding]], rulebook: Rulebook) -> Iterator[Idle]:
        """What of it accepts none of the findings of a whole project: all, some of its rules, some of its patterns.

        A rule that is silent under this profile may be needed under another: nothing is said of it.
        """
        speaking = {rule.id for rule in rulebook.rules if rule.speaks_under(rulebook.profile.name)}
        asked = [word for word in self.rules if rule_ids(word, rulebook) & speaking]
        accepted = [(inside, finding.rule.id) for inside, finding in found if self.covers(inside, finding.rule)]
        if not accepted:
            if asked or not self.rules:
                yield Idle(self.rules, self.paths)
            return
        rules = {rule for _, rule in accepted}
        if words := [word for word in asked if not rule_ids(word, rulebook) & rules]:
            yield Idle(words, self.paths)
        if any(pattern.startswith("!") for pattern in self.paths):  # which take back what others say
            return
        files = {os.fsencode(inside) for inside, _ in accepted}
        if alone := [path for path in self.paths if not any(map(parse_rules([path]).covers, files))]:
            yield Idle(self.rules, alone)
