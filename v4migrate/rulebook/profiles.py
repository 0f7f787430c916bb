"""Profiles: ways to read the facts. Two have a file of their own; every host is one more, derived from what is known about it."""

from __future__ import annotations

from collections.abc import Sequence

from v4migrate.rulebook.facts.hosts import HostFacts
from v4migrate.rulebook.schema import Profile

DEFAULT_PROFILE = "official"


def profiles_of(written: Sequence[Profile], hosts: Sequence[HostFacts]) -> list[Profile]:
    """The written profiles, then one per host that is not the hosted API itself."""
    return [*written, *(_of_host(host) for host in hosts if not host.is_official)]


def _of_host(host: HostFacts) -> Profile:
    if host.is_own_server:
        about = "Names are the operator's choice: an old id with no sign of another host is left alone."
    else:
        target = host.successor("flash")
        writes = (
            f"V4-Flash is {target} here" if target else "no verified V4 name is known here, so nothing is rewritten"
        )
        about = f"An id with no sign of another host is meant for {host.title}. {writes[0].upper()}{writes[1:]}."
    # Checked parts need no second check, which would build the validators that a start from the cache does without.
    return Profile.model_construct(name=host.name, title=host.title, about=about, host=host.name, source=host.source)
