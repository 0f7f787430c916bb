"""Settings: where they come from, what is refused, and that the written file says what the program does."""

from __future__ import annotations

import re
import tomllib
from datetime import UTC, datetime
from pathlib import Path

import pytest

from v4migrate.config import Settings, commented_file, load_configuration
from v4migrate.errors import ConfigError


def test_nothing_configured_gives_the_defaults(tmp_path: Path) -> None:
    assert load_configuration(tmp_path).settings == Settings()


def test_nearest_file_upwards_wins_and_own_file_before_pyproject(tmp_path: Path) -> None:
    inner = tmp_path / "a" / "b"
    inner.mkdir(parents=True)
    (tmp_path / "pyproject.toml").write_text("[tool.v4migrate.shadow]\ndays = 3\n", encoding="utf-8")
    assert load_configuration(inner).settings.shadow.days == 3
    (tmp_path / "v4migrate.toml").write_text("[shadow]\ndays = 4\n", encoding="utf-8")
    assert load_configuration(inner).settings.shadow.days == 4


def test_pyproject_without_our_table_is_passed_over(tmp_path: Path) -> None:
    inner = tmp_path / "a"
    inner.mkdir()
    (inner / "pyproject.toml").write_text("[project]\nname = 'x'\n", encoding="utf-8")
    (tmp_path / "v4migrate.toml").write_text("[shadow]\ndays = 4\n", encoding="utf-8")
    assert load_configuration(inner).settings.shadow.days == 4


def test_search_ends_at_the_root_of_the_work_tree(tmp_path: Path) -> None:
    inner = tmp_path / "repository"
    (inner / ".git").mkdir(parents=True)
    (tmp_path / "v4migrate.toml").write_text("[shadow]\ndays = 4\n", encoding="utf-8")
    assert load_configuration(inner).path is None


@pytest.mark.parametrize(
    ("text", "says"),
    [
        pytest.param("profil = 'x'", ":1: unknown key 'profil' (did you mean 'profile'?)", id="misspelt"),
        pytest.param(
            "[shadow]\n\ndays = 0", ":3: 'shadow.days': Input should be greater than or equal to 1", id="zero-days"
        ),
        pytest.param("[shadow.margins]\ncost_ratio = 'low'", ":2: 'shadow.margins.cost_ratio'", id="wrong-type"),
        pytest.param("[rewrite]\npolicy = 'keep-runing'", "did you mean 'keep-running'?", id="wrong-choice"),
        pytest.param(
            "[[scan.suppress]]\npaths = ['a']\nreason = 'x'\n[[scan.suppress]]\npaths = ['b']\nreason = ''\n",
            ":6: 'scan.suppress.1.reason'",
            id="no-reason-in-the-second-of-two-tables",
        ),
        pytest.param(
            "[[scan.suppress]]\npaths = ['a']\nrule = []",
            ":3: unknown key 'scan.suppress.0.rule' (did you mean 'rules'?)",
            id="in-a-table",
        ),
        pytest.param(
            "[scan]\nfail_on = 'error'\n[scna]\n", ":3: unknown key 'scna' (did you mean 'scan'?)", id="unknown-table"
        ),
    ],
)
def test_wrong_setting_names_file_line_and_mend(tmp_path: Path, text: str, says: str) -> None:
    (tmp_path / "v4migrate.toml").write_text(text, encoding="utf-8")
    with pytest.raises(ConfigError) as caught:
        load_configuration(tmp_path)
    assert says in str(caught.value)
    assert str(tmp_path / "v4migrate.toml") in str(caught.value)


def test_written_file_is_all_comments_and_uncommented_it_is_the_defaults(tmp_path: Path) -> None:
    written = commented_file("some-target")
    assert tomllib.loads(written) == {
        table: data for table, data in tomllib.loads(written).items() if not _values(data)
    }
    uncommented = re.sub(r"(?m)^# (\w+ = )", r"\1", written)
    (tmp_path / "v4migrate.toml").write_text(uncommented, encoding="utf-8")
    read = load_configuration(tmp_path).settings
    example = {"facts_date": True, "target": True, "shadow": True, "scan": {"baseline"}}
    assert read.model_dump(exclude=example) == Settings().model_dump(exclude=example)
    assert read.target == "some-target"


def test_example_of_an_accepted_path_can_be_uncommented(tmp_path: Path) -> None:
    (tmp_path / "v4migrate.toml").write_text(re.sub(r"(?m)^#   ", "", commented_file("x")), encoding="utf-8")
    [entry] = load_configuration(tmp_path).settings.scan.suppress
    assert (entry.paths, entry.rules, entry.reason) == (["legacy/**"], ["DS001"], "switched off in March")


def test_example_of_other_names_for_some_paths_can_be_uncommented(tmp_path: Path) -> None:
    (tmp_path / "v4migrate.toml").write_text(re.sub(r"(?m)^#   ", "", commented_file("x")), encoding="utf-8")
    [entry] = load_configuration(tmp_path).settings.rewrite.paths
    assert (entry.paths, entry.upgrade, entry.policy) == (["services/batch/**"], "pro", "keep-behaviour")
    assert (entry.target, entry.map) == (None, {})


def _values(data: object) -> list[object]:
    """Every value of a nested table that is no table."""
    if isinstance(data, dict):
        return [value for inner in data.values() for value in _values(inner)]
    return [data]


@pytest.mark.parametrize(
    "written", ["2026-05-01", '"2026-05-01"', "2026-05-01T00:00:00", "2026-05-01T02:00:00+02:00", '"2026-05-01T00:00Z"']
)
def test_every_form_of_an_instant_is_read(written: str, tmp_path: Path) -> None:
    (tmp_path / "v4migrate.toml").write_text(f"facts_date = {written}\n", encoding="utf-8")
    read = load_configuration(tmp_path).settings.facts_date
    assert read == datetime(2026, 5, 1, tzinfo=UTC)


@pytest.mark.parametrize("written", ['"x"', "5", "true", "[]", '""'])
def test_date_that_is_none_names_file_line_field_and_form(written: str, tmp_path: Path) -> None:
    (tmp_path / "v4migrate.toml").write_text(f"\nfacts_date = {written}\n", encoding="utf-8")
    with pytest.raises(
        ConfigError, match=r"v4migrate\.toml:2: 'facts_date': .+ is no date; write e\.g\. facts_date = 2026-"
    ):
        load_configuration(tmp_path)


def test_plain_date_is_the_start_of_that_day_in_utc(tmp_path: Path) -> None:
    (tmp_path / "v4migrate.toml").write_text("facts_date = 2026-05-01\n", encoding="utf-8")
    read = load_configuration(tmp_path).settings.facts_date
    assert read is not None
    assert read.isoformat() == "2026-05-01T00:00:00+00:00"
