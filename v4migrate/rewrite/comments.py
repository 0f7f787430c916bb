"""Where comments stand beside an id: on its line, right above it or its statement, and at the function, class or field around it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cached_property
from itertools import islice

from tree_sitter import Node

from v4migrate.regex import regex
from v4migrate.scan.finding import Finding
from v4migrate.scan.place import Region, Span, Syntax, line_around
from v4migrate.scan.syntax.tree import ancestors, parsed_at

_MOST = 40  # lines of one comment, and of a statement down to the id in it
_DEEP = 60  # levels from an id up to its function
_WRAPPED = 3  # levels from a function up to the statement that exports, decorates or names it
_BODY = regex(
    r"(?i)block|body|\bprogram|module|source|translation_unit|compilation_unit|suite|(?:statement|declaration|member)_list\Z|chunk"
    r"|document|statements"
)
_OWNER = regex(
    r"(?i)function|method|constructor|lambda|closure|arrow|class|struct|interface|enum|trait|impl|object_declaration|_item\Z"
)
_PART = regex(r"(?i)call|invocation|parameter|argument|body|name|reference|modifier|type|creation")  # of one, or a use
_CLASS = regex(r"(?i)class")
_DEFINITION = regex(r"(?i)(?:function|class)_definition\Z")
_ATTRIBUTE = (b"@", b"#[", b"[")
_SIGN = regex(rb"[ \t](?:#|//|;|--)")
_MADE = ("struct_expression", "field_initializer")
_MADE_OF = frozenset({"function_item", "impl_item", *_MADE})
_MAKES = frozenset({b"new", b"default"})
_INITIALIZER = b"__init__"
_SPELLED = regex(r"\w+\Z")
_BEGINS = regex(rb"[ \t]*(?:#|//|/\*|\*|--|;|%|'|<!--)")  # a line of comment
_DECLARED = rb"(?m)\A[ \t]*(?!(?:return|if|for|case|import|use|package)\b)[^(={.]*(?<![\w.])%s(?![\w(.])"
_TYPE = regex(
    r"(?i)(?P<of>class|struct|interface|record|trait|object_type|protocol)|function|method|constructor|lambda|closure|arrow"
)


class Comments:
    """Those that may belong to one id. What it takes to find them is looked for once."""

    def __init__(self, finding: Finding) -> None:
        self._finding = finding
        self._region, self._syntax = finding.context.region, finding.context.syntax

    @cached_property
    def _lines(self) -> list[Span]:
        return list(_lines(self._finding))

    @cached_property
    def _blocks(self) -> list[Span]:
        return [_above(self._region.text, self._syntax, line) for line in self._lines]

    @cached_property
    def _docs(self) -> list[Span]:
        return [_above(self._region.text, self._syntax, line) for line in _defining_lines(self._finding)]

    def on_line(self, remark: Span) -> Span | None:
        """The comment on the line of the id, or on the first of its call or statement, if it is the one around `remark`."""
        line = next((line for line in self._lines if line.start <= remark.start < line.end), None)
        return _comment_on(self._region, self._syntax, line, remark) if line is not None else None

    def above(self, remark: Span) -> Span | None:
        """The lines of comment that end right above the line of the id, of its call or of its statement, if they hold `remark`."""
        return next((block for block in self._blocks if block.holds(remark)), None)

    def is_doc(self, remark: Span) -> bool:
        """Does `remark` stand in the doc comment of the function, class or field that the id is a default of?"""
        if self._syntax.surroundings(remark).is_spoken:
            return _is_in_docstring(self._finding, remark)
        return any(block.holds(remark) for block in (*self._docs, *self._made))

    def of_field(self, remark: Span) -> Span | None:
        """The comment around `remark` behind the declaration of a field, or its line of the one right above, if that is called as what
        the id is given to."""
        name = _SPELLED.search(self._finding.place.constant or self._finding.place.name or "")
        if name is None or self._syntax.surroundings(remark).is_spoken:
            return None
        text = self._region.text
        line = line_around(text, remark)
        if re.search(_DECLARED % re.escape(name[0].encode()), text[line.start : remark.start]):
            behind = _comment_on(self._region, self._syntax, line, remark)
            is_declared = behind is not None and self._declares(Span(line.start, behind.start), name[0])
            return behind if is_declared else None
        told = line
        for _ in range(_MOST if _BEGINS.match(text, line.start, line.end) else 0):
            if line.end >= len(text) or not _is_comment(text, self._syntax, line):
                break
            line = line_around(text, Span(line.end + 1, line.end + 1))
        return told if line is not told and self._declares(line, name[0]) else None

    def _declares(self, code: Span, name: str) -> bool:
        found = re.search(_DECLARED % re.escape(name.encode()), self._region.text[code.start : code.end])
        at = code.start + found.end() if found is not None else code.start
        parsed = parsed_at(self._syntax, Span(at - 1, at)) if found is not None else None
        owner = next((up for up in ancestors(parsed[0]) if _TYPE.search(up.type)), None) if parsed is not None else None
        kind = _TYPE.search(owner.type) if owner is not None else None
        if owner is None or kind is None or kind["of"] is None:
            return False
        call = self._finding.place.call
        made = _SPELLED.search(call.callee) if call is not None else None
        around = (owner.parent if owner.type == "struct_type" else owner) or owner
        return call is None or (made is not None and _part(around, "name") == made[0].encode())

    @property
    def is_made(self) -> bool:
        """Is the id what a function of Rust that makes an object gives to a field?"""
        return bool(self._made)

    @cached_property
    def _made(self) -> list[Span]:
        return [_above(self._region.text, self._syntax, line) for line in _making_lines(self._finding)]


def _lines(finding: Finding) -> Iterator[Span]:
    """The line of an id, and those on which its call and its statement begin."""
    candidate, text, call = finding.context.candidate, finding.context.region.text, finding.place.call
    assert candidate is not None
    line = line_around(text, candidate.span)
    yield line
    starts = [call.span.start] if call is not None else []
    starts += [up.start_byte - shift for up, shift in _statement(finding)]
    for start in sorted({line_around(text, Span(start, start)).start for start in starts}, reverse=True):
        if start < line.start and text.count(b"\n", start, line.start) <= _MOST:
            yield line_around(text, Span(start, start))


def _statement(finding: Finding) -> Iterator[tuple[Node, int]]:
    """The statement around an id, and what leads up to it; nothing of a function or class that begins around it."""
    for up, shift in _parsed(finding):
        if up.parent is None or _BODY.search(up.type) or _owns(up):
            return
        yield up, shift


def _owns(node: Node) -> bool:
    """Is it a function, a class, or the like?"""
    return _OWNER.search(node.type) is not None and _PART.search(node.type) is None


def _parsed(finding: Finding) -> Iterator[tuple[Node, int]]:
    candidate = finding.context.candidate
    found = parsed_at(finding.context.syntax, candidate.span) if candidate is not None else None
    if found is not None:
        yield from ((up, found[1]) for up in islice(ancestors(found[0]), _DEEP))


def _defining_lines(finding: Finding) -> Iterator[Span]:
    """The first lines of what an id is a default of, without its attributes; where there is no tree, of the brackets around it."""
    candidate, region, syntax = finding.context.candidate, finding.context.region, finding.context.syntax
    assert candidate is not None
    starts = {up.start_byte - shift for up, shift in _definition(finding)}
    starts |= set() if starts else {scope.start for scope in syntax.surroundings(candidate.span).scopes[:1]}
    for start in sorted({line_around(region.text, Span(start, start)).start for start in starts}, reverse=True):
        yield _below_attributes(region.text, line_around(region.text, Span(start, start)))


def _making_lines(finding: Finding) -> Iterator[Span]:
    """Of `Self { model: "…" }` in Rust's `new` and `default`: the first lines of the function, and of the field."""
    if finding.context.region.language != "rust":
        return
    found = {up.type: (up, shift) for up, shift in reversed(list(_parsed(finding)))}  # the innermost of each kind
    if not found.keys() >= _MADE_OF:
        return
    (function, shift), (made, _), (field, _) = (found[kind] for kind in ("function_item", *_MADE))
    name, around, kind = field.child_by_field_name("field"), found["impl_item"][0], made.child_by_field_name("name")
    is_inside = function.start_byte < made.start_byte and field.parent is not None and field.parent.parent == made
    if _part(function, "name") not in _MAKES or kind is None or kind.text != b"Self" or not is_inside or name is None:
        return
    fields = [
        declared
        for up in (around.parent.named_children if around.parent is not None else ())
        if up.type == "struct_item" and _part(up, "name") == _part(around, "type")
        for declared in (up.child_by_field_name("body") or up).named_children
        if declared.type == "field_declaration" and _part(declared, "name") == name.text
    ]
    for node in (function, *fields):
        start = node.start_byte - shift
        yield _below_attributes(
            finding.context.region.text, line_around(finding.context.region.text, Span(start, start))
        )


def _part(node: Node, field: str) -> bytes | None:
    part = node.child_by_field_name(field)
    return part.text if part is not None else None


def _definition(finding: Finding) -> Iterator[tuple[Node, int]]:
    """All around an id up to its function, class or field, and what that stands in as a whole."""
    found = _parsed(finding)
    for up, shift in found:
        if up.parent is None:
            return
        yield up, shift
        if _owns(up):
            break
    for up, shift in islice(found, _WRAPPED):
        if up.parent is None or _BODY.search(up.type) or _owns(up):
            return
        yield up, shift


def _below_attributes(text: bytes, line: Span) -> Span:
    """The first of the lines that decorate a definition, or its own."""
    while line.start > 0:
        above = line_around(text, Span(line.start - 1, line.start - 1))
        if not text[above.start : above.end].lstrip().startswith(_ATTRIBUTE):
            break
        line = above
    return line


def _is_in_docstring(finding: Finding, remark: Span) -> bool:
    """Is `remark` in the text at the top of the function or class that holds the id, with no other one between?"""
    found = parsed_at(finding.context.syntax, remark)
    above = list(islice(ancestors(found[0]), _DEEP)) if found is not None else []
    owner = next((up for up in above if _DEFINITION.search(up.type)), None)
    statement = next((up for up in above if up.type == "expression_statement"), None)
    body = statement.parent if statement is not None else None
    if owner is None or body is None or body.parent != owner or body.named_child(0) != statement:
        return False
    between: list[bytes | None] = []
    for up, _ in _parsed(finding):
        if up == owner:
            return not between or (_CLASS.search(owner.type) is not None and between == [_INITIALIZER])
        if _DEFINITION.search(up.type):
            name = up.child_by_field_name("name")
            between.append(name.text if name is not None else b"")
    return False


def _above(text: bytes, syntax: Syntax, line: Span) -> Span:
    """The lines of nothing but comment that end right above a line, as far indented as it is; none where they are too many."""
    indent, start = _indent(text, line), line.start
    for _ in range(_MOST):
        above = line_around(text, Span(start - 1, start - 1)) if start > 0 else line
        if start == 0 or not _is_comment(text, syntax, above) or _indent(text, above) < indent:
            return Span(start, line.start)
        start = above.start
    return Span(line.start, line.start)


def _is_comment(text: bytes, syntax: Syntax, line: Span) -> bool:
    said = text[line.start : line.end].strip()
    if not said:
        return False
    first = text.index(said, line.start)
    ends = (Span(first, first + 1), Span(first + len(said) - 1, first + len(said)))
    return all(_is_in_comment(syntax, end) for end in ends)


def _is_in_comment(syntax: Syntax, span: Span) -> bool:
    around = syntax.surroundings(span)
    return around.kind == "comment" and not around.is_spoken


def _indent(text: bytes, line: Span) -> int:
    said = text[line.start : line.end]
    return len(said) - len(said.lstrip(b" \t"))


def _comment_on(region: Region, syntax: Syntax, line: Span, remark: Span) -> Span | None:
    """The comment around `remark` on its line. A reader of plain lines knows none behind a value: there its sign tells."""
    if _is_in_comment(syntax, remark):
        start, end = remark
        while start > line.start and _is_in_comment(syntax, Span(start - 1, start)):
            start -= 1
        while end < line.end and _is_in_comment(syntax, Span(end, end + 1)):
            end += 1
        return Span(start, end)
    if region.language != "lines":
        return None
    sign = _SIGN.search(region.text, line.start, remark.start)
    return Span(sign.start() + 1, line.end) if sign is not None else None
