"""Files under `rules/` to a Rulebook. Being in the folder is being registered.

All problems of all files are reported at once, one `file:line: problem` per line, and nothing half-loaded is used. What was read and
found right is kept by cache.py, so that the next start need not parse it again.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property, partial
from pathlib import Path
from typing import TYPE_CHECKING, Literal, TypeVar

from v4migrate.errors import RulebookError, UsageError
from v4migrate.rulebook import cache
from v4migrate.rulebook.document import Data, DocumentProblem, line_in, read_yaml, suggestion
from v4migrate.rulebook.facts import Facts
from v4migrate.rulebook.facts.hosts import Clients, HostFacts
from v4migrate.rulebook.facts.models import ModelFacts, Thinking
from v4migrate.rulebook.facts.prices import PriceBook, PriceBooks, StatedPrices
from v4migrate.rulebook.profiles import DEFAULT_PROFILE, profiles_of
from v4migrate.rulebook.schema import Profile, Rule, Severity

if TYPE_CHECKING:
    from v4migrate.rulebook.facts.reference import Reference

_NOT_RULES = {"facts", "profiles"}
DataT = TypeVar("DataT", bound=Data)
Upgrade = Literal["same", "pro"]


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
            raise UsageError(
                f"no rule '{name}'{suggestion(name, list(self.by_id), 0.75)}; list them with: v4migrate rules"
            )
        return found

    @property
    def host(self) -> HostFacts:
        """The host that the profile is about."""
        return self.facts.host(self.profile.host) or self.facts.official

    @property
    def targets(self) -> list[str]:
        """Every name that may be chosen as the target under this profile."""
        offered = self.facts.models.targets["flash"].choices
        return offered if self.host.is_official else [*(self.host.v4.names if self.host.v4 else []), *offered]

    def target(self, chosen: str | None = None) -> str:
        """The name a rewrite puts in place of an old one at the hosted API; raises UsageError for a name that is not offered."""
        if chosen is not None and chosen not in self.targets:
            raise UsageError(
                f"target '{chosen}' is not offered{suggestion(chosen, self.targets)}; choose one of: {', '.join(self.targets)}"
            )
        return chosen or self.facts.models.targets["flash"].default

    def target_at(
        self, host: HostFacts | None, thinking: Thinking | None, chosen: str, upgrade: Upgrade = "same"
    ) -> str | None:
        """The name to write at a host for an id that thought, or did not; None where the host has no verified one.

        `chosen` is what `target` answered. `upgrade="pro"` sends ids that thought to the larger model: a policy, not what they meant.
        """
        wants_pro = upgrade == "pro" and thinking == "enabled"
        if host is None or host.is_official:
            return self.facts.models.targets["pro"].default if wants_pro else chosen
        if host.v4 is not None and chosen in host.v4.names:
            return chosen
        is_pro = wants_pro or chosen in self.facts.models.targets["pro"].choices
        return host.successor("pro" if is_pro else "flash")

    def target_note(self, target: str) -> str | None:
        """What a reader should know of a target at the facts' instant, in a sentence; None where there is nothing."""
        name = self.facts.name(target)
        if name is None or name.compatibility_of is None or name.state(self.facts.as_of) != "compatibility":
            return None
        return (
            f"{target} is answered as {name.compatibility_of} since {name.compatibility_since:%Y-%m-%d}, which rolls by itself; "
            f"to write the documented name: --target {name.compatibility_of}"
        )


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
    severities: dict[str, Severity] | None = None,
) -> Rulebook:
    """Read and check the bundled rulebook and the user's own packs. Raises RulebookError with every problem found.

    A pack is a folder of `<topic>/<rule-id>.yaml`; it may bring hosts (`facts/providers/`) and a price book (`facts/prices.yaml`) too.
    `severities` overrides the severity of rules by id or code.
    """
    folder = folder or rules_folder()
    key = cache.digest(entry for place in (folder, *packs) for entry in _snapshot(place))
    parts = cache.read(key)
    if not isinstance(parts, _Parts):
        parts, reference = _read(folder, packs)
        cache.write(key, parts)
        cache.write(_reference_key(key), reference)
    profiles = profiles_of(parts.profiles, parts.hosts)
    chosen = next((entry for entry in profiles if entry.name == profile), None)
    if chosen is None:
        names = [entry.name for entry in profiles]
        raise UsageError(f"no profile '{profile}'{suggestion(profile, names)}; known: {', '.join(names)}")
    facts = Facts(
        models=parts.models,
        books=PriceBooks(parts.books),
        hosts=parts.hosts,
        clients=parts.clients.clients,
        prices=StatedPrices(parts.books[0]) if chosen.prices == "stated" else PriceBooks(parts.books),
        as_of=as_of or datetime.now(UTC),
        read_reference=partial(_reference, folder, packs, key),
    )
    return _with_severities(Rulebook(parts.rules, facts, chosen, profiles), severities or {})


class _Parts(Data):
    """What every command needs of the files, checked."""

    models: ModelFacts
    books: list[PriceBook]
    clients: Clients
    hosts: list[HostFacts]
    profiles: list[Profile]
    rules: list[Rule]


def _with_severities(rulebook: Rulebook, severities: dict[str, Severity]) -> Rulebook:
    """The same rules, those named with another severity."""
    changed = {rulebook.rule(name).id: severity for name, severity in severities.items()}
    rules = [_with_severity(rule, changed[rule.id]) if rule.id in changed else rule for rule in rulebook.rules]
    return Rulebook(rules, rulebook.facts, rulebook.profile, rulebook.profiles) if changed else rulebook


def _with_severity(rule: Rule, severity: Severity) -> Rule:
    """The user's word stands above the cases of the rule itself."""
    cases = [case.model_copy(update={"severity": None}) for case in rule.fix.cases if case.safety is not None]
    return rule.model_copy(update={"severity": severity, "fix": rule.fix.model_copy(update={"cases": cases})})


def _snapshot(folder: Path) -> list[tuple[str, bytes]]:
    """Name and content of every file that a rulebook is made of; the folder itself stands first, whether it exists or not."""
    head = (folder.resolve().as_posix(), b"folder" if folder.is_dir() else b"missing")
    listed = [(path.relative_to(folder).as_posix(), _bytes(path)) for path in sorted(folder.glob("**/*.yaml"))]
    return [head, *listed]


def _bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        return str(error).encode()  # reading it as YAML will say so with its name


def _reference_key(key: str) -> str:
    return f"{key}-reference"


def _reference(folder: Path, packs: Sequence[Path], key: str) -> Reference:
    """The rest, from the cache or from its files."""
    from v4migrate.rulebook.facts.reference import Reference

    kept = cache.read(_reference_key(key))
    return kept if isinstance(kept, Reference) else _read(folder, packs)[1]


def _read(folder: Path, packs: Sequence[Path]) -> tuple[_Parts, Reference]:
    """Parse and check every file."""
    from v4migrate.rulebook.facts.guide import GuideFacts, Timeline
    from v4migrate.rulebook.facts.interface import EndpointFacts, ParameterFacts, ResponseFacts
    from v4migrate.rulebook.facts.reference import Reference

    reader = _Reader(folder)
    facts = folder / "facts"
    models = reader.one(facts / "models.yaml", ModelFacts)
    prices = reader.one(facts / "prices.yaml", PriceBook)
    clients = reader.one(facts / "clients.yaml", Clients)
    parameters = reader.one(facts / "parameters.yaml", ParameterFacts)
    responses = reader.one(facts / "responses.yaml", ResponseFacts)
    endpoints = reader.one(facts / "endpoints.yaml", EndpointFacts)
    timeline = reader.one(facts / "timeline.yaml", Timeline)
    guide = reader.one(facts / "guide.yaml", GuideFacts)
    hosts = reader.folder(facts / "providers", HostFacts, lambda host: host.name)
    profiles = reader.folder(folder / "profiles", Profile, lambda entry: entry.name)
    books = [prices]
    for pack in packs:
        hosts += reader.folder(pack / "facts" / "providers", HostFacts, lambda host: host.name, optional=True)
        if (pack / "facts" / "prices.yaml").is_file():
            books.append(reader.one(pack / "facts" / "prices.yaml", PriceBook))
    bundled, own = reader.rules([folder]), reader.rules(packs)
    reader.check_names(hosts, profiles, [*own, *bundled])
    reader.finish()
    assert (
        models and clients and parameters and responses and endpoints and timeline and guide
    )  # finish() raised otherwise
    parts = _Parts.model_construct(
        models=models,
        books=[book for book in books if book],
        clients=clients,
        hosts=hosts,
        profiles=profiles,
        rules=[*own, *bundled],  # a team's own rule speaks before a bundled one
    )
    reference = Reference.model_construct(
        parameters=parameters, responses=responses, endpoints=endpoints, timeline=timeline, guide=guide
    )
    return parts, reference


class _Reader:
    """Reads data files and gathers what is wrong with them."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.problems: list[str] = []
        self._taken: dict[str, str] = {}  # rule ids and codes, and the file of each
        self._files: dict[str, Path] = {}
        self._twice: list[tuple[str, Path, Path]] = []

    def shown(self, path: Path) -> str:
        inside = path.is_relative_to(self.root)
        return f"rules/{path.relative_to(self.root).as_posix()}" if inside else path.as_posix()

    def one(self, path: Path, model: type[DataT]) -> DataT | None:
        try:
            return read_yaml(path, model, self.shown(path))
        except DocumentProblem as problem:
            self.problems += problem.problems
            return None

    def folder(
        self, folder: Path, model: type[DataT], key: Callable[[DataT], str], *, optional: bool = False
    ) -> list[DataT]:
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
            if path.stem in self._files:
                self._twice.append((path.stem, path, self._files[path.stem]))
            self._files[path.stem] = path
        if not entries and not optional:
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
                    self._files[rule.id] = path
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
        known = [profile.name for profile in profiles_of(profiles, hosts)]
        for profile in profiles:
            if profile.host and profile.host not in known_hosts:
                self._unknown(profile.name, "host", profile.host, known_hosts)
        for rule in rules:
            for name in rule.named_profiles:
                if name not in known:
                    self._unknown(rule.id, "profile", name, known)

    def _unknown(self, stem: str, what: str, name: str, known: Sequence[str]) -> None:
        near = suggestion(name, known)
        self._problem(self._files[stem], name, f"unknown {what} '{name}'{near}; known: {', '.join(known)}")

    def _problem(self, path: Path, needle: str, problem: str) -> None:
        line = line_in(path.read_text(encoding="utf-8"), needle)
        self.problems.append(f"{self.shown(path)}:{line}: {problem}")

    def finish(self) -> None:
        if self.problems:
            raise RulebookError("\n".join(self.problems))
