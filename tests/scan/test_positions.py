"""Line and column of any span, in any order, are those that a reading from the start gives."""

from __future__ import annotations

from pathlib import PurePosixPath

from hypothesis import given
from hypothesis import strategies as st

from v4migrate.scan.place import Span
from v4migrate.scan.source import SourceFile

_PIECES = st.sampled_from([b"\n", b"\n", b"\r\n", b"word ", "文".encode(), b"\xff", b"x" * 400])


@given(
    data=st.lists(_PIECES, max_size=12).map(b"".join),
    edges=st.lists(st.tuples(st.integers(0, 500), st.integers(0, 9)), min_size=1, max_size=6),
)
def test_positions(data: bytes, edges: list[tuple[int, int]]) -> None:
    file = SourceFile(PurePosixPath("a.py"), data, PurePosixPath("a.py"), {})
    for start, length in edges:
        start = min(start, len(data))
        while data[start : start + 1] and data[start] & 0xC0 == 0x80:  # nothing is found inside a letter
            start -= 1
        span = Span(start, min(start + length, len(data)))
        told = file.locate(span)
        before = data[: span.start]
        assert told.line == before.count(b"\n") + 1
        assert told.column == len(before.rpartition(b"\n")[2].decode("utf-8", "replace")) + 1
        assert told.last_line == data[: max(span.end - 1, span.start)].count(b"\n") + 1
