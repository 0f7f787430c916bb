"""What is in the way of a rename, whatever is done about thinking: another entry that would become equal, a table left behind."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from itertools import dropwhile, islice

from v4migrate.regex import regex
from v4migrate.rewrite.along import Along
from v4migrate.rewrite.collisions import colliding
from v4migrate.rewrite.compared import is_asked_for, is_said_of_piece, is_test_of_a_piece, waits_with_message
from v4migrate.rewrite.outcome import Held
from v4migrate.rewrite.pickers import pickers
from v4migrate.rewrite.programs import PROGRAMS
from v4migrate.rewrite.remarks import is_told_beside
from v4migrate.rewrite.siblings import is_beside_its_list
from v4migrate.rewrite.versions import names_version
from v4migrate.rulebook.facts.remarks import RemarkWords
from v4migrate.rulebook.schema import Role, Safety
from v4migrate.scan.finding import FileScan, Finding
from v4migrate.scan.place import Span
from v4migrate.scan.syntax.javascript_calls import MAPPING
from v4migrate.scan.syntax.tree import ancestors, parsed_at, span_of

# A table by id, a picker, a set of choices: a default or constant that leaves them behind names a model they do not know.
TABLE_ROLES = {Role.KEY, Role.MEMBER, Role.COMPARISON}
_NAMED_ROLES = {Role.DEFAULT, Role.CONSTANT, Role.HELP}
_QUESTION = regex(
    r"(?:if|unless|case|match|when|(?:\w+_)?switch)(?:_(?:statement|expression|block|modifier))?\Z|conditional|ternary"
)
_DEFAULT = regex(r"(?i)default|fallback")


class Obstacles:
    """Those of one file. `found`: all that was found in it; `fixable`: the fixes that may be made together; `rivals`: what would
    become equal to another entry; `along`: its comments."""

    def __init__(
        self, found: Sequence[Finding], fixable: Sequence[Finding], rivals: Collection[Span], along: Along
    ) -> None:
        self._collisions = colliding(fixable) | set(rivals)
        in_tests = [finding for finding in fixable if finding.rule.is_about_tests]
        if any(finding.span in self._collisions for finding in in_tests):
            self._collisions |= {finding.span for finding in in_tests}
        # What a test beside the code asks for waits for the code, and not the code for it.
        lacking = [finding for finding in found if not finding.is_beside and not finding.place.is_in_test]
        self._tabled = {finding.found for finding in lacking if finding.place.role in TABLE_ROLES}
        self._compared: dict[str, list[Finding]] = defaultdict(list)
        for finding in lacking:
            if finding.place.role is Role.COMPARISON:
                self._compared[finding.found].append(finding)
        self._pieces = [finding for finding in found if is_test_of_a_piece(finding)]
        self._tests = [*(one for group in self._compared.values() for one in group), *self._pieces]
        self._said = [finding for finding in found if finding.place.role is Role.SAID and finding.target]
        self._members = [finding for finding in lacking if finding.place.role is Role.MEMBER]
        self._remarks = [finding for finding in found if finding.place.role is Role.PROSE and finding.target]
        self._along = along
        self._typed = {finding.found for finding in lacking if _is_type(finding)}

    def of(self, finding: Finding) -> Held | None:
        """A collision and a message are never passed, a table only with --unsafe."""
        if finding.span in self._collisions:
            return Held.COLLISION
        if finding.place.role is Role.SAID and self._is_told_of_a_test(finding):
            return Held.SAID
        if is_told_beside(finding, self._remarks, self._along) or self._along.forbids(finding):
            return Held.TOLD
        if names_version(finding):
            return Held.VERSION
        is_left_behind = finding.found in self._tabled and is_default(finding)
        is_left_behind |= finding.found in self._compared and _is_kept(finding)
        is_left_behind |= any(is_asked_for(finding, other) for other in self._compared.get(finding.found, ()))
        is_left_behind |= waits_with_message(finding, self._said, self._tests)
        is_left_behind |= is_beside_its_list(finding, self._members)
        return Held.TABLE if is_left_behind or (finding.found in self._typed and _is_of_own_type(finding)) else None

    def _is_told_of_a_test(self, said: Finding) -> bool:
        is_compared = any(_asks(other, said) for other in self._compared[said.found])
        return is_compared or any(is_said_of_piece(said, piece) for piece in self._pieces)


def is_default(finding: Finding) -> bool:
    """Is it chosen where nothing else is: a default, a constant, `default_model: <id>`, an entry of an object `as const`, a field that
    `fn default()` fills?"""
    place = finding.place
    if place.role is Role.REQUEST and (_is_fixed(finding) or _is_of_default(finding)):
        return True
    is_named_so = place.role in {Role.REQUEST, Role.CONFIG} and _DEFAULT.match(place.name or "") is not None
    return place.role in _NAMED_ROLES or is_named_so


def _is_kept(finding: Finding) -> bool:
    """`API = { deep: { modelName: "<id>" } }`: an entry of an object that is no request itself. It may come to be compared."""
    language = finding.context.region.language
    return finding.place.role is Role.REQUEST and finding.place.call is None and language in PROGRAMS


def _is_fixed(finding: Finding) -> bool:
    """`{ model: "<id>" } as const`: whoever compares it with another text asks for what its type excludes."""
    candidate, context = finding.context.candidate, finding.context
    if candidate is None or _AS_CONST not in context.region.text:
        return False
    found = parsed_at(context.syntax, candidate.span)
    inside = dropwhile(lambda up: up.type in _OF_OBJECTS, ancestors(found[0]) if found is not None else ())
    around = next(inside, None)
    return around is not None and around.type == "as_expression" and (around.text or b"").endswith(_AS_CONST)


def _is_of_default(finding: Finding) -> bool:
    """Rust: does it stand in the function that makes a value out of nothing?"""
    candidate, context = finding.context.candidate, finding.context
    if candidate is None or context.region.language != "rust" or _FN_DEFAULT not in context.region.text:
        return False
    found = parsed_at(context.syntax, candidate.span)
    around = next((up for up in ancestors(found[0]) if up.type == "function_item"), None) if found is not None else None
    return around is not None and _FN_DEFAULT in (around.text or b"").partition(b"{")[0]


_FN_DEFAULT = b"fn default("
_AS_CONST = b"as const"
_OF_OBJECTS = frozenset({"string", "string_fragment", "pair", "object"})


def _asks(compared: Finding, said: Finding) -> bool:
    """Does a comparison belong to the question, a branch of which says this?"""
    if said.context.candidate is None or compared.context.candidate is None:
        return False
    if compared.context.region is not said.context.region:
        return False
    question = next(_questions(compared, compared.context.candidate.span), None)
    return question is not None and question in _questions(said, said.context.candidate.span)


def _questions(finding: Finding, span: Span) -> Iterator[Span]:
    """The `if` or `switch` around a place, from the inside out."""
    found = parsed_at(finding.context.syntax, span)
    return (span_of(up) for up in (ancestors(found[0]) if found else ()) if _QUESTION.match(up.type))


def _is_type(finding: Finding) -> bool:
    """`'deepseek-chat' | 'x'` in TypeScript: a value of another name is refused by its compiler."""
    found = parsed_at(finding.context.syntax, finding.context.candidate.span) if finding.context.candidate else None
    return found is not None and any(up.type == "literal_type" for up in islice(ancestors(found[0]), 3))


def _is_of_own_type(finding: Finding) -> bool:
    """Is it a value of an object that no client takes right where it stands: one of a type of the program's own?"""
    return (
        finding.place.role is Role.REQUEST and finding.place.call is not None and finding.place.call.callee == MAPPING
    )


def unobstructed(scan: FileScan, words: RemarkWords) -> list[Finding]:
    """The safe fixes of a file that nothing in it is in the way of. `words`: by which its comments tell."""
    fixable = [finding for finding in scan.findings if finding.is_active and finding.safety is not Safety.ADVICE]
    active = [finding for finding in scan.findings if finding.is_active]
    both = pickers(active, lambda finding: None, may_choose=False)
    obstacles = Obstacles(scan.findings, fixable, both.rivals, Along(scan.findings, words))
    return [finding for finding in scan.findings if finding.safety is Safety.SAFE and obstacles.of(finding) is None]
