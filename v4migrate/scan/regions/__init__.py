"""A file as regions of one language each: whole files, blocks of documents, cells of notebooks, scripts of pages."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import PurePosixPath

from v4migrate.scan.languages import language_of
from v4migrate.scan.legible import ends_lines_in_cr, in_cr, legible
from v4migrate.scan.place import Region

_HEAD = 200  # bytes that may hold a first line


def regions_of(path: PurePosixPath, data: bytes) -> list[Region]:
    """The regions of a file, in order. They do not overlap and together cover what may be rewritten."""
    regions = _regions_of(path, legible(data))
    return [_with_cr(region) for region in regions] if ends_lines_in_cr(data) else regions


def _with_cr(region: Region) -> Region:
    escape = region.escape
    return replace(region, escape=lambda new: in_cr(escape(new)))


def _regions_of(path: PurePosixPath, data: bytes) -> list[Region]:
    return list(_cut(language_of(path, data[:_HEAD]), data, is_mdx=path.suffix.lower() == ".mdx"))


def _cut(language: str, data: bytes, *, is_mdx: bool) -> Iterator[Region]:
    """Imports only the cutter that is needed."""
    match language:
        case "markdown":
            from v4migrate.scan.regions.markdown import markdown

            return markdown(data, has_indented_code=not is_mdx)
        case "rst" | "asciidoc" | "org":
            from v4migrate.scan.regions.markup import marked_up

            return marked_up(data, language)
        case "notebook":
            from v4migrate.scan.regions.notebook import notebook

            return notebook(data)
        case "html":
            from v4migrate.scan.regions.html import page

            return page(data)
        case "http":
            from v4migrate.scan.regions.http import requests

            return requests(data)
        case "bruno":
            from v4migrate.scan.regions.http import bruno

            return bruno(data)
        case _:
            return iter([Region(language, data)])
