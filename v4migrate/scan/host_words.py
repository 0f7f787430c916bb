"""The words by which hosts are recognised: patterns made of the facts, the stretches of a text around them, words that name no host."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache

from v4migrate.regex import regex
from v4migrate.rulebook.facts.hosts import HostFacts
from v4migrate.scan.sieve import Sieve
from v4migrate.scan.syntax.tabled.names import word_set


@dataclass(frozen=True)
class KnownHost:
    """A host, and what is looked for before its pattern is tried."""

    facts: HostFacts
    words: Sequence[bytes]  # of which every match of the pattern holds one

    @cached_property
    def sieve(self) -> Sieve:
        """Passes the texts that hold one of the words."""
        return Sieve.of_words(word.lower() for word in self.words)

    @cached_property
    def pattern(self) -> re.Pattern[bytes]:
        """What tells of this host by itself."""
        return _pattern(self.facts)


@dataclass(frozen=True)
class Router:
    """A host, and the libraries that read a shared prefix as meant for it."""

    host: HostFacts
    words: re.Pattern[bytes]

    @cached_property
    def sieve(self) -> Sieve:
        """Passes the texts that name one of the libraries."""
        return Sieve.of_words(name.lower().encode() for name in self.host.routers)


# An escape, and the two signs outside ASCII whose small letter is one of a to z: the one for Kelvin, and the I with a dot.
READ_AS_LETTERS = (b"\\u", "\N{KELVIN SIGN}".encode(), "\N{LATIN CAPITAL LETTER I WITH DOT ABOVE}".encode())
# `provider: "x"`, `modelProvider = "x"`, `LLM_PROVIDER=x`, `--provider x`; a provider of logins, clouds or stores is none of a model. A
# bare word inside of braces may be a variable of any name.
PROVIDER = regex(
    rb"[pP](?i:rovider(?:_?(?:name|id))?)\b[\"'`]?"
    rb"(?:\s*(?:=>|[:=])\s*[\"'`](?P<name>[A-Za-z][\w-]*)[\"'`]"
    rb"|(?<=[\"'])\s*,\s*[\"'](?P<listed>[A-Za-z][\w-]*)[\"']|(?<=provider)[ \t]+(?P<option>[a-z][a-z0-9-]*)(?=\s|\Z)"
    rb"|(?::[ \t]+|=)(?P<bare>[a-z][a-z0-9-]*)(?=[ \t]*(?:(?:#[^\n]*)?(?:\r?\n|\Z)|(?P<braced>[,}]))))"
)
LEADS_TO_PROVIDER = regex(
    rb"(?<![\w.-])[\"'`]?(?:(?:[\w-]+\.){1,3}|--)?(?:(?i:llm|model|ai|api|chat|default|inference|completion)[_-]?)?\Z"
)
"""What may stand before it, looked for behind it: the word itself is found a good deal faster."""
# Words for a kind of client, in which any host may be meant, and words that say what a model is there for.
CLIENTS = word_set("openai compatible compat like anthropic litellm custom generic")
ROLES = word_set(
    "default auto local remote mock fake test dummy stub none null unknown other main primary secondary fallback"
    " any chat llm model models api proxy gateway env fast slow quick smart deep cheap best small medium large big"
    " mini lite pro flash reason reasoner r1 v3 reasoning thinking think coder code coding plan planner summary"
    " title agent string str bool int name provider config settings options this self cloud user own my"
)
# Makers and hosts whose names a function may have for another reason.
OTHER_THINGS = word_set(
    "together meta github copilot yi spark ark ali aliyun alibaba google vertex fireworks vercel cloudflare"
    " venice chutes hyperbolic friendli nvidia huawei tencent baidu xiaomi mimo claude gemini azure"
)
_REACH = 100  # bytes around a word in which its match lies: `import`, a quote, some blanks


def called_as(word: str) -> str:
    """A name without the number of a version."""
    return re.sub(r"[-_.]?v?\d+\Z", "", word.lower())


@lru_cache(maxsize=4096)
def parts_of(word: str) -> Sequence[str]:
    """The words of a name in small letters."""
    return re.split(r"[^a-z0-9]+", word.lower())


def words_of(names: Sequence[str]) -> re.Pattern[bytes]:
    """Any of these names, standing by itself."""
    return re.compile(rf"(?<![\w-])(?:{'|'.join(map(re.escape, names))})(?![\w-])".encode())


def made_of(names: Iterable[str]) -> re.Pattern[bytes]:
    """One of these classes where it is made, and no argument gives it an address."""
    words = "|".join(map(re.escape, names)) or _NEVER
    return re.compile(rf"(?<!class )\b(?P<name>{words})\((?!{_ADDRESSED})".encode())


_ADDRESSED = (
    r"[^()]{0,600}?(?i:base_?url|api_?url|api_base|endpoint_url|\*\*|\.\.\.)"  # or arguments that stand elsewhere
)
_NEVER = r"(?!)"  # an empty alternation would match everywhere


def own_words(host: HostFacts) -> list[bytes]:
    """What tells of a host by itself. Its name does not: see `provider`."""
    words = [*host.base_urls, *host.environment, *host.commands, *host.libraries]
    return [word.encode() for word in dict.fromkeys(words)]


def windows(text: bytes, words: Iterable[bytes]) -> list[tuple[int, int]]:
    """The stretches around these words, in order, none touching another."""
    spans = sorted((at, at + len(word)) for word in words for at in places(text, word))
    found: list[tuple[int, int]] = []
    for start, end in spans:
        first, last = max(0, start - _REACH), end + _REACH
        if found and first <= found[-1][1]:
            found[-1] = (found[-1][0], max(last, found[-1][1]))
        else:
            found.append((first, last))
    return found


def places(text: bytes, word: bytes) -> Iterator[int]:
    """Where a word stands, in order."""
    at = text.find(word)
    while at >= 0:
        yield at
        at = text.find(word, at + len(word))


def _pattern(host: HostFacts) -> re.Pattern[bytes]:
    # A tenant or region may stand before the address: `x.openai.azure.com`, `us-central1-aiplatform.googleapis.com`.
    words = [re.escape(url) if url.startswith("-") else rf"(?<![\w-]){re.escape(url)}" for url in host.base_urls]
    words += [rf"\b{re.escape(name)}\b" for name in host.environment]
    words += [rf"(?<![\w-]){re.escape(command)}\b" for command in host.commands]
    for library in host.libraries:
        quoted = re.escape(library)
        is_name = library[0].isupper() or library.startswith("create")
        words.append(rf"\b{quoted}\b" if is_name else rf"(?:from|import|require\()\s*[\"']?{quoted}\b")
    return re.compile("|".join(words or [_NEVER]).encode())
