"""Code without a grammar here: the role of an id from the marks around it. R, Groovy, Perl, Haskell, Julia, PowerShell and others.

Reads strings, comments and brackets, and the name, operator or callee just before a string; never more than that.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from functools import cached_property

from v4migrate.regex import regex
from v4migrate.rulebook.schema import Role
from v4migrate.scan.left import Left
from v4migrate.scan.place import Call, Kind, Place, Span, Surroundings, is_model_name, line_around
from v4migrate.scan.syntax.code import WithoutCalls
from v4migrate.scan.syntax.embedded import embedded
from v4migrate.scan.syntax.lexed import Lexed, Token
from v4migrate.scan.syntax.lines import is_whole_value
from v4migrate.scan.syntax.nested import Nested
from v4migrate.scan.syntax.plain_brackets import LIST_CALLEES, declares, is_alone, is_table, names_a_default
from v4migrate.scan.syntax.plain_marks import MARKS
from v4migrate.scan.syntax.powershell_bodies import bodies, call_at

_REACH = 300  # bytes before a string that may say what it is for
_SPACE = rb"\s*\Z"
_KEY_ENDS = regex(rb"\s*(?:=>|->|:(?![:=]))\s*(?P<value>[\"']?[^\n,]*)")
_NAMED_ENTRY_ENDS = regex(rb"\s*=(?![=~])\s*(?P<value>[\"']?[^\n,]*)")
_COMPARES = regex(
    rb"(?i)(?:[=!]==?[#?]?|=:=|<>|/=|=~[#?]?|~=|~~|\xe2\x88[\x88\x89]|\s-[ci]?(?:eq|ne|(?:not)?(?:like|match|in))|%in%"
    rb"|\b(?:eq|ne|is[#?]?|like|(?:not)?in|case|when|of|`?(?:not)?elem`?|isPrefixOf))(?:\s*(?:@|<<))?" + _SPACE
)
_COMPARED_BEHIND = regex(
    rb"(?i)\s*(?:>>\s*)?(?:[=!]==?|=:=|<>|/=|%in%|\b(?:eq|ne)\b|-[ci]?(?:eq|ne|like|in|(?:not)?contains)\b|`isPrefixOf`|\|[^|\n]*->)"
    rb"|\s*\.\s*(?:equals?\w*|compareTo)\b|\s*isEqual"
)
_TESTS_BEFORE = regex(
    rb"\b(?:isEqual\w*|hasPrefix|hasSuffix|caseInsensitiveCompare|containsString):\s*@?\Z"
    rb"|\b(?:String\.equal|(?:Starts|Ends)With|hasPrefix|isPrefixOf)\s+(?:[\w.]+\s+)?\Z"
)
# Where one sign means equal, and gives a name its value, too.
_CONDITION = {
    "ml": regex(rb"(?:\b(?:if|elif|when|while|assert)\b|&&|\|\|)[^=\n]*[^=\n<>]=\s*\Z"),
    "haskell": regex(rb"(?:\A|\n)(?!--|let\b|import\b|module\b)[a-z][\w']*[ \t]+[^=\n]*\Z"),
}
# The first of several without brackets: `-in "a", "b"`, `case "a", "b":`, `when "a", "b"`, `"a" | "b" ->`.
_SEVERAL_BEFORE = regex(
    rb"(?i)(?:\s-[ci]?(?:not)?in|\b(?:case|when|of))\s+(?:[\"'][^\"'\n]*[\"']\s*,\s*)+\Z|[\"']\s*\|\s*\Z"
)
_SEVERAL_BEHIND = regex(rb"(?i)(?:\s*,\s*[\"'][^\"'\n]*[\"'])*\s*-[ci]?(?:not)?contains\b")
_SEARCHED_BEHIND = regex(
    rb"(?i)\s*(?:\.\s*(?:contains|includes?\??|has|indexOf|any)\b|-[ci]?(?:not)?contains\b|\|>\s*\w+\.contains\b|containsObject|==)"
)
_TESTS = regex(
    r"(?i)(?:^|[.:_!?-])(?:equals?\w*|startswith|starts_with|endswith|contains\??|tbl_contains|matches|match|grepl?"
    r"|identical|isequal|occursin|str_detect|has_?prefix|begins_with|cmpignorecase|eqlignorecase|string=|eql?|equal|(?<!_)compare|when|is\.element"
    r"|expect_equal|lists[:.](?:member|prefix)|in\??|elem|index)$"
)
_SET_CALLEES = frozenset({"Set", "set", "c", "setOf", "List.of", "Set.of"})
_SEARCHED_BEFORE = regex(
    rb"(?i)(?:\b(?:not)?in|\bcase|%in%|~~|\xe2\x88[\x88\x89]|\s-[ci]?(?:not)?in|\belem`?|\b(?:elem|mem|member|contains)\s+[\w.]+)[\s@]*\Z"
)
_SWITCHES = regex(rb"(?i)\bswitch\b[^{}\n]*\([^{}\n]*\)\s*\Z")
_DEFAULTS = regex(rb"(?://|\|\||\?:|\?\?|%\|\|%|<\|>|\bor|\borElse)" + _SPACE)
_ENVIRONMENT = regex(r"(?i)env|getproperty|getoption|option|default|fetch")
_READS_ENVIRONMENT = regex(rb"\bENV\b|\benviron\b")
_ASSIGNED = regex(
    rb"(?P<name>[A-Za-z_$@:][\w.$:>-]*)[\"']?(?:\]\]|[\])])?\s*"
    rb"(?:::?\s*[A-Z][\w. ]*)?(?::=|<<?-|=>|[?.]=|(?<![=!<>])=|:)\s*(?:@|r|f|s|\$)?\Z"
)
_POWERSHELL_PARAMETER = regex(rb"\s--?(?P<name>[A-Za-z][\w-]*)[\s:]+[\"']?(?:[\w.@-]+[/:])*\Z")
_CALLEE = regex(rb"(?P<name>[\w.$:>!?'-]+)\s*\Z")
_TALK = regex(
    r"(?i)(?:^|[.:_-])(?:print\w*|cat|message|warning|log\w*|info|debug|error|say|die|puts|echo|write-\w+|stop|throw|println)$"
)


class PlainCodeSyntax(WithoutCalls):
    """One region of a language that is read by its marks alone."""

    def __init__(self, text: bytes, language: str, depth: int = 0) -> None:
        self.text = text
        self.depth = depth
        self.language = language
        self.lexed = Lexed(text, MARKS[language])

    @cached_property
    def _calls(self) -> Sequence[Call]:
        return bodies(self.text, self.lexed) if self.language == "powershell" else ()

    def calls(self) -> Sequence[Call]:
        """The request bodies of PowerShell; other languages without a grammar are not read for them."""
        return self._calls

    def errors(self) -> int:
        """Not parsed: no syntax to break."""
        return 0

    def place(self, span: Span) -> Place:
        """What stands at `span`."""
        token = self.lexed.token_at(span.start)
        scopes = [*self.lexed.around(span.start), line_around(self.text, span)]
        call = call_at(self.calls(), span)
        if call is not None:
            return Place(Role.REQUEST, "model", call=call, scopes=scopes)
        if token is None:
            return replace(self.of_bare_word(span), scopes=scopes)
        if token.kind == "comment":
            return Place(Role.PROSE, scopes=scopes)
        if not is_whole_value(self.text, token.content, span):
            return self._within(span, token, scopes)
        return replace(self.of_string(token.span), scopes=scopes)

    def surroundings(self, span: Span) -> Surroundings:
        """The line, the brackets around, and the names before them."""
        token = self.lexed.token_at(span.start)
        kind: Kind = token.kind if token is not None else "code"
        around = self.lexed.around(span.start)
        return Surroundings(kind, line_around(self.text, span), around)

    def of_bare_word(self, span: Span) -> Place:
        """An id outside of strings: the value of a parameter of a command, or a name that only looks like one."""
        found = _POWERSHELL_PARAMETER.search(self.text[max(0, span.start - _REACH) : span.start])
        if found is not None and is_model_name(name := found["name"].decode()):
            return Place(Role.REQUEST, name)
        return Place(Role.TEXT, left=Left.IDENTIFIER)

    def of_string(self, string: Span) -> Place:
        """The role of a string that is nothing but the id."""
        before = self.text[max(0, string.start - _REACH) : string.start]
        around = next((form for form in self.lexed.around(string.start) if form.start < string.start), None)
        callee = self._callee(around)
        if around is not None and not callee and is_alone(self.text, string, around):
            outer = next((form for form in self.lexed.around(around.start) if form.start < around.start), None)
            if outer is None or not is_alone(self.text, around, outer):  # in more brackets than anybody writes
                return self.of_string(around)  # ("…" :: Text)
        if around is not None:
            before = before[max(0, len(before) - (string.start - around.start - 1)) :]
        if self._is_compared(before, string) or _TESTS.search(callee) or self._is_searched(around):
            return Place(Role.COMPARISON)
        if self._is_key(string, around):
            return self._of_key(string)
        if (given := _ASSIGNED.search(before)) is not None:
            is_pair = given.group().rstrip().endswith(b"=>")
            return self._of_named(given["name"].decode("utf-8", "replace"), around, callee, is_pair=is_pair)
        if (option := _POWERSHELL_PARAMETER.search(before)) is not None:
            name = option["name"].decode()
            return Place(Role.REQUEST if is_model_name(name) else Role.ARGUMENT, name)
        if _DEFAULTS.search(before):
            return Place(Role.DEFAULT, run_time_choice=True)
        return self._of_unnamed(before, around, callee)

    def _is_compared(self, before: bytes, string: Span) -> bool:
        """By the operator beside it, or beside the others that it is one of."""
        return (
            _COMPARES.search(before) is not None
            or _COMPARED_BEHIND.match(self.text, string.end) is not None
            or _SEVERAL_BEFORE.search(before) is not None
            or _TESTS_BEFORE.search(before) is not None
            or (self.language in _CONDITION and _CONDITION[self.language].search(before) is not None)
            or _SEVERAL_BEHIND.match(self.text, string.end) is not None
            or (self.language == "powershell" and self._is_switch_label(string))
        )

    def _is_searched(self, around: Span | None) -> bool:
        """Is it in a list, and something looked for there: `m in ["a"]`, `["a"].contains(m)`, `elem(m, ["a"])`?"""
        if around is None or (callee := self._callee(around)) not in {"", "@", *LIST_CALLEES, *_SET_CALLEES}:
            return False
        if callee == "" and self.text[around.start : around.start + 1] == b"{":
            return False
        start = around.start - len(callee)
        before = self.text[max(0, start - _REACH) : start]
        if _SEARCHED_BEFORE.search(before) or _SEARCHED_BEHIND.match(self.text, around.end):
            return True
        above = next((form for form in self.lexed.around(around.start) if form.start < around.start), None)
        return _TESTS.search(self._callee(above)) is not None

    def _is_switch_label(self, string: Span) -> bool:
        """`switch ($model) { "a" { … } "b" { … } }`."""
        around = next(iter(self.lexed.around(string.start)), None)
        if around is None or not re.match(rb"\s*\{", self.text[string.end : string.end + 80]):
            return False
        return _SWITCHES.search(self.text[max(0, around.start - _REACH) : around.start]) is not None

    def _within(self, span: Span, token: Token, scopes: Sequence[Span]) -> Place:
        """A string that is more than the id: a body, a command, a sentence."""
        if self.text[token.content.start : token.content.end].lstrip()[:1] == b"{":
            inner = Nested("json", self.text, token.content, self.depth).place(span)
            if inner.role not in {Role.PROSE, Role.TEXT} or inner.left is not None:
                return replace(inner, call=None, scopes=[*inner.scopes, *scopes])
        inside = embedded(self.text, span)
        if inside is None or _TALK.search(self._callee(next(iter(self.lexed.around(span.start)), None))):
            return Place(Role.PROSE, scopes=scopes)
        return Place(
            inside.role, inside.name, run_time_choice=inside.role is Role.DEFAULT, scopes=scopes, left=inside.left
        )

    def _callee(self, around: Span | None) -> str:
        """The name before a round bracket; empty for any other bracket."""
        if around is None or self.text[around.start : around.start + 1] != b"(":
            return ""
        found = _CALLEE.search(self.text[max(0, around.start - 80) : around.start])
        return found["name"].decode("utf-8", "replace") if found else ""

    def _is_key(self, string: Span, around: Span | None) -> bool:
        """Is it the key of an entry? A subscript is one, too."""
        if _KEY_ENDS.match(self.text, string.end) or (
            around is not None and _NAMED_ENTRY_ENDS.match(self.text, string.end)
        ):
            return True
        if around is None or self.text[around.start : around.start + 1] not in (b"[", b"{"):
            return False
        before = self.text[max(0, around.start - 1) : around.start]
        return around.start + 1 == string.start and (before.isalnum() or before in (b"_", b"]", b"["))

    def _of_key(self, string: Span) -> Place:
        found = _KEY_ENDS.match(self.text, string.end) or _NAMED_ENTRY_ENDS.match(self.text, string.end)
        is_alias = found is not None and found["value"][:1] in (b'"', b"'") and b"deepseek" in found["value"].lower()
        return Place(Role.KEY, left=Left.ALIAS_MAP if is_alias else None)

    def _of_named(self, name: str, around: Span | None, callee: str, *, is_pair: bool) -> Place:
        """`name = "<id>"`: a constant at the top, an argument or an entry in brackets, the default of a parameter."""
        owner, _, last = name.rpartition("$")
        short = last.rpartition("->")[2].lstrip(":@-")
        if around is not None and declares(self.text, around, callee):
            return Place(Role.DEFAULT if is_model_name(short) else Role.ARGUMENT, short, run_time_choice=True)
        if names_a_default(short, callee):
            return Place(Role.DEFAULT, short, run_time_choice=True)
        is_entry = around is not None and is_table(self.language, self.text, around, callee)
        if not is_model_name(short):
            return Place(Role.VALUE if is_entry else Role.ARGUMENT, short)
        is_in_block = around is None or self.text[around.start : around.start + 1] == b"{"
        is_hash_table = around is not None and self.text[max(0, around.start - 1) : around.start] == b"@"
        if is_in_block and not is_hash_table and not is_pair and not owner:
            return Place(Role.CONSTANT, short, constant=short)
        return Place(Role.REQUEST, short, container=around)

    def _of_unnamed(self, before: bytes, around: Span | None, callee: str) -> Place:
        """An element of a list, or an argument known by its place alone."""
        if around is None:
            return Place(Role.ARGUMENT)
        if _TALK.search(callee):
            return Place(Role.PROSE)
        if not callee or callee in LIST_CALLEES:
            return Place(Role.MEMBER)
        if before.rstrip().endswith(b",") and (_ENVIRONMENT.search(callee) or _READS_ENVIRONMENT.search(before)):
            return Place(Role.DEFAULT, callee, run_time_choice=True)
        name = re.split(r"[.:>$]", callee)[-1]
        return Place(Role.REQUEST if is_model_name(name) or name.lower() == "deepseek" else Role.ARGUMENT, name)
