"""Whatever the bytes: the scanner does not crash, a rewrite never parses worse, and a second one changes nothing."""

from __future__ import annotations

from pathlib import Path, PurePosixPath

from hypothesis import given, settings
from hypothesis import strategies as st

from v4migrate.rewrite.rewriter import RewriteOptions, Rewriter, syntax_errors
from v4migrate.rulebook.load import load_rulebook
from v4migrate.scan.scanner import Scanner

REWRITER = Rewriter(Scanner(load_rulebook()), RewriteOptions(unsafe=True))
APP = Path(__file__).parents[2] / "examples" / "chat_app"
SEEDS = [path.read_bytes() for path in sorted(APP.rglob("*")) if path.is_file() and path.stat().st_size < 4000]
NAMES = (
    "a.py",
    "a.ts",
    "a.tsx",
    "a.js",
    "a.json",
    "a.yaml",
    "a.md",
    "a.ipynb",
    ".env",
    "a.toml",
    "Dockerfile",
    "a.txt",
    *(
        f"a.{suffix}"
        for suffix in ["go", "java", "kt", "cs", "rs", "rb", "php", "swift", "scala", "ex", "lua", "dart", "cpp"]
    ),
)
PIECES = (
    *(b'"deepseek-chat"', b"deepseek-reasoner", b"\r\n", b"\0", b"\xff", b"(", b"}", b"'''"),
    *(b"```", b"${", b"\\", b"# ", b"f'{", b"**"),
)


@st.composite
def damaged(draw: st.DrawFn) -> bytes:
    """A file of the example with pieces taken out and put in."""
    data = bytearray(draw(st.sampled_from(SEEDS)))
    for _ in range(draw(st.integers(0, 5))):
        at = draw(st.integers(0, len(data)))
        piece = draw(st.one_of(st.sampled_from(PIECES), st.binary(max_size=4)))
        data[at : at + draw(st.integers(0, 20))] = piece
    return bytes(data)


@given(damaged(), st.sampled_from(NAMES))
@settings(max_examples=400, deadline=None)
def test_any_file(data: bytes, name: str) -> None:
    path = PurePosixPath(name)
    outcome = REWRITER.rewrite(path, data)
    assert outcome.before == data
    assert syntax_errors(path, outcome.after) <= syntax_errors(path, data)
    if outcome.after != data:
        assert REWRITER.rewrite(path, outcome.after).after == outcome.after
