"""Requests beside one of DeepSeek's own that are told from it by their settings alone:
`settings.openai_api_url` where the other one says `settings.deepseek_api_url`."""

from __future__ import annotations

import re

from v4migrate.regex import regex
from v4migrate.scan.place import Call
from v4migrate.scan.vendor import NAME

_SETTING = regex(rb"(?i)(?<!\w)(?P<maker>[a-z][a-z0-9]*)(?P<rest>_(?:api_?|base_?)?(?:url|base|endpoint))(?!\w)")
_DEFINITION = regex(rb"\s*(?:async\s+)?(?:def|function|class)\b")
_LONGEST = 2000  # bytes of the call around a body


def twin_of(text: bytes, call: Call) -> str | None:
    """The address of another maker that the call around a request takes, where the same text has one of that name for DeepSeek."""
    for scope in call.scopes:
        if scope.end - scope.start > _LONGEST or _DEFINITION.match(text, scope.start):
            return None
        found = [*_SETTING.finditer(text, scope.start, scope.end)]
        if any(NAME in one["maker"].lower() for one in found):
            return None
        for one in found:
            if re.search(rb"(?i)(?<!\w)" + NAME + re.escape(one["rest"]) + rb"(?!\w)", text):
                return one.group().decode()
    return None
