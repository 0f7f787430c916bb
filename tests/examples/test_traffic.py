"""The example week: reproducible, plausible in its sums, and with every mix that the shadow run has to handle."""

import json
import re
import subprocess
import sys
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

TRAFFIC = Path(__file__).parents[2] / "examples" / "traffic"
DAYS = [f"2026-03-{day:02d}.jsonl" for day in range(2, 9)]

Record = dict[str, Any]


def read_week() -> list[Record]:
    return [json.loads(line) for day in DAYS for line in (TRAFFIC / day).read_text(encoding="utf-8").splitlines()]


WEEK = read_week()
ANSWERED = [record for record in WEEK if record["status"] == 200]


def chunks(record: Record) -> list[Record]:
    if "response_sse" not in record:
        found: list[Record] = record["response"]
        return found
    data = [part.removeprefix("data: ") for part in record["response_sse"].split("\n\n") if part.startswith("data: ")]
    assert data[-1] == "[DONE]"
    return [json.loads(part) for part in data[:-1]]


def usage(record: Record) -> Record:
    body = chunks(record)[-1] if record["request"].get("stream") else record["response"]
    found: Record = body["usage"]
    return found


def message(record: Record) -> Record:
    found: Record = record["response"]["choices"][0]["message"]
    return found


def test_the_script_writes_the_same_bytes_again(tmp_path: Path) -> None:
    subprocess.run([sys.executable, TRAFFIC / "make.py", "--out", tmp_path], check=True, capture_output=True)
    assert sorted(path.name for path in tmp_path.iterdir()) == DAYS
    for day in DAYS:
        assert (tmp_path / day).read_bytes() == (TRAFFIC / day).read_bytes(), f"{day}: run examples/traffic/make.py"


def test_size_and_count() -> None:
    assert len(WEEK) >= 200
    assert sum((TRAFFIC / day).stat().st_size for day in DAYS) < 700_000


def test_every_line_is_in_its_day_and_in_the_order_of_time() -> None:
    for day in DAYS:
        times = [json.loads(line)["ts"] for line in (TRAFFIC / day).read_text(encoding="utf-8").splitlines()]
        assert times == sorted(times)
        assert all(ts.startswith(day.removesuffix(".jsonl") + "T") and ts.endswith("Z") for ts in times)


def test_the_weekend_is_quieter_than_the_week() -> None:
    per_day = Counter(record["ts"][:10] for record in WEEK)
    assert max(per_day["2026-03-07"], per_day["2026-03-08"]) < min(per_day[f"2026-03-{day:02d}"] for day in range(2, 7))


def test_no_two_requests_are_the_same_unless_repeated_after_a_failure() -> None:
    repeated = Counter(json.dumps(record["request"]) for record in WEEK)
    failed = {json.dumps(record["request"]) for record in WEEK if record["status"] != 200}
    assert {request for request, count in repeated.items() if count > 1} <= failed


MIXES: dict[str, tuple[int, Callable[[Record], bool]]] = {
    "plain chat": (50, lambda r: r["route"] == "/answer"),
    "several turns": (20, lambda r: len(r["request"]["messages"]) > 2 and "tools" not in r["request"]),
    "JSON mode": (40, lambda r: "response_format" in r["request"]),
    "tool calls": (10, lambda r: r["route"] == "/tools" and r["request"]["messages"][-1]["role"] == "user"),
    "tool results": (10, lambda r: r["request"]["messages"][-1]["role"] == "tool"),
    "long prompts": (20, lambda r: sum(len(m["content"]) for m in r["request"]["messages"]) > 3_500),
    "reasoner": (10, lambda r: r["request"]["model"] == "deepseek-reasoner"),
    "streams as chunks": (8, lambda r: bool(r["request"].get("stream")) and isinstance(r.get("response"), list)),
    "streams as text": (8, lambda r: "response_sse" in r),
    "keep-alive comments": (3, lambda r: ": keep-alive" in r.get("response_sse", "")),
    "Chinese": (8, lambda r: re.search("[\u4e00-\u9fff]", r["request"]["messages"][1]["content"]) is not None),
    "German": (8, lambda r: re.search("[äöüß]", r["request"]["messages"][1]["content"]) is not None),
    "cache hits": (60, lambda r: r["status"] == 200 and usage(r)["prompt_cache_hit_tokens"] > 0),
    "status 429": (1, lambda r: r["status"] == 429),
    "status 500": (1, lambda r: r["status"] == 500),
    "status 503": (1, lambda r: r["status"] == 503),
    "context exceeded": (1, lambda r: r["status"] == 400 and "maximum context" in r["response"]["error"]["message"]),
    "no answer at all": (1, lambda r: r["status"] is None and r["response"] is None),
}


@pytest.mark.parametrize(("at_least", "holds"), MIXES.values(), ids=MIXES)
def test_mix(at_least: int, holds: Callable[[Record], bool]) -> None:
    assert sum(map(holds, WEEK)) >= at_least


@pytest.mark.parametrize("record", ANSWERED, ids=lambda record: record["ts"])
def test_usage_adds_up(record: Record) -> None:
    used, request = usage(record), record["request"]
    hit, miss = used["prompt_cache_hit_tokens"], used["prompt_cache_miss_tokens"]
    assert hit + miss == used["prompt_tokens"]
    assert hit == used["prompt_tokens_details"]["cached_tokens"]
    assert hit % 64 == 0 and miss > 0
    assert used["prompt_tokens"] + used["completion_tokens"] == used["total_tokens"]
    # The end mark is counted but is not part of the cap.
    assert 0 < used["completion_tokens"] <= request["max_tokens"] + 1


def test_json_mode_asks_for_json_and_gets_an_object() -> None:
    for record in (r for r in ANSWERED if "response_format" in r["request"]):
        assert "json" in record["request"]["messages"][0]["content"].lower()
        assert isinstance(json.loads(message(record)["content"]), dict)


def test_tool_calls_name_given_tools_and_are_answered_in_order() -> None:
    for record in (r for r in ANSWERED if "tools" in r["request"]):
        given = {tool["function"]["name"] for tool in record["request"]["tools"]}
        for call in message(record).get("tool_calls", []):
            assert call["function"]["name"] in given
            assert isinstance(json.loads(call["function"]["arguments"]), dict)
        sent = record["request"]["messages"]
        asked = [call["id"] for turn in sent for call in turn.get("tool_calls", [])]
        assert asked == [turn["tool_call_id"] for turn in sent if turn["role"] == "tool"]


def test_only_the_reasoner_shows_its_reasoning() -> None:
    for record in (r for r in ANSWERED if not r["request"].get("stream")):
        thinks = record["request"]["model"] == "deepseek-reasoner"
        assert ("reasoning_content" in message(record)) == thinks
        assert ("completion_tokens_details" in usage(record)) == thinks


def test_streams_end_with_a_usage_chunk_that_has_no_choice() -> None:
    for record in (r for r in ANSWERED if r["request"].get("stream")):
        *parts, last = chunks(record)
        assert last["choices"] == []
        assert parts[-1]["choices"][0]["finish_reason"] == "stop"
        assert "".join(part["choices"][0]["delta"]["content"] for part in parts)


def test_nothing_looks_like_a_secret_or_a_person() -> None:
    text = "".join((TRAFFIC / day).read_text(encoding="utf-8") for day in DAYS)
    assert not re.search(r"sk-|ghp_|AKIA|Bearer |eyJ[A-Za-z0-9]{8}|BEGIN [A-Z ]*PRIVATE", text)
    assert all(host.endswith(".example") for host in re.findall(r"[\w.+-]+@([\w-]+(?:\.[\w-]+)+)", text))
    assert {re.sub(r"\d+", "", record["user"]) for record in WEEK} == {"u-"}


def test_prompts_are_those_of_the_app() -> None:
    app = TRAFFIC.parent / "chat_app"
    source = "".join(
        path.read_text(encoding="utf-8") for path in [*app.rglob("*.py"), *app.rglob("*.ts"), *app.rglob("*.md")]
    )
    for record in WEEK:
        opening = record["request"]["messages"][0]["content"][:40]
        assert opening in source.replace('\\"', '"')


def test_the_readme_counts_what_is_there() -> None:
    readme = (TRAFFIC / "README.md").read_text(encoding="utf-8")
    assert f"{len(WEEK)} exchanges" in readme
    counted = {route: int(count) for route, count in re.findall(r"^\| `(/\w+)` \| (\d+) \|", readme, re.MULTILINE)}
    assert counted == Counter(record["route"] for record in WEEK)
