"""`python -m local_engine` as a program: what it prints, when it ends, and its exit codes."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
from pathlib import Path

import httpx
import pytest

from local_engine.ops import VARIABLE, native

ROOT = Path(__file__).parents[2]


def program(*arguments: str) -> list[str]:
    return [sys.executable, "-m", "local_engine", *arguments]


def run(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(program(*arguments), capture_output=True, text=True, cwd=ROOT, timeout=60, check=False)


@pytest.mark.parametrize(
    ("asked", "told", "way"),
    [
        pytest.param([], "", "", id="nothing else"),
        pytest.param(["--verbose"], f"{native.status()}\n", "", id="what computes"),
        pytest.param(
            ["--verbose"], "references alone: LOCAL_ENGINE_OPS=reference\n", "reference", id="that no kernel computes"
        ),
    ],
)
def test_serve_says_where_it_is_and_ends_with_its_parent(demo: Path, asked: list[str], told: str, way: str) -> None:
    command = program("serve", "--port", "0", "--served-name", "mine", "--exit-with-parent", *asked)
    with subprocess.Popen(
        command,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        cwd=ROOT,
        env=os.environ | {VARIABLE: way},
    ) as child:
        assert child.stdin and child.stdout and child.stderr
        try:
            ready = json.loads(child.stdout.readline())
            assert ready["base_url"].startswith("http://127.0.0.1:") and ready["base_url"].endswith("/v1")
            assert (ready["model"], ready["demonstration_weights"]) == ("mine", True)
            models = httpx.get(ready["base_url"] + "/models", trust_env=False).json()
            assert models["data"][0]["id"] == "mine"
            child.stdin.close()
            assert child.wait(20) == 0
            assert (child.stdout.read(), child.stderr.read()) == ("", told)
        finally:
            child.kill()


def test_write_demo_prints_the_folder(tmp_path: Path) -> None:
    done = run("write-demo", str(tmp_path / "demo"))
    assert (done.returncode, done.stdout, done.stderr) == (0, f"{tmp_path / 'demo'}\n", "")
    assert (tmp_path / "demo" / "model.safetensors").is_file()


@pytest.mark.parametrize("case", ["port in use", "no checkpoint"])
def test_errors_are_one_line_and_exit_code_two(case: str, demo: Path, tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port, folder = (taken.getsockname()[1], demo) if case == "port in use" else (0, tmp_path)
        done = run("serve", "--checkpoint", str(folder), "--port", str(port))
    assert done.returncode == 2 and done.stdout == ""
    assert done.stderr.count("\n") == 1 and ("choose another port" if port else "config.json") in done.stderr
