"""Requests in which a fix of the same run turns thinking off, and what the other fixes of such a request still mean.

A forced tool call is refused while the model thinks, so thinking goes. With it goes the reason to drop a temperature, to raise a cap
or to write out that the request thinks, and to ask the dearer model because the old name thought.
"""

from __future__ import annotations

from v4migrate.rewrite.thinking import Switch, Thinking
from v4migrate.rulebook.schema import Action
from v4migrate.scan.finding import Finding
from v4migrate.scan.place import Span

TURNED_OFF = Thinking(Switch.TURNED_OFF, why="this request no longer thinks, so that its forced tool call is taken")


def turns_off(finding: Finding) -> bool:
    """Is its fix the switch, off, at the request?"""
    return Action.DISABLE_THINKING in finding.rule.fix.do


def request_of(finding: Finding) -> Span | None:
    """Where in the file the request of a finding stands; None where none does."""
    call = finding.place.call
    return finding.context.region.in_file(call.span) if call is not None else None


def is_moot(finding: Finding) -> bool:
    """Does its fix suppose that the request thinks, and nothing else?"""
    match = finding.rule.find.request
    if match is None or turns_off(finding):
        return False
    return match.thinking == "enabled" or Action.STATE_THINKING in finding.rule.fix.do
