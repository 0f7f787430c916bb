"""The row of a table by id, written again for the new name: what it says of limits comes from the facts, the rest is copied.

A figure that nobody can vouch for is never invented: a price whose unit the book does not prove, a figure without a known name, a label
or a mode that spoke of the old model is left open, and the row is then only shown. Of a price that has two, by the hour, the one that
holds most of the week is written, and said.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from tree_sitter import Node

from v4migrate.regex import regex
from v4migrate.rulebook.facts import Facts
from v4migrate.scan.place import Place, Region, Span, Syntax
from v4migrate.scan.price_row import NUMBER, PriceRow, price_row, shown_prices
from v4migrate.scan.syntax.tree import ancestors, parsed_at
from v4migrate.scan.tokens import Candidate

OPEN = "…"
_ROWS = frozenset({"pair", "block_mapping_pair", "flow_pair", "keyed_element", "table"})
_CONTEXT = regex(r"(?i)context|window|ctx|max_?input|input_?limit")
_OUTPUT = regex(r"(?i)max_?(?:output|completion)|(?:output|completion)_?(?:limit|cap|max)")
_BARE_OUTPUT = regex(r"(?i)(?:max_?)?out(?:put)?(?:_?tokens)?")
_EITHER = regex(r"(?i)(?:max|token)_?(?:tokens?|limits?)(?![a-z])")
_LIMITS = regex(r"(?i)limits\b")
_PRICES = regex(r"(?i)pric|cost|rate(?!_?limit)|tariff|per_?(?:1?m|1?k|million|thousand|token)")
_NO_LIMIT = regex(r"(?i)\A(?:temperature|top_?p|priority|order|rank|weight|sort\w*)\Z")
_OF_THE_OLD = regex(r"(?i)deepseek|chat|reason|think|\bv3|\br1|legacy")
_MODE = regex(
    r"(?i)reason|think|deprecat|legacy|default|recommend|hidden|enabled|disabled|active|retire|until|date|_at\Z"
)
_VALUE = regex(
    r"""(?P<string>"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'|`[^`]*`)(?P<is_key>\s*:(?!:)|\s*=>|\s*=(?!=))?
    |(?P<number>(?<![\w.])-?\d[\d_]*(?:\.\d+)?(?:[eE]-?\d+)?(?:\s*\*\s*\d[\d_]*)?[kKmM]?(?![\w.]))
    |(?P<word>[A-Za-z_][\w.]*)(?P<word_is_key>\s*:(?!:)|\s*=>|\s*=(?!=))?""",
    re.VERBOSE,
)


class TableRow(NamedTuple):
    """The new row: its text, the old rows that it stands for, and what a person must fill in; nothing if it can be added as it is."""

    text: str
    old: Sequence[Span]
    open: Sequence[str] = ()
    note: str = ""  # the unit of prices, and when they hold

    @property
    def shown(self) -> str:
        """On one line."""
        return re.sub(r"\s+", " ", self.text).strip()


class TableRows:
    """The rows to add to the tables of one region. A table is read once, however many of its keys ask."""

    def __init__(self, region: Region, syntax: Syntax, facts: Facts) -> None:
        self.region = region
        self.syntax = syntax
        self.facts = facts
        self._names = _names(facts)
        self._told: dict[tuple[Node, str, str, str], Mapping[int, TableRow]] = {}

    def row(self, candidate: Candidate, place: Place, target: str) -> TableRow | None:
        """The row for `target` of the table whose key the candidate is; None where no row can be told, or where it has one already."""
        found = parsed_at(self.syntax, candidate.span)
        if found is None:
            return None
        innermost, shift = found
        row = row_of(innermost, candidate.span, shift)
        if row is None or row.parent is None:
            return None
        asked = (row.parent, row.type, _holder(place), target)
        if asked not in self._told:
            new = _Writer(self.region, asked[2], target, self.facts, self._names, shift)
            beside = [node for node in row.parent.named_children if node.type == row.type]
            self._told[asked] = self._table(beside, new)
        told = self._told[asked]
        return told.get(row.id) or next(iter(told.values()), None)

    def _table(self, beside: Sequence[Node], new: _Writer) -> Mapping[int, TableRow]:
        """What each old row becomes, by the id of its node; nothing where there is none, or a new one."""
        if any(new.target in new.key_of(node) for node in beside):
            return {}
        olds = [node for node in beside if self._names.search(new.key_of(node))]
        written = [new.row(node) for node in olds]
        opened = list(dict.fromkeys(name for _, names in written for name in names))
        if len({re.sub(r"\s+", " ", text) for text, _ in written}) > 1:
            opened.append("the old rows differ")
        note = new.note if not opened else (new.has_prices and shown_prices(self.facts, new.target)) or ""
        spans = [_span(node, new.shift) for node in olds]
        texts = (text if opened else written[0][0] for text, _ in written)
        return {node.id: TableRow(text, spans, opened, note) for node, text in zip(olds, texts, strict=True)}


def row_of(innermost: Node, span: Span, shift: int) -> Node | None:
    """The row that has a place as its key."""
    row = next((up for up in ancestors(innermost) if up.type in _ROWS), None)
    return row if row is not None and _is_key(row, span, shift) else None


def _holder(place: Place) -> str:
    return " ".join([place.name or "", *place.keys])


def _generation(facts: Facts, target: str) -> str | None:
    name = facts.name(target)
    return name.generation(facts.as_of) if name else None


def _is_key(row: Node, span: Span, shift: int) -> bool:
    key = next((child for child in row.named_children if child.type != "comment"), None)
    return key is not None and _span(key, shift).holds(span)


def _names(facts: Facts) -> re.Pattern[str]:
    """The old names that have a successor, as whole words."""
    old = [name.name for name in facts.models.names if name.successor and name.kind in {"official", "guide"}]
    return re.compile(rf"(?<![\w.-])(?:{'|'.join(map(re.escape, sorted(old, key=len, reverse=True)))})(?![\w-]|\.\w)")


def _span(node: Node, shift: int) -> Span:
    return Span(node.start_byte - shift, node.end_byte - shift)


class _Writer:
    """Writes rows of one table anew."""

    def __init__(
        self, region: Region, holder: str, target: str, facts: Facts, names: re.Pattern[str], shift: int
    ) -> None:
        self.region = region
        self.text = region.text
        self.holder = holder
        self.target = target
        self.facts = facts
        self.limits = facts.models.limits_of(_generation(facts, target))
        self.names = names
        self.shift = shift
        self.prices: PriceRow | None = None  # of the row that is being written
        self.is_of_limits = False  # so is every whole number of it that is large enough
        self.note = ""
        self.has_prices = _PRICES.search(self.holder) is not None

    def key_of(self, row: Node) -> str:
        key = next((child for child in row.named_children if child.type != "comment"), row)
        span = _span(key, self.shift)
        return self.text[span.start : span.end].decode("utf-8", "replace")

    def row(self, row: Node) -> tuple[str, list[str]]:
        """The row with the new key, and the names of what is open in it."""
        span = _span(row, self.shift)
        key = _span(next(child for child in row.named_children if child.type != "comment"), self.shift)
        lead = self.text[span.start : key.end].decode("utf-8", "replace")
        opened: list[str] = []
        old = self.names.search(lead)
        text = self._without_comments(row, Span(key.end, span.end))
        self._read(text, old.group() if old is not None else "")
        value = self._value(text, opened)
        if old is None:
            return lead + value, ["key"]
        if self.region.language == "go":
            value = re.sub(r"\A:[ \t]+", ": ", value)
        return lead[: old.start()] + self.target + lead[old.end() :] + value.rstrip(), opened

    def _read(self, text: str, old: str) -> None:
        """What the figures of a row are: prices of the book, or limits."""
        found = list(_VALUE.finditer(text))
        values = [one for one in found if not (one["is_key"] or one["word_is_key"] or _is_operand(text, one.start()))]
        numbers = [(one["number"] or one["string"] or "").strip("\"'`") for one in values]
        plain = [number for number in numbers if NUMBER.fullmatch(number)]
        keys = [one["string"] or one["word"] for one in found if one["is_key"] or one["word_is_key"]]
        self.has_prices |= any(_PRICES.search(key) for key in keys)
        self.prices = price_row(self.facts, old, self.target, plain, is_told=self.has_prices, holder=self.holder)
        self.note = self.prices.note if self.prices else self.note
        self.is_of_limits = any(map(_CONTEXT.search, keys)) or _LIMITS.search(self.holder) is not None

    def _without_comments(self, row: Node, span: Span) -> str:
        """What follows the key; a comment stays with the old row."""
        text = bytearray(self.text[span.start : span.end])
        for node in _comments(row):
            first, last = (edge - self.shift - span.start for edge in (node.start_byte, node.end_byte))
            if first >= 0:
                text[first:last] = b" " * (last - first)
        return re.sub(rb"[ \t]+(?=\r?\n|\Z)", b"", bytes(text)).decode("utf-8", "replace")

    def _value(self, text: str, opened: list[str]) -> str:
        written, at, name = [], 0, ""
        for found in _VALUE.finditer(text):
            key = found["is_key"] or found["word_is_key"]
            if key is not None:
                name = (found["string"] or found["word"]).strip("\"'`")
                continue
            if _is_operand(text, found.start()) and found["number"]:
                continue
            new = self._scalar(found.group(), name, is_string=found["string"] is not None)
            if new is None:
                opened.append(name or "value")
                new = OPEN
            written += [text[at : found.start()], new]
            at = found.end()
        return "".join([*written, text[at:]])

    def _scalar(self, value: str, name: str, *, is_string: bool) -> str | None:
        """A value for the new row; None where nobody knows it."""
        bare = value.strip("\"'`")
        if is_string and self.names.fullmatch(re.split(r"[/:]", bare)[-1]):
            return self.names.sub(self.target, value)
        if re.match(r"-?\d", bare):
            return self._figure(value, bare, name)
        if _MODE.search(name) or (name != "" and _MODE.search(bare)):
            return None
        return None if is_string and _OF_THE_OLD.search(bare) else value

    def _figure(self, value: str, bare: str, name: str) -> str | None:
        if _NO_LIMIT.match(name):
            return value
        if self.prices is not None and NUMBER.fullmatch(bare):
            return self._with(value, bare, self.prices.figure(bare, name))
        told = name or self.holder
        limit = self._limit(told) or (None if name else self._limit_by(told, bare))
        product = re.fullmatch(r"(\d+)(\s*\*\s*)1024", bare)
        if limit is None or not (product or re.fullmatch(r"\d[\d_]*[kK]?", bare)):
            return None
        if product:
            return f"{limit // 1024}{product[2]}1024"
        if bare[-1] in "kK":
            return value.replace(bare, f"{limit // 1024}{bare[-1]}")
        number = int(bare.replace("_", ""))
        if number < 1000:
            return None
        return value.replace(bare, f"{limit:_}" if "_" in bare else str(limit))

    @staticmethod
    def _with(value: str, bare: str, new: str | None) -> str | None:
        return value.replace(bare, new) if new is not None else None

    def _limit(self, name: str) -> int | None:
        if self.limits is None:
            return None
        if _OUTPUT.search(name) or (self.is_of_limits and _BARE_OUTPUT.fullmatch(name)):
            return self.limits.output_tokens.get("disabled")
        return self.limits.context_tokens if _CONTEXT.search(name) else None

    def _limit_by(self, name: str, figure: str) -> int | None:
        """A limit whose name may say either, by what it was: the output cap of a name that did not think, or a whole context."""
        if self.limits is None or not _EITHER.search(name) or not figure.isdigit():
            return None
        old = [limits for limits in self.facts.models.limits if limits is not self.limits]
        if any(limits.output_tokens.get("disabled") == int(figure) for limits in old):
            return self.limits.output_tokens.get("disabled")
        return self.limits.context_tokens if any(limits.context_tokens == int(figure) for limits in old) else None


def _is_operand(text: str, at: int) -> bool:
    """Is a number one that the figure before it is divided or multiplied by?"""
    return text[:at].rstrip()[-1:] in {"/", "*"}


def _comments(node: Node) -> Iterator[Node]:
    stack = [node]
    while stack:
        current = stack.pop()
        if "comment" in current.type:
            yield current
        stack.extend(current.children)
