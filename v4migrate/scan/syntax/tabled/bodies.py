"""Mapping literals: which of them are sent as the body of a request, and what a further entry of them stands behind."""

from __future__ import annotations

import re
from itertools import islice

from tree_sitter import Node

from v4migrate.regex import regex
from v4migrate.scan.place import Span
from v4migrate.scan.syntax.joined import JOINS
from v4migrate.scan.syntax.kept import is_kept
from v4migrate.scan.syntax.tabled.callees import Use
from v4migrate.scan.syntax.tabled.names import words
from v4migrate.scan.syntax.tabled.parts import dotted, first_name, nearest, solid
from v4migrate.scan.syntax.tabled.reading import TreeReader
from v4migrate.scan.syntax.tree import ancestors, text_of

WRITES_JSON = regex(
    r"(?i)(?:^|\.)(?:json\.marshal(?:indent)?|json\.newencoder\.encode|json_?encode|json\.(?:generate|dump|encode|stringify)"
    r"|serde_json\.to_(?:string|vec|value)(?:_pretty)?|to_?json|(?:jason|poison|cjson|dkjson)\.encode|encodetostring|serialize"
    r"|serializetoutf8bytes|serializeobject|writevalueas(?:string|bytes)|jsonserialization\.data|json|jsonobject|jsoncontent\.create"
    r"|post(?:as)?jsonasync|addjsonbody|send_json|body_json|setbody|bodyvalue|body|httpentity)(?:\(\w+\))?$|^(?:\\?illuminate\\[\w\\]*\\)?http\.(?:.*\.)?post$"
)
# A method of this name is handed what the API is to get; a mapping with a model and messages is just that.
_ASKS = regex(r"(?i)(?:^|\.)(?:create_?)?(?:chat_?)?completions?(?:_?stream)?$")
CHAT = b"chat/completions"
# What a server answers with is no request, though it may name a model and hold messages.
_ANSWERS = regex(
    r"^(?:c|ctx|context|w|res|reply)\.(?:\w*JSON|json|send|status\.json)$|^Json$|(?i:render|respon[ds]|reply)"
)
_IS_JSON = regex(r"(?:^|\.)(?:Json\.obj|(?:ujson\.)?Obj|JObject|JsonObject|json)$")
_METHODS_THAT_WRITE = frozenset(
    {"to_json", "to_string", "tojson", "tojsonstring", "tostring", "dump", "nospaces", "spaces2", "json"}
)
_TAKES_BODY = regex(r"(?i)\A(?:json|json_?body)\Z")
_POSTS_DATA = regex(r"(?i)(?:^|\.)(?:post|posturi|request|requesturi)\((?:data|parameters)\)\Z")
_UNPACKS = regex(rb"[\[{,(]\s*(?:\.\.\.|\*\*)")
_BODY_WORDS = frozenset({"body", "payload"})
_PASSING = frozenset({"token_tree", "macro_invocation", "await"})
_ENDS = frozenset({",", ")", "]", "}", ";"})
_MENTIONS = 50  # of a variable that are looked at
_REACH = 100  # bytes before a mention
_HANDED = regex(rb"(?P<callee>[\w.:>-]+)[!?]?\s*\(\s*(?:\w+:\s*|[\w.$]+,\s*)?[&$@*]*\Z")
_JSON_BEFORE = regex(rb"\bjson[\"']?\s*(?:=>|:|=)\s*[&$@*]*\Z")
_METHOD_BEHIND = regex(rb"\.(?:to_json|to_string|dump|toJson|toString)\b|\s*\|>\s*\w+\.encode")
MERGED = regex(r"[\w)\]]\.(?:deep_)?merge$")  # `base.merge(…)` of Ruby: its arguments win
_LEVELS = 12  # from a literal to the statement that it stands in
_USES = 10_000  # bytes behind a literal in which its variable may be sent


def taken_by(read: TreeReader, literal: Node) -> str:
    """What is handed a literal: `json.Marshal`, `client.chat(parameters)` for a named argument; empty for none that can be told."""
    node = _outermost(read, literal)
    around = node.parent
    if around is None:
        return ""
    if around.type in read.grammar.arguments:
        return read.callee(around)
    if around.type in read.grammar.conversions:  # a call that the grammar takes for one
        named = around.child_by_field_name("type")
        return dotted(named.text or b"") if named is not None else ""
    pair = read.pair(around)
    if pair is None or pair.name == node:
        return ""
    group = around.parent
    while group is not None and (group.type in read.grammar.wrappers or group.type in read.grammar.between):
        group = group.parent
    name = read.text_between(pair)
    if group is None or group.type not in read.grammar.arguments:
        return f"({name})" if _TAKES_BODY.match(name) else ""
    return f"{read.callee(group)}({name})"


def keeper_of(read: TreeReader, node: Node) -> str:
    """The call around a literal that puts it where it is kept, or tells it, however it is written out before; empty where none does."""
    for up in islice(ancestors(node), _LEVELS):
        if up.type in read.grammar.arguments:
            callee = read.callee(up)
            if is_kept(callee) or (read.use(up) is Use.SAYS and not WRITES_JSON.search(callee)):
                return callee
        elif (
            up.type in read.grammar.bindings or up.type in read.grammar.assignments or up.type in read.grammar.functions
        ):
            break
    return ""


def is_body(read: TreeReader, literal: Node) -> bool:
    """Is a mapping that names a model what is sent: written as JSON, handed over as `json`, or a variable of which that is seen?"""
    if keeper_of(read, literal):
        return False
    node = _outermost(read, literal)
    taker = taken_by(read, literal)
    if _ANSWERS.search(taker):
        return False
    if _is_json_value(read, literal):
        return True
    named = re.search(r"\((\w+)\)\Z", taker)
    if _ASKS.search(taker) and b"messages" in (literal.text or b""):
        return True
    if WRITES_JSON.search(taker) or (named and _TAKES_BODY.match(named[1])):
        return True
    if _POSTS_DATA.search(taker):
        call = nearest(node, read.grammar.calls)  # `parameters` are sent as a form unless an encoding says JSON
        return taker.endswith("(data)") or (call is not None and b"JSON" in (call.text or b""))
    around = node.parent
    if taker or around is None:
        return False
    receiver = (
        read.receiver(around) if around.type in read.grammar.members or around.type in read.grammar.receivers else None
    )
    if receiver is not None and receiver[0] == node:
        return receiver[1].lower() in _METHODS_THAT_WRITE
    if around.type in read.grammar.binaries and around.children[0] == node and text_of(around.children[1]) == "|>":
        return WRITES_JSON.search(dotted((around.children[-1].text or b"").rstrip(b"()"))) is not None
    return _is_sent_by_name(read, node)


def opening_of(read: TreeReader, group: Node, first: int) -> str:
    """What the literal starts with, in one line: its type or function and the bracket. `first`: where its first entry begins."""
    text = read.text[literal_of(read, group).start_byte : first]
    return re.sub(r"\s+", " ", text.decode("utf-8", "replace")).strip()


def literal_of(read: TreeReader, group: Node) -> Node:
    """The whole literal that a group of entries is the inside of: with its type, its function, its macro."""
    grammar, node = read.grammar, group
    for _ in range(_LEVELS):
        up = node.parent
        if up is None or up.type in grammar.bindings or up.type in grammar.assignments:
            break
        own = up.type in grammar.calls | grammar.between or re.search(
            r"composite|creation|^map(?:_content)?$|^compound_literal", up.type
        )
        if not own or (node != group and up.type in grammar.arguments):
            break  # the children are asked for last: a program has thousands
        last = up.child(up.child_count - 1)
        if last is None or (last != node and not (up.type == "map" and last.type == "}")):
            break
        node = up
    return node


def last_end(group: Node) -> int | None:
    """Behind the last entry of a group, comments and a comma behind it left out; None for an empty one."""
    for child in reversed(group.children):
        if not child.is_extra and not (child.type in _ENDS and not child.is_named):
            return None if child.type in {"(", "[", "{"} else child.end_byte
    return None


def _outermost(read: TreeReader, literal: Node) -> Node:
    """The expression whose value is the literal: in brackets, cast, or referred to."""
    node = literal_of(read, literal)
    passing = read.grammar.wrappers | _PASSING
    for _ in range(_LEVELS):
        up = node.parent
        if up is None or read.pair(up) is not None:
            break
        if up.type in read.grammar.arguments and _is_passed(read, up, node):
            node = read.call_of(up)
        elif up.type not in read.grammar.conversions and up.type in passing and len(solid(up)) <= 2:
            node = up
        else:
            break
    return node


def _is_passed(read: TreeReader, arguments: Node, node: Node) -> bool:
    """`new HashMap<>(Map.of(…))`, `json!({…})`: the same mapping in another form. `array_merge([…], …)`: with what others override."""
    callee, handed = read.callee(arguments), solid(arguments)
    if MERGED.search(callee) or JOINS.search(callee):
        return any(child.start_byte == node.start_byte for child in handed)
    return len(handed) == 1 and re.search(r"(?:^|\.)(?:Linked)?HashMap$|^(?:serde_json\.)?json$", callee) is not None


def wins(read: TreeReader, group: Node) -> bool:
    """`base.merge(model: …)`, `array_merge($base, ['model' => …])`: do the entries take the place of another mapping's?"""
    node = literal_of(read, group)
    around = node.parent if group.type not in read.grammar.arguments else group
    while around is not None and around.type in read.grammar.wrappers | read.grammar.entries.keys():
        node, around = around, around.parent
    if around is None or around.type not in read.grammar.arguments:
        return False
    callee, handed = read.callee(around), solid(around)
    is_behind = bool(handed) and handed[0].start_byte != node.start_byte
    return MERGED.search(callee) is not None or (JOINS.search(callee) is not None and is_behind)


def _is_json_value(read: TreeReader, group: Node) -> bool:
    """Is the literal a JSON value by its type or macro: `json!`, `Json.obj`, `new JsonObject`, `nlohmann::json`?"""
    own = literal_of(read, group)
    if own != group:
        return _IS_JSON.search(dotted(read.text[own.start_byte : group.start_byte])) is not None
    macro = nearest(group, {"macro_invocation"})
    if macro is not None:
        return _IS_JSON.search(dotted(text_of(macro.children[0]).encode())) is not None
    around = nearest(group, {"declaration", "compound_literal_expression", "expression_statement", "argument_list"})
    typed = around.child_by_field_name("type") if around is not None else None
    return typed is not None and _IS_JSON.search(dotted(typed.text or b"")) is not None


def _is_sent_by_name(read: TreeReader, node: Node) -> bool:
    """Is it the first value of a variable that is written as JSON further down, or is its name that of a body?"""
    grammar = read.grammar
    statement = node.parent
    while statement is not None and (statement.type in grammar.sequences or statement.type in grammar.wrappers):
        statement = statement.parent
    if statement is None:
        return False
    if statement.type in grammar.returns or statement.type in grammar.functions:
        function = nearest(statement, grammar.functions)
        name = read.function_name(function) if function is not None else None
        is_filled_in = CHAT in read.text and _UNPACKS.search(literal_of(read, node).text or b"") is not None
        return name is not None and (is_filled_in or not _BODY_WORDS.isdisjoint(words(name)))
    named = [first_name(name) for name in read.names_bound(statement)]
    if statement.type in grammar.binaries:
        named = [first_name(statement.children[0])]
    if len(named) != 1 or not named[0]:
        return False
    function = nearest(statement, {*grammar.functions, *grammar.classes})
    end = min(function.end_byte if function is not None else len(read.text), statement.end_byte + _USES)
    return not _BODY_WORDS.isdisjoint(words(named[0])) or _is_written(read, named[0], Span(statement.end_byte, end))


def _is_written(read: TreeReader, name: str, within: Span) -> bool:
    """Is a variable handed to something that writes JSON, in the function that it belongs to?"""
    pattern = re.compile(rb"(?<!\w)" + re.escape(name.encode()) + rb"(?!\w)")
    for found in islice(pattern.finditer(read.text, within.start, within.end), _MENTIONS):
        if _METHOD_BEHIND.match(read.text, found.end()):
            return True
        before = read.text[max(0, found.start() - _REACH) : found.start()]
        handed = _HANDED.search(before)
        callee = dotted(handed["callee"]) if handed is not None else ""
        if _JSON_BEFORE.search(before) or WRITES_JSON.search(callee) or _ASKS.search(callee):
            return True
    return False
