"""Files under `rules/`, and in a team's rule packs, to checked objects. Being in the folder is being registered.

All problems of all files are reported at once, one `file:line: problem` per line, and nothing half-loaded is used. Each file is read
once: what is parsed is what the key of the cache was made of.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from v4migrate.errors import RulebookError
from v4migrate.rulebook.document import Data, DocumentProblem, line_in, read_yaml, suggestion
from v4migrate.rulebook.facts.hosts import Clients, HostFacts
from v4migrate.rulebook.facts.models import ModelFacts
from v4migrate.rulebook.facts.namers import Namers
from v4migrate.rulebook.facts.prices import PriceBook
from v4migrate.rulebook.facts.remarks import RemarkWords
from v4migrate.rulebook.profiles import profiles_of
from v4migrate.rulebook.schema import Profile, Rule

if TYPE_CHECKING:
    from v4migrate.rulebook.facts.reference import Reference

_NOT_RULES = {"facts", "profiles"}
DataT = TypeVar("DataT", bound=Data)


class Parts(Data):
    """What every command needs of the files, checked."""

    models: ModelFacts
    books: list[PriceBook]
    clients: Clients
    remarks: RemarkWords
    namers: Namers
    hosts: list[HostFacts]
    profiles: list[Profile]
    rules: list[Rule]


@dataclass(frozen=True)
class Snapshot:
    """The files of one folder as they were at one moment. What could not be read is None, and told when it is parsed."""

    folder: Path
    exists: bool
    files: Mapping[Path, bytes | None]

    @property
    def entries(self) -> Iterator[tuple[str, bytes]]:
        """Name and content of all that the rulebook is made of, the folder itself first."""
        yield self.folder.resolve().as_posix(), b"folder" if self.exists else b"missing"
        for path, data in self.files.items():
            yield path.relative_to(self.folder).as_posix(), b"unreadable" if data is None else data

    def below(self, *parts: str) -> list[Path]:
        """The files right in a folder of it."""
        return [path for path in self.files if path.parent == self.folder.joinpath(*parts)]


def snapshot(folder: Path) -> Snapshot:
    """Read every file that can be one of a rulebook: `<topic>/<name>.yaml` and `facts/providers/<name>.yaml`."""
    found = sorted({*folder.glob("*.yaml"), *folder.glob("*/*.yaml"), *folder.glob("facts/providers/*.yaml")})
    return Snapshot(folder, folder.is_dir(), {path: _bytes(path) for path in found})


def _bytes(path: Path) -> bytes | None:
    try:
        return path.read_bytes()
    except OSError:
        return None


def read_parts(bundled: Snapshot, packs: Sequence[Snapshot]) -> tuple[Parts, Reference]:
    """Parse and check every file. Raises RulebookError with every problem found."""
    from v4migrate.rulebook.facts.guide import GuideFacts, Timeline
    from v4migrate.rulebook.facts.interface import EndpointFacts, ParameterFacts, ResponseFacts
    from v4migrate.rulebook.facts.reference import Reference

    reader = _Reader(bundled, packs)
    facts = bundled.folder / "facts"
    models = reader.one(facts / "models.yaml", ModelFacts)
    prices = reader.one(facts / "prices.yaml", PriceBook)
    clients = reader.one(facts / "clients.yaml", Clients)
    remarks = reader.one(facts / "remarks.yaml", RemarkWords)
    namers = reader.one(facts / "namers.yaml", Namers)
    parameters = reader.one(facts / "parameters.yaml", ParameterFacts)
    responses = reader.one(facts / "responses.yaml", ResponseFacts)
    endpoints = reader.one(facts / "endpoints.yaml", EndpointFacts)
    timeline = reader.one(facts / "timeline.yaml", Timeline)
    guide = reader.one(facts / "guide.yaml", GuideFacts)
    hosts = reader.folder(bundled, ("facts", "providers"), HostFacts, lambda host: host.name)
    profiles = reader.folder(bundled, ("profiles",), Profile, lambda entry: entry.name)
    books = [prices]
    for pack in packs:
        hosts += reader.folder(pack, ("facts", "providers"), HostFacts, lambda host: host.name, optional=True)
        if (path := pack.folder / "facts" / "prices.yaml") in pack.files:
            books.append(reader.one(path, PriceBook))
    shared, own = reader.rules([bundled]), reader.rules(packs)
    reader.check_names(hosts, profiles, [*own, *shared])
    reader.check_books([book for book in books if book])
    reader.finish()
    assert (
        models and clients and remarks and namers and parameters and responses and endpoints and timeline and guide
    )  # finish() raised otherwise
    parts = Parts.model_construct(
        models=models,
        books=[book for book in books if book],
        clients=clients,
        remarks=remarks,
        namers=namers,
        hosts=hosts,
        profiles=profiles,
        rules=[*own, *shared],  # a team's own rule speaks before a bundled one
    )
    reference = Reference.model_construct(
        parameters=parameters, responses=responses, endpoints=endpoints, timeline=timeline, guide=guide
    )
    return parts, reference


class _Reader:
    """Reads data files and gathers what is wrong with them."""

    def __init__(self, bundled: Snapshot, packs: Sequence[Snapshot]) -> None:
        self.root = bundled.folder
        self.data = {path: data for place in (bundled, *packs) for path, data in place.files.items()}
        self.problems: list[str] = []
        self._taken: dict[str, str] = {}  # rule ids and codes, and the file of each
        self._files: dict[tuple[str, str], Path] = {}  # by class and name
        self._twice: list[tuple[str, Path, Path]] = []

    def shown(self, path: Path) -> str:
        inside = path.is_relative_to(self.root)
        return f"rules/{path.relative_to(self.root).as_posix()}" if inside else path.as_posix()

    def one(self, path: Path, model: type[DataT]) -> DataT | None:
        try:
            return read_yaml(path, model, self.shown(path), self.data.get(path))
        except DocumentProblem as problem:
            self.problems += problem.problems
            return None

    def folder(
        self,
        place: Snapshot,
        parts: tuple[str, ...],
        model: type[DataT],
        key: Callable[[DataT], str],
        *,
        optional: bool = False,
    ) -> list[DataT]:
        """Every file of a folder; the file stem must be the entry's own name."""
        entries = []
        for path in place.below(*parts):
            entry = self.one(path, model)
            if entry is None:
                continue
            if key(entry) != path.stem:
                self.problems.append(
                    f"{self.shown(path)}:1: name '{key(entry)}' differs from the file's name '{path.stem}'"
                )
            entries.append(entry)
            kind = model.__name__
            if (kind, path.stem) in self._files:
                self._twice.append((path.stem, path, self._files[kind, path.stem]))
            self._files[kind, path.stem] = path
        if not entries and not optional:
            self.problems.append(
                f"{self.shown(place.folder.joinpath(*parts))}:1: no files here; the installation is incomplete, install v4migrate again"
            )
        return entries

    def rules(self, places: Sequence[Snapshot]) -> list[Rule]:
        rules = []
        for place in places:
            folder = place.folder
            for path in place.below():
                self.problems.append(
                    f"{self.shown(path)}:1: not read here; a rule lives at <topic>/<rule-id>.yaml: move it"
                )
            if not place.exists:
                self.problems.append(
                    f"{folder.as_posix()}:1: no such folder; a rule pack is a folder of <topic>/<rule-id>.yaml"
                )
                continue
            for path in place.files:
                if path.parent.parent != folder or path.parent.name in _NOT_RULES:
                    continue
                rule = self.one(path, Rule)
                if rule is not None:
                    self._check(rule, path)
                    self._files[Rule.__name__, rule.id] = path
                    rules.append(rule.model_copy(update={"topic": path.parent.name, "file": path.as_posix()}))
        return rules

    def _check(self, rule: Rule, path: Path) -> None:
        if rule.id != path.stem:
            self._problem(path, f"id: {rule.id}", f"id '{rule.id}' differs from the file's name; rename one of the two")
        for name in (rule.id, rule.code):
            if name in self._taken:
                self._problem(path, name, f"'{name}' is already taken by {self._taken[name]}; choose another")
            self._taken[name] = self.shown(path)

    def check_names(self, hosts: Sequence[HostFacts], profiles: Sequence[Profile], rules: Sequence[Rule]) -> None:
        """What one file says of another must exist there."""
        known_hosts = [host.name for host in hosts]
        for name, path, before in self._twice:
            self._problem(
                path, name, f"host '{name}' is already described by {self.shown(before)}; choose another name"
            )
        for role in ("is_official", "is_own_server", "is_hub"):
            for second in [host for host in hosts if getattr(host, role)][1:]:
                path = self._files[HostFacts.__name__, second.name]
                self._problem(
                    path, role, f"'{role}' belongs to one host alone, and it is described already; leave it out"
                )
        known = [profile.name for profile in profiles_of(profiles, hosts)]
        for profile in profiles:
            if profile.host and profile.host not in known_hosts:
                self._unknown(Profile, profile.name, "host", profile.host, known_hosts)
        for rule in rules:
            for name in rule.named_profiles:
                if name not in known:
                    self._unknown(Rule, rule.id, "profile", name, known)

    def check_books(self, books: Sequence[PriceBook]) -> None:
        """One book per provider: of two, one would never be asked."""
        providers = [book.provider for book in books]
        for provider in sorted({provider for provider in providers if providers.count(provider) > 1}):
            self.problems.append(
                f"facts/prices.yaml:1: two price books for '{provider}'; a pack brings the prices of another provider"
            )

    def _unknown(self, kind: type[Data], stem: str, what: str, name: str, known: Sequence[str]) -> None:
        near = suggestion(name, known)
        self._problem(
            self._files[kind.__name__, stem], name, f"unknown {what} '{name}'{near}; known: {', '.join(known)}"
        )

    def _problem(self, path: Path, needle: str, problem: str) -> None:
        line = line_in(path.read_text(encoding="utf-8"), needle)
        self.problems.append(f"{self.shown(path)}:{line}: {problem}")

    def finish(self) -> None:
        if self.problems:
            raise RulebookError("\n".join(self.problems))
