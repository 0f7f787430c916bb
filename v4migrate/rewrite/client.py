"""Which client library makes a request, and how it writes the thinking switch. What is known of each: `rules/facts/clients.yaml`."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from v4migrate.regex import regex
from v4migrate.rewrite.guards import guarded_argument, guarded_entry
from v4migrate.rewrite.model_makers import MADE, Elsewhere, made_with
from v4migrate.rulebook.facts.hosts import ClientFacts, ModelMaker
from v4migrate.scan.libraries import Libraries
from v4migrate.scan.place import Argument, Call, Region

_JAVASCRIPT = frozenset({"javascript", "typescript"})
_KEYWORDS = frozenset({"keyword", "keyword-dict"})
_PLAIN_KEY = regex(r"(?<![\w\"'.?])[A-Za-z_]\w*(?=: )")
_QUOTING = frozenset({"python", *_JAVASCRIPT})


def clients_of(language: str, known: Sequence[ClientFacts]) -> list[ClientFacts]:
    """The clients of a language, its own before those that TypeScript takes over from JavaScript."""
    spoken = [client for client in known if client.language == language]
    inherited = [client for client in known if client.language == "javascript"] if language == "typescript" else []
    return spoken + inherited


def client_of(
    call: Call,
    clients: Sequence[ClientFacts],
    libraries: Libraries,
    region: Region,
    *,
    is_own_api: bool,
    elsewhere: Elsewhere | None = None,
) -> ClientFacts | None:
    """The client that makes a request; None where it is not known. `elsewhere`: what other files of the project say of its model."""
    for client in clients:
        if client.is_own_api_only and not is_own_api:
            continue
        if not _is_called(call, client, libraries):
            continue
        if _takes_model(call, client.model_from, libraries, region) or _is_made_elsewhere(call, client, elsewhere):
            return client
    return None


def in_form_of_responses(call: Call, client: ClientFacts, spoken: Sequence[ClientFacts]) -> ClientFacts | None:
    """The client itself, or for the body of a Responses request the one of that form; None where the language has none."""
    if not client.callee or not client.callee[0].startswith("<") or not is_for_responses(call):
        return client
    return next((other for other in spoken if other.argument == EFFORT_OF_RESPONSES), None)


def is_for_responses(call: Call) -> bool:
    """Is a body one of the Responses API, which has `input` for the messages?"""
    return call.argument("input") is not None and call.argument("messages") is None


EFFORT_OF_RESPONSES = "reasoning"  # the argument below which that form says whether to think


def _is_called(call: Call, client: ClientFacts, libraries: Libraries) -> bool:
    if call.kind in client.types:
        return not client.libraries or libraries.has(client.libraries)
    callee = libraries.spelled_out(call.callee)
    if not any(callee == end or callee.endswith(f".{end}") for end in client.callee):
        return False
    return not client.libraries or libraries.bring(call.callee, client.libraries)


def _takes_model(call: Call, maker: ModelMaker | None, libraries: Libraries, region: Region) -> bool:
    """A request that takes an object as its model is one only where that object is made by the provider that the switch is for."""
    if maker is None:
        return True
    if call.model is None or not libraries.has([maker.package]):
        return False
    made = MADE.fullmatch(call.model.text)
    by = made["by"].partition(".")[0] if made else _maker_of(call, region)
    if by is None:
        return False
    if by == maker.provider and libraries.bring(by, [maker.package]):
        return True
    return made_with(region.text.decode("utf-8", "replace"), by, maker) is not None


def _is_made_elsewhere(call: Call, client: ClientFacts, elsewhere: Elsewhere | None) -> bool:
    if elsewhere is None or client.model_from is None or call.model is None:
        return False
    return elsewhere.makes(call.model.text, client.model_from)


def _maker_of(call: Call, region: Region) -> str | None:
    """The provider that made the model which a request takes by the name of a variable."""
    if call.model is None or not re.fullmatch(r"[\w$]+", call.model.text):
        return None
    binding = rf"\b(?:const|let|var)\s+{re.escape(call.model.text)}\s*(?::[^=;]+)?=\s*{MADE.pattern}"
    makers = {found["by"].partition(".")[0] for found in re.finditer(binding, region.text.decode("utf-8", "replace"))}
    return makers.pop() if len(makers) == 1 else None


def argument_of(call: Call, client: ClientFacts) -> Argument | None:
    """The argument that the switch goes into, where the call has it: as one of its own, or within another."""
    carriers = filter(None, map(call.argument, client.also_in))
    inner = (entry for carrier in carriers if (entry := carrier.entry(client.argument)))
    return call.argument(client.argument) or next(inner, None)


@dataclass(frozen=True)
class SwitchForm:
    """The switch as one client writes it, to one host: `field` None is the client's own field."""

    client: ClientFacts
    field: str | None
    value: str
    quote: str = '"'
    when: str | None = None  # the question that a program asks first, where the switch is for one model alone
    quotes_keys: bool = False  # `{ "model": … }` in the JavaScript family, where the neighbours do

    @property
    def path(self) -> list[str]:
        """The keys below the argument, down to the switch."""
        return [*self.client.within, self.field or self.client.key or ""]

    @property
    def whole(self) -> str:
        """What is added to a call that has nothing of it."""
        argument, nested = self.client.argument, self._nested(0)
        match self.client.form:
            case "keyword":
                return self._quoted(f"{argument}={self.value}")
            case "keyword-dict":
                return self._quoted(f"{argument}={nested}")
            case "property-dict":
                return self._quoted(f"{argument}: {nested}")
            case "entry-dict":
                return self.as_entry
            case "entry":
                return self._quoted(f'"{self.field or argument}": {self.value}')
            case "property":
                return self._quoted(f"{self.field or argument}: {self.value}")
            case "spread":
                spread = self.value if self.field is None else f"...({{ {self.field}: {self.value} }} as object)"
                return self._quoted(spread)
            case _:
                return self.client.snippet  # forms that are written as the text around them: switch_forms.py

    @property
    def as_entry(self) -> str:
        """The same in a mapping that the call unpacks."""
        is_nested = self.client.form in {"keyword-dict", "entry-dict"}
        return self._quoted(f'"{self.client.argument}": {self._nested(0) if is_nested else self.value}')

    def beside(self, *, is_entry: bool) -> str | None:
        """What is added to the call, or to the mapping that it unpacks; None where that cannot be for one model alone."""
        plain = self.as_entry if is_entry else self.whole
        if self.when is None:
            return plain
        if self.client.form in _KEYWORDS and not is_entry:
            given = guarded_argument(plain, self.when, self.client.unset)
            return given or guarded_entry(self.client.language, self.when, self.as_entry)
        return guarded_entry(self.client.language, self.when, plain)

    @property
    def default_entry(self) -> str | None:
        """The argument in a mapping that another one, unpacked behind it, may override; None where the client takes no keywords."""
        if self.client.form not in _KEYWORDS:
            return None
        if self.when is None:
            return self.as_entry
        given = guarded_argument(self.as_entry, self.when, self.client.unset)
        return given or guarded_entry(self.client.language, self.when, self.as_entry)

    def below(self, level: int) -> str | None:
        """What is added to the mapping that holds key `level` of the path."""
        plain = self._quoted(self._entry(level))
        return plain if self.when is None else guarded_entry(self.client.language, self.when, plain)

    def _entry(self, level: int) -> str:
        value = self.value if level == len(self.path) - 1 else self._nested(level + 1)
        key = self.path[level]
        return f"{key}: {value}" if self.client.language in _JAVASCRIPT else f'"{key}": {value}'

    def _nested(self, level: int) -> str:
        entry = self._entry(level)
        return f"{{ {entry} }}" if self.client.language in _JAVASCRIPT else f"{{{entry}}}"

    def beside_entries(self, entries: Sequence[Argument], region: Region) -> SwitchForm:
        """The same with its keys as those of the entries beside it are written."""
        found = {quote for entry in entries if (quote := key_quote(entry, region))}
        if len(found) != 1 or self.client.language not in _QUOTING:
            return self
        return replace(self, quote=found.pop(), quotes_keys=self.client.language in _JAVASCRIPT)

    def _quoted(self, written: str) -> str:
        if self.quotes_keys:
            written = _PLAIN_KEY.sub(r'"\g<0>"', written)
        return written.replace('"', self.quote) if self.client.language in _QUOTING else written


def key_quote(entry: Argument, region: Region) -> str:
    """The quotes around the key of a mapping's entry; empty where it is written without."""
    first = region.text[entry.span.start : entry.span.start + 1].decode("utf-8", "replace")
    return first if first in {'"', "'"} and entry.span.start < entry.value.start else ""


def quote_of(call: Call, region: Region) -> str:
    """The quotes that a call writes; of one that writes none, in the JavaScript family, those of its file."""
    for argument in (call.model, *call.arguments):
        found = re.match(r"[\"']|[\w$.]+\(\s*([\"'])", argument.text) if argument is not None else None
        if found:
            return found[1] or found[0]
    is_single = region.language != "python" and region.text.count(b"'") > region.text.count(b'"')
    return "'" if is_single else '"'
