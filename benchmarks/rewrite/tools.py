"""The tools side by side: each changes a tree in place. What they are told of DeepSeek comes from the rulebook."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

from v4migrate.rulebook.load import Rulebook

NOTHING_CHANGED = 1  # exit code of rg without a match


class Tool(NamedTuple):
    """A name and a verb. What it answers is kept for v4migrate alone: its report as JSON."""

    name: str
    run: Callable[[Path], dict[str, Any] | None]


def tools(rulebook: Rulebook, scratch: Path) -> Iterator[Tool]:
    """Those that can be run here."""
    for flags in ((), ("--include-tests",), ("--unsafe",), ("--unsafe", "--include-tests")):
        yield Tool(" ".join(["v4migrate rewrite", *flags]), partial(v4migrate, flags))
    if shutil.which("rg") and shutil.which("sed"):
        yield Tool("rg + sed", partial(_naive, rulebook))
    if shutil.which("llm-sunset"):
        data = _sunset_data(rulebook, scratch / "deepseek.json")
        for flags in ((), ("--include-docs", "--include-hidden", "--include-risky")):
            yield Tool(" ".join(["llm-sunset fix", *flags]), partial(_sunset, data, flags))


def v4migrate(flags: tuple[str, ...], tree: Path) -> dict[str, Any]:
    """Rewrites a tree. Its report as JSON."""
    command = [sys.executable, "-m", "v4migrate", "rewrite", ".", "--json", *flags]
    report: dict[str, Any] = json.loads(subprocess.run(command, cwd=tree, capture_output=True, check=False).stdout)
    return report


def _naive(rulebook: Rulebook, tree: Path) -> None:
    """What is recommended most: every mention of a name to its successor, the one that thought to the larger model."""
    targets = rulebook.facts.models.targets
    flash, pro = targets["flash"].default, targets["pro"].default
    search = ["rg", "-l", "-0", "deepseek-(chat|reasoner|v3)"]
    found = subprocess.run(search, cwd=tree, capture_output=True, check=False)
    script = f"s/deepseek-chat/{flash}/g;s/deepseek-reasoner/{pro}/g;s/deepseek-v3/{flash}/g"
    files = [name.decode() for name in found.stdout.split(b"\0") if name]
    for first in range(0, len(files), 200):
        subprocess.run(["sed", "-i", script, *files[first : first + 200]], cwd=tree, check=True)


def _sunset_data(rulebook: Rulebook, path: Path) -> Path:
    """A data file of its own form: it knows nothing of DeepSeek's own API."""
    names = [name for name in rulebook.facts.models.names if name.successor and name.kind in {"official", "guide"}]
    targets = rulebook.facts.models.targets
    rows = [
        {
            "provider": "DeepSeek",
            "model_id": name.name,
            "shutdown_date": f"{name.ends:%Y-%m-%d}" if name.ends else "2026-07-24",
            "replacement_models": [targets[name.successor or "flash"].default],
            "url": name.source[0].url,
        }
        for name in names
    ]
    path.write_text(json.dumps(rows), "utf-8")
    return path


def _sunset(data: Path, flags: tuple[str, ...], tree: Path) -> None:
    command = ["llm-sunset", "fix", "--data-file", str(data), "--offline", "--provider", "all", *flags, "."]
    subprocess.run(command, cwd=tree, capture_output=True, check=False)
