"""What a syntax reader says about one place in a file, in the same words for every language.

All offsets are bytes into the text of a Region, half-open. A Region knows how to map them back to the file.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Literal, NamedTuple, Protocol

from v4migrate.regex import regex
from v4migrate.rulebook.schema import Role
from v4migrate.scan.left import Left


class Span(NamedTuple):
    """Half-open byte range."""

    start: int
    end: int

    def holds(self, other: Span) -> bool:
        """Does this range enclose the other?"""
        return self.start <= other.start and other.end <= self.end


def as_is(text: str) -> str:
    """The escape of a region that is written in the file as it is read."""
    return text


@dataclass(frozen=True)
class Region:
    """A stretch of a file in one language: the whole file, a fenced block of a document, a cell of a notebook.

    `text` is what the parser reads. If `offsets` is given, byte i of the text stands at `offsets[i]` of the file, and an insertion
    after the last one at `offsets[-1]`; `ends[i]` is where the writing of byte i ends, for an escaped byte further on. Otherwise the
    region is contiguous and starts at `start`. New text passes through `escape` on its way back.
    """

    language: str
    text: bytes
    start: int = 0
    offsets: Sequence[int] | None = None
    ends: Sequence[int] = ()
    escape: Callable[[str], str] = as_is
    headings: Sequence[bytes] = ()  # of a block of a document: those above it, outermost first, with their marks
    label: bytes = b""  # the last line of text between the block before and this one

    @cached_property
    def lowered(self) -> bytes:
        """The text in lower case (ASCII), for cheap tests before a pattern is tried."""
        return self.text.lower()

    @cached_property
    def plain(self) -> str:
        """The same as characters, one for each byte: what a `Sieve` reads."""
        return self.lowered.decode("latin-1")

    @cached_property
    def _held(self) -> dict[bytes, bool]:
        return {}

    def holds(self, word: bytes) -> bool:
        """Does the text hold a word, given in lower case? Many matchers ask for the same ones."""
        if word not in self._held:
            self._held[word] = word in self.lowered
        return self._held[word]

    def in_file(self, span: Span) -> Span:
        """The same range, as bytes of the file."""
        if self.offsets is None:
            return Span(self.start + span.start, self.start + span.end)
        start = self.offsets[span.start]
        return Span(start, self.ends[span.end - 1] if span.end > span.start else start)

    def position(self, at: int) -> int:
        """Where in the text byte `at` of the file stands: the way back of `in_file`, for bytes inside the region."""
        return at - self.start if self.offsets is None else bisect_left(self.offsets, at)


@dataclass(frozen=True)
class Argument:
    """A named argument of a call, or a property of a request object."""

    name: str  # as the API calls it
    span: Span
    value: Span
    text: str
    entries: Sequence[Argument] | None = (
        None  # of a mapping literal; None for any other value, or where it unpacks another
    )
    insert_at: int | None = None  # where a further entry of that mapping can be put
    written: str | None = None  # as the source spells the name, where that is another spelling

    @property
    def keys(self) -> Sequence[str] | None:
        """The keys of a mapping literal; None for any other value."""
        return None if self.entries is None else [entry.name for entry in self.entries]

    def entry(self, name: str) -> Argument | None:
        """The entry of this name in a mapping literal."""
        return next((entry for entry in self.entries or () if entry.name == name), None)


_SAID = frozenset(
    {
        "messages",
        "message",
        "input",
        "prompt",
        "system",
        "instructions",
        "tools",
        "functions",
        "contents",
        "metadata",
        "stop",
        "user",
    }
)


@dataclass(frozen=True)
class Call:
    """A request as the source writes it: a call with named arguments, or an object literal that is the body."""

    callee: str  # dotted name; "<body>" for an object that nothing is known to take
    span: Span
    arguments: Sequence[Argument]
    open_ended: bool  # has **kwargs or ...rest: an argument may come from elsewhere
    insert_at: int | None  # after the last argument; None where nothing can be added
    scopes: Sequence[Span] = ()  # the call and what encloses it, innermost first
    is_mapping: bool = False  # a mapping literal that the call unpacks: what is added is an entry of that
    before_spread: int | None = None  # where an entry can be put that what is unpacked may override
    wins: bool = False  # its entries take the place of another mapping's, which may hold some that are not seen
    unpacked: Span | None = None  # `**more`, the only further arguments of a call
    kind: str | None = None  # of a mapping: the type that it is declared as, or the key that it stands under
    opening: str = ""  # what a mapping literal starts with: `mapOf(`, `map[string]any{`; empty for anything else
    outer_at: int | None = None  # behind the last argument of the call that a structure is handed to
    language: str | None = None  # of a body that is written in another language than the region: JSON in a string
    is_part: bool = False  # a mapping that is seen to become a part of bodies, of which another part has the messages
    escape: Callable[[str], str] = as_is  # how new text of such a body is written in its string

    @property
    def settings(self) -> Iterator[Argument]:
        """The arguments that set something. What is said to the model is none: a prompt may speak of thinking, too."""
        return (argument for argument in self.arguments if argument.name not in _SAID)

    @property
    def model(self) -> Argument | None:
        """The argument that names the model, in the spelling of any client."""
        return self.argument("model", "model_name", "modelName")

    def argument(self, *names: str) -> Argument | None:
        """The first argument with one of these names."""
        return next((argument for argument in self.arguments if argument.name in names), None)


@dataclass(frozen=True)
class Place:
    """Where an id stands and what it does there."""

    role: Role
    name: str | None = None  # the key, keyword, variable or parameter that takes it
    keys: Sequence[str] = ()  # the keys of the mappings around it, innermost first
    call: Call | None = None
    constant: str | None = None  # the name that holds it, for following it to its uses
    run_time_choice: bool = False  # a fallback: the environment or a flag may name another model
    scopes: Sequence[Span] = ()  # enclosing stretches, innermost first: where to look for the host
    container: Span | None = None  # what holds it beside others of its kind: two equal ones would collide
    left: Left | None = None  # why an id here is nobody's request
    is_in_test: bool = False  # of a test that stands in the file of what it tests


@dataclass(frozen=True)
class Uses:
    """What becomes of a name that holds an id. It is followed only where it is bound once in the file."""

    calls: Sequence[Call] = ()  # requests that take it as their model
    is_bound_once: bool = True
    is_read_elsewhere: bool = False  # by something that is not such a request


Kind = Literal["code", "string", "comment"]


class Surroundings(NamedTuple):
    """What stands around a stretch of text, whatever it is: for matchers that look for text and not for ids."""

    kind: Kind
    entry: Span  # the key with its value, the statement, or the line
    scopes: Sequence[Span] = ()  # calls, mappings, functions and classes around it, innermost first
    keys: Sequence[str] = ()  # the keys above it, innermost first
    is_spoken: bool = False  # counts as a comment because it is said to people: a docstring, a message, text of a page


class Syntax(Protocol):
    """One parsed region."""

    def surroundings(self, span: Span) -> Surroundings:
        """What stands around `span`."""

    def place(self, span: Span) -> Place:
        """What stands at `span`."""

    def uses(self, constant: str) -> Uses:
        """Where the name `constant` is bound and read."""

    def calls(self) -> Sequence[Call]:
        """Every call or object that names a model."""

    def strings(self) -> dict[str, str]:
        """Constants of this region that hold a plain string."""

    def clamps(self) -> Sequence[tuple[Span, int]]:
        """`min(x, N)`: the range and value of each literal N."""

    def errors(self) -> int:
        """How many syntax errors the parser saw."""


_LINE_BYTES = 1000  # to each side: what a minified file puts on one line is no neighbour any more


def line_around(text: bytes, span: Span) -> Span:
    """The line, or lines, that a span stands on, without the line end; of an endless one the part close to the span."""
    first, last = max(0, span.start - _LINE_BYTES), min(len(text), span.end + _LINE_BYTES)
    start = text.rfind(b"\n", first, span.start)
    end = text.find(b"\n", span.end, last)
    return Span(start + 1 if start >= 0 else first, end if end >= 0 else last)


def is_model_name(name: str | None) -> bool:
    """Does a key, keyword or variable of this name hold the id of the model to ask?"""
    if name is None or not _MODEL_WORD.search(name):
        return False
    return not _NO_REQUEST_WORD.search(name) and not tests_names(name)


def tests_names(name: str) -> bool:
    """Does a key of this name hold what the name of a model is compared with?"""
    return _TESTED.search(name) is not None and _MODEL_WORD.search(name) is not None


def is_record(keys: Iterable[str]) -> bool:
    """Do these sibling keys say that a mapping is an answer or a log row, and no request?"""
    return not _RECORD_KEYS.isdisjoint(keys)


def is_written_answer(text: bytes) -> bool:
    """Does a text, quoted or escaped or not, hold the JSON of an answer?"""
    keys = set(_KEY_IN_TEXT.findall(text))
    return _ANSWERS.search(text) is not None or is_record(key.decode() for key in keys) or len(keys & _ANSWER_KEYS) > 1


def is_price_row(entries: Iterable[tuple[str, str]]) -> bool:
    """Do the entries beside a model's name, as names and values, tell what it costs, and not how it is asked?"""
    told = {name.lower(): value for name, value in entries}
    if any(_SENT.search(name) for name in told):
        return False
    if any(_PRICE.search(name) and not _BUDGET.search(name) and re.search(r"\d", told[name]) for name in told):
        return True
    return all(re.match(r"[\"']?\d", told.get(side, "")) for side in ("input", "output"))


def is_limit_row(entries: Iterable[tuple[str, str]]) -> bool:
    """Do they tell how much a model takes, and nothing of how it is asked? Only rows of a table in code: what a program is set up by
    may say both with the same keys."""
    told = list(entries)
    takes = any(_CONTEXT.search(name) and re.match(r"\d[\d_]{3,}|\d+[kK]|\d+ ?\* ?\d", value) for name, value in told)
    return takes and all(any(known.search(name) for known in (_MODEL_WORD, _CONTEXT, _OF_A_MODEL)) for name, _ in told)


def registers_a_model(taker: str | None) -> bool:
    """Does a function of this name, or a type, take down what a model is, so that a row of figures for it is one of a table?"""
    return taker is not None and _REGISTERS.search(taker) is not None


_REGISTERS = regex(
    r"(?i)regist(?:er|ry)\w*(?:\.\w+)?\Z|(?:^|[._])(?:add|define|declare|describe)_?(?:chat_?|llm_?)?models?\w*\Z"
    r"|(?:model|llm)_?(?:info|spec(?:ification)?|card|meta(?:data)?|def(?:inition)?|descriptor|description|entry|capabilit(?:y|ies)|limits?"
    r"|profile|details?|row)\Z|(?:^|[._])(?:model_?)?capabilities\Z"
)
_MODEL_WORD = regex(r"(?i)model|engine|deployment|llm")
# A name served to others, a price, a limit, a metric: the id is a word there, not a request.
_NO_REQUEST_WORD = regex(r"(?i)served|price|cost|limit|metric|label|usage")
_TESTED = regex(r"(?i)pattern|prefix|regexp?|\Amatch|match(?:es|er)?\Z")
_CONTEXT = regex(r"(?i)context|window|ctx|max_?input")
_OF_A_MODEL = regex(
    r"(?i)\A(?:provider|vendor|family|owner|name|id|key|label|title|description|notes?|supports\w*"
    r"|max_?(?:output_?|completion_?)?tokens|output_?limit)\Z"
)
_RECORD_KEYS = frozenset(
    {
        *("choices", "usage", "finish_reason", "system_fingerprint"),
        *(
            "timestamp",
            "created_at",
            "datetime",
            "datetime_utc",
            "latency_ms",
            "total_cost",
            "commit_hash",
            "score",
            "accuracy",
            "elo",
            "completion",
            "conversations",
            "prediction",
            "predictions",
            "generated_text",
            "win_rate",
            "exact_match",
            "pass_rate",
        ),
    }
)
_KEY_IN_TEXT = regex(rb"\\*[\"'](\w{1,40})\\*[\"']\s*:")
_ANSWERS = regex(rb"\\*[\"']object\\*[\"']\s*:\s*\\*[\"'](?:chat\.completion|text_completion)|[\"']chatcmpl-")
_ANSWER_KEYS = frozenset({b"object", b"created", b"completion_tokens", b"prompt_tokens", b"total_tokens"})
_PRICE = regex(r"pric(?:es?|ing)(?![a-z])|cost|per_?(?:million|thousand|[mk]?_?tok(?:en)?s?|1?_?[mk])(?![a-z])")
_BUDGET = regex(r"max|limit|budget|total|track|alert|threshold")
_SENT = regex(r"(?:url|api_?key|api_?base|endpoint)\Z|\A(?:messages|temperature|stream|timeout)\Z")
