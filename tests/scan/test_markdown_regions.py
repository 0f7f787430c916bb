"""Fences of Markdown, told line by line here and by their marks in the product: prose and blocks are the same."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import groupby

import pytest
from hypothesis import given
from hypothesis import strategies as st

from v4migrate.scan.regions.markdown import markdown

_FENCE = re.compile(rb"(?:[ \t]*>)*[ \t]*(?:(?:[-*+]|\d{1,9}[.)])[ \t]+)*(`{3,}|~{3,})[ \t]*[^`\r\n]*\r?\n?\Z")


def kinds_of_lines(data: bytes) -> Iterator[tuple[str, bytes]]:
    """Each line with what it is: prose, a fence that opens, a line of a block, a fence that closes."""
    mark = b""
    for line in re.findall(rb"[^\n]*\n|[^\n]+\Z", data):
        bare = line.lstrip(b" \t>").rstrip()
        if mark and len(bare) >= len(mark) and not bare.strip(mark[:1]):
            mark = b""
            yield "close", line
        elif mark:
            yield "block", line
        elif opened := _FENCE.match(line):
            mark = opened[1]
            yield "open", line
        else:
            yield "prose", line


def blocks_of(data: bytes) -> list[bytes]:
    """The text of every block that is not empty, indentation and marks of quotations aside."""
    groups = groupby(kinds_of_lines(data), key=lambda entry: entry[0])
    return [b"".join(line for _, line in lines) for kind, lines in groups if kind == "block"]


def bare(text: bytes) -> bytes:
    """Without what stands before the lines."""
    return re.sub(rb"(?m)^[ \t>]+", b"", text)


_PIECES = st.sampled_from(
    [*b"`~> \t-\rx\x0b", b"```", b"~~~", b"````", b"\n", b"\n", b"- ", b"1. ", b"```py\n", b"\n```\n"]
)


@given(
    st.lists(_PIECES, max_size=30).map(lambda parts: b"".join(p if isinstance(p, bytes) else bytes([p]) for p in parts))
)
def test_blocks_are_those_of_a_reading_by_lines(data: bytes) -> None:
    found = [region.text for region in markdown(data) if region.language != "markdown"]
    assert [bare(text) for text in found] == [bare(text) for text in blocks_of(data)]


@pytest.mark.parametrize(
    ("text", "languages"),
    [
        ("text\n", ["markdown"]),
        ("```python\nx\n```\ntext\n", ["markdown", "python", "markdown"]),
        ("```python\n```\ntext\n", ["markdown", "markdown"]),
        ("~~~yaml\n```\n~~~\n", ["markdown", "yaml", "markdown"]),
        ("```python\nx\n````\n", ["markdown", "python", "markdown"]),
        ("````python\nx\n```\n", ["markdown", "python", "markdown"]),
        ("a ``` b\n```json\n{}\n```\n", ["markdown", "json", "markdown"]),
        ("```python\nx = '```'\ny\n```\n", ["markdown", "python", "markdown"]),
        ("x\n```python", ["markdown", "markdown"]),
    ],
    ids=[
        *(
            "no fence",
            "one block",
            "an empty block",
            "other marks inside",
            "a longer fence closes",
            "a shorter one does not",
        ),
        *("marks inside a line", "marks inside a line of a block", "left open at the end"),
    ],
)
def test_languages(text: str, languages: list[str]) -> None:
    regions = [*markdown(text.encode())]
    assert [region.language for region in regions] == languages
    assert all(text.encode()[region.start :].startswith(region.text) for region in regions)
