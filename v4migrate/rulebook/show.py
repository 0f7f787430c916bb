"""Facts as tables, for the terminal (`v4migrate facts`) and for the generated docs. What is not known is said, never left blank."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from v4migrate.rulebook.facts import Facts
from v4migrate.rulebook.facts.guide import Claim, Table
from v4migrate.rulebook.facts.hosts import CatalogueId, HostFacts
from v4migrate.rulebook.facts.interface import Endpoint, Parameter, Rejection, ResponseField
from v4migrate.rulebook.facts.models import ModelName
from v4migrate.rulebook.facts.prices import CURRENCIES, Currency, Prices, Tariff
from v4migrate.rulebook.facts.source import Fact

UNKNOWN = "unknown"


@dataclass(frozen=True)
class Listing:
    """A table of facts: a row has as many cells as there are columns. `is_long`: its cells are sentences, shown below each other."""

    title: str
    columns: Sequence[str]
    rows: Sequence[Sequence[str]]
    notes: Sequence[str] = ()
    is_long: bool = False


def moment(at: datetime | None, otherwise: str = UNKNOWN) -> str:
    """An instant in UTC, without a time of day where it is midnight."""
    if at is None:
        return otherwise
    at = at.astimezone(UTC)
    return f"{at:%Y-%m-%d}" if (at.hour, at.minute, at.second) == (0, 0, 0) else f"{at:%Y-%m-%d %H:%M}"


def trust(fact: Fact) -> str:
    """The mark and the day of the check."""
    return f"{fact.mark}, {fact.checked}"


_MODEL_COLUMNS = (
    "name",
    "state",
    "means",
    "thinks by default",
    "context",
    "output cap",
    "accepted until",
    "write instead",
    "mark, checked",
)


def models(facts: Facts) -> Listing:
    """Every name, as it stands at the facts' instant."""
    return Listing(
        f"Names of the hosted API as of {moment(facts.as_of)} UTC",
        _MODEL_COLUMNS,
        [_model(facts, entry) for entry in facts.models.names],
        [
            f"Default target: {target.default}. {target.note}"
            for name, target in facts.models.targets.items()
            if name == "flash"
        ],
    )


def _model(facts: Facts, entry: ModelName) -> list[str]:
    at = facts.as_of
    meaning = entry.meaning(at)
    last = f"was {entry.meanings[-1].means}" if entry.meanings and entry.ends and at >= entry.ends else "–"
    limits = facts.models.limits_of(entry.generation(at))
    caps = limits.output_tokens if limits else {}
    cap = caps.get(entry.thinking) if entry.thinking else None
    ends = (
        moment(entry.ends, "not announced")
        if entry.accepted
        else "never accepted"
        if entry.kind == "guide"
        else UNKNOWN
    )
    state = entry.state(at)
    instead = facts.models.targets[entry.successor].default if entry.successor else None
    instead = entry.compatibility_of if state == "compatibility" else instead
    return [
        entry.name,
        state,
        meaning.means if meaning else last,
        {"enabled": "yes", "disabled": "no"}.get(entry.thinking or "", UNKNOWN),
        f"{limits.context_tokens:,}" if limits and limits.context_tokens else "–",
        f"{cap:,}" if cap else "–",
        ends,
        instead or "–",
        trust(entry),
    ]


def model(facts: Facts, entry: ModelName) -> Listing:
    """One name over time."""
    rows = [[moment(meaning.from_), meaning.means, meaning.generation] for meaning in entry.meanings]
    if entry.ends:
        rows.append([moment(entry.ends), "refused", "–"])
    cells = dict(zip(_MODEL_COLUMNS, _model(facts, entry), strict=True))
    said = [f"State as of {moment(facts.as_of)} UTC: {cells['state']}."]
    said += [
        f"{column.capitalize()}: {cells[column]}."
        for column in ("thinks by default", "context", "output cap", "write instead")
    ]
    said += (
        [f"It is answered as {entry.compatibility_of} since {moment(entry.compatibility_since)} UTC."]
        if entry.compatibility_of
        else []
    )
    said += [entry.note] if entry.note else []
    return Listing(entry.name, ("from (UTC)", "stands for", "generation"), rows, [*said, *_sources(entry)])


def refusals(facts: Facts) -> Listing:
    """How the hosted API refuses a name, over time."""
    rows = [
        [moment(entry.from_), str(entry.status), entry.error_type, entry.message, trust(entry)]
        for entry in facts.models.retired_answers
    ]
    return Listing(
        "The answer to a retired or unknown name", ("from (UTC)", "status", "type", "message", "mark, checked"), rows
    )


def limits(facts: Facts) -> Listing:
    """Token limits by generation."""
    rows = []
    for entry in facts.models.limits:
        caps = [entry.output_tokens, entry.default_output_tokens]
        cells = [_cap(cap.get(mode)) for cap in caps for mode in ("disabled", "enabled")]
        context = f"{entry.context_tokens:,}" if entry.context_tokens else UNKNOWN
        rows.append([", ".join(entry.generations), context, *cells, trust(entry)])
    columns = (
        "generations",
        "context",
        "cap, not thinking",
        "cap, thinking",
        "default, not thinking",
        "default, thinking",
    )
    return Listing("Limits in tokens", (*columns, "mark, checked"), rows)


def _cap(number: int | None) -> str:
    return f"{number:,}" if number else UNKNOWN


def weights(facts: Facts) -> Listing:
    """Open-weight releases."""
    rows = [
        [entry.repository, entry.generation, moment(entry.released), entry.licence or UNKNOWN, trust(entry)]
        for entry in facts.models.weights
    ]
    return Listing("Open weights", ("repository", "generation", "released", "licence", "mark, checked"), rows)


def providers(facts: Facts) -> Listing:
    """Every host in a line."""
    return Listing(
        f"Hosts as of {moment(facts.as_of)} UTC",
        (
            "host",
            "serves V3.2",
            "old ids",
            "V4-Flash",
            "V4-Pro",
            "V4 thinks by default",
            "thinking field",
            "mark, checked",
        ),
        [_provider(host, facts.as_of) for host in facts.hosts],
        [
            "One in full: v4migrate facts providers NAME. An id is rewritten at another host only under that host's profile."
        ],
    )


def _provider(host: HostFacts, at: datetime) -> list[str]:
    thinking, v4 = host.thinking, host.v4
    return [
        host.name,
        host.serves(at),
        str(len(host.old)) if host.old else "–",
        (v4.flash if v4 else None) or UNKNOWN,
        (v4.pro if v4 else None) or UNKNOWN,
        {"enabled": "yes", "disabled": "no"}.get(thinking.v4_default if thinking else "", UNKNOWN),
        thinking.switch.field if thinking and thinking.switch else UNKNOWN,
        trust(host),
    ]


def provider(facts: Facts, host: HostFacts) -> Listing:
    """One host: its old ids and their end, then what is known of it."""
    rows = [
        [
            entry.id,
            entry.means,
            _end(entry),
            "yes" if entry.is_over(facts.as_of) else "no",
            entry.mark or host.mark,
            entry.note or "",
        ]
        for entry in host.old
    ]
    v4 = host.v4
    said = [f"Serves V3.2 at {moment(facts.as_of)} UTC: {host.serves(facts.as_of)}."]
    said.append(f"V4 names: {', '.join(v4.names)} (mark {v4.mark})." if v4 else "V4 names: none found.")
    if host.thinking:
        thinking, switch = host.thinking, host.thinking.switch
        values = [json.dumps(value) for value in (switch.disabled, switch.enabled)] if switch else []
        field = f"{switch.field}: {' or '.join(values)}" if switch else UNKNOWN
        defaults = f"V4 default {thinking.v4_default}, V3 default {thinking.v3_default}"
        said.append(f"Thinking: {defaults}; switch {field} (mark {thinking.mark}).")
        said += [thinking.note] if thinking.note else []
    said.append(
        f"Output cap: {_tokens(host.output_tokens)}; where none is named: {_tokens(host.default_output_tokens)}."
    )
    signs = dict.fromkeys([*host.base_urls, *host.environment, *host.libraries, *host.commands, *host.prefixes])
    said += [f"Recognised by: {', '.join(signs)}."] if signs else []
    said += [host.note] if host.note else []
    return Listing(host.title, ("id", "means", "served until", "over", "mark", "note"), rows, [*said, *_sources(host)])


def _end(entry: CatalogueId) -> str:
    return f"gone by {entry.gone_by}" if entry.gone_by else moment(entry.until, "not announced")


def _tokens(number: int | None) -> str:
    return f"{number:,} tokens" if number else UNKNOWN


def tariff(answer: Tariff) -> Listing:
    """The answer to one price look-up."""
    until = f" to {moment(answer.until)}" if answer.until else " on"
    held = f"from {moment(answer.from_)}{until} UTC" if answer.from_ else "no period stated"
    source = f"{answer.source.url} (mark {answer.source.mark}, checked {answer.source.checked})"
    return Listing(
        f"{answer.model} at {answer.provider}: {answer.window}, {answer.currency.upper()} per 1M tokens, {held}",
        ("cached input", "uncached input", "output"),
        [_figures(answer.prices)],
        [*answer.notes, f"Source: {source}"],
    )


def tariffs(answers: Sequence[Tariff], at: datetime, currency: Currency) -> Listing:
    """The tariffs of several models at an instant."""
    rows = [
        [
            answer.model,
            answer.window,
            *_figures(answer.prices),
            moment(answer.from_, "not stated"),
            answer.source.mark,
        ]
        for answer in answers
    ]
    notes = [f"{answer.model}: {note}" for answer in answers for note in answer.notes]
    title = f"Prices at {moment(at)} UTC, {currency.upper()} per 1M tokens"
    return Listing(title, ("model", "window", "cached", "uncached", "output", "from (UTC)", "mark"), rows, notes)


def book(facts: Facts) -> Listing:
    """Every row of every price book."""
    rows = []
    for entry in facts.books.books:
        for row in sorted(entry.tariffs, key=lambda row: row.from_):
            for label, table in (("", row), *row.window_prices.items()):
                for currency in CURRENCIES:
                    prices = getattr(table, currency)
                    if prices is not None:
                        rows.append(
                            [
                                moment(row.from_),
                                ", ".join(row.models),
                                label or "otherwise",
                                currency.upper(),
                                *_figures(prices),
                                trust(row),
                            ]
                        )
    columns = ("from (UTC)", "models", "window", "currency", "cached", "uncached", "output", "mark, checked")
    return Listing("The price book, per 1M tokens", columns, rows, list(_windows(facts)))


def _windows(facts: Facts) -> Iterator[str]:
    for entry in facts.books.books:
        for window in entry.windows:
            holidays = f", not on {window.except_holidays}" if window.except_holidays else ""
            days = "every day" if len(window.weekdays) == 7 else ", ".join(window.weekdays)
            until = f" to {moment(window.until)}" if window.until else ""
            hours = f"{', '.join(window.hours)} {window.time_zone}"
            yield f"{window.name} from {moment(window.from_)}{until} UTC: {hours}, {days}{holidays}."


def _figures(prices: Prices) -> list[str]:
    return [str(prices.hit), str(prices.miss), str(prices.out)]


def parameters(entries: Sequence[Parameter]) -> Listing:
    """Request parameters by mode."""
    rows = [
        [
            entry.name,
            entry.non_thinking,
            entry.thinking,
            ", ".join(entry.models) or "all of V4",
            entry.about,
            trust(entry),
        ]
        for entry in entries
    ]
    return Listing(
        "Request parameters",
        ("parameter", "without thinking", "with thinking", "models", "about", "mark, checked"),
        rows,
    )


def rejections(entries: Sequence[Rejection]) -> Listing:
    """Requests that are refused, and how to recognise it."""
    rows = [[entry.id, str(entry.status), entry.when, entry.message, entry.mend, trust(entry)] for entry in entries]
    return Listing(
        "Requests that the hosted API refuses", ("id", "status", "when", "message", "mend", "mark, checked"), rows
    )


def responses(entries: Sequence[ResponseField]) -> Listing:
    """Fields of an answer by era."""
    rows = [
        [entry.path, entry.v3_2, entry.v4_thinking, entry.v4_non_thinking, entry.about, trust(entry)]
        for entry in entries
    ]
    return Listing(
        "Fields of an answer", ("field", "V3.2 chat", "V4 thinking", "V4 not thinking", "about", "mark, checked"), rows
    )


def endpoints(entries: Sequence[Endpoint]) -> Listing:
    """URLs and features."""
    rows = [
        [entry.name, moment(entry.from_, "–"), moment(entry.until, "–"), entry.about, trust(entry)] for entry in entries
    ]
    return Listing("Endpoints and features", ("name", "from", "until", "about", "mark, checked"), rows)


def timeline(facts: Facts) -> Listing:
    """What changed, oldest first, up to the facts' instant."""
    events = [event for event in facts.reference.timeline.events if event.at <= facts.as_of]
    rows = [
        [("about " if event.precision == "about" else "") + moment(event.at), event.kind, event.what, trust(event)]
        for event in events
    ]
    return Listing(
        f"What changed on the hosted API, up to {moment(facts.as_of)} UTC",
        ("when (UTC)", "kind", "what", "mark, checked"),
        rows,
    )


def claims(facts: Facts, entries: Sequence[Claim]) -> Listing:
    """The guide's claims with what holds."""
    guide = facts.reference.guide
    rows = [[entry.id, entry.verdict, entry.says, entry.holds, entry.does, trust(entry)] for entry in entries]
    return Listing(
        f"{guide.title}, {guide.published}",
        ("claim", "verdict", "the guide says", "what holds", "what v4migrate does", "mark, checked"),
        rows,
        ["Its tables row by row: v4migrate facts benchmarks. Its reading as a profile: --profile guide-2026-04."],
        is_long=True,
    )


def table(entry: Table) -> Listing:
    """A table of the guide beside the sourced values."""
    rows = []
    for row in entry.rows:
        cells = [f"{cell.guide} / {cell.sourced or 'no source'}" for cell in row.cells.values()]
        rows.append([row.label, *cells, row.verdict, row.because, trust(row)])
    return Listing(
        f"{entry.title} (guide / sourced)", ("", *entry.columns, "verdict", "because", "mark, checked"), rows
    )


def _sources(fact: Fact) -> list[str]:
    return [f"Source: {source.url} (mark {source.mark}, checked {source.checked})" for source in fact.source]


def markdown(listing: Listing, level: int = 2) -> str:
    """A listing as a section of a Markdown page."""
    lines = [f"{'#' * level} {listing.title}", ""]
    lines += ["| " + " | ".join(listing.columns) + " |", "|" + "---|" * len(listing.columns)]
    lines += [
        "| " + " | ".join(cell.replace("|", "\\|").replace("\n", " ") for cell in row) + " |" for row in listing.rows
    ]
    lines += ["", *(f"{note}\n" for note in listing.notes)]
    return "\n".join(lines).rstrip() + "\n"
