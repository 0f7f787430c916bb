"""Which renames of a file, taken by itself, leave a request without its thinking switch: so that `scan` promises none."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from v4migrate.rewrite.actions.set_thinking import set_thinking
from v4migrate.rewrite.thinker import offered_in
from v4migrate.rewrite.thinking import Following, Switch
from v4migrate.rulebook.schema import Action, Safety
from v4migrate.scan.finding import Finding
from v4migrate.scan.flow.readers import Readers
from v4migrate.scan.scanner import Scanner
from v4migrate.scan.unswitched import Unplaced


def unplaced(scanner: Scanner, found: Sequence[Finding]) -> Iterator[Unplaced]:
    """Those among the ids that this scanner found in a file."""
    facts = scanner.rulebook.facts
    following = Following(Readers(), offered_in(found, facts))
    for finding in found:
        is_promised = finding.safety is Safety.SAFE or (finding.in_document and finding.safety is not Safety.ADVICE)
        if is_promised and Action.SET_THINKING in finding.rule.fix.do:
            thinking = set_thinking(finding, facts, scanner.switches, following)
            if thinking.switch is Switch.NOT_PLACED:
                yield Unplaced(finding, [edit.span for edit in thinking.edits])
