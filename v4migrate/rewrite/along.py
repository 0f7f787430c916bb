"""Comments that belong to a rename and go along with it: `# use deepseek-chat` right above, `@param model … (default: deepseek-chat)`.

Only what says no more than which id stands there, or that it is the default. What may be true of the old name alone (its version, its
price, its past, a comparison) stays; and what says that no other id will do holds the rename back.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Callable, Collection, Iterator, Sequence
from functools import cache
from itertools import islice

from v4migrate.regex import regex
from v4migrate.rewrite.comments import Comments
from v4migrate.rewrite.edit import Edit
from v4migrate.rewrite.programs import PROGRAMS
from v4migrate.rulebook.facts.remarks import RemarkWords
from v4migrate.rulebook.schema import Action, Role
from v4migrate.scan.finding import Finding
from v4migrate.scan.languages import DOCUMENTS
from v4migrate.scan.place import Span, line_around
from v4migrate.scan.tokens import Candidate

_PAGES = frozenset({*DOCUMENTS, "html"})
_DEFAULTS = frozenset({Role.DEFAULT, Role.CONSTANT, Role.CONFIG})
_NAMED = regex(r"(?i)deepseek[-_ ][A-Za-z0-9][A-Za-z0-9_.-]*")
_OTHER_ID = regex(
    r"(?i)\b[a-z]+-?(?:[a-z]+-)*\d[\w.]*-[\w.-]+|\b(?:gpt|claude|gemini|llama|qwen|glm|kimi|mistral|grok)\b-?[\w.-]*"
)
# Of the old model: a version, a size, a window, a price; a day; a link.
_FIGURES = regex(
    r"(?i)(?<![a-z0-9])(?:v[1-3]|r1)(?:\.\d+)*(?![a-z0-9])|\d\s*[bkm]\b|[$€¥￥]\s?\d|\d\s*(?:元|usd|rmb|cny|tokens?)|\b20\d\d\b|\d\s*%"
    r"|https?:|www\.|\]\(|@link|@see"
)
_AS_CODE = r"(?:[\w\])]\s*=|\w\(|[\"']\w+[\"']\s*:)\s*[\"'`]?"  # what is commented out, before an id
_PRAGMA = regex(
    r"(?i)\W*(?:v4migrate|noqa|type:|pylint|eslint|ts-|nolint|rubocop|prettier|biome|flake8|mypy|pyright|ruff|fmt:|nosec|noinspection"
    r"|istanbul|phpcs|phpstan|psalm|swiftlint|ktlint|detekt|spellchecker|cspell|-\*-)"
)
_CLAUSE = regex(r"[;；。!！?？,，、()（）\n]|[.:]\s|：|--|—")
_HEAD = regex(r"(?m)^\W*(?:\w+[ \t]+){0,3}\w+[ \t]*[:：]")  # of a list: `Options: …`
_REFUSED = "refused"  # the words of that kind, in the rules
_NEAR = 8000  # bytes: no comment further off belongs to an id
_LETTER = "A-Za-zÀ-ӿ"


class Along:
    """The comments of one file. `found`: all that was found in it; `may_go`: is a mention one that the user lets be changed?"""

    def __init__(
        self, found: Sequence[Finding], words: RemarkWords, may_go: Callable[[Finding], bool] = lambda finding: True
    ) -> None:
        self._words = words
        self._remarks = sorted(filter(_is_remark, found), key=lambda remark: remark.span)
        self._starts = [remark.span.start for remark in self._remarks]
        self._others: dict[tuple[str, int], list[Finding]] = defaultdict(list)
        for finding in found if self._remarks else ():
            if finding.place.role is not Role.PROSE:
                self._others[finding.found, finding.location.line].append(finding)
        self._may_go = may_go

    def edits(self, finding: Finding, made: Collection[Span]) -> list[Edit]:
        """Those of the comments that go along with a rename. `made`: where ids are renamed; one that stays on the line keeps them."""
        if not self._remarks or not _is_rename(finding) or self._keeps_another(finding, made):
            return []
        assert finding.target is not None
        comments = Comments(finding)
        return [
            Edit(remark.context.region.in_file(span), finding.target.encode())
            for remark, span in self._beside(finding)
            if self._goes(finding, remark, comments)
        ]

    def goes(self, finding: Finding, remark: Finding) -> bool:
        """Does a comment belong to a rename, and say nothing that may be true of the old name alone?"""
        is_same = remark.context.region is finding.context.region and remark.found == finding.found
        return is_same and _is_rename(finding) and self._goes(finding, remark, Comments(finding))

    def _goes(self, finding: Finding, remark: Finding, comments: Comments) -> bool:
        return self._may_go(remark) and self._fits(finding, remark, comments)

    def _fits(self, finding: Finding, remark: Finding, comments: Comments) -> bool:
        """Is it true of the new name, too, whatever the user lets be changed?"""
        region, told = finding.context.region, remark.context.candidate
        if told is None or not _is_remark(remark):
            return False
        behind = comments.on_line(told.span)
        stretch = behind or comments.above(told.span)
        is_default = finding.place.role in _DEFAULTS or (stretch is None and (comments.is_made or _is_given(finding)))
        if stretch is None and not is_default:
            return False
        line = _decoded(region.text, behind or line_around(region.text, told.span))
        if stretch is None and not _pattern(*self._words.default).search(line):
            return False
        if _PRAGMA.match(line) or re.search(_AS_CODE + re.escape(finding.found), line):
            return False
        if stretch is not None and self._is_plain(_decoded(region.text, stretch), told):
            return True
        if not is_default or not _pattern(*self._words.default).search(line):
            return False
        alone = self._without_others(line, told)
        if comments.is_doc(told.span) and (self._is_plain(line, told) or self._is_plain(alone, told)):
            return True
        of_field = comments.of_field(told.span)
        return of_field is not None and self._is_plain(_decoded(region.text, of_field), told)

    def _without_others(self, line: str, told: Candidate) -> str:
        """A line without what other clauses refuse of another id, where the one of this id says that it is the default: `if deepseek-…
        does not answer, the fallback (default deepseek-…)`."""
        clauses = _CLAUSE.split(line)
        own = [clause for clause in clauses if told.written in clause]
        if len(own) != 1 or not _pattern(*self._words.default).search(own[0]):
            return line
        stays = _pattern(*(word for kind, listed in self._words.stays.items() if kind != _REFUSED for word in listed))
        return "\n".join(
            clause for clause in clauses if clause is own[0] or not _NAMED.search(clause) or stays.search(clause)
        )

    def forbids(self, finding: Finding) -> bool:
        """Does a comment beside a rename say that no other id will do, list those that may stand there, or tell of its field what would
        be no longer true?"""
        if not self._remarks or not _is_rename(finding) or finding.rule.is_about_tests:
            return False
        text, only = finding.context.region.text, _pattern(*self._words.only)
        comments = Comments(finding)
        for remark, span in self._beside(finding):
            behind = comments.on_line(span)
            stretch = behind or comments.above(span)
            clauses = _CLAUSE.split(_decoded(text, stretch)) if stretch is not None else []
            if any(finding.found in clause and only.search(clause) for clause in clauses):
                return True
            if self._lists(finding, span, behind, comments) or self._belies(finding, remark, span, comments):
                return True
        return False

    def _lists(self, finding: Finding, span: Span, behind: Span | None, comments: Comments) -> bool:
        """Does a comment list the ids that may stand there, and not the new one? What is asked once, or set for a program, counts by
        its own line alone."""
        text, listed = finding.context.region.text, behind
        if listed is None and finding.context.region.language in PROGRAMS and _is_chosen(finding):
            listed = comments.above(span) or comments.of_field(span)
            listed = line_around(text, span) if listed is None and comments.is_doc(span) else listed
        if listed is None or (finding.target or "") in (said := _decoded(text, listed)):
            return False
        name, other = (
            re.escape(finding.found),
            rf"[\"'`]?(?!{re.escape(finding.found)}\b)(?:deepseek[-_]\w|{_OTHER_ID.pattern[4:]})",
        )
        apart = (
            rf"[\"'`]?\s*(?:\([^()\n]{{0,40}}\)\s*)?(?:{_pattern(*self._words.choice).pattern}|(?<![/*])[/|](?!/))\s*"
        )
        if re.search(rf"(?i){name}{apart}{other}|{other}[\w.-]*{apart}[\"'`]?{name}", said):
            return True
        bare = _NAMED.sub("", _OTHER_ID.sub("", _HEAD.sub("", said)))
        return len({*_NAMED.findall(said), *_OTHER_ID.findall(said)}) > 1 and not re.search(r"\w", bare)

    def _belies(self, finding: Finding, remark: Finding, span: Span, comments: Comments) -> bool:
        """Does the comment of the field that is set say that the old name is its default, and not go along?"""
        text = finding.context.region.text
        is_given = _is_given(finding) and finding.place.call is None
        if not is_given or not _pattern(*self._words.default).search(_decoded(text, line_around(text, span))):
            return False
        if comments.of_field(span) is None:
            return False
        return not self._fits(finding, remark, comments)

    def _beside(self, finding: Finding) -> Iterator[tuple[Finding, Span]]:
        """The mentions of the same id in the same text, not too far away."""
        first = bisect_left(self._starts, finding.span.start - _NEAR)
        for remark in islice(self._remarks, first, bisect_right(self._starts, finding.span.end + _NEAR)):
            told = remark.context.candidate
            if told is not None and remark.context.region is finding.context.region and remark.found == finding.found:
                yield remark, told.span

    def _keeps_another(self, finding: Finding, made: Collection[Span]) -> bool:
        """Does the same id stand on the line of a rename once more, and stays?"""
        others = self._others.get((finding.found, finding.location.line), ())
        return any(other.span not in made for other in others)

    def _is_plain(self, said: str, told: Candidate) -> bool:
        return _is_plain(said, told, self._words)


def says_default(said: str, told: Candidate, words: RemarkWords) -> bool:
    """Does a text say of an id that it is the default, and no more than that?"""
    return _pattern(*words.default).search(said) is not None and _is_plain(said, told, words)


def _is_plain(said: str, told: Candidate, words: RemarkWords) -> bool:
    """Does a comment name one id alone, and tell nothing of it that may be true of the old name only?"""
    tail = told.name.partition("-")[2].lower()
    named = {word.rstrip("-._") for word in _NAMED.findall(said)} - {told.name}
    if any("-" in word or word.lower().endswith(f" {tail}") for word in named):
        return False  # another id, or what people call the old model: `DeepSeek Chat`
    rest = said.replace(told.written, "\0")
    stays = _pattern(*words.only, *(word for listed in words.stays.values() for word in listed))
    if stays.search(rest) or _FIGURES.search(rest) or _OTHER_ID.search(rest):
        return False
    choice, name = f"(?:{_pattern(*words.choice).pattern}|(?<![/*])[/|](?!/))", re.escape(told.written)
    return not re.search(rf"(?i){choice}\s*[\"'`]?{name}|{name}[\"'`]?\s*{choice}", said)


def _is_rename(finding: Finding) -> bool:
    if finding.target is None or finding.context.candidate is None or finding.place.role is Role.PROSE:
        return False
    return Action.REPLACE_ID in finding.rule.fix.do and finding.context.region.language not in DOCUMENTS


def _is_given(finding: Finding) -> bool:
    """Is it given to a field of an object: `config.Model = "…"`, `this.model = options.model ?? "…"`, `Config{Model: "…"}`?"""
    return bool(finding.place.name) and finding.place.role in {Role.CONSTANT, Role.REQUEST}


def _is_chosen(finding: Finding) -> bool:
    """Is it what a program or its settings hold for requests to come?"""
    call = finding.place.call
    return finding.place.role in _DEFAULTS or call is None or call.argument("messages", "prompt", "input") is None


def _is_remark(finding: Finding) -> bool:
    if finding.place.role is not Role.PROSE or not finding.target or not finding.is_active:
        return False
    return finding.context.candidate is not None and finding.context.region.language not in _PAGES


def _decoded(text: bytes, span: Span) -> str:
    return text[span.start : span.end].decode("utf-8", "replace")


@cache
def _pattern(*words: str) -> re.Pattern[str]:
    return re.compile("|".join(map(_word, words)), re.IGNORECASE)


def _word(word: str) -> str:
    """A word with its borders: letters of scripts that have no blanks between words need none."""
    inner = word.strip("*")
    before = f"(?<![{_LETTER}-])" if not word.startswith("*") and _has_borders(inner[0]) else ""
    after = f"(?![{_LETTER}])" if not word.endswith("*") and _has_borders(inner[-1]) else ""
    return before + r"\s+".join(map(re.escape, inner.split())) + after


def _has_borders(char: str) -> bool:
    return char.isalpha() and char < "ԯ"
