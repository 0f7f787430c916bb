"""Requests whose model is not written at them: they send what was put together elsewhere, unpacked, merged or serialised as a whole.

`create(messages=m, **asdict(cfg))`, `{...settings, messages}`, `@opts.merge(messages: m)`, `json=body.model_dump()`. A name may go by
one of them, and none can take the switch for one model alone. Read from the syntax tree in Python, the JavaScript family, PHP and Ruby;
in other languages from the text (`whole_texts.py`).
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from itertools import islice
from typing import NamedTuple

from tree_sitter import Node

from v4migrate.regex import regex
from v4migrate.rewrite.client import client_of, clients_of
from v4migrate.rewrite.merges import MAPPINGS, UNPACKS
from v4migrate.rewrite.whole_later import SENDS, put_later, sent_later
from v4migrate.rewrite.whole_sources import Sources, core, key_of, merged_with, named_in, unpacks_of
from v4migrate.rewrite.whole_texts import whole_in_text
from v4migrate.rulebook.facts import Facts
from v4migrate.rulebook.facts.hosts import ClientFacts
from v4migrate.scan.finding import Context
from v4migrate.scan.place import Call, Span
from v4migrate.scan.syntax.tree import ancestors, parsed_at, text_of

_MODELS = frozenset({"model", "model_name", "modelName"})
_ARGUMENTS = frozenset({"argument_list", "arguments"})
_CALLS = frozenset({"call", "call_expression", "function_call_expression", "member_call_expression", "new_expression"})
_READ = frozenset({"python", "javascript", "typescript", "tsx", "php", "ruby"})
_SAID = regex(rb"(?<![\w.])messages(?!\w)")
_SERIALISES = {
    "python": regex(rb"\b(?:asdict|vars)\(|\.(?:model_dump(?:_json)?|dict|to_dict)\(|\.__dict__\b"),
    "php": regex(rb"\bjson_encode\("),
    "ruby": regex(rb"\.to_json\b|\bJSON\.generate\("),
}
_WRITES_JSON = regex(rb"\bJSON\.stringify\(")
_SENDS = regex(rf"{SENDS}\Z")
_BODIES = frozenset({"json", "data", "content"})
# A page keeps its conversation so, and asks nobody with it.
_KEEPS = regex(r"(?:^|[.>:])(?:set[A-Z_]?\w*|dispatch|commit|patch|emit|save\w*|(?:console|logger|log)\.\w+)$")
# A talk as a program keeps it gets further messages so: `const merged = { ...thread, messages }`.
_TALK = regex(r"(?i)(?:session|thread|conversation)\w*(?:\.current)?\Z")
_OF_TALK = regex(r"(?i)session|thread|conversation")
_ASKS = regex(r"(?i)send|post|ask|request|complet|generat|chat|stream|submit|fetch|stringify|body|payload")
_MAY_BE = regex(
    rb"\*\*|\.\.\.|[aA]ssign\(|[mM]erge|\bupdate\(|\basdict\(|\bvars\(|model_dump|\.dict\(|to_dict|__dict__"
    rb"|JSON\.stringify\(|json_encode|to_json|\.create\(|\bflatten\b|\bstruct\s*\{|\bwith\s*\{|[cC]opy\(|\bMap\.|\+\s*mapOf|\|\s*messages"
)
_MOST = 500  # places of one text


class Whole(NamedTuple):
    """One request. `shown`: what it is handed; `by`, `kind`: what gives that, and of which type it is, where it is told."""

    call: Call
    shown: str
    by: str = ""
    kind: str = ""


def may_hand_whole(data: bytes) -> bool:
    """Is a file worth parsing for such requests?"""
    return _MAY_BE.search(data) is not None and (b"essages" in data or b"ompletion" in data or b".create" in data)


def handed_whole(context: Context, facts: Facts, written: Collection[Span]) -> Iterator[Whole]:
    """The requests of one region. `written`: the mappings and calls that name a model."""
    region = context.region
    for span, shown in whole_in_text(region):
        yield Whole(Call("<body>", span, (), open_ended=True, insert_at=None), _short(shown))
    if region.language not in _READ:
        return
    sources = Sources(context, written)
    seen: set[int] = set()
    for whole in (*_said(sources), *_put(sources), *_of_clients(sources, facts), *_serialised(sources)):
        if whole.call.span.start not in seen:
            seen.add(whole.call.span.start)
            yield whole


def _said(sources: Sources) -> Iterator[Whole]:
    """Mappings and calls that hold what is said to the model, and take in the model from elsewhere."""
    for found in islice(_SAID.finditer(sources.region.text), _MOST):
        entry = _entry(sources, found.start())
        group = entry.parent if entry is not None else None
        if entry is None or group is None or key_of(entry) != "messages" or not _MODELS.isdisjoint(named_in(group)):
            continue
        brought = [*unpacks_of(group), *merged_with(group)]
        hidden = [node for node in brought if not sources.has_no_model(node) and not _is_talk(node, group)]
        if hidden and not _is_kept(group):
            yield _whole(sources, group, hidden[0], _call_around(group) if group.type in _ARGUMENTS else "<body>")


def _entry(sources: Sources, at: int) -> Node | None:
    """The entry or named argument of which a key stands here."""
    parsed = parsed_at(sources.context.syntax, Span(at, at + 1))
    if parsed is None:
        return None
    node, shift = parsed
    for up in (node, *ancestors(node)):
        if up.start_byte - shift < at - 1:
            return None
        if up.parent is not None and up.parent.type in MAPPINGS | _ARGUMENTS:
            return up
    return None


def _put(sources: Sources) -> Iterator[Whole]:
    """Bodies into which a statement puts what is said to the model."""
    for name, given in put_later(sources):
        yield _whole(sources, name, given, "<body>", sources.maker(given))


def _of_clients(sources: Sources, facts: Facts) -> Iterator[Whole]:
    """Calls of a known client that are handed everything at once: `create(**kw)`, `create(body)`."""
    language = "typescript" if sources.region.language == "tsx" else sources.region.language
    clients = [client for client in clients_of(language, facts.clients) if client.callee and client.model_from is None]
    ends = {re.split(r"\.|\(", end)[-1 if "(" not in end else 0] for client in clients for end in client.callee}
    called = re.compile(rb"\b(?:%s)\(" % b"|".join(sorted(re.escape(end.encode()) for end in ends if "<" not in end)))
    for found in islice(called.finditer(sources.region.text), _MOST):
        call = sources.call_at(found.start(), _CALLS)
        group = call.child_by_field_name("arguments") if call is not None else None
        if call is None or group is None or not _MODELS.isdisjoint(named_in(group)):
            continue
        client = _client_of(sources, call, clients)
        if client is None:
            continue
        for node in _handed(group, client):
            if not sources.has_no_model(node) and not sources.is_written(node):
                yield _whole(sources, group, node, sources.callee(call), sources.maker(node))
                break


def _client_of(sources: Sources, call: Node, clients: Sequence[ClientFacts]) -> ClientFacts | None:
    callee, context = sources.callee(call), sources.context
    asked = Call(callee, sources.span(call), (), open_ended=True, insert_at=None)
    within = [client for client in clients for end in client.callee if end.partition("(")[0] != end]
    if any(callee.endswith(f".{end.partition('(')[0]}") for client in within for end in client.callee):
        return within[0]
    return client_of(asked, clients, context.libraries, context.region, is_own_api=True)


def _handed(group: Node, client: ClientFacts) -> Iterator[Node]:
    """The arguments of which the request is made."""
    takes_keywords = client.form in {"keyword", "keyword-dict"}
    for child in group.named_children:
        inner = core(child.named_children[-1] if child.type == "pair" and child.named_children else child)
        if child.type in UNPACKS or child.type == "list_splat":
            yield child
        elif takes_keywords or child.type == "keyword_argument":
            continue
        elif inner.type in MAPPINGS:
            is_open = _MODELS.isdisjoint(named_in(inner)) and "messages" not in named_in(inner)
            yield from unpacks_of(inner) if is_open else ()
        elif child.type not in {"pair", "comment"} or key_of(child) == "parameters":
            yield inner
            return


def _serialised(sources: Sources) -> Iterator[Whole]:
    """Objects that are written out as the body of a request."""
    region = sources.region
    pattern = _SERIALISES.get(region.language, _WRITES_JSON)
    for found in islice(pattern.finditer(region.text), _MOST):
        if region.language == "python":
            inner = sources.node(found.end() - 2)
            node = next((up for up in ancestors(inner) if up.type == "call"), inner)
            if _is_beside_a_model(node):
                continue
            body = next((up for up in ancestors(node) if _is_body(up)), None) or sent_later(node)
            if body is not None:
                yield _whole(sources, node, node, "<body>", kind=sources.type_of(found))
        elif (written := sources.written_by(found)) is not None and not _is_kept(written):
            kind = sources.instance(written)
            if kind:
                yield _whole(sources, written, written, "<body>", kind=kind)


def _is_beside_a_model(node: Node) -> bool:
    """Is it unpacked into a mapping that names its model by itself?"""
    group = node.parent.parent if node.parent is not None and node.parent.type in UNPACKS else None
    return group is not None and not _MODELS.isdisjoint(named_in(group))


def _is_body(node: Node) -> bool:
    """Is it what an HTTP client sends? An answer to a request of others has a content, too."""
    if node.type != "keyword_argument" or key_of(node) not in _BODIES or node.parent is None:
        return False
    return _SENDS.search(_call_around(node.parent)) is not None


def _is_kept(group: Node) -> bool:
    """Is it handed to what keeps or shows it?"""
    calls = (up for up in ancestors(group) if up.type in _CALLS)
    return any(_KEEPS.search(_call_name(up)) for up in islice(calls, 4))


def _is_talk(brought: Node, group: Node) -> bool:
    """Is it a kept talk that becomes another one: what takes it is called so, and not as what asks with it?"""
    if not _TALK.search(text_of(brought)):
        return False
    for up in ancestors(group):
        if up.type in _CALLS or up.type == "variable_declarator":
            name = _call_name(up) if up.type in _CALLS else text_of(up.named_children[0])
            return _OF_TALK.search(name) is not None and not _ASKS.search(name)
    return False


def _call_around(group: Node) -> str:
    return _call_name(group.parent) if group.parent is not None else ""


def _call_name(call: Node) -> str:
    arguments = call.child_by_field_name("arguments")
    written = call.text or b""
    head = written[: arguments.start_byte - call.start_byte] if arguments is not None else written
    return re.sub(r"\s+|\([^()]*\)|[?!$]", "", head.decode("utf-8", "replace")).replace("->", ".")


def _whole(sources: Sources, group: Node, node: Node, callee: str, by: str = "", kind: str = "") -> Whole:
    call = Call(callee, sources.span(group), (), open_ended=True, insert_at=None, scopes=sources.scopes(group))
    return Whole(call, _short(text_of(node)), by, kind)


def _short(text: str) -> str:
    shown = " ".join(text.split())
    return shown if len(shown) <= _SHOWN else f"{shown[:_SHOWN]}…"


_SHOWN = 40  # characters
