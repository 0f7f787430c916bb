"""The data of the json format, one value on a line: the run first, then an entry a line, each with its `type`."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from v4migrate.scan.formats.json import finding_data, left_data, run_data, unused_data
from v4migrate.scan.report import ScanReport


def render(report: ScanReport) -> str:
    """A line for the run and one for each entry."""
    return "".join(json.dumps(value, ensure_ascii=False) + "\n" for value in _values(report))


def _values(report: ScanReport) -> Iterator[dict[str, Any]]:
    yield run_data(report) | {"type": "run"}  # the schema first: by it a scan knows a report when it meets one
    for finding in report.findings:
        yield {"type": "finding"} | finding_data(finding, report.edits_of(finding))
    for finding in report.suppressed:
        yield {"type": "suppressed"} | finding_data(finding)
    for entry in report.left:
        yield {"type": "left"} | left_data(entry)
    for unused in report.unused:
        yield {"type": "unused-suppression"} | unused_data(unused)
