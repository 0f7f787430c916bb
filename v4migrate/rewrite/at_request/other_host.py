"""Whether a request goes to the host that the switch is for."""

from __future__ import annotations

from v4migrate.rewrite.at_request.wanted import Wanted
from v4migrate.rewrite.other_makers import class_of_another, is_addressed_to_another
from v4migrate.rewrite.twins import twin_of
from v4migrate.rulebook.schema import HostKind, Role
from v4migrate.scan.host import Host
from v4migrate.scan.place import Call, Place

_OWN_HOSTS = {HostKind.OFFICIAL, HostKind.PRESUMED}


def other_host(wanted: Wanted, call: Call) -> str | None:
    """Why a request may be for somebody else; None where it is for the host of the name."""
    if wanted.host.is_official and (name := class_of_another(wanted.context, call)):
        return f"the class {name}"
    host = host_of(wanted, call, presumable=True)
    is_same = host.kind in _OWN_HOSTS if wanted.host.is_official else host.name == wanted.host.name
    if is_same and wanted.only_for is None and (why := twin_of(wanted.region.text, call)):
        return why
    if wanted.only_for is not None and wanted.host.is_official:
        is_same |= wanted.goes_here or _may_be_several(host)  # what else goes there goes by another name
    return None if is_same else host.why


def host_of(wanted: Wanted, call: Call, *, presumable: bool) -> Host:
    """The host of a request, whatever its model is called. `presumable`: DeepSeek's own may be taken for it without a sign of it."""
    return wanted.context.hosts.of("", Place(Role.REQUEST, call=call, scopes=call.scopes), presumable=presumable)


def _may_be_several(host: Host) -> bool:
    """Several hosts are named there, or one whose address is perhaps only the default, as that of a kind of client is."""
    is_open = host.kind is HostKind.UNKNOWN and host.is_contested and not host.is_foreign
    return is_open and not is_addressed_to_another(host)
