"""The thinking switch outside of an argument list: in a mapping literal, as a link of a builder, as an option of the call around."""

from __future__ import annotations

import re
from collections.abc import Sequence

from v4migrate.regex import regex
from v4migrate.rewrite.edit import Edit
from v4migrate.rewrite.guards import chosen_entry, guarded_entry, joined_entry
from v4migrate.rewrite.insertion import before_spread, insertion, into_call, line_lead
from v4migrate.rewrite.switch_literals import entry_in
from v4migrate.rulebook.facts.hosts import ClientFacts, SwitchValue
from v4migrate.scan.place import Call, Region, Span
from v4migrate.scan.syntax.tabled.bodies import CHAT

FORMS = frozenset({"literal", "named", "link", "option", "statement", "told"})
_SENT = ("messages",)  # without it a mapping that names a model may be a setting
_SENT_BY_NAME = regex(rb"\bmessages:\s*[,})\n]")  # `{ model: …, messages: }` of Ruby
_REACH = 400  # bytes before the end of a link that hold its line
_LINK = regex(rb"\n(?P<lead>[ \t]*)\??\.[ \t]*\w+\Z")


def placed(
    region: Region,
    call: Call,
    client: ClientFacts,
    field: str,
    value: SwitchValue,
    language: str,
    when: str | None = None,
    default: SwitchValue | None = None,
) -> Sequence[Edit] | str:
    """The edits that put the switch there, or why it cannot be put. `when`: what is asked first, for one model alone; `default`: what
    all other models that go there may be told, because it holds for them anyway."""
    match client.form:
        case "literal":
            return _in_literal(region, call, field, value, language, when, default)
        case _ if when is not None:
            return f"how {client.name} takes the switch for one model alone is not known"
        case "statement":
            return _as_statement(region, call, client.disabled if _is_off(value) else client.enabled)
        case "named":
            return into_call(region, call, client.disabled if _is_off(value) else client.enabled)
        case "link":
            return _as_link(region, call, client, client.disabled if _is_off(value) else client.enabled)
        case "option":
            return _as_option(region, call, client, client.disabled if _is_off(value) else client.enabled)
        case _:
            return f"{client.name} takes the switch only in some versions, or at another place"


def _is_off(value: SwitchValue) -> bool:
    return "disabled" in str(value)


def _in_literal(
    region: Region,
    call: Call,
    field: str,
    value: SwitchValue,
    language: str,
    when: str | None,
    default: SwitchValue | None,
) -> Sequence[Edit] | str:
    is_filled_in = call.before_spread is not None and CHAT in region.text
    is_filled_in |= call.is_part
    is_filled_in |= call.wins and not call.callee.startswith("<")  # the other mapping may hold them
    if call.argument(*_SENT) is None and not is_filled_in and not _SENT_BY_NAME.search(region.text, *call.span):
        return "the mapping holds no messages: something else may be made of it"
    entry = entry_in(region.text, call, field, value, language, in_column=when is None)
    if entry is None:
        return "the mapping is of a kind that may not hold it"
    if when is not None:
        words = _words(value, default) if default is not None else None
        chosen = chosen_entry(language, when, entry, *words) if words is not None else None
        return _for_one(region, call, entry, language, when, chosen)
    return _added(region, call, further(region.text, call, entry, language))


def further(text: bytes, call: Call, entry: str, language: str) -> str:
    """An entry of a mapping, in a form that a type of the program's own does not forbid: TypeScript takes what is spread."""
    is_typed = language == "typescript" and not entry.startswith("...") and not _is_of_no_type(text, call)
    return f"...({{ {entry} }} as object)" if is_typed else entry


def _is_of_no_type(text: bytes, call: Call) -> bool:
    """Does a mapping of TypeScript stand where no type of the program's own forbids a further entry?"""
    before, after = text[max(0, call.span.start - _LINE) : call.span.start], text[call.span.end : call.span.end + _LINE]
    return _UNTYPED.search(before) is not None and _TYPED_BEHIND.match(after) is None


_LINE = 200
_UNTYPED = regex(rb"(?:JSON\.stringify\(|(?:const|let|var)\s+[\w$]+\s*=)\s*\Z")
_TYPED_BEHIND = regex(rb"\s*(?:as|satisfies)\b")


def _added(region: Region, call: Call, entry: str) -> Sequence[Edit]:
    """Behind the last entry, or before what is unpacked and may say otherwise."""
    if call.open_ended and call.before_spread is not None:
        return before_spread(region, call.before_spread, entry)
    return into_call(region, call, entry)


def _words(value: SwitchValue, default: SwitchValue) -> tuple[str, str] | None:
    """The word of the switch and the one that holds by default, as texts; None where they are no mappings of one word."""
    if (
        not isinstance(value, dict)
        or not isinstance(default, dict)
        or len(value) != 1
        or value.keys() != default.keys()
    ):
        return None
    (off,), (on,) = value.values(), default.values()
    return f'"{off}"', f'"{on}"'


def _for_one(
    region: Region, call: Call, entry: str, language: str, when: str, chosen: str | None
) -> Sequence[Edit] | str:
    """The entry for one model alone: inside of the mapping, or behind it; or `chosen`, which says to all others what holds anyway."""
    inside = guarded_entry(language, when, entry)
    if inside is not None:
        return _added(region, call, inside)
    behind = joined_entry(language, when, entry, call.opening)
    if behind is None and chosen is not None:
        return _added(region, call, chosen)
    before, after = region.text[: call.span.start].rstrip(), region.text[call.span.end :].lstrip()
    is_end = after[:1] in _ENDS or (language == "kotlin" and _ENDS_LINE.match(region.text, call.span.end) is not None)
    if behind is None or before.endswith(b"...") or not is_end:
        return "how such a mapping holds an entry for one model alone is not known"
    at = Span(call.span.end, call.span.end)
    return [Edit(region.in_file(at), region.escape(behind).encode())]


_ENDS_LINE = regex(rb"[ \t]*\r?\n(?![ \t]*[.?+])")
_ENDS = (b",", b";", b")", b"]")  # behind a mapping that stands for itself


def _as_link(region: Region, call: Call, client: ClientFacts, link: str) -> Sequence[Edit] | str:
    """`.put…(…)` behind the setter of the model, on a line of its own where that stands on one."""
    assert call.insert_at is not None
    if client.needs and call.argument(client.needs) is None:
        return f"it holds no {client.needs}: something else may be made of it"
    lead = _LINK.search(region.text, max(0, call.insert_at - _REACH), _name_end(region.text, call))
    before = f"\n{lead['lead'].decode()}" if lead else ""
    at = Span(call.insert_at, call.insert_at)
    return [Edit(region.in_file(at), region.escape(f"{before}{link}").encode())]


def _name_end(text: bytes, call: Call) -> int:
    """Behind the name of the setter that takes the model."""
    model = call.model
    assert model is not None
    return text.find(b"(", model.span.start)


def _as_option(region: Region, call: Call, client: ClientFacts, option: str) -> Sequence[Edit] | str:
    """One more argument of the call that takes the structure."""
    if call.outer_at is None:
        return "the structure is no argument of the call itself"
    if client.needs and client.needs.encode() not in region.text:
        return f"the file does not import {client.needs}"
    start = call.span.start + 1 - len(call.opening.encode())
    return insertion(region, call.outer_at, option, [start], is_first=False)


def _as_statement(region: Region, call: Call, statement: str) -> Sequence[Edit]:
    """An entry of a hash table: on a line of its own, or behind a semicolon."""
    assert call.insert_at is not None
    lead = next(
        (found for found in (line_lead(region.text, entry.span.start) for entry in call.arguments) if found), None
    )
    end = region.text.find(b"\n", call.insert_at)
    is_last_on_line = (
        lead is not None and end >= 0 and re.fullmatch(rb"[ \t;]*(?:#.*)?\r?", region.text[call.insert_at : end])
    )
    at = end - (region.text[end - 1 : end] == b"\r") if is_last_on_line else call.insert_at
    new = f"{lead}{statement}" if lead is not None and is_last_on_line else f"; {statement}"
    return [Edit(region.in_file(Span(at, at)), region.escape(new).encode())]
