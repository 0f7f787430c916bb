"""A name that may go by a request which is sent as a whole: an object is handed on, and its model is read nowhere.

Either a request of the project is such a one, or the name is the default of a field beside `messages`: then an object of its class is.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import takewhile

from tree_sitter import Node

from v4migrate.regex import regex
from v4migrate.rewrite.carriers import Carrier
from v4migrate.rewrite.merges import FUNCTION
from v4migrate.rewrite.own_types.types import LANGUAGES as OWN_TYPES
from v4migrate.scan.finding import Context, Finding
from v4migrate.scan.place import Span
from v4migrate.scan.syntax.tree import ancestors, parsed_at

_HEAD = regex(rb"\b(?:class|struct|record)[ \t]+(?P<name>\w+)")
_TYPES = regex(r"(?:class|struct|record)(?:_definition|_declaration|_item)?\Z")
_MESSAGES = regex(rb"[$@#]?messages")
_SETS_MESSAGES = regex(rb"(?:(?:self|this|cls)\.#?|\$this->|@)messages\s*(?::[^=\n]+)?=(?!=)")
# Of Python: what a database keeps. In other languages a class of one is sent by nobody who would not declare it.
_STORED = regex(rb"\b__tablename__\b|\A\s*class\s+\w+\((?:[\w.]+,\s*)*(?:db|models)\.Model\b")
_READS_ITSELF = regex(rb"(?:(?:self|this|cls)[?!]?\.#?|\$this->|@)model\b(?!\s*=(?!=))")
_ASKS_ITSELF = regex(rb"(?i)\b(?:fetch|post|request|create|send|stream|execute|enqueue)\w*\(")
_OF_AN_OBJECT = regex(r"(?!(?:self|this|cls)\b)[\w$]+(?:[\w$.]|->|\?\.)*(?:\.|->)model(?:Name|_name)?\Z")


def why_sent_whole(finding: Finding, carriers: Sequence[Carrier], *, is_typed: bool) -> str | None:
    """Why a name may go by a request that cannot take the switch for it alone; None where all requests say their model. `is_typed`: its
    class takes the switch by itself."""
    for entry in carriers:
        if entry.whole is not None and not (is_typed and entry.context.region.language in OWN_TYPES):
            return f"{entry.where}: the model may come with {entry.whole.shown}, which is sent as a whole"
    candidate = finding.context.candidate
    kind = (
        _sent_by_itself(finding.context, candidate.span, carriers) if candidate is not None and not is_typed else None
    )
    return f"{kind}, whose default it is, may be sent as a whole" if kind else None


def _sent_by_itself(context: Context, span: Span, carriers: Sequence[Carrier]) -> str | None:
    """The class of which an object is the request, with the name at `span` as the default of its model; None where none is, or
    where a request takes its model from such an object."""
    parsed = parsed_at(context.syntax, span)
    if parsed is None:
        return None
    around = list(takewhile(lambda up: not FUNCTION.match(up.type), ancestors(parsed[0])))
    node = next((up for up in around if _TYPES.match(up.type)), None)
    kind = node.text or b"" if node is not None else b""
    head = _HEAD.search(kind)
    if node is None or head is None or not _has_messages(node) or _STORED.search(kind):
        return None
    if _READS_ITSELF.search(kind) or _ASKS_ITSELF.search(kind):
        return None
    asked = (entry.call.model.text for entry in carriers if entry.call.model is not None)
    return None if any(map(_OF_AN_OBJECT.match, asked)) else head["name"].decode()


def _has_messages(kind: Node) -> bool:
    """Are messages a field of a class, and no word of one of its functions alone?"""
    if _SETS_MESSAGES.search(kind.text or b""):
        return True
    waiting = [kind]
    while waiting:
        node = waiting.pop()
        is_name = (
            not node.named_children and "string" not in node.type
        )  # what JSON calls a field is no field of its own
        if is_name and _MESSAGES.fullmatch(node.text or b""):
            return True
        waiting += [child for child in node.named_children if not FUNCTION.match(child.type)]
    return False
