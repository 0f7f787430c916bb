"""What names say in any language: a key, a callee, a condition, a constant."""

from __future__ import annotations

import re

from v4migrate.regex import regex
from v4migrate.scan.left import Left

ENTRY_NAMES = frozenset({"id", "key", "name", "value", "label", "title", "slug"})
"""Keys of an entry that others point to by its name: a picker, a registry, what a user has stored."""

_METRIC = regex(
    r"(?i)(?:^|[._])(?:labels?|tags?|set_?tags?|inc|observe|record|track|emit|log|set_attributes?|\w*metric"
    r"|(?:statsd|metrics?|stats|meter|datadog|dogstatsd|telemetry)\.\w+|(?:log|logger)\.(?:child|bind|with\w*)"
    r"|log_?params?|(?:meter|usage)_?(?:events?|records?)\.\w+|(?:langfuse|langsmith|trace|span|generation|observation)\.(?:generation|update|end|event))$"
)
_QUERY = regex(
    r"(?i)(?:^|[._])(?:filter|filter_by|exclude|where|match|search|aggregate|distinct|count_?documents|find(?!ings?$)(?:_?(?:one|many|all|first|unique"
    r"|by))?(?:_?(?:or|and)_?\w+)?|(?:update|delete|replace|remove)_?(?:one|many|all|by_query)|objects\.get|(?:objects|where|filter)(?:\.\w+)*\.update)$"
)
_COMPARED = regex(r"(?:===?|\bcase|\bin\b\W*)\s*[\"'`](?P<word>[A-Za-z][\w.-]*)[\"'`]")
_SHORTEST_DEFINITION = 4  # letters of a name that can stand for an id


def recorded(callee: str) -> Left | None:
    """Why a model's name that is handed to this callee asks no model: a metric's label, a query."""
    if _METRIC.search(callee):
        return Left.LABEL
    return Left.QUERY if _QUERY.search(callee) else None


def compared_word(condition: str) -> str | None:
    """The word that a condition or a case compares with: `provider == "acme"`."""
    found = _COMPARED.search(condition)
    return found["word"] if found else None


def last_word(key: str) -> str:
    """A key without quotes and brackets, and of a dotted one its last part: `[Provider.Acme]` is `Acme`."""
    bare = key.strip("[]")
    return bare.strip("\"'`") if bare[:1] in {'"', "'", "`"} else bare.rpartition(".")[2]


def is_named_after(name: str, model_id: str) -> bool:
    """Does a constant's name spell the id, or its end, so that it defines the id and does not choose it?"""
    spelled, defined = (re.sub(r"[^a-z0-9]", "", text.lower()) for text in (name.rpartition(".")[2], model_id))
    return len(spelled) >= _SHORTEST_DEFINITION and defined.endswith(spelled)
