"""Shell scripts: a variable that holds the name, and the programs of jq that write the body with it.

`jq -n --arg model "$MODEL" '{model: $model, messages: …}'`: every mention of the variable has to be one that is known. Where it may
hold another name, the object is joined with one that is empty for all others.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from v4migrate.regex import regex
from v4migrate.rewrite.edit import Edit
from v4migrate.rewrite.placer import Placer
from v4migrate.rewrite.thinking import Following, Switch, Thinking, name_of
from v4migrate.rewrite.way_ends import is_for_deepseek
from v4migrate.scan.finding import Finding
from v4migrate.scan.flow.follow import Flow
from v4migrate.scan.place import Span
from v4migrate.scan.syntax.tabled.bodies import CHAT

_SET_BY = r"(?:(?:local|readonly|declare|typeset)[ \t]+(?:-\w+[ \t]+)*)?"
_GIVEN = regex(
    rb"(?m)(?:^|[;&|]|\b(?:then|do|else))[ \t]*%s(?P<name>[A-Za-z_]\w*)=(?P<value>[^\n;&|#]*)" % _SET_BY.encode()
)
_LITERAL = regex(rb"[\"']?(?P<text>[\w./:-]*)[\"']?\s*\Z")
_DEFAULT = regex(rb"[\"']?\$\{\w+:?[-=][\"']?(?P<text>[\w./:-]+)[\"']?\}[\"']?\s*\Z")
_ARGUMENT = regex(rb"--arg[ \t]+(?P<name>[A-Za-z_]\w*)[ \t]+\"?\Z")
_JQ = regex(rb"\bjq\b(?:\\\r?\n|[^\n'])*\Z")
_SAID = regex(rb"(?:^|[\s;&{])(?:echo|printf|print|log\w*|info|warn|error|die|debug)\b[^\n|;&`]*\Z")
_GOES_ON = regex(rb"[^\n]*(?:\||>(?!&2))")  # what is said goes into a file or another command
_TESTED = regex(rb"(?:\[\[?|\btest|\bcase)[ \t][^\n\]&|;]*\Z")
# The rest of a command, to the first text in single quotes: its program.
_PROGRAM = regex(rb"[\"]?(?:\\\r?\n|[ \t]|\"(?:[^\"\\]|\\.)*\"|[^\s'\"|;&()\\])*'\s*(?P<object>\{[^']*\})\s*'")
_STRINGS = regex(rb"\"(?:[^\"\\]|\\.)*\"")
_SET_ALREADY = regex(rb"\b(?:thinking|reasoning\w*)\b")
_REACH = 1000  # bytes of a command before an argument


class _Body(NamedTuple):
    """One program: the name of its argument, the end of the entry with the model, and behind its object."""

    argument: str
    entry: int
    end: int


class _Held(NamedTuple):
    """What a variable is given, and the bodies that take it."""

    others: Sequence[str]
    is_open: bool
    bodies: Sequence[_Body]


def at_its_programs(finding: Finding, placer: Placer, following: Following) -> Thinking | None:
    """The switch in every program that takes the variable which holds a name; None where one is not known to be such."""
    context, name, candidate = finding.context, name_of(finding), finding.context.candidate
    text, words = context.region.text, placer.words
    if context.region.language != "shell" or context.region.offsets is not None or following.ground is None:
        return None
    if not placer.host.is_official or name is None or candidate is None or candidate.prefix or words is None:
        return None
    held = _held(text, candidate.span) if CHAT in text and is_for_deepseek(context) else None
    if held is None or len(words[1]) != 1:
        return None
    ((key, word),) = words[1].items()
    switch = f'{words[0]}: {{{key}: "{word}"}}'
    if not held.others and not held.is_open:
        edits = [_inserted(finding, body.entry, f", {switch}", placer) for body in held.bodies]
        return Thinking(Switch.PLACED, edits)
    from v4migrate.rewrite.guarding import refused  # here, because only a project has what it needs

    why = refused(name, [Flow(is_choice=held.is_open, foreigners=list(held.others))], following.ground)
    if why is not None:
        return placer.refusing(why)
    guarding = placer.guarding(name)
    edits = [
        _inserted(finding, body.end, f' + (if ${body.argument} == "{name}" then {{{switch}}} else {{}} end)', guarding)
        for body in held.bodies
    ]
    return Thinking(Switch.PLACED, edits, only_for=name)


def _inserted(finding: Finding, at: int, new: str, placer: Placer) -> Edit:
    region = finding.context.region
    return Edit(region.in_file(Span(at, at)), region.escape(new).encode())._replace(part=placer.part)


def _held(text: bytes, candidate: Span) -> _Held | None:
    """None where the variable is read by what is not known."""
    given = list(_GIVEN.finditer(text))
    own = next((one for one in given if one.start("value") <= candidate.start < one.end("value")), None)
    if own is None or re.search(rb"\bexport\b[^\n;|&]*\b%s\b" % re.escape(own["name"]), text):
        return None  # what is exported other programs may read
    others, is_open, bodies = list[str](), False, list[_Body]()
    spans = []
    for one in (one for one in given if one["name"] == own["name"]):
        spans.append(Span(*one.span("value")))
        literal, default = _LITERAL.match(one["value"]), _DEFAULT.match(one["value"])
        is_open |= literal is None
        told = literal or default
        if one is own and told is None:
            return None
        others += [told["text"].decode()] if one is not own and told is not None and told["text"] else []
    for read in re.finditer(rb"\$(?:%s\b|\{%s\b)" % ((re.escape(own["name"]),) * 2), text):
        if any(span.start <= read.start() < span.end for span in spans):
            continue
        line = text[text.rfind(b"\n", 0, read.start()) + 1 : read.start()]
        argument = _ARGUMENT.search(text, max(0, read.start() - _REACH), read.start())
        if argument is not None:
            body = _body(text, argument, read)
            if body is None:
                return None
            bodies.append(body)
        elif not (_TESTED.search(line) or _is_only_said(text, line, read.end())):
            return None
    is_named_twice = text[candidate.start : candidate.end].decode() in others
    return _Held(others, is_open, bodies) if bodies and not is_named_twice else None


def _is_only_said(text: bytes, line: bytes, end: int) -> bool:
    """Is it shown by a command whose output nobody takes?"""
    return b"$(" not in line and _SAID.search(line) is not None and _GOES_ON.match(text, end) is None


def _body(text: bytes, argument: re.Match[bytes], read: re.Match[bytes]) -> _Body | None:
    """The object that a program writes with an argument, where it is a request and says nothing of thinking."""
    if _JQ.search(text, max(0, argument.start() - _REACH), argument.start()) is None:
        return None
    found = _PROGRAM.match(text, read.end() + (text[read.end() : read.end() + 1] == b"}"))
    if found is None:
        return None
    code = _STRINGS.sub(lambda one: b"_" * len(one[0]), found["object"])
    name = argument["name"].decode()
    model = list(re.finditer(rb"(?:\bmodel|_{7})[ \t]*:[ \t]*\$%s\b(?=\s*[,}])" % re.escape(name.encode()), code))
    is_request = re.search(rb"\bmessages\"?\s*:", found["object"]) is not None
    if len(model) != 1 or not is_request or _SET_ALREADY.search(code) or not _is_one_object(code):
        return None
    return _Body(name, found.start("object") + model[0].end(), found.end("object"))


def _is_one_object(code: bytes) -> bool:
    """Does the first brace close with the last?"""
    depth = 0
    for at, sign in enumerate(code):
        depth += {ord("{"): 1, ord("}"): -1}.get(sign, 0)
        if depth == 0:
            return at == len(code) - 1
    return False
