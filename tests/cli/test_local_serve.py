"""`v4migrate local-serve` where it cannot serve: one line, and the exit code of wrong input."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
import torch
from safetensors.torch import load_file, save_file

from local_engine.checkpoint import opened
from local_engine.demo import write_demo_checkpoint
from local_engine.errors import RequestError
from local_engine.worker import Worker
from v4migrate.cli.app import run
from v4migrate.exit_codes import ExitCode

SHARD = "model.safetensors"


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_demo_checkpoint(tmp_path_factory.mktemp("serve") / "demo")


def of_another_model(folder: Path) -> None:
    (folder / "config.json").write_text('{"model_type": "deepseek_v41"}', encoding="utf-8")


def cut_off(folder: Path) -> None:
    (folder / SHARD).write_bytes((folder / SHARD).read_bytes()[:-1])


def not_a_number(folder: Path) -> None:
    tensors = load_file(folder / SHARD)
    tensors["norm.weight"][0] = torch.nan
    save_file(tensors, folder / SHARD)


def without_tokenizer(folder: Path) -> None:
    (folder / "tokenizer.json").unlink()


@pytest.mark.parametrize(
    ("damage", "words"),
    [
        pytest.param(of_another_model, "deepseek_v41", id="V4.1"),
        pytest.param(cut_off, "truncated or damaged", id="a truncated shard"),
        pytest.param(not_a_number, "'norm.weight' holds NaN", id="a number that is none"),
        pytest.param(without_tokenizer, "tokenizer.json: not found", id="no tokenizer of these sizes"),
    ],
)
def test_weights_that_cannot_be_served(
    demo: Path, tmp_path: Path, damage: Callable[[Path], None], words: str, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = Path(shutil.copytree(demo, tmp_path / "weights"))
    damage(folder)
    assert run(["local-serve", "--port", "0", "--checkpoint", str(folder)]) is ExitCode.USAGE
    shown = capsys.readouterr()
    assert shown.out == "" and shown.err.count("\n") == 1
    assert words in shown.err and str(folder) in shown.err


def test_an_environment_that_asks_for_no_known_way(demo: Path) -> None:
    command = [sys.executable, "-m", "v4migrate", "local-serve", "--port", "0", "--checkpoint", str(demo)]
    environment = os.environ | {"LOCAL_ENGINE_OPS": "refrence"}
    done = subprocess.run(command, capture_output=True, text=True, env=environment, timeout=60, check=False)
    assert (done.returncode, done.stdout) == (int(ExitCode.USAGE), "")
    assert done.stderr.count("\n") == 1 and "LOCAL_ENGINE_OPS is 'refrence'; known: reference, torch" in done.stderr


@pytest.mark.parametrize(
    ("context", "free", "words"),
    [
        pytest.param("32769", 1 << 40, "this model takes 1 to 32768", id="more than the model takes"),
        pytest.param("32768", 20_000_000, "nearest plan that fits: --context 7168", id="more than the memory holds"),
    ],
)
def test_a_context_that_cannot_be_served(
    demo: Path, context: str, free: int, words: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(opened, "free_memory", lambda: free)
    assert run(["local-serve", "--port", "0", "--checkpoint", str(demo), "--context", context]) is ExitCode.USAGE
    shown = capsys.readouterr()
    assert shown.out == "" and shown.err.count("\n") == 1 and words in shown.err


def test_a_shorter_context_is_that_of_all_requests(demo: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What does not hold the longest context starts with a shorter one, and says at /models which."""
    monkeypatch.setattr(opened, "free_memory", lambda: 20_000_000)
    worker = Worker(demo, "deepseek-v4-flash", context=64)

    def asked(letters: int) -> dict[str, object]:
        messages = [{"role": "user", "content": "x" * letters}]
        return {"model": "deepseek-v4-flash", "messages": messages, "max_tokens": 4}

    try:
        assert len(worker.form.read(asked(1)).prompt) < 64
        with pytest.raises(RequestError, match="maximum context length is 64 tokens"):
            worker.form.read(asked(64))
    finally:
        worker.close()
