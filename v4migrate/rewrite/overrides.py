"""May another model take the place of the one that a body names? `{"model": …, **options}`, `array_merge([…], $options)`.

Options that a caller hands over may hold any entry; what is written out here, and holds no model, does not.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import islice

from tree_sitter import Node

from v4migrate.regex import regex
from v4migrate.rewrite.merges import FUNCTION, MAPPINGS, Merged, is_target, merged, unpacked
from v4migrate.rewrite.whole_models import whole_model
from v4migrate.scan.finding import Context
from v4migrate.scan.place import Call, Region
from v4migrate.scan.syntax.python_calls import dotted
from v4migrate.scan.syntax.tree import ancestors, parsed_at, text_of

_NOTHING = regex(r"(?:none|null|nil|undefined|true|false|integer|number|string|float)$")
_WRAPPED = frozenset({"parenthesized_expression", "as_expression", "satisfies_expression", "argument"})
_CHOICES = frozenset({"conditional_expression", "ternary_expression"})
_JOINED = frozenset({"binary_expression", "boolean_operator", "binary"})
_NAMES = frozenset({"identifier", "variable_name"})
_PARAMETERS = frozenset({"parameters", "method_parameters", "lambda_parameters", "object_pattern"})
_REST = regex(r"splat_pattern|splat_parameter|rest_pattern")
_CALLS = frozenset(
    {"call", "call_expression", "function_call_expression", "member_call_expression", "scoped_call_expression"}
)
_ENTRIES = frozenset({"pair", "keyword_argument", "shorthand_property_identifier", "array_element_initializer"})
_MODEL = regex(r"\bmodel\b")
_CHANGED = r"(?<![\w$])%s\s*(?:\[\s*(?:[\"':]?model|[$A-Za-z_])|(?:\.|->)(?:model|update|merge|assign)\b|\|=|\+=)"
_DEEPEST = 8  # expressions in expressions
_READ = regex(r"[$@]?[A-Za-z_]\w*(?:(?:\??\.|->)#?[A-Za-z_]\w*)*")
_OR_NOTHING = regex(rf"\(?(?P<by>{_READ.pattern})\s*(?:\?\?|\|\||\?:)\s*(?:\{{\}}|\[\])\)?")
# The model that is sent, where what is merged over the body may name another. `{by}`: that; `{own}`: the body's own.
_ASKED = {
    "python": "{by}.get({quote}model{quote}, {own})",
    "javascript": "{by}?.model ?? {own}",
    "typescript": "({by} as {{ model?: unknown }})?.model ?? {own}",  # of whatever type
    "php": "{by}['model'] ?? {own}",
    "ruby": "{by}[:model] || {own}",
    "dart": "{by}['model'] ?? {own}",
}


def overriding(context: Context, call: Call) -> Sequence[Merged]:
    """What may bring another model than the one that a body writes out, or takes from a name.

    A body that takes it from a name (`{"model": model, **config.to_dict()}`) has it chosen already: a call is asked for the rest.
    """
    if call.model is None or call.language is not None:
        return ()
    found = parsed_at(context.syntax, call.span)
    if found is None:
        return ()
    node, shift = found
    body = next((up for up in ancestors(node) if up.end_byte >= call.span.end + shift), node)
    behind = call.model.span.end + shift
    if body.type == "call" and context.region.language == "python" and dotted(body) != "dict":
        return ()  # Python refuses a keyword that is given twice
    is_literal = re.match(r"[rbfuRBFU]{0,2}[\"'`]", call.model.text) is not None
    return [
        other
        for other in merged(body, behind)
        if _may_bring(other.node) and (is_literal or other.node.type not in _CALLS)
    ]


def named_again(context: Context, call: Call) -> bool:
    """Is a model written out in what is merged over a body, or set by a statement of its own?"""
    return any(_names_model(other.node) for other in overriding(context, call))


def _names_model(node: Node) -> bool:
    """Is the model one of the entries that an expression writes out, or what a statement sets?"""
    if node.type in MAPPINGS:
        return any(_names_model(entry) for entry in node.named_children)
    if node.type in _ENTRIES or is_target(node):
        named = node.named_children[-1 if is_target(node) else 0] if node.named_children else node
        return _MODEL.fullmatch(text_of(named).strip("\"':")) is not None
    return any(map(_names_model, _parts(node)))


def model_sent(context: Context, call: Call, language: str) -> str | None:
    """The expression of the model that a request really sends; None where it is none that can be asked for at the body."""
    assert call.model is not None
    own = whole_model(context.region, call)
    others = overriding(context, call)
    if own is None or not others:
        return own
    by = text_of(others[0].node)
    if language != "python" and (optional := _OR_NOTHING.fullmatch(by)):  # what is asked may be nothing there
        by = optional["by"]
    is_open = len(others) > 1 or not others[0].is_beside or _is_nullable(others[0].node)
    if is_open or not _READ.fullmatch(by) or language not in _ASKED:
        return None
    quote = found[0] if (found := re.search(r"[\"']", call.model.text)) else _quote_of(context.region)
    return _ASKED[language].format(by=by, own=own, quote=quote)


def _is_nullable(node: Node) -> bool:
    """`...?options` of Dart: what may be no mapping at all cannot be asked for an entry."""
    return node.parent is not None and text_of(node.parent).startswith("...?")


def _quote_of(region: Region) -> str:
    return "'" if region.text.count(b"'") > region.text.count(b'"') else '"'


def _may_bring(node: Node, depth: int = 0) -> bool:
    """May the entries of an expression hold a model?"""
    if depth > _DEEPEST:
        return True
    if node.type in MAPPINGS:
        return any(_is_model(entry, depth) for entry in node.named_children)
    if node.type in _ENTRIES:
        return _is_model(node, depth)
    if is_target(node):
        return _names_model(node) or _is_computed(node)
    if _NOTHING.match(node.type):
        return False
    if parts := _parts(node):
        return any(_may_bring(part, depth + 1) for part in parts)
    return not (node.type in _NAMES and (_is_rest(node) or _is_written_out(node, depth)))


def _is_computed(target: Node) -> bool:
    """Does only the run know which entry is set? A constant is one of a person's choice."""
    key = target.named_children[-1]
    is_entry = text_of(target).endswith("]")
    return is_entry and key.type in _NAMES and not text_of(key).isupper()


def _is_model(entry: Node, depth: int) -> bool:
    """Does an entry set the model, or unpack what may?"""
    if entry.is_extra:
        return False
    if inner := next(unpacked([entry]), None):
        return _may_bring(inner, depth + 1)
    if entry.type == "array_element_initializer" and len(entry.named_children) == 1:
        return False  # of a list
    key = entry.named_children[0] if entry.named_children else entry
    return key.type in {"computed_property_name", *_NAMES} - _names_of_keys(entry) or bool(_MODEL.search(text_of(key)))


def _names_of_keys(entry: Node) -> frozenset[str]:
    """A keyword argument is written as a name."""
    return frozenset({"identifier"}) if entry.type == "keyword_argument" else frozenset()


def _parts(node: Node) -> Sequence[Node]:
    """The expressions of which one is the value of a choice."""
    inside = node.named_children
    if node.type in _WRAPPED:
        return inside[:1]
    if node.type in _CHOICES:
        first = node.child_by_field_name("consequence") or node.child_by_field_name("body")
        other = node.child_by_field_name("alternative")
        return [first, other] if first is not None and other is not None else [inside[0], inside[-1]]
    if node.type in _JOINED and len(inside) > 1:
        is_and = text_of(node.children[1]) in {"&&", "and"}
        return [inside[-1]] if is_and else [inside[0], inside[-1]]
    return ()


def _is_rest(name: Node) -> bool:
    """Is it the rest of the arguments, or of an object, of which the model was taken out by its name?"""
    rest = re.compile(rf"(?:\*\*|\.\.\.){re.escape(text_of(name))}(?![\w$])")
    for group in _groups(name):
        written = text_of(group)
        if rest.search(written) and any(_MODEL.search(text_of(_key(child))) for child in group.named_children):
            return True
    return False


def _groups(name: Node) -> Iterator[Node]:
    """The parameters of the functions around, and the patterns that take objects apart in them."""
    for up in ancestors(name):
        if FUNCTION.match(up.type):
            waiting = list(up.named_children)
            for child in islice(_below(waiting), 2000):
                if child.type in _PARAMETERS:
                    yield child
            return


def _below(waiting: list[Node]) -> Iterator[Node]:
    while waiting:
        node = waiting.pop()
        yield node
        waiting += node.named_children


def _key(child: Node) -> Node:
    """The name of a parameter or of an entry of a pattern."""
    return child.named_children[0] if child.named_children and not _REST.search(child.type) else child


def _is_written_out(name: Node, depth: int) -> bool:
    """Is it a variable of the same function that holds entries which are written out, none of them a model?"""
    function = next((up for up in ancestors(name) if FUNCTION.match(up.type) or up.parent is None), None)
    if function is None or re.search(_CHANGED % re.escape(text_of(name)), text_of(function)):
        return False
    parameters = function.child_by_field_name("parameters") or function.child_by_field_name("parameter")
    if parameters is not None and re.search(rf"(?<![\w$]){re.escape(text_of(name))}(?![\w$])", text_of(parameters)):
        return False
    values = [value for node in islice(_below(list(function.named_children)), 5000) for value in _given(node, name)]
    return bool(values) and not any(_may_bring(value, depth + 1) for value in values)


def _given(node: Node, name: Node) -> Iterator[Node]:
    left = node.child_by_field_name("left") or node.child_by_field_name("name")
    right = node.child_by_field_name("right") or node.child_by_field_name("value")
    if left is not None and right is not None and left.text == name.text:
        yield right
