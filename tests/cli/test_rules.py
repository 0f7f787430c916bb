"""`v4migrate rules`: the table, the check of a team's own rules, and what `explain` says of a rule."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from v4migrate.cli.app import run
from v4migrate.exit_codes import ExitCode
from v4migrate.rulebook.load import rules_folder

BUNDLED = len([path for path in rules_folder().glob("*/*.yaml") if path.parent.name not in {"facts", "profiles"}])
RULE = """\
id: our-gateway
code: DS900
title: The old gateway
why: It goes away.
severity: warning
certainty: high
find:
  text:
    patterns: ['old-gateway\\.acme\\.example/deepseek']
    tie: line
fix: {safety: advice, advice: use the new one}
message: "{value} goes away"
source: [{url: "https://acme.example/gateway", checked: 2026-11-01, mark: A}]
examples:
  - lang: python
    before: |
      URL = "https://old-gateway.acme.example/deepseek"
leave:
  - lang: python
    code: |
      URL = "https://new-gateway.acme.example/deepseek"
    because: the new one
"""


@pytest.fixture
def rule(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A team's own rule, in the configuration of the folder where we stand."""
    path = tmp_path / "ours" / "gateway" / "our-gateway.yaml"
    path.parent.mkdir(parents=True)
    path.write_text(RULE, "utf-8")
    (tmp_path / "v4migrate.toml").write_text('rules = ["./ours"]\n', "utf-8")
    monkeypatch.chdir(tmp_path)
    return path


def test_a_teams_own_rule_is_listed_explained_and_used(rule: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["rules"]) is ExitCode.OK
    assert "DS900  our-gateway" in capsys.readouterr().out
    assert run(["explain", "DS900"]) is ExitCode.OK
    assert "It goes away." in capsys.readouterr().out
    (rule.parent.parent.parent / "a.py").write_text('URL = "https://old-gateway.acme.example/deepseek"\n', "utf-8")
    assert run(["scan", "a.py"]) is ExitCode.FINDINGS


def test_check_runs_every_example(rule: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["rules", "--check"]) is ExitCode.OK
    assert f"{BUNDLED + 1} rules: every example holds." in capsys.readouterr().err


@pytest.mark.parametrize(
    ("good", "broken", "says"),
    [
        pytest.param(
            'URL = "https://old-gateway', 'URL = "https://gateway', ":15: the rule does not find it", id="not-found"
        ),
        pytest.param(
            '      URL = "https://old', '      URL = = "https://old', ":15: `before` does not parse", id="no-syntax"
        ),
        pytest.param(
            '"https://new-gateway', '"https://old-gateway', ":19: the rule finds it, although: the new one", id="leave"
        ),
        pytest.param(
            "lang: python\n    before", "lang: cobol\n    before", ":15: no file suffix is known", id="language"
        ),
    ],
)
def test_an_example_that_does_not_hold_is_named_with_its_line(
    rule: Path, good: str, broken: str, says: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert good in RULE
    rule.write_text(RULE.replace(good, broken, 1), "utf-8")
    assert run(["rules", "--check"]) is ExitCode.FINDINGS
    out = capsys.readouterr().out
    assert f"our-gateway.yaml{says}" in out
    assert run(["rules", "--check", "--json"]) is ExitCode.FINDINGS
    assert len(json.loads(capsys.readouterr().out)["problems"]) == 1


@pytest.mark.parametrize(
    ("good", "broken", "says"),
    [
        pytest.param(
            "tie: line", "tie: lien", "'find.text.tie': unknown value 'lien' (did you mean 'line'?)", id="tie"
        ),
        pytest.param("['old-", "['(old-", "'find.text.patterns': not a regular expression", id="pattern"),
        pytest.param(
            "fix: {safety: advice,",
            "fix: {do: [replace-idd], safety: safe,",
            "unknown value 'replace-idd' (did you mean",
            id="verb",
        ),
        pytest.param(
            "fix: {safety: advice,",
            "fix: {do: [replace-id], safety: safe,",
            "'replace-id' cannot work on what 'text' finds",
            id="verb-of-another-matcher",
        ),
        pytest.param(
            "severity: warning",
            "severity: warning\nprofiles: [openruoter]",
            "unknown profile 'openruoter' (did you mean",
            id="profile",
        ),
    ],
)
def test_a_mistake_in_the_vocabulary_is_one_line_with_the_mend(
    rule: Path, good: str, broken: str, says: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert good in RULE
    rule.write_text(RULE.replace(good, broken, 1), "utf-8")
    assert run(["rules"]) is ExitCode.USAGE
    error = capsys.readouterr().err
    assert "our-gateway.yaml:" in error
    assert says in error


def test_every_rule_explains_itself(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["rules", "--json"]) is ExitCode.OK
    rules = json.loads(capsys.readouterr().out)
    assert len(rules) == BUNDLED
    for rule in rules:
        assert run(["explain", rule["code"]]) is ExitCode.OK
        page = capsys.readouterr().out
        assert rule["source"][0]["url"] in page
        assert "Left alone:" in page
