"""A baseline in one run: which findings are known, which entries are outdated, and the file brought up to date."""

from __future__ import annotations

import os
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

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
        self._entries = [] if update and not path.exists() else read_baseline(path)

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
        looked_at: Iterable[Listed],
        paths: Sequence[Path],
        selection: Selection,
        *,
        is_whole: bool,
    ) -> Known:
        """Suppress what is known. `looked_at`: every file that was read, most of which say nothing. `is_whole`: every line of every
        file below `paths` was looked at."""
        from v4migrate.scan.baseline import Entry, compare

        scans = {self._key(file.path): scan for file, scan in scanned}
        seen = self._of_entries(looked_at)

        def may_have_moved(path: str) -> bool:
            return path in seen or not (self._folder / path).exists()

        compared = compare(self._entries, scans, may_have_moved)
        folders = [path.resolve() for path in paths if path.is_dir()]
        gone = [entry for entry in compared.missing if is_whole and self._is_gone(entry, seen, folders)]
        if not (self.update and is_whole):
            return Known(list(compared.scans.values()), [self._outdated(entry) for entry in gone])
        new = [
            Entry.of(path, finding)
            for path, scan in compared.scans.items()
            for finding in scan.findings
            if finding.is_active and selection.takes(finding.rule, finding.severity)
        ]
        kept = [*compared.known, *new, *(entry for entry in compared.missing if entry not in gone)]
        self._write(kept)
        said = f"{self.path}: {len(new)} added, {len(gone)} dropped, {len(kept)} in all"
        return Known(list(compare(kept, scans).scans.values()), notes=[said])

    def _of_entries(self, files: Iterable[Listed]) -> set[str]:
        """Those of the files that the baseline speaks of, as it writes them."""
        names = {entry.path.rpartition("/")[2] for entry in self._entries}
        return {self._key(file.path) for file in files if file.path.name in names}

    def _key(self, path: Path) -> str:
        """A path as the file writes it: from its own folder, so that it does not matter where a scan is started."""
        return Path(os.path.relpath(path.parent.resolve() / path.name, self._folder)).as_posix()

    def _is_gone(self, entry: Entry, scanned: Collection[str], folders: Sequence[Path]) -> bool:
        """Was its file looked at, or is it no more? A rule that is silent under this profile was not asked."""
        if entry.rule in self._silent:
            return False
        path = Path(os.path.normpath(self._folder / entry.path))
        return entry.path in scanned or (not path.exists() and any(path.is_relative_to(folder) for folder in folders))

    def _outdated(self, entry: Entry) -> UnusedSuppression:
        from v4migrate.scan.finding import UnusedSuppression

        problem = f"no longer occurs in {entry.path}: drop it with --update-baseline"
        return UnusedSuppression(str(self.path), 0, (entry.rule,), problem=problem)

    def _write(self, entries: Sequence[Entry]) -> None:
        from v4migrate.atomic import replace_file
        from v4migrate.errors import InputError
        from v4migrate.scan.baseline import baseline_text

        try:
            replace_file(self.path.resolve(), baseline_text(entries).encode("utf-8", "surrogatepass"))
        except OSError as error:
            raise InputError(f"{self.path}: cannot be written: {error.strerror}; name a folder that exists") from error
