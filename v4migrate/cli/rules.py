"""`v4migrate rules`: the table of all rules, of all profiles, or a check of the rules themselves."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from v4migrate.cli.common import ConfigOption, JsonOption

if TYPE_CHECKING:
    from v4migrate.config import Configuration
    from v4migrate.rulebook.load import Rulebook


def command(
    profiles: Annotated[
        bool, typer.Option("--profiles", help="List the profiles instead: ways to read the facts.")
    ] = False,
    check: Annotated[
        bool,
        typer.Option(
            "--check", help="Run the examples of every rule, your own packs included; exit with 1 if one fails."
        ),
    ] = False,
    config: ConfigOption = None,
    json: JsonOption = False,
) -> None:
    """List every rule: what it finds, how bad it is, how safe its fix. One in full: v4migrate explain RULE."""
    from v4migrate.cli import render
    from v4migrate.cli.common import open_rulebook
    from v4migrate.config import load_configuration
    from v4migrate.exit_codes import ExitCode

    configuration = load_configuration(explicit=config)
    rulebook = open_rulebook(configuration)
    if check:
        wrong = _wrong(rulebook, configuration)
        if json:
            render.print_json({"schema": "v4migrate.rules-check/1", "rules": len(rulebook.rules), "problems": wrong})
        else:
            for problem in wrong:
                render.out().print(problem, markup=False)
            counted = f"{len(rulebook.rules)} rules"
            said = f"{len(wrong)} of their examples do not hold" if wrong else "every example holds"
            render.err().print(f"{counted}: {said}.", style="bold yellow" if wrong else "bold green", markup=False)
        raise typer.Exit(ExitCode.FINDINGS if wrong else ExitCode.OK)
    if json:
        entries = rulebook.profiles if profiles else rulebook.rules
        render.print_json([entry.model_dump(mode="json", by_alias=True, exclude_none=True) for entry in entries])
        return
    from v4migrate.rulebook.show import Listing

    if profiles:
        rows = [[profile.name, f"{profile.title}. {profile.about}"] for profile in rulebook.profiles]
        render.print_listing(Listing("Profiles", ("profile", "what it is"), rows))
        return
    rows = [
        [rule.code, rule.id, rule.topic, rule.severity.value, rule.fix.safety.value, rule.title]
        for rule in sorted(rulebook.rules, key=lambda rule: rule.code)
    ]
    render.print_listing(Listing("Rules", ("code", "rule", "topic", "severity", "fix", "what it finds"), rows))


def _wrong(rulebook: Rulebook, configuration: Configuration) -> list[str]:
    """One `file:line: problem` for each example that does not hold."""
    from functools import cache
    from pathlib import Path

    from v4migrate.rewrite.rule_check import problems
    from v4migrate.rulebook.document import line_of
    from v4migrate.rulebook.load import load_rulebook
    from v4migrate.scan.scanner import Scanner

    packs = [configuration.resolve(pack) for pack in configuration.settings.rules]

    @cache
    def scanner_of(profile: str, target: str | None) -> Scanner:
        return Scanner(load_rulebook(packs=packs, profile=profile, as_of=rulebook.facts.as_of), target)

    return [
        f"{rule.file}:{line_of(Path(rule.file), place)}: {problem}"
        for rule in rulebook.rules
        for place, problem in problems(rule, scanner_of)
    ]
