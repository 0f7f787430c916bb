"""Requests whose model only the run knows, in one file: what they are, and whether they may go to DeepSeek's own API.

Some do not even say where they have it from (`handed_whole.py`)."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from enum import Enum
from pathlib import PurePosixPath
from typing import NamedTuple

from v4migrate.regex import regex
from v4migrate.rewrite.client import client_of, clients_of
from v4migrate.rewrite.guards import family_of
from v4migrate.rewrite.handed_whole import Whole, handed_whole, may_hand_whole
from v4migrate.rewrite.other_makers import class_of_another, is_addressed_to_another
from v4migrate.rewrite.own_routes import own_route
from v4migrate.rewrite.step_by_step.found import STATEMENT
from v4migrate.rewrite.written_bodies import as_body, is_none
from v4migrate.rulebook.facts import Facts
from v4migrate.rulebook.facts.hosts import ClientFacts
from v4migrate.rulebook.schema import HostKind, Role
from v4migrate.scan.file_hosts import FileHosts, cells_of
from v4migrate.scan.finding import Context
from v4migrate.scan.flow.readers import Readers
from v4migrate.scan.host import Host, HostFinder
from v4migrate.scan.legible import legible
from v4migrate.scan.libraries import Libraries
from v4migrate.scan.place import Call, Place, Region, Span, Syntax
from v4migrate.scan.regions import regions_of
from v4migrate.scan.switch import never_thinks
from v4migrate.scan.syntax import read_syntax
from v4migrate.scan.syntax.tabled.bodies import CHAT
from v4migrate.scan.vendor import names_deepseek

_BODY = "<body"
_MAY_ASK = regex(rb"essages|\.create\(|\.parse\(|ompletion|Chat|OpenAI|DeepSeek|\bLL?M\(|Agent")
_LITERAL = regex(r"[rbfuRBFU]{0,2}[\"'`]")
_FILLED_IN = regex(r"[{$%]")
_MERGED = frozenset(
    {"php", "javascript"}
)  # in which a request may be a mapping of the model that the rest is unpacked into
_SENT = ("messages",)
_PUT_LATER = regex(rb"\[[\"']messages[\"']\]\s*=[^=]|\.messages\s*=[^=]")
_CAN_BE_SET = regex(rb"(?i)base_?ur[li]|api_?(?:base|url)|endpoint")
_OTHER_FORM = regex(rb"anthropic-version")
_OTHER_MODELS = regex(
    r"(?i)embed|rerank|whisper|speech|voice|tts|image|vision|token|encod|classif|detect|config|response|usage"
)
_COUNTS = regex(r"(?i)count_?tokens$")  # which answers with a number
_PUT_IN = regex(
    rb"\[(?:[\"']model[\"']|:model)\]\s*=(?!=)\s*(?![\s\"'`])"
    rb"|(?<!\w)(?:put|set|insert|addProperty|Add)\(\s*\"model\"\s*,\s*(?![\s\"'`])"
)
_TESTS = regex(rb"(?m)^#\[cfg\(test\)\]\s+mod\s+\w+\s*\{")
_BY_KEY = regex(rb"(?i)bearer[\s\"'`.+{$]*(?:this|self)?[\w.>-]*api_?key")
# Where others have a model they have what it is like: `model: z.string()`, `{"model": {"type": "string"}}`.
_NO_NAME = regex(
    r"[{[]|(?:z|zod|yup|[jJ]oi|v|t|Type|Schema)\s*\.\s*(?:string|enum|nativeEnum|literal|union|object|picklist|oneOf|any|optional"
    r"|String|Enum|Union|Literal|Object|Optional)\b"
)
_COMPLETES = regex(rb"(?i)completions|/v1\b|/beta\b|/messages\b")


class Standing(Enum):
    """How surely a request goes to DeepSeek's own API."""

    SURE = "its file says so"
    SET = "its address can be set"
    OPEN = "nothing names another host"


class Carrier(NamedTuple):
    """One request. `is_known`: of a client of the facts, or a body; `whole`: what it sends, where its model is not written at it."""

    path: PurePosixPath  # within the project
    shown: PurePosixPath
    data: bytes
    context: Context
    call: Call
    standing: Standing
    line: int
    is_known: bool
    whole: Whole | None = None

    @property
    def where(self) -> str:
        """File and line."""
        return f"{self.shown}:{self.line}"


def may_ask(data: bytes) -> bool:
    """Is a file worth parsing for its requests?"""
    return (b"odel" in data and _MAY_ASK.search(data) is not None) or may_hand_whole(data)


def carriers_in(
    path: PurePosixPath,
    shown: PurePosixPath,
    data: bytes,
    facts: Facts,
    finder: HostFinder,
    takes_whole: Callable[[str], bool] = lambda callee: False,
) -> Iterator[Carrier]:
    """The requests of a file that take their model from a name, and may go to DeepSeek's own API. `takes_whole`: does a function of the
    project send its argument as it is?"""
    read, regions = legible(data), regions_of(path, data)
    libraries = Libraries(regions)
    cells = cells_of(path, regions)
    for region in regions:
        if not may_ask(region.text):
            continue
        syntax = read_syntax(region)
        hosts = _hosts_of(region, data, finder, path, cells)
        context = Context(region, syntax, hosts, libraries, None)
        for call in _open_calls(syntax, context, takes_whole):
            client = _client_of(call, context, facts)
            standing = _standing(call, client, context)
            if standing is not None:
                line = read.count(b"\n", 0, region.in_file(call.span).start) + 1
                yield Carrier(path, shown, data, context, call, standing, line, client is not None)
        for call in _put_in_later(region):
            standing = _standing_at(call, None, context) if _is_sent_to_a_model(region.text) else None
            if standing is not None:
                line = read.count(b"\n", 0, region.in_file(call.span).start) + 1
                yield Carrier(path, shown, data, context, call, standing, line, is_known=True)
        for whole in _handed_whole(region, context, facts):
            standing = _standing_at(whole.call, None, context)
            if standing is not None:
                line = read.count(b"\n", 0, region.in_file(whole.call.span).start) + 1
                yield Carrier(path, shown, data, context, whole.call, standing, line, is_known=True, whole=whole)


def _handed_whole(region: Region, context: Context, facts: Facts) -> Iterator[Whole]:
    if may_hand_whole(region.text):
        yield from handed_whole(context, facts, {call.span for call in context.syntax.calls()})


def _hosts_of(
    region: Region, data: bytes, finder: HostFinder, path: PurePosixPath, cells: Callable[[], bytes] | None
) -> FileHosts:
    """Whose servers a file names. The tests of Rust stand at the end of the file that they test, and name one of their own."""
    tests = _TESTS.search(region.text) if region.language == "rust" else None
    if tests is None:
        return FileHosts(finder, region, lambda: finder.signs(data), path, cells)
    code = region.text[: tests.start()]
    return FileHosts(finder, replace(region, text=code), lambda: finder.signs(code), path)


def _open_calls(syntax: Syntax, context: Context, takes_whole: Callable[[str], bool]) -> Iterator[Call]:
    """The calls that take their model from a name; a mapping as the body of the request that it becomes."""
    reader = Readers().of(syntax)
    for call in syntax.calls():
        if call.model is None or _NO_NAME.match(call.model.text):
            continue
        if _is_open(call.model.text, is_quoted=call.language is not None):
            asked = as_body(context, reader.as_request(call) if reader is not None else call, takes_whole)
            if not is_none(asked):
                yield asked


def _is_open(model: str, *, is_quoted: bool) -> bool:
    """Does only the run know the name? `is_quoted`: it stands in a text that the program fills in."""
    return _FILLED_IN.search(model) is not None if is_quoted else _LITERAL.match(model) is None


def _client_of(call: Call, context: Context, facts: Facts) -> ClientFacts | None:
    language = "typescript" if context.region.language == "tsx" else context.region.language
    return client_of(call, clients_of(language, facts.clients), context.libraries, context.region, is_own_api=True)


def _standing(call: Call, client: ClientFacts | None, context: Context) -> Standing | None:
    """None for a call that is no request, or one that is for somebody else."""
    if never_thinks(call) or own_route(context, call) is not None or (client is None and not _may_be_sent(call)):
        return None
    if client is None and _takes_an_object(call):
        return None
    is_known = family_of(context.region.language) in _MERGED
    is_filled_in = is_known and call.before_spread is not None and CHAT in context.region.text
    is_said = is_filled_in or call.argument(*_SENT) is not None or _PUT_LATER.search(context.region.text) is not None
    if call.callee.startswith(_BODY) and not is_said:
        return None  # something else is asked with it: a voice, a picture
    return _standing_at(call, client, context)


def _standing_at(call: Call, client: ClientFacts | None, context: Context) -> Standing | None:
    if class_of_another(context, call) is not None:
        return None
    host = context.hosts.of("", Place(Role.REQUEST, call=call, scopes=call.scopes), presumable=True)
    if _is_sure(host):
        return Standing.SURE
    if host.kind is HostKind.PROVIDER or host.is_foreign or is_addressed_to_another(host):
        return None
    if client is not None and client.is_own_api_only:
        return None
    if client is None and _OTHER_FORM.search(context.region.text):
        return None  # a client of another interface is for its maker, where nothing says that it is not
    if call.callee.startswith(_BODY) and not _is_sent_to_a_model(context.region.text):
        return None  # what is sent to a server of the project's own
    is_others = host.kind is HostKind.UNKNOWN and host.is_contested
    if is_others and host.name is None:
        return None  # several other hosts are named, and DeepSeek's is none of them
    if _CAN_BE_SET.search(context.region.text):
        return Standing.SET
    return None if is_others else Standing.OPEN


def _is_sent_to_a_model(text: bytes) -> bool:
    """Does a text name a path of the interface, or send with a key?"""
    return any(said.search(text) for said in (_COMPLETES, _BY_KEY))


def _may_be_sent(call: Call) -> bool:
    """A call that says something to the model, or one of a thing that keeps the model to be asked. What builds a request is none."""
    if (call.opening.endswith("{") and call.callee.endswith("Builder")) or _COUNTS.search(call.callee):
        return False
    if call.argument(*_SENT) is not None:
        return True
    is_made = re.match(r"[A-Z]", call.callee.rpartition(".")[2]) is not None or call.opening == f"{call.callee}{{"
    return is_made and call.model is not None and not _OTHER_MODELS.search(f"{call.callee} {call.model.text}")


def _put_in_later(region: Region) -> Iterator[Call]:
    """Statements that put the model into a request which is not written out."""
    for found in _PUT_IN.finditer(region.text):
        yield Call(STATEMENT, Span(*found.span()), (), open_ended=True, insert_at=None)


def _is_sure(host: Host) -> bool:
    if host.kind is HostKind.OFFICIAL:
        return True
    return (
        host.kind is HostKind.UNKNOWN
        and host.is_contested
        and not host.is_foreign
        and names_deepseek(host.why.encode())
    )


def _takes_an_object(call: Call) -> bool:
    """`generateText({ model: provider(name) })`: what asks there was made elsewhere, by its name."""
    return re.search(r"(?:^|\.)(?:generate|stream)(?:Text|Object)$", call.callee) is not None
