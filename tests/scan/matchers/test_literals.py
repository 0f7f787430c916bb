"""The literals that a pattern needs: enough to spare it most texts, never so much that a match is missed."""

from __future__ import annotations

import re

import pytest

from v4migrate.rulebook.literals import needed_literals
from v4migrate.rulebook.load import load_rulebook
from v4migrate.scan.matchers.literals import where_to_look
from v4migrate.scan.place import Region, Span

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
            for found in re.finditer(pattern.encode(), region.text, re.MULTILINE):
                stretches = list(where_to_look(needed_literals(pattern), region))
                assert any(stretch.holds(Span(*found.span())) for stretch in stretches)


def test_stretches_lie_around_the_rarest_literal_and_do_not_meet() -> None:
    region = Region("text", b"x" * 5000 + b"foo" + b"x" * 900 + b"foo" + b"x" * 5000 + b"foo")
    assert list(where_to_look(needed_literals("foo"), region)) == [(4000, 6903), (9906, 10909)]


def test_nothing_to_look_for_where_a_literal_is_missing() -> None:
    assert list(where_to_look(needed_literals("foo.*bar"), Region("text", b"foo"))) == []
