"""`Verification`: sizes, hashes on record, and numbers; each thing that can be wrong is found, and nothing else."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Callable
from pathlib import Path

import pytest
import torch
from safetensors.torch import load_file, save_file

from local_engine.checkpoint import INDEX
from local_engine.checkpoint.hashes import expected_hashes
from local_engine.checkpoint.survey import Survey
from local_engine.checkpoint.verify import Verification

SHARD = "model.safetensors"


def verified(folder: Path) -> Verification:
    return Verification(Survey.of(folder))


def kinds(folder: Path) -> list[str]:
    return [problem.kind for problem in verified(folder).run()]


def sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def git_hash(path: Path) -> str:
    content = path.read_bytes()
    return hashlib.sha1(b"blob %d\0" % len(content) + content, usedforsecurity=False).hexdigest()


def in_a_list(folder: Path) -> None:
    lines = [f"{sha256(folder / name)}  ./{name}" for name in (SHARD, "config.json")]
    (folder / "SHA256SUMS").write_text("# made by a release\n" + "\n".join(lines), encoding="utf-8")


def in_a_list_of_binaries(folder: Path) -> None:
    (folder / "sha256sum.txt").write_text(f"{sha256(folder / SHARD).upper()} *{SHARD}\n", encoding="utf-8")


def in_the_form_of_bsd(folder: Path) -> None:
    (folder / "checksums.sha256").write_text(f"SHA256 ({SHARD}) = {sha256(folder / SHARD)}\n", encoding="utf-8")


def beside_the_file(folder: Path) -> None:
    (folder / f"{SHARD}.sha256").write_text(f"{sha256(folder / SHARD)}\n", encoding="utf-8")


def left_by_a_download(folder: Path) -> None:
    place = folder / ".cache" / "huggingface" / "download"
    place.mkdir(parents=True)
    (place / f"{SHARD}.metadata").write_text(f'0123abc\n"{sha256(folder / SHARD)}"\n1790000000.5\n', encoding="utf-8")
    (place / "config.json.metadata").write_text(
        f"0123abc\n{git_hash(folder / 'config.json')}\n17.5\n", encoding="utf-8"
    )


def named_by_its_blob(folder: Path) -> None:
    blob = folder / ".." / "blobs" / sha256(folder / SHARD)
    blob.parent.mkdir()
    (folder / SHARD).rename(blob)
    (folder / SHARD).symlink_to(blob)


@pytest.mark.parametrize(
    ("record", "files"),
    [
        pytest.param(in_a_list, 2, id="SHA256SUMS, with a path and a comment"),
        pytest.param(in_a_list_of_binaries, 1, id="sha256sum.txt, upper case, binary mark"),
        pytest.param(in_the_form_of_bsd, 1, id="the form of BSD"),
        pytest.param(beside_the_file, 1, id="a hash alone beside its file"),
        pytest.param(left_by_a_download, 2, id="what a download leaves behind, git hash of a small file"),
        pytest.param(named_by_its_blob, 1, id="a link into a cache of blobs"),
    ],
)
def test_hashes_on_record(tinyq_copy: Path, record: Callable[[Path], None], files: int) -> None:
    record(tinyq_copy)
    done = verified(tinyq_copy)
    assert SHARD in done.compared and len(done.compared) == files
    assert set(done.compared) | set(done.without_hash) == {SHARD, INDEX, "config.json"}
    assert list(done.run()) == []
    flip_a_byte_of_fp4(tinyq_copy)
    (problem,) = verified(tinyq_copy).run()
    assert problem.kind == "hash" and str(tinyq_copy / SHARD) in problem.message


def flip_a_byte_of_fp4(folder: Path) -> None:
    """Damage that nothing but a hash can show: the byte is two other numbers."""
    with (folder / SHARD).open("r+b") as file:
        file.seek(-1, os.SEEK_END)
        byte = file.read(1)[0]
        file.seek(-1, os.SEEK_END)
        file.write(bytes([byte ^ 0x11]))


def test_without_a_record_that_damage_is_not_seen_and_it_says_so(tinyq_copy: Path) -> None:
    flip_a_byte_of_fp4(tinyq_copy)
    done = verified(tinyq_copy)
    assert list(done.run()) == [] and SHARD in done.without_hash


@pytest.mark.parametrize(
    "line",
    ["0" * 64 + "  ../config.json", "0" * 64 + "  /etc/hosts", "nothing here", "0" * 63 + "  config.json"],
    ids=["a file above", "a file elsewhere", "prose", "a digit short"],
)
def test_lines_that_are_no_hash_of_a_file_here(tinyq_copy: Path, line: str) -> None:
    (tinyq_copy / "SHA256SUMS").write_text(line, encoding="utf-8")
    assert expected_hashes(tinyq_copy) == {}


@pytest.mark.parametrize(
    ("name", "found"),
    [("model-2.safetensors", ["hash"]), ("tokenizer.json", ["hash"]), ("README.md", [])],
    ids=["a shard", "the tokenizer", "a file that nobody needs"],
)
def test_a_hash_of_a_file_that_is_not_here(tinyq_copy: Path, name: str, found: list[str]) -> None:
    (tinyq_copy / "SHA256SUMS").write_text(f"{'0' * 64}  {name}", encoding="utf-8")
    assert kinds(tinyq_copy) == found


def test_the_size_that_the_index_states(tinyq_copy: Path) -> None:
    given = json.loads((tinyq_copy / INDEX).read_text(encoding="utf-8"))
    given["metadata"]["total_size"] += 1
    (tinyq_copy / INDEX).write_text(json.dumps(given), encoding="utf-8")
    assert kinds(tinyq_copy) == ["size"]


@pytest.mark.parametrize(
    ("change", "found"),
    [
        pytest.param(lambda t: t.pop("norm.weight"), "missing tensor", id="a tensor is missing"),
        pytest.param(lambda t: t.pop("layers.1.attn.wq_a.weight"), "missing tensor", id="a matrix without its scale"),
        pytest.param(lambda t: t.pop("layers.1.attn.wq_a.scale"), "missing scale", id="the scale of a matrix"),
        pytest.param(lambda t: t.update({"norm.weight": t["norm.weight"][1:].clone()}), "shape", id="a shape"),
        pytest.param(lambda t: t.update({"norm.weight": t["norm.weight"].double()}), "number format", id="a format"),
        pytest.param(lambda t: t.update({"new": torch.zeros(3)}), "unexpected tensor", id="a tensor too many"),
    ],
)
def test_one_fault_is_one_problem(
    tinyq_copy: Path, change: Callable[[dict[str, torch.Tensor]], object], found: str
) -> None:
    """Though the index, which stays, says where the tensor was, and how many bytes there were."""
    tensors = load_file(tinyq_copy / SHARD)
    change(tensors)
    save_file(tensors, tinyq_copy / SHARD)
    assert kinds(tinyq_copy) == [found]


def test_a_tensor_in_another_shard_than_the_index_says(tinyq_copy: Path) -> None:
    given = json.loads((tinyq_copy / INDEX).read_text(encoding="utf-8"))
    save_file({"other": torch.zeros(2)}, tinyq_copy / "b.safetensors")
    given["weight_map"] |= {"norm.weight": "b.safetensors", "other": "b.safetensors"}
    (tinyq_copy / INDEX).write_text(json.dumps(given), encoding="utf-8")
    assert sorted(kinds(tinyq_copy)) == ["index", "unexpected tensor"]
    (told,) = (problem.message for problem in verified(tinyq_copy).run() if problem.kind == "index")
    assert f"b.safetensors: tensor 'norm.weight' is in {SHARD} although" in told


def test_all_that_is_wrong_is_found_in_one_run(tinyq_copy: Path) -> None:
    tensors = load_file(tinyq_copy / SHARD)
    tensors["norm.weight"][3] = torch.nan
    tensors["layers.0.ffn.gate.tid2eid"][0, 0] = 99
    tensors["embed.weight"] = tensors["embed.weight"][:-1].clone()
    save_file(tensors, tinyq_copy / SHARD)
    (tinyq_copy / INDEX).unlink()
    assert sorted(kinds(tinyq_copy)) == ["not a number", "shape", "unknown expert"]


def test_a_truncated_shard_is_looked_through_as_far_as_it_goes(tinyq_copy: Path) -> None:
    tensors = load_file(tinyq_copy / SHARD)
    tensors["norm.weight"][3] = torch.nan
    save_file(tensors, tinyq_copy / SHARD)
    (tinyq_copy / SHARD).write_bytes((tinyq_copy / SHARD).read_bytes()[:-5000])
    assert kinds(tinyq_copy) == ["damaged shard", "not a number"]


def test_progress_is_all_that_was_announced(tinyq_copy: Path) -> None:
    in_a_list(tinyq_copy)
    done, steps = verified(tinyq_copy), []
    list(done.run(steps.append))
    assert sum(steps) == done.bytes_to_read > (tinyq_copy / SHARD).stat().st_size


def test_a_file_that_the_system_keeps_back(tinyq_copy: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real = Path.open

    def refuse(self: Path, *arguments: object, **named: object) -> object:
        if self.name == SHARD:
            raise PermissionError(13, "Permission denied")
        return real(self, *arguments, **named)  # type: ignore[call-overload]

    done = verified(tinyq_copy)
    monkeypatch.setattr(Path, "open", refuse)
    assert [problem.kind for problem in done.run()] == ["unreadable"]
    assert kinds(tinyq_copy) == ["unreadable"]
