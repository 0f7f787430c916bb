"""The language of a file, by its name."""

from __future__ import annotations

from pathlib import PurePosixPath

_SUFFIXES = {
    **dict.fromkeys((".py", ".pyi"), "python"),
    **dict.fromkeys((".js", ".mjs", ".cjs", ".jsx"), "javascript"),
    **dict.fromkeys((".ts", ".mts", ".cts"), "typescript"),
    ".tsx": "tsx",
    **dict.fromkeys((".json", ".jsonc", ".json5"), "json"),
    **dict.fromkeys((".yaml", ".yml"), "yaml"),
    **dict.fromkeys((".toml", ".ini", ".cfg", ".conf", ".properties", ".env"), "lines"),
    **dict.fromkeys((".md", ".mdx", ".markdown"), "markdown"),
    ".ipynb": "notebook",
    ".go": "go",
    ".java": "java",
    **dict.fromkeys((".kt", ".kts"), "kotlin"),
    ".cs": "csharp",
    ".rs": "rust",
    **dict.fromkeys((".rb", ".rake", ".gemspec"), "ruby"),
    ".php": "php",
    ".swift": "swift",
    **dict.fromkeys((".scala", ".sc", ".sbt"), "scala"),
    **dict.fromkeys((".ex", ".exs"), "elixir"),
    ".lua": "lua",
    ".dart": "dart",
    **dict.fromkeys((".c", ".h", ".cc", ".cpp", ".cxx", ".hpp", ".hh", ".hxx"), "cpp"),
    **dict.fromkeys((".sh", ".bash", ".zsh", ".mk", ".dockerfile"), "shell"),
}
_SHELL_NAMES = ("dockerfile", "containerfile", "makefile", "justfile")
_INNER = (".example", ".sample", ".tmpl", ".template", ".dist", ".default", ".j2")


def language_of(path: PurePosixPath) -> str:
    """The language of a file by its name; 'text' when no reader knows it."""
    name = path.name.lower()
    for suffix in _INNER:
        name = name.removesuffix(suffix)
    if name.startswith(".env") or name.endswith("_env") or name == "env":
        return "lines"
    if name.partition(".")[0] in _SHELL_NAMES:
        return "shell"
    return _SUFFIXES.get(PurePosixPath(name).suffix, "text")
