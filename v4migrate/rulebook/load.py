"""Files under `rules/` to a Rulebook. Being in the folder is being registered.

All problems of all files are reported at once, one `file:line: problem` per line, and nothing half-loaded is used.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path
from typing import TypeVar

from v4migrate.errors import RulebookError, UsageError
from v4migrate.rulebook.document import Data, DocumentProblem, line_in, read_yaml, suggestion
from v4migrate.rulebook.facts import Clients, Facts, HostFacts, ModelFacts, PriceBook
from v4migrate.rulebook.schema import Profile, Rule

DEFAULT_PROFILE = "official"
_NOT_RULES = {"facts", "profiles"}
DataT = TypeVar("DataT", bound=Data)


@dataclass(frozen=True)
class Rulebook:
    """Rules and facts, with the profile and the instant they are read under."""

    rules: Sequence[Rule]
    facts: Facts
    profile: Profile
    profiles: Sequence[Profile]

    @cached_property
    def by_id(self) -> dict[str, Rule]:
        """Rules by id and by code."""
        return {rule.id: rule for rule in self.rules} | {rule.code: rule for rule in self.rules}

    def rule(self, name: str) -> Rule:
        """A rule by id or DS code; raises UsageError with the nearest one."""
        found = self.by_id.get(name) or self.by_id.get(name.upper())
        if found is None:
            raise UsageError(f"no rule '{name}'{suggestion(name, list(self.by_id))}; list them with: v4migrate rules")
        return found

    def target(self, chosen: str | None = None) -> str:
        """The name a rewrite puts in place of an old one; raises UsageError for a name that is not offered."""
        offered = self.facts.models.targets["flash"]
        if chosen is None:
            return offered.default
        if chosen not in offered.choices:
            raise UsageError(
                f"target '{chosen}' is not offered{suggestion(chosen, offered.choices)}; choose one of: {', '.join(offered.choices)}"
            )
        return chosen


def rules_folder() -> Path:
    """The bundled rules: inside an installed wheel, or at the top of a checkout."""
    package = Path(__file__).resolve().parent.parent
    packed = package / "_rules"
    return packed if packed.is_dir() else package.parent / "rules"


def load_rulebook(
    folder: Path | None = None,
    *,
    packs: Sequence[Path] = (),
    profile: str = DEFAULT_PROFILE,
    as_of: datetime | None = None,
) -> Rulebook:
    """Read and check the bundled rulebook and the user's own packs. Raises RulebookError with every problem found."""
    folder = folder or rules_folder()
    reader = _Reader(folder)
    models = reader.one(folder / "facts" / "models.yaml", ModelFacts)
    prices = reader.one(folder / "facts" / "prices.yaml", PriceBook)
    clients = reader.one(folder / "facts" / "clients.yaml", Clients)
    hosts = reader.folder(folder / "facts" / "providers", HostFacts, lambda host: host.name)
    profiles = reader.folder(folder / "profiles", Profile, lambda entry: entry.name)
    bundled, own = reader.rules([folder]), reader.rules(packs)
    reader.finish()
    assert models and prices and clients  # finish() raised otherwise
    facts = Facts(models, prices, hosts, clients.clients, as_of or datetime.now(UTC))
    chosen = next((entry for entry in profiles if entry.name == profile), None)
    if chosen is None:
        names = [entry.name for entry in profiles]
        raise UsageError(f"no profile '{profile}'{suggestion(profile, names)}; known: {', '.join(names)}")
    return Rulebook([*own, *bundled], facts, chosen, profiles)  # a team's own rule speaks before a bundled one


class _Reader:
    """Reads data files and gathers what is wrong with them."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.problems: list[str] = []
        self._taken: dict[str, str] = {}  # rule ids and codes, and the file of each

    def shown(self, path: Path) -> str:
        inside = path.is_relative_to(self.root)
        return f"rules/{path.relative_to(self.root).as_posix()}" if inside else path.as_posix()

    def one(self, path: Path, model: type[DataT]) -> DataT | None:
        try:
            return read_yaml(path, model, self.shown(path))
        except DocumentProblem as problem:
            self.problems += problem.problems
            return None

    def folder(self, folder: Path, model: type[DataT], key: Callable[[DataT], str]) -> list[DataT]:
        """Every file of a folder; the file stem must be the entry's own name."""
        entries = []
        for path in sorted(folder.glob("*.yaml")):
            entry = self.one(path, model)
            if entry is None:
                continue
            if key(entry) != path.stem:
                self.problems.append(
                    f"{self.shown(path)}:1: name '{key(entry)}' differs from the file's name '{path.stem}'"
                )
            entries.append(entry)
        if not entries:
            self.problems.append(
                f"{self.shown(folder)}:1: no files here; the installation is incomplete, install v4migrate again"
            )
        return entries

    def rules(self, folders: Sequence[Path]) -> list[Rule]:
        rules = []
        for folder in folders:
            if not folder.is_dir():
                self.problems.append(
                    f"{folder.as_posix()}:1: no such folder; a rule pack is a folder of <topic>/<rule-id>.yaml"
                )
                continue
            for path in sorted(folder.glob("*/*.yaml")):
                if path.parent.name in _NOT_RULES:
                    continue
                rule = self.one(path, Rule)
                if rule is not None:
                    self._check(rule, path)
                    rules.append(rule.model_copy(update={"topic": path.parent.name}))
        return rules

    def _check(self, rule: Rule, path: Path) -> None:
        shown = self.shown(path)
        if rule.id != path.stem:
            line = line_in(path.read_text(encoding="utf-8"), f"id: {rule.id}")
            self.problems.append(f"{shown}:{line}: id '{rule.id}' differs from the file's name; rename one of the two")
        for name in (rule.id, rule.code):
            if name in self._taken:
                line = line_in(path.read_text(encoding="utf-8"), name)
                self.problems.append(
                    f"{shown}:{line}: '{name}' is already taken by {self._taken[name]}; choose another"
                )
            self._taken[name] = shown

    def finish(self) -> None:
        if self.problems:
            raise RulebookError("\n".join(self.problems))
