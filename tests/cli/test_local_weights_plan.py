"""`v4migrate local-weights plan`: exit codes, text without colour, one document, and claims shown as they are computed."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from local_engine import models
from local_engine.arithmetic.explain import explain, published_name
from v4migrate.cli import local_weights_claims
from v4migrate.cli.app import run
from v4migrate.exit_codes import ExitCode

PLAN = ("local-weights", "plan")
HERE = ("--device", "cpu:24GB", "--bandwidth", "cpu:40GB/s,disk:3GB/s")  # nothing of this machine is asked or measured
NANO = Path(__file__).parents[1] / "local_engine" / "vectors" / "nano"


def document(capsys: pytest.CaptureFixture[str], *arguments: str, code: ExitCode = ExitCode.OK) -> Any:
    assert run([*PLAN, *arguments, "--json"]) is code
    return json.loads(capsys.readouterr().out)


def test_plan_without_a_file(capsys: pytest.CaptureFixture[str]) -> None:
    assert run([*PLAN, "--model", "flash", *HERE]) is ExitCode.OK
    text = capsys.readouterr().out
    for words in (
        "159.6 GB",
        "32,768: 484.4 MB",
        "1,048,576: 14.5 GB",
        "experts of layers",
        "read per token",
        "Estimate:",
        "at best",
        "(given)",
    ):
        assert words in text
    assert "\x1b" not in text


def test_bars_have_marks_that_need_no_colour(capsys: pytest.CaptureFixture[str]) -> None:
    run([*PLAN, *HERE, "--context", "524288"])
    line = next(line for line in capsys.readouterr().out.splitlines() if line.startswith("cpu "))
    assert [mark for mark in "█▓▒░" if mark in line] == [*"█▓▒░"]
    assert sum(map(line.count, "█▓▒░")) == 32


@pytest.mark.parametrize("arguments", [HERE, ("--explain",)], ids=["plan", "explanation"])
def test_a_narrow_output_without_unicode_holds_every_figure(arguments: tuple[str, ...]) -> None:
    environment = os.environ | {"COLUMNS": "80", "PYTHONIOENCODING": "ascii", "NO_COLOR": "1"}
    command = [sys.executable, "-m", "v4migrate", *PLAN, *arguments]
    done = subprocess.run(command, capture_output=True, text=True, env=environment, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    assert "###" in done.stdout
    assert ("159.6 GB" if arguments == HERE else "3 * 4,096 * 2,048") in done.stdout


def test_plan_as_a_document_adds_up(capsys: pytest.CaptureFixture[str]) -> None:
    plan = document(capsys, *HERE)
    assert plan["fits"] is True
    assert plan["refusal"] is None
    assert plan["cache_by_context"]["32768"] == plan["cache"]
    assert sum(device["weights"] for device in plan["devices"]) + plan["mapped"]["weights"] == plan["weights"]
    by_part, by_device = plan["read_per_token"]["by_part"], plan["read_per_token"]["by_device"]
    assert abs(sum(by_part.values()) - sum(by_device.values())) <= 100  # parts are rounded down one by one
    seconds = by_device["cpu"] / 40e9 + by_device["disk"] / 3e9
    assert plan["seconds_per_token_at_best"] == pytest.approx(seconds)


def test_refusal_is_one_line_with_the_nearest_plan(capsys: pytest.CaptureFixture[str]) -> None:
    assert run([*PLAN, "--keep", "float32", "--context", "8192", "--device", "cpu:24GB"]) is ExitCode.USAGE
    shown = capsys.readouterr()
    assert shown.err.count("\n") == 1
    assert "nearest plan that fits: --keep packed" in shown.err
    assert "  --keep packed\n" in shown.out


def test_refusal_as_a_document(capsys: pytest.CaptureFixture[str]) -> None:
    plan = document(capsys, "--keep", "float32", "--device", "cpu:24GB", code=ExitCode.USAGE)
    assert (plan["fits"], plan["nearest"][0], plan["seconds_per_token_at_best"]) == (False, "--keep packed", None)


def test_without_a_bandwidth_there_is_no_estimate(capsys: pytest.CaptureFixture[str]) -> None:
    assert run([*PLAN, "--device", "cuda:200GB"]) is ExitCode.OK
    assert "No estimate of the time: give --bandwidth cuda:" in capsys.readouterr().out


def test_bandwidth_of_this_machine_is_labelled(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("local_engine.plan.devices.measured_memory_bandwidth", lambda: 10e9)
    plan = document(capsys, "--device", "cpu:400GB")
    assert plan["bandwidths"] == {"cpu": {"bytes_per_second": 10e9, "source": "measured here"}}


def test_folder_of_a_checkpoint(capsys: pytest.CaptureFixture[str]) -> None:
    plan = document(capsys, str(NANO), "--context", "512", "--device", "cpu:1GB", "--bandwidth", "cpu:1GB/s")
    assert plan["model"] == str(NANO)
    assert 0 < plan["weights"] <= (NANO / "model.safetensors").stat().st_size * 2


def test_folder_with_its_config_alone_is_planned_as_a_release(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "config.json").write_text(json.dumps(models.data("flash")), encoding="utf-8")
    plan = document(capsys, str(tmp_path), *HERE)
    assert "config.json only" in plan["model"]
    assert round(plan["weights"] / 1e9, 1) == 159.6


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        pytest.param([str(NANO), "--model", "pro"], "not both", id="folder and model"),
        pytest.param(["/nowhere"], "not found", id="no such folder"),
        pytest.param(["--device", "gpu"], "KIND:MEMORY", id="a device without memory"),
        pytest.param(
            ["--device", "cpu:24GB", "--bandwidth", "cpx:40GB/s"], "known: cpu, disk", id="a bandwidth of no device"
        ),
        pytest.param(
            ["--context", "2000000", *HERE], "is not within 1 to 1048576", id="a context too long for the model"
        ),
    ],
)
def test_wrong_use(arguments: list[str], message: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run([*PLAN, *arguments]) is ExitCode.USAGE
    assert message in capsys.readouterr().err


@pytest.mark.parametrize("name", models.NAMES)
def test_explanation_shows_what_is_computed(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run([*PLAN, "--model", name, "--explain"]) is ExitCode.OK
    text = capsys.readouterr().out
    config = models.released_config(name)
    for claim in explain(config, published_name(config)):
        assert claim.title in text
        for step in claim.steps:
            assert f"    {step.formula}\n    = {local_weights_claims.numbers_text(step)}\n" in text
            assert local_weights_claims.value_text(step) in text
            if step.published:
                assert f"printed: {step.published.printed}, {local_weights_claims.difference_text(step)}" in text
    assert "does NOT round" not in text
    for real in (
        "Compressed Sparse Attention",
        "Heavily Compressed Attention",
        "Manifold-Constrained Hyper-Connections",
    ):
        assert real in text


def test_numbers_stand_where_the_names_stood() -> None:
    config = models.released_config("flash")
    step = next(step for claim in explain(config, "flash") for step in claim.steps if step.title == "per token")
    assert local_weights_claims.numbers_text(step) == "21 × (583 + 68) / 4 + 20 × 583 / 128"


def test_explanation_as_a_document(capsys: pytest.CaptureFixture[str]) -> None:
    claims = document(capsys, "--model", "pro", "--explain")["claims"]
    printed = {
        step["published"]["printed"]: step["agrees"] for claim in claims for step in claim["steps"] if step["published"]
    }
    assert printed == dict.fromkeys(["1.6T", "49B", "671B", "37B", "10% of V3.2", "27% of V3.2"], True)
