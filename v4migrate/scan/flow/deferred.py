"""Calls of a function that something else makes: what `partial(f, …)`, `to_thread(f, …)` or `Thread(target=f, args=(…))` hand over
for a parameter, and functions that are kept to be called (`{"chat": f}`), of which nobody sees with what.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence

from tree_sitter import Node, Tree

from v4migrate.regex import regex
from v4migrate.scan.flow.steps import Door
from v4migrate.scan.syntax.tree import text_of, words_of

_OF_PYTHON = ("identifier", "attribute")
_OF_JAVASCRIPT = ("identifier", "shorthand_property_identifier", "member_expression")
_LATER = frozenset({"partial", "partialmethod", "bind", "curry"})  # more arguments may come when it is called
_AT_ONCE = regex(
    r"to_thread|submit|run_in_executor|run_in_threadpool|run_sync|call_soon(?:_threadsafe)?|start_soon|spawn|create_greenlet"
)
_BY_TARGET = frozenset({"Thread", "Process", "Timer"})
_AS_ITSELF = frozenset({"delay", "remote", "s", "si"})  # methods of a function that take what it takes
_FROM_SECOND = frozenset({"call", "bind"})  # the same, behind what is to be `this`
_TELLS = regex(
    r"isinstance|issubclass|callable|type|print|repr|str|id|wraps|signature|getsource|getdoc|iscoroutinefunction|typeof"
)
_CALLS = frozenset({"call", "call_expression", "new_expression"})
_MEMBERS = frozenset({"attribute", "member_expression"})
_KEPT = regex(
    r"pair|\Alist\Z|\Atuple\Z|\Aset\Z|array|dictionary|\Aobject\Z|assignment|variable_declarator|return|parenthesized|conditional|ternary"
)
_KEPT_METHOD = regex(r"pair|\Alist\Z|\Atuple\Z|array|dictionary")
_HANDED_ON = regex(r"import|export|type|aliased|\Adecorator\Z")
_EXPORTS = regex(r"(?:module\.)?exports(?:\.[\w$]+)?")


def deferred(
    tree: Tree, door: Door, spelled: Collection[str], handed_in: Callable[[Sequence[Node], Door], Iterator[Node | None]]
) -> Iterator[Node | None]:
    """What is handed over for a parameter by calls that something else makes; None where that is not seen. `handed_in`: reads the
    arguments of a call."""
    for node in _named(tree, door, spelled):
        for arguments in _arguments(node, is_method=bool(door.of)):
            if arguments is None:
                yield None
                continue
            found = list(handed_in(arguments.nodes, door))
            yield from found if found or not arguments.has_more else [None]


class _Arguments:
    """Those of a call that something else makes. `has_more`: it may add some."""

    def __init__(self, nodes: Sequence[Node], *, has_more: bool = False) -> None:
        self.nodes = nodes
        self.has_more = has_more


def _named(tree: Tree, door: Door, spelled: Collection[str]) -> Iterable[Node]:
    """The expressions that name the function and are no call of it; of a method, any that end with its name."""
    known = words_of(tree, *(_OF_PYTHON if tree.root_node.type == "module" else _OF_JAVASCRIPT))
    if door.of:
        spelled = [text for text in known if text.endswith(f".{door.callee}")]
    return [node for text in sorted(spelled) for node in known.get(text, ()) if not _is_called(node)]


def _is_called(node: Node) -> bool:
    around = node.parent
    if around is None:
        return False
    if around.type in _CALLS:
        return around.named_children[0] == node
    is_name = any(around.child_by_field_name(field) == node for field in ("name", "left", "attribute", "property"))
    return is_name and around.type not in {"argument_list", "arguments"}


def _arguments(node: Node, *, is_method: bool) -> Iterator[_Arguments | None]:
    around = node.parent
    if around is None:
        return
    if around.type in _MEMBERS:
        yield from _of_its_method(around, is_method=is_method)
    elif around.type in {"argument_list", "arguments"}:
        yield from _behind(node, around, "")
    elif around.type == "keyword_argument" and around.parent is not None:
        yield from _behind(node, around.parent, text_of(around.children[0]))
    elif _HANDED_ON.search(around.type) or _is_exported(node):
        return
    elif (_KEPT_METHOD if is_method else _KEPT).search(around.type):
        yield None


def _of_its_method(member: Node, *, is_method: bool) -> Iterator[_Arguments | None]:
    """`f.delay(…)`, `f.call(this, …)`."""
    call, name = member.parent, text_of(member.named_children[-1])
    if call is None or call.type not in _CALLS or call.named_children[0] != member:
        return
    inside = _inside(call.child_by_field_name("arguments"))
    if name in _AS_ITSELF:
        yield _Arguments(inside)
    elif name in _FROM_SECOND:
        yield _Arguments(inside[1:], has_more=name in _LATER)
    elif not is_method:
        yield None


def _behind(node: Node, listed: Node, keyword: str) -> Iterator[_Arguments | None]:
    """The arguments behind the function in a call that takes it."""
    call = listed.parent
    if call is None or call.type not in _CALLS:
        return
    callee = text_of(call.named_children[0]).rpartition(".")[2]
    inside = _inside(listed)
    if _TELLS.fullmatch(callee):
        return
    if callee in _BY_TARGET:
        yield _of_target(inside)
    elif keyword or not (callee in _LATER or _AT_ONCE.fullmatch(callee)):
        yield None
    else:
        yield _Arguments(inside[inside.index(node) + 1 :], has_more=callee in _LATER)


def _of_target(inside: Sequence[Node]) -> _Arguments | None:
    """`Thread(target=f, args=("…",))`."""
    by_name = {
        text_of(child.children[0]): child.named_children[-1] for child in inside if child.type == "keyword_argument"
    }
    if "kwargs" in by_name or len(by_name) < len(inside):
        return None
    args = by_name.get("args")
    if args is not None and args.type not in {"tuple", "list"}:
        return None
    return _Arguments(_inside(args))


def _inside(listed: Node | None) -> list[Node]:
    return [child for child in listed.named_children if child.type != "comment"] if listed is not None else []


def _is_exported(node: Node) -> bool:
    """`module.exports = { ask }`, `exports.ask = ask`: who takes it from here is looked for by itself."""
    around = node.parent
    while around is not None and around.type in {"object", "pair", "shorthand_property_identifier"}:
        around = around.parent
    left = around.child_by_field_name("left") if around is not None else None
    return left is not None and _EXPORTS.fullmatch(text_of(left)) is not None
