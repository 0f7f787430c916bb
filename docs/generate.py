"""Write the generated docs, or check that they are current: `python -m docs.generate [--check]`.

Generated: docs/commands.md (every help page), docs/rules.md (every rule), docs/facts.md (what the rules rest on), docs/guide.md (what a
reader of the guide has to know today), docs/formats.md (what scan writes), docs/exit-codes.md, rules/rule.schema.json, and the
table of rules in rules/README.md.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import subprocess
import sys
from collections import Counter
from datetime import UTC, datetime, time
from pathlib import Path

from docs.formats_page import formats_page
from v4migrate.exit_codes import ExitCode
from v4migrate.rulebook import show
from v4migrate.rulebook.facts import Facts
from v4migrate.rulebook.facts.guide import Claim
from v4migrate.rulebook.facts.source import MARKS
from v4migrate.rulebook.load import Rulebook, load_rulebook
from v4migrate.rulebook.page import rule_page
from v4migrate.rulebook.schema import Rule

ROOT = Path(__file__).resolve().parent.parent
NOTE = "<!-- Written by `make docs`; change the source it names, not this file. -->"
FACTS = ("models", "providers", "price", "parameters", "responses", "endpoints", "timeline", "guide", "benchmarks")
COMMANDS = (
    *("scan", "lint", "rewrite", "shadow", "report", "local-serve"),
    *("local-weights", "local-weights inspect", "local-weights verify"),
    *("rules", "explain", "facts"),
    *(f"facts {topic}" for topic in FACTS),
    "init",
)


def help_text(*arguments: str) -> str:
    """A help page as a terminal of 100 columns without colour shows it."""
    environment = os.environ | {"COLUMNS": "100", "TERMINAL_WIDTH": "100", "NO_COLOR": "1", "TERM": "dumb"}
    environment.pop("FORCE_COLOR", None)
    command = [sys.executable, "-m", "v4migrate", *arguments, "--help"]
    done = subprocess.run(command, capture_output=True, text=True, env=environment, check=True)  # noqa: S603
    return "\n".join(line.rstrip() for line in done.stdout.strip("\n").splitlines())


def commands_page() -> str:
    """Every help page, in the order of the command table."""
    parts = [NOTE, "", "# Commands", "", "The help pages, as `--help` shows them. Source: `v4migrate/cli/`.", ""]
    for name in ("", *COMMANDS):
        title = f"v4migrate {name}".strip()
        parts += [f"## {title}", "", "```text", help_text(*name.split()), "```", ""]
    return "\n".join(parts)


def exit_codes_page() -> str:
    """The one table of exit codes."""
    rows = [f"| {int(code)} | {code.name.lower()} | {code.meaning} |" for code in ExitCode]
    head = [
        "One table for every command. Source: `v4migrate/exit_codes.py`; held by `tests/cli/test_exit_codes.py`.",
        "",
    ]
    return "\n".join([NOTE, "", "# Exit codes", "", *head, "| code | name | meaning |", "|---|---|---|", *rows, ""])


def rules_page(rulebook: Rulebook) -> str:
    """Every rule in full."""
    intro = "Source: one file per rule under `rules/`. The examples are the tests (`tests/test_rule_examples.py`)."
    pages = [rule_page(rule, rulebook.target()) for rule in _sorted(rulebook)]
    return "\n".join([NOTE, "", "# Rules", "", intro, "", rules_table(rulebook), "", *pages])


def rules_table(rulebook: Rulebook) -> str:
    """All rules, a line each."""
    rows = [
        f"| {rule.code} | [{rule.id}]({rule.topic}/{rule.id}.yaml) | {rule.severity.value} | {rule.fix.safety.value} | {rule.title} |"
        for rule in _sorted(rulebook)
    ]
    return "\n".join(["| code | rule | severity | fix | what it finds |", "|---|---|---|---|---|", *rows])


def facts_page(facts: Facts) -> str:
    """Everything that the rules, rewrites and prices rest on."""
    reference = facts.reference
    marks = "; ".join(f"{mark} = {meaning}" for mark, meaning in MARKS.items())
    parts = [
        NOTE,
        "",
        "# Facts",
        "",
        "Source: `rules/facts/`, read as of the day of the newest check. Marks: " + marks + ".",
    ]
    parts += ["The same on the command line, at any day: `v4migrate facts --help`.", ""]
    listings = [
        show.models(facts),
        show.limits(facts),
        show.refusals(facts),
        show.weights(facts),
        show.book(facts),
        show.providers(facts),
        show.parameters(reference.parameters.parameters),
        show.rejections(reference.parameters.rejections),
        show.responses(reference.responses.fields),
        show.endpoints(reference.endpoints.endpoints),
        show.timeline(facts),
    ]
    parts += [show.markdown(listing) for listing in listings]
    parts += ["## Hosts one by one", ""]
    parts += [show.markdown(show.provider(facts, host), level=3) for host in facts.hosts]
    return "\n".join(parts)


def guide_page(facts: Facts) -> str:
    """For a reader of the guide: claim by claim, then its tables."""
    guide = facts.reference.guide
    counts = Counter(claim.verdict for claim in guide.claims)
    said = ", ".join(
        f"{counts[verdict]} {verdict}" for verdict in ("confirmed", "partly", "contradicted", "unverifiable")
    )
    parts = [NOTE, "", "# The guide of April 2026, today", ""]
    parts += [f"{guide.title} ({guide.published}), read on {guide.read}: {len(guide.claims)} statements, {said}.", ""]
    parts += [
        "Source: `rules/facts/guide.yaml`. On the command line: `v4migrate facts guide`, `v4migrate facts benchmarks`; as a way to"
    ]
    parts += ["read all facts: `--profile guide-2026-04`.", ""]
    for topic in dict.fromkeys(claim.topic for claim in guide.claims):
        parts += [f"## {topic.capitalize()}", ""]
        for claim in guide.claims:
            if claim.topic == topic:
                parts += [*_claim(claim), ""]
    parts += ["## Its tables", ""]
    parts += [show.markdown(show.table(table), level=3) for table in guide.tables]
    return "\n".join(parts)


def _claim(claim: Claim) -> list[str]:
    sources = ", ".join(f"<{source.url}> ({source.mark}, checked {source.checked})" for source in claim.source)
    return [
        f"### {claim.id}",
        "",
        f"**{claim.verdict}.** The guide: {claim.says}",
        "",
        f"Today: {claim.holds}",
        "",
        f"v4migrate: {claim.does} See {', '.join(f'`{reference}`' for reference in claim.served_by)}.",
        "",
        *([f"Note: {claim.note}", ""] if claim.note else []),
        f"Sources: {sources}",
    ]


def newest_check(facts: Facts) -> datetime:
    """The start of the day of the newest check: pages say what held then, and do not change by themselves."""
    entries = [*facts.models.names, *facts.hosts, *facts.reference.guide.claims]
    return datetime.combine(max(entry.checked for entry in entries), time(), UTC)


def _sorted(rulebook: Rulebook) -> list[Rule]:
    return sorted(rulebook.rules, key=lambda rule: rule.code)


def schema_file() -> str:
    """The JSON Schema of a rule file, for editors."""
    schema = Rule.model_json_schema(by_alias=True)
    for filled_in in ("topic", "file"):
        schema["properties"].pop(filled_in)
    return (
        json.dumps({"$comment": "Written by `make docs` from v4migrate/rulebook/schema.py", **schema}, indent=1) + "\n"
    )


def with_table(text: str, table: str) -> str:
    """`text` with what stands between the marks replaced."""
    return re.sub(
        r"(<!-- rules:start -->\n).*?(<!-- rules:end -->)", lambda m: f"{m[1]}{table}\n{m[2]}", text, flags=re.DOTALL
    )


def pages() -> dict[Path, str]:
    """Every generated file and what belongs in it."""
    rulebook = load_rulebook(as_of=newest_check(load_rulebook().facts))
    readme = ROOT / "rules" / "README.md"
    return {
        ROOT / "docs" / "commands.md": commands_page(),
        ROOT / "docs" / "exit-codes.md": exit_codes_page(),
        ROOT / "docs" / "facts.md": facts_page(rulebook.facts),
        ROOT / "docs" / "formats.md": formats_page(rulebook, NOTE),
        ROOT / "docs" / "guide.md": guide_page(rulebook.facts),
        ROOT / "docs" / "rules.md": rules_page(rulebook).replace("](", "](../rules/", len(rulebook.rules)),
        ROOT / "rules" / "rule.schema.json": schema_file(),
        readme: with_table(readme.read_text(encoding="utf-8"), rules_table(rulebook)),
    }


def main() -> int:
    """Write the pages, or with --check name the stale ones and fail."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true")
    check = parser.parse_args().check
    written = pages()
    stale = [path for path, text in written.items() if not path.exists() or path.read_text(encoding="utf-8") != text]
    for path in stale:
        if check:
            print(f"{path.relative_to(ROOT)} is out of date; run: make docs", file=sys.stderr)  # noqa: T201
        else:
            path.write_text(written[path], encoding="utf-8")
            print(f"wrote {path.relative_to(ROOT)}")  # noqa: T201
    return 1 if check and stale else 0


if __name__ == "__main__":
    sys.exit(main())
