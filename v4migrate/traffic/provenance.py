"""Which model generation really answered a recorded request.

The hosted names of V3.2 were served by V4-Flash for three months before they were retired, so a name alone proves nothing: the
label comes from (host, name, instant) and the dated facts in rules/facts/models.yaml.
"""

from __future__ import annotations

from datetime import datetime
from urllib.parse import urlsplit

from v4migrate.rulebook.facts import Facts
from v4migrate.traffic.exchange import UNKNOWN

CONTROL = "v3.2"
ALIAS = "v4-flash-alias"


def is_official(facts: Facts, base_url: str | None) -> bool:
    """Is this the hosted API whose names the facts describe? A record that names no host is presumed to be."""
    if base_url is None:
        return True
    try:
        host = (urlsplit(base_url if "//" in base_url else f"//{base_url}").hostname or "").lower()
    except ValueError:  # e.g. `http://[bad`: no address at all, so not this one
        return False
    official = (url for entry in facts.hosts if entry.is_official for url in entry.base_urls)
    return any(host == url or host.endswith(f".{url}") for url in official)


def generation(facts: Facts, base_url: str | None, model: str, at: datetime) -> str:
    """The generation behind `model` at that host and instant, e.g. `v3.2`; `unknown` where the facts do not say."""
    name = facts.name(model)
    if name is None or not is_official(facts, base_url):
        return UNKNOWN
    return name.generation(at) or UNKNOWN
