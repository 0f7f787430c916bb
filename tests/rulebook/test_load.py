"""Broken rule files: every problem with file, line and the likely mend, and nothing half-loaded."""

from __future__ import annotations

import itertools
import shutil
from pathlib import Path
from typing import get_args

import pytest

from v4migrate.errors import RulebookError, UsageError
from v4migrate.rulebook.load import load_rulebook, rules_folder
from v4migrate.rulebook.schema import HostKind, IdKind, Role, Severity
from v4migrate.scan.matchers.model_id import matches

SOURCE = 'source: [{url: "https://example.com", checked: 2026-11-24, mark: C}]\n'
RULE = f"""\
id: my-rule
code: DS900
title: Mine
why: Because.
severity: info
certainty: high
find:
  model_id: {{kinds: [official], hosts: [official], roles: [key]}}
fix: {{safety: advice, advice: look}}
message: "{{id}}"
{SOURCE}examples:
  - {{lang: python, before: 'x = 1'}}
"""


@pytest.fixture
def pack(tmp_path: Path) -> Path:
    """A user's rule pack with one good rule."""
    folder = tmp_path / "ours" / "topic"
    folder.mkdir(parents=True)
    (folder / "my-rule.yaml").write_text(RULE, encoding="utf-8")
    return tmp_path / "ours"


def test_users_pack_is_read_beside_the_bundled_rules(pack: Path) -> None:
    rulebook = load_rulebook(packs=[pack])
    assert rulebook.rule("my-rule").topic == "topic"
    assert rulebook.rule("DS001").id == "retired-model-id"


@pytest.mark.parametrize(
    ("good", "broken", "says"),
    [
        pytest.param(
            "severity: info", "severty: info", ":5: unknown key 'severty' (did you mean 'severity'?)", id="unknown-key"
        ),
        pytest.param(
            "severity: info",
            "severity: inof",
            ":5: 'severity': unknown value 'inof' (did you mean 'info'?)",
            id="value",
        ),
        pytest.param(
            "model_id:", "model_di:", ":8: unknown key 'find.model_di' (did you mean 'model_id'?)", id="unknown-matcher"
        ),
        pytest.param(
            "roles: [key]", "roles: [kye]", ":8: 'find.model_id.roles.0': unknown value 'kye'", id="unknown-role"
        ),
        pytest.param("safety: advice", "safety: safe", ":9: 'fix': a fix does something", id="fix-does-nothing"),
        pytest.param("checked: 2026-11-24", "checked: soon", ":11: 'source.0.checked'", id="bad-date"),
        pytest.param(
            'source: [{url: "https://example.com", checked: 2026-11-24, mark: C}]\n',
            "",
            "missing key 'source'",
            id="no-source",
        ),
        pytest.param("  - {lang: python, before: 'x = 1'}", "  []", ":12: 'examples'", id="no-example"),
        pytest.param("code: DS900", "code: DS001", ":2: 'DS001' is already taken by rules/model-ids/", id="code-taken"),
        pytest.param(
            "id: my-rule", "id: your-rule", ":1: id 'your-rule' differs from the file's name", id="other-name"
        ),
        pytest.param(
            'message: "{id}"',
            'message: "{nope}"',
            "message uses {nope}; it may use: host, id, means",
            id="placeholder",
        ),
        pytest.param("why: Because.", "why: \x07", "not valid YAML", id="control-character"),
        pytest.param("why: Because.", "why: [Because", "not valid YAML", id="not-yaml"),
    ],
)
def test_broken_rule_names_file_line_and_mend(pack: Path, good: str, broken: str, says: str) -> None:
    assert good in RULE
    path = pack / "topic" / "my-rule.yaml"
    path.write_text(RULE.replace(good, broken), encoding="utf-8")
    with pytest.raises(RulebookError) as caught:
        load_rulebook(packs=[pack])
    assert says in str(caught.value)
    assert str(path) in str(caught.value)


def test_users_rule_speaks_before_a_bundled_one(pack: Path) -> None:
    assert load_rulebook(packs=[pack]).rules[0].id == "my-rule"


def test_all_problems_are_reported_at_once(pack: Path) -> None:
    path = pack / "topic" / "my-rule.yaml"
    path.write_text(RULE.replace("severity", "severty").replace("certainty", "certanty"), encoding="utf-8")
    with pytest.raises(RulebookError) as caught:
        load_rulebook(packs=[pack])
    assert len(str(caught.value).splitlines()) == 4  # two unknown keys, two missing ones


def test_missing_facts_are_an_incomplete_installation(tmp_path: Path) -> None:
    copy = tmp_path / "rules"
    shutil.copytree(rules_folder(), copy)
    shutil.rmtree(copy / "facts" / "providers")
    with pytest.raises(RulebookError, match="the installation is incomplete"):
        load_rulebook(copy)


def test_unknown_target_lists_what_is_offered() -> None:
    with pytest.raises(UsageError, match=r"did you mean 'deepseek-v4-pro'.*choose one of"):
        load_rulebook().target("deepseek-v4-por")


RULES = [rule for rule in load_rulebook().rules if rule.find.model_id]
KINDS, FLAGS = get_args(IdKind), (False, True)
REFUSED = ("official", "guide", "invented", "older")


def speaking(kind: str, prefixed: bool, role: Role, host: HostKind, in_tests: bool) -> list[str]:
    """The rules that speak of such an id."""
    found = [(rule.id, rule.find.model_id) for rule in RULES]
    return [name for name, match in found if match and matches(match, kind, prefixed, role, host, in_tests)]


def test_at_most_one_rule_speaks_of_an_id() -> None:
    """Over every combination of what an id can be and where it can stand."""
    for case in itertools.product(KINDS, FLAGS, Role, HostKind, FLAGS):
        assert len(speaking(*case)) <= 1, case


def test_no_id_that_may_reach_the_api_goes_unmentioned() -> None:
    """Only somebody else's catalogue is silent: there the id is left with a reason."""
    for case in itertools.product(("official", "guide"), [False], Role, (HostKind.OFFICIAL, HostKind.UNKNOWN), FLAGS):
        assert len(speaking(*case)) == 1, case


def test_a_request_for_a_refused_name_is_an_error_at_the_hosted_api() -> None:
    for kind in REFUSED:
        (name,) = speaking(kind, False, Role.REQUEST, HostKind.OFFICIAL, False)
        assert load_rulebook().rule(name).severity is Severity.ERROR
