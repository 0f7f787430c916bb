"""What is merged over a mapping on its way to the request: `{**body, **more}`, `body.update(more)`, `array_merge($body, $more)`.

Read from the syntax tree, in Python, the JavaScript family, PHP and Ruby; in other languages nothing is found.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import islice
from typing import NamedTuple

from tree_sitter import Node

from v4migrate.regex import regex
from v4migrate.scan.syntax.tree import ancestors, text_of

UNPACKS = frozenset({"dictionary_splat", "spread_element", "hash_splat_argument", "variadic_unpacking"})
MAPPINGS = frozenset({"dictionary", "object", "hash", "array_creation_expression"})
FUNCTION = regex(
    r"(?:(?:generator_)?function(?:_definition|_declaration|_expression)?|arrow_function|(?:singleton_)?method(?:_definition|_declaration)?"
    r"|lambda|anonymous_function(?:_creation_expression)?)\Z"
)
_PASSES = frozenset(
    {
        *("parenthesized_expression", "parenthesized_statements", "await", "await_expression", "as_expression"),
        *("satisfies_expression", "non_null_expression", "argument", "conditional_expression", "ternary_expression"),
    }
)
_ARGUMENTS = frozenset({"argument_list", "arguments"})
_CALLS = frozenset({"call", "call_expression", "function_call_expression"})
_MEMBERS = frozenset({"attribute", "member_expression", "member_access_expression"})
_SUBSCRIPTS = frozenset({"subscript", "subscript_expression", "element_reference"})
_AUGMENTED = frozenset({"augmented_assignment", "augmented_assignment_expression"})
_BINDINGS = frozenset(
    {
        *("assignment", "assignment_expression", "variable_declarator", "property_element", "const_element"),
        *("public_field_definition", "field_definition"),
    }
)
_VARIABLES = frozenset({"identifier", "variable_name"})
_CLASSES = frozenset({"class_definition", "class_declaration", "class_body", "class"})
_GIVES = frozenset({"return_statement", "return", "arrow_function"})
# `merge(first, more)`: what comes later wins.
_MERGES = regex(
    r"(?:^|[.\\])(?:array_(?:merge|replace)(?:_recursive)?|dict|Object\.assign|(?:deep_?)?[mM]erge(?:With)?|assign|extend)$"
)
_MERGING_METHODS = frozenset({"update", "merge", "merge!", "deep_merge", "deep_merge!"})
_COPIES = regex(r"(?:^|\.)(?:copy|deepcopy|dup|clone|structuredClone|cloneDeep|freeze)$")
_LONGEST = 1000  # expressions that are looked at, and mentions of one name


class Merged(NamedTuple):
    """An expression whose entries take the place of the body's own; `is_beside`: it stands at the body itself."""

    node: Node
    is_beside: bool


def merged(body: Node, behind: int) -> Iterator[Merged]:
    """All that is merged over a body, from its literal on. `behind`: what it unpacks before this byte is overridden by its model."""
    yield from (Merged(node, True) for node in unpacked(body.named_children, behind))
    waiting, seen = [(body, True)], set[int]()
    for _ in range(_LONGEST):
        if not waiting:
            return
        node, is_beside = waiting.pop()
        if node.id in seen:
            continue
        seen.add(node.id)
        found, passed_on = _step(node)
        yield from (Merged(other, is_beside) for other in found)
        waiting += [(other, is_beside) for other in passed_on]
        waiting += [(other, False) for other in _named(node)]


def unpacked(entries: Sequence[Node], behind: int = 0) -> Iterator[Node]:
    """`**more`, `...more`: what the entries of a mapping unpack after a byte."""
    for entry in entries:
        if entry.type == "array_element_initializer" and len(entry.named_children) == 1:
            entry = entry.named_children[0]  # PHP's
        if entry.type in UNPACKS and entry.start_byte >= behind and entry.named_children:
            yield entry.named_children[-1]


def _step(node: Node) -> tuple[Sequence[Node], Sequence[Node]]:
    """What the expression around a mapping merges over it, and what has its entries then."""
    around = node.parent
    if around is None:
        return (), ()
    if around.type in _PASSES:
        return (), (around,)
    if around.type in UNPACKS:
        return _into(around)
    if around.type in _ARGUMENTS and around.parent is not None:
        return _handed(node, around, around.parent)
    if around.type in _MEMBERS or (around.type == "call" and around.child_by_field_name("receiver") == node):
        return _asked(node, around)
    if around.type in _AUGMENTED or around.type in {"binary_operator", "binary_expression"}:
        return _joined(node, around)
    if around.type in _SUBSCRIPTS and node == around.named_children[0] and is_target(around):
        return (around,), ()
    return (), ()


def _into(spread: Node) -> tuple[Sequence[Node], Sequence[Node]]:
    """`{**body, **more}`. Arguments of a call may not say twice what they say."""
    group = spread.parent
    if group is not None and group.type == "array_element_initializer":
        group = group.parent
    if group is None or group.type not in MAPPINGS:
        return (), ()
    later = [entry for entry in group.named_children if entry.start_byte >= spread.end_byte and not entry.is_extra]
    return [next(unpacked([entry]), entry) for entry in later], (group,)


def _handed(node: Node, arguments: Node, call: Node) -> tuple[Sequence[Node], Sequence[Node]]:
    """`array_merge($body, $more)`, `dict(body, **more)`, `copy(body)`."""
    function = call.child_by_field_name("function")
    callee = text_of(function) if function is not None else ""
    if _COPIES.search(callee):
        return (), (call,)
    if not _MERGES.search(callee):
        return (), ()
    later = [child for child in arguments.named_children if child.start_byte >= node.end_byte and not child.is_extra]
    return [_value(child) for child in later], (call, *_targets(arguments, node))


def _targets(arguments: Node, node: Node) -> Sequence[Node]:
    """`Object.assign(params, body)`: the first argument has the entries, too."""
    first = arguments.named_children[0]
    return (first,) if first.type == "identifier" and first != node else ()


def _asked(node: Node, around: Node) -> tuple[Sequence[Node], Sequence[Node]]:
    """`body.update(more)`, `body.merge(more)`, `body.copy()`."""
    call = around if around.type == "call" else around.parent
    method = around.child_by_field_name("method") or around.named_children[-1]
    if node == around.named_children[0] and is_target(around):
        return (around,), ()
    if call is None or call.type not in _CALLS or node != around.named_children[0]:
        return (), ()
    if text_of(method) in _MERGING_METHODS:
        arguments = call.child_by_field_name("arguments")
        return [_value(child) for child in (arguments.named_children if arguments is not None else ())], (call,)
    return (), ((call,) if _COPIES.search(text_of(method)) else ())


def _joined(node: Node, around: Node) -> tuple[Sequence[Node], Sequence[Node]]:
    """`body | more` and `body |= more` of Python; `$more + $body` of PHP, in which the first wins."""
    left, right = around.named_children[0], around.named_children[-1]
    operator = text_of(around.children[1])
    if operator in {"|", "|="}:
        return ((right,) if node == left else ()), (left if operator == "|=" else around,)
    if operator in {"+", "+="}:
        return ((left,) if node == right else ()), (left if operator == "+=" else around,)
    return (), ()


def _value(argument: Node) -> Node:
    """The expression of an argument; of a named one, with its name."""
    if argument.type == "argument" or argument.type in UNPACKS:
        return argument.named_children[-1]
    return argument


def is_target(node: Node) -> bool:
    """Is a member or an entry given a value?"""
    is_part = node.type in _SUBSCRIPTS or node.type in _MEMBERS
    return is_part and node.parent is not None and node.parent.child_by_field_name("left") == node


def _named(node: Node) -> Iterator[Node]:
    """Where a name is read that is given a mapping, or a function called that gives it back."""
    around = node.parent
    if around is None:
        return
    if around.type in _BINDINGS and around.named_children[-1] == node:
        name = around.child_by_field_name("name") or around.child_by_field_name("property")
        yield from _reads(node, name or around.named_children[0])
    elif around.type in _AUGMENTED and around.named_children[-1] == node:
        yield from _reads(node, around.named_children[0])
    elif around.type in _GIVES:
        function = next((up for up in ancestors(around) if FUNCTION.match(up.type)), None)
        name = _name_of(function) if function is not None else None
        for found in _mentions(node, rf"(?<![\w$]){re.escape(text_of(name))}") if name is not None else ():
            called = next((up for up in islice(ancestors(found), 3) if "call" in up.type), None)
            if called is not None and found.end_byte <= called.end_byte and called.text != found.text:
                yield called


def _name_of(function: Node) -> Node | None:
    """What a function is called; of one without a name, the variable that holds it."""
    holder = function.parent if function.type == "arrow_function" else None
    return function.child_by_field_name("name") or (holder.child_by_field_name("name") if holder is not None else None)


def _reads(node: Node, name: Node) -> Iterator[Node]:
    """Where the same variable is mentioned behind the mapping; where a member of this name is, of whatever object."""
    home = next((up for up in ancestors(node) if FUNCTION.match(up.type) or up.type in _CLASSES), None)
    written = text_of(name)
    if name.type in _VARIABLES and (home is None or home.type not in _CLASSES):
        found = _mentions(node, rf"(?<![\w$@>])(?<![^.]\.){re.escape(written)}", node.end_byte, home)
        yield from (mention for mention in found if _is_same(mention, home))
    elif name.type in {"instance_variable", "constant"}:
        yield from _mentions(node, rf"(?<![\w@]){re.escape(written)}")
    else:
        for member in _mentions(node, rf"(?<=[.>:])\$?{re.escape(re.split(r'[^A-Za-z0-9_]', written)[-1])}"):
            if member.parent is not None and member.parent.end_byte == member.end_byte:
                yield member.parent


def _is_same(found: Node, home: Node | None) -> bool:
    """Is a name that of the function `home` (None: of the file), and not one of the same name in a function of its own?"""
    for up in ancestors(found):
        if up == home:
            return True
        if FUNCTION.match(up.type) and (_is_closed(up, text_of(found)) or _declares(up, text_of(found))):
            return False
    return home is None


def _is_closed(function: Node, name: str) -> bool:
    """Does a function of PHP or Ruby see no variable of the file?"""
    is_php = name.startswith("$") and function.type in {"function_definition", "method_declaration"}
    return is_php or function.type in {"method", "singleton_method"}


def _declares(function: Node, name: str) -> bool:
    """Has a function a parameter or a variable of its own of this name?"""
    parameters = function.child_by_field_name("parameters") or function.child_by_field_name("parameter")
    word = rf"(?<![\w$]){re.escape(name)}(?![\w$])"
    if parameters is not None and re.search(word, text_of(parameters)):
        return True
    return (
        re.search(rf"(?m)(?:^[ \t]*|\b(?:const|let|var)\s+){word}\s*(?::[^=\n]+)?=(?!=)", text_of(function)) is not None
    )


def _mentions(node: Node, pattern: str, start: int = 0, within: Node | None = None) -> Iterator[Node]:
    """The expressions behind a byte that are spelled so; neither strings nor comments."""
    root = next((up for up in ancestors(node) if up.parent is None), node)
    end = within.end_byte if within is not None else root.end_byte
    word = re.compile(rb"%s(?![\w$])" % pattern.encode())
    shift = root.start_byte
    for found in islice(word.finditer(root.text or b"", max(0, start - shift), end - shift), _LONGEST):
        at = (found.start() + shift, found.end() + shift)
        inner = root.descendant_for_byte_range(*at)
        if inner is not None and (inner.start_byte, inner.end_byte) == at and inner.is_named:
            yield inner.parent if inner.parent is not None and inner.parent.type == "variable_name" else inner
