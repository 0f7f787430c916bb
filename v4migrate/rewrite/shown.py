"""Pages, templates and tables of a configuration that know only an old name, and what comes to them from the program.

No import leads there: a select shows nothing where its value is none of its options, a template that compares with the old name takes
another branch, and an entry of a configuration is found by the key that it has. Built with `project.py`: `add` every file that names a
model.
"""

from __future__ import annotations

import re
from pathlib import PurePosixPath

from v4migrate.regex import regex
from v4migrate.rewrite.lookups import knows_only
from v4migrate.rewrite.programs import PROGRAMS
from v4migrate.rulebook.schema import Action, Role
from v4migrate.scan.finding import FileScan, Finding
from v4migrate.scan.kinds import FileKind, kind_of
from v4migrate.scan.languages import language_of

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


class Shown:
    """Those of one project: for each old name its first place of each kind, `path:line`."""

    def __init__(self) -> None:
        self._options: dict[str, str] = {}
        self._templates: dict[str, str] = {}
        self._entries: dict[str, str] = {}

    def add(self, path: PurePosixPath, scan: FileScan) -> None:
        """A file that names a model."""
        if kind_of(path) is not FileKind.SOURCE:
            return
        language = language_of(path)
        for finding in scan.findings:
            if not finding.target or finding.context.candidate is None:
                continue
            place = f"{path}:{finding.location.line}"
            if _TEMPLATE.search(path.name):
                if _is_compared(finding):
                    self._templates.setdefault(finding.found, place)
            elif language in _PAGES and finding.place.role is Role.MEMBER and finding.place.name in _OPTION:
                if knows_only(finding):
                    self._options.setdefault(finding.found, place)
            elif language in _CONFIGURATION and finding.place.role is Role.KEY and _is_of_a_model(finding):
                self._entries.setdefault(finding.found, place)

    def in_way(self, finding: Finding, path: PurePosixPath) -> str | None:
        """The place that would no longer know what a program names; None where there is none."""
        if not (self._options or self._templates or self._entries) or finding.rule.is_about_tests:
            return None
        if language_of(path) not in PROGRAMS or Action.REPLACE_ID not in finding.rule.fix.do:
            return None
        found, role = finding.found, finding.place.role
        if found in self._entries and (role in _CHOSEN or _names_an_entry(finding)):
            return self._entries[found]
        if found in self._templates and role in _CHOSEN:
            return self._templates[found]
        return self._options.get(found) if language_of(path) in _PAGES and _comes_to_a_page(finding) else None


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
