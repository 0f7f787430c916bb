"""What a comparison with an old name asks: of which attribute, and by which piece of the name. What answers to it waits with it.

`if config.model_type == "deepseek-chat"` asks for whatever is handed over as `model_type=`; `"reasoner" in model` for a name with
that piece, which the new one has not.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from itertools import islice, pairwise

from tree_sitter import Node

from v4migrate.regex import regex
from v4migrate.rewrite.programs import PROGRAMS
from v4migrate.rulebook.schema import Role
from v4migrate.scan.finding import Finding
from v4migrate.scan.place import Span
from v4migrate.scan.syntax.tabled.names import api_name, word_set, words
from v4migrate.scan.syntax.tree import ancestors, parsed_at, per_node, text_of

_TEST = regex(r"compar|binary|equal|infix|relational|test|call|invocation|\Ain_|conjunct|\Ais_")
_CALL = regex(r"call|invocation")  # what makes a set of the list, or asks for it
_BODY = regex(r"block|body|\A(?:then|do|consequence|compound_statement|statement_list)\Z")
_SEVERAL = regex(r"(?:\A|_)(?:match|switch|when|case)(?:_(?:statement|expression|block))?\Z")
_QUESTION = regex(
    r"(?:if|unless|case|match|when|(?:\w+_)?switch)(?:_(?:statement|expression|block|modifier))?\Z|conditional|ternary"
)
_HEAD = regex(r"[^{\n]*")
_WORD = regex(r"(?P<of>[.>:]|[\"'`])?(?P<name>[A-Za-z_$][\w$]*)(?![\w$(-])")
_NO_NAMES = word_set("case switch match when if elif else in not is and or return this self null none true false")
_CONFIG = regex(
    r"(?i)(?:config(?:uration)?|settings?|options?|params?|parameters|spec|profile|preset|definition|props)\Z"
)
_UP = 8  # nodes from an id outward to the comparison that it is part of
_PLAIN = frozenset({"model", "name", "id", "value", "default"})  # everybody's: they tell nothing by themselves
_HANDED = frozenset({Role.REQUEST, Role.CONFIG, Role.DEFAULT, Role.CONSTANT})
_SPOKEN = frozenset({Role.SAID, Role.HELP, Role.PROSE, Role.QUOTED, Role.COMPARISON})
SENT = ("messages", "prompt", "input", "contents", "stream")
_PIECE = regex(r"[\"'`/(|^]\^?-?([a-z][\w.-]*)")
_OF_NAMES = "model-ids"  # the topic of rules about names of models


def is_asked_for(finding: Finding, compared: Finding) -> bool:
    """Does a comparison ask for the attribute that a value is kept in, or handed over as, and know only its old name?"""
    if (compared.target or "") in compared.location.text:
        return False
    name = handed_as(finding)
    return name is not None and name in asked_names(compared)


def handed_as(finding: Finding) -> str | None:
    """The attribute by which a value of a configuration is found: `model_type` of `Config(model_type="…")`; None of a request."""
    place = finding.place
    if place.role not in _HANDED or not place.name or finding.context.candidate is None:
        return None
    name = _spelled(place.name)
    if place.call is None or place.role is not Role.REQUEST:
        return name if name not in _PLAIN else None
    if any(map(place.call.argument, SENT)):
        return None
    return name if name not in _PLAIN or _CONFIG.search(place.call.callee) else None


def is_everybodys(name: str) -> bool:
    """Does an attribute of this name tell nothing without its class?"""
    return name in _PLAIN


def asked_names(compared: Finding) -> frozenset[str]:
    """The attributes, keys and telling variables that a comparison names beside the id, in one spelling."""
    candidate = compared.context.candidate
    found = parsed_at(compared.context.syntax, candidate.span) if candidate is not None else None
    is_one = found is not None and compared.place.role is Role.COMPARISON
    return _asked_beside(_literal(found[0])) if is_one and found is not None else frozenset()


@per_node
def _asked_beside(literal: Node) -> frozenset[str]:
    own = text_of(literal)
    for up in islice(ancestors(literal), 1, _UP):
        is_test = _TEST.search(up.type) is not None
        head = _HEAD.match(text_of(up)) if _SEVERAL.search(up.type) and not is_test else None
        if not is_test and head is None:
            continue
        asked = (head.group() if head is not None else text_of(up)).replace(own, "")
        named = {_spelled(word["name"]) for word in _WORD.finditer(asked) if word["of"] or _is_telling(word["name"])}
        named -= _NO_NAMES
        if named or (is_test and not _CALL.search(up.type)):
            return frozenset(named)
    return frozenset()


def _is_telling(name: str) -> bool:
    return _spelled(name) not in _PLAIN


def _literal(node: Node) -> Node:
    """The whole literal, with its quotes."""
    while node.parent is not None and "string" in node.parent.type:
        node = node.parent
    return node


def _spelled(name: str) -> str:
    return api_name("_".join(words(name.rpartition(".")[2])))


def lacks_piece(found: str, target: str, pieces: Iterable[str]) -> bool:
    """Is a name tested by a piece that the old name has and the new one lacks: `"reasoner" in model`?"""
    old = found.rpartition("/")[2]
    return bool(target) and any(piece in old and piece not in target for piece in pieces)


def pieces_of(tested: Finding) -> tuple[str, ...]:
    """The pieces that a test asks for."""
    return tuple(_PIECE.findall(tested.found))


def is_test_of_a_piece(finding: Finding) -> bool:
    """Is it a text that judges a model by a piece of its name, in a program?"""
    is_text = finding.context.candidate is None and finding.rule.find.text is not None
    return is_text and finding.rule.topic == _OF_NAMES and finding.context.region.language in PROGRAMS


def waits_with_message(finding: Finding, said: Collection[Finding], tests: Collection[Finding]) -> bool:
    """Is it what a branch does that also says an old name, after a question for one? Changed alone, the two would contradict."""
    if finding.place.role in _SPOKEN or finding.context.candidate is None or not said or not tests:
        return False
    mine = [other for other in said if other.context.region is finding.context.region]
    for question, branch in _branches(finding, finding.context.candidate.span):
        if any(branch.holds(_at(other)) for other in mine):
            asking = (test for test in tests if test.context.region is finding.context.region)
            if any(_is_question_of(test, question) for test in asking):
                return True
    return False


def is_said_of_piece(said: Finding, tested: Finding) -> bool:
    """Does a message stand in a branch of the question which judges its name by a piece?"""
    if said.context.candidate is None or said.context.region is not tested.context.region:
        return False
    if not lacks_piece(said.found, said.target or "", pieces_of(tested)):
        return False
    within = (question for question, _ in _branches(said, said.context.candidate.span))
    return any(_is_question_of(tested, question) for question in within)


def _at(finding: Finding) -> Span:
    """Where it stands in its region."""
    candidate, region = finding.context.candidate, finding.context.region
    if candidate is not None:
        return candidate.span
    return Span(region.position(finding.span.start), region.position(finding.span.end))


def _is_question_of(test: Finding, question: Span) -> bool:
    """Does a test stand in the question itself, and in none of its branches?"""
    found = parsed_at(test.context.syntax, _at(test))
    is_inside = False
    for up in ancestors(found[0]) if found is not None else ():
        if found is not None and _QUESTION.match(up.type):
            is_asked = not is_inside or _SEVERAL.search(up.type) is not None
            return is_asked and _shifted(up, found[1]) == question
        is_inside |= _BODY.search(up.type) is not None
    return False


def _branches(finding: Finding, span: Span) -> Iterator[tuple[Span, Span]]:
    """The questions around a place, from the inside out, each with the branch of it in which the place stands."""
    found = parsed_at(finding.context.syntax, span)
    if found is None:
        return
    below, shift = found[0], found[1]
    for inner, up in pairwise(ancestors(found[0])):
        if _QUESTION.match(up.type):
            branch = below if _SEVERAL.search(up.type) else inner
            yield _shifted(up, shift), _shifted(branch, shift)
        below = inner


def _shifted(node: Node, shift: int) -> Span:
    return Span(node.start_byte - shift, node.end_byte - shift)
