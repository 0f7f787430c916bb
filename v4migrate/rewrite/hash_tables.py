"""PowerShell: a variable that holds the name, and the hash tables that ask with it: `$body = @{ model = $name; messages = … }`.

One function is read, mark by mark. Every mention of the variable has to be one that is known: what it is given, the model of a table
that is written as JSON, a comparison, a message. Where it may hold another name, a statement behind each table asks for this one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from v4migrate.regex import regex
from v4migrate.rewrite.at_request.other_host import other_host
from v4migrate.rewrite.edit import Edit
from v4migrate.rewrite.insertion import line_lead
from v4migrate.rewrite.placer import Placer
from v4migrate.rewrite.step_by_step.found import end_of_line
from v4migrate.rewrite.thinking import Following, Refused, Switch, Thinking, name_of
from v4migrate.scan.finding import Context, Finding
from v4migrate.scan.flow.follow import Flow
from v4migrate.scan.place import Call, Span
from v4migrate.scan.syntax.lexed import Lexed
from v4migrate.scan.syntax.plain_code import PlainCodeSyntax
from v4migrate.scan.syntax.powershell_bodies import hash_table, holder_of
from v4migrate.scan.vendor import names_deepseek

_FUNCTION = regex(rb"(?i)\bfunction\s+[\w:-]+\s*(?:\([^()]*\)\s*)?\Z")
_GIVEN = regex(rb"\s*=(?!=)[ \t]*(?P<value>[^\n;#]*)")
_TEXT = regex(rb"\s*(?P<quote>[\"'])(?P<text>[^\"'$`\n]*)(?P=quote)[\s}]*\Z")
_IS_MODEL = regex(rb"(?i)(?:\A|[\s;{])[\"']?model[\"']?[ \t]*=[ \t]*\Z")
_COMPARED = regex(rb"(?i)[ \t]*-[ci]?(?:eq|ne|like|notlike|match|notmatch|in|notin)\b")
_TESTED = regex(rb"(?i)(?:-not|!|\bif|\bswitch)[ \t]*\(?[ \t]*\Z|-[ci]?(?:eq|ne)[ \t]+\Z")
_SAID = regex(rb"(?i)\A[^\n|]*\b(?:Write-\w+|throw)\b[^\n|]*\Z")
_PARAMETERS = regex(rb"(?i)(?:\bparam|\bfunction\s+[\w:-]+)\s*\(\Z")
_URI = regex(rb"(?i)-Uri[ \t]+(?:\$(?P<name>\w+)\b(?![.\[(:])|(?P<quote>[\"'])(?P<address>[^\"'\n]*)(?P=quote))")
_BEFORE = 400  # bytes before a bracket that may say what it opens
_SENT_IN = 1500  # bytes behind a table in which it is sent


class _Held(NamedTuple):
    """What a variable is given in its function, and the tables that ask with it."""

    others: Sequence[str]  # names beside the one that is followed
    is_open: bool  # it may hold what nothing here tells
    tables: Sequence[Call]


def at_its_tables(finding: Finding, placer: Placer, following: Following) -> Thinking | None:
    """The switch at every table that asks with the variable which holds a name; None where one is not known to be such."""
    context, name, variable = finding.context, name_of(finding), finding.place.constant
    syntax, candidate = context.syntax, context.candidate
    if not isinstance(syntax, PlainCodeSyntax) or context.region.language != "powershell":
        return None
    if not placer.host.is_official or not variable or name is None or candidate is None or candidate.prefix:
        return None
    if following.ground is None or context.region.offsets is not None or placer.words is None:
        return None
    function = _function(context.region.text, syntax.lexed, candidate.span.start)
    held = _held(context.region.text, syntax.lexed, variable, candidate.span, function)
    if held is None or not all(
        _goes_there(context, syntax.lexed, call, candidate.span, function) for call in held.tables
    ):
        return None
    if not held.others and not held.is_open:
        found = [placer.at_call(call) for call in held.tables]
        is_placed = all(thinking.switch in {Switch.PLACED, Switch.ALREADY_SET} for thinking in found)
        edits = [edit for thinking in found for edit in thinking.edits]
        return Thinking(Switch.PLACED if edits else Switch.ALREADY_SET, edits) if is_placed else None
    return _asking_first(finding, placer, following, variable, held)


def _asking_first(
    finding: Finding, placer: Placer, following: Following, variable: str, held: _Held
) -> Thinking | None:
    from v4migrate.rewrite.guarding import refused  # here, because only a project has what it needs

    name = name_of(finding)
    assert name is not None and following.ground is not None and placer.words is not None
    guarding = placer.guarding(name)
    edits: list[Edit] = []
    for call in held.tables:
        if other_host(guarding, call) is not None:
            return None
        edit = _behind(finding.context, call, f"${variable}", name, *placer.words)
        if edit is None:
            return None
        edits.append(edit._replace(part=placer.part))
    why = refused(name, [Flow(is_choice=held.is_open, foreigners=list(held.others))], following.ground)
    if isinstance(why, Refused):
        return placer.refusing(why)
    return Thinking(Switch.PLACED, edits, only_for=name)


def _behind(
    context: Context, call: Call, variable: str, name: str, field: str, value: Mapping[str, str]
) -> Edit | None:
    """The statement on the line below a table."""
    text = context.region.text
    holder = holder_of(text, call.span)
    if holder is None or len(value) != 1:
        return None
    line = text.rfind(b"\n", 0, call.span.start) + 1
    lead = line_lead(text, line + len(text[line:]) - len(text[line:].lstrip(b" \t"))) or "\n"
    end = end_of_line(text, call.span.end)
    of_holder = rb"(?i)\$%s(?:\.|\[[\"'])(?:%s|model)\b" % (re.escape(holder), re.escape(field.encode()))
    if text[call.span.end : end].strip(b" \t;") or re.search(of_holder, text):
        return None
    (key, word), *_ = value.items()
    table = f'${holder.decode()}.{field} = @{{ {key} = "{word}" }}'
    return Edit(context.region.in_file(Span(end, end)), f'{lead}if ({variable} -eq "{name}") {{ {table} }}'.encode())


def _function(text: bytes, lexed: Lexed, at: int) -> Span:
    """The function around a place, or the whole script."""
    for around in lexed.around(at):
        if _FUNCTION.search(text, max(0, around.start - _BEFORE), around.start):
            return around
    return Span(0, len(text))


def _held(text: bytes, lexed: Lexed, variable: str, candidate: Span, function: Span) -> _Held | None:
    """None where the variable is read by what is not known."""
    others, is_open, tables = list[str](), False, dict[Span, Call]()
    for at in _mentions(text, variable, Span(0, len(text))):
        around = next(iter(lexed.around(at.start)), None)
        if around is not None and _PARAMETERS.search(text, max(0, around.start - _BEFORE), around.start + 1):
            is_open |= function.holds(around) or text[around.end : function.start].strip() == b""
            continue
        if not function.holds(at):
            if not _has_its_own(text, lexed, variable, at):
                return None
            continue
        before = text[text.rfind(b"\n", 0, at.start) + 1 : at.start]
        token = lexed.token_at(at.start)
        if token is not None:
            if token.kind == "string" and not _SAID.match(before):
                return None  # another body, or the arguments of another command
            continue
        if _IS_MODEL.search(before):
            call = hash_table(text, lexed, around) if around is not None else None
            if call is None or not _asks_alone(call, at):
                return None
            tables[call.span] = call
        elif (given := _GIVEN.match(text, at.end)) is not None:
            written = _TEXT.match(given["value"])
            if given.start("value") <= candidate.start < given.end("value") and written is not None:
                continue
            is_open |= written is None
            others += [written["text"].decode("utf-8", "replace")] if written is not None and written["text"] else []
        elif not (_COMPARED.match(text, at.end) or _TESTED.search(before) or _SAID.match(before)):
            return None
    own = text[candidate.start : candidate.end].decode("utf-8", "replace")
    return _Held(others, is_open, list(tables.values())) if tables and own not in others else None


def _has_its_own(text: bytes, lexed: Lexed, variable: str, at: Span) -> bool:
    """Is it another function's variable? What a function does not set itself it reads from the one that calls it."""
    function = _function(text, lexed, at.start)
    if function == Span(0, len(text)):
        return False
    return any(_GIVEN.match(text, one.end) for one in _mentions(text, variable, function))


def _asks_alone(call: Call, at: Span) -> bool:
    """Is the variable the whole model of a table that says nothing of thinking?"""
    model = call.model
    is_model = model is not None and model.value.end == at.end and model.value.start == at.start
    return is_model and call.argument("thinking", "reasoning_effort", "reasoning") is None


def _mentions(text: bytes, variable: str, around: Span) -> Iterator[Span]:
    pattern = rb"(?i)\$(?:(?:script|local|global):)?%s\b|\$\{%s\}" % ((re.escape(variable.encode()),) * 2)
    return (Span(*found.span()) for found in re.finditer(pattern, text[: around.end]) if found.start() >= around.start)


def _goes_there(context: Context, lexed: Lexed, call: Call, candidate: Span, function: Span) -> bool:
    """Is a table sent to an address that is DeepSeek's, written out at the command or given to a variable beside the name?"""
    text = context.region.text
    found = _URI.search(text, call.span.end, min(function.end, call.span.end + _SENT_IN))
    if found is None:
        return False
    if found["address"] is not None:
        return names_deepseek(found["address"])
    given = [
        (Span(*one.span()), text[value.start("value") : value.end("value")])
        for one in re.finditer(rb"(?i)\$%s\b" % re.escape(found["name"]), text)
        if function.holds(Span(*one.span())) and (value := _GIVEN.match(text, one.end())) is not None
    ]
    block = next(iter(lexed.around(candidate.start)), function)
    blocks = [next(iter(lexed.around(at.start)), function) for at, _ in given]
    beside = [value for (_, value), around in zip(given, blocks, strict=True) if around == block]
    is_set_again = any(
        at.start > candidate.start and around != block and around.holds(candidate)
        for (at, _), around in zip(given, blocks, strict=True)
    )
    return bool(beside) and all(map(names_deepseek, beside)) and not is_set_again
