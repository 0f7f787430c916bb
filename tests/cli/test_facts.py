"""`v4migrate facts` and `rules --profiles`: readable, exact as JSON, and a wrong name lists the right ones."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from v4migrate.cli.app import run
from v4migrate.exit_codes import ExitCode

TOPICS = ("models", "providers", "price", "parameters", "responses", "endpoints", "timeline", "guide", "benchmarks")


def shown(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    assert run(["facts", *arguments]) is ExitCode.OK
    return capsys.readouterr().out


def document(capsys: pytest.CaptureFixture[str], *arguments: str) -> Any:
    return json.loads(shown(capsys, *arguments, "--json"))


@pytest.mark.parametrize("topic", TOPICS)
def test_every_topic_as_text_and_as_one_document(topic: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert shown(capsys, topic).count("\n") > 3
    facts = document(capsys, topic)["facts"]
    assert facts
    if topic not in {"price", "benchmarks"}:
        assert all(source["checked"] and source["mark"] for fact in facts for source in fact["source"])


def test_states_of_names_are_those_of_the_day(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "200")
    lines = {line.split()[0]: line for line in shown(capsys, "models", "--as-of", "2026-05-01").splitlines() if line}
    assert "current" in lines["deepseek-chat"]
    assert "DeepSeek-V4-Flash without thinking" in lines["deepseek-chat"]
    lines = {line.split()[0]: line for line in shown(capsys, "models", "--as-of", "2026-11-24").splitlines() if line}
    assert "retired" in lines["deepseek-chat"]
    assert "compatibility" in lines["deepseek-v4-flash"]


def test_one_name_over_time(capsys: pytest.CaptureFixture[str]) -> None:
    text = shown(capsys, "models", "deepseek-chat")
    assert "2026-07-24 15:59" in text
    assert "DeepSeek-V3-0324" in text


def test_price_at_an_instant(capsys: pytest.CaptureFixture[str]) -> None:
    text = shown(capsys, "price", "deepseek-v4-flash", "--at", "2026-11-24T02:30Z")
    assert "peak" in text
    assert "0.30" in text
    answer = document(capsys, "price", "deepseek-v4-flash", "--at", "2026-11-24T02:30Z")
    assert answer["prices"] == {"hit": "0.006", "miss": "0.30", "out": "1.20"}
    assert (answer["window"], answer["from"], answer["until"]) == ("peak", "2026-09-10T04:00:00+00:00", None)
    assert answer["source"]["mark"] == "A"


def test_guide_price_is_labelled(capsys: pytest.CaptureFixture[str]) -> None:
    text = shown(capsys, "price", "deepseek-v4-pro", "--profile", "guide-2026-04")
    assert "as stated by the guide, contradicted" in text
    assert document(capsys, "price", "deepseek-v4-pro", "--profile", "guide-2026-04")["prices"]["out"] == "1.60"


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        pytest.param(["models", "deepseek-chatt"], "did you mean 'deepseek-chat'", id="name"),
        pytest.param(["providers", "openruoter"], "did you mean 'openrouter'", id="host"),
        pytest.param(["price", "deepseek-v4-por"], "did you mean 'deepseek-v4-pro'", id="model"),
        pytest.param(["price", "deepseek-v4-pro", "--at", "yesterday"], "--at 'yesterday' is no date", id="instant"),
        pytest.param(
            ["price", "deepseek-v4-pro", "--provider", "x"], "no prices known for provider 'x'", id="provider"
        ),
        pytest.param(["price", "deepseek-chat", "--at", "2026-08-01"], "it ended 2026-07-24", id="ended"),
        pytest.param(["price", "deepseek-chat", "--at", "2026-01-01", "--currency", "cny"], "not verified", id="yuan"),
        pytest.param(["price", "--provider", "x"], "no prices known for provider 'x'", id="provider-of-all"),
        pytest.param(
            ["price", "--profile", "guide-2026-04", "--currency", "cny"], "no CNY price is known", id="stated-yuan"
        ),
        pytest.param(
            ["price", "--profile", "guide-2026-04", "--currency", "cny", "--json"], "no CNY price is known", id="json"
        ),
        pytest.param(["guide", "prises"], "did you mean 'prices'", id="topic"),
    ],
)
def test_a_question_without_an_answer_is_one_line_and_code_2(
    arguments: list[str], says: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["facts", *arguments]) is ExitCode.USAGE
    error = capsys.readouterr().err
    assert says in error
    assert error.count("\n") == 1


def test_a_narrow_terminal_gets_entries_and_no_cut_figure(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    from rich.console import Console

    from v4migrate.cli import render

    monkeypatch.setattr(render, "out", lambda: Console(width=60, highlight=False))
    text = shown(capsys, "models", "--as-of", "2026-11-24")
    assert "name: deepseek-v4-pro" in text
    assert "context: 1,048,576" in text
    assert "…" not in text
    assert "cached input  uncached input  output" in shown(capsys, "price", "deepseek-v4-pro", "--at", "2026-11-24")


def test_an_instant_of_another_zone_is_shown_in_utc(capsys: pytest.CaptureFixture[str]) -> None:
    assert "as of 2026-07-24 15:58 UTC" in shown(capsys, "models", "deepseek-chat", "--as-of", "2026-07-24T23:58+08:00")


def test_prices_of_every_model_at_an_instant(capsys: pytest.CaptureFixture[str]) -> None:
    text = shown(capsys, "price", "--at", "2026-11-24T02:30Z")
    assert "deepseek-v4-pro    " in text
    assert "peak" in text
    assert "deepseek-chat" not in text
    stated = document(capsys, "price", "--profile", "guide-2026-04")["prices"]
    assert {price["stated"] for price in stated} == {"contradicted"}
    assert {price["source"]["mark"] for price in stated} == {"U"}


def test_a_profile_of_the_configuration_is_honoured(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "v4migrate.toml").write_text('profile = "guide-2026-04"\n', "utf-8")
    assert "as stated by the guide" in shown(capsys, "price")


def test_a_dispute_is_said_only_while_it_matters(capsys: pytest.CaptureFixture[str]) -> None:
    assert "One meter" in shown(capsys, "price", "deepseek-v4-flash", "--at", "2026-09-09T18:00Z")
    assert "One meter" not in shown(capsys, "price", "deepseek-v4-flash", "--at", "2026-09-10T04:00Z")


def test_under_a_host_profile_its_own_prices_are_asked(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["facts", "price", "deepseek-v4-pro", "--profile", "aliyun"]) is ExitCode.USAGE
    assert "no prices known for provider 'aliyun'" in capsys.readouterr().err


def test_a_host_is_found_by_its_other_names_and_shows_what_is_uncertain(capsys: pytest.CaptureFixture[str]) -> None:
    text = shown(capsys, "providers", "DashScope", "--as-of", "2026-06-01")
    assert "Aliyun" in text
    assert "Serves V3.2 at 2026-06-01 UTC: yes." in text
    assert "presumed" in text


@pytest.mark.parametrize("topic", ["parameters", "responses", "endpoints"])
def test_one_entry_by_a_part_of_its_name(topic: str, capsys: pytest.CaptureFixture[str]) -> None:
    part = {"parameters": "temperature", "responses": "cache_creation", "endpoints": "beta"}[topic]
    assert len(document(capsys, topic, part)["facts"]) < len(document(capsys, topic)["facts"])
    assert run(["facts", topic, "nothing-like-it"]) is ExitCode.USAGE


def test_without_a_topic_the_help_is_readable(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["facts"]) is ExitCode.USAGE
    assert "\n  price " in capsys.readouterr().err


def test_guide_topic_and_claim(capsys: pytest.CaptureFixture[str]) -> None:
    facts = document(capsys, "guide", "prices")["facts"]
    assert {fact["topic"] for fact in facts} == {"prices"}
    (claim,) = document(capsys, "guide", "default-temperature")["facts"]
    assert claim["verdict"] == "contradicted"


def test_old_facts_are_said_in_one_line_and_a_pinned_day_keeps_quiet(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "a.py").write_text("x = 1\n", "utf-8")
    run(["scan", ".", "--as-of", "2027-06-01"])
    said = [line for line in capsys.readouterr().err.splitlines() if "facts were last checked" in line]
    assert len(said) == 1
    assert "more than 90 days before 2027-06-01" in said[0]
    (tmp_path / "v4migrate.toml").write_text("facts_max_age_days = 1000\n", "utf-8")
    run(["scan", ".", "--as-of", "2027-06-01"])
    assert "facts were last checked" not in capsys.readouterr().err
    (tmp_path / "v4migrate.toml").write_text("facts_date = 2026-11-24\n", "utf-8")
    run(["scan", "."])
    assert "facts were last checked" not in capsys.readouterr().err


def test_profiles_are_listed(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["rules", "--profiles"]) is ExitCode.OK
    text = capsys.readouterr().out
    for name in ("official", "guide-2026-04", "openrouter", "own-server"):
        assert name in text


def test_severity_setting_changes_the_exit_code(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "a.md").write_text("We call deepseek-chat.\n", "utf-8")
    assert run(["scan", "."]) is ExitCode.OK
    (tmp_path / "v4migrate.toml").write_text('[severity]\nid-in-prose = "warning"\n', "utf-8")
    assert run(["scan", "."]) is ExitCode.FINDINGS
    (tmp_path / "v4migrate.toml").write_text('[severity]\nid-in-pros = "warning"\n', "utf-8")
    assert run(["scan", "."]) is ExitCode.USAGE
    assert "did you mean 'id-in-prose'" in capsys.readouterr().err
