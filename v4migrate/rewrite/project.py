"""The names of one file that other files ask with: where in the project they go.

Built in passes, so that nothing but the few files on the way is kept: `add` every file that names a model, then `meet` every file until
`is_done`, and `enter` those that `wanted` names, which are handed a name.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from functools import cache, cached_property, partial
from pathlib import PurePosixPath

from v4migrate.regex import regex
from v4migrate.rewrite.across import OtherFiles, saying_of
from v4migrate.rewrite.callers import Handed, on_the_way, with_callers
from v4migrate.rewrite.ground import Ground
from v4migrate.rewrite.labels import STRICT
from v4migrate.rewrite.narrow.types import NarrowTypes
from v4migrate.rewrite.obstacles import unobstructed
from v4migrate.rewrite.outcome import Held
from v4migrate.rewrite.own_types.source import Source
from v4migrate.rewrite.passes import NOTEBOOK, Pass, Port
from v4migrate.rewrite.said_defaults import SaidDefaults
from v4migrate.rewrite.seen import words_in
from v4migrate.rewrite.thinker import thinker_of
from v4migrate.rewrite.thinking import Following, Reach, keeps_mode, needs_switch
from v4migrate.rulebook.facts.models import Thinking as Mode
from v4migrate.rulebook.schema import Action, Role
from v4migrate.scan.finding import Context, Finding
from v4migrate.scan.flow.follow import Flow
from v4migrate.scan.flow.readers import Readers
from v4migrate.scan.flow.steps import Door, FlowReader, Given, Name
from v4migrate.scan.host import Host
from v4migrate.scan.imports import DEFAULT, Import, imports_of, shown_as, stem_of
from v4migrate.scan.kinds import FileKind, kind_of
from v4migrate.scan.languages import DOCUMENTS, language_of
from v4migrate.scan.modules import Modules
from v4migrate.scan.project import Evidence, Exported, decided, untold_constants
from v4migrate.scan.scanner import Scanner

_SETTING = regex(r"[A-Z][A-Z0-9_]{2,}\Z")
_NO_FILE = PurePosixPath()
_ROUNDS = 4  # files that a name is followed through, one after the other


class Project:
    """What is known of a whole project before its files are rewritten."""

    def __init__(self, scanner: Scanner, modules: Modules | None = None) -> None:
        self.scanner = scanner
        self.modules = modules or Modules()
        self.thinker: str | None = None
        self.ground = Ground(scanner, self.modules)
        self.narrow = NarrowTypes(scanner.rulebook.facts)
        self.others = OtherFiles()
        self.said = SaidDefaults(scanner.rulebook.facts.remarks)
        self.apart: Mapping[str, str] = {}  # old names that are called as the larger model everywhere, to be told apart
        self.labelled: set[str] = (
            set()
        )  # constants that are labels or keys in a file of a language that refuses equal ones
        self._declared: set[str] = set()  # such constants, of one file and two old names
        self.constants: set[Exported] = set()
        self.origins: Mapping[Exported, Exported] = {}  # these, and what other files hand them on as -> these
        self._evidence: list[Evidence] = []
        self._links: dict[Port, list[Reach]] = {}
        self._holders: dict[Port, tuple[str, ...]] = {}
        self._waiting: set[Port] = set()
        self._handed: dict[Port, Import] = {}
        self._onward: dict[Port, list[Port]] = defaultdict(list)  # the same through a file that only hands it on
        self.callers: dict[Port, list[Handed]] = defaultdict(list)
        self.named: set[str] = set()  # settings whose name, in capitals or not, stands in a program or what starts one
        self._rounds = 0

    @cached_property
    def hosts(self) -> Mapping[PurePosixPath, Mapping[str, Host]]:
        """Whose server the constants of each file are for, as far as other files say. To be asked when the passes are over."""
        return decided(self._evidence)

    def following(
        self, path: PurePosixPath, shown: PurePosixPath, data: bytes, readers: Readers, thinker: str | None
    ) -> Following:
        """What the rewrite of one file needs to follow its names. `thinker`: what the file itself says."""

        def beyond(context: Context, flow: Flow, mode: Mode) -> tuple[Flow, list[Reach]]:
            return self._with_callers(path, context, flow, list(self._beyond(path, flow, mode, set())), mode)

        carriers = cache(lambda: self.ground.carriers(path, shown, data))
        current = Source(path, shown, data, language_of(path))
        choice = thinker or self.thinker or self.ground.chosen
        return Following(readers, choice, beyond, self.ground, carriers, current, self.named.__contains__)

    def in_way(self, finding: Finding, path: PurePosixPath) -> tuple[Held | None, str]:
        """What in another file is in the way of a rename, and where; (None, '') where nothing is."""
        if why := self.narrow.in_way(finding, path):
            return Held.TYPE, why
        if why := self.others.before(finding, path):
            return Held.LOOKED_UP, why
        return None, ""

    def _beyond(self, path: PurePosixPath, flow: Flow, mode: Mode, seen: set[Port]) -> Iterator[Reach]:
        for port in _ports(path, flow, mode):
            if port in seen:
                continue
            seen.add(port)
            for reach in self._reaches(port, {port}):
                yield reach._replace(handed=port.way if isinstance(port.way, Given) else None)
                yield from self._beyond(reach.path, reach.flow, mode, seen)

    def _with_callers(
        self, path: PurePosixPath, context: Context, flow: Flow, reaches: Sequence[Reach], mode: Mode
    ) -> tuple[Flow, list[Reach]]:
        """A way and where it goes on, with what callers in other files send along it that is not the followed value itself."""
        known = set(on_the_way(path, context, flow))
        known.update(*(on_the_way(reach.path, reach.context, reach.flow) for reach in reaches if reach.context))
        is_same = keeps_mode(self.scanner.rulebook.facts, mode)

        def called(at: PurePosixPath, way: Flow) -> Flow:
            seen = set[Port]()
            handed = (found for door in way.doors for found in self._handed_over(Port(at, door, mode), seen))
            strange = (found for found in handed if found.span is None or (found.path, found.span) not in known)
            return with_callers(way, strange, is_same)

        return called(path, flow), [reach._replace(flow=called(reach.path, reach.flow)) for reach in reaches]

    def _handed_over(self, port: Port, seen: set[Port]) -> Iterator[Handed]:
        """What callers hand over for a parameter, of those that only hand on what they were called with, their callers'."""
        if port in seen:
            return
        seen.add(port)
        for found in self.callers.get(port, ()):
            around = Port(found.path, found.door, port.mode) if found.door is not None else None
            if around is not None and around in self._links:
                yield from self._handed_over(around, seen)
            else:
                yield found

    def want_callers(self, port: Port) -> None:
        """A parameter whose callers in other files count."""
        if port not in self._links:
            self._waiting.add(port)

    def _reaches(self, port: Port, seen: set[Port]) -> Iterator[Reach]:
        """Where a value comes in that leaves by a port, at once or through files that hand it on."""
        yield from self._links.get(port, ())
        for onward in self._onward.get(port, ()):
            if onward not in seen:
                seen.add(onward)
                yield from self._reaches(onward, seen)

    def add(self, path: PurePosixPath, shown: PurePosixPath, data: bytes) -> None:
        """First pass: a file that names a model. `path` is the one within the project."""
        scan = self.scanner.scan(shown, data, path)
        self.constants |= untold_constants(scan, path)
        self.ground.add(path, data, scan)
        moving = cache(lambda: {finding.span for finding in unobstructed(scan, self.scanner.rulebook.facts.remarks)})
        self.narrow.add(path, data, scan, moving)
        self.others.add(saying_of(path, data, scan, moving), cache(partial(words_in, data)))
        self.said.add(path, scan)
        if self.thinker is None and language_of(path) not in DOCUMENTS and kind_of(path) is FileKind.SOURCE:
            self.thinker = thinker_of(scan.findings, self.scanner.rulebook.facts)
        self._declared |= _declared(scan.findings, language_of(path))
        readers = Readers()
        imports = cache(lambda: list(imports_of(path, data)))
        for finding in scan.findings:
            mode = finding.context.thinking
            if (
                Action.SET_THINKING not in finding.rule.fix.do
                or mode is None
                or not needs_switch(mode, self.scanner.rulebook.facts)
            ):
                continue
            if finding.place.role is Role.CONFIG:
                self._want_setting(finding, mode)
            elif finding.context.candidate is not None:
                context = finding.context
                is_same = keeps_mode(self.scanner.rulebook.facts, mode)
                flow = readers.flow(context.syntax, finding.context.candidate.span, is_same)
                reader = readers.of(context.syntax)
                if flow is not None and reader is not None:
                    self._want(path, data, flow, mode, reader, imports)

    def _want_setting(self, finding: Finding, mode: Mode) -> None:
        name = finding.place.name or ""
        if _SETTING.match(name):
            self._waiting.add(Port(_NO_FILE, Name(name, kind="setting"), mode))

    def _want(
        self,
        path: PurePosixPath,
        data: bytes,
        flow: Flow,
        mode: Mode,
        reader: FlowReader,
        imports: Callable[[], Iterable[Import]],
    ) -> None:
        """Everything by which the value leaves this file."""
        for port in _ports(path, flow, mode):
            if port in self._links or port in self._waiting:
                continue
            if isinstance(port.way, Name):
                self._holders[port] = _shown(path, data, tuple(reader.holders(port.way)))
                self._waiting.add(port)
            elif isinstance(port.way, Door):
                self.want_callers(port)
            else:
                brought = next((entry for entry in imports() if _is_called(entry, port.way.callee)), None)
                if brought is None and path.suffix == NOTEBOOK:
                    brought = Import("", port.way.callee, port.way.callee)  # another cell may define it
                if brought is not None:
                    self._handed[port] = brought
                    self._waiting.add(port)

    def _spellings(self, port: Port, name: Name) -> set[bytes]:
        """The words of which a file that reads a name holds one: a class of settings has its fields in lower case."""
        if name.kind == "setting":
            return {name.name.encode(), name.name.lower().encode()}
        holders = () if name.of else self._holders.get(port, ())  # its names in files that hand it on
        module = (stem_of(port.path) or ("index",))[-1]  # who takes a default writes nothing else of it
        renamed = (module if holder == DEFAULT else holder.removesuffix("()") for holder in holders)
        return {name.name.encode(), *(word.encode() for word in renamed)}

    @property
    def is_done(self) -> bool:
        """Is there nothing left to look for?"""
        wanted = self._waiting or self.narrow.is_waiting or (self._rounds == 0 and (self.constants or self._declared))
        return self._rounds >= _ROUNDS or not wanted

    @property
    def has_untold(self) -> bool:
        """Are there constants of which other files may say whose server they are for?"""
        return bool(self.constants)

    def told(self, found: Iterable[Evidence]) -> None:
        """Take down where a file sends constants, by whatever name it has them."""
        self._evidence += [entry._replace(constant=self.origins.get(entry.constant, entry.constant)) for entry in found]

    def pass_over(self, paths: Collection[PurePosixPath]) -> Pass:
        """The next pass over the files of the project."""
        constants = frozenset(self.origins or self.constants if self._rounds == 0 else ())
        found = Pass(self, frozenset(self._waiting), constants, self._declared if self._rounds == 0 else (), paths)
        self._waiting = set()
        self._rounds += 1
        for port in found.ports:
            self._links.setdefault(port, [])
        return found


def _shown(path: PurePosixPath, data: bytes, holders: tuple[str, ...]) -> tuple[str, ...]:
    """What others import to read a name, by its other names in its file, too: what that exports it as."""
    shown = (entry.alias for entry in shown_as(path, data) if entry.name in holders)
    return tuple(dict.fromkeys((*holders, *shown)))


def _declared(findings: Iterable[Finding], language: str) -> set[str]:
    """Constants of a file that hold more than one old name, where equal labels would not compile."""
    held = [finding for finding in findings if finding.place.constant] if language in STRICT else []
    if len({finding.found for finding in held}) < _SEVERAL:
        return set()
    return {(finding.place.constant or "").rpartition(".")[2] for finding in held}


_SEVERAL = 2


def _ports(path: PurePosixPath, flow: Flow, mode: Mode) -> Iterator[Port]:
    """Everything by which a value leaves a file. Of calls only those whose function another file may define."""
    for name in flow.names:
        yield Port(_NO_FILE if name.kind == "setting" else path, name, mode)
    for door in flow.doors:
        yield Port(path, door, mode)
    for given in flow.given:
        yield Port(path, given, mode)
    for call in flow.calls:
        slot = call.model.name if call.model is not None else flow.slots.get(call.span)
        if slot is not None and re.fullmatch(r"[\w$]+(?:\.[\w$]+)?", call.callee):
            yield Port(path, Given(call.callee, slot, call.span in flow.of_bases), mode)


def _is_called(brought: Import, callee: str) -> bool:
    head, _, _ = callee.rpartition(".")
    return brought.alias == callee if brought.name else bool(head) and brought.alias == head
