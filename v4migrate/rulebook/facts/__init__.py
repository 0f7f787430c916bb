"""What is true about names, prices, hosts, clients and the interface, and when: typed look-ups over `rules/facts/`.

A look-up takes the instant it is asked for and answers from the interval that holds it. What the facts do not cover raises
UnknownFact; nothing is guessed, and no price is ever 0 for want of a row. One module per file of `rules/facts/`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from v4migrate.errors import UnknownFact
from v4migrate.rulebook.facts.hosts import ClientFacts, HostFacts
from v4migrate.rulebook.facts.models import ModelFacts, ModelName
from v4migrate.rulebook.facts.namers import Namers
from v4migrate.rulebook.facts.prices import Currency, PriceBooks, PriceList, StatedPrices, Tariff
from v4migrate.rulebook.facts.remarks import RemarkWords
from v4migrate.rulebook.facts.source import Fact

if TYPE_CHECKING:
    from v4migrate.rulebook.facts.reference import Reference


@dataclass(frozen=True)
class Facts:
    """All facts, the instant at which they are asked, and the price list that the profile reads.

    >>> load_rulebook().facts.prices.tariff("deepseek-v4-pro", instant).prices.out
    """

    models: ModelFacts
    books: PriceBooks
    hosts: Sequence[HostFacts]
    clients: Sequence[ClientFacts]
    remarks: RemarkWords
    namers: Namers
    prices: PriceList
    as_of: datetime
    read_reference: Callable[[], Reference] = field(repr=False, compare=False)

    @cached_property
    def reference(self) -> Reference:
        """What people ask and no scan needs: parameters, responses, endpoints, the timeline, the guide. Read when first asked."""
        return self.read_reference()

    def name(self, name: str) -> ModelName | None:
        """The facts about an id, or None if it is nothing that the hosted API was ever asked for."""
        return self.models.name(name)

    @cached_property
    def official(self) -> HostFacts:
        """The hosted API itself."""
        return next(host for host in self.hosts if host.is_official)

    def host(self, name: str | None) -> HostFacts | None:
        """A host by its name."""
        return self._hosts_by_name.get(name) if name else None

    @cached_property
    def _hosts_by_name(self) -> dict[str, HostFacts]:
        return {host.name: host for host in self.hosts}

    def tariffs(self, at: datetime, currency: Currency = "usd", provider: str | None = None) -> list[Tariff]:
        """Every model's tariff at an instant, by the price list of the profile. Raises UnknownFact when none has one."""
        if isinstance(self.prices, StatedPrices):
            names = [name for row in self.books.book().stated for name in row.names]
        else:
            names = self.books.book(provider).models
        found = []
        for name in names:
            with suppress(UnknownFact):
                found.append(self.prices.tariff(name, at, currency, provider))
        if not found:
            raise UnknownFact(
                f"no {currency.upper()} price is known at {at.isoformat()} under these options; "
                "every price that is known: v4migrate facts price"
            )
        return found

    def older_than(self, days: int) -> Age | None:
        """How many of the facts that a scan leans on were last checked more than `days` before the facts' instant; None = none."""
        checks = [fact.checked for fact in self._leaned_on()]
        old = [checked for checked in checks if (self.as_of.date() - checked).days > days]
        return Age(len(old), len(checks), min(old)) if old else None

    def _leaned_on(self) -> Iterator[Fact]:
        yield from (*self.models.names, self.models.invented, *self.models.limits, *self.models.retired_answers)
        for book in self.books.books:
            yield from (*book.tariffs, *book.windows, *book.calendars)
        yield from (*self.hosts, *self.clients)


class Age(NamedTuple):
    """So many old facts, of so many, and the day of the oldest check."""

    old: int
    total: int
    oldest: date
