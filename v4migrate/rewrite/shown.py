"""Pages, templates and tables of a configuration that know only an old name, and what comes to them from the program.

No import leads there: a select shows nothing where its value is none of its options, a template that compares with the old name takes
another branch, and an entry of a configuration is found by the key that it has.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import PurePosixPath

from v4migrate.regex import regex
from v4migrate.rewrite.lookups import knows_only
from v4migrate.rewrite.programs import PROGRAMS
from v4migrate.rulebook.schema import Role
from v4migrate.scan.finding import FileScan, Finding
from v4migrate.scan.languages import language_of
from v4migrate.scan.other_files import Display, Kept, Saying, Shown

_PAGES = frozenset({"javascript", "typescript", "tsx", "html"})
_TEMPLATE = regex(
    r"\.(?:erb|slim|haml|cshtml|razor|vbhtml|jsp|ftl|ejs|hbs|mustache|twig|blade\.php|latte|j2|jinja2?|heex|eex|leaf|liquid|te?mpl|gohtml)\Z"
)
_CONFIGURATION = frozenset({"yaml", "toml", "json"})
_CHOSEN = frozenset({Role.DEFAULT, Role.CONSTANT})
_OPTION = frozenset({"option", "value"})
_COMPARES = r"[=!]==?[ \t]*[\"']{id}[\"']|[\"']{id}[\"'][ \t]*[=!]==?|\b{id}\b[^<>\n]*\.include\?|\b(?:eq|in)\b[^<>\n]*[\"']{id}[\"']"
_OF_OPTION = regex(r"<option\b")
_MODEL_BELOW = regex(r"[\"']?\b(?:model|model_?name|model_?id|base_?url|api_?base)[\"']?[ \t]*[:=]")
_DEFAULT = regex(r"(?i)default")
_BELOW = 20  # lines of an entry in which it says of which model it is


class Displays:
    """Those of one project: for each old name its first place of each kind, `path:line`."""

    def __init__(self) -> None:
        self._places: dict[tuple[Display, str], str] = {}

    def add(self, saying: Saying) -> None:
        """What a file says."""
        for shown in saying.shown:
            self._places.setdefault((shown.display, shown.found), shown.place)

    def speaks_of(self, found: str) -> bool:
        """Is a name in any of them?"""
        return any((display, found) in self._places for display in Display)

    def in_way(self, kept: Kept) -> str | None:
        """The place that would no longer know what a program names; None where there is none."""
        return next((place for display in kept.displays if (place := self._places.get((display, kept.found)))), None)


def shown_of(path: PurePosixPath, scan: FileScan) -> Iterator[Shown]:
    """What a file shows, or is found by."""
    language = language_of(path)
    for finding in scan.findings:
        if not finding.target or finding.context.candidate is None:
            continue
        place = f"{path}:{finding.location.line}"
        if _TEMPLATE.search(path.name):
            if _is_compared(finding):
                yield Shown(Display.TEMPLATE, finding.found, place)
        elif language in _PAGES and finding.place.role is Role.MEMBER and finding.place.name in _OPTION:
            if knows_only(finding):
                yield Shown(Display.OPTION, finding.found, place)
        elif language in _CONFIGURATION and finding.place.role is Role.KEY and _is_of_a_model(finding):
            yield Shown(Display.ENTRY, finding.found, place)


def displays_of(finding: Finding, path: PurePosixPath) -> Iterator[Display]:
    """Those that what a program names may come to."""
    if finding.rule.is_about_tests or language_of(path) not in PROGRAMS:
        return
    is_chosen = finding.place.role in _CHOSEN
    if is_chosen or _names_an_entry(finding):
        yield Display.ENTRY
    if is_chosen:
        yield Display.TEMPLATE
    if language_of(path) in _PAGES and _comes_to_a_page(finding):
        yield Display.OPTION


def _is_compared(finding: Finding) -> bool:
    """Does the line of a template compare with the id, or make it an option?"""
    line = finding.location.text
    compares = _COMPARES.replace("{id}", re.escape(finding.found))
    return _OF_OPTION.search(line) is not None or re.search(compares, line) is not None


def _is_of_a_model(finding: Finding) -> bool:
    """`deepseek-chat:` above the lines of an entry, one of which says what is asked for."""
    assert finding.context.candidate is not None
    behind = finding.context.region.text[finding.context.candidate.span.end :][:_MUCH].decode("utf-8", "replace")
    line, _, below = behind.partition("\n")
    if "{" in line:
        return _MODEL_BELOW.search(behind.partition("}")[0]) is not None
    own = len(finding.location.text) - len(finding.location.text.lstrip())
    for entry in below.splitlines()[:_BELOW]:
        if entry.strip() and not entry.lstrip().startswith("#") and len(entry) - len(entry.lstrip()) <= own:
            return False
        if _MODEL_BELOW.match(entry.lstrip()):
            return True
    return False


_MUCH = 2000  # bytes behind a key


def _names_an_entry(finding: Finding) -> bool:
    """`llm_api="deepseek-chat"`: an argument that is called after no model."""
    name = (finding.place.name or "").rpartition(".")[2]
    return finding.place.role is Role.REQUEST and bool(name) and "model" not in name.lower()


def _comes_to_a_page(finding: Finding) -> bool:
    """What is put into a field of a page, or is called a default: a page shows it where nothing was chosen."""
    place = finding.place
    if (place.name or "").endswith(".value"):
        return True
    names = [place.name or "", place.constant or "", *place.keys]
    return place.role in {*_CHOSEN, Role.REQUEST} and any(map(_DEFAULT.search, names))
