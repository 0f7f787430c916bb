"""The Rulebook: rules and facts under an instant and a profile, from the cache (cache.py) or from their files (reader.py)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property, partial
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from v4migrate.errors import UsageError
from v4migrate.rulebook import cache
from v4migrate.rulebook.document import suggestion
from v4migrate.rulebook.facts import Facts
from v4migrate.rulebook.facts.hosts import HostFacts
from v4migrate.rulebook.facts.models import Thinking
from v4migrate.rulebook.facts.prices import PriceBooks, StatedPrices
from v4migrate.rulebook.profiles import DEFAULT_PROFILE, profiles_of
from v4migrate.rulebook.reader import Parts, Snapshot, read_parts, snapshot
from v4migrate.rulebook.schema import Profile, Rule, Severity

if TYPE_CHECKING:
    from v4migrate.rulebook.facts.reference import Reference

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
        return self.facts.models.targets["flash"].default if chosen is None else chosen

    def target_at(
        self, host: HostFacts | None, thinking: Thinking | None, chosen: str, upgrade: Upgrade = "same"
    ) -> str | None:
        """The name to write at a host for an id that thought, or did not; None where the host has no verified one.

        `chosen` is what `target` answered. `upgrade="pro"` sends ids that thought to the larger model: a policy, not what they meant.
        """
        flash, pro = self.facts.models.targets["flash"], self.facts.models.targets["pro"]
        wants_pro = upgrade == "pro" and thinking == "enabled"
        is_pro = wants_pro or chosen in pro.choices or (self.host.v4 is not None and chosen == self.host.v4.pro)
        if host is None or host.is_official:
            if chosen not in flash.choices:  # a name of the profile's host means nothing here
                return pro.default if is_pro else flash.default
            return pro.default if wants_pro else chosen
        if host.v4 is not None and chosen in host.v4.names and not wants_pro:
            return chosen
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
    places = [snapshot(place) for place in (folder, *packs)]
    key = cache.digest(entry for place in places for entry in place.entries)
    parts = cache.read(key)
    if not isinstance(parts, Parts):
        parts, _ = _parsed(places, key)
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
        remarks=parts.remarks,
        namers=parts.namers,
        prices=StatedPrices(parts.books[0]) if chosen.prices == "stated" else PriceBooks(parts.books),
        as_of=as_of or datetime.now(UTC),
        read_reference=partial(_reference, places, key),
    )
    return _with_severities(Rulebook(parts.rules, facts, chosen, profiles), severities or {})


def _with_severities(rulebook: Rulebook, severities: dict[str, Severity]) -> Rulebook:
    """The same rules, those named with another severity."""
    changed = {rulebook.rule(name).id: severity for name, severity in severities.items()}
    rules = [_with_severity(rule, changed[rule.id]) if rule.id in changed else rule for rule in rulebook.rules]
    return Rulebook(rules, rulebook.facts, rulebook.profile, rulebook.profiles) if changed else rulebook


def _with_severity(rule: Rule, severity: Severity) -> Rule:
    """The user's word stands above the cases of the rule itself."""
    cases = [case.model_copy(update={"severity": None}) for case in rule.fix.cases if case.safety is not None]
    return rule.model_copy(update={"severity": severity, "fix": rule.fix.model_copy(update={"cases": cases})})


def _reference_key(key: str) -> str:
    return f"{key}-reference"


def _parsed(places: Sequence[Snapshot], key: str) -> tuple[Parts, Reference]:
    """Everything from the files, kept for the next start."""
    parts, reference = read_parts(places[0], places[1:])
    cache.write(key, parts)
    cache.write(_reference_key(key), reference)
    return parts, reference


def _reference(places: Sequence[Snapshot], key: str) -> Reference:
    """What only people ask for, from the cache or from its files."""
    from v4migrate.rulebook.facts.reference import Reference

    kept = cache.read(_reference_key(key))
    return kept if isinstance(kept, Reference) else _parsed(places, key)[1]
