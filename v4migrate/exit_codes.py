"""The one table of exit codes, shared by every command. `docs/exit-codes.md` is generated from it."""

from __future__ import annotations

from enum import IntEnum


class ExitCode(IntEnum):
    """What a command's exit status means."""

    OK = 0
    FINDINGS = 1
    USAGE = 2
    DECISION = 3
    INCOMPLETE = 4
    INTERNAL = 5

    @property
    def meaning(self) -> str:
        """The sentence of the documented table."""
        return _MEANING[self]


_MEANING = {
    ExitCode.OK: "Clean, or done, or the verdict is GO.",
    ExitCode.FINDINGS: "Findings at or over the bar, `--check` would change a file, or the verdict is NO-GO.",
    ExitCode.USAGE: "Wrong use, configuration or input: nothing was done; the message says how to mend it.",
    ExitCode.DECISION: "A person must decide: the verdict is REVIEW, or a rename went in without its thinking switch, or waits.",
    ExitCode.INCOMPLETE: "The work is not complete: a file could not be read, written or given back, or a run was cut short.",
    ExitCode.INTERNAL: "A defect of v4migrate itself; please report it.",
}
