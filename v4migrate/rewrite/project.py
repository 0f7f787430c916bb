"""The names of one file that other files ask with: where in the project they go.

Built in passes, so that nothing but the few files on the way is kept: `add` every file that names a model, then `meet` every file until
`is_done`, and `enter` those that `wanted` names, which are handed a name.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from functools import cache, cached_property
from pathlib import PurePosixPath
from typing import NamedTuple

from v4migrate.rewrite.ground import Ground
from v4migrate.rewrite.labels import STRICT, is_label
from v4migrate.rewrite.own_types.source import Source
from v4migrate.rewrite.thinking import Following, Reach, keeps_mode, needs_switch
from v4migrate.rulebook.facts.models import Thinking as Mode
from v4migrate.rulebook.schema import Action, Role
from v4migrate.scan.file_hosts import FileHosts, cells_of
from v4migrate.scan.finding import Context, Finding
from v4migrate.scan.flow.follow import Flow, follow
from v4migrate.scan.flow.readers import Readers
from v4migrate.scan.flow.steps import FlowReader, Given, Name
from v4migrate.scan.host import Host
from v4migrate.scan.imports import Import, imports_of, refers_to
from v4migrate.scan.kinds import FileKind, kind_of
from v4migrate.scan.languages import DOCUMENTS, language_of
from v4migrate.scan.libraries import Libraries
from v4migrate.scan.project import FOLLOWED, Evidence, Exported, decided, evidence, untold_constants
from v4migrate.scan.regions import regions_of
from v4migrate.scan.scanner import Scanner
from v4migrate.scan.syntax import read_syntax
from v4migrate.scan.syntax.tabled.grammars import LANGUAGES
from v4migrate.scan.thinker import thinker_of

_SETTING = re.compile(r"[A-Z][A-Z0-9_]{2,}\Z")
_NO_FILE = PurePosixPath()
NOTEBOOK = ".ipynb"  # its cells are texts of their own, and share their names
_ROUNDS = 4  # files that a name is followed through, one after the other


class Port(NamedTuple):
    """Where a value leaves a file: by a name that others read, a setting, or a function that it is handed to."""

    path: PurePosixPath  # within the project; none for a setting
    way: Name | Given
    mode: Mode


class Project:
    """What is known of a whole project before its files are rewritten."""

    def __init__(self, scanner: Scanner) -> None:
        self.scanner = scanner
        self.thinker: str | None = None
        self.ground = Ground(scanner)
        self.apart: Mapping[str, str] = {}  # old names that are called as the larger model everywhere, to be told apart
        self.labelled: set[str] = (
            set()
        )  # constants that are labels or keys in a file of a language that refuses equal ones
        self._declared: set[str] = set()  # such constants, of one file and two old names
        self._constants: set[Exported] = set()
        self._evidence: list[Evidence] = []
        self._links: dict[Port, list[Reach]] = {}
        self._holders: dict[Port, tuple[str, ...]] = {}
        self._waiting: set[Port] = set()
        self._handed: dict[Port, Import] = {}
        self._rounds = 0

    @cached_property
    def hosts(self) -> Mapping[PurePosixPath, Mapping[str, Host]]:
        """Whose server the constants of each file are for, as far as other files say. To be asked when the passes are over."""
        return decided(self._evidence)

    def following(
        self, path: PurePosixPath, shown: PurePosixPath, data: bytes, readers: Readers, thinker: str | None
    ) -> Following:
        """What the rewrite of one file needs to follow its names. `thinker`: what the file itself says."""

        def beyond(flow: Flow, mode: Mode) -> list[Reach]:
            return list(self._beyond(path, flow, mode, set()))

        carriers = cache(lambda: self.ground.carriers(path, shown, data))
        current = Source(path, shown, data, language_of(path))
        return Following(readers, thinker or self.thinker, beyond, self.ground, carriers, current)

    def _beyond(self, path: PurePosixPath, flow: Flow, mode: Mode, seen: set[Port]) -> Iterator[Reach]:
        for port in _ports(path, flow, mode):
            if port in seen:
                continue
            seen.add(port)
            for reach in self._links.get(port, ()):
                yield reach._replace(handed=port.way if isinstance(port.way, Given) else None)
                yield from self._beyond(reach.path, reach.flow, mode, seen)

    def add(self, path: PurePosixPath, shown: PurePosixPath, data: bytes) -> None:
        """First pass: a file that names a model. `path` is the one within the project."""
        scan = self.scanner.scan(shown, data, path)
        self._constants |= untold_constants(scan, path)
        self.ground.add(path, data, scan)
        if self.thinker is None and language_of(path) not in DOCUMENTS and kind_of(path) is FileKind.SOURCE:
            self.thinker = thinker_of(scan.findings)
        self._declared |= _declared(scan.findings, language_of(path))
        readers = Readers()
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
                    self._want(path, flow, mode, reader, lambda: list(imports_of(path, data)))

    def _want_setting(self, finding: Finding, mode: Mode) -> None:
        name = finding.place.name or ""
        if _SETTING.match(name):
            self._waiting.add(Port(_NO_FILE, Name(name, kind="setting"), mode))

    def _want(
        self, path: PurePosixPath, flow: Flow, mode: Mode, reader: FlowReader, imports: Callable[[], Iterable[Import]]
    ) -> None:
        """Everything by which the value leaves this file."""
        for port in _ports(path, flow, mode):
            if port in self._links or port in self._waiting:
                continue
            if isinstance(port.way, Name):
                self._holders[port] = tuple(reader.holders(port.way))
                self._waiting.add(port)
            else:
                brought = next((entry for entry in imports() if _is_called(entry, port.way.callee)), None)
                if brought is None and path.suffix == NOTEBOOK:
                    brought = Import("", port.way.callee, port.way.callee)  # another cell may define it
                if brought is not None:
                    self._handed[port] = brought
                    self._waiting.add(port)

    @property
    def is_done(self) -> bool:
        """Is there nothing left to look for?"""
        wanted = self._waiting or (self._rounds == 0 and (self._constants or self._declared))
        return self._rounds >= _ROUNDS or not wanted

    def pass_over(self, paths: Collection[PurePosixPath]) -> Pass:
        """The next pass over the files of the project."""
        constants = frozenset(self._constants if self._rounds == 0 else ())
        found = Pass(self, frozenset(self._waiting), constants, self._declared if self._rounds == 0 else (), paths)
        self._waiting = set()
        self._rounds += 1
        for port in found.ports:
            self._links.setdefault(port, [])
        return found


class Pass:
    """One pass: which files are worth a look, and what they say."""

    def __init__(
        self,
        project: Project,
        ports: frozenset[Port],
        constants: frozenset[Exported],
        declared: Collection[str],
        paths: Collection[PurePosixPath],
    ) -> None:
        self.project = project
        self.ports = ports
        self.constants = constants
        self._declared = declared
        self._pulled = [(port, port.way) for port in sorted(ports, key=str) if isinstance(port.way, Name)]
        self._words = {constant.name.encode() for constant in constants} | {name.encode() for name in declared}
        for _, name in self._pulled:
            self._words |= _spellings(name)
        self._entered: dict[PurePosixPath, list[Port]] = defaultdict(list)
        for port in ports:
            brought = project._handed.get(port)
            if brought is not None and not brought.module:
                self._entered[port.path].append(port)
            elif brought is not None:
                for path in paths:
                    if path.suffix in FOLLOWED and refers_to(brought.module, port.path, path):
                        self._entered[path].append(port)

    def may_say(self, path: PurePosixPath, data: bytes) -> bool:
        """Is a file worth parsing?"""
        return path in self._entered or any(word in data for word in self._words)

    def meet(self, path: PurePosixPath, shown: PurePosixPath, data: bytes) -> None:
        """What one file does with the names."""
        project = self.project
        project._evidence += evidence(self.constants, path, data, project.scanner.hosts)
        language = language_of(path)
        if language in STRICT:
            project.labelled |= {name for name in self._declared if is_label(name, data, language)}
        if path.suffix not in FOLLOWED:
            self._unread(path, shown, data)
            return
        if kind_of(path) is FileKind.TEST:
            return  # a test makes no request of its own
        file = _File(project, path, shown, data)
        for port, name in self._pulled:
            if (port.path != path or path.suffix == NOTEBOOK) and any(word in data for word in _spellings(name)):
                file.pull(port, name)
        for port in self._entered.get(path, ()):
            file.enter(port)

    def _unread(self, path: PurePosixPath, shown: PurePosixPath, data: bytes) -> None:
        """A setting that is read in a language whose values are not followed."""
        if language_of(path) not in LANGUAGES:
            return
        for port, name in self._pulled:
            if name.kind == "setting" and name.name.encode() in data:
                self.project._links[port].append(Reach(path, shown, data, None, Flow(lost=f"{shown} reads it, too")))


class _File:
    """One file that a value may come into."""

    def __init__(self, project: Project, path: PurePosixPath, shown: PurePosixPath, data: bytes) -> None:
        self.project = project
        self.path = path
        self.shown = shown
        self.data = data
        self.imports = list(imports_of(path, data))
        self._contexts: list[tuple[Context, FlowReader]] | None = None
        self._readers = Readers()

    def contexts(self) -> list[tuple[Context, FlowReader]]:
        """Its texts, parsed when the first name asks."""
        if self._contexts is None:
            finder = self.project.scanner.hosts
            self._contexts = []
            regions = regions_of(self.path, self.data)
            libraries = Libraries(regions)
            code = cells_of(self.path, regions)
            for region in regions:
                syntax = read_syntax(region)
                reader = self._readers.of(syntax)
                if reader is not None:
                    hosts = FileHosts(finder, region, lambda: finder.signs(self.data), self.path, code)
                    self._contexts.append((Context(region, syntax, hosts, libraries, None), reader))
        return self._contexts

    def pull(self, port: Port, way: Name) -> None:
        """A name of another file, or a setting, that this one may read."""
        spelled = set[str]()
        if port.path == self.path:
            spelled = set(self.project._holders[port])
        elif way.kind != "setting":
            brought = [entry for entry in self.imports if refers_to(entry.module, self.path, port.path)]
            written = (_spelled(entry, holder) for entry in brought for holder in self.project._holders[port])
            spelled = {name for name in written if name}
            if not spelled:
                return
        for context, reader in self.contexts():
            if port.path == self.path and any(map(reader.is_bound, spelled)):
                continue  # the cell that gives the name its value, or one that gives it another
            if way.kind == "setting":
                starts = list(reader.settings(way.name))
            else:
                starts = [node for name in sorted(spelled) for node in reader.imported(name, way)]
            if starts:
                flow = follow(reader, starts, keeps_mode(self.project.scanner.rulebook.facts, port.mode))
                flow.is_choice |= way.kind == "setting"
                self._reached(port, context, reader, flow)

    def enter(self, port: Port) -> None:
        """A function of this file that a value is handed to."""
        way = port.way
        assert isinstance(way, Given)
        function = way.callee.rpartition(".")[2]
        brought = self.project._handed[port]
        function = brought.name if brought.name and brought.alias == way.callee else function
        for context, reader in self.contexts():
            name = reader.parameter(function, way.slot)
            if name is not None:
                flow = follow(reader, (), keeps_mode(self.project.scanner.rulebook.facts, port.mode), name)
                flow.foreigners += [f"what else builds on {function} hands over"] if way.is_base else []
                self._reached(port, context, reader, flow)

    def _reached(self, port: Port, context: Context, reader: FlowReader, flow: Flow) -> None:
        self.project._links[port].append(Reach(self.path, self.shown, self.data, context, flow))
        self.project._want(self.path, flow, port.mode, reader, lambda: self.imports)


def _declared(findings: Iterable[Finding], language: str) -> set[str]:
    """Constants of a file that hold more than one old name, where equal labels would not compile."""
    held = [finding for finding in findings if finding.place.constant] if language in STRICT else []
    if len({finding.found for finding in held}) < _SEVERAL:
        return set()
    return {(finding.place.constant or "").rpartition(".")[2] for finding in held}


_SEVERAL = 2


def _spelled(brought: Import, holder: str) -> str | None:
    """How a file writes what it imports; `get_settings()` is written with its brackets."""
    bare = holder.removesuffix("()")
    written = brought.spelled(bare)
    return f"{written}{holder[len(bare) :]}" if written else None


def _spellings(name: Name) -> set[bytes]:
    """The words of which a file that reads a name holds one: a class of settings has its fields in lower case."""
    written = name.name.encode()
    return {written, written.lower()} if name.kind == "setting" else {written}


def _ports(path: PurePosixPath, flow: Flow, mode: Mode) -> Iterator[Port]:
    """Everything by which a value leaves a file. Of calls only those whose function another file may define."""
    for name in flow.names:
        yield Port(_NO_FILE if name.kind == "setting" else path, name, mode)
    for given in flow.given:
        yield Port(path, given, mode)
    for call in flow.calls:
        slot = call.model.name if call.model is not None else flow.slots.get(call.span)
        if slot is not None and re.fullmatch(r"[\w$]+(?:\.[\w$]+)?", call.callee):
            yield Port(path, Given(call.callee, slot, call.span in flow.of_bases), mode)


def _is_called(brought: Import, callee: str) -> bool:
    head, _, _ = callee.rpartition(".")
    return brought.alias == callee if brought.name else bool(head) and brought.alias == head
