"""A whole scan beside its peers: `python -m benchmarks.scan.speed --tree DIR [--runs N]`, or `--make-tree DIR` first, and for a
hit-dense tree `--make-dense DIR --repositories DIR` after it.

Every run is a fresh process over a warm page cache, and the tools take turns, so that other load meets all of them alike. Wall time,
processor time and the peak of the largest process. A peer that is not installed is left out with a note.
"""

from __future__ import annotations

import argparse
import os
import shutil
import statistics
import subprocess
import sys
import time
import zipfile
from pathlib import Path
from typing import NamedTuple

HERE = Path(__file__).parent
# Wheels of many plain source files, few of which name DeepSeek: 57,000 files together.
WHEELS = (
    *("ansible", "oci", "django", "botocore", "kubernetes", "transformers", "sympy", "plotly"),
    *("scipy", "pandas", "scikit-learn", "matplotlib"),
)


class Run(NamedTuple):
    """What one process took."""

    wall: float
    processor: float
    peak_mb: float


def commands(tree: Path) -> dict[str, list[str]]:
    """Each tool with a rule for the same ids. `rg` says where its matches stand, as a linter must."""
    where = str(tree)
    return {
        "rg": ["rg", "-n", "--hidden", "-i", "deepseek", where],
        "v4migrate": [sys.executable, "-m", "v4migrate", "scan", where],
        "ast-grep": ["ast-grep", "scan", "--no-ignore", "hidden", "--rule", str(HERE / "ast-grep.yml"), where],
        "semgrep": [
            *("semgrep", "scan", "--metrics=off", "--disable-version-check", "--no-git-ignore", "--quiet"),
            *("--config", str(HERE / "semgrep.yml"), where),
        ],
    }


def measure(command: list[str]) -> Run:
    """One fresh process, its output thrown away."""
    started = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    _, status, used = os.wait4(process.pid, 0)
    assert os.waitstatus_to_exitcode(status) in {0, 1, 3}, command  # clean, findings, a decision to make
    return Run(time.perf_counter() - started, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024)


def make_tree(folder: Path) -> None:
    """Download the wheels and unpack them."""
    wheels = folder / "wheels"
    pip = [
        sys.executable,
        "-m",
        "pip",
        "download",
        "--quiet",
        "--no-deps",
        "--only-binary=:all:",
        "--dest",
        str(wheels),
    ]
    for name in WHEELS:
        subprocess.run([*pip, name], check=True)
    for wheel in sorted(wheels.glob("*.whl")):
        with zipfile.ZipFile(wheel) as archive:
            archive.extractall(folder / "tree" / wheel.name.partition("-")[0])
    shutil.rmtree(wheels)
    print(f"unpacked; now: python -m benchmarks.scan.speed --tree {folder / 'tree'}")


def make_dense(folder: Path, repositories: Path) -> None:
    """Repositories that use DeepSeek among every second file of the ordinary tree of the same `folder`, as one work tree."""
    dense, ordinary = folder / "dense", folder / "tree"
    shutil.copytree(repositories, dense, symlinks=True, ignore=shutil.ignore_patterns(".git"))
    for path in sorted(path for path in ordinary.rglob("*") if path.is_file() and ".git" not in path.parts)[::2]:
        copy = dense / "ordinary" / path.relative_to(ordinary)
        copy.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(path, copy)
    subprocess.run(["git", "-C", str(dense), "init", "--quiet"], check=True)
    subprocess.run(["git", "-C", str(dense), "add", "--all", "--force"], check=True)
    print(f"copied; now: python -m benchmarks.scan.speed --tree {dense}")


def compare(tree: Path, runs: int) -> None:
    """Measure, and print the table."""
    asked = commands(tree)
    absent = [name for name, command in asked.items() if shutil.which(command[0]) is None]
    present = {name: command for name, command in asked.items() if name not in absent}
    for command in list(present.values())[:2]:
        measure(command)  # warms the page cache
    measured: dict[str, list[Run]] = {name: [] for name in present}
    for _ in range(runs):
        for name, command in present.items():
            measured[name].append(measure(command))
    files = sum(len(names) for _, _, names in os.walk(tree))
    print(f"{f'{files:,} files, median of {runs}':32}{'wall s':>9}{'of rg':>8}{'CPU s':>9}{'peak MB':>9}")
    base = statistics.median(run.wall for run in measured["rg"]) if "rg" in measured else None
    for name, found in measured.items():
        wall, processor, peak = (statistics.median(values) for values in zip(*found, strict=True))
        ratio = f"{wall / base:.1f}" if base else "-"
        print(f"{name:32}{wall:9.2f}{ratio:>8}{processor:9.2f}{peak:9.0f}")
    for name in absent:
        print(f"{name}: not installed, left out")


def main() -> None:
    """Make the tree, or measure on one."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--tree", type=Path)
    parser.add_argument("--make-tree", type=Path, metavar="DIR")
    parser.add_argument("--make-dense", type=Path, metavar="DIR", help="where --make-tree made the ordinary one")
    parser.add_argument("--repositories", type=Path, metavar="DIR", help="those that use DeepSeek, a folder each")
    parser.add_argument("--runs", type=int, default=5)
    options = parser.parse_args()
    if options.make_tree:
        make_tree(options.make_tree)
    elif options.make_dense and options.repositories:
        make_dense(options.make_dense, options.repositories)
    elif options.tree:
        compare(options.tree.resolve(), options.runs)
    else:
        parser.error("name a --tree, or make one with --make-tree DIR, or --make-dense DIR with --repositories DIR")


if __name__ == "__main__":
    main()
