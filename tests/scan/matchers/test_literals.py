"""The literals that a pattern needs: enough to spare it most texts, never so much that a match is missed."""

from __future__ import annotations

import re

import pytest

from v4migrate.rulebook.load import load_rulebook
from v4migrate.scan.matchers.literals import may_match, needed_literals
from v4migrate.scan.place import Region

TEXT_RULES = [rule for rule in load_rulebook().rules if rule.find.text]


@pytest.mark.parametrize(
    ("pattern", "needed"),
    [
        (r"\bsemaphore\(\d+\)", [{b"semaphore("}]),
        (r"[mM]odel", [{b"model"}]),
        (r"(?i:Temperature)", [{b"temperature"}]),
        (r"foo(?:bar|qux)+", [{b"bar", b"qux"}, {b"foo"}]),
        (r"foo(?:bar)?", [{b"foo"}]),
        (r"(?:foo)*x?", []),
        (r"foo|\d", []),
        (r"(?<!foo)bar", [{b"bar"}]),
        (r"(?<=foo)bar(?=baz)", [{b"bar"}, {b"baz"}, {b"foo"}]),
        (r"[ab]c", []),
    ],
)
def test_needed(pattern: str, needed: list[set[bytes]]) -> None:
    assert [set(literals) for literals in needed_literals(pattern)] == needed


@pytest.mark.parametrize("rule", TEXT_RULES, ids=lambda rule: rule.id)
def test_no_match_in_an_example_is_missed(rule) -> None:  # type: ignore[no-untyped-def]
    regions = [Region("text", example.before.encode()) for example in (*rule.examples,)]
    for pattern in rule.find.text.patterns:
        for region in regions:
            if re.search(pattern.encode(), region.text, re.MULTILINE):
                assert may_match(pattern, region)
