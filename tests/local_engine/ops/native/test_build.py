"""From source to a library in the cache, and what happens where that does not work."""

from __future__ import annotations

import ctypes
import os
import shutil
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from local_engine.ops.native.build import NotBuilt, build
from local_engine.ops.registry import VARIABLE

ROOT = Path(__file__).parents[4]
COMPILER = shutil.which(os.environ.get("CXX", "c++"))
compiles = pytest.mark.skipif(COMPILER is None, reason="there is no C++ compiler on the PATH")
PRODUCT = """
import torch
from local_engine import ops
from local_engine.matrix import Fp8
w = Fp8(torch.full((40, 64), 0x38, dtype=torch.uint8), torch.full((1, 1), 128, dtype=torch.uint8), 128)
print(ops.native.status(), float(ops.linear(torch.ones(1, 64), w).sum()), sep="\\n")
"""


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("V4MIGRATE_CACHE", str(tmp_path / "cache"))
    return tmp_path / "cache"


def source(folder: Path, text: str = 'extern "C" int answer() { return 42; }') -> Path:
    path = folder / "answer.cpp"
    path.write_text(text, encoding="utf-8")
    return path


@compiles
def test_a_library_is_made_once_for_its_user_alone(cache: Path, tmp_path: Path) -> None:
    one = build((source(tmp_path),))
    assert one.parent == cache / "kernels" and stat.S_IMODE(one.parent.stat().st_mode) == 0o700
    assert ctypes.CDLL(str(one)).answer() == 42
    made = one.stat().st_mtime_ns
    assert build((source(tmp_path),)) == one and one.stat().st_mtime_ns == made
    assert [path.name for path in one.parent.iterdir()] == [one.name]  # nothing of the way there is left


@compiles
def test_another_source_is_another_library(cache: Path, tmp_path: Path) -> None:
    one = build((source(tmp_path),))
    other = build((source(tmp_path, 'extern "C" int answer() { return 43; }'),))
    assert one != other and ctypes.CDLL(str(other)).answer() == 43


@compiles
def test_a_changed_header_is_another_library(cache: Path, tmp_path: Path) -> None:
    header = tmp_path / "answer.h"
    main = source(tmp_path, '#include "answer.h"\nextern "C" int answer() { return ANSWER; }')
    header.write_text("#define ANSWER 1\n", encoding="utf-8")
    one = build((main, header))
    header.write_text("#define ANSWER 2\n", encoding="utf-8")
    assert build((main, header)) != one


@compiles
def test_the_compilers_complaint_is_told_in_one_line(cache: Path, tmp_path: Path) -> None:
    with pytest.raises(NotBuilt, match=r"failed: .*answer\.cpp:1.*error") as told:
        build((source(tmp_path, "int answer() { return nothing_known; }"),))
    assert "\n" not in str(told.value)
    assert list((cache / "kernels").iterdir()) == []


@compiles
def test_processes_that_start_together_make_one(cache: Path, tmp_path: Path) -> None:
    path = source(tmp_path)
    program = f"from pathlib import Path; from local_engine.ops.native.build import build; print(build((Path({str(path)!r}),)))"
    runs = [
        subprocess.Popen([sys.executable, "-c", program], cwd=ROOT, stdout=subprocess.PIPE, text=True) for _ in range(3)
    ]
    told = {run.communicate()[0] for run in runs}
    assert all(run.returncode == 0 for run in runs) and len(told) == 1
    assert len(list((cache / "kernels").iterdir())) == 1


@compiles
def test_a_folder_that_others_may_write_to_is_not_loaded_from(cache: Path, tmp_path: Path) -> None:
    (cache / "kernels").mkdir(parents=True)
    (cache / "kernels").chmod(0o777)
    with pytest.raises(NotBuilt, match="others may write"):
        build((source(tmp_path),))


@compiles
def test_a_cache_that_cannot_be_written(cache: Path, tmp_path: Path) -> None:
    cache.write_text("a file, not a folder", encoding="utf-8")
    with pytest.raises(NotBuilt, match="cache"):
        build((source(tmp_path),))


def computed(**environment: str) -> list[str]:
    run = subprocess.run(
        [sys.executable, "-c", PRODUCT],
        cwd=ROOT,
        env=os.environ | environment,
        capture_output=True,
        text=True,
        check=True,
    )
    assert run.stderr == ""
    return run.stdout.splitlines()


def test_without_a_compiler_torch_computes_the_same(cache: Path, tmp_path: Path) -> None:
    status, total = computed(PATH=str(tmp_path))
    assert status.startswith("torch alone: no compiler 'c++' on the PATH; install g++") and total == str(40 * 64 * 2.0)


def test_with_a_compiler_that_fails_torch_computes_the_same(cache: Path, tmp_path: Path) -> None:
    broken = tmp_path / "c++"
    broken.write_text(
        "#!/bin/sh\n[ \"$1\" = --version ] || { echo 'error: it is Monday' >&2; exit 1; }\n", encoding="utf-8"
    )
    broken.chmod(0o755)
    status, total = computed(PATH=f"{tmp_path}{os.pathsep}{os.environ['PATH']}", CXX="c++")
    assert status == "torch alone: c++ failed: error: it is Monday" and total == str(40 * 64 * 2.0)


def test_the_environment_variable_keeps_to_torch(cache: Path) -> None:
    status, total = computed(**{VARIABLE: "torch"})
    assert status == f"torch alone: {VARIABLE}=torch" and total == str(40 * 64 * 2.0)
    assert not cache.exists()


@compiles
def test_where_it_compiles_the_kernels_compute(cache: Path) -> None:
    status, total = computed()
    assert status.startswith(f"native kernels: {cache}") and total == str(40 * 64 * 2.0)
