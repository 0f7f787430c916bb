"""The switch in requests of a project's own types, for the rename of one name."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from pathlib import PurePosixPath

from v4migrate.rewrite.edit import Edit
from v4migrate.rewrite.own_code import OwnCode
from v4migrate.rewrite.own_types import go_later, kotlin_calls
from v4migrate.rewrite.own_types.source import Asked, Declared, Edits, Source, field_text
from v4migrate.rewrite.own_types.types import LANGUAGES, OwnTypes, asks_by_itself, module_of
from v4migrate.rewrite.thinking import Elsewhere, Switch, Thinking
from v4migrate.scan.finding import Context
from v4migrate.scan.languages import language_of
from v4migrate.scan.place import Call, Region, Span
from v4migrate.scan.syntax.tree import ancestors


class Typed:
    """The types of one project, as the rewrite of one file asks for them.

    >>> typed.at_call(context, call, is_guarded=False)
    """

    def __init__(
        self,
        types: OwnTypes,
        current: Source,
        name: str,
        value: Mapping[str, str],
        is_same: Callable[[str], bool],
        own: OwnCode,
        look: Callable[[], None],
        refused: Callable[[], str | None],
        constant: str = "",
    ) -> None:
        """`name`: the model that gets the switch; `refused`: why another request for it may be meant to think; `constant`: what holds
        it in its own file.

        `is_same`: is a name that is written out this one, or one that becomes it? `look` meets all files of the project.
        """
        self.types = types
        self.current = current
        self.name = name
        self.value = value
        self.is_same = is_same
        self.own = own
        self._look = look
        self._refused = refused
        self.constant = constant

    def at_call(self, context: Context, call: Call, *, is_guarded: bool) -> Thinking | None:
        """The switch at one request; None where it is of no type that the project declares."""
        source = self._source(context.region, context.hosts.path)
        if source is None:
            return None
        self._look()
        kind = self._kind(source, _type_around(source, call) if call.callee == "Self" else call.callee)
        if kind is None:
            return None
        return self._thinking(self._asked(kind, source, call, is_guarded=is_guarded), source)

    def by_themselves(self) -> Thinking | None:
        """The switch in all types that ask for the model by themselves; None where there are none, or one cannot take it."""
        self._look()
        declared = self.types.asking_deepseek(self.current)
        spoken = [kind for kind in declared if asks_by_itself(kind) and kind.source.language == self.current.language]
        later = self._set_later(declared)
        if later is not None and later.switch is Switch.NOT_PLACED:
            return later
        kinds = [kind for kind in spoken if any(_is_used(kind, user) for user in self.types.users(kind, self.current))]
        edits: list[Edit] = list(later.edits) if later is not None else []
        elsewhere: list[Elsewhere] = list(later.elsewhere) if later is not None else []
        asked = [self._asked(kind, self.current, None, is_guarded=True) for kind in kinds]
        asked = [entry for entry in asked if not self._has_no_way_in(entry)]
        for entry in asked:
            found = self._thinking(entry, self.current)
            if found.switch is Switch.NOT_PLACED:
                return found
            edits += found.edits
            elsewhere += found.elsewhere
        if not asked and later is None:
            return None
        is_made = bool(edits or elsewhere)
        return Thinking(
            Switch.PLACED if is_made else Switch.ALREADY_SET, edits, elsewhere=elsewhere, only_for=self.name
        )

    def _has_no_way_in(self, asked: Asked) -> bool:
        """Does every call leave the model to the default of the type, which is a text of its own?"""
        return asked.type.source.language == "kotlin" and kotlin_calls.keeps_default(asked, self.constant)

    def _set_later(self, declared: Sequence[Declared]) -> Thinking | None:
        """The switch below the statements that give requests a model; None where there are no such statements."""
        edits: Edits = {}
        for kind in declared if self.current.language == "go" else ():
            if kind.source.language != "go":
                continue
            asked = self._asked(kind, self.current, None, is_guarded=True)
            found = go_later.places(kind, list(asked.users))
            made = go_later.placed(asked, found) if found else {}
            if isinstance(made, str):
                return Thinking(Switch.NOT_PLACED, why=made)
            for source, changes in made.items():
                edits.setdefault(source, []).extend(changes)
        return self._as_thinking(edits, self.current) if edits else None

    def at_name(self, context: Context, span: Span) -> Thinking | None:
        """The switch of a request that a statement gives the name at a byte range, or a call by its place; None elsewhere."""
        source = self._source(context.region, context.hosts.path)
        if source is not None and source.language == "kotlin":
            return self._at_place(source, span)
        if source is None or source.language != "go":
            return None
        self._look()
        for kind in self.types.declared(self.current):
            node = go_later.place_of(kind, source, span) if kind.source.language == "go" else None
            if node is not None:
                asked = self._asked(kind, source, None, is_guarded=False)
                made = go_later.placed(asked, [(source, node)])
                return (
                    Thinking(Switch.NOT_PLACED, why=made) if isinstance(made, str) else self._as_thinking(made, source)
                )
        return None

    def _at_place(self, source: Source, span: Span) -> Thinking | None:
        self._look()
        callee = kotlin_calls.callee_around(source, span)
        kind = self._kind(source, callee) if callee else None
        if kind is None or not kotlin_calls.is_model(kind, source, span):
            return None
        return self._thinking(self._asked(kind, source, None, is_guarded=True), source)

    def _thinking(self, asked: Asked, here: Source) -> Thinking:
        found = self._placed(asked)
        return Thinking(Switch.NOT_PLACED, why=found) if isinstance(found, str) else self._as_thinking(found, here)

    def _as_thinking(self, found: Edits, here: Source) -> Thinking:
        made = {source: edits for source, edits in found.items() if edits}
        if not made:
            return Thinking(Switch.ALREADY_SET)
        edits = [edit for source, changes in made.items() if source.path == here.path for edit in changes]
        others = [
            Elsewhere(source.path, source.shown, changes)
            for source, changes in made.items()
            if source.path != here.path
        ]
        return Thinking(Switch.PLACED, edits, elsewhere=others)

    def _placed(self, asked: Asked) -> Edits | str:
        module = module_of(asked.type)
        if (asked.is_guarded or module.ASKS_BY_ITSELF) and module.is_set(asked):
            return {}
        if module.ASKS_BY_ITSELF and (why := self._refused()):
            return why
        found: Edits | str = module.placed(asked)
        return found

    def _kind(self, source: Source, callee: str) -> Declared | None:
        """The one type that a file means by a name; None where that is no type of the project's own, or one of several."""
        named = re.split(r"\.|::", callee)[-1].partition("<")[0]
        spoken = [kind for kind in self.types.declared(self.current) if kind.source.language == source.language]
        if source.path != self.current.path:  # as the file is now
            spoken = [kind for kind in spoken if kind.source.path != source.path]
            spoken += self.types.in_file(source.path, source.shown, source.text)
        meant = [kind for kind in spoken if kind.name == named and module_of(kind).is_meant(kind, source, callee)]
        near = [kind for kind in meant if kind.source.path == source.path]
        near = near or [kind for kind in meant if kind.source.path.parent == source.path.parent] or meant
        return near[0] if len(near) == 1 else None

    def _asked(self, kind: Declared, source: Source, call: Call | None, *, is_guarded: bool) -> Asked:
        users = self.types.users(kind, self.current)
        if call is not None:
            users = [*(user for user in users if user.path != source.path), source]
        return Asked(
            kind,
            self._meaning(kind, users),
            source,
            call,
            self.name,
            is_guarded,
            self.types.switch,
            self.value,
            self.is_same,
            frozenset(self.own.functions),
            tuple(self.types.settings),
            frozenset(self.types.kin(kind)),
        )

    def _meaning(self, kind: Declared, users: Sequence[Source]) -> list[Source]:
        """The files that mean this type by its name: those that declare one of their own do not."""
        others = {
            other.source.path
            for other in self.types.declared(self.current)
            if other.name == kind.name and other.source.path != kind.source.path
        }
        return [user for user in users if user.path not in others]

    def _source(self, region: Region, path: PurePosixPath) -> Source | None:
        """The file of a request; None where its text is a part of it."""
        language = language_of(path)
        if region.offsets is not None or region.start or language not in LANGUAGES:
            return None
        shown = self.current.shown if path == self.current.path else path
        return Source(path, shown, region.text, language)


def _type_around(source: Source, call: Call) -> str:
    """What `Self` stands for at a request."""
    around = next((up for up in ancestors(source.at(call.span)) if up.type == "impl_item"), None)
    return field_text(around, "type").partition("<")[0] if around is not None else ""


def _is_used(kind: Declared, user: Source) -> bool:
    """Does a file use a type: outside of its comments, and of what declares it?"""
    for found in re.finditer(rb"\b%s\b" % re.escape(kind.name.encode()), user.text):
        is_own = user.path == kind.source.path and kind.node.start_byte <= found.start() < kind.node.end_byte
        node = user.at(Span(*found.span()))
        if not is_own and not any("comment" in up.type or "import" in up.type for up in ancestors(node)):
            return True
    return False
