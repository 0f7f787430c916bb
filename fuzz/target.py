"""What must hold for any bytes under any name: nothing crashes, a rewrite parses no worse, and a second one changes nothing."""

from __future__ import annotations

import hashlib
from functools import cache
from pathlib import Path, PurePosixPath

CRASHERS = Path(__file__).parent / "crashers"
NAMES = (
    *(
        "a.py",
        "a.pyi",
        "a.js",
        "a.jsx",
        "a.ts",
        "a.tsx",
        "a.vue",
        "a.svelte",
        "a.html",
        "a.go",
        "a.java",
        "a.kt",
        "a.cs",
        "a.rs",
    ),
    *(
        "a.rb",
        "a.php",
        "a.swift",
        "a.scala",
        "a.ex",
        "a.lua",
        "a.r",
        "a.dart",
        "a.el",
        "a.c",
        "a.cpp",
        "a.h",
        "a.sh",
        "a.ps1",
    ),
    *(
        "a.sql",
        "a.yaml",
        "templates/a.yaml",
        "a.json",
        "a.jsonc",
        "a.json5",
        "a.toml",
        "a.ini",
        "a.properties",
        ".env",
        "a.tf",
    ),
    *(
        "Dockerfile",
        "compose.yaml",
        "a.xml",
        ".github/workflows/a.yml",
        "Makefile",
        "a.ipynb",
        "a.md",
        "a.rst",
        "a.adoc",
    ),
    *("a.org", "a.txt", "a.unknown", "tests/a.py", "CHANGELOG.md"),
)


@cache
def rewriter():  # type: ignore[no-untyped-def]  # its modules are imported late: a fuzzer instruments them first
    """One with every fix allowed: it edits the most."""
    from v4migrate.rewrite.rewriter import RewriteOptions, Rewriter
    from v4migrate.rulebook.load import load_rulebook
    from v4migrate.scan.scanner import Scanner

    return Rewriter(Scanner(load_rulebook()), RewriteOptions(unsafe=True, include_tests=True))


def check(name: str, data: bytes) -> None:
    """Scan and rewrite one file. Raises whatever is wrong."""
    from v4migrate.rewrite.parse import syntax_errors
    from v4migrate.scan.legible import legible

    path = PurePosixPath(name)
    scan = rewriter().scanner.scan(path, data)
    for finding in scan.findings:
        assert 0 <= finding.span.start <= finding.span.end <= len(data), finding
        assert finding.location.line <= legible(data).count(b"\n") + 1, finding
    outcome = rewriter().rewrite(path, data)
    assert outcome.before == data
    if outcome.after != data:
        assert syntax_errors(path, outcome.after) <= syntax_errors(path, data)
        assert rewriter().rewrite(path, outcome.after).after == outcome.after


def keep(name: str, data: bytes) -> Path:
    """Write an input down where the tests replay it: its name tells the file name, its bytes are the file's."""
    digest = hashlib.sha256(name.encode() + data).hexdigest()[:12]
    file = CRASHERS / f"{digest}@{name.replace('/', '+')}"
    file.write_bytes(data)
    return file


def kept(file: Path) -> tuple[str, bytes]:
    """What `keep` wrote down."""
    return file.name.partition("@")[2].replace("+", "/"), file.read_bytes()
