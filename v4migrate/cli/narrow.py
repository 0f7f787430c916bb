"""What narrows a scan: selected rules, accepted paths, a baseline, changed lines. The options and what they do."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NamedTuple

import typer

from v4migrate.cli import processes
from v4migrate.cli.known import Known, KnownFindings, from_here

if TYPE_CHECKING:
    from v4migrate.cli.walk import Read
    from v4migrate.config import Configuration
    from v4migrate.rulebook.load import Rulebook
    from v4migrate.rulebook.selection import Selection
    from v4migrate.scan.changed import Changes
    from v4migrate.scan.files import Listed, Listing
    from v4migrate.scan.finding import FileScan, UnusedSuppression
    from v4migrate.scan.git import Git
    from v4migrate.scan.path_patterns import PathSuppression

SelectOption = Annotated[
    list[str] | None,
    typer.Option(
        "--select",
        metavar="RULES",
        help="Only these rules (id or DS code), topics or severities; with commas, or repeated. Sets the configuration aside.",
    ),
]
IgnoreOption = Annotated[
    list[str] | None,
    typer.Option(
        "--ignore", metavar="RULES", help="None of these rules, topics or severities, and none that is configured."
    ),
]
BaselineOption = Annotated[
    Path | None,
    typer.Option(
        "--baseline", metavar="FILE", help="Accept the findings that are written in this file; they do not count."
    ),
]
UpdateBaselineOption = Annotated[
    bool,
    typer.Option(
        "--update-baseline", help="Write the findings of today into the baseline, and drop what no longer occurs."
    ),
]
SinceOption = Annotated[
    str | None,
    typer.Option(
        "--since",
        metavar="REF",
        help="Only lines changed since this branch left REF (commit, tag or branch); uncommitted and new files included.",
    ),
]
StagedOption = Annotated[
    bool, typer.Option("--staged", help="Only lines that the next commit changes, as they are staged.")
]


def selection_of(
    rulebook: Rulebook,
    configuration: Configuration,
    select: Sequence[str] | None,
    ignore: Sequence[str] | None,
    options: tuple[str, str] = ("--select", "--ignore"),
) -> Selection:
    """Selecting on the command line starts afresh; ignoring there takes away more."""
    from v4migrate.rulebook.selection import Selection, meant

    settings = configuration.settings.scan
    ignored = meant(ignore or (), rulebook, options[1])
    if select:
        return Selection(meant(select, rulebook, options[0]), ignored)
    where = f"{configuration.path}: scan"
    return Selection(
        meant(settings.select, rulebook, f"{where}.select"),
        ignored | meant(settings.ignore, rulebook, f"{where}.ignore"),
    )


def accepted_paths(rulebook: Rulebook, configuration: Configuration) -> list[PathSuppression]:
    """The `[[scan.suppress]]` tables of the configuration."""
    if not configuration.settings.scan.suppress:
        return []
    from v4migrate.scan.path_patterns import PathSuppression

    return [
        PathSuppression.of(
            entry.paths, entry.rules, entry.reason, rulebook, f"{configuration.path}: scan.suppress, entry {number}"
        )
        for number, entry in enumerate(configuration.settings.scan.suppress, 1)
    ]


@dataclass(frozen=True)
class NarrowOptions:
    """What the command line says."""

    select: Sequence[str] | None = None
    ignore: Sequence[str] | None = None
    baseline: Path | None = None
    update_baseline: bool = False
    since: str | None = None
    staged: bool = False

    @property
    def is_by_change(self) -> bool:
        """Is it for git to say which files changed, and on which lines?"""
        return self.since is not None or self.staged


@dataclass(frozen=True)
class Narrowed:
    """What is left of a scan, suppressed findings marked; entries that match nothing any more; and what to tell a person."""

    scans: Sequence[FileScan]
    outdated: Sequence[UnusedSuppression] = ()
    notes: Sequence[str] = ()


class Narrowing:
    """The files and findings of one run.

    >>> narrowing = Narrowing(options, paths, configuration, rulebook, accepted)
    >>> for read in narrowing.each_naming("Scanning", silent=False):
    ...     narrowing.add(read.file, scanner.scan(path, read.data, read.file.inside))
    >>> narrowing.finish().scans
    """

    def __init__(
        self,
        options: NarrowOptions,
        paths: Sequence[Path],
        configuration: Configuration,
        rulebook: Rulebook,
        accepted: Sequence[PathSuppression],
        *,
        named_too: bool = False,
        meanwhile: Iterable[object] = (),
    ) -> None:
        from v4migrate.scan.files import list_files

        self._accepted = accepted
        self._rulebook = rulebook
        self._paths = paths
        self._configuration = configuration
        self._selection = selection_of(rulebook, configuration, options.select, options.ignore)
        self._git, self._changes = changes_of(options, paths)
        self._baseline = KnownFindings.of(options, configuration, rulebook)
        among = self._changes.lines.keys() if self._changes else None
        self.listing = list_files(
            paths, configuration.settings.scan.exclude, among=among, named_too=named_too, meanwhile=meanwhile
        )
        self._scanned: list[_Scanned] = []

    @property
    def baseline(self) -> Path | None:
        """Its file, which is not scanned."""
        return self._baseline.path if self._baseline else None

    @property
    def is_on_disk(self) -> bool:
        """Are the files as they are on the disk meant, and not as they are staged?"""
        return self._changes is None or self._changes.blobs is None

    @property
    def processes(self) -> int:
        """How many the scan is worth."""
        return processes.number_for(len(self.listing.files)) if self.is_on_disk else 1

    def each_naming(self, doing: str, *, silent: bool) -> Iterator[Read]:
        """Every file that names DeepSeek and is worth a look, as it is on the disk or as it is staged."""
        from v4migrate.cli.walk import each_file, each_naming
        from v4migrate.scan.files import worth_scanning
        from v4migrate.scan.vendor import names_deepseek

        blobs = self._changes.blobs if self._changes else None
        if self._git is None or blobs is None:
            yield from each_naming(self.listing, doing, silent=silent)
            return
        with closing(self._git.contents(blobs[_real(file)] for file in self.listing.files)) as contents:

            def staged(_: Listed, listing: Listing) -> bytes | None:
                return worth_scanning(next(contents), listing)

            yield from each_file(self.listing, doing, silent=silent, may_hit=names_deepseek, read=staged)

    def read_again(self, file: Listed) -> bytes | None:
        """The bytes of a file that was scanned; None where they are gone by now."""
        from v4migrate.scan.files import Listing, read_file

        blobs = self._changes.blobs if self._changes else None
        if self._git is None or blobs is None:
            return read_file(file, Listing())
        with closing(self._git.contents([blobs[_real(file)]])) as contents:
            return next(contents, None)

    def add(self, file: Listed, scan: FileScan) -> None:
        """Keep what a scan says of one file. Files may come in any order."""
        changed = None
        if self._changes:
            lines = self._changes.lines[_real(file)]
            changed = frozenset(
                number
                for number, finding in enumerate(scan.findings)
                if lines.meets(finding.location.line, finding.location.last_line)
            )
        self._scanned.append(_Scanned(file, scan, changed))

    def finish(self, *, is_complete: bool = True) -> Narrowed:
        """The scan, narrowed. A run that was cut short, or saw only what changed, says nothing of entries that match nothing."""
        order = self.listing.places([entry.file for entry in self._scanned])
        self._scanned.sort(key=lambda entry: order[entry.file.shown])
        is_whole = is_complete and self._changes is None
        scanned = [(entry.file, entry.scan) for entry in self._scanned]
        known = Known([entry.scan for entry in self._scanned])
        if self._baseline:
            known = self._baseline.apply(
                scanned, self.listing.looked_at(), self._paths, self._selection, is_whole=is_whole
            )
        idle = idle_paths(self._accepted, self._configuration, self._rulebook, self._paths, scanned) if is_whole else []
        scans = [self._narrowed(entry, scan) for entry, scan in zip(self._scanned, known.scans, strict=True)]
        return Narrowed(scans, [*known.outdated, *idle], known.notes)

    def _narrowed(self, entry: _Scanned, scan: FileScan) -> FileScan:
        """What is selected, on the lines that changed."""
        findings = [
            finding
            for place, finding in enumerate(scan.findings)
            if self._selection.takes(finding.rule, finding.severity)
            and (entry.changed is None or place in entry.changed)
        ]
        if self._changes is None:
            return replace(scan, findings=findings)
        lines = self._changes.lines[_real(entry.file)]
        return replace(
            scan,
            findings=findings,
            left=[entry for entry in scan.left if lines.meets(entry.location.line, entry.location.line)],
            unused=[entry for entry in scan.unused if lines.meets(entry.line, max(entry.line, entry.last_line))],
        )


class _Scanned(NamedTuple):
    file: Listed
    scan: FileScan
    changed: frozenset[int] | None  # the findings, by number, on lines that changed; None where all lines count


def changes_of(options: NarrowOptions, paths: Sequence[Path]) -> tuple[Git | None, Changes | None]:
    """What `--since` or `--staged` asks for: the work tree and its changed lines. Raises UsageError and InputError."""
    if not options.is_by_change:
        return None, None
    from v4migrate.errors import UsageError
    from v4migrate.scan.changed import changed_since, staged
    from v4migrate.scan.git import Git

    if options.since is not None and options.staged:
        raise UsageError("--since and --staged ask for different lines; use one of them")
    option = "--staged" if options.staged else "--since"
    if options.update_baseline:
        raise UsageError(f"--update-baseline needs all findings of a file; use it without {option}")
    first = paths[0]
    git = Git(first if os.path.isdir(first) else first.parent, option)  # noqa: PTH112 - raises nothing
    for path in paths:
        if not path.resolve().is_relative_to(git.top):
            raise UsageError(f"{option}: {path} is outside the work tree {git.top}; scan one work tree at a time")
    return git, staged(git) if options.since is None else changed_since(git, options.since)


def idle_paths(
    accepted: Sequence[PathSuppression],
    configuration: Configuration,
    rulebook: Rulebook,
    paths: Sequence[Path],
    scanned: Sequence[tuple[Listed, FileScan]],
) -> list[UnusedSuppression]:
    """Entries of the configuration that accept nothing, and parts of others. Told only where all that they could mean was scanned."""
    file = configuration.path
    if file is None or not accepted:
        return []
    from v4migrate.scan.files import project_root
    from v4migrate.scan.finding import UnusedSuppression

    roots = [real for path in paths if (real := path.resolve()) == project_root(real)]
    if not any(file.resolve().is_relative_to(root) for root in roots):
        return []
    found = [(listed.inside, finding) for listed, scan in scanned for finding in scan.findings]
    return [
        UnusedSuppression(from_here(file), 0, idle.rules, entry.reason, f"accepts nothing in: {', '.join(idle.paths)}")
        for entry in accepted
        for idle in entry.idle(found, rulebook)
    ]


def _real(file: Listed) -> Path:
    """Its path as git knows it: links in its folders resolved, itself not."""
    return file.path.parent.resolve() / file.path.name
