"""Which libraries the code of a file imports, and which of them a name comes from. Python and the JavaScript family."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cached_property
from pathlib import PurePosixPath

from v4migrate.regex import regex
from v4migrate.scan.imports import Import, imports_of
from v4migrate.scan.place import Region

_FILES = {"python": ".py", "javascript": ".js", "typescript": ".ts", "tsx": ".tsx"}
_QUOTED = regex(r"(?:\bfrom|\bimport|\brequire\(|\bimport\()\s*[\"']([^\"'\n]+)[\"']")


class Libraries:
    """The imports of all regions of a file: the cells of a notebook and the blocks of a document share theirs.

    A library is named by its module (`litellm` stands for `litellm.router` too), or, with a capital letter, by a class of it.
    """

    def __init__(self, regions: Sequence[Region]) -> None:
        self._regions = [region for region in regions if region.language in _FILES]

    @cached_property
    def _imports(self) -> list[Import]:
        read = ((PurePosixPath(f"code{_FILES[region.language]}"), region.text) for region in self._regions)
        return [found for path, text in read for found in imports_of(path, text)]

    @cached_property
    def _modules(self) -> set[str]:
        """JavaScript imports a default or a module for its effects as well, without a name that `imports_of` reads."""
        quoted = (
            found for region in self._regions for found in _QUOTED.findall(region.text.decode("utf-8", "replace"))
        )
        return {*(found.module for found in self._imports), *quoted}

    def has(self, libraries: Iterable[str]) -> bool:
        """Does the file import one of them?"""
        names = {found.name for found in self._imports}
        return any(
            library in names if library[0].isupper() else any(_is_part(module, library) for module in self._modules)
            for library in libraries
        )

    def bring(self, name: str, libraries: Iterable[str]) -> bool:
        """Is a name, or the first part of a dotted one, imported from one of them?"""
        root = name.partition(".")[0]
        return any(_is_part(module, library) for module in self.origins(root) for library in libraries)

    def origins(self, name: str) -> list[str]:
        """The modules that a name is imported from."""
        return [found.module for found in self._imports if found.alias == name]

    def spelled_out(self, callee: str) -> str:
        """A callee as its library spells it: `ask` of `from litellm import completion as ask` is `completion`."""
        root, dot, rest = callee.partition(".")
        for found in self._imports:
            if found.alias == root and root not in (found.name, found.module):
                return f"{found.name or found.module}{dot}{rest}"
        return callee


def _is_part(module: str, library: str) -> bool:
    return module == library or module.startswith((f"{library}.", f"{library}/"))
