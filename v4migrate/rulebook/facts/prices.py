"""The dated price book. A look-up answers with the tariff of an instant, its interval and its source, or raises; it never answers 0."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, tzinfo
from decimal import Decimal
from functools import cache, cached_property
from typing import Annotated, Literal, Protocol, Self

from pydantic import AwareDatetime, Field, field_validator, model_validator

from v4migrate.errors import UnknownFact
from v4migrate.rulebook.document import Data, suggestion
from v4migrate.rulebook.facts.source import Fact, Interval, Source

Currency = Literal["usd", "cny"]
CURRENCIES: tuple[Currency, ...] = ("usd", "cny")
STANDARD = "standard"
_WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


class Prices(Data):
    """Money per 1M tokens: cached input, uncached input, output including reasoning."""

    hit: Decimal = Field(ge=0)
    miss: Decimal = Field(gt=0)
    out: Decimal = Field(gt=0)


class WindowPrices(Data):
    """The prices of one tariff inside one named window."""

    usd: Prices | None = None
    cny: Prices | None = None
    source: list[Source] = Field(default=[], description="where they come from, if not from the source of the row")


class Holiday(Data):
    """Days off in a row, by the local calendar, half-open."""

    name: str
    from_: date = Field(alias="from")
    until: date


class Calendar(Fact):
    """Public holidays of a country; what lies outside [known_from, known_until) was not announced when the facts were checked."""

    name: str
    known_from: date
    known_until: date
    days: list[Holiday]

    def is_known(self, day: date) -> bool:
        """Was the calendar of this day announced?"""
        return self.known_from <= day < self.known_until

    def is_holiday(self, day: date) -> bool:
        """Is this day off?"""
        return any(holiday.from_ <= day < holiday.until for holiday in self.days)


class Window(Fact, Interval):
    """Recurring hours of a week at a place, e.g. the peak. A span whose end is before its start runs over midnight."""

    name: str
    time_zone: str
    hours: list[Annotated[str, Field(pattern=r"^([01]\d|2[0-3]):[0-5]\d-(([01]\d|2[0-3]):[0-5]\d|24:00)$")]]
    weekdays: list[Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]]
    except_holidays: str | None = Field(default=None, description="name of a calendar whose days are left out")

    def covers(self, at: datetime) -> bool:
        """Is `at` inside the hours and weekdays of the window, by the wall clock of its place? Holidays are not looked at."""
        local = at.astimezone(_zone(self.time_zone))
        if _WEEKDAYS[local.weekday()] not in self.weekdays:
            return False
        spans = (span.replace("24:00", "00:00").split("-") for span in self.hours)
        return any(_within(local.time(), *map(time.fromisoformat, span)) for span in spans)

    @field_validator("time_zone")
    @classmethod
    def _is_a_zone(cls, value: str) -> str:
        try:
            _zone(value)
        except (KeyError, ValueError, OSError) as error:
            raise ValueError(f"no time zone '{value}'; write e.g. UTC or Asia/Shanghai") from error
        return value


@cache
def _zone(name: str) -> tzinfo:
    """A time zone by its name. Imported when a window is asked for, which no scan does."""
    from zoneinfo import ZoneInfo

    return ZoneInfo(name)


def _within(now: time, start: time, end: time) -> bool:
    return start <= now < end if start < end else now >= start or now < end


class TariffRow(Fact):
    """A dated row of the price book; it ends where the next row of the same model starts."""

    models: list[str] = Field(min_length=1)
    from_: AwareDatetime = Field(alias="from")
    until: AwareDatetime | None = None
    usd: Prices | None = None
    cny: Prices | None = None
    window_prices: dict[str, WindowPrices] = {}


class StatedPrice(Fact):
    """A row of the price table that the guide prints, with what is known about it."""

    model: str
    names: list[str] = Field(min_length=1, description="the ids that the row stands for")
    usd: Prices
    verdict: Literal["confirmed", "contradicted", "unverifiable"]
    because: str


class Dispute(Interval):
    """A time in which sources disagree about the price of some models."""

    models: list[str] = Field(min_length=1)
    note: str


@dataclass(frozen=True)
class Tariff:
    """The answer to a price look-up: the prices, the window that applied, the interval, the sources and what is not certain."""

    model: str
    currency: Currency
    prices: Prices
    window: str
    from_: datetime | None
    until: datetime | None
    source: Source
    provider: str
    notes: tuple[str, ...] = ()
    stated: Literal["confirmed", "contradicted", "unverifiable"] | None = (
        None  # the verdict on a price that is only stated
    )


class PriceList(Protocol):
    """Anything that can be asked for a price."""

    def tariff(self, model: str, at: datetime, currency: Currency = "usd", provider: str | None = None) -> Tariff:
        """The tariff in force, or UnknownFact."""


class PriceBook(Data):
    """`rules/facts/prices.yaml`: the dated tariffs of one provider."""

    provider: str
    calendars: list[Calendar] = []
    windows: list[Window] = []
    disputes: list[Dispute] = []
    tariffs: list[TariffRow]
    stated: list[StatedPrice] = Field(default=[], description="the guide's own table")

    def tariff(self, model: str, at: datetime, currency: Currency = "usd", provider: str | None = None) -> Tariff:
        """The tariff in force for `model` at `at` (aware). Raises UnknownFact when the book has no answer."""
        if provider is not None and provider != self.provider:
            raise UnknownFact(_unknown_provider(provider, [self.provider]))
        rows = self._rows.get(model)
        if rows is None:
            raise UnknownFact(
                f"no price known for model '{model}'{suggestion(model, list(self._rows), 0.85)}; known: {', '.join(sorted(self._rows))}"
            )
        started = [row for row in rows if row.from_ <= at]
        row = started[-1] if started else None
        if row is None:
            raise UnknownFact(
                f"no price known for '{model}' at {at.isoformat()}; the book starts {rows[0].from_.isoformat()}"
            )
        if row.until is not None and at >= row.until:
            raise UnknownFact(f"no price known for '{model}' at {at.isoformat()}; it ended {row.until.isoformat()}")
        window, notes = self._window(row, at)
        table = row.window_prices[window.name] if window else row
        prices: Prices | None = getattr(table, currency)
        if prices is None:
            why = f": {row.note}" if row.note else ""
            raise UnknownFact(f"no {currency.upper()} price known for '{model}' at {at.isoformat()}{why}")
        after = [later.from_ for later in rows if later.from_ > row.from_]
        ends = [row.until or (after[0] if after else None), window.until if window else None]
        disputed = [dispute.note for dispute in self.disputes if model in dispute.models and dispute.holds(at)]
        source = row.window_prices[window.name].source if window else []
        return Tariff(
            model=model,
            currency=currency,
            prices=prices,
            window=window.name if window else self._outside(row, at),
            from_=max(row.from_, window.from_) if window else row.from_,
            until=min((end for end in ends if end), default=None),
            source=[*source, *row.source][0],
            provider=self.provider,
            notes=tuple(note for note in (row.note, *notes, *disputed) if note),
        )

    @model_validator(mode="after")
    def _names_exist_and_rows_differ(self) -> Self:
        """A window or calendar that is misspelt would answer with the wrong price."""
        windows, calendars = [window.name for window in self.windows], [calendar.name for calendar in self.calendars]
        for window in self.windows:
            if window.except_holidays is not None and window.except_holidays not in calendars:
                raise ValueError(
                    f"window '{window.name}': no calendar '{window.except_holidays}'; known: {', '.join(calendars) or 'none'}"
                )
        starts: set[tuple[str, datetime]] = set()
        for row in self.tariffs:
            if unknown := [name for name in row.window_prices if name not in windows]:
                near = suggestion(unknown[0], windows)
                raise ValueError(
                    f"tariff of {row.models[0]}: no window '{unknown[0]}'{near}; known: {', '.join(windows) or 'none'}"
                )
            if row.until is not None and row.until <= row.from_:
                raise ValueError(f"tariff of {row.models[0]} from {row.from_.isoformat()} ends before it starts")
            for model in row.models:
                if (model, row.from_) in starts:
                    raise ValueError(f"two tariffs of {model} start at {row.from_.isoformat()}; change one of them")
                starts.add((model, row.from_))
        return self

    @property
    def models(self) -> list[str]:
        """Every model that the book has a row for."""
        return list(self._rows)

    @cached_property
    def _rows(self) -> dict[str, list[TariffRow]]:
        rows: dict[str, list[TariffRow]] = {}
        for row in sorted(self.tariffs, key=lambda row: row.from_):
            for model in row.models:
                rows.setdefault(model, []).append(row)
        return rows

    def _in_force(self, name: str, at: datetime) -> Window | None:
        """Of two rules of one name the later start holds."""
        dated = [window for window in self.windows if window.name == name and window.holds(at)]
        return max(dated, key=lambda window: window.from_) if dated else None

    def _window(self, row: TariffRow, at: datetime) -> tuple[Window | None, list[str]]:
        """The window of `row` that covers `at`, and what is not certain about that."""
        for name in row.window_prices:
            window = self._in_force(name, at)
            if window is None or not window.covers(at):
                continue
            calendar = next((entry for entry in self.calendars if entry.name == window.except_holidays), None)
            day = at.astimezone(_zone(window.time_zone)).date()
            if calendar is None:
                return window, []
            if not calendar.is_known(day):
                return window, [
                    f"the {calendar.name} of {day.year} are not known here: if {day} is one, the lower price holds"
                ]
            if not calendar.is_holiday(day):
                return window, []
        return None, []

    def _outside(self, row: TariffRow, at: datetime) -> str:
        """What the hours outside every window are called: `off-peak` where a window named `peak` is in force."""
        named = [name for name in row.window_prices if self._in_force(name, at)]
        return f"off-{named[0]}" if "peak" in named else STANDARD


@dataclass(frozen=True)
class PriceBooks:
    """The books of every provider that has one. Without a provider the first is meant, which is the hosted API's own."""

    books: Sequence[PriceBook]

    def tariff(self, model: str, at: datetime, currency: Currency = "usd", provider: str | None = None) -> Tariff:
        """The tariff in force at a provider. Raises UnknownFact when no book has an answer."""
        return self.book(provider).tariff(model, at, currency)

    def book(self, provider: str | None = None) -> PriceBook:
        """The book of a provider. Raises UnknownFact."""
        for book in self.books:
            if provider in {None, book.provider}:
                return book
        raise UnknownFact(_unknown_provider(str(provider), [book.provider for book in self.books]))


@dataclass(frozen=True)
class StatedPrices:
    """The guide's own table: no dates, no windows. Every answer says that it is only stated, and what contradicts it."""

    book: PriceBook

    def tariff(self, model: str, at: datetime, currency: Currency = "usd", provider: str | None = None) -> Tariff:
        """The price that the guide prints for a model, whatever the instant. Raises UnknownFact for what it does not list."""
        row = next((row for row in self.book.stated if model in row.names), None)
        if row is None or currency != "usd" or provider not in {None, self.book.provider}:
            listed = ", ".join(name for row in self.book.stated for name in row.names)
            raise UnknownFact(f"the guide states no {currency.upper()} price for '{model}'; it has USD for: {listed}")
        return Tariff(
            model=model,
            currency=currency,
            prices=row.usd,
            window=STANDARD,
            from_=None,
            until=None,
            source=row.source[0],
            provider=self.book.provider,
            notes=(f"as stated by the guide, {row.verdict}: {row.because}",),
            stated=row.verdict,
        )


def _unknown_provider(provider: str, known: Sequence[str]) -> str:
    return (
        f"no prices known for provider '{provider}'{suggestion(provider, known)}; known: {', '.join(known)}. "
        "Add a book of your own as facts/prices.yaml in a rule pack"
    )
