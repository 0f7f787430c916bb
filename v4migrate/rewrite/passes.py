"""One pass over the files of a project: which of them a value comes into (by a name, a setting, a function), and where it goes."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, NamedTuple

from v4migrate.regex import regex
from v4migrate.rewrite.callers import Caller, handed_by, may_call
from v4migrate.rewrite.labels import STRICT, is_label
from v4migrate.rewrite.narrow.types import is_spoken
from v4migrate.rewrite.thinking import Reach, keeps_mode
from v4migrate.rulebook.facts.models import Thinking as Mode
from v4migrate.scan.file_hosts import FileHosts, cells_of
from v4migrate.scan.finding import Context
from v4migrate.scan.flow.follow import Flow, follow
from v4migrate.scan.flow.readers import Readers
from v4migrate.scan.flow.steps import Door, FlowReader, Given, Name
from v4migrate.scan.imports import ALL, Import, handed_on, imports_of, is_package_file
from v4migrate.scan.kinds import FileKind, kind_of
from v4migrate.scan.languages import DOCUMENTS, language_of
from v4migrate.scan.libraries import Libraries
from v4migrate.scan.project import FOLLOWED, Exported, all_imports, evidence
from v4migrate.scan.regions import regions_of
from v4migrate.scan.syntax import read_syntax
from v4migrate.scan.syntax.tabled.grammars import LANGUAGES
from v4migrate.scan.syntax.tree import text_of

if TYPE_CHECKING:
    from v4migrate.rewrite.project import Project

_SET = frozenset({"lines", "json", "toml"})  # what sets a setting, and reads none
NOTEBOOK = ".ipynb"  # its cells are texts of their own, and share their names


class Port(NamedTuple):
    """Where a value leaves a file: by a name that others read, a setting, or a function that it is handed to; or where others come in:
    by a parameter on its way."""

    path: PurePosixPath  # within the project; none for a setting
    way: Name | Given | Door
    mode: Mode


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
        self._doors = [(port, port.way) for port in sorted(ports, key=str) if isinstance(port.way, Door)]
        self._paths = paths
        self._narrow = project.narrow.looking()
        self._words = {constant.word for constant in constants} | {name.encode() for name in declared}
        for port, name in self._pulled:
            self._words |= project._spellings(port, name)
        self._entered: dict[PurePosixPath, list[Port]] = defaultdict(list)
        for port in ports:
            brought = project._handed.get(port)
            if brought is not None and not brought.module:
                self._entered[port.path].append(port)
            elif brought is not None:
                for path in paths:
                    if path.suffix in FOLLOWED and project.modules.means(brought.module, port.path, path):
                        self._entered[path].append(port)

    def may_say(self, path: PurePosixPath, data: bytes) -> bool:
        """Is a file worth parsing?"""
        is_named = (
            path in self._entered or any(word in data for word in self._words) or self._hands_on_class(path, data)
        )
        is_caller = any(may_call(door, port.path, path, data) for port, door in self._doors)
        return is_named or is_caller or self._is_narrow(path, data) or _hands_on_all(path, data)

    def _hands_on_class(self, path: PurePosixPath, data: bytes) -> bool:
        """May a package hand on a class, of which it writes no field?"""
        return is_package_file(path) and any(name.of.encode() in data for _, name in self._pulled if name.of)

    def _is_narrow(self, path: PurePosixPath, data: bytes) -> bool:
        """May a file say more of types that know only an old name?"""
        return self._narrow is not None and is_spoken(path) and self._narrow.search(data) is not None

    def meet(self, path: PurePosixPath, shown: PurePosixPath, data: bytes) -> None:
        """What one file does with the names."""
        project = self.project
        if self._is_narrow(path, data):
            project.narrow.meet(path, data)
        project.told(evidence(self.constants, path, data, project.scanner.hosts, project.modules))
        language = language_of(path)
        if language not in DOCUMENTS and language not in _SET:
            settings = ((port, name) for port, name in self._pulled if name.kind == "setting")
            project.named |= {n.name for port, n in settings if any(w in data for w in project._spellings(port, n))}
        if language in STRICT:
            project.labelled |= {name for name in self._declared if is_label(name, data, language)}
        if path.suffix not in FOLLOWED:
            self._unread(path, shown, data)
            return
        if kind_of(path) is FileKind.TEST:
            return  # a test makes no request of its own
        file = _File(project, path, shown, data)
        for port, name in self._pulled:
            if port.path == path and path.suffix != NOTEBOOK:
                continue
            if any(word in data for word in project._spellings(port, name)) or file.hands_on_all:
                file.pull(port, name)
            elif name.of and is_package_file(path) and name.of.encode() in data:
                file.hand_on(port, name)
        for port in self._entered.get(path, ()):
            file.enter(port)
        for port, door in self._doors:
            if may_call(door, port.path, path, data):
                file.call(port, door, self._paths)

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
        self.hands_on_all = _hands_on_all(path, data)
        self._means = project.modules.means
        self._taken = list(all_imports(path, data))
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
            self.hand_on(port, way)
            brought = [entry for entry in self._taken if self._means(entry.module, self.path, port.path)]
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
            is_same = keeps_mode(self.project.scanner.rulebook.facts, port.mode)
            untold = {
                node.id: node for name in sorted(spelled) for node in reader.untold(name, way) if way.kind == "field"
            }
            perhaps = [node for node in untold.values() if follow(reader, [node], is_same).calls]
            if starts or perhaps:
                flow = follow(reader, starts, is_same)
                flow.is_choice |= way.kind == "setting"
                if perhaps:
                    flow.lost = flow.lost or f"{text_of(perhaps[0])} may be of {way.of}, too"
                self._reached(port, context, reader, flow)

    def enter(self, port: Port) -> None:
        """A function of this file that a value is handed to."""
        way = port.way
        assert isinstance(way, Given)
        function = way.callee.rpartition(".")[2]
        brought = self.project._handed[port]
        function = brought.name if brought.name and brought.alias == way.callee else function
        self._hand_on_function(port, way, function)
        for context, reader in self.contexts():
            name = reader.parameter(function, way.slot)
            if name is not None:
                flow = follow(reader, (), keeps_mode(self.project.scanner.rulebook.facts, port.mode), name)
                flow.foreigners += [f"what else builds on {function} hands over"] if way.is_base else []
                self._reached(port, context, reader, flow)

    def call(self, port: Port, door: Door, paths: Collection[PurePosixPath]) -> None:
        """A function of another file that this one may call."""
        caller = Caller(self.path, self.data, self.imports, paths, self._means)
        spelled = caller.spelled(door, port.path)
        if spelled:
            found = list(handed_by(self.contexts(), self.path, door, spelled))
            self.project.callers[port] += found
            for around in {entry.door for entry in found if entry.door is not None}:
                self.project.want_callers(Port(self.path, around, port.mode))

    def hand_on(self, port: Port, way: Name) -> None:
        """A name of another file that this one hands on: who takes it from here reads it, too."""
        held = [*handed_on(self.path, self.data, by_any=True)]
        taken = [entry for entry in held if self._means(entry.module, self.path, port.path)]
        holders = self.project._holders[port]
        spelled = [holder for holder in holders for entry in taken if entry.name == ALL]
        spelled += [name for entry in taken for holder in holders if (name := _spelled(entry, holder))]
        if spelled:
            onward = Port(self.path, way, port.mode)
            self.project._holders[onward] = tuple(spelled)
            self._go_on(port, onward)

    def _hand_on_function(self, port: Port, way: Given, function: str) -> None:
        """A function that this file takes from another and hands on."""
        for entry in handed_on(self.path, self.data):
            if entry.alias not in (function, ALL):
                continue
            name = function if entry.name == ALL else entry.name
            onward = Port(self.path, way._replace(callee=f"{entry.module} {name}"), port.mode)
            self.project._handed[onward] = Import(entry.module, name, f"{entry.module} {name}")
            self._go_on(port, onward)

    def _go_on(self, port: Port, onward: Port) -> None:
        if onward != port and onward not in self.project._links:
            self.project._waiting.add(onward)
        if onward not in self.project._onward[port]:
            self.project._onward[port].append(onward)

    def _reached(self, port: Port, context: Context, reader: FlowReader, flow: Flow) -> None:
        self.project._links[port].append(Reach(self.path, self.shown, self.data, context, flow))
        self.project._want(self.path, self.data, flow, port.mode, reader, lambda: self.imports)


def _hands_on_all(path: PurePosixPath, data: bytes) -> bool:
    """Does a file hand on all that another one has, without a word of what that is?"""
    return path.suffix in FOLLOWED and _ALL_OF.search(data) is not None


_ALL_OF = regex(rb"(?m)^[ \t]*(?:export[ \t]*\*|from[ \t]+[.\w]+[ \t]+import[ \t]*\*)")


def _spelled(brought: Import, holder: str) -> str | None:
    """How a file writes what it imports; `get_settings()` is written with its brackets."""
    bare = holder.removesuffix("()")
    written = bare if brought.name == ALL else brought.spelled(bare)
    return f"{written}{holder[len(bare) :]}" if written else None
