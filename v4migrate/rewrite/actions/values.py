"""`set-number`, `replace-text`: another value in place of what a rule found."""

from __future__ import annotations

import re

from v4migrate.rewrite.edit import Edit
from v4migrate.scan.finding import Finding
from v4migrate.scan.place import Span

_THOUSAND = 1024


def set_number(finding: Finding, to: str) -> list[Edit]:
    """`to`, a whole number, written as the old one was: `8_192`, `8 * 1024`, `64K`, `30.0`. None where its form is another."""
    span = _found(finding)
    new = _written_like(finding.context.region.text[span.start : span.end].decode("utf-8", "replace"), int(to))
    return [Edit(finding.context.region.in_file(span), new.encode())] if new is not None else []


def replace_text(finding: Finding, to: str) -> list[Edit]:
    """`to` as it is; of an argument, its value."""
    region = finding.context.region
    return [Edit(region.in_file(_found(finding)), region.escape(to).encode())]


def _found(finding: Finding) -> Span:
    """The value of the argument that was found, else the stretch itself, in bytes of the region."""
    call, name, region = finding.place.call, finding.place.name, finding.context.region
    argument = call.argument(name) if call is not None and name is not None else None
    if argument is not None:
        return argument.value
    return Span(region.position(finding.span.start), region.position(finding.span.end - 1) + 1)


def _written_like(old: str, number: int) -> str | None:
    if re.fullmatch(r"\d+", old):
        return str(number)
    if re.fullmatch(r"\d+(?:_\d+)+", old):
        return f"{number:_}"
    if re.fullmatch(r"\d+\.\d+", old):
        return f"{number}.0"
    if (times := re.fullmatch(rf"\d+( ?\* ?){_THOUSAND}", old)) and number % _THOUSAND == 0:
        return f"{number // _THOUSAND}{times[1]}{_THOUSAND}"
    if (unit := re.fullmatch(r"\d+([kK])", old)) and number % _THOUSAND == 0:
        return f"{number // _THOUSAND}{unit[1]}"
    return None
