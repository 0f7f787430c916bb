"""What the tests of the thinking switch share: a rewrite with default options, and code in which the switch is marked."""

from __future__ import annotations

from pathlib import PurePosixPath

from v4migrate.rewrite.outcome import FileOutcome
from v4migrate.rewrite.rewriter import RewriteOptions, Rewriter
from v4migrate.rewrite.thinking import Switch
from v4migrate.rulebook.load import load_rulebook
from v4migrate.scan.scanner import Scanner

REWRITER = Rewriter(Scanner(load_rulebook()), RewriteOptions())


def rewritten(path: str, code: str) -> FileOutcome:
    """The outcome for one file, of which nothing was refused."""
    outcome = REWRITER.rewrite(PurePosixPath(path), code.encode())
    assert outcome.error is None
    return outcome


def becomes(path: str, before: str, after: str) -> None:
    """Renamed, with the switch placed, and left at that by a second run."""
    outcome = rewritten(path, before)
    assert outcome.after.decode() == after.replace("deepseek-chat", "deepseek-v4-flash")
    assert {change.thinking.switch for change in outcome.changes} == {Switch.PLACED}
    assert REWRITER.rewrite(PurePosixPath(path), outcome.after).after == outcome.after, "a second run changes nothing"


def marked(path: str, code: str) -> None:
    """`code` with what the switch adds enclosed in `«` and `»`."""
    before = "".join(part.partition("»")[2] if index else part for index, part in enumerate(code.split("«")))
    becomes(path, before, code.replace("«", "").replace("»", ""))
