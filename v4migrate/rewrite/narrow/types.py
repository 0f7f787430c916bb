"""The narrow types of one project, and which values must fit them.

Built with `project.py`: `add` every file that names a model, then `meet` every file that may say more, while `is_waiting`.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping
from pathlib import PurePosixPath
from types import ModuleType
from typing import NamedTuple, cast

from tree_sitter import Node

from v4migrate.regex import regex
from v4migrate.rewrite.client import client_of, clients_of
from v4migrate.rewrite.narrow import python, typescript
from v4migrate.rewrite.narrow.declared import IsClient, Outline, Speech, mentioned, outline, spread
from v4migrate.rewrite.own_types.source import Source, field_text
from v4migrate.rulebook.facts import Facts
from v4migrate.rulebook.schema import Action, Safety
from v4migrate.scan.finding import FileScan, Finding
from v4migrate.scan.imports import refers_to
from v4migrate.scan.languages import language_of
from v4migrate.scan.place import Span
from v4migrate.scan.syntax.tree import span_of, text_of

_SPEECHES: Mapping[str, ModuleType] = {
    "python": python,
    "typescript": typescript,
    "tsx": typescript,
    "javascript": typescript,
}
_MAY_BE_NARROW = regex(
    rb"\btype\b|\binterface\b|\bas const\b|\.(?:enum|[lL]iteral|picklist|oneOf)\(|Literal\[|Enum\b|[=:|]\s*[\"']"
)


class Renaming(NamedTuple):
    """An old name, and the one that is to be written."""

    old: str
    new: str
    is_beside: bool = False  # the old name stays: an entry is added, as happens only where lists get theirs, too


class NarrowTypes:
    """Those of one project."""

    def __init__(self, facts: Facts) -> None:
        self._facts = facts
        self._renamings: set[Renaming] = set()
        self._files: dict[PurePosixPath, Source] = {}
        self._moving: dict[PurePosixPath, Collection[Span]] = {}
        self._growing: dict[
            PurePosixPath, Collection[Span]
        ] = {}  # the entries of lists that get another one beside them
        self._carriers: set[str] = set()
        self._known: dict[Renaming, dict[str, str]] = {}
        self._words: set[str] = set()
        self._outlines: dict[PurePosixPath, Outline] = {}
        self._homes: dict[Renaming, dict[str, set[PurePosixPath]]] = {}  # the files that declare a narrow name

    def add(self, path: PurePosixPath, data: bytes, scan: FileScan, moving: Callable[[], Collection[Span]]) -> None:
        """A file that names a model. `moving`: where its own choices get the new name in the same rewrite."""
        renamed = [
            finding
            for finding in scan.findings
            if finding.target and finding.context.candidate and Action.REPLACE_ID in finding.rule.fix.do
        ]
        added = [finding for finding in scan.findings if is_added(finding)]
        if not is_spoken(path) or not (scan.findings or scan.left):
            return
        self._renamings |= {_renaming(finding) for finding in (*renamed, *added)}
        self._growing[path] = {finding.span for finding in added if finding.row is None}
        self._moving[path] = moving() if _MAY_BE_NARROW.search(data) else ()
        self._keep(path, data)
        self._carriers |= {name for finding in renamed if (name := _carrier(finding, path)) is not None}

    def _keep(self, path: PurePosixPath, data: bytes) -> None:
        self._files[path] = Source(path, path, data, language_of(path))

    @property
    def is_waiting(self) -> bool:
        """Are there names that other files may use, and were not looked for yet?"""
        return bool(self.wanted() - self._words)

    def wanted(self) -> set[str]:
        """The names of narrow types, and of what holds or takes their values."""
        names = {name for renaming in self._renamings for name in self._names(renaming)}
        return {name.lstrip(".") for name in names} | self._carriers if names else set()

    def looking(self) -> re.Pattern[bytes] | None:
        """What a file holds that the next pass has to meet; None where there is nothing to look for."""
        self._words |= self.wanted()
        self._known = {}
        words = b"|".join(re.escape(word.encode()) for word in sorted(self._words))
        return re.compile(rb"(?<![\w$])(?:%s)(?![\w$])" % words) if words else None

    def meet(self, path: PurePosixPath, data: bytes) -> None:
        """A file that mentions one of them."""
        if path not in self._files and is_spoken(path):
            self._keep(path, data)

    def _names(self, renaming: Renaming) -> dict[str, str]:
        """The names that files tell each other, with the place of the type."""
        if renaming not in self._known:
            self._known[renaming] = self._closed(renaming)
        return self._known[renaming]

    def _closed(self, renaming: Renaming) -> dict[str, str]:
        sources = {path: found for path, source in self._files.items() if (found := self._sources(source, renaming))}
        names: dict[str, str] = {}
        homes = self._homes[renaming] = defaultdict(set)
        is_more = bool(sources)
        while is_more:
            is_more = False
            for path, source in self._files.items():
                _, seen = spread(self._outline(source), self._meant(source, names, renaming), sources.get(path, ()))
                for name in seen:
                    homes[name].add(path)
                if new := seen - set(names):
                    is_more = True
                    names |= dict.fromkeys(new, _place(source, sources, names))
        return names

    def _meant(self, source: Source, names: Collection[str], renaming: Renaming) -> Collection[str]:
        """The names without those that a file takes from one that declares another thing of that name."""
        homes = self._homes[renaming]
        brought = ((name, module) for name, _, module in self._outline_of(source).imports.taken if name in names)
        return set(names) - {name for name, module in brought if self._is_another(source.path, name, module, homes)}

    def _is_another(
        self, path: PurePosixPath, name: str, module: str, homes: Mapping[str, Collection[PurePosixPath]]
    ) -> bool:
        if not module.startswith("."):
            return False  # a package, or an alias of a folder: which file that is, is not for certain
        own = (
            other
            for other, source in self._files.items()
            if refers_to(module, path, other)
            and any(name in entry.names for entry in self._outline(source).entries if entry.is_seen)
        )
        return any(other not in homes.get(name, ()) for other in own)

    def _outline_of(self, source: Source) -> Outline:
        """The outline of a file, or of a stretch of one."""
        is_kept = self._files.get(source.path) is not None and self._files[source.path].text == source.text
        return self._outline(source) if is_kept else outline(_speech(source), source.tree.root_node)

    def _outline(self, source: Source) -> Outline:
        if source.path not in self._outlines:
            self._outlines[source.path] = outline(_speech(source), source.tree.root_node)
        return self._outlines[source.path]

    def _sources(self, source: Source, renaming: Renaming) -> set[int]:
        """Where the strings stand that are narrow types, or parts of them; those of choices that move along are none."""
        if renaming.old.encode() not in source.text or not _MAY_BE_NARROW.search(source.text):
            return set()
        moving = (self._growing if renaming.is_beside else self._moving).get(source.path, ())
        return {
            node.start_byte
            for node, whole in _speech(source).written(source.tree.root_node, renaming.old)
            if renaming.new not in whole and not any(span_of(node).holds(span) for span in moving)
        }

    def in_way(self, finding: Finding, path: PurePosixPath) -> str | None:
        """The type that the value of a finding must fit, and where it knows only the old name; None where there is none."""
        candidate, region = finding.context.candidate if finding.source else None, finding.context.region
        if finding.target is None or candidate is None or region.language not in _SPEECHES:
            return None
        names = self._names(_renaming(finding))
        if not names:
            return None
        source = Source(path, path, region.text, region.language)
        node = source.at(candidate.span)
        told = self._told(source, [node], names, _renaming(finding), _is_client(finding, self._facts))
        if told is None and (name := _speech(source).carrier(node)) is not None:
            told = self._told_of(source, name, names, _renaming(finding))
        return f"{told.lstrip('.')} ({names.get(told, next(iter(names.values())))})" if told is not None else None

    def _told(
        self, source: Source, nodes: Iterable[Node], names: Collection[str], renaming: Renaming, is_client: IsClient
    ) -> str | None:
        """The narrow type that one of these nodes of a file must fit."""
        speech = _speech(source)
        parts = [part for node in nodes for part in speech.wants(node, is_client)]
        if not parts:
            return None
        starts = self._sources(source, renaming)
        names = self._meant(source, names, renaming)
        found, _ = spread(outline(speech, source.tree.root_node), names, starts)
        told = (mentioned(speech, part, found, starts) for part in parts)
        first = next((by for by in told if by is not None), None)
        return renaming.old if first == "" else first

    def _told_of(self, holder: Source, name: str, names: Collection[str], renaming: Renaming) -> str | None:
        """The narrow type that a use of a constant must fit, in any file that brings it."""
        for source in [holder, *(source for path, source in self._files.items() if path != holder.path)]:
            speech = _speech(source)
            if speech is not _speech(holder) or not source.mentions(name):
                continue
            spelled = speech.imports(source.tree.root_node).spelled([name]) | ({name} if source is holder else set())
            words = source.nodes(*speech.WORDS) if spelled else []
            uses = [word for word in words if text_of(word) in spelled]
            told = self._told(source, uses, names, renaming, lambda call: False)
            if told is not None:
                return told
        return None


def is_added(finding: Finding) -> bool:
    """Does the fix of a finding add an entry beside the old one?"""
    can_be = finding.target is not None and finding.safety is not Safety.ADVICE
    return can_be and finding.context.candidate is not None and Action.ADD_BESIDE in finding.rule.fix.do


def is_spoken(path: PurePosixPath) -> bool:
    """Is a file written in a language of such types?"""
    return language_of(path) in _SPEECHES


def _place(source: Source, sources: Mapping[PurePosixPath, set[int]], names: Mapping[str, str]) -> str:
    """The type that is written out: of this file, or of the one by which it is narrow."""
    if source.path not in sources:
        return next(iter(names.values()))
    line = source.text.count(b"\n", 0, min(sources[source.path])) + 1
    return f"{source.path}:{line}"


def _carrier(finding: Finding, path: PurePosixPath) -> str | None:
    candidate, region = finding.context.candidate, finding.context.region
    if candidate is None or region.language not in _SPEECHES:
        return None
    source = Source(path, path, region.text, region.language)
    return _speech(source).carrier(source.at(candidate.span))


def _is_client(finding: Finding, facts: Facts) -> IsClient:
    call, context = finding.place.call, finding.context
    if call is None or call.callee.startswith("<"):
        return lambda node: False
    language = "typescript" if context.region.language == "tsx" else context.region.language
    known = client_of(call, clients_of(language, facts.clients), context.libraries, context.region, is_own_api=True)
    return lambda node: known is not None and field_text(node, "function") == call.callee


def _renaming(finding: Finding) -> Renaming:
    assert finding.context.candidate
    return Renaming(finding.context.candidate.name, finding.target or "", is_added(finding))


def _speech(source: Source) -> Speech:
    return cast("Speech", _SPEECHES[source.language])
