"""A loose pattern lets through every text that the strict one matches, and still keeps most others out."""

from __future__ import annotations

import re

import pytest

from v4migrate.rulebook.load import load_rulebook
from v4migrate.rulebook.loosened import loosened
from v4migrate.scan.sieve import matcher

TEXT_RULES = [rule for rule in load_rulebook().rules if rule.find.text]


def passes(pattern: str, text: bytes) -> bool:
    test = matcher(loosened([pattern]))
    assert test is not None
    return test(text.lower().decode("latin-1"))


@pytest.mark.parametrize(
    ("pattern", "text"),
    [
        pytest.param(r"Model\(\d+\)", b"Model(12)", id="letters-of-any-case"),
        pytest.param(r"(?i)[^a]b", b"XB", id="negated-class-without-case"),
        pytest.param(r"[A-F]{2}", b"EF", id="range-of-capitals"),
        pytest.param(r"(?<!x)foo(?!bar)", b"foo", id="look-around"),
        pytest.param(r"(?<=x)foo(?=bar)", b"xfoobar", id="look-around-that-must-hold"),
        pytest.param(r"^\s*foo\b$", b"a\n foo\nb", id="line-ends"),
        pytest.param(r"(['\"])foo\1", b"'foo'", id="same-quote-again"),
        pytest.param(r"(a)?b(?(1)c|d)", b"bd", id="condition-on-a-group"),
        pytest.param(r"a.b", b"a\xffb", id="byte-that-is-no-ascii"),
        pytest.param("é+", "é".encode(), id="letter-of-two-bytes"),
        pytest.param(r"\W\S\D", b"\xe9\xe9\xe9", id="what-is-no-word-no-blank-no-digit"),
        pytest.param(r"(?s)a.b", b"a\nb", id="dot-is-all"),
        pytest.param(r"a(?s:.)b", b"a\nb", id="dot-is-all-in-a-group"),
        pytest.param(r"a{40}b", b"a" * 40 + b"b", id="counted-further-than-it-counts"),
        pytest.param(r"ab{0,50}?c", b"a" + b"b" * 50 + b"c", id="lazy"),
        pytest.param(r"a++b", b"aab", id="possessive"),
        pytest.param(r"(?>a|ab)c", b"ac", id="atomic"),
        pytest.param(r"(?:a|)b", b"b", id="empty-branch"),
        pytest.param(r"[a-][.&~]-#", b"-~-#", id="signs-that-mean-something-elsewhere"),
    ],
)
def test_what_matches_passes(pattern: str, text: bytes) -> None:
    assert re.search(pattern.encode(), text, re.MULTILINE)
    assert passes(pattern, text)


@pytest.mark.parametrize(
    ("pattern", "text"),
    [
        (r"foo\d+", b"foo bar 12"),
        (r"a.b", b"a\nb"),
        (r"(?<!x)foo(?:bar|baz)", b"foo ba"),
        (r"a{2,}b", b"ab"),
        (r"[^aA]b", b"ab"),
    ],
)
def test_other_texts_are_kept_out(pattern: str, text: bytes) -> None:
    assert not passes(pattern, text)


def test_pattern_that_needs_no_byte_keeps_nothing_out() -> None:
    assert loosened([r"foo", r"\b"]) == ""


@pytest.mark.parametrize("rule", TEXT_RULES, ids=lambda rule: rule.id)
def test_every_rule_has_one_that_misses_no_example(rule) -> None:  # type: ignore[no-untyped-def]
    test = matcher(rule.find.text.loose)
    assert test is not None
    for example in rule.examples:
        text = example.before.encode()
        if any(re.search(pattern.encode(), text, re.MULTILINE) for pattern in rule.find.text.patterns):
            assert test(text.lower().decode("latin-1"))
