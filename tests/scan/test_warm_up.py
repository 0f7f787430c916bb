"""What a large scan builds before its processes are forked is what files ask for, and changes no answer."""

from __future__ import annotations

from pathlib import PurePosixPath

from v4migrate.rulebook.load import load_rulebook
from v4migrate.scan.scanner import Scanner
from v4migrate.scan.warm_up import example, warm_up

CODE = b'from openai import OpenAI\nOpenAI(base_url="https://api.deepseek.com").ask(model="deepseek-chat", temperature=0)\n'


def test_the_example_asks_for_an_old_name() -> None:
    found = Scanner(load_rulebook()).scan(PurePosixPath("ask.py"), example(load_rulebook().facts)).findings
    assert [finding.rule.id for finding in found] == ["retired-model-id"]


def test_answers_are_the_same_afterwards() -> None:
    cold, warm = Scanner(load_rulebook()), Scanner(load_rulebook())
    warm_up(warm)
    told, expected = (scanner.scan(PurePosixPath("a.py"), CODE).findings for scanner in (warm, cold))
    assert [(finding.rule.id, finding.span, finding.host) for finding in told] == [
        (finding.rule.id, finding.span, finding.host) for finding in expected
    ]


def test_tests_of_words_are_built() -> None:
    scanner = Scanner(load_rulebook())
    warm_up(scanner)
    assert all(known.sieve._test for known in scanner.hosts._known if known.words)
