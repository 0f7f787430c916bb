"""A scan in the formats that people and programs read: one module per format, imported when it is chosen.

Each module has `render(report) -> str`. What it gets is free of secrets and control characters already (`masking.py`).
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, cast

from v4migrate.scan.formats.names import Format

if TYPE_CHECKING:  # a command line that only wants the names loads nothing of the scan
    from v4migrate.scan.formats.shown import Shown
    from v4migrate.scan.report import ScanReport


def render(chosen: Format, report: ScanReport, shown: Shown | None = None) -> str:
    """The report in a format, as text that ends with a line end. `shown`: what the text format is to list beside the findings."""
    from v4migrate.scan.formats.masking import without_secrets

    if chosen.is_from_the_root:
        from v4migrate.scan.formats.at_root import at_root

        report = at_root(report)
    module = importlib.import_module(f"{__name__}.{chosen.value}")
    options = (shown,) if chosen is Format.TEXT else ()
    return cast(str, module.render(without_secrets(report), *options))


def job_summary(report: ScanReport) -> str:
    """The report as the Markdown of a job summary on GitHub, with paths from the root as the annotations have them."""
    from v4migrate.scan.formats import markdown
    from v4migrate.scan.formats.at_root import at_root
    from v4migrate.scan.formats.masking import without_secrets

    return markdown.job_summary(without_secrets(at_root(report)))
