"""`rewrite --interactive`: one change at a time, shown with its reason, taken or not."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from v4migrate.rewrite.outcome import Held, Refusal
from v4migrate.scan.report import FixKey

if TYPE_CHECKING:
    from pathlib import PurePosixPath

    from rich.text import Text

    from v4migrate.rewrite.edit import Edit
    from v4migrate.rewrite.outcome import Change, FileOutcome, HeldBack

_HELP = """\
  y  apply this change
  n  leave it
  f  apply it and the rest of this file; unsafe ones are still asked
  a  apply it and all the rest; unsafe ones are still asked
  q  quit: what was accepted so far is written (Ctrl-C writes nothing)
  ?  this help"""
_UNSAFE = {Held.UNSAFE, Held.DOCUMENT, Held.TABLE, Held.LOOKED_UP, Held.TYPE}


class Interview:
    """The questions of one run, of which there are `number`."""

    def __init__(self, number: int, data_of: Callable[[PurePosixPath], bytes]) -> None:
        """`data_of`: the bytes of a file, by the path that the run shows."""
        self._number = number
        self._data_of = data_of
        self._asked = 0
        self._takes_all = self._has_quit = False

    def about(self, outcome: FileOutcome, held: Sequence[HeldBack]) -> Mapping[FixKey, Refusal]:
        """The changes of a file that are not wanted. `held`: what would be held back if nobody were asked."""
        unsafe = {FixKey.of(entry.finding): entry.held for entry in held if entry.held in _UNSAFE}
        takes_file, declined = False, dict[FixKey, Refusal]()
        for change in sorted(outcome.changes, key=lambda change: change.finding.span):
            self._asked += 1
            key = FixKey.of(change.finding)
            if self._has_quit:
                declined[key] = Refusal(Held.NOT_ASKED)
            elif key in unsafe or not (takes_file or self._takes_all):
                said = self._ask(outcome, change, unsafe.get(key))
                takes_file |= said == "f"
                self._takes_all |= said == "a"
                self._has_quit = said == "q"
                if said in "nq":
                    declined[key] = Refusal(Held.DECLINED if said == "n" else Held.NOT_ASKED)
        return declined

    def _ask(self, outcome: FileOutcome, change: Change, unsafe: Held | None) -> str:
        """One letter of ynafq."""
        from v4migrate.cli import render

        console = render.err()
        for line in _shown(outcome, change, unsafe, self._data_of):
            console.print(line)
        while True:
            said = (
                _from_terminal(f"({self._asked}/{self._number}) Apply this change [y,n,f,a,q,?]? ").strip().lower()[:1]
            )
            if said and said in "ynafq":
                return said
            console.print(_HELP, markup=False)


def _from_terminal(question: str) -> str:
    """The answer of a person; the end of the input is `q`."""
    sys.stderr.write(question)
    sys.stderr.flush()
    return sys.stdin.readline() or "q"


def _shown(
    outcome: FileOutcome, change: Change, unsafe: Held | None, data_of: Callable[[PurePosixPath], bytes]
) -> Iterator[Text]:
    """Place, rule, diff, reason, what becomes of thinking. Secrets and control characters show nothing."""
    from rich.text import Text

    from v4migrate.scan.formats.masking import shown, shown_path

    finding = shown(change.finding)
    head = Text().append(f"\n{finding.path}:{finding.location.line}: ", "bold")
    head.append(f"{finding.rule.code} [{finding.rule.id}] ", "dim").append(f"{finding.rule.title}")
    yield head
    yield from _diff(outcome.path, outcome.before, change.edits)
    for found in change.thinking.elsewhere:
        yield Text(f"and in {shown_path(found.shown)}:", "bold")
        yield from _diff(found.shown.as_posix(), data_of(found.shown), found.edits)
    yield Text(f"why: {finding.message}. {' '.join(finding.rule.why.split())}", "dim")
    yield from _thinking(change)
    if unsafe:
        yield Text(f"UNSAFE ({unsafe.value}): {finding.advice}", "bold yellow")


def _diff(path: str, before: bytes, edits: Sequence[Edit]) -> Iterator[Text]:
    from v4migrate.cli.render import diff_line
    from v4migrate.rewrite.diff import hunks_for_people
    from v4migrate.rewrite.edit import apply_edits

    for line in hunks_for_people(before, apply_edits(before, edits), path):
        yield diff_line(line)


def _thinking(change: Change) -> Iterator[Text]:
    from rich.text import Text

    from v4migrate.rewrite.thinking import Switch
    from v4migrate.scan.formats.masking import clean

    words = {
        Switch.PLACED: "thinking: as before, the switch is placed with it",
        Switch.ALREADY_SET: "thinking: the request says already whether to think",
        Switch.NOT_NEEDED: "thinking: as before, no switch is needed",
    }
    switch = change.thinking.switch
    if switch is Switch.NOT_PLACED:
        yield Text(clean(f"thinking: NOT as before, the request will think: {change.thinking.why}"), "bold yellow")
        yield Text(f"  add to the request: {change.thinking.snippet}", "green")
    elif switch is Switch.TURNED_OFF:
        yield Text(f"thinking: {change.thinking.why}", "bold yellow")
    elif switch in words:
        yield Text(words[switch], "green")
