"""`v4migrate facts`: what the rulebook holds to be true, when, and from where."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Annotated, TypeVar

import typer

from v4migrate.cli.common import AsOfOption, ConfigOption, JsonOption, ProfileOption

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from v4migrate.rulebook.document import Data
    from v4migrate.rulebook.load import Rulebook
    from v4migrate.rulebook.show import Listing

DataT = TypeVar("DataT", bound="Data")

PartArgument = Annotated[str | None, typer.Argument(help="Only entries whose name holds this (default: all).")]

app = typer.Typer(
    name="facts",
    help="Show the dated facts that rules, rewrites and prices rest on, each with its source, its mark and the day of its check.",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
)


class CurrencyName(StrEnum):
    """A currency that the hosted API bills in."""

    USD = "usd"
    CNY = "cny"


def _open(config: Path | None, as_of: str | None, profile: str | None = None) -> Rulebook:
    from v4migrate.cli.common import open_rulebook
    from v4migrate.config import load_configuration

    return open_rulebook(load_configuration(explicit=config), profile=profile, as_of=as_of)


def _print(rulebook: Rulebook, topic: str, listings: Sequence[Listing], entries: Sequence[Data], *, json: bool) -> None:
    """The tables, or the entries themselves as one JSON document."""
    from v4migrate.cli import render

    if json:
        facts = [entry.model_dump(mode="json", by_alias=True, exclude_none=True) for entry in entries]
        render.print_json(
            {"schema": "v4migrate.facts/1", "topic": topic, "as_of": rulebook.facts.as_of, "facts": facts}
        )
        return
    for number, listing in enumerate(listings):
        if number:
            render.out().print()
        render.print_listing(listing)


def _named(name: str | None, known: Sequence[str], what: str) -> None:
    """Raise UsageError unless the name is one of these."""
    from v4migrate.errors import UsageError
    from v4migrate.rulebook.document import suggestion

    if name is not None and name not in known:
        raise UsageError(f"no {what} '{name}'{suggestion(name, known)}; known: {', '.join(known)}")


def _holding(part: str | None, entries: Sequence[DataT], key: Callable[[DataT], str]) -> list[DataT]:
    """The entries whose name holds a part; all of them without one."""
    return [entry for entry in entries if part is None or part.lower() in key(entry).lower()]


def _at_least_one(part: str | None, entries: Sequence[Data], what: str) -> None:
    """Raise UsageError when no name held the part."""
    from v4migrate.errors import UsageError

    if not entries:
        raise UsageError(f"no {what} whose name holds '{part}'; leave the word out to see them all")


@app.command("models")
def models(
    name: Annotated[str | None, typer.Argument(help="One name over time (default: all of them).")] = None,
    as_of: AsOfOption = None,
    config: ConfigOption = None,
    json: JsonOption = False,
) -> None:
    """Names of the hosted API: retired, compatibility or current; what stands behind each, its limits and its successor."""
    from v4migrate.rulebook import show

    rulebook = _open(config, as_of)
    facts = rulebook.facts
    _named(name, list(facts.models.by_name), "name")
    if name is None:
        known = facts.models
        listings = [show.models(facts), show.limits(facts), show.refusals(facts), show.weights(facts)]
        entries = [*known.names, *known.limits, *known.retired_answers, *known.weights]
        _print(rulebook, "models", listings, entries, json=json)
    else:
        entry = facts.models.by_name[name]
        _print(rulebook, "models", [show.model(facts, entry)], [entry], json=json)


@app.command("providers")
def providers(
    name: Annotated[str | None, typer.Argument(help="One host in full (default: all of them).")] = None,
    as_of: AsOfOption = None,
    config: ConfigOption = None,
    json: JsonOption = False,
) -> None:
    """Hosts: their V3 ids and when those end, their V4 names, thinking default and switch, limits, and how they are recognised."""
    from v4migrate.rulebook import show

    rulebook = _open(config, as_of)
    facts = rulebook.facts
    asked = name.lower() if name else None
    alias = next((host.name for host in facts.hosts if asked in host.names), asked)
    _named(alias, [host.name for host in facts.hosts], "host")
    chosen = [host for host in facts.hosts if alias in {None, host.name}]
    listing = show.providers(facts) if name is None else show.provider(facts, chosen[0])
    _print(rulebook, "providers", [listing], chosen, json=json)


@app.command("price")
def price(
    model: Annotated[str | None, typer.Argument(help="The model's name (default: the whole book).")] = None,
    at: Annotated[str | None, typer.Option("--at", help="The instant, e.g. 2026-11-24T02:30Z (default: now).")] = None,
    currency: Annotated[CurrencyName, typer.Option(help="USD and CNY are tables of their own.")] = CurrencyName.USD,
    provider: Annotated[str | None, typer.Option(help="The host (default: the hosted API).")] = None,
    profile: ProfileOption = None,
    config: ConfigOption = None,
    json: JsonOption = False,
) -> None:
    """The price of a model at an instant: tariff, window, interval, source; or the whole dated book. What is not known is an error."""
    from v4migrate.cli import render
    from v4migrate.cli.common import instant
    from v4migrate.rulebook import show

    rulebook = _open(config, None, profile)
    facts = rulebook.facts
    asked_at = instant(at, option="--at") or facts.as_of
    provider = provider or rulebook.profile.host
    if (
        model is None
        and at is None
        and provider is None
        and rulebook.profile.prices == "book"
        and currency is CurrencyName.USD
    ):
        _print(rulebook, "price", [show.book(facts)], facts.books.books, json=json)
        return
    head = {"schema": "v4migrate.price/1", "at": asked_at, "per_tokens": 1_000_000}
    if model is not None:
        tariff = facts.prices.tariff(model, asked_at, currency.value, provider)
        if json:
            render.print_json(head | render.plain(tariff))
        else:
            render.print_listing(show.tariff(tariff))
    else:
        tariffs = facts.tariffs(asked_at, currency.value, provider)
        if json:
            render.print_json(head | {"prices": [render.plain(tariff) for tariff in tariffs]})
        else:
            render.print_listing(show.tariffs(tariffs, asked_at, currency.value))


@app.command("parameters")
def parameters(
    name: PartArgument = None,
    as_of: AsOfOption = None,
    config: ConfigOption = None,
    json: JsonOption = False,
) -> None:
    """Request parameters: accepted, ignored or rejected, in which mode; and the text of each rejection."""
    from v4migrate.rulebook import show

    rulebook = _open(config, as_of)
    known = rulebook.facts.reference.parameters
    parameters = _holding(name, known.parameters, lambda entry: entry.name)
    rejections = _holding(name, known.rejections, lambda entry: entry.id)
    _at_least_one(name, [*parameters, *rejections], "parameter or rejection")
    listings = [show.parameters(parameters), show.rejections(rejections)]
    _print(rulebook, "parameters", listings, [*parameters, *rejections], json=json)


@app.command("responses")
def responses(
    name: PartArgument = None,
    as_of: AsOfOption = None,
    config: ConfigOption = None,
    json: JsonOption = False,
) -> None:
    """Fields of an answer, by the era of the model."""
    from v4migrate.rulebook import show

    rulebook = _open(config, as_of)
    fields = _holding(name, rulebook.facts.reference.responses.fields, lambda entry: entry.path)
    _at_least_one(name, fields, "field")
    _print(rulebook, "responses", [show.responses(fields)], fields, json=json)


@app.command("endpoints")
def endpoints(
    name: PartArgument = None,
    as_of: AsOfOption = None,
    config: ConfigOption = None,
    json: JsonOption = False,
) -> None:
    """URLs and features of the hosted API, and what differs on a server of one's own."""
    from v4migrate.rulebook import show

    rulebook = _open(config, as_of)
    known = _holding(name, rulebook.facts.reference.endpoints.endpoints, lambda entry: entry.name)
    _at_least_one(name, known, "endpoint")
    _print(rulebook, "endpoints", [show.endpoints(known)], known, json=json)


@app.command("timeline")
def timeline(as_of: AsOfOption = None, config: ConfigOption = None, json: JsonOption = False) -> None:
    """What changed on the hosted API, oldest first."""
    from v4migrate.rulebook import show

    rulebook = _open(config, as_of)
    events = [event for event in rulebook.facts.reference.timeline.events if event.at <= rulebook.facts.as_of]
    _print(rulebook, "timeline", [show.timeline(rulebook.facts)], events, json=json)


@app.command("guide")
def guide(
    topic: Annotated[
        str | None, typer.Argument(help="Only this topic or this one claim (default: all of them).")
    ] = None,
    config: ConfigOption = None,
    json: JsonOption = False,
) -> None:
    """The migration guide of April 2026: what it says, what is true, what v4migrate does."""
    from v4migrate.rulebook import show

    rulebook = _open(config, None)
    claims = rulebook.facts.reference.guide.claims
    _named(topic, sorted({claim.topic for claim in claims}) + [claim.id for claim in claims], "topic or claim")
    chosen = [claim for claim in claims if topic in {None, claim.topic, claim.id}]
    _print(rulebook, "guide", [show.claims(rulebook.facts, chosen)], chosen, json=json)


@app.command("benchmarks")
def benchmarks(config: ConfigOption = None, json: JsonOption = False) -> None:
    """The guide's tables (specification, efficiency, benchmarks, prices), row by row beside the sourced values."""
    from v4migrate.rulebook import show

    rulebook = _open(config, None)
    tables = rulebook.facts.reference.guide.tables
    _print(rulebook, "benchmarks", [show.table(table) for table in tables], tables, json=json)
