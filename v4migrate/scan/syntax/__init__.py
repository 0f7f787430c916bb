"""Syntax readers: one file per language family, all with the same answers (`scan/place.py: Syntax`)."""

from __future__ import annotations

from v4migrate.scan.place import Region, Syntax


def read_syntax(region: Region) -> Syntax:
    """Parse a region with the reader of its language. Imports only the grammar that it needs."""
    match region.language:
        case "python":
            from v4migrate.scan.syntax.python import PythonSyntax

            return PythonSyntax(region.text)
        case "javascript" | "typescript" | "tsx":
            from v4migrate.scan.syntax.javascript import JavaScriptSyntax

            return JavaScriptSyntax(region.text, region.language)
        case "json":
            from v4migrate.scan.syntax.config import JsonSyntax

            return JsonSyntax(region.text)
        case "yaml":
            from v4migrate.scan.syntax.config import YamlSyntax

            return YamlSyntax(region.text)
        case "lines":
            from v4migrate.scan.syntax.lines import LinesSyntax

            return LinesSyntax(region.text)
        case "shell":
            from v4migrate.scan.syntax.text import ShellSyntax

            return ShellSyntax(region.text)
        case (
            "go"
            | "java"
            | "kotlin"
            | "csharp"
            | "rust"
            | "ruby"
            | "php"
            | "swift"
            | "scala"
            | "elixir"
            | "lua"
            | "dart"
            | "cpp"
        ):
            from v4migrate.scan.syntax.tabled.syntax import TabledSyntax

            return TabledSyntax(region.text, region.language)
        case _:
            from v4migrate.scan.syntax.text import TextSyntax

            return TextSyntax(region.text, is_prose=region.language in {"markdown", "prose"})
