"""`v4migrate shadow` and `report` as a user meets them: the run, the resume, the exit codes, and one line for every bad input."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from decimal import Decimal
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from v4migrate.cli.app import run
from v4migrate.cli.engine_process import running_engine
from v4migrate.errors import BackendError
from v4migrate.exit_codes import ExitCode

KEY = "sk-0123456789abcdef0123456789abcdef"
MAIL = "ann@shop.example"


class Stub(ThreadingHTTPServer):
    """An OpenAI-style API on loopback. It repeats the recorded answer until `hold_after` requests came, then it hangs."""

    daemon_threads = True

    def __init__(self, *, demonstration: bool, text: str, hold_after: int | None) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.demonstration, self.text, self.hold_after = demonstration, text, hold_after
        self.asked: list[dict[str, Any]] = []
        self.released = threading.Event()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}/v1"


class Handler(BaseHTTPRequestHandler):
    server: Stub

    def log_message(self, *_: object) -> None:
        """Be quiet."""

    def do_GET(self) -> None:
        self._send({"data": [{"id": "deepseek-v4-flash", "demonstration_weights": self.server.demonstration}]})

    def do_POST(self) -> None:
        self.server.asked.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
        if self.server.hold_after is not None and len(self.server.asked) > self.server.hold_after:
            self.server.released.wait(30)
            return
        choice = {"message": {"content": self.server.text}, "finish_reason": "stop"}
        usage = {"prompt_tokens": 1000, "completion_tokens": 5}
        self._send({"model": "deepseek-v4-flash", "choices": [choice], "usage": usage})

    def _send(self, body: dict[str, Any]) -> None:
        data = json.dumps(body).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)


@contextmanager
def stub(*, demonstration: bool = False, text: str = "4", hold_after: int | None = None) -> Iterator[Stub]:
    server = Stub(demonstration=demonstration, text=text, hold_after=hold_after)
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    try:
        yield server
    finally:
        server.released.set()
        server.shutdown()
        thread.join()
        server.server_close()


def record(number: int = 0, **more: Any) -> str:
    content = f"2+2? I am {MAIL}, my key is {KEY}, number {number}"
    request = {"model": "deepseek-chat", "messages": [{"role": "user", "content": content}]}
    choice = {"finish_reason": "stop", "message": {"role": "assistant", "content": "4"}}
    usage = {"prompt_tokens": 1000, "completion_tokens": 5, "prompt_cache_hit_tokens": 900}
    fields = {"ts": f"2026-03-07T12:{number // 60:02}:{number % 60:02}Z", "session": f"s{number}", "request": request}
    return json.dumps(fields | {"response": {"choices": [choice], "usage": usage}} | more)


@pytest.fixture
def week(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A recording of 600 exchanges on a Saturday (off-peak), enough to decide every gate. Its folder is where we stand."""
    folder = tmp_path / "project"
    folder.mkdir()
    (folder / "week.jsonl").write_text("\n".join(record(number) for number in range(600)), encoding="utf-8")
    (folder / "short.jsonl").write_text("\n".join(record(number) for number in range(8)), encoding="utf-8")
    monkeypatch.chdir(folder)
    return folder


def shadow(server: Stub, *more: str, traffic: str = "short.jsonl") -> ExitCode:
    return run(["shadow", "--days", "7", traffic, "--backend", server.url, "--as-of", "2026-11-24", *more])


@pytest.mark.parametrize(
    ("traffic", "world", "expected", "first"),
    [
        pytest.param("week.jsonl", {}, ExitCode.OK, "GO ", id="same-answers-and-cheaper"),
        pytest.param(
            "week.jsonl",
            {"demonstration": True},
            ExitCode.DECISION,
            "REVIEW  the answers come from random demo",
            id="demonstration-weights",
        ),
        pytest.param(
            "short.jsonl", {}, ExitCode.DECISION, "REVIEW  Answered without an error: undecided", id="too-few-pairs"
        ),
    ],
)
def test_verdict_is_line_one_and_the_exit_code(
    week: Path, traffic: str, world: dict[str, Any], expected: ExitCode, first: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with stub(**world) as server:
        assert shadow(server, "--concurrency", "16", traffic=traffic) is expected
    out = capsys.readouterr().out
    assert out.startswith(first)
    assert out.rstrip().endswith("Report: shadow-run/report.html")
    assert {path.name for path in (week / "shadow-run").iterdir()} == {
        "run.json", "plan.jsonl", "rejects.jsonl", "ledger.jsonl", "report.html", "report.json"
    }  # fmt: skip


def test_dearer_target_is_a_no_go(week: Path) -> None:
    with stub() as server:
        assert shadow(server, "--target", "deepseek-v4-pro") is ExitCode.FINDINGS


def test_prices_of_the_guide_are_used_under_its_profile_and_never_make_a_go(
    week: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with stub() as server:
        assert shadow(server, "--profile", "guide-2026-04", "--json", traffic="week.jsonl") is ExitCode.DECISION
    report = json.loads(capsys.readouterr().out)
    control = Decimal(report["costs"][0]["total"]["control_usd"])
    assert control == Decimal("0.05730")  # 600 x (900 x 0.07 + 100 x 0.27 + 5 x 1.10) per million
    assert any("which the dated facts contradict" in reason for reason in report["reasons"])
    page = (week / "shadow-run" / "report.html").read_text(encoding="utf-8")
    assert "as stated by the guide" in page
    assert "Prices as stated under the profile guide-2026-04" in page
    assert run(["report"]) is ExitCode.DECISION  # the profile is the run's, not the configuration's
    assert "the dated facts contradict them" in capsys.readouterr().out


def test_requests_are_the_recorded_ones_translated(week: Path) -> None:
    with stub() as server:
        shadow(server, "--limit", "1", "--max-output-tokens", "64")
    (asked,) = server.asked
    assert KEY in asked["messages"][0]["content"]
    assert asked | {"messages": []} == {
        "model": "deepseek-v4-flash", "messages": [], "thinking": {"type": "disabled"}, "max_tokens": 64
    }  # fmt: skip


def test_second_call_sends_nothing_and_report_shows_the_same(week: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with stub() as server:
        shadow(server)
        first = capsys.readouterr().out
        asked = len(server.asked)
        shadow(server)
        assert len(server.asked) == asked == 8
    again = capsys.readouterr().out
    assert run(["report"]) is ExitCode.DECISION
    assert first == again == capsys.readouterr().out


def test_json_is_the_report_file(week: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with stub() as server:
        shadow(server, "--json")
    out = capsys.readouterr().out
    assert out == (week / "shadow-run" / "report.json").read_text(encoding="utf-8")
    control = Decimal(json.loads(out)["costs"][0]["total"]["control_usd"])
    assert control == Decimal("0.0004424")  # 8 x (900 x 0.028 + 100 x 0.28 + 5 x 0.42)


def test_no_secret_reaches_the_disk_or_the_terminal(
    week: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    secret = "sk-feedfacefeedfacefeedface"
    monkeypatch.setenv("DEEPSEEK_API_KEY", secret)
    with stub(text=f"4, and you are {MAIL} with {KEY}") as server:
        shadow(server)
    captured = capsys.readouterr()
    written = "".join(path.read_text(encoding="utf-8") for path in (week / "shadow-run").iterdir())
    for text in (written, captured.out, captured.err):
        assert not [known for known in (KEY, MAIL, secret) if known in text]


def test_run_that_was_killed_goes_on_and_asks_nothing_twice(week: Path) -> None:
    with stub(hold_after=3) as server:
        arguments = [
            "shadow",
            "short.jsonl",
            "--backend",
            server.url,
            "--as-of",
            "2026-11-24",
            "--days",
            "7",
            "--concurrency",
            "1",
        ]
        process = subprocess.Popen([sys.executable, "-c", "from v4migrate.cli.app import main; main()", *arguments])
        while len(server.asked) < 4:
            assert process.poll() is None
            time.sleep(0.01)
        os.kill(process.pid, signal.SIGKILL)
        process.wait()
        assert run(["report", "--json"]) is ExitCode.INCOMPLETE
        server.released.set()
        server.hold_after = None
        assert shadow(server) is ExitCode.DECISION
    asked = [body["messages"][0]["content"] for body in server.asked]
    assert len(asked) == 9
    assert sorted(asked.count(content) for content in set(asked)) == [1] * 7 + [2]  # the one that was under way


def test_backend_that_dies_leaves_an_unfinished_run(
    week: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("v4migrate.shadow.replay.Patience.wait", lambda *_: 0.0)
    monkeypatch.setattr("v4migrate.shadow.replay.ask", _gone)
    with stub() as server:
        assert shadow(server) is ExitCode.INCOMPLETE
    assert "run the same command again to go on" in capsys.readouterr().err


async def _gone(*_: object) -> None:
    from v4migrate.shadow.backend import Unreachable

    raise Unreachable("ConnectError")


@pytest.mark.parametrize(
    ("files", "arguments", "says"),
    [
        pytest.param({}, [], ["no recorded traffic", "[shadow]"], id="no-traffic"),
        pytest.param({}, ["gone.jsonl"], ["gone.jsonl", "no such file or folder"], id="no-such-path"),
        pytest.param({"logs/readme.txt": "x"}, ["logs"], ["logs", "no .jsonl files"], id="empty-folder"),
        pytest.param({"a.jsonl": ""}, ["a.jsonl"], ["a.jsonl", "is empty"], id="empty-file"),
        pytest.param({"a.jsonl": "oops\n"}, ["a.jsonl"], ["a.jsonl:1", "not JSON", "'response'"], id="all-malformed"),
        pytest.param(
            {"a.jsonl": record(ts="2026-05-02T12:00:00Z")},
            ["a.jsonl"],
            ["v4-flash-alias", "--accept-alias"],
            id="only-alias",
        ),
        pytest.param(
            {"a.jsonl": record(request={"model": "deepseek-chat", "messages": []})},
            ["a.jsonl"],
            ["can be replayed", "no messages"],
            id="nothing-replayable",
        ),
        pytest.param({}, ["--days", "0"], ["--days", "greater than or equal to 1"], id="no-days"),
        pytest.param({}, ["--backend", "locl"], ["'locl'", "'local'", "https://"], id="bad-backend"),
        pytest.param({}, ["--backend", "http://[bad"], ["neither 'local' nor a base URL"], id="open-bracket"),
        pytest.param(
            {}, ["--backend", "http://127.0.0.1:99999"], ["neither 'local' nor a base URL"], id="no-such-port"
        ),
        pytest.param({}, ["--backend", "https://u:p@h/v1"], ["must not hold"], id="credentials-in-the-url"),
        pytest.param({}, ["--target", "deepseek-v4-flsh"], ["did you mean 'deepseek-v4-flash'"], id="bad-target"),
        pytest.param(
            {"a.jsonl": record()},
            ["a.jsonl", "--backend", "http://127.0.0.1:9/v1"],
            ["127.0.0.1:9", "cannot be reached"],
            id="unreachable",
        ),
        pytest.param(
            {"a.jsonl": record()},
            ["a.jsonl", "--backend", "https://api.deepseek.com"],
            ["DEEPSEEK_API_KEY", "api_key_env"],
            id="no-key",
        ),
        pytest.param(
            {"a.jsonl": record(), "shadow-run/notes.txt": ""}, ["a.jsonl"], ["notes.txt", "--out"], id="foreign-folder"
        ),
        pytest.param(
            {"a.jsonl": record(), "shadow-run": ""}, ["a.jsonl"], ["not a folder", "--out"], id="out-is-a-file"
        ),
    ],
)
def test_bad_input_is_one_line(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    files: dict[str, str],
    arguments: list[str],
    says: list[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    for name, text in files.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text, encoding="utf-8")
    assert run(["shadow", *arguments]) is ExitCode.USAGE
    captured = capsys.readouterr()
    assert captured.out == ""
    assert captured.err.count("\n") == 1
    assert "Traceback" not in captured.err
    for part in says:
        assert part in captured.err
    assert not (tmp_path / "shadow-run" / "run.json").exists()


@pytest.mark.parametrize(
    ("more", "says"),
    [
        pytest.param(["--target", "deepseek-v4-pro"], "target was", id="other-target"),
        pytest.param(["--limit", "2"], "limit was", id="other-sample"),
        pytest.param(["--max-output-tokens", "9"], "max_output_tokens was", id="other-cap"),
    ],
)
def test_folder_of_another_run_is_not_touched(
    week: Path, more: list[str], says: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with stub() as server:
        shadow(server)
        before = (week / "shadow-run" / "ledger.jsonl").read_bytes()
        capsys.readouterr()
        assert shadow(server, *more) is ExitCode.USAGE
    assert says in capsys.readouterr().err
    assert (week / "shadow-run" / "ledger.jsonl").read_bytes() == before


def test_other_margins_are_another_run(week: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with stub() as server:
        shadow(server)
        (week / "v4migrate.toml").write_text("[shadow.margins]\nsuccess = 5\n", encoding="utf-8")
        assert shadow(server) is ExitCode.USAGE
    assert "margins was" in capsys.readouterr().err


def test_budget_needs_a_price(week: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with stub() as server:
        assert shadow(server, "--budget-usd", "1") is ExitCode.USAGE
    assert "no price is known" in capsys.readouterr().err


def test_budget_stops_the_run_before_it_is_passed(
    week: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("v4migrate.traffic.provenance.is_official", lambda *_: True)
    monkeypatch.setattr("v4migrate.cost.price.worst_case", lambda *_: Decimal("0.003"))
    monkeypatch.setattr("v4migrate.cost.price.billed", lambda *_: Decimal("0.001"))
    with stub() as server:
        assert shadow(server, "--budget-usd", "0.005", "--concurrency", "1") is ExitCode.INCOMPLETE
        assert len(server.asked) == 3  # 3 x 0.001 are spent, and 0.003 more would pass 0.005
    assert "raise --budget-usd" in capsys.readouterr().err


def test_facts_from_before_the_first_v4_price_stop_before_anything_is_sent(
    week: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with stub() as server:
        assert run(["shadow", "short.jsonl", "--backend", server.url, "--as-of", "2026-04-01"]) is ExitCode.USAGE
        assert server.asked == []
    assert "no price known" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("program", "says"),
    [
        pytest.param("import sys; sys.exit('nowhere: not a folder')", "nowhere: not a folder", id="its-own-line"),
        pytest.param("import sys; sys.exit(3)", "exit status 3", id="says-nothing"),
        pytest.param("print('hello')", "hello", id="says-something-else"),
    ],
)
def test_engine_that_does_not_start_gives_its_own_reason(program: str, says: str) -> None:
    with pytest.raises(BackendError, match=says), running_engine([sys.executable, "-c", program]):
        pass


def test_engine_stops_with_the_block() -> None:
    ready = '{"base_url": "http://127.0.0.1:1/v1", "model": "m", "demonstration_weights": true}'
    program = f"import sys; print('{ready}', flush=True); sys.stdin.read()"
    with running_engine([sys.executable, "-c", program]) as engine:
        assert (engine.base_url, engine.is_demonstration) == ("http://127.0.0.1:1/v1", True)


@pytest.mark.slow
def test_bundled_engine_answers_and_its_demonstration_weights_never_count(
    week: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    pytest.importorskip("torch", reason="the local engine needs the 'local' extra")
    arguments = ["shadow", "short.jsonl", "--limit", "2", "--max-output-tokens", "4", "--as-of", "2026-11-24", "--json"]
    assert run(arguments) is ExitCode.DECISION
    report = json.loads(capsys.readouterr().out)
    assert (report["run"]["answered"], report["run"]["is_demonstration"]) == (2, True)
    assert {gate["discounted"] is None for gate in report["gates"] if gate["unit"] == "pp"} == {False}


def test_report_without_a_run(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["report", str(tmp_path / "none")]) is ExitCode.USAGE
    assert "v4migrate shadow --out" in capsys.readouterr().err
