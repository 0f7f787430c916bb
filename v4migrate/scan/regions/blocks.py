"""What the cutters of documents share: a code block as a region, and what the line before it says that it shows."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from v4migrate.regex import regex
from v4migrate.scan.languages import language_named
from v4migrate.scan.place import Region, Span

# "Example output:", "The response looks like this", "Returns:", "输出". Not "the response format of a request".
_SHOWS_A_RECORD = regex(
    rb"(?i)^\W*(?:(?:an?|the|this|sample|example|expected|api|typical|full|shortened|json|its|which|will|would|it|command)\W+){0,4}"
    rb"(?:outputs?|responses?|returns?|prints?|answers? with|results? in|results?|logs?)\b[^.?!\n]{0,40}[:\xef\xbc\x9a*_-]*\s*\Z"
    rb"|(?:\xe8\xbe\x93\xe5\x87\xba|\xe5\x93\x8d\xe5\xba\x94|\xe8\xbf\x94\xe5\x9b\x9e)[^\n]{0,12}\Z"
)
_OF_A_REQUEST = regex(rb"(?i)request|config|setting|format")
_DATA = {"json", "yaml", "xml", "toml", "lines", "text", "prose"}
_LINE_BYTES = 300


def block(data: bytes, lines: Sequence[Span], word: str, before: bytes) -> Region:
    """A code block. `lines` are what of each line belongs to it, its line end included; `word` names its language.

    `before`: the text above the block. Where it ends by announcing an output, the block is a record of one.
    """
    language = language_named(word) or "text"
    if language in _DATA and _announces_a_record(before):
        language = "record"
    first, last = (lines[0].start, lines[-1].end) if lines else (0, 0)
    if all(line.end == following.start for line, following in pairwise(lines)):
        return Region(language, data[first:last], first)
    return dedented(language, data, lines)


def dedented(language: str, data: bytes, lines: Sequence[Span]) -> Region:
    """Lines without what stands before each of them: the indentation of a list, the mark of a quotation."""
    text = b"".join(data[line.start : line.end] for line in lines)
    offsets = [at for line in lines for at in range(line.start, line.end)]
    lead = data[data.rfind(b"\n", 0, lines[-1].start) + 1 : lines[-1].start].decode("utf-8", "replace")

    def escape(new: str) -> str:
        return new.replace("\n", f"\n{lead}")

    return Region(language, text, 0, [*offsets, lines[-1].end], [at + 1 for at in offsets], escape)


def _announces_a_record(before: bytes) -> bool:
    line = before[-_LINE_BYTES:].rstrip().rpartition(b"\n")[2]
    return _SHOWS_A_RECORD.search(line) is not None and not _OF_A_REQUEST.search(line)


def indent_of(line: bytes) -> int:
    """Blanks at its start; a tab goes on to the next multiple of four."""
    return len(line[: len(line) - len(line.lstrip(b" \t"))].expandtabs(4))
