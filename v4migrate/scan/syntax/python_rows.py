"""Classes of Python whose values are rows of what was made: a column for the model says who made one, and asks nobody."""

from __future__ import annotations

from tree_sitter import Node

from v4migrate.regex import regex
from v4migrate.scan.syntax.tree import text_of

_TABLE = regex(r"table\s*=\s*True|\b(?:db\.Model|models\.Model|DeclarativeBase|Base|Document)\b")
_SCHEMA = regex(r"\b(?:BaseModel|SQLModel)\b")
_MADE = regex(
    r"(?i)(?:^|_)(?:summary|summaries|answer|response|result|output|translation|translated|analysis|report|verdict|review|completion"
    r"|score|embedding|vector|reply)(?:_|$)|^(?:prompt_version|model_version|tokens_used|latency_ms|source_hash)$"
)
_TIMED = regex(r"(?i)^(?:created|updated|generated|finished|completed)_?(?:at|on|time)$|^(?:status|timestamp)$")
# What a row is asked by: settings of a request, or of somebody who makes many.
_ASKS = regex(
    r"(?i)temperature|api_?key|base_?url|endpoint|max_?tokens|top_p|system_prompt|instructions|^(?:prompt|messages)$|enabled|is_(?:active|default)"
)
_ASKERS = regex(
    r"(?i)config|setting|preference|provider|agent|bot\b|assistant|conversation|chat|session|thread|user|profile|job|task|template|request|option|param"
)


def is_row_of_what_was_made(owner: Node) -> bool:
    """Is a class a table, or the schema of one, whose rows hold what a model made, and nothing that it is asked by?"""
    bases, name = owner.child_by_field_name("superclasses"), owner.child_by_field_name("name")
    body = owner.child_by_field_name("body")
    if name is None or body is None or _ASKERS.search(text_of(name)):
        return False
    fields = _fields(body)
    is_made = any(map(_MADE.search, fields)) and not any(map(_ASKS.search, fields))
    built_on = text_of(bases) if bases is not None else ""
    if _TABLE.search(built_on) or "__tablename__" in fields:
        return is_made
    return is_made and _SCHEMA.search(built_on) is not None and any(map(_TIMED.search, fields))


def _fields(body: Node) -> list[str]:
    """The names that get a type or a value in the body of a class."""
    statements = (child.named_children[0] for child in body.named_children if child.type == "expression_statement")
    assigned = (statement.child_by_field_name("left") for statement in statements if statement.type == "assignment")
    return [text_of(name) for name in assigned if name is not None]
