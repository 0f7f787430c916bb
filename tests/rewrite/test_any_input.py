"""Whatever the bytes: the scanner does not crash, a rewrite never parses worse, and a second one changes nothing."""

from __future__ import annotations

from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from fuzz.target import NAMES, check

APP = Path(__file__).parents[2] / "examples" / "chat_app"
SEEDS = [path.read_bytes() for path in sorted(APP.rglob("*")) if path.is_file() and path.stat().st_size < 4000]
PIECES = (
    *(b'"deepseek-chat"', b"deepseek-reasoner", b"\r\n", b"\0", b"\xff", b"(", b"}", b"'''"),
    *(
        b"```",
        b"${",
        b"\\",
        b"# ",
        b"f'{",
        b"**",
        b"\n",
        b" ",
        b"  ",
        b"=",
        b": ",
        b"model",
        b"ask(",
        b")",
        b"{",
        b"[",
        b"]",
    ),
    *(
        b"deepseek-chat",
        b"api.deepseek.com",
        b"import openai",
        b"// ",
        b"/*",
        b"*/",
        b"<",
        b">",
        b"|",
        b";",
        b",",
        b"temperature",
    ),
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
    check(name, data)


near_source = st.lists(st.sampled_from(PIECES) | st.text(max_size=8).map(str.encode), max_size=30).map(b"".join)


@given(near_source, st.sampled_from(NAMES))
@settings(max_examples=200, deadline=None)
def test_any_text_with_ids_in_it(data: bytes, name: str) -> None:
    check(name, data)
