"""The one-way arrows of ARCHITECTURE.md, and the heavy imports that stay out of the light rooms."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
# room -> the rooms that it may import
ARROWS = {
    "exit_codes": set(),
    "errors": {"exit_codes"},
    "regex": set(),
    "secrets": {"regex"},
    "atomic": {"regex"},
    "rulebook": {"errors", "regex"},
    "config": {"errors", "rulebook"},
    "scan": {"errors", "regex", "secrets", "atomic", "rulebook"},
    "rewrite": {"errors", "regex", "atomic", "rulebook", "scan"},
    "traffic": {"errors", "regex", "secrets", "rulebook"},
    "cost": {"errors", "rulebook", "traffic"},
    "shadow": {"errors", "regex", "secrets", "config", "rulebook", "traffic", "cost"},
    "report": {"errors", "secrets", "config", "rulebook", "traffic", "cost", "shadow"},
}
LIGHT = ("exit_codes", "errors", "regex", "secrets", "atomic", "rulebook", "config", "scan", "rewrite")
HEAVY = {"pandas", "torch", "httpx", "tiktoken", "numpy", "uvicorn", "starlette", "safetensors"}


def imports(path: Path) -> Iterator[tuple[str, bool]]:
    """(imported module, is it at the top of the file?)"""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((alias.name, node in tree.body) for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module, node in tree.body


def files_of(room: str) -> list[Path]:
    folder = ROOT / "v4migrate" / room
    return sorted(folder.rglob("*.py")) if folder.is_dir() else [folder.with_suffix(".py")]


@pytest.mark.parametrize("room", ARROWS)
def test_room_imports_only_what_its_arrows_allow(room: str) -> None:
    for path in files_of(room):
        for module, _ in imports(path):
            parts = module.split(".")
            assert parts[0] != "local_engine", f"{path}: only the command line meets the engine"
            if parts[0] == "v4migrate" and len(parts) > 1 and parts[1] != room:
                assert parts[1] in ARROWS[room], f"{path}: {room} must not import {module}"


def test_every_room_has_arrows() -> None:
    found = {
        path.stem for path in (ROOT / "v4migrate").iterdir() if path.suffix == ".py" or (path / "__init__.py").exists()
    }
    assert found - {"__init__", "__main__", "cli"} == set(ARROWS)


def test_arrows_make_no_cycle() -> None:
    settled: set[str] = set()
    while len(settled) < len(ARROWS):
        ready = {room for room, below in ARROWS.items() if below <= settled}
        assert ready - settled, f"a cycle among {set(ARROWS) - settled}"
        settled |= ready


def test_engine_knows_nothing_of_v4migrate() -> None:
    for path in sorted((ROOT / "local_engine").rglob("*.py")):
        assert not [module for module, _ in imports(path) if module.split(".")[0] == "v4migrate"], path


@pytest.mark.parametrize("room", LIGHT)
def test_light_rooms_import_nothing_heavy(room: str) -> None:
    for path in files_of(room):
        assert not [module for module, _ in imports(path) if module.split(".")[0] in HEAVY], path


def test_command_modules_import_only_typer_at_the_top() -> None:
    for path in sorted((ROOT / "v4migrate" / "cli").glob("*.py")):
        top = {module.split(".")[0] for module, at_top in imports(path) if at_top}
        assert not top & (HEAVY | {"rich", "local_engine"}), path
