"""Model ids: what an id is at its host, and host and role decide which rule speaks, or why the id is left alone."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from v4migrate.regex import regex
from v4migrate.rulebook.facts import Facts
from v4migrate.rulebook.facts.hosts import CatalogueId, HostFacts
from v4migrate.rulebook.facts.models import ModelName, Thinking
from v4migrate.rulebook.schema import HostKind, IdKind, ModelIdMatch, Role, Rule, Severity
from v4migrate.scan.host import Host
from v4migrate.scan.kinds import FileKind
from v4migrate.scan.left import Left
from v4migrate.scan.place import Place
from v4migrate.scan.tokens import Candidate

SENTENCES = frozenset({Role.PROSE, Role.SAID, Role.QUOTED})
_DENY = regex(
    r"(?i)retired|deprecat|legacy|obsolete|removed|blocked|denied|banned|sunset|(?:^|[_.-])(?:old|from|previous|former|prior)[_-]?(?:model|name|id)|model_?before"
)
# Words of a sentence that tells how it was.
_PAST = regex(
    r"(?i)\b(?:was|were|formerly|previously|used to|moved (?:off|from|away)|no longer|retired?|deprecat\w+|removed|replaced|"
    r"superseded|renamed|migrat\w+|sunset|discontinued|shut down|legacy|former)\b"
)
# What a plugin says of itself: `getId() { return "…"; }`, `static string $name = "…"`, an asset that is registered under its name.
_OWN_NAME = regex(
    rb"(?i)(?:\b(?:get_?)?(?:id|name|slug|handle|package_?name)\b[^;{}]{0,60}(?:\{\s*return|=>?)\s*|\b(?:css|js|asset)::make\(\s*)[\"']\Z"
)
_CLASS = regex(rb"(?m)^[ \t]*(?:\w+[ \t]+)*class[ \t]+\w+[^{\n]*")
_PLUGIN = regex(rb"(?:Plugin|ServiceProvider|Extension|Bundle|Addon|Theme)\w*\b")
_MODEL = regex(rb"(?i)model|\bllm|\bapi\b")
_NEAR_NAME = 160  # bytes before an id
_LINE = 60  # bytes behind it
_KINDS = {
    FileKind.HISTORY: Left.HISTORY,
    FileKind.RECORD: Left.RECORD,
    FileKind.MIGRATION: Left.MIGRATION,
    FileKind.TRANSLATION: Left.TRANSLATION,
}
_HOSTS = {HostKind.PROVIDER: Left.FOREIGN_HOST, HostKind.OWN_SERVER: Left.OWN_SERVER}


@dataclass(frozen=True)
class Identity:
    """What an id is: a name of the hosted API, an entry of a host's catalogue, or the name of a model on a hub."""

    kind: IdKind
    name: ModelName | None = None
    entry: CatalogueId | None = None
    at_host: HostFacts | None = None

    @property
    def thinking(self) -> Thinking | None:
        """The mode that the id stood for."""
        return self.entry.thinking if self.entry else self.name.thinking if self.name else None

    @property
    def ends(self) -> datetime | None:
        """When its host stops, or stopped, to answer for it; None where no day is announced."""
        return self.entry.until if self.entry else self.name.ends if self.name else None

    def severity(self, rule: Severity, at: datetime) -> Severity:
        """Still served, or not known: worth knowing. Its end is announced, or presumed: a warning. Over: what the rule says."""
        if self.kind != "catalogue" or self.entry is None:
            return rule
        is_told = self.entry.until is not None or self.entry.is_over(at)
        if is_told and self.entry.is_over(at) and self.entry.mark != "U":
            return rule
        return min(rule, Severity.WARNING if is_told else Severity.INFO, key=lambda severity: severity.rank)


class Identifier:
    """Says what an id is. Build once per rulebook, target and names that are chosen for old ones."""

    def __init__(self, facts: Facts, target: str, chosen: Mapping[str, str] | None = None) -> None:
        self.facts = facts
        self.target = target
        self.chosen = chosen or {}  # old name -> the new one that the user wants for it
        targets = facts.models.targets.values()
        self.successors = tuple({name for family in targets for name in (family.default, *family.choices)})
        self._owners: dict[str, list[HostFacts]] = {}
        for host in facts.hosts:
            # What is also the name of the model, or of somebody's own deployment, is no spelling that tells a host.
            for entry in () if host.has_free_names else host.old:
                if entry.id.lower() == entry.means.lower():
                    continue
                self._owners.setdefault(entry.id, []).append(host)

    def worth_a_look(self, candidate: Candidate) -> bool:
        """Can the id be anything but a name of today?"""
        name = self.facts.name(candidate.name)
        return candidate.is_catalogued or (name is not None and self._kind(name) is not None)

    def only_at(self, candidate: Candidate) -> Sequence[HostFacts] | None:
        """The hosts at which alone the id is anything, for an id that is nothing elsewhere; None for any other id."""
        if not candidate.is_catalogued or candidate.left or candidate.prefix or candidate.name in self._owners:
            return None
        if self.facts.name(candidate.name.rpartition("/")[2].rpartition(":")[2]) is not None:
            return None
        return [host for host in self.facts.hosts if not host.is_official and _listed(host, candidate)]

    def owner(self, candidate: Candidate) -> HostFacts | None:
        """The only host that spells an id like this; None where several do, or where the spelling has nothing of a host's own."""
        owners = self._owners.get(candidate.name, []) if candidate.is_catalogued else []
        has_a_form_of_its_own = "/" in candidate.name or candidate.name.startswith(("deepseek.", "us.", "eu."))
        return owners[0] if len(owners) == 1 and has_a_form_of_its_own and not owners[0].is_hub else None

    def identify(self, candidate: Candidate, host: Host) -> Identity | None:
        """What the id is at its host; None for a name of today."""
        at_host = self.facts.host(host.name)
        if at_host is not None and not at_host.is_official:
            entry = _listed(at_host, candidate)
            if entry is not None:
                return Identity("catalogue", self.facts.name(candidate.name), entry, at_host)
        if candidate.is_catalogued:
            owners = self._owners.get(candidate.name, [])
            hub = next((owner for owner in owners if owner.is_hub), None)
            known = hub or (owners[0] if owners else None)
            return Identity("weights" if hub else "catalogue", entry=known.catalogue[candidate.name]) if known else None
        name = self.facts.name(candidate.name)
        kind = self._kind(name) if name else None
        return Identity(kind, name) if kind else None

    def _kind(self, name: ModelName) -> IdKind | None:
        if name.kind != "official":
            return name.kind
        if name.successor:
            return "official"
        if name.state(self.facts.as_of) != "compatibility" or name.name in {self.target, *self.chosen.values()}:
            return None
        if name.name in self.chosen:
            return "compatibility"
        counts_as_migrated = name.name in self.facts.models.targets["flash"].choices
        return "compatibility" if self.target == name.compatibility_of or not counts_as_migrated else None


def _listed(host: HostFacts, candidate: Candidate) -> CatalogueId | None:
    """The entry of a host's catalogue that the source spells, a router's prefix for that host before it allowed."""
    spellings = [
        candidate.written,
        *(candidate.written.removeprefix(f"{prefix}/") for prefix in host.prefixes),
        candidate.name,
    ]
    return next((entry for spelling in spellings if (entry := host.catalogue.get(spelling))), None)


def reason_in_prose(line: str, candidate: Candidate, successors: Collection[str]) -> Left | None:
    """Why a mention in a sentence is right as it is, or None. A successor on the same line says that somebody was here."""
    if any(re.search(rf"(?<![\w.-]){re.escape(name)}(?![\w-])", line) for name in successors):
        return Left.MIGRATED
    return Left.PAST if _PAST.search(line.replace(candidate.written, "")) else None


def names_a_plugin(text: bytes, candidate: Candidate) -> bool:
    """Is an id what a plugin, a package or a theme calls itself, which others find it by? Nothing near speaks of a model."""
    start, end = candidate.span
    around = text[max(0, start - _NEAR_NAME) : end + _LINE]
    if _MODEL.search(around) or not _OWN_NAME.search(text, max(0, start - _NEAR_NAME), start):
        return False
    classes = [*_CLASS.finditer(text, 0, start)]
    return bool(classes) and _PLUGIN.search(classes[-1].group()) is not None


def reason_to_leave(
    candidate: Candidate, identity: Identity, place: Place, host: Host, kind: FileKind, shared_prefixes: Collection[str]
) -> Left | None:
    """Why nobody should touch this id, or None."""
    if candidate.left:
        return candidate.left
    if candidate.is_beside_letters and place.role not in {Role.PROSE, Role.QUOTED}:
        return Left.OTHER_WORD
    if kind in _KINDS:
        return _KINDS[kind]
    if place.left and not (place.left is Left.RECORD and kind is FileKind.TEST):
        return place.left  # an answer that a test writes out is a fixture: it changes with what asserts it
    if identity.kind not in {"catalogue", "weights"}:
        # An id that DeepSeek's API never knew is a name of the server that it is asked from; any other a gateway may send on.
        if host.is_foreign or host.kind in _HOSTS or (host.is_addressed and identity.kind == "guide"):
            return _HOSTS.get(host.kind, Left.FOREIGN_HOST)
        # A prefix that is nobody's router and not DeepSeek's own: open weights, a cloud's catalogue.
        if candidate.prefix and candidate.prefix.rstrip("/:").lower() not in {*shared_prefixes, "openai"}:
            return Left.OTHER_CATALOGUE
    names = [place.constant or "", place.name or "", *place.keys]
    if place.role not in SENTENCES and any(_DENY.search(name) for name in names):
        return Left.DENY_LIST
    return None


def reason_without_rule(identity: Identity, host: Host) -> Left:
    """Why an id that no rule speaks of stays."""
    if identity.kind in {"weights", "catalogue"} and host.kind is not HostKind.PROVIDER:
        return Left.OTHER_CATALOGUE
    return Left.FOREIGN_HOST if host.kind is HostKind.PROVIDER else Left.NO_RULE


def matching_rule(
    rules: Sequence[Rule],
    identity: Identity,
    candidate: Candidate,
    place: Place,
    host: Host,
    kind: FileKind,
    *,
    in_pieces: bool = False,
) -> Rule | None:
    """The rule that speaks of this id, or None. A test holds that at most one does."""
    for rule in rules:
        match = rule.find.model_id
        if match and matches(
            match,
            identity.kind,
            bool(candidate.prefix),
            place.role,
            host.kind,
            kind is FileKind.TEST,
            in_pieces=in_pieces,
        ):
            return rule
    return None


def matches(
    match: ModelIdMatch,
    kind: str,
    prefixed: bool,
    role: Role,
    host: HostKind,
    in_tests: bool,
    *,
    in_pieces: bool = False,
) -> bool:
    """Do all conditions of the matcher hold?"""
    if match.in_pieces is not in_pieces:
        return False
    if kind not in match.kinds or role not in match.roles or host not in match.hosts:
        return False
    if match.prefixed is not None and match.prefixed != prefixed:
        return False
    return match.in_tests is None or match.in_tests == in_tests
