"""Documents follow the thinking of the code: a name that thought waits in a document where the code asks for its new name without.

A document hands a name to the project's own code: as an argument, an option, a setting. Who follows it would lose thinking without
a word, because the switch stands in the code. A name that the code itself has is renamed there for what it means, and in the
document with it; a request of the reader's own thinks as it always did.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import PurePosixPath

from v4migrate.rewrite.client import client_of, clients_of
from v4migrate.rewrite.ground import Ground
from v4migrate.rewrite.in_place import SwitchesInPlace
from v4migrate.rewrite.outcome import FileOutcome, Held, Refusal
from v4migrate.rewrite.programs import PROGRAMS
from v4migrate.rewrite.thinker import is_sent
from v4migrate.rewrite.thinking import bare
from v4migrate.rulebook.facts import Facts
from v4migrate.scan.finding import Context, Finding
from v4migrate.scan.formats.masking import shown_path
from v4migrate.scan.kinds import FileKind, kind_of
from v4migrate.scan.languages import DOCUMENTS, language_of
from v4migrate.scan.report import FixKey


def told_of_other_mode(outcomes: Iterable[FileOutcome], facts: Facts, ground: Ground) -> dict[FixKey, Refusal]:
    """The renames in documents of names that thought, or did not, where the code has it the other way."""
    worked_out = list(outcomes)
    in_code = {
        change.finding.found for outcome in worked_out if not _is_document(outcome) for change in outcome.changes
    }
    telling = [
        change.finding
        for outcome in worked_out
        if _is_document(outcome)
        for change in outcome.changes
        if change.finding.found not in in_code and _goes_by_the_code(change.finding, facts)
    ]
    if not telling:
        return {}
    places = _Places(_programs(worked_out, ground), SwitchesInPlace(facts))
    return {
        FixKey.of(finding): Refusal(Held.OTHER_MODE, where)
        for finding in telling
        if (where := places.against(finding)) is not None
    }


class _Places:
    """Where programs set thinking for a model, or for any: `path:line`, the first."""

    def __init__(self, files: Iterable[tuple[PurePosixPath, bytes]], switches: SwitchesInPlace) -> None:
        self._first: dict[tuple[str, str], str] = {}
        for path, text in files:
            for line, mode, names in switches.of(path, text):
                for name in names or ("",):
                    self._first.setdefault((name, mode), f"{shown_path(path.as_posix())}:{line}")

    def against(self, finding: Finding) -> str | None:
        """Where the new name of a finding is asked for in another mode than the old one meant."""
        other = "disabled" if finding.context.thinking == "enabled" else "enabled"
        return self._first.get((bare(finding.target or ""), other)) or self._first.get(("", other))


def _programs(outcomes: Iterable[FileOutcome], ground: Ground) -> Iterator[tuple[PurePosixPath, bytes]]:
    """The files that may ask, after the rewrite: those that name DeepSeek, and those with a request whose model only the run knows."""
    written = {PurePosixPath(outcome.path): outcome.after for outcome in outcomes}
    for path, text in {**ground.asking(), **written}.items():
        if language_of(path) in PROGRAMS and kind_of(path) is FileKind.SOURCE:
            yield path, text


def _goes_by_the_code(finding: Finding, facts: Facts) -> bool:
    """Is it a name that the reader hands on: no request of his own (to a known client, in a block that names an address)?"""
    context, region = finding.context, finding.context.region
    if context.candidate is None or context.thinking is None or is_sent(finding.place, context, facts):
        return False
    if region.language in PROGRAMS:
        return not _asks_itself(context, facts)
    return region.language in DOCUMENTS or b"://" not in region.text


def _asks_itself(context: Context, facts: Facts) -> bool:
    """Does a block of code make a request of its own?"""
    language = "typescript" if context.region.language == "tsx" else context.region.language
    known = clients_of(language, facts.clients)
    calls = (call for call in context.syntax.calls() if call.argument("messages", "input") is not None)
    return any(client_of(call, known, context.libraries, context.region, is_own_api=True) is not None for call in calls)


def _is_document(outcome: FileOutcome) -> bool:
    return language_of(PurePosixPath(outcome.path)) in DOCUMENTS
