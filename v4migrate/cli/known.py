"""A baseline in one run: which findings are known, which entries are outdated, and the file brought up to date."""

from __future__ import annotations

import os
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from v4migrate.cli.destination import check_file, write_file

if TYPE_CHECKING:
    from v4migrate.cli.narrow import NarrowOptions
    from v4migrate.config import Configuration
    from v4migrate.rulebook.load import Rulebook
    from v4migrate.rulebook.selection import Selection
    from v4migrate.scan.baseline import Entry
    from v4migrate.scan.files import Listed
    from v4migrate.scan.finding import FileScan, UnusedSuppression


@dataclass(frozen=True)
class Known:
    """Scans in their order, known findings suppressed; and what there is to say of the baseline."""

    scans: Sequence[FileScan]
    outdated: Sequence[UnusedSuppression] = ()
    notes: Sequence[str] = ()


class KnownFindings:
    """One baseline file. Raises InputError where it cannot be used."""

    def __init__(self, path: Path, rulebook: Rulebook, *, update: bool) -> None:
        from v4migrate.scan.baseline import read_baseline

        self.path = path
        self.update = update
        self._folder = path.parent.resolve()
        self._silent = {rule.id for rule in rulebook.rules if not rule.speaks_under(rulebook.profile.name)}
        self._entries = [] if update and _is_gone(path) else read_baseline(path)
        if update:
            check_file(path, "--baseline")

    @classmethod
    def of(cls, options: NarrowOptions, configuration: Configuration, rulebook: Rulebook) -> KnownFindings | None:
        """The file of the command line, or of the configuration; None where there is none."""
        from v4migrate.errors import UsageError

        configured = configuration.settings.scan.baseline
        path = options.baseline or (configuration.resolve(configured) if configured else None)
        if path is None and options.update_baseline:
            raise UsageError("--update-baseline needs a file: --baseline FILE, or scan.baseline in the configuration")
        return cls(path, rulebook, update=options.update_baseline) if path else None

    def apply(
        self,
        scanned: Sequence[tuple[Listed, FileScan]],
        listed: Iterable[Listed],
        paths: Sequence[Path],
        selection: Selection,
        *,
        is_whole: bool,
    ) -> Known:
        """Suppress what is known. `listed`: every file that was read, those without a finding too; `is_whole`: every line of them was
        looked at, below `paths`."""
        from v4migrate.scan.baseline import Entry, compare

        keys = [self._key(file.path) if scan.findings else None for file, scan in scanned]
        found = {key: scan for key, (_, scan) in zip(keys, scanned, strict=True) if key is not None}
        looked_at = self._looked_at(listed)

        def may_have_moved(path: str) -> bool:
            return path in looked_at or _is_gone(self._folder / path)

        def in_order(marked: Mapping[str, FileScan]) -> list[FileScan]:
            return [scan if key is None else marked[key] for key, (_, scan) in zip(keys, scanned, strict=True)]

        compared = compare(self._entries, found, may_have_moved)
        folders = [path.resolve() for path in paths if path.is_dir()]
        gone = dict.fromkeys(
            entry for entry in compared.missing if is_whole and self._has_gone(entry, looked_at, folders)
        )
        if not (self.update and is_whole):
            return Known(in_order(compared.scans), [self._outdated(entry) for entry in sorted(gone)])
        new = [
            Entry.of(path, finding)
            for path, scan in compared.scans.items()
            for finding in scan.findings
            if finding.is_active and selection.takes(finding.rule, finding.severity)
        ]
        kept = [*compared.known, *new, *(entry for entry in compared.missing if entry not in gone)]
        self._write(kept)
        said = f"{from_here(self.path)}: {len(new)} added, {len(gone)} dropped, {len(kept)} in all"
        return Known(in_order(compare(kept, found).scans), notes=[said])

    def _looked_at(self, listed: Iterable[Listed]) -> frozenset[str]:
        """The files of the baseline that this run could read. Only names that it holds are resolved: a tree may be large."""
        names = {entry.path.rpartition("/")[2] for entry in self._entries}
        return frozenset(self._key(file.path) for file in listed if file.within.rpartition("/")[2] in names)

    def _key(self, path: Path) -> str:
        """A path as the file writes it: from its own folder, so that it does not matter where a scan is started."""
        return Path(os.path.relpath(path.parent.resolve() / path.name, self._folder)).as_posix()

    def _has_gone(self, entry: Entry, looked_at: Collection[str], folders: Sequence[Path]) -> bool:
        """Was its file looked at, or is it no more? A rule that is silent under this profile was not asked."""
        if entry.rule in self._silent:
            return False
        path = Path(os.path.normpath(self._folder / entry.path))
        return entry.path in looked_at or (_is_gone(path) and any(path.is_relative_to(folder) for folder in folders))

    def _outdated(self, entry: Entry) -> UnusedSuppression:
        from v4migrate.scan.finding import UnusedSuppression
        from v4migrate.scan.path_names import written

        problem = f"no longer occurs in {written(entry.path)}: drop it with --update-baseline"
        return UnusedSuppression(from_here(self.path), 0, (entry.rule,), problem=problem)

    def _write(self, entries: Sequence[Entry]) -> None:
        from v4migrate.scan.baseline import baseline_text

        write_file(self.path, baseline_text(entries).encode("utf-8", "replace"), "--baseline")


def _is_gone(path: Path) -> bool:
    """What cannot be looked at is not gone."""
    try:
        path.stat()
    except (FileNotFoundError, NotADirectoryError):
        return True
    except (OSError, ValueError):
        return False
    return False


def from_here(path: Path) -> str:
    """A path as a user in the working directory would write it."""
    here = Path.cwd()
    return path.relative_to(here).as_posix() if path.is_relative_to(here) else path.as_posix()
