"""A mapping that is a chat request, though what sends it is not seen.

By where it stands: beside the path of the endpoint among the arguments of a call. By its own words, where it is returned, or handed to
a function of the project: all its keys are fields of a request as the interface writes them. What keeps a conversation, tells of an
event or sets a client up has keys of its own.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import replace

from v4migrate.regex import regex
from v4migrate.rewrite.body_defaults import is_default_of_bodies
from v4migrate.rewrite.way_ends import is_for_deepseek
from v4migrate.scan.finding import Context
from v4migrate.scan.place import Call, Span
from v4migrate.scan.syntax.javascript_calls import BODY, MAPPING
from v4migrate.scan.syntax.settings import PARAMETERS
from v4migrate.scan.syntax.tree import ancestors, parsed_at

_TOLD = frozenset({"model", "messages"})
_FIELDS = (
    frozenset({field for field in PARAMETERS if field == field.lower()} - {"timeout", "request_timeout"})
    | _TOLD
    | {"stream", "stream_options", "stop", "tools", "logprobs", "top_logprobs", "n", "seed", "user"}
)
# What the interfaces of other makers and servers call theirs.
_OF_OTHERS = frozenset(
    {
        *(
            "system",
            "prompt",
            "input",
            "metadata",
            "provider",
            "transforms",
            "reasoning",
            "extra_body",
            "options",
            "format",
            "safe_prompt",
        ),
        *(
            "enable_thinking",
            "enable_search",
            "chat_template_kwargs",
            "repetition_penalty",
            "top_k",
            "min_p",
            "keep_alive",
            "functions",
        ),
        *(
            "stop_sequences",
            "service_tier",
            "store",
            "parallel_tool_calls",
            "function_call",
            "logit_bias",
            "modalities",
            "web_search",
        ),
    }
)
_SENDS = regex(rb"chat/completions|JSON\.stringify|json_encode|\bjson\s*=|axios|\.post\(|\bfetch\(|curl_|Http::")
_OTHER_KIND = regex(r"(?i)state|session|thread|history|props|config|event|log|store|record|row|response")
_PATH = regex(rb"chat/completions[\"'`]")
_ARGUMENTS = regex(r"(?:value_)?arguments\Z|argument_list\Z|argument_part\Z")
_LEVELS = 6  # from a mapping to the arguments that it stands in
_FUNCTION = regex(r"function|method|constructor|arrow|class|program|module|source_file|document")


def as_body(context: Context, call: Call, takes_whole: Callable[[str], bool] = lambda callee: False) -> Call:
    """The call, as a body where it is one. `takes_whole`: does a function of the project send its argument as it is?"""
    if call.callee == BODY or call.language is not None or call.model is None:
        return call
    if call.open_ended and _is_mapping(context, call) and any(map(takes_whole, _takers(context, call))):
        return replace(call, callee=BODY)  # what is spread has the messages
    if not _keys(call) >= _TOLD:
        is_one = _is_literal(call) and _keys(call) <= _FIELDS and is_for_deepseek(context)
        return replace(call, callee=BODY, is_part=True) if is_one and is_default_of_bodies(context, call) else call
    is_one = _is_beside_the_path(context, call) or _is_by_its_words(context, call)
    is_one |= not is_one and _is_mapping(context, call) and takes_whole(call.callee)
    return replace(call, callee=BODY) if is_one else call


def _is_literal(call: Call) -> bool:
    return call.model is not None and call.model.text[:1] in {"'", '"'}


def is_none(call: Call) -> bool:
    """Does a mapping that nothing is seen to take hold keys that no interface has? What is asked with it is another one."""
    return call.callee == MAPPING and call.language is None and not _keys(call) <= _FIELDS | _OF_OTHERS


def _keys(call: Call) -> set[str]:
    return {argument.written or argument.name for argument in call.arguments}


def _takers(context: Context, call: Call) -> Iterator[str]:
    """What a mapping is handed to, by itself or by the variable that it is given to."""
    yield call.callee
    text = context.region.text
    held = _HELD.search(text, max(0, call.span.start - _BEFORE), call.span.start) if call.callee == MAPPING else None
    if held is not None:
        for found in re.finditer(rb"([\w$]+)\(\s*%s\s*[,)]" % re.escape(held["h"]), text[call.span.end :]):
            yield found[1].decode()


_HELD = regex(rb"\b(?:const|let|var)?\s*(?P<h>[\w$]+)\s*(?::[^=\n;]+)?=\s*\Z")
_BEFORE = 120  # bytes before a mapping in which the name stands that it is given to


def _is_mapping(context: Context, call: Call) -> bool:
    """Is a mapping handed over, by itself or by the name that it has?"""
    return context.region.text[call.span.start : call.span.start + 1] == b"{"


def _is_beside_the_path(context: Context, call: Call) -> bool:
    """`post("/chat/completions", {…})`."""
    parsed = parsed_at(context.syntax, call.span)
    if parsed is None:
        return False
    node, shift = parsed
    opened = (node.text or b"")[:1] if node.start_byte - shift == call.span.start else b""
    for up, _ in zip(ancestors(node), range(_LEVELS), strict=False):
        if _ARGUMENTS.match(up.type) and up.start_byte - shift < call.span.start:
            before = context.region.text[up.start_byte - shift : call.span.start]
            return bool(opened) and _PATH.search(before) is not None
        if _FUNCTION.search(up.type):
            return False
    return False


def is_body(context: Context, call: Call, takes_whole: Callable[[str], bool] = lambda callee: False) -> bool:
    """Is it the body of a request, by what sends it or by its own words?"""
    return as_body(context, call, takes_whole).callee == BODY


def _is_by_its_words(context: Context, call: Call) -> bool:
    """Does a mapping hold fields of a request alone, in a text that sends some?"""
    keys = _keys(call)
    if call.callee != MAPPING or not keys <= _FIELDS:
        return False
    if call.kind is not None and _OTHER_KIND.search(call.kind):
        return False
    if call.open_ended and call.before_spread is None:
        return False
    if len(keys) > len(_TOLD):
        return _SENDS.search(context.region.text) is not None
    return b"chat/completions" in _function(context, call.span)


def _function(context: Context, span: Span) -> bytes:
    """The text of the function around a place."""
    parsed = parsed_at(context.syntax, span)
    node = next((up for up in ancestors(parsed[0]) if _FUNCTION.search(up.type)), None) if parsed is not None else None
    return (node.text or b"") if node is not None else b""
