"""Bodies that go to a route of the application's own: a page posts to `/api/chat`, and what answers there asks the model. So does a
function of the project that runs elsewhere and is called by its name (`callFunction`).

Such a body is no request to the model, however alike it looks: what the route hands on is for the route to say. A path of the interface
itself (`/chat/completions`) is one of a client that has its address from elsewhere, or of a proxy that mirrors it.
"""

from __future__ import annotations

import re

from v4migrate.regex import regex
from v4migrate.scan.finding import Context
from v4migrate.scan.place import Call

_SENDS = regex(r"(?i)(?:fetch|axios|post|put|patch|request|ajax)\w*\Z")
_SENT = rb"(?i:fetch|axios|post|put|patch|request|ajax|http)\w*(?:<[^<>()\n]*>)?(?P<open>\()\s*"
_BASE = rb"(?:[\w.$]+\s*\+\s*)?[fF]?[\"'`](?:\$?\{[^{}\n]*\}|\$\w+)?"  # of an address that is put together
_PATH = rb"(?:(?:Uri\.parse|URI\.create|new URL)\(\s*)?(?P<base>%s)(?P<path>/(?!/)[^\"'`\s]*)[\"'`]" % _BASE
_TO = regex(
    rb"%s(?:%s\s*\)?\s*,|\{[^;]*?\burl\s*:\s*%s)"
    % (_SENT, _PATH, _PATH.replace(b"<base>", b"<base_url>").replace(b"<path>", b"<url>"))
)
_ROUTE = b"/api/"  # no path of DeepSeek's own server, whatever stands before it
_OF_THE_INTERFACE = regex(rb"(?:completions?|/messages|/responses)/?(?:\?|\Z)")
_HOLDER = regex(rb"(?P<name>[A-Za-z_$][\w$]*)\s*(?::[^=\n;]+)?=\s*(?:JSON\.stringify\(\s*)?\Z")
_CALLED = regex(rb"(?:\bcallFunction|\bfunctions\??\.(?:invoke|call)|\bhttpsCallable\([^()\n]*\))(?P<open>\()")
_NAME = regex(rb"(?:\(|\bname\s*:)\s*[\"'`](?P<name>[\w-]+)[\"'`]")
_BEFORE = 400  # bytes before a body in which its address stands
_AFTER = 1500  # bytes after a body in which it is sent by its name


def own_route(context: Context, call: Call) -> str | None:
    """The path that a body is posted to; None where it is no body, or not for the application itself."""
    if call.language is not None or not (call.callee.startswith("<") or _SENDS.search(call.callee)):
        return None
    text, start = context.region.text, call.span.start
    begin = max(0, start - _BEFORE)
    if (function := _function(text, begin, start)) is not None:
        return function
    for found in _TO.finditer(text, begin, call.span.end):
        if found.start() >= start or _is_open(text[found.start("open") : start]):
            return _own(found)
    holder = _HOLDER.search(text, begin, start)
    return _sent_by_name(text, holder["name"], call.span.end) if holder is not None else None


def _function(text: bytes, begin: int, start: int) -> str | None:
    """What runs elsewhere and is handed a body by its name, `callFunction({ name: "ask", data: {…} })`; None where nothing is."""
    for found in _CALLED.finditer(text, begin, start):
        handed = text[found.start("open") : start]
        if _is_open(handed):
            named = _NAME.search(handed)
            return (
                f"the function {named['name'].decode('utf-8', 'replace')}"
                if named is not None
                else "a function elsewhere"
            )
    return None


def _sent_by_name(text: bytes, name: bytes, end: int) -> str | None:
    """Where a body goes that a variable holds, which is read behind it."""
    for found in _TO.finditer(text, end, end + _AFTER):
        handed = text[found.end() : found.end() + _BEFORE].partition(b";")[0]
        if re.search(rb"(?<![\w$.])%s(?![\w$])" % re.escape(name), handed):
            return _own(found)
    return None


def _is_open(text: bytes) -> bool:
    """Is the bracket that a text begins with not closed in it?"""
    depth = 0
    for bracket in re.findall(rb"[()]", text):
        depth += 1 if bracket == b"(" else -1
        if depth == 0:
            return False
    return True


def _own(found: re.Match[bytes]) -> str | None:
    base, path = found["base"] or found["base_url"], found["path"] or found["url"]
    is_own = len(base) == 1 or path.startswith(_ROUTE)
    return path.decode("utf-8", "replace") if is_own and not _OF_THE_INTERFACE.search(path) else None
