"""What a user chooses to write in place of old names: for every file, for the files of some paths, or for one old name."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import PurePath
from typing import Literal

from v4migrate.regex import regex
from v4migrate.rulebook.document import suggestion
from v4migrate.rulebook.facts import Facts
from v4migrate.rulebook.load import Upgrade
from v4migrate.scan.files.ignore import Rules

Policy = Literal["keep-running", "keep-behaviour"]
_NAME = regex(r"[A-Za-z0-9][\w./:@+-]*", re.ASCII)


@dataclass(frozen=True, eq=False)
class Choice:
    """The names to write. `names`: old name -> the new one for it; `target`: the one for the others. None: as everywhere."""

    target: str | None = None
    upgrade: Upgrade | None = None
    names: Mapping[str, str] = field(default_factory=dict)
    policy: Policy | None = None

    def over(self, below: Choice) -> Choice:
        """This choice, with what it leaves open from the one below."""
        return Choice(
            self.target or below.target,
            self.upgrade or below.upgrade,
            {**below.names, **self.names},
            self.policy or below.policy,
        )


class PathChoices:
    """Choices for some paths. Of several that match, each sets what it names, and a later one wins.

    Patterns are meant from `root`, the folder of the configuration; `here` is the folder that the paths of a run start from. `above`
    is what the command line says, which wins over all.
    """

    def __init__(
        self, entries: Iterable[tuple[Rules, Choice]], base: Choice, above: Choice, *, root: str, here: str
    ) -> None:
        self._entries = list(entries)
        self._base = base
        self._above = above
        self._root, self._here = root, here
        self._known: dict[tuple[int, ...], Choice] = {}

    def of(self, path: PurePath) -> Choice | None:
        """The choice for a file as the run names it; None where no entry speaks of it."""
        within = os.path.relpath(os.path.join(self._here, path), self._root)  # noqa: PTH118 - `here` need not exist
        matching = tuple(number for number, (rules, _) in enumerate(self._entries) if rules.covers(os.fsencode(within)))
        if not matching or within == ".." or within.startswith("../"):
            return None
        if matching not in self._known:
            choice = self._base
            for number in matching:
                choice = self._entries[number][1].over(choice)
            self._known[matching] = self._above.over(choice)
        return self._known[matching]


def checked_names(names: Mapping[str, str], facts: Facts) -> list[str]:
    """What to tell the user of these choices. Raises ValueError for one that would break code, or that a next run would undo."""
    notes = []
    for old, new in names.items():
        _check_old(old, facts)
        if not _NAME.fullmatch(new):
            raise ValueError(f"'{new}' is no name of a model: letters, digits and . _ - / : @ + alone")
        if new in names or _is_old(new, facts):
            raise ValueError(f"'{new}' is an old name itself: the next run would rename it again")
        known = {entry for host in facts.hosts if host.v4 for entry in host.v4.names}
        if facts.name(new) is None and new not in known:
            notes.append(f"{new}, which you chose for {old}, is a name that the facts do not know; is it spelt right?")
    return notes


def _check_old(old: str, facts: Facts) -> None:
    name = facts.name(old)
    listed = _catalogued(facts)
    if name is None and old not in listed:
        near = suggestion(old, [*facts.models.by_name, *listed])
        raise ValueError(f"no old name '{old}' is known{near}; list them with: v4migrate facts models")
    if name is not None and not _is_old(old, facts) and name.compatibility_of is None:
        raise ValueError(f"'{old}' is a name of today, which no rule renames")


def _is_old(name: str, facts: Facts) -> bool:
    """Would a scan find it whatever the target is?"""
    known = facts.name(name)
    if known is None:
        return name in _catalogued(facts)
    return known.kind != "official" or known.successor is not None


def _catalogued(facts: Facts) -> Sequence[str]:
    return [entry.id for host in facts.hosts for entry in host.old]
