"""Does a file still parse as well as it did? What a grammar takes and a compiler refuses counts as well."""

from __future__ import annotations

import ast
import warnings
from pathlib import PurePosixPath

from v4migrate.scan.place import Region, Syntax
from v4migrate.scan.regions import regions_of
from v4migrate.scan.syntax import read_syntax


def syntax_errors(path: PurePosixPath, data: bytes) -> int:
    """Errors over all regions of a file: of the syntax, names that a request has twice, and Python that does not compile."""
    return sum(map(_errors, regions_of(path, data)))


def _errors(region: Region) -> int:
    syntax = read_syntax(region)
    is_refused = region.language == "python" and not _compiles(region.text)
    return syntax.errors() + _said_twice(syntax) + is_refused


def _said_twice(syntax: Syntax) -> int:
    """How many arguments of requests, or entries of their bodies, have the name of another one."""
    named = [[argument.name for argument in call.arguments if argument.name] for call in syntax.calls()]
    return sum(len(names) - len(set(names)) for names in named)


def _compiles(code: bytes) -> bool:
    """Does this Python take it? Nothing of it is run. A newer or an older Python's code is refused before and after an edit."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            flags = ast.PyCF_ALLOW_TOP_LEVEL_AWAIT  # as notebooks have it
            compile(code, "<edited>", "exec", flags=flags, dont_inherit=True)
    except (SyntaxError, ValueError, RecursionError, MemoryError, OverflowError):
        return False
    return True
