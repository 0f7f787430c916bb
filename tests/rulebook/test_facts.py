"""Look-ups by name and instant. Both sides of each boundary; money exact; what is not known is never 0."""

from __future__ import annotations

import dataclasses
import itertools
from datetime import UTC, datetime, timedelta

import pytest

from v4migrate.rulebook.load import load_rulebook

FACTS = load_rulebook(as_of=datetime(2026, 11, 24, tzinfo=UTC)).facts
RETIRED = datetime(2026, 7, 24, 15, 59, tzinfo=UTC)


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("name", "when", "state"),
    [
        ("deepseek-chat", RETIRED - timedelta(seconds=1), "current"),
        ("deepseek-chat", RETIRED, "retired"),
        ("deepseek-v4-flash", at("2026-09-10T03:59:59"), "current"),
        ("deepseek-v4-flash", at("2026-09-10T04:00:00"), "compatibility"),
        ("deepseek-flash", at("2026-09-10T03:59:59"), "future"),
        ("deepseek-coder", at("2026-07-24T15:58:59"), "unknown"),
        ("deepseek-coder", at("2026-07-24T15:59:00"), "retired"),
        ("deepseek-r1", at("2026-01-01T00:00:00"), "retired"),
        ("deepseek-flash", at("2026-09-10T04:00:00"), "current"),
        ("deepseek-v3.2", at("2026-01-01T00:00:00"), "unofficial"),
    ],
)
def test_state_of_a_name(name: str, when: datetime, state: str) -> None:
    entry = FACTS.name(name)
    assert entry is not None
    assert entry.state(when) == state


@pytest.mark.parametrize(
    ("when", "generation"),
    [
        ("2025-09-28T23:59:59", "v3.1"),
        ("2025-09-29T00:00:00", "v3.2"),
        ("2026-04-23T23:59:59", "v3.2"),
        ("2026-04-24T00:00:00", "v4-flash-alias"),
        ("2026-07-24T15:58:59", "v4-flash-alias"),
        ("2026-07-24T15:59:00", None),
        ("2024-12-25T23:59:59", None),
    ],
)
def test_what_deepseek_chat_meant(when: str, generation: str | None) -> None:
    entry = FACTS.name("deepseek-chat")
    assert entry is not None
    assert entry.generation(at(when)) == generation


@pytest.mark.parametrize(
    ("name", "when", "means"),
    [
        ("deepseek-chat", "2025-03-24T00:00:00", "DeepSeek-V3-0324"),
        ("deepseek-chat", "2025-11-30T23:59:59", "DeepSeek-V3.2-Exp"),
        ("deepseek-chat", "2025-12-01T00:00:00", "DeepSeek-V3.2"),
        ("deepseek-v4-flash", "2026-07-30T23:59:59", "DeepSeek-V4-Flash preview"),
        ("deepseek-v4-flash", "2026-09-10T04:00:00", "DeepSeek-V4.1-Flash"),
        ("deepseek-flash", "2026-10-17T00:00:00", "DeepSeek-V4.1-Flash-1017"),
        ("deepseek-v4.1-flash-expires-on-0910", "2026-09-10T04:00:00", None),
    ],
)
def test_what_stands_behind_a_name(name: str, when: str, means: str | None) -> None:
    entry = FACTS.name(name)
    assert entry is not None
    meaning = entry.meaning(at(when))
    assert (meaning.means if meaning else None) == means


@pytest.mark.parametrize(
    "name",
    [
        "deepseek-v4.1-flash",
        "deepseek-v4-flash-none",
        "deepseek-v4-pro-0813",
        "deepseek-v4",
        "deepseek-v4-flash-thinking",
    ],
)
def test_spellings_that_nobody_at_the_hosted_api_knows(name: str) -> None:
    entry = FACTS.name(name)
    assert entry is not None
    assert (entry.kind, entry.state(FACTS.as_of)) == ("invented", "unofficial")


@pytest.mark.parametrize("name", ["deepseek-v5", "deepseek-v40-flash", "gpt-9", "deepseek-v4-flashy"])
def test_other_words_are_not_spellings_of_v4(name: str) -> None:
    assert FACTS.name(name) is None


@pytest.mark.parametrize(
    ("generation", "context", "cap"),
    [
        ("v3.2", 131_072, 8_192),
        ("v4-flash", 1_048_576, 393_216),
        ("v4.1-flash", 1_048_576, 393_216),
        ("v4-pro", 1_048_576, 393_216),
    ],
)
def test_limits(generation: str, context: int, cap: int) -> None:
    limits = FACTS.models.limits_of(generation)
    assert limits is not None
    assert (limits.context_tokens, limits.output_tokens["disabled"]) == (context, cap)


def test_limits_of_an_unknown_generation_are_not_guessed() -> None:
    assert FACTS.models.limits_of("v5") is None
    assert FACTS.models.limits_of(None) is None


def test_the_refusal_changed_its_words_and_stayed_a_400() -> None:
    old, new = FACTS.models.retired_answer(at("2026-01-01T00:00:00")), FACTS.models.retired_answer(RETIRED)
    assert (old.status, new.status) == (400, 400)
    assert old.message != new.message


def test_intervals_of_a_name_do_not_overlap() -> None:
    for entry in FACTS.models.names:
        starts = [meaning.from_ for meaning in entry.meanings]
        assert starts == sorted(set(starts)), entry.name
        for before, after in itertools.pairwise(entry.accepted):
            assert before.until is not None, entry.name
            assert before.until <= after.from_, entry.name


def test_every_fact_says_where_it_was_read() -> None:
    hosts = {host.name for host in FACTS.hosts}
    assert len(hosts) == len(FACTS.hosts)
    for host in FACTS.hosts:
        assert all(source.url.startswith("https://") for source in host.source), host.name
        if host.v4 and host.v4.mark == "U":
            assert not host.v4.is_verified


@pytest.mark.parametrize(("days", "is_old"), [(1000, False), (30, True)])
def test_old_facts_are_counted(days: int, is_old: bool) -> None:
    later = dataclasses.replace(FACTS, as_of=at("2027-03-01T00:00:00"))
    age = later.older_than(days)
    assert (age is not None) == is_old
    if age:
        assert age.old <= age.total
        assert age.oldest.isoformat() == "2026-11-24"


def test_accepted_names_are_the_ones_of_the_day() -> None:
    accepted = {entry.name for entry in FACTS.models.names if entry.state(FACTS.as_of) in {"current", "compatibility"}}
    assert accepted == {"deepseek-flash", "deepseek-v4-flash", "deepseek-v4-flash-vision-exp", "deepseek-v4-pro"}
