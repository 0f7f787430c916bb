"""What the tests of the thinking switch share: a rewrite of a file or a project, and code in which the switch is marked."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import PurePosixPath
from typing import Any

import pytest

from v4migrate.cli.app import run
from v4migrate.exit_codes import ExitCode
from v4migrate.rewrite.outcome import FileOutcome
from v4migrate.rewrite.rewriter import RewriteOptions, Rewriter
from v4migrate.rewrite.thinking import Switch
from v4migrate.rulebook.load import load_rulebook
from v4migrate.scan.languages import DOCUMENTS, language_of
from v4migrate.scan.scanner import Scanner

# The switch for one model alone, as an argument, an entry and a spread.
NEW = "deepseek-v4-flash"
ASK = "c.chat.completions.create"
KEYWORD = f'extra_body={{"thinking": {{"type": "disabled"}}}} if model == "{NEW}" else None'
ENTRY = f'**({{"thinking": {{"type": "disabled"}}}} if model == "{NEW}" else {{}})'
SPREAD = f'...(model === "{NEW}" ? {{ thinking: {{ type: "disabled" }} }} : {{}})'

Write = Callable[[dict[str, str]], None]
REWRITER = Rewriter(Scanner(load_rulebook()), RewriteOptions())
_UNSAFE = Rewriter(REWRITER.scanner, RewriteOptions(unsafe=True))


def rewriter_of(path: str) -> Rewriter:
    """One that renames in a file of this name: documents need --unsafe."""
    return _UNSAFE if language_of(PurePosixPath(path)) in DOCUMENTS else REWRITER


def rewritten(path: str, code: str) -> FileOutcome:
    """The outcome for one file, of which nothing was refused."""
    outcome = rewriter_of(path).rewrite(PurePosixPath(path), code.encode())
    assert outcome.error is None
    return outcome


def becomes(path: str, before: str, after: str) -> None:
    """Renamed, with the switch placed, and left at that by a second run."""
    outcome = rewritten(path, before)
    assert outcome.after.decode() == after.replace("deepseek-chat", "deepseek-v4-flash")
    assert {change.thinking.switch for change in outcome.changes} == {Switch.PLACED}
    assert rewriter_of(path).rewrite(PurePosixPath(path), outcome.after).after == outcome.after, (
        "a second run changes nothing"
    )


def marked(path: str, code: str) -> None:
    """`code` with what the switch adds enclosed in `«` and `»`."""
    before = "".join(part.partition("»")[2] if index else part for index, part in enumerate(code.split("«")))
    becomes(path, before, code.replace("«", "").replace("»", ""))


def project_rewritten(capsys: pytest.CaptureFixture[str], *options: str) -> tuple[ExitCode, dict[str, Any]]:
    """Exit code and document of a run on the working directory."""
    code = run(["rewrite", ".", "--json", *options])
    return ExitCode(code), json.loads(capsys.readouterr().out)


def thinking_of(document: dict[str, Any]) -> list[dict[str, Any]]:
    """What became of the switch of every name that did not think, with a prefix or without."""
    changes = [change for file in document["files"] for change in file["changes"]]
    return [change["thinking"] for change in changes if change["found"].endswith("deepseek-chat")]
