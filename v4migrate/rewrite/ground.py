"""What a project as a whole says of a name that is to be written: who asked for it before, which names that think would become it,
and by which requests a name goes that only the run knows.

Built beside `project.py`: `add` every file that names DeepSeek. Files that may hold a request are met when the first name is not
followed to its own.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Collection, Iterator
from functools import cached_property
from pathlib import PurePosixPath

from v4migrate.rewrite.carriers import Carrier, Standing, carriers_in, may_ask
from v4migrate.rewrite.other_makers import OtherMakers
from v4migrate.rewrite.own_code import OwnCode
from v4migrate.rewrite.own_objects import OwnObjects
from v4migrate.rewrite.own_types.types import Meet, OwnTypes
from v4migrate.rewrite.programs import PROGRAMS
from v4migrate.rewrite.thinker import is_offered, is_sent
from v4migrate.rewrite.thinking import bare
from v4migrate.rulebook.schema import Role
from v4migrate.scan.file_hosts import FileHosts
from v4migrate.scan.finding import Context, FileScan, Finding
from v4migrate.scan.kinds import FileKind, kind_of
from v4migrate.scan.languages import DOCUMENTS, language_of
from v4migrate.scan.libraries import Libraries
from v4migrate.scan.modules import Modules
from v4migrate.scan.place import Span
from v4migrate.scan.regions import regions_of
from v4migrate.scan.scanner import Scanner
from v4migrate.scan.syntax import read_syntax

NOT_ASKED = frozenset({Role.PROSE, Role.SAID, Role.QUOTED, Role.TEXT, Role.HELP, Role.COMPARISON, Role.KEY})
_TOLD = NOT_ASKED - {Role.COMPARISON}  # what a model is compared with may come to be it
_OWN_SETTINGS = frozenset({"v4migrate.toml", "pyproject.toml"})  # which name new names, and ask for nothing


class Ground:
    """One project, as far as a switch for one model alone depends on it."""

    def __init__(self, scanner: Scanner, modules: Modules) -> None:
        self._facts = scanner.rulebook.facts
        self._hosts = scanner.hosts
        # new name -> the old ones that think and would be called so, each with its first place
        self.thinkers: dict[str, dict[str, Finding]] = defaultdict(dict)
        self.look_around: Callable[[Meet], None] | None = None  # shows `meet` all files, when the first name needs it
        self._before: dict[str, str] = {}
        self.chosen: str | None = (
            None  # a new name, where one may come to be asked for by another's request; None = nowhere
        )
        self._found: list[Carrier] = []
        self.own = OwnCode(modules)
        self.objects = OwnObjects()
        self._makers = OtherMakers(scanner.hosts)
        switch = scanner.rulebook.facts.official.switch
        self.types = OwnTypes(switch.field if switch is not None else "", scanner.hosts)
        self._paths: list[PurePosixPath] = []

    def add(self, path: PurePosixPath, data: bytes, scan: FileScan) -> None:
        """A file that names DeepSeek. Documents and tests ask for nothing."""
        language = language_of(path)
        if language in DOCUMENTS or kind_of(path) is not FileKind.SOURCE:
            return
        for found in self._names.finditer(data) if path.name not in _OWN_SETTINGS else ():
            line = data.count(b"\n", 0, found.start()) + 1
            self._before.setdefault(found.group().decode(), f"{scan.path}:{line}")
        if self.chosen is None and path.name not in _OWN_SETTINGS:
            self.chosen = next(self._given(path, scan.path, data), None)
        for finding in scan.findings:
            is_told = finding.place.role in NOT_ASKED and not is_offered(finding)
            if finding.context.candidate is None or finding.target is None or is_told:
                continue
            if finding.context.thinking == "enabled" and not is_sent(finding.place, finding.context, self._facts):
                self.thinkers[bare(finding.target)].setdefault(finding.context.candidate.name, finding)

    def _given(self, path: PurePosixPath, shown: str, data: bytes) -> Iterator[str]:
        """The new names that a file holds, but for those that are told, or written at a request of their own."""
        for region in regions_of(path, data):
            if self._names.search(region.text) is None:
                continue
            syntax, hosts = read_syntax(region), FileHosts(self._hosts, region, lambda: self._hosts.signs(data), path)
            context = Context(region, syntax, hosts, Libraries([region]), None)
            for found in self._names.finditer(region.text):
                place = syntax.place(Span(*found.span()))
                if place.role not in _TOLD and not is_sent(place, context, self._facts):
                    line = data.count(b"\n", 0, region.in_file(Span(*found.span())).start) + 1
                    yield f"{found.group().decode()} in {shown}:{line}"

    def meet(self, path: PurePosixPath, shown: PurePosixPath, data: bytes) -> None:
        """A file of the project, whatever it names."""
        language = language_of(path)
        self._paths.append(path)
        if kind_of(path) is not FileKind.SOURCE or language not in PROGRAMS:
            return
        self.own.add(data)
        self._makers.add(path, data)
        self.types.add(path, shown, data)
        self._found += self.carriers_in(path, shown, data)

    def share(self, other: Ground) -> None:
        """Take over what another ground of the same files has met."""
        self._found, self.own, self.look_around, self.types = other._found, other.own, other.look_around, other.types
        self._makers, self.objects = other._makers, other.objects

    def carriers_in(self, path: PurePosixPath, shown: PurePosixPath, data: bytes) -> list[Carrier]:
        """The requests of one file whose model only the run knows."""
        takes_whole = self.objects.takes_whole
        return list(carriers_in(path, shown, data, self._facts, self._hosts, takes_whole)) if may_ask(data) else []

    def carriers(self, path: PurePosixPath, shown: PurePosixPath, data: bytes) -> list[Carrier]:
        """Those that count, of all files; of the one at `path` as it is now."""
        self.look()
        known = [entry for entry in self._found if entry.path != path]
        if len(known) != len(self._found):
            known += self.carriers_in(path, shown, data)
        return list(
            _that_count([entry for entry in known if not self._passes_on(entry) and not self._is_anothers(entry)])
        )

    def look(self) -> None:
        """Meet all files, once."""
        if self.look_around is not None:
            look, self.look_around = self.look_around, None
            look(self.meet)
            self.own.close(self._paths)
            self.types.look = look

    def _passes_on(self, entry: Carrier) -> bool:
        """Is it no request, but a call of the project's own function that makes one, or a thing of its own that keeps the name?"""
        if entry.whole is not None:
            is_built = bool(entry.whole.by) and self.own.passes_on(entry.context, entry.whole.by)
            return is_built or self.own.has_no_model(entry.whole.kind)
        if entry.is_known:
            return self.objects.maker(entry.context, entry.call) is not None
        callee, context = entry.call.callee, entry.context
        if self.types.is_request(callee, context.region.language):
            return False
        is_said = entry.call.argument("messages") is not None
        if not is_said:
            return self.own.is_called(context, callee)
        return self.own.passes_on(context, callee) or self.own.only_holds(context, callee)

    def _is_anothers(self, entry: Carrier) -> bool:
        return entry.standing is not Standing.SURE and self._makers.ask(entry.path, entry.data)

    def before(self, name: str) -> str | None:
        """Where somebody asks for a new name already; also where it cannot be told, because the facts do not know the name."""
        if self._names.fullmatch(name.encode()) is None:
            return "a name that the facts do not know"
        return self._before.get(name)

    def may_become(self, old: str, new: str) -> bool:
        """Is `old` a name that stands for the thinking mode, of which no place says that it becomes another than `new`?"""
        known = self._facts.name(old)
        if known is None or known.successor is None or known.thinking != "enabled":
            return False
        targets = {target for target, names in self.thinkers.items() if old in names}
        return not targets or new in targets

    @cached_property
    def _names(self) -> re.Pattern[bytes]:
        targets = {choice for target in self._facts.models.targets.values() for choice in target.choices}
        names = sorted(targets, key=len, reverse=True)
        return re.compile(rf"(?<![\w.-])(?:{'|'.join(map(re.escape, names))})(?![\w-]|\.\w)".encode())


def _that_count(found: Collection[Carrier]) -> Iterator[Carrier]:
    """Where some requests surely go to DeepSeek's own API, those, and what can be pointed there; else all that may."""
    is_sure = any(entry.standing is Standing.SURE for entry in found)
    for entry in found:
        if entry.standing is Standing.SURE or entry.standing is Standing.SET or not is_sure:
            yield entry
