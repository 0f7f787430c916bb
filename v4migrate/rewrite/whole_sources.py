"""What stands behind the expressions that a request takes in as a whole: are they seen to bring no model?"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from itertools import islice

from tree_sitter import Node

from v4migrate.regex import regex
from v4migrate.rewrite.merges import FUNCTION, MAPPINGS, UNPACKS
from v4migrate.scan.finding import Context
from v4migrate.scan.place import Span
from v4migrate.scan.syntax.tree import ancestors, parsed_at, text_of

_ARGUMENTS = frozenset({"argument_list", "arguments"})
_KEY = regex(r"(?s)[\"':]?(\w+)[\"']?\s*(?:=>|=(?!=)|:)")
_MERGES = regex(
    r"(?:^|[.\\:>])(?:array_(?:merge|replace)(?:_recursive)?|dict|assign|(?:deep_?)?[mM]erge(?:With)?!?|extend)\Z"
)
_OF_PYTHON_AND_RUBY = regex(r"(?:^|\.)(?:update|replace|copy|model_copy)\Z")  # elsewhere a database is changed so
_WORDS = frozenset({"None", "null", "undefined", "nil", "true", "false", "True", "False"})
_LOOKED_AT = 50  # bindings of one name
_MODEL = regex(r"(?i)model")
_NAME = regex(r"[@$]?[\w$]+(?:(?:\.|->|\?\.|::)#?[\w$]+)*")


def key_of(entry: Node) -> str:
    """The key of an entry or the name of an argument; empty for any other."""
    if entry.type == "shorthand_property_identifier":
        return text_of(entry)
    found = _KEY.match(text_of(entry))
    return found[1] if found and entry.type not in UNPACKS else ""


def unpacks_of(group: Node) -> list[Node]:
    """What a mapping or the arguments of a call unpack."""
    inner = (child.named_children[0] if _holds_one(child) else child for child in group.named_children)
    return [child for child in inner if child.type in UNPACKS]


def _holds_one(entry: Node) -> bool:
    """An entry of PHP that is unpacked has a node of its own around it."""
    return entry.type in {"array_element_initializer", "argument"} and len(entry.named_children) == 1


def named_in(group: Node) -> set[str]:
    """The keys of a mapping, the names of the arguments of a call, and the keys of a mapping that stands among them."""
    found = {key_of(child) for child in group.named_children}
    for child in group.named_children:
        inner = core(child.named_children[-1] if child.named_children else child)
        direct = core(child) if core(child).type in MAPPINGS else inner
        if direct.type in MAPPINGS and group.type in _ARGUMENTS:
            found |= {key_of(entry) for entry in direct.named_children}
    return found - {""}


def merged_with(group: Node) -> Sequence[Node]:
    """What a mapping, or the named arguments of a call, are merged with: `{**a} | {…}`, `Object.assign({}, a, {…})`, `a.merge(…)`."""
    around = group.parent
    if group.type in _ARGUMENTS:
        return _of_call(around, group, group) if around is not None else ()
    while around is not None and around.type in {"argument", "parenthesized_expression", "keyword_argument"}:
        group, around = around, around.parent
    if around is None:
        return ()
    if around.type in {"binary_operator", "binary_expression"} and text_of(around.children[1]) in {"|", "+"}:
        return [child for child in around.named_children if child.id != group.id]
    return _of_call(around.parent, around, group) if around.type in _ARGUMENTS and around.parent is not None else ()


def _of_call(call: Node, arguments: Node, group: Node) -> Sequence[Node]:
    name = text_of(call).encode()[: arguments.start_byte - call.start_byte].decode("utf-8", "replace").strip()
    is_merged = _MERGES.search(name) or (call.type == "call" and _OF_PYTHON_AND_RUBY.search(name))
    if not is_merged or call.type == "member_call_expression":
        return ()  # a method of PHP changes a record of a database
    others = [child for child in arguments.named_children if child.id != group.id and not key_of(child)]
    function = call.child_by_field_name("function") or call
    receiver = function.child_by_field_name("object") or function.child_by_field_name("receiver")
    is_library = receiver is None or text_of(receiver) in {"Object", "_", "lodash"}
    return others if is_library or receiver is None else [receiver, *others]


class Sources:
    """The expressions of one region. `written`: its mappings and calls that name a model."""

    def __init__(self, context: Context, written: Collection[Span]) -> None:
        self.context = context
        self.region = context.region
        self.written = written
        parsed = parsed_at(context.syntax, Span(0, 0))
        self._shift = parsed[1] if parsed is not None else 0

    def node(self, at: int) -> Node:
        """The node at a byte."""
        parsed = parsed_at(self.context.syntax, Span(at, at + 1))
        assert parsed is not None
        return parsed[0]

    def span(self, node: Node) -> Span:
        """Its bytes of the region."""
        return Span(node.start_byte - self._shift, node.end_byte - self._shift)

    def scopes(self, node: Node) -> list[Span]:
        """What stands around it, from the inside out."""
        return [self.span(up) for up in ancestors(node)]

    def call_at(self, at: int, kinds: Collection[str]) -> Node | None:
        """The call of which the last name stands here."""
        for up in ancestors(self.node(at)):
            arguments = up.child_by_field_name("arguments") if up.type in kinds else None
            if arguments is not None:
                return up if arguments.start_byte - self._shift > at else None
        return None

    def callee(self, call: Node) -> str:
        """Its dotted name, without inner calls."""
        arguments = call.child_by_field_name("arguments")
        assert arguments is not None
        written = (call.text or b"")[: arguments.start_byte - call.start_byte].decode("utf-8", "replace")
        return re.sub(r"\s+|\([^()]*\)|[?!$]|^new\b", "", written.replace("->", "."))

    def has_no_model(self, node: Node) -> bool:
        """Is it seen that what an expression holds names no model?"""
        node = core(node)
        parts = _choices(node)
        if len(parts) > 1:
            return all(self.has_no_model(part) for part in parts)
        if node.type in MAPPINGS:
            return is_closed(node)
        if text_of(node) in _WORDS:
            return True
        given = list(self.given(node))
        return bool(given) and all(one.type in MAPPINGS and is_closed(one) for one in given)

    def is_written(self, node: Node) -> bool:
        """Is it a mapping with its model, written out in this text?"""
        given = list(self.given(core(node)))
        return bool(given) and all(self.span(one) in self.written for one in given)

    def maker(self, node: Node) -> str:
        """The function that gives it; empty where that is not told."""
        node = core(node)
        given = [node] if node.child_by_field_name("arguments") is not None else list(self.given(node))
        makers = {self.callee(one) for one in map(core, given) if one.child_by_field_name("arguments") is not None}
        return makers.pop() if len(makers) == 1 and len(given) == 1 else ""

    def given(self, node: Node) -> Iterator[Node]:
        """What a name is given in this text; nothing where it is a parameter, or is changed later."""
        name = text_of(node)
        if not _NAME.fullmatch(name):
            return
        function = next((up for up in ancestors(node) if FUNCTION.match(up.type)), None)
        word = rb"(?<![\w.$@])" + re.escape(name.encode())
        text = self.region.text
        is_changed = rb"(?:\[[\"':]?model\w*[\"']?\]|\.model\w*)\s*=(?!=)|(?:\.|->)(?:update|merge!|put|set)\("
        if re.search(word + rb"(?:%s)" % is_changed, text):
            return
        start, end = self.span(function) if function is not None and name.isidentifier() else Span(0, len(text))
        bound = rb"%s\s*(?::[^=\n]{1,80})?=(?![=>])\s*(?:await\s+)?" % word
        found = list(islice(re.finditer(bound, text[start:end]), _LOOKED_AT))
        if not found and function is not None and not _takes(function, name):
            start, found = 0, list(islice(re.finditer(bound, text), _LOOKED_AT))
        for one in found:
            yield core(_value_at(self.node(start + one.end()), start + one.end() + self._shift))

    def type_of(self, found: re.Match[bytes]) -> str:
        """The type of the object that is serialised: what made it in its function, or what its parameter says."""
        node = self.node(found.start())
        text = self.region.text
        handed = re.match(rb"[\w.]+(?=\s*\))", text[found.end() :]) if found[0].endswith(b"(") else None
        before = re.search(rb"[\w.]+\Z", text[max(0, found.start() - _REACH) : found.start()])
        taken = handed if not found[0].startswith(b".") else before
        function = next((up for up in ancestors(node) if FUNCTION.match(up.type)), None)
        if taken is None or function is None:
            return ""
        name = re.escape(taken[0].decode())
        made = re.findall(rf"\b{name}\s*=\s*([A-Z]\w*)\(|\b{name}\s*:\s*([A-Z]\w*)\b", text_of(function))
        kinds = {first or second for first, second in made}
        return kinds.pop() if len(kinds) == 1 else ""

    def written_by(self, found: re.Match[bytes]) -> Node | None:
        """What is written out as JSON here."""
        if not found[0].endswith(b"("):
            return self.node(found.start() - 1)
        call = next((up for up in ancestors(self.node(found.start())) if up.child_by_field_name("arguments")), None)
        arguments = call.child_by_field_name("arguments") if call is not None else None
        first = arguments.named_children[0] if arguments is not None and arguments.named_children else None
        return core(first) if first is not None else None

    def instance(self, node: Node) -> str:
        """The class of which an expression holds an object that is made here; empty where that is not told."""
        made = [node] if node.type == "new_expression" else list(self.given(node))
        kinds = {found[1] for one in made if (found := re.match(r"new\s+([\w$]+)|([A-Z]\w*)\.new\b", text_of(one)))}
        return next(iter(kinds - {None}), "") if len(made) == 1 else ""


_REACH = 80  # bytes before a call in which the object stands that it is made at


def core(node: Node) -> Node:
    """The expression without what only wraps it."""
    while (
        node.type
        in UNPACKS | {"parenthesized_expression", "as_expression", "satisfies_expression", "argument", "list_splat"}
        and node.named_children
    ):
        node = node.named_children[0]
    return node


def _choices(node: Node) -> Sequence[Node]:
    """The values that a conditional expression may have."""
    if node.type == "conditional_expression" and len(node.named_children) == 3:  # Python; PHP has the condition first
        is_python = b" if " in (node.text or b"")
        return [node.named_children[0] if is_python else node.named_children[1], node.named_children[2]]
    if node.type == "ternary_expression":
        return node.named_children[1:]
    if node.type == "binary_expression" and text_of(node.children[1]) == "&&":
        return [node.named_children[-1]] * 2
    if node.type in {"binary_expression", "boolean_operator"} and text_of(node.children[1]) in {"||", "??", "or"}:
        return node.named_children
    return ()


def is_closed(mapping: Node) -> bool:
    """Has a mapping neither a model nor anything that is unpacked into it?"""
    return not unpacks_of(mapping) and not any(_MODEL.search(key_of(child)) for child in mapping.named_children)


def _value_at(node: Node, start: int) -> Node:
    """The largest expression that starts at a byte."""
    while node.parent is not None and node.parent.start_byte == start and node.parent.type != "expression_statement":
        node = node.parent
    return node


def _takes(function: Node, name: str) -> bool:
    """Has a function a parameter of this name?"""
    taken = function.child_by_field_name("parameters") or function.child_by_field_name("parameter")
    return taken is not None and re.search(rf"(?<![\w.]){re.escape(name)}\b", text_of(taken)) is not None
