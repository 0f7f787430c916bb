"""The demonstration checkpoint: of the released form, small, the same everywhere, and openly what it is."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import pytest

from local_engine.checkpoint import Checkpoint
from local_engine.demo import FILES, demo_checkpoint, write_demo_checkpoint
from local_engine.errors import CheckpointError
from local_engine.generate import generate
from local_engine.model import Model
from local_engine.sampling import Sampler
from local_engine.tokenizer import Tokenizer


def contents(folder: Path) -> dict[str, str]:
    return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in folder.iterdir()}


def test_it_has_the_formats_layers_and_routing_of_the_release(demo: Path) -> None:
    checkpoint = Checkpoint(demo)
    stored = checkpoint.stored
    assert {stored[name].dtype for name in stored} == {"BF16", "F32", "F8_E4M3", "F8_E8M0", "I8", "I64"}
    assert set(checkpoint.config.compress_ratios) == {0, 4, 128}
    assert "layers.0.ffn.gate.tid2eid" in stored and "layers.1.ffn.gate.bias" in stored
    assert checkpoint.config.demonstration_weights


def test_it_is_small(demo: Path) -> None:
    assert sum(path.stat().st_size for path in demo.iterdir()) < 2_000_000


def test_it_is_the_same_every_time(demo: Path, tmp_path: Path) -> None:
    assert contents(write_demo_checkpoint(tmp_path / "again")) == contents(demo)


def test_writing_twice_changes_nothing(tmp_path: Path) -> None:
    folder = write_demo_checkpoint(tmp_path / "demo")
    before = {path.name: path.stat().st_mtime_ns for path in folder.iterdir()}
    write_demo_checkpoint(folder)
    assert {path.name: path.stat().st_mtime_ns for path in folder.iterdir()} == before
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith(".demo")] == []


@pytest.mark.parametrize("name", FILES)
def test_a_damaged_one_is_written_again(tmp_path: Path, demo: Path, name: str) -> None:
    folder = demo_checkpoint(tmp_path)
    (folder / name).write_bytes((folder / name).read_bytes()[:-5])
    assert contents(demo_checkpoint(tmp_path)) == contents(demo)


def test_one_of_another_version_is_written_again(tmp_path: Path, demo: Path) -> None:
    folder = demo_checkpoint(tmp_path)
    sums = json.loads((folder / "sha256.json").read_text(encoding="utf-8"))
    (folder / "sha256.json").write_text(json.dumps(sums | {"version": 0}), encoding="utf-8")
    assert contents(demo_checkpoint(tmp_path)) == contents(demo)


def test_a_folder_with_anything_else_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("mine", encoding="utf-8")
    with pytest.raises(CheckpointError, match="not empty"):
        write_demo_checkpoint(tmp_path)
    assert contents(tmp_path) == {"notes.txt": hashlib.sha256(b"mine").hexdigest()}


def test_a_real_checkpoint_is_left_alone(nano_copy: Path) -> None:
    before = contents(nano_copy)
    with pytest.raises(CheckpointError, match="not empty"):
        write_demo_checkpoint(nano_copy)
    assert contents(nano_copy) == before


def test_the_cache_folder_can_be_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("V4MIGRATE_CACHE", str(tmp_path / "mine"))
    assert demo_checkpoint().is_relative_to(tmp_path / "mine")


def test_channel_zero_is_a_constant_that_nobody_writes_to(demo: Path) -> None:
    checkpoint = Checkpoint(demo)
    weights = checkpoint.load()
    writers = [slot.name for slot in checkpoint.slots if slot.name.endswith(("wo_b.weight", "w2.weight"))]
    assert len(writers) == 3 * (1 + 5)
    assert all(not weights[name][0].any() for name in writers)
    assert weights["embed.weight"][:, 0].unique().numel() == 1


def test_its_answers_are_printable_and_come_to_an_end(demo: Path, demo_tokenizer: Tokenizer) -> None:
    model = Model.load(demo)
    prompt = [0, *demo_tokenizer.encode("Where is my parcel?")]
    runs = [generate(model, prompt, Sampler(1.0, 1.0, seed), 60, {1}) for seed in range(5)]
    answers = [[choice.token for choice in run] for run in runs]
    text = "".join(demo_tokenizer.decode(answer) for answer in answers)
    for name in ("</think>", "<｜end▁of▁sentence｜>"):
        text = text.replace(name, "")
    assert text.isascii() and text.isprintable()
    assert any(answer[-1] == 1 for answer in answers)
    assert len({tuple(answer) for answer in answers}) == len(answers)
