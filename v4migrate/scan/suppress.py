"""Findings that a comment of the file or a path pattern of the configuration accepts, and suppressions that nothing needs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import PurePosixPath

from v4migrate.rulebook.document import suggestion
from v4migrate.rulebook.load import Rulebook
from v4migrate.rulebook.schema import Rule
from v4migrate.rulebook.selection import known_words, rule_ids
from v4migrate.scan.coverage import Cover, Coverage, line_of
from v4migrate.scan.finding import Finding, SuppressedBy, Suppression, UnusedSuppression
from v4migrate.scan.path_patterns import PathSuppression
from v4migrate.scan.place import Region

_EVERY_RULE = ("",)
_Used = set[tuple[Cover, str]]  # a comment, and the word of it that meant a finding
_Missed = dict[Cover, dict[str, None]]  # a comment, and the codes of findings that it covers and does not mean
_NAMED = 3  # of them, in a sentence


@dataclass(frozen=True)
class Suppressed:
    """The same findings, the accepted ones with their suppression; and the comments that nothing needed."""

    findings: Sequence[Finding]
    unused: Sequence[UnusedSuppression] = ()


class Suppressor:
    """Applies suppressions under one rulebook. Holds no state between files."""

    def __init__(self, rulebook: Rulebook, speaking: Sequence[Rule], accepted: Sequence[PathSuppression] = ()) -> None:
        self.rulebook = rulebook
        self.speaking = frozenset(rule.id for rule in speaking)
        self.accepted = accepted

    def apply(
        self, path: PurePosixPath, inside: PurePosixPath, data: bytes, regions: Sequence[Region], found: list[Finding]
    ) -> Suppressed:
        """What the comments of a file and the configuration say of what was found. `path` is shown, `inside` is matched."""
        comments = Coverage(data, regions)
        if not comments.covers and not self.accepted:
            return Suppressed(found)
        used: _Used = set()
        missed: _Missed = {}
        findings = []
        for finding in found:
            over = comments.over(line_of(finding, regions))
            by_comment = self._by_comment(finding, over, used)
            for cover in over if by_comment is None else ():
                missed.setdefault(cover, {})[finding.rule.code] = None
            findings.append(replace(finding, suppression=by_comment or self._by_path(inside, finding)))
        unused = [entry for cover in comments.covers for entry in self._unused(path.as_posix(), cover, used, missed)]
        return Suppressed(findings, sorted(unused, key=lambda entry: entry.line))

    def _by_comment(self, finding: Finding, comments: Sequence[Cover], used: _Used) -> Suppression | None:
        """The narrowest comment that accepts a finding. All that do are used: which of two is too many is no tool's business."""
        accepting = []
        for cover in comments:
            words = self._words_for(cover, finding)
            used |= {(cover, word) for word in words}
            accepting += [cover] if words else []
        if not accepting:
            return None
        first = accepting[0]
        return Suppression(first.by, first.comment.directive.reason, first.comment.file_line)

    def _words_for(self, cover: Cover, finding: Finding) -> list[str]:
        """The words of a suppression that mean this finding."""
        words = cover.comment.directive.rules or _EVERY_RULE
        return [word for word in words if not word or finding.rule.id in rule_ids(word, self.rulebook)]

    def _by_path(self, inside: PurePosixPath, finding: Finding) -> Suppression | None:
        entry = next((entry for entry in self.accepted if entry.covers(inside, finding.rule)), None)
        return Suppression(SuppressedBy.CONFIG, entry.reason) if entry else None

    def _unused(self, path: str, cover: Cover, used: _Used, missed: _Missed) -> Iterator[UnusedSuppression]:
        """What is wrong with a comment; its words that are no rule; and those that no finding needed.

        A rule that is silent under this profile may be needed under another: nothing is said of it.
        """
        directive, line = cover.comment.directive, cover.comment.file_line
        if cover.problem:
            reach = 2**31 if cover.by is SuppressedBy.BLOCK else 0  # without an end it covers all that follows
            yield UnusedSuppression(path, line, directive.rules, directive.reason, cover.problem, reach)
        idle = []
        for word in directive.rules or _EVERY_RULE:
            meant = rule_ids(word, self.rulebook)
            if word and not meant:
                near = suggestion(word, known_words(self.rulebook), 0.75)
                if all(rule_ids(part, self.rulebook) for part in word.split()):
                    near = " (write commas between them)"
                problem = f"no rule or topic '{word}'{near}; list them with: v4migrate rules"
                yield UnusedSuppression(path, line, (word,), directive.reason, problem)
            elif (cover, word) not in used and (not word or meant & self.speaking):
                idle.append(word)
        if idle and not cover.problem:
            hint = _other_rules(missed.get(cover, {})) or cover.comment.why_it_covers_nothing
            yield UnusedSuppression(path, line, tuple(filter(None, idle)), directive.reason, hint)


def _other_rules(codes: Mapping[str, None]) -> str:
    """The likely mistake where something is found, and by other rules."""
    if not codes:
        return ""
    named = ", ".join([*codes][:_NAMED]) + (", ..." if len(codes) > _NAMED else "")
    return f"found nothing of it here, but of {named}: name that rule, or remove this one"
