"""`add-beside`: the new name as one more element of a list, or one more row of a table, behind the old one, which stays."""

from __future__ import annotations

from v4migrate.rewrite.actions.add_row import add_row
from v4migrate.rewrite.edit import Edit
from v4migrate.rewrite.insertion import insertion
from v4migrate.scan.finding import Finding
from v4migrate.scan.list_entry import list_entry
from v4migrate.scan.place import Span


def add_beside(finding: Finding) -> list[Edit]:
    """One insertion. The element is written like the old one, with its quotes and its prefix; a row as `scan/table_row.py` says."""
    region, candidate = finding.context.region, finding.context.candidate
    assert candidate is not None
    assert finding.target is not None
    if finding.row is not None:
        return add_row(region, finding.row)
    entry = list_entry(region, candidate)
    if entry is None:
        return []
    written = [region.text[entry.span.start : candidate.span.start], region.text[candidate.span.end : entry.span.end]]
    before, after = (part.decode("utf-8", "replace") for part in written)
    element = f"{before}{finding.target}{after}"
    if entry.separator is None:
        return insertion(region, entry.span.end, element, [entry.span.start], is_first=False)
    at = region.in_file(Span(entry.end, entry.end))
    return [Edit(at, region.escape(entry.separator + element).encode())]
