"""Fences of Markdown, told line by line here and by their marks in the product: prose and blocks are the same. And what holds them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import groupby
from pathlib import PurePosixPath

import pytest
from hypothesis import given
from hypothesis import strategies as st

from v4migrate.scan.place import Span
from v4migrate.scan.regions import regions_of
from v4migrate.scan.regions.markdown import markdown

_FENCE = re.compile(rb" {0,3}(`{3,}(?=[^`\r\n]*\r?\n?\Z)|~{3,}(?=[^\r\n]*\r?\n?\Z))")
_CLOSES = re.compile(rb" {0,3}(`+|~+)[ \t]*\r?\n?\Z")


def kinds_of_lines(data: bytes) -> Iterator[tuple[str, bytes]]:
    """Each line with what it is: prose, a fence that opens, a line of a block, a fence that closes."""
    mark = b""
    for line in re.findall(rb"[^\n]*\n|[^\n]+\Z", data):
        closes = _CLOSES.match(line)
        if mark and closes and closes[1].startswith(mark):
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
    """The text of every block that is not empty, indentation aside."""
    groups = groupby(kinds_of_lines(data), key=lambda entry: entry[0])
    return [b"".join(line for _, line in lines) for kind, lines in groups if kind == "block"]


def bare(text: bytes) -> bytes:
    """Without what stands before the lines."""
    return re.sub(rb"(?m)^ +", b"", text)


_PIECES = st.sampled_from(
    [*b"`~ \rxy\x0b", b"```", b"~~~", b"````", b"\n", b"\n", b"    ", b"```py\n", b"~~~ a `b`\n", b"\n```\n"]
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


def test_block_knows_its_headings_and_the_line_above_it() -> None:
    text = (
        "# A\n## B\nx\n```python\n# no heading\n```\n### C\n\nBefore:\n\n```python\ny\n```\n## D\n```python\nz\n```\n"
    )
    told = [(region.headings, region.label) for region in markdown(text.encode()) if region.language == "python"]
    assert told == [((b"# A", b"## B"), b"x"), ((b"# A", b"## B", b"### C"), b"Before:"), ((b"# A", b"## D"), b"## D")]


def texts_of_blocks(text: str) -> list[str]:
    return [region.text.decode() for region in markdown(text.encode()) if region.language != "markdown"]


@pytest.mark.parametrize(
    ("text", "blocks"),
    [
        pytest.param("~~~ py `x`\na\n~~~\n", ["a\n"], id="backticks in the words beside tildes"),
        pytest.param("``` py `x`\na\n```\n", [], id="backticks in the words beside backticks: code in a line"),
        pytest.param("text\n\n    ```py\n    a\n    ```\n", [], id="four blanks: indented code"),
        pytest.param("text\n    ```py\n    a\n    ```\n", [], id="four blanks below text: more of the paragraph"),
        pytest.param("\t```py\n\ta\n\t```\n", [], id="a tab: indented code"),
        pytest.param("   ```py\n   a\n   ```\n", ["a\n"], id="three blanks"),
        pytest.param("```text\n    ```\na\n```\n", ["    ```\na\n"], id="four blanks before what would close it"),
        pytest.param("```text\n> ```\na\n```\n", ["> ```\na\n"], id="a mark of quotation before what would close it"),
        pytest.param("> ```py\n> a\n\nb\n```py\nc\n```\n", ["a\n", "c\n"], id="a quotation ends"),
        pytest.param("> ```py\n> a\n>> b\n> ```\n", ["a\n> b\n"], id="a mark in a block of a quotation"),
        pytest.param(">```py\n>  a\n>```\n", [" a\n"], id="a quotation without blanks"),
        pytest.param("- ```py\n  a\n\n  b\n\nc\n", ["a\n\nb\n\n"], id="an item ends"),
        pytest.param("- x\n\n  ```py\n  a\n- y\n", ["a\n"], id="the next item"),
        pytest.param("- x\n\n      ```py\n      a\n", [], id="indented code in an item"),
        pytest.param("10. x\n\n    ```py\n    if a:\n        b\n    ```\n", ["if a:\n    b\n"], id="a wide item"),
        pytest.param("1. x\ny\n    ```py\n    a\n    ```\n", ["a\n"], id="an item with text to the left"),
        pytest.param("- x\n\ny\n\n    ```py\n    a\n", [], id="text after a list"),
        pytest.param("- a\n  - b\n\n    ```py\n    c\n  - d\n", ["c\n"], id="an item in an item"),
        pytest.param("- a\n  - b\n\n  ```py\n  c\n  ```\nd\n", ["c\n"], id="behind an inner item"),
        pytest.param("- x\n  ```py\n  a\n  ```\n  ```py\n  b\nc\n", ["a\n", "b\n"], id="two in an item"),
        pytest.param("> - ```py\n>   a\n> b\n", ["a\n"], id="an item in a quotation"),
        pytest.param('!!! note "x"\n    ```py\n    a\n    ```\n', ["a\n"], id="an admonition"),
        pytest.param('=== "Tab"\n\n    ```py\n    a\n    ```\n', ["a\n"], id="a tab of a builder"),
        pytest.param("<!--\n```py\na\n```\n-->\n```py\nb\n```\n", ["b\n"], id="a comment"),
        pytest.param("<!-- x -->\n```py\nb\n```\n", ["b\n"], id="a comment of one line"),
        pytest.param("text <!-- x\n```py\nb\n```\n-->\n", ["b\n"], id="a comment within a paragraph"),
        pytest.param("- <!--\n  ```py\n  a\n\n```py\nb\n```\n", ["b\n"], id="a comment that its item ends"),
        pytest.param("```html\n<!--\n```\n```py\nb\n```\n", ["<!--\n", "b\n"], id="a comment in a block"),
    ],
)
def test_what_holds_a_block(text: str, blocks: list[str]) -> None:
    assert texts_of_blocks(text) == blocks


def test_mdx_has_no_indented_code() -> None:
    text = b"<Steps>\n    <Step>\n        ```py\n        a\n        ```\n    </Step>\n</Steps>\n"
    assert [region.language for region in regions_of(PurePosixPath("a.mdx"), text)] == [
        "markdown",
        "python",
        "markdown",
    ]
    assert [region.language for region in regions_of(PurePosixPath("a.md"), text)] == ["markdown"]


@pytest.mark.parametrize("text", ["> - ```py\n>   é\n>   b\n> ```\n", "1. ```py\n\té\n   b\n"])
def test_bytes_of_a_block_stand_where_it_says(text: str) -> None:
    data = text.encode()
    for region in markdown(data):
        for at in range(len(region.text)):
            span = region.in_file(Span(at, at + 1))
            assert data[span.start : span.end] == region.text[at : at + 1]
