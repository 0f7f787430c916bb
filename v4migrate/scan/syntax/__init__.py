"""Syntax readers: one file per language family, all with the same answers (`scan/place.py: Syntax`)."""

from __future__ import annotations

from v4migrate.scan.place import Region, Syntax
from v4migrate.scan.syntax.tabled.grammars import LANGUAGES


def read_syntax(region: Region, *, depth: int = 0) -> Syntax:
    """Parse a region with the reader of its language. Imports only the grammar that it needs.

    `depth`: how many texts this one stands in; a reader hands it on to those that stand in its own.
    """
    match region.language:
        case "python":
            from v4migrate.scan.syntax.python import PythonSyntax

            return PythonSyntax(region.text)
        case "javascript" | "typescript" | "tsx":
            from v4migrate.scan.syntax.javascript import JavaScriptSyntax

            return JavaScriptSyntax(region.text, region.language)
        case language if language in LANGUAGES:
            from v4migrate.scan.syntax.tabled.syntax import TabledSyntax

            return TabledSyntax(region.text, language)
        case _:
            return _read_document(region, depth)


def _read_document(region: Region, depth: int) -> Syntax:
    """Configuration, shell, documents, and what has no grammar here."""
    language, text = region.language, region.text
    match language:
        case "json":
            from v4migrate.scan.syntax.json import JsonSyntax

            return JsonSyntax(text, depth)
        case "yaml":
            from v4migrate.scan.syntax.yaml import YamlSyntax

            return YamlSyntax(text, depth)
        case "toml":
            from v4migrate.scan.syntax.toml import TomlSyntax

            return TomlSyntax(text, depth)
        case "hcl":
            from v4migrate.scan.syntax.hcl import HclSyntax

            return HclSyntax(text, depth)
        case "lines":
            from v4migrate.scan.syntax.lines import LinesSyntax

            return LinesSyntax(text)
        case "shell" | "dockerfile" | "makefile":
            from v4migrate.scan.syntax.commands import read_commands

            return read_commands(text, language, depth)
        case "xml" | "html":
            from v4migrate.scan.syntax.markup import MarkupSyntax

            return MarkupSyntax(text, is_page=language == "html")
        case "markdown" | "rst" | "asciidoc" | "org" | "prose":
            from v4migrate.scan.syntax.prose import ProseSyntax

            return ProseSyntax(text, language)
        case _:
            return _read_by_marks(region, depth)


def _read_by_marks(region: Region, depth: int) -> Syntax:
    """Code without a grammar here; text where not even its marks are known."""
    language, text = region.language, region.text
    match language:
        case "elisp" | "clojure":
            from v4migrate.scan.syntax.lisp import LispSyntax

            return LispSyntax(text, language, depth)
        case "sql":
            from v4migrate.scan.syntax.sql import SqlSyntax

            return SqlSyntax(text, language, depth)
        case "record":
            from v4migrate.scan.syntax.text import RecordSyntax

            return RecordSyntax(text)
        case "text":
            from v4migrate.scan.syntax.text import TextSyntax

            return TextSyntax(text, is_prose=False)
        case _:
            from v4migrate.scan.syntax.plain_code import PlainCodeSyntax
            from v4migrate.scan.syntax.plain_marks import MARKS
            from v4migrate.scan.syntax.text import TextSyntax

            return PlainCodeSyntax(text, language, depth) if language in MARKS else TextSyntax(text, is_prose=False)
