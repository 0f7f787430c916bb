"""The language of a file, by its name, its inner suffix or its first line; and of a fenced block, by the word beside its fence."""

from __future__ import annotations

from pathlib import PurePosixPath

from v4migrate.regex import regex

_SUFFIXES = {
    **dict.fromkeys((".py", ".pyi", ".pyw"), "python"),
    **dict.fromkeys((".js", ".mjs", ".cjs", ".jsx"), "javascript"),
    **dict.fromkeys((".ts", ".mts", ".cts"), "typescript"),
    ".tsx": "tsx",
    **dict.fromkeys((".json", ".jsonc", ".json5", ".webmanifest", ".code-workspace", ".hjson"), "json"),
    **dict.fromkeys((".yaml", ".yml"), "yaml"),
    ".toml": "toml",
    **dict.fromkeys((".tf", ".tfvars", ".hcl", ".nomad"), "hcl"),
    **dict.fromkeys((".ini", ".cfg", ".conf", ".properties", ".env", ".cnf", ".service", ".editorconfig"), "lines"),
    **dict.fromkeys((".bat", ".cmd"), "lines"),
    **dict.fromkeys((".md", ".mdx", ".markdown", ".mdc", ".qmd", ".rmd"), "markdown"),
    **dict.fromkeys((".rst", ".rest"), "rst"),
    **dict.fromkeys((".adoc", ".asciidoc", ".asc"), "asciidoc"),
    ".org": "org",
    ".txt": "prose",
    ".rd": "rd",  # manual pages of R, most of them written by roxygen2 from the code
    ".ipynb": "notebook",
    ".go": "go",
    ".java": "java",
    **dict.fromkeys((".kt", ".kts"), "kotlin"),
    ".cs": "csharp",
    ".rs": "rust",
    **dict.fromkeys((".rb", ".rake", ".gemspec"), "ruby"),
    **dict.fromkeys((".php", ".phtml"), "php"),
    ".swift": "swift",
    **dict.fromkeys((".scala", ".sc", ".sbt"), "scala"),
    **dict.fromkeys((".ex", ".exs"), "elixir"),
    ".lua": "lua",
    ".dart": "dart",
    **dict.fromkeys((".c", ".h", ".cc", ".cpp", ".cxx", ".hpp", ".hh", ".hxx", ".ino", ".cu"), "cpp"),
    **dict.fromkeys((".sh", ".bash", ".zsh", ".ksh", ".fish", ".envrc"), "shell"),
    ".dockerfile": "dockerfile",
    **dict.fromkeys((".mk", ".mak"), "makefile"),
    **dict.fromkeys((".html", ".htm", ".xhtml", ".vue", ".svelte", ".astro"), "html"),
    **dict.fromkeys((".xml", ".config", ".xsd", ".plist", ".csproj", ".props", ".targets", ".resx"), "xml"),
    **dict.fromkeys((".ps1", ".psm1", ".psd1"), "powershell"),
    **dict.fromkeys((".el", ".lisp", ".cl", ".scm", ".rkt"), "elisp"),
    ".http": "http",
    ".bru": "bruno",
    ".sql": "sql",
    ".r": "r",
    **dict.fromkeys((".groovy", ".gradle", ".jenkinsfile"), "groovy"),
    **dict.fromkeys((".pl", ".pm"), "perl"),
    ".hs": "haskell",
    ".jl": "julia",
    **dict.fromkeys((".clj", ".cljs", ".cljc", ".edn"), "clojure"),
    ".zig": "zig",
    **dict.fromkeys((".nim", ".nims"), "nim"),
    **dict.fromkeys((".erl", ".hrl"), "erlang"),
    **dict.fromkeys((".ml", ".mli", ".fs", ".fsx"), "ml"),
    ".nix": "nix",
    **dict.fromkeys((".cr", ".gd", ".vim"), "script"),
    **dict.fromkeys((".m", ".mm", ".v", ".d", ".sol", ".prisma"), "braces"),
}
_NAMES = {
    **dict.fromkeys(("dockerfile", "containerfile"), "dockerfile"),
    **dict.fromkeys(("makefile", "gnumakefile", "justfile"), "makefile"),
    **dict.fromkeys((".envrc", ".bashrc", ".zshrc", ".profile", ".bash_profile", ".bash_aliases"), "shell"),
    **dict.fromkeys((".eslintrc", ".prettierrc", ".babelrc", ".swcrc", ".releaserc"), "json"),
    "jenkinsfile": "groovy",
    "vagrantfile": "script",
    "procfile": "lines",
    ".emacs": "elisp",
    **dict.fromkeys(("readme", "news", "todo", "install", "contributing", "authors"), "prose"),
}
_INNER = (
    ".example",
    ".sample",
    ".tmpl",
    ".template",
    ".tpl",
    ".dist",
    ".default",
    ".j2",
    ".jinja",
    ".jinja2",
    ".erb",
    ".orig",
    ".bak",
)
_WORDS = {
    **dict.fromkeys(("python", "python3", "py3", "ipython", "pycon"), "python"),
    **dict.fromkeys(("javascript", "node", "es6"), "javascript"),
    "typescript": "typescript",
    **dict.fromkeys(("sh", "bash", "shell", "zsh", "fish", "shellscript"), "shell"),
    **dict.fromkeys(("console", "shell-session", "sh-session", "terminal", "shellsession"), "shell"),
    **dict.fromkeys(("dockerfile", "docker", "containerfile"), "dockerfile"),
    **dict.fromkeys(("makefile", "make"), "makefile"),
    **dict.fromkeys(("ini", "dotenv", "env", "properties", "cfg", "conf", "systemd", "batch", "bat", "cmd"), "lines"),
    **dict.fromkeys(("hcl", "terraform"), "hcl"),
    **dict.fromkeys(("xml", "svg"), "xml"),
    **dict.fromkeys(("html", "vue", "svelte", "astro"), "html"),
    **dict.fromkeys(("powershell", "pwsh", "ps"), "powershell"),
    **dict.fromkeys(("elisp", "emacs-lisp", "lisp", "common-lisp", "scheme", "racket"), "elisp"),
    **dict.fromkeys(("sql", "postgresql", "mysql", "sqlite"), "sql"),
    **dict.fromkeys(("perl", "groovy", "haskell", "julia", "clojure", "zig", "nim", "erlang", "nix"), None),
    **dict.fromkeys(("ocaml", "fsharp"), "ml"),
    **dict.fromkeys(("go", "golang"), "go"),
    **dict.fromkeys(("csharp", "c#"), "csharp"),
    **dict.fromkeys(("php-inline", "phtml", "html+php"), "php"),
    **dict.fromkeys(("cpp", "c", "c++"), "cpp"),
    **{name: name for name in ("kotlin", "rust", "ruby", "elixir")},
    **dict.fromkeys(("markdown", "rst", "org", "asciidoc"), "prose"),
}
_SENDS = regex(rb"\s*(?:(?:#|//|@)[^\n]*\n\s*)*(?:POST|GET|PUT|PATCH|DELETE) ")
_INTERPRETERS = regex(
    rb"#![^\n]*?\b(?P<name>python|node|deno|bun|bash|zsh|dash|ksh|fish|sh|pwsh|Rscript|perl|emacs|make)[\d.]*\b"
)
_INTERPRETED = {
    **dict.fromkeys(("bash", "zsh", "dash", "ksh", "fish", "sh"), "shell"),
    "python": "python",
    "node": "javascript",
    **dict.fromkeys(("deno", "bun"), "typescript"),
    "pwsh": "powershell",
    "Rscript": "r",
    "perl": "perl",
    "emacs": "elisp",
    "make": "makefile",
}


DOCUMENTS = frozenset({"markdown", "rst", "asciidoc", "org", "prose", "rd"})


def suffix_of(name: str) -> str:
    """As `PurePath.suffix`, of a name alone: it is asked for of every file."""
    at = name.rfind(".")
    return name[at:] if 0 < at < len(name) - 1 else ""


def language_of(path: PurePosixPath, head: bytes = b"") -> str:
    """The language of a file by its name, else by the interpreter its first line asks for; 'text' when no reader knows it."""
    name = path.name.lower()
    while (shorter := next((name.removesuffix(end) for end in _INNER if name.endswith(end)), name)) != name:
        name = shorter
    if name in _NAMES:
        return _NAMES[name]
    if name.startswith(".env") or name.endswith(("_env", "-env")) or name == "env":
        return "lines"
    if name.endswith(".rest") and _SENDS.match(head):
        return "http"
    named = _SUFFIXES.get(suffix_of(name)) or _NAMES.get(name.partition(".")[0])
    if named is not None:
        return named
    asked = _INTERPRETERS.match(head)
    return _INTERPRETED[asked["name"].decode()] if asked else "text"


def language_named(word: str) -> str | None:
    """The language that a fence names (`python`, `py`, `.js`, `emacs-lisp`); None for a word that is none."""
    word = word.lower().lstrip(".")
    return _WORDS.get(word, word if word in _WORDS else None) or _SUFFIXES.get(f".{word}")
