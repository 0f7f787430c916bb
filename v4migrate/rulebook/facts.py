"""What is true about names, prices, hosts and clients, and when: typed look-ups over `rules/facts/`.

A look-up takes the instant it is asked for and answers from the interval that holds it. What the facts do not cover raises
UnknownFact; nothing is guessed, and no price is ever 0 for want of a row.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from functools import cached_property
from typing import Annotated, Literal
from zoneinfo import ZoneInfo

from pydantic import AwareDatetime, Field

from v4migrate.errors import UnknownFact
from v4migrate.rulebook.document import Data, suggestion

Thinking = Literal["enabled", "disabled"]
Currency = Literal["usd", "cny"]
NameState = Literal["retired", "compatibility", "current", "unofficial"]
_WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


class Source(Data):
    """Where a fact was read and when. Marks: A official page, B live answer or two third parties, C one third party, U unknown."""

    url: str
    checked: date
    mark: Literal["A", "B", "C", "U"]


class Interval(Data):
    """[from, until) in UTC; no `until` means that it still holds."""

    from_: AwareDatetime = Field(alias="from")
    until: AwareDatetime | None = None

    def holds(self, at: datetime) -> bool:
        """Is `at` inside the half-open interval?"""
        return self.from_ <= at and (self.until is None or at < self.until)


class Meaning(Data):
    """What stood behind a name from an instant on, until the next meaning starts."""

    from_: AwareDatetime = Field(alias="from")
    means: str
    generation: str


class ModelName(Data):
    """One name of a model on the hosted API, over time."""

    name: str
    kind: Literal["official", "guide"]
    accepted: list[Interval]
    meanings: list[Meaning]
    thinking: Thinking
    successor: str | None = None
    rolling: bool = False
    compatibility_of: str | None = None
    compatibility_since: AwareDatetime | None = None
    source: Annotated[list[Source], Field(min_length=1)]

    def state(self, at: datetime) -> NameState:
        """What a linter says of this name at an instant."""
        if self.kind == "guide":
            return "unofficial"
        if not any(interval.holds(at) for interval in self.accepted):
            return "retired"
        if self.compatibility_since is not None and at >= self.compatibility_since:
            return "compatibility"
        return "current"

    @property
    def ends(self) -> datetime | None:
        """The instant from which the API refuses this name; None while it is accepted, or if it never was."""
        return self.accepted[-1].until if self.accepted else None

    def generation(self, at: datetime) -> str | None:
        """Label of the model behind the name at an instant; None outside its life."""
        if self.ends is not None and at >= self.ends:
            return None
        started = [meaning for meaning in self.meanings if meaning.from_ <= at]
        return started[-1].generation if started else None


class Target(Data):
    """The names that may be written for a successor; `default` is written unless the user chooses another."""

    default: str
    choices: list[str]


class Limits(Data):
    """Token limits of one generation on the hosted API."""

    generation: str
    context_tokens: int
    output_tokens: dict[Literal["chat", "thinking"], int]
    source: Annotated[list[Source], Field(min_length=1)]


class RetiredAnswer(Data):
    """What the hosted API says when a retired name is asked for."""

    status: int
    guide_status: int
    message: str
    source: Annotated[list[Source], Field(min_length=1)]


class ModelFacts(Data):
    """`rules/facts/models.yaml`."""

    names: list[ModelName]
    targets: dict[str, Target]
    limits: list[Limits]
    retired_answer: RetiredAnswer

    @cached_property
    def by_name(self) -> dict[str, ModelName]:
        """Every known name, in file order."""
        return {entry.name: entry for entry in self.names}


class Prices(Data):
    """Money per 1M tokens: cached input, uncached input, output including reasoning."""

    hit: Decimal
    miss: Decimal
    out: Decimal


class WindowPrices(Data):
    """The prices of one tariff inside one named window."""

    usd: Prices | None = None
    cny: Prices | None = None


class Window(Interval):
    """Recurring hours of a week at a place, e.g. the peak. A span whose end is before its start runs over midnight."""

    name: str
    time_zone: str
    hours: list[Annotated[str, Field(pattern=r"^\d\d:\d\d-\d\d:\d\d$")]]
    weekdays: list[Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]]
    source: Annotated[list[Source], Field(min_length=1)]

    def covers(self, at: datetime) -> bool:
        """Is `at` inside the hours of the window, by the wall clock of its place?"""
        local = at.astimezone(ZoneInfo(self.time_zone))
        if _WEEKDAYS[local.weekday()] not in self.weekdays:
            return False
        return any(_within(local.time(), *map(time.fromisoformat, span.split("-"))) for span in self.hours)


def _within(now: time, start: time, end: time) -> bool:
    return start <= now < end if start < end else now >= start or now < end


class TariffRow(Data):
    """A dated row of the price book; it ends where the next row of the same model starts."""

    models: list[str]
    from_: AwareDatetime = Field(alias="from")
    until: AwareDatetime | None = None
    usd: Prices | None = None
    cny: Prices | None = None
    window_prices: dict[str, WindowPrices] = {}
    note: str | None = None
    source: Annotated[list[Source], Field(min_length=1)]


class GuidePrice(Data):
    """A row of the guide's own price table, with what is known about it."""

    model: str
    usd: Prices
    verdict: Literal["confirmed", "contradicted", "unverifiable"]
    because: str


@dataclass(frozen=True)
class Tariff:
    """The answer to a price look-up: the prices, the window that applied, the interval and the source."""

    model: str
    currency: Currency
    prices: Prices
    window: str
    from_: datetime
    until: datetime | None
    source: Source


class PriceBook(Data):
    """`rules/facts/prices.yaml`: the hosted API's dated tariffs."""

    windows: list[Window]
    tariffs: list[TariffRow]
    guide: list[GuidePrice]

    def tariff(self, model: str, at: datetime, currency: Currency = "usd") -> Tariff:
        """The tariff in force for `model` at `at` (aware). Raises UnknownFact when the book has no answer."""
        rows = self._rows.get(model)
        if rows is None:
            raise UnknownFact(
                f"no price known for model '{model}'{suggestion(model, list(self._rows))}; known: {', '.join(sorted(self._rows))}"
            )
        started = [row for row in rows if row.from_ <= at]
        row = started[-1] if started else None
        if row is None or (row.until is not None and at >= row.until):
            raise UnknownFact(
                f"no price known for '{model}' at {at.isoformat()}; the book starts {rows[0].from_.isoformat()}"
            )
        window = self._window(row, at)
        table = row.window_prices[window] if window else row
        prices: Prices | None = getattr(table, currency)
        if prices is None:
            raise UnknownFact(f"no {currency.upper()} price known for '{model}' at {at.isoformat()}")
        after = [later.from_ for later in rows if later.from_ > row.from_]
        label = window or ("off-peak" if "peak" in row.window_prices else "standard")
        return Tariff(
            model, currency, prices, label, row.from_, row.until or (after[0] if after else None), row.source[0]
        )

    @cached_property
    def _rows(self) -> dict[str, list[TariffRow]]:
        rows: dict[str, list[TariffRow]] = {}
        for row in sorted(self.tariffs, key=lambda row: row.from_):
            for model in row.models:
                rows.setdefault(model, []).append(row)
        return rows

    def _window(self, row: TariffRow, at: datetime) -> str | None:
        """The name of the window of `row` that covers `at`. Of two rules of one name the later start holds."""
        for name in row.window_prices:
            dated = [window for window in self.windows if window.name == name and window.holds(at)]
            if dated and max(dated, key=lambda window: window.from_).covers(at):
                return name
        return None


class HostFacts(Data):
    """`rules/facts/providers/<name>.yaml`: how to recognise a host in code, and what it makes of the old ids."""

    name: str
    title: str
    is_official: bool = False
    is_own_server: bool = False
    base_urls: list[str] = []
    environment: list[str] = []
    libraries: list[str] = []
    prefixes: list[str] = []
    commands: list[str] = []
    shared_prefixes: list[str] = []
    names: list[str] = []
    serves_v32: Literal["yes", "no", "unknown"] = "unknown"
    source: Annotated[list[Source], Field(min_length=1)]


class ClientFacts(Data):
    """How one client library takes the thinking switch."""

    name: str
    language: Literal["python", "javascript", "typescript"]
    callee: list[str]
    form: Literal["keyword-dict", "keyword", "property", "spread", "entry"]
    argument: str
    key: str | None = None
    disabled: str
    snippet: str
    source: Annotated[list[Source], Field(min_length=1)]


class Clients(Data):
    """`rules/facts/clients.yaml`."""

    clients: list[ClientFacts]


@dataclass(frozen=True)
class Facts:
    """All facts, and the instant at which they are asked."""

    models: ModelFacts
    prices: PriceBook
    hosts: Sequence[HostFacts]
    clients: Sequence[ClientFacts]
    as_of: datetime

    def name(self, name: str) -> ModelName | None:
        """The facts about an id, or None if nobody ever used it on the hosted API."""
        return self.models.by_name.get(name)
