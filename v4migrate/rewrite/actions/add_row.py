"""One more row of a table by id, behind the old ones, which stay."""

from __future__ import annotations

import re

from v4migrate.rewrite.edit import Edit
from v4migrate.rewrite.insertion import insertion
from v4migrate.scan.place import Region, Span
from v4migrate.scan.table_row import TableRow


def add_row(region: Region, row: TableRow) -> list[Edit]:
    """The insertion; nothing where the row has something open, or where its line holds more than a row."""
    if row.open:
        return []
    last = row.old[-1]
    if region.language not in {"yaml", "toml"} or _is_flow(region, last):
        return insertion(region, last.end, row.text, [last.start], is_first=False)
    end = last.start + len(region.text[last.start : last.end].rstrip())
    rest = re.compile(rb"[ \t]*(?:#[^\r\n]*)?(?=(?P<newline>\r?\n)|\Z)").match(region.text, end)
    lead = region.text[region.text.rfind(b"\n", 0, last.start) + 1 : last.start]
    if rest is None or lead.strip(b" \t"):
        return []
    newline = (rest["newline"] or b"\n").decode()
    gap = newline if row.text.startswith("[") else ""
    at = region.in_file(Span(rest.end(), rest.end()))
    return [Edit(at, region.escape(f"{gap}{newline}{lead.decode()}{row.text}").encode())]


def _is_flow(region: Region, row: Span) -> bool:
    """`{a: 1, b: 2}`: entries on one line, parted by commas."""
    before = region.text[max(0, row.start - 200) : row.start].rstrip()
    return before.endswith((b"{", b",")) and region.language == "yaml"
