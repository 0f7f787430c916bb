"""A variable of a script that holds the name, and the bodies that the script writes with it, by the language of the script."""

from __future__ import annotations

from v4migrate.rewrite.placer import Placer
from v4migrate.rewrite.thinking import Following, Thinking
from v4migrate.scan.finding import Finding


def in_its_script(finding: Finding, placer: Placer, following: Following) -> Thinking | None:
    """The switch in those bodies; None where it is no such script, or one of them is not known to be such a body."""
    match finding.context.region.language:
        case "powershell":
            from v4migrate.rewrite.hash_tables import at_its_tables  # here, because few projects have such scripts

            return at_its_tables(finding, placer, following)
        case "shell":
            from v4migrate.rewrite.jq_bodies import at_its_programs  # likewise

            return at_its_programs(finding, placer, following)
    return None
