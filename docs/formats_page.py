"""The page about output formats: what each is for, what it says of accepted findings, and what it looks like."""

from __future__ import annotations

import importlib
import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import PurePosixPath

from v4migrate.rewrite.edit import as_text
from v4migrate.rewrite.rewriter import RewriteOptions, Rewriter
from v4migrate.rulebook.load import Rulebook
from v4migrate.scan.finding import SuppressedBy, Suppression
from v4migrate.scan.formats import Format, render
from v4migrate.scan.report import FixKey, ScanReport
from v4migrate.scan.scanner import Scanner

_ASK = b"""from openai import OpenAI

client = OpenAI(base_url="https://api.deepseek.com")
client.chat.completions.create(model="deepseek-chat", messages=[])
"""
_OLD = b'FALLBACK_MODEL = "deepseek-reasoner"\n'

_INTRO = """\
`v4migrate scan` and `v4migrate lint` write the same report in any of these formats:

| option | what goes where |
|---|---|
| nothing | text on the terminal |
| `--format sarif` | SARIF on stdout |
| `--format sarif --output a.sarif` | SARIF in the file, text on the terminal |
| `--format github --output - --format sarif --output a.sarif` | annotations on stdout, SARIF in the file |
| `--json` | short for `--format json` |

The n-th `--output` takes the n-th `--format`; `-` is the terminal. A file is replaced atomically, and a run does not scan the files
that it writes. Problems and warnings about the run go to stderr, whatever the format.

In every format secrets are masked with stars of the same length and control characters are replaced: what has the form of a key, and
what stands beside a name that says so, on its line or below it (`--api-key …`, `name: API_KEY, value: …`,
`<apiKey>…`, a column `api_key` of an `INSERT` or of a CSV or TSV file). Placeholders, names of variables and names of models stay.
A file whose name is no plain text (bytes that are no UTF-8, control characters, a quote first) is written in quotes, as git does:
`"caf\\351.py"`, `"two\\nlines.py"`; so each name is one file and can be read back. The URIs of SARIF hold the bytes of the name
(`caf%E9.py`).

A suppressed finding ([suppressions.md](suppressions.md)) never counts for the exit code. Every format shows it, or what accepts it,
with the reason that was given, and none lets a gate close for it:

{suppressed}

Neither a baseline nor a comment without a reason gives one: "no reason given". `lint` writes text without a summary, so there it takes
`--show-suppressed`. The exit codes: [exit-codes.md](exit-codes.md). In CI: [ci.md](ci.md).
"""

_SUPPRESSED = {  # a suppressed finding is ..., its reason is ...
    "text": (
        "counted in the summary; with `--show-suppressed` an entry with its line",
        "in the summary, the most frequent ones; at the entry",
    ),
    "json, jsonl": (
        "in `suppressed`; a line of the type `suppressed`",
        "`suppression.reason`, beside `by` and the line of the comment",
    ),
    "sarif": (
        "a result with `suppressions`; for code scanning, which does not read those, see [ci.md](ci.md)",
        "`justification`",
    ),
    "github": (
        "not annotated; a line in a fold of the log, a row of the job summary, 200 of each",
        "in that line and that row",
    ),
    "gitlab": (
        "not in it, since there is no notion of one; in its place a note `suppressed`, info, for each comment or entry",
        "in the description of the note",
    ),
    "junit": ("a skipped case", "the message of `skipped`"),
    "markdown": ('a row of the table "Suppressed"', 'the column "why"'),
    "csv": ("a row of the kind `suppressed`", "the column `reason`"),
}

_NOTES = {
    Format.TEXT: (
        "Columns count characters from 1. `--show-suppressed` and `--show-left` add those, in a file (`--output`) as on "
        "the terminal; `--quiet` keeps the summary alone on the terminal. Sentences are wrapped at the width of a "
        "terminal, never in a pipe. Colour follows "
        "NO_COLOR and FORCE_COLOR."
    ),
    Format.JSONL: "Types: `run`, `finding`, `suppressed`, `left`, `unused-suppression`, with the fields of the json format.",
    Format.SARIF: (
        "Valid against the schema of the standard (errata 01). `fixes` are exactly the edits that `v4migrate "
        "rewrite` makes without `--unsafe`. Suppressed findings are results with `suppressions`: `inSource` for "
        "comments, `external` for the configuration and the baseline. Unused suppressions and files that could "
        "not be read are notifications of the invocation. Old ids that are left alone are not in it. Below: one "
        "result."
    ),
    Format.GITHUB: (
        "Errors, warnings and notices, as workflow commands. GitHub shows at most ten of each level per step; the "
        "job summary, written where `GITHUB_STEP_SUMMARY` names a file, holds up to 200. Paths "
        "are meant from the root of the repository, wherever in it the scan is started."
    ),
    Format.GITLAB: (
        "`error` is critical, `warning` major, `info` info. Fingerprints hold no line numbers. The format has no "
        "place for ids that are left alone, or for files that could not be read: the log shows those."
    ),
    Format.JUNIT: (
        "A finding of any severity is a failed case, with the severity as its type; a suppressed one is skipped; "
        "a file that could not be read is an error. The files without findings are one case that passed."
    ),
    Format.MARKDOWN: (
        "Suppressed findings, ids that are left alone, unused suppressions and unread files have tables of their own."
    ),
    Format.CSV: (
        "The column `kind` is finding, suppressed, left, unused-suppression or unreadable. Lines end with CRLF, "
        "as RFC 4180 has it; a cell that begins like a formula has a quote before it."
    ),
}

_FIELDS = {
    "schema": "`v4migrate.scan/1`; the number grows when a field changes its meaning, not when one is added",
    "target": "the name that a rewrite would write",
    "profile": "how the facts are read",
    "as_of": "the instant at which the facts are read",
    "complete": "false: interrupted; the rest is what was found until then",
    "files_scanned": "how many files were read",
    "skipped": "reason: how many files",
    "unreadable": "a sentence per file that could not be read",
    "findings": "those that count, by path and place",
    "suppressed": "those that a comment, the configuration or a baseline accepts; same fields",
    "left": "old ids that are left alone: path, line, column, found, and the reason code",
    "unused_suppressions": "suppressions that do not do what they should: path, line (0: no line of a file), rules (empty: every one), "
    "reason, problem (empty: nothing needs it)",
    "path, line, column": "where; line and column from 1, in characters; lines end in LF, in a file without any in CR",
    "bytes": "the same place as a half-open range of bytes of the file",
    "rule, code, topic": "the rule by its two names, and its folder; `v4migrate explain` shows it",
    "severity": "error = an outage, warning = a change of behaviour, info = worth knowing",
    "confidence": "how sure it is. high; medium: nothing names the host, so that DeepSeek's is presumed, or the rule goes by what such "
    "code mostly means; low: the host is not known, the syntax of the file is not, or the id is a word of a text. Never more than the "
    "certainty of the rule. In SARIF `properties.confidence`, in CSV the last column",
    "found, message": "what stands there and what is wrong with it",
    "role": "what the id does there: request, default, constant, config, comparison, key, member, argument, prose, text",
    "host": "whose server is meant: kind, name and why; null where no host matters",
    "deadline": "when it fails, or began to fail; null where the facts name no day",
    "fix": "safety (safe, unsafe, advice), advice, target, snippet, and edits",
    "edits": "what `rewrite` does without `--unsafe`: bytes, start and end as [line, column], and the new text",
    "source": "the line, at most 300 characters",
    "fingerprint": "of the rule and what stands there; survives moved lines",
    "suppression": "null, or by (line, block, file, config, baseline), reason, and the line of the comment",
}


def formats_page(rulebook: Rulebook, note: str) -> str:
    """One section per format, with the report of two small files."""
    report = _example(rulebook)
    rows = [f"| {name} | {what} | {reason} |" for name, (what, reason) in _SUPPRESSED.items()]
    table = "\n".join(["| format | a suppressed finding is | its reason is |", "|---|---|---|", *rows])
    parts = [note, "", "# Output formats", "", _INTRO.replace("{suppressed}", table)]
    for chosen in Format:
        parts += [f"## {chosen.value}", "", *_section(chosen, report), ""]
    return "\n".join(parts).rstrip() + "\n"


def _section(chosen: Format, report: ScanReport) -> Iterator[str]:
    module = importlib.import_module(f"v4migrate.scan.formats.{chosen.value}")
    yield str(module.__doc__).strip()
    if chosen in _NOTES:
        yield from ("", _NOTES[chosen])
    if chosen is Format.JSON:
        yield from ("", "| field | meaning |", "|---|---|", *(f"| {name} | {text} |" for name, text in _FIELDS.items()))
    shown = render(chosen, report).replace("\r\n", "\n")
    if chosen is Format.SARIF:
        shown = json.dumps(json.loads(shown)["runs"][0]["results"][0], indent=2) + "\n"
    fence = "````" if chosen is Format.MARKDOWN else "```"
    yield from ("", f"{fence}{_LANGUAGE.get(chosen, 'text')}", shown.rstrip("\n"), fence)


_LANGUAGE = {
    Format.JSON: "json",
    Format.SARIF: "json",
    Format.GITLAB: "json",
    Format.JUNIT: "xml",
    Format.MARKDOWN: "markdown",
    Format.CSV: "csv",
}


def _example(rulebook: Rulebook) -> ScanReport:
    """A retired id in a request, and another one that a comment accepts."""
    scanner = Scanner(rulebook)
    path = PurePosixPath("ask.py")
    edits = {
        FixKey.of(change.finding): as_text(_ASK, change.edits)
        for change in Rewriter(scanner, RewriteOptions()).rewrite(path, _ASK).changes
    }
    old = scanner.scan(PurePosixPath("old.py"), _OLD)
    because = Suppression(SuppressedBy.LINE, "only read in a replay of 2025", 1)
    accepted = replace(old, findings=[replace(finding, suppression=because) for finding in old.findings])
    scans = [scanner.scan(path, _ASK), accepted]
    facts = rulebook.facts
    return ScanReport(scans, len(scans), {}, [], scanner.target, rulebook.profile.name, facts.as_of, edits=edits)
