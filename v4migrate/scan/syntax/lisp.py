"""Lisp, Emacs Lisp above all: ids are strings or symbols, and the form around them says what they are for."""

from __future__ import annotations

from dataclasses import replace

from v4migrate.regex import regex
from v4migrate.rulebook.schema import Role
from v4migrate.scan.left import Left
from v4migrate.scan.place import Place, Span, Surroundings, is_model_name
from v4migrate.scan.syntax.plain_code import PlainCodeSyntax

_REACH = 300
_HEAD = regex(rb"\(\s*(?P<head>[^\s()\"']+)")
_BEFORE = regex(rb"(?P<name>[^\s()\"'`,]+)\s+[`']?\(*\s*\Z")
_MAKES = regex(rb"\([\w-]*?make-(?:llm-)?(?P<host>[a-z]\w*)[\s)]")  # (gptel-make-deepseek "DeepSeek" ...)
_QUOTED = regex(rb"['`]\Z")
_BINDS = frozenset(
    {
        "setq",
        "setq-default",
        "defvar",
        "defconst",
        "defcustom",
        "setf",
        "setopt",
        "defparameter",
        "let",
        "let*",
        "def",
        "defonce",
    }
)
_COMPARES = regex(
    r"(?:eq|eql|equal|=|not=|memq|memql|member|assoc|assq"
    r"|(?:cl-|seq-)?(?:member|find|position|equalp|contains-p)|member-ignore-case|-contains\?|contains\?|some|identical\?|\.equals"
    r"|(?:str/|string/|s-|string-)?(?:starts|ends|prefix|suffix|match|equal|greaterp|lessp|equals|collate-equalp)[-\w]*[?]?|string="
    r"|(?:re-)?(?:matches|find|seq))\Z"
)
_MATCHES = regex(r"(?:(?:p|cl-|cl-e|e)?case(?:-exhaustive)?|condp)\Z")
_ELEMENT = regex(rb"\"(?:\\.|[^\"\\])*\"|(?P<open>[(\[{])|(?P<close>[)\]}])|[^\s()\[\]{}\"]+")
_DEFAULTS = frozenset({"or", "getenv"})
_PAIRED = regex(rb"\A\(\s*\"?(?P<name>[\w:-]+)\"?\s+\.\s*['`]?\Z")  # (model . "<id>"), an entry of a body
_CONSED = regex(rb"\A\(\s*cons\s+['`]?\"?(?P<name>[\w:-]+)\"?\s+['`]?\Z")  # (cons "model" "<id>")
_OPTION = regex(rb"\"--?(?P<name>[A-Za-z][\w-]*)\"\s+\Z")  # '("--model" "<id>")
_OR = regex(rb":or\s+\Z")  # {:keys [model] :or {model "<id>"}}
_PARAMETERS = regex(rb"&(?:key|optional)\b")
_CHOICES = frozenset({"choice", "radio"})
_TALK = regex(r"^(?:message|error|user-error|warn|format)$")


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

    def place(self, span: Span) -> Place:
        """What stands at `span`; the constructor in the same form tells the host by its name."""
        place = super().place(span)
        forms = self.lexed.around(span.start)
        made = {found["host"].decode() for found in _MAKES.finditer(self.text, *forms[-1])} if forms else set()
        return replace(place, keys=[*place.keys, *made]) if len(made) == 1 else place

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
        if self._compares(head) or self._is_pattern(span) or self._is_in_searched_list(form):
            return Place(Role.COMPARISON)
        if self._is_first(form, span):
            return Place(Role.KEY, self._name_before(form))
        if _TALK.match(head):
            return Place(Role.PROSE)
        if head == "const" and self._is_one_of_a_choice(form):
            return Place(Role.COMPARISON)  # what `customize` takes: another value it calls a mismatch
        if (told := _OPTION.search(before)) is not None and self._is_list(form):
            return Place(Role.REQUEST if is_model_name(told["name"].decode()) else Role.ARGUMENT, told["name"].decode())
        paired = _PAIRED.match(self.text[form.start : span.start][-_REACH:])
        paired = paired or _CONSED.match(self.text[form.start : span.start][-_REACH:])
        if paired and is_model_name(paired["name"].decode().lstrip(":")):
            return Place(Role.REQUEST, paired["name"].decode().lstrip(":"))
        found = _BEFORE.search(before)
        name = found["name"].decode("utf-8", "replace") if found else ""
        if head in _DEFAULTS:
            return Place(Role.DEFAULT, run_time_choice=True)
        if name.startswith(":"):
            is_model = is_model_name(name)
            return Place(
                Role.REQUEST if is_model else Role.ARGUMENT, name.lstrip(":"), container=form if is_model else None
            )
        is_fallback = _OR.search(self.text, max(0, form.start - 20), form.start) is not None
        if is_model_name(name) and (is_fallback or (self._is_first_name(form, name) and self._is_parameter(form))):
            return Place(Role.DEFAULT, name, run_time_choice=True)
        if is_model_name(name) and (head in _BINDS or self._is_first_name(form, name)):
            return Place(Role.CONSTANT, name, constant=name)
        is_list = self.text[max(0, form.start - 1) : form.start] in (b"'", b"`", b"(") or head == "list"
        return Place(Role.MEMBER if is_list else Role.ARGUMENT, head)

    def _head(self, form: Span) -> str:
        found = _HEAD.match(self.text, form.start, form.end)
        return found["head"].decode("utf-8", "replace") if found else ""

    def _is_pattern(self, span: Span) -> bool:
        """Is it what a clause of `pcase`, `cl-case` or `case` is chosen by, alone or as one of several?"""
        inside, clause = span, span
        for form in self.lexed.around(span.start):
            if _MATCHES.match(head := self._head(form)):
                if self.language == "clojure":
                    return self._is_chosen_by(form, clause, 3 if head == "condp" else 2)
                return clause != span and self._begins(clause, inside)
            inside, clause = clause, form
        return False

    def _is_chosen_by(self, form: Span, element: Span, first: int) -> bool:
        """Clojure writes patterns and results side by side, and a last result without a pattern."""
        depth = count = 0
        for found in _ELEMENT.finditer(self.text, form.start + 1, element.start):
            count += not depth and found["close"] is None
            depth += (found["open"] is not None) - (found["close"] is not None)
        is_last = not self.text[element.end : form.end - 1].strip()
        return count >= first and (count - first) % 2 == 0 and not is_last

    def _is_in_searched_list(self, form: Span) -> bool:
        """`(member model '("a" "<id>"))`, `(contains? #{"<id>"} model)`, `(#{"<id>"} model)`."""
        above = next((around for around in self.lexed.around(form.start) if around.start < form.start), None)
        if above is None or not self._is_list(form):
            return False
        return self._compares(self._head(above)) or (
            self.text[form.start - 1 : form.start] == b"#" and self.text[above.start + 1 : form.start] == b"#"
        )

    def _compares(self, head: str) -> bool:
        """Does a function of this name test? In Clojure `assoc` puts something in, and looks nothing up."""
        return _COMPARES.match(head) is not None and not (self.language == "clojure" and head == "assoc")

    def _is_list(self, form: Span) -> bool:
        before = self.text[max(0, form.start - 1) : form.start]
        if self.text[form.start : form.start + 1] != b"(":
            return before == b"#" or self.text[form.start : form.start + 1] == b"["
        return before in (b"'", b"`") or self._head(form) == "list"

    def _begins(self, form: Span, span: Span) -> bool:
        """Is it the first thing in its form, but for a quote?"""
        return not self.text[form.start + 1 : span.start].strip(b" \t\r\n'`\"")

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

    def _is_parameter(self, form: Span) -> bool:
        """`&key (model "<id>")`, `&optional (model "<id>")`: a parameter with its default."""
        around = next((around for around in self.lexed.around(form.start) if around.start < form.start), None)
        return around is not None and _PARAMETERS.search(self.text, around.start, form.start) is not None

    def _is_one_of_a_choice(self, form: Span) -> bool:
        """`(choice (const "<id>") …)`, the type of a custom variable."""
        around = next((around for around in self.lexed.around(form.start) if around.start < form.start), None)
        return around is not None and self._head(around) in _CHOICES

    def _name_before(self, form: Span) -> str | None:
        found = _BEFORE.search(self.text[max(0, form.start - _REACH) : form.start])
        return found["name"].decode("utf-8", "replace").lstrip(":") if found else None
