"""What a scan says: findings, ids that were left with a reason, and the file's outcome. Values, not strings."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:  # a report without findings loads nothing of what finds them
    from v4migrate.rulebook.facts.models import Thinking
    from v4migrate.rulebook.schema import Rule, Safety, Severity
    from v4migrate.scan.file_hosts import FileHosts
    from v4migrate.scan.host import Host
    from v4migrate.scan.left import Left
    from v4migrate.scan.libraries import Libraries
    from v4migrate.scan.other_files import Kept, Saying
    from v4migrate.scan.place import Place, Region, Span, Syntax
    from v4migrate.scan.table_row import TableRow
    from v4migrate.scan.tokens import Candidate


@dataclass(frozen=True)
class Location:
    """A place in a file: 1-based line and column in characters, the line's text around it, and where in that text it starts."""

    line: int
    column: int
    text: str
    at: int
    last_line: int  # on which what was found ends
    # what stands before and behind the text: never shown, but a name there may tell of a secret in the text
    above: str = ""
    below: str = ""
    hidden: Sequence[tuple[int, int]] = ()  # stretches of the text that are secrets by the head of their column


class SuppressedBy(StrEnum):
    """What says that a finding is known and accepted."""

    LINE = "line"  # a comment on the same line or the one before
    BLOCK = "block"  # between two comments
    FILE = "file"  # a comment for the whole file
    CONFIG = "config"  # a path pattern of the configuration
    BASELINE = "baseline"  # it was there when the baseline was taken


@dataclass(frozen=True)
class Suppression:
    """Why a finding does not count: who says so, where, and the reason that was given ('' = none)."""

    by: SuppressedBy
    reason: str = ""
    line: int | None = None  # of the comment; None where no comment of the file says it


@dataclass(frozen=True)
class Finding:
    """One match of one rule. `span` is in bytes of the file; `context` is what a rewrite needs to act on it."""

    rule: Rule
    severity: Severity  # how bad it is if nothing is done; an outage that is still to come is a warning
    path: str
    span: Span
    found: str
    message: str
    safety: Safety
    host: Host | None
    location: Location
    target: str | None  # the name to write; None where there is none
    advice: str  # what to do, in one line
    place: Place
    source: Context | None = field(repr=False)  # None once the file has been put away
    deadline: datetime | None = None  # when it fails, or began to fail; None where the facts name no day
    suppression: Suppression | None = None  # set: reported, but neither counted nor fixed
    is_blocked: bool = (
        False  # another entry or a table, here or elsewhere, is in the way of its safe fix, which `rewrite` holds back
    )
    kept: Kept | None = None  # what other files are to be asked before its safe fix is made; None = nothing
    in_document: bool = False  # the whole file is a text for people, where no edit is safe
    is_beside: bool = False  # its list or table has an entry for the new name already
    row: TableRow | None = field(default=None, repr=False)  # to add to the table by id whose key was found
    exported: str = ""  # the name by which other files read the id, with that of its class or object
    fingerprint: str = ""  # of the rule and what stands there: survives moved lines and renamed files

    def without_source(self) -> Finding:
        """The same without the parsed file."""
        place = replace(self.place, call=None, container=None, keys=(), scopes=self.place.scopes[:1])
        return replace(self, place=place, source=None, row=None)

    @property
    def context(self) -> Context:
        """The parsed surroundings, while the file is at hand."""
        assert self.source is not None
        return self.source

    @property
    def is_active(self) -> bool:
        """Does it count?"""
        return self.suppression is None


@dataclass(frozen=True)
class Context:
    """The parsed surroundings of a finding."""

    region: Region
    syntax: Syntax
    hosts: FileHosts
    libraries: Libraries
    candidate: Candidate | None  # None for findings about parameters
    thinking: Thinking | None = None  # the mode of the old name, or the one that the request runs in


@dataclass(frozen=True)
class LeftAlone:
    """An old id that no fix will touch, with the reason code."""

    path: str
    found: str
    reason: Left
    location: Location


@dataclass(frozen=True)
class UnusedSuppression:
    """A suppression that no finding needed. `line` 0: it stands in the configuration or the baseline, which `path` then names."""

    path: str
    line: int
    rules: Sequence[str]  # as written, of several those that nothing needed; empty = every rule
    reason: str = ""  # that was given for it
    problem: str = ""  # what is wrong with it, where it is more than that nothing needed it
    last_line: int = 0  # of what it covers by that mistake; 0 = nothing but its own line


@dataclass(frozen=True)
class FileScan:
    """Everything about one scanned file, in the order of its bytes."""

    path: str
    findings: Sequence[Finding] = ()
    left: Sequence[LeftAlone] = ()
    unused: Sequence[UnusedSuppression] = ()
    saying: Saying | None = None  # to the other files; None: nothing, or the file is looked at by itself

    @property
    def says_something(self) -> bool:
        """Is there anything to report?"""
        return bool(self.findings or self.left or self.unused)

    def without_source(self) -> FileScan:
        """The same without the parsed file: what a report needs, and little memory."""
        return replace(self, findings=[finding.without_source() for finding in self.findings])
