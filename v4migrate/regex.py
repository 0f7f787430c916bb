"""Regular expressions that are compiled when first used: a scan loads five times as many as it needs."""

from __future__ import annotations

import re
from functools import cached_property
from typing import Any, AnyStr, Generic, cast


class _Waiting(Generic[AnyStr]):
    """What `re.compile` gives, once somebody asks it for more than its source."""

    def __init__(self, pattern: AnyStr, flags: int) -> None:
        self.pattern: AnyStr = pattern
        self._flags = flags

    @cached_property
    def _compiled(self) -> re.Pattern[AnyStr]:
        return re.compile(self.pattern, self._flags)

    def __getattr__(self, name: str) -> Any:
        found = getattr(self._compiled, name)
        self.__dict__[name] = found  # the next one does not come here
        return found


def regex(pattern: AnyStr, flags: int = 0) -> re.Pattern[AnyStr]:
    """As `re.compile`, for a constant of a module. An error in it shows at the first use, and in `tests/test_regex.py`.

    The `re` of a match is another object: it is told by its `pattern`.
    """
    return cast("re.Pattern[AnyStr]", _Waiting(pattern, flags))
