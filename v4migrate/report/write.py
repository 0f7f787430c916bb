"""report.json and report.html into the folder of a run, each there in full or not at all."""

from __future__ import annotations

from pathlib import Path

from v4migrate.report.html.page import page
from v4migrate.report.model import Report
from v4migrate.shadow.files import write_atomically

JSON, HTML = "report.json", "report.html"


def write_report(report: Report, folder: Path) -> Path:
    """Write both and return the path of the page. Raises InputError."""
    write_atomically(folder / JSON, report.text())
    write_atomically(folder / HTML, page(report))
    return folder / HTML
