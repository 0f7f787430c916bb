"""What is read, what is set aside and counted, and what stops the command."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from v4migrate.errors import TrafficError
from v4migrate.rulebook.load import load_rulebook
from v4migrate.traffic.store import Recording, discover, read

FACTS = load_rulebook().facts


def record(ts: str = "2026-03-08T12:00:00Z", text: str = "4", **more: Any) -> str:
    message = {"role": "assistant", "content": text}
    request = {"model": "deepseek-chat", "messages": [{"role": "user", "content": "2+2?"}]}
    body = {"choices": [{"finish_reason": "stop", "message": message}]}
    return json.dumps({"ts": ts, "base_url": "https://api.deepseek.com", "request": request, "response": body} | more)


def reading(folder: Path, *lines: str, days: int = 7, accept_alias: bool = False) -> Recording:
    (folder / "log.jsonl").write_text("\n".join(lines) + "\n", encoding="utf-8")
    return read([folder], FACTS, days=days, accept_alias=accept_alias)


def test_bad_lines_are_set_aside_with_place_and_reason_and_never_stop_the_rest(tmp_path: Path) -> None:
    found = reading(tmp_path, record(), "oops", "", record(text="5"))
    assert sorted(exchange.answer.content for exchange in found.exchanges if exchange.answer) == ["4", "5"]
    assert [(reject.line, reject.reason.partition(":")[0]) for reject in found.rejects] == [(2, "not JSON")]
    assert found.lines == 3


def test_same_record_twice_is_kept_once(tmp_path: Path) -> None:
    found = reading(tmp_path, record(), record())
    assert (len(found.exchanges), found.duplicates) == (1, 1)


@pytest.mark.parametrize(
    ("oldest", "kept"),
    [
        pytest.param("2026-03-01T12:00:00Z", 1, id="exactly-seven-days-before-is-out"),
        pytest.param("2026-03-01T12:00:01Z", 2, id="a-second-later-is-in"),
    ],
)
def test_days_count_back_from_the_newest_exchange_not_from_the_clock(tmp_path: Path, oldest: str, kept: int) -> None:
    found = reading(tmp_path, record(oldest), record("2026-03-08T12:00:00Z"))
    assert (len(found.exchanges), found.outside_window) == (kept, 2 - kept)


def test_more_days_than_the_calendar_has_are_all(tmp_path: Path) -> None:
    for days in (1_000_000, 10**12):
        assert len(reading(tmp_path, record("2025-10-01T00:00:00Z"), record(), days=days).exchanges) == 2


def test_hostile_lines_cost_only_themselves(tmp_path: Path) -> None:
    lines = [record(), record(ts=float("nan")), record(text="6", base_url="http://[bad"), record(text="5")]  # type: ignore[arg-type]
    found = reading(tmp_path, *lines)
    assert (len(found.exchanges), len(found.rejects), found.excluded) == (2, 1, {"unknown": 1})


def test_window_ends_with_the_newest_exchange_that_is_compared(tmp_path: Path) -> None:
    found = reading(tmp_path, record(), record("9999-12-31T23:59:59Z"), record("2026-05-20T00:00:00Z"))
    assert (len(found.exchanges), found.outside_window) == (1, 0)
    assert found.excluded == {"unknown": 1, "v4-flash-alias": 1}


def test_other_generations_are_left_out_and_counted(tmp_path: Path) -> None:
    lines = [
        record("2026-04-23T12:00:00Z"),
        record("2026-04-24T12:00:00Z"),
        record("2026-04-23T13:00:00Z", base_url="https://openrouter.ai"),
    ]
    found = reading(tmp_path, *lines)
    assert [exchange.generation for exchange in found.exchanges] == ["v3.2"]
    assert found.excluded == {"v4-flash-alias": 1, "unknown": 1}


def test_alias_is_let_in_when_asked_for(tmp_path: Path) -> None:
    found = reading(tmp_path, record("2026-04-24T12:00:00Z"), accept_alias=True)
    assert [exchange.generation for exchange in found.exchanges] == ["v4-flash-alias"]


def test_identity_of_a_recording_does_not_depend_on_its_files(tmp_path: Path) -> None:
    one, other = tmp_path / "a", tmp_path / "b"
    for folder in (one, other):
        folder.mkdir()
    assert reading(one, record(), record(text="5")).digest == reading(other, record(text="5"), record()).digest


def test_files_of_a_run_and_hidden_ones_are_no_traffic(tmp_path: Path) -> None:
    for name in ("a.jsonl", "run/ledger.jsonl", "run/run.json", ".cache/b.jsonl"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).touch()
    assert discover([tmp_path]) == [tmp_path / "a.jsonl"]


def test_file_named_twice_is_read_once(tmp_path: Path) -> None:
    (tmp_path / "log.jsonl").write_text(record(), encoding="utf-8")
    assert len(discover([tmp_path, tmp_path / "log.jsonl"])) == 1


@pytest.mark.parametrize(
    ("lines", "says"),
    [
        pytest.param([""], "the recording is empty", id="empty"),
        pytest.param(["oops", "oops"], "none of the 2 lines is an exchange", id="all-malformed"),
        pytest.param([record("2026-05-02T00:00:00Z")], "--accept-alias", id="only-alias"),
    ],
)
def test_nothing_to_compare_is_an_error_with_a_remedy(tmp_path: Path, lines: list[str], says: str) -> None:
    with pytest.raises(TrafficError, match=says):
        reading(tmp_path, *lines)
