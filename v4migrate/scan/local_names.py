"""Variables of a function: other functions may have some of the same name, and ask others with them."""

from __future__ import annotations

from collections.abc import Sequence

from v4migrate.regex import regex
from v4migrate.scan.place import Call, Place, Region, Span, line_around

_FUNCTION = regex(
    rb"\s*(?:(?:async|export|default|public|private|protected|static)\s+)*(?:function|def)\b|[\w\s,:()]{0,200}?=>\s*\{"
)
_DECLARES = regex(rb"[ \t]*(?:const|let|var)\b")
_OF_OUTSIDE = regex(rb"\b(?:global|nonlocal)\b([^\n;#]*)")
_ASSIGNS = frozenset({"python"})  # languages in which a variable that a function gives a value is its own


def of_its_function(calls: Sequence[Call], place: Place, span: Span, region: Region) -> Sequence[Call]:
    """Of the requests with a name those that can mean the variable at `span`: where it is one of a function that has a request with it,
    the requests of this function."""
    text, name = region.text, place.constant or ""
    function = next((scope for scope in place.scopes if _FUNCTION.match(text, scope.start, scope.end)), None)
    if function is None or not name.isidentifier():
        return calls
    inside = [call for call in calls if function.holds(call.span)]
    if region.language in _ASSIGNS:
        of_outside = (one.strip() for names in _OF_OUTSIDE.findall(text, *function) for one in names.split(b","))
        is_own = name.encode() not in of_outside
    else:
        is_own = _DECLARES.match(text, line_around(text, span).start) is not None
    return inside if inside and is_own else calls
