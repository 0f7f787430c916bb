"""Parts of the sentences that a finding says."""

from __future__ import annotations

from datetime import datetime

from v4migrate.rulebook.facts.hosts import CatalogueId, HostFacts
from v4migrate.rulebook.facts.models import ModelName

_SHOWN = 80  # characters


def short(text: str, most: int = _SHOWN) -> str:
    """What is shown of a longer stretch: its first line, not all of it; `most` characters."""
    line = text.strip().partition("\n")[0].rstrip()
    return line if len(line) <= most else line[: most - 1] + "…"


def refused(name: ModelName, as_of: datetime) -> str:
    """When the API stops, or stopped, to answer for a name, as part of a sentence."""
    if name.ends is None:
        return "is refused"
    return (
        f"has been refused since {name.ends:%Y-%m-%d}"
        if as_of >= name.ends
        else f"will be refused from {name.ends:%Y-%m-%d} on"
    )


def until(entry: CatalogueId, host: HostFacts | None, as_of: datetime) -> str:
    """How long a host serves an id, as part of a sentence."""
    unsure = " (not verified)" if entry.mark == "U" else ""
    if entry.gone_by is not None:
        return (
            f"is no longer served: gone by {entry.gone_by}{unsure}" if entry.is_over(as_of) else "may be served or not"
        )
    if entry.until is not None:
        served = "has not been served since" if entry.is_over(as_of) else "is served until"
        return f"{served} {entry.until:%Y-%m-%d}{unsure}"
    is_known = host is not None and host.serves_v32 == "yes" and entry.mark != "U"
    return "is still served, no end announced" if is_known else "may be served or not: that is not verified"
