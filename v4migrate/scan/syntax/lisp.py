"""Lisp, Emacs Lisp above all: ids are strings or symbols, and the form around them says what they are for."""

from __future__ import annotations

import re

from v4migrate.rulebook.schema import Role
from v4migrate.scan.left import Left
from v4migrate.scan.place import Place, Span, Surroundings, is_model_name
from v4migrate.scan.syntax.plain_code import PlainCodeSyntax

_REACH = 300
_HEAD = re.compile(rb"\(\s*(?P<head>[^\s()\"']+)")
_BEFORE = re.compile(rb"(?P<name>[^\s()\"'`,]+)\s+[`']?\(*\s*\Z")
_QUOTED = re.compile(rb"['`]\Z")
_BINDS = frozenset(
    {"setq", "setq-default", "defvar", "defconst", "defcustom", "setf", "setopt", "defparameter", "let", "let*"}
)
_COMPARES = re.compile(
    r"^(?:eq|eql|equal|string=|string-equal|memq|member|string-prefix-p|string-match(?:-p)?|assoc|assq|pcase)$"
)
_DEFAULTS = frozenset({"or", "getenv"})
_TALK = re.compile(r"^(?:message|error|user-error|warn|format)$")


class LispSyntax(PlainCodeSyntax):
    """One region of a Lisp."""

    def of_bare_word(self, span: Span) -> Place:
        """A symbol is data where it is quoted, or stands in a quoted list; elsewhere it names a function or a variable."""
        before = (form.start for form in self.lexed.around(span.start))
        is_data = any(self.text[max(0, at - 1) : at] in (b"'", b"`") for at in (span.start, *before))
        return self._of_value(span) if is_data else Place(Role.TEXT, left=Left.IDENTIFIER)

    def of_string(self, string: Span) -> Place:
        """A string that is nothing but the id."""
        return self._of_value(string)

    def surroundings(self, span: Span) -> Surroundings:
        """The innermost form is the entry, and the words at the head of the forms around it are its keys."""
        around = super().surroundings(span)
        if not around.scopes:
            return around
        heads = [head for form in around.scopes if (head := self._head(form))]
        return around._replace(entry=around.scopes[0], keys=[head for head in heads if "deepseek" in head.lower()])

    def _of_value(self, span: Span) -> Place:
        form = next(iter(self.lexed.around(span.start)), None)
        if form is None:
            return Place(Role.ARGUMENT)
        before = _QUOTED.sub(b"", self.text[max(form.start + 1, span.start - _REACH) : span.start])
        head = self._head(form)
        if self._is_first(form, span):
            return Place(Role.KEY, self._name_before(form))
        if _COMPARES.match(head):
            return Place(Role.COMPARISON)
        if _TALK.match(head):
            return Place(Role.PROSE)
        found = _BEFORE.search(before)
        name = found["name"].decode("utf-8", "replace") if found else ""
        if head in _DEFAULTS:
            return Place(Role.DEFAULT, run_time_choice=True)
        if name.startswith(":"):
            is_model = is_model_name(name)
            return Place(
                Role.REQUEST if is_model else Role.ARGUMENT, name.lstrip(":"), container=form if is_model else None
            )
        if is_model_name(name) and (head in _BINDS or self._is_first_name(form, name)):
            return Place(Role.CONSTANT, name, constant=name)
        is_list = self.text[max(0, form.start - 1) : form.start] in (b"'", b"`", b"(") or head == "list"
        return Place(Role.MEMBER if is_list else Role.ARGUMENT, head)

    def _head(self, form: Span) -> str:
        found = _HEAD.match(self.text, form.start, form.end)
        return found["head"].decode("utf-8", "replace") if found else ""

    def _is_first(self, form: Span, span: Span) -> bool:
        """Is it the first of a list of data with more behind it: the key of a row?"""
        if self.text[form.start + 1 : span.start].strip(b" \t\r\n'`\""):
            return False
        above = next((around for around in self.lexed.around(form.start) if around.start < form.start), None)
        is_row = above is not None and self.text[above.start + 1 : form.end].lstrip().startswith(b"(")
        return is_row or b" . " in self.text[form.start : form.end]

    def _is_first_name(self, form: Span, name: str) -> bool:
        """`(name '<id>)`: a binding of `let`, an optional argument with its default."""
        return self._head(form) == name

    def _name_before(self, form: Span) -> str | None:
        found = _BEFORE.search(self.text[max(0, form.start - _REACH) : form.start])
        return found["name"].decode("utf-8", "replace").lstrip(":") if found else None
