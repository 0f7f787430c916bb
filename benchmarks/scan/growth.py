"""How time grows with one file: `python -m benchmarks.scan.growth [--lines N] [--only WORD] [--limit SECONDS]`.

Each shape of each format is written with N lines and with 2N; `scan`, `rewrite --diff` and `rewrite --diff --unsafe` read both, in fresh
processes. CPU time less that of an empty file is what counts. Twice the lines should take twice the time; those that take more than 2.5
times as long, and all that run into the limit, are marked.
"""

from __future__ import annotations

import argparse
import os
import resource
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

COMMANDS = {"scan": ["scan", "--json"], "rewrite": ["rewrite", "--diff"], "unsafe": ["rewrite", "--diff", "--unsafe"]}
SQUARE = 2.5
NOISE = 0.4  # seconds: what is shorter with 2N lines is not judged

_OLD = ("deepseek-chat", "deepseek-reasoner")


class Shape(NamedTuple):
    """A file: `%i` of a line is its number, `%m` one old name or the other."""

    line: str
    head: str = ""
    tail: str = ""

    def text(self, lines: int) -> str:
        """The file with so many lines."""
        body = "".join(self.line.replace("%i", str(i)).replace("%m", _OLD[i % 2]) for i in range(lines))
        return self.head.replace("%n", "") + body + self.tail


def _code(
    call: str, constant: str, entry: str, comment: str, table: tuple[str, str], around: tuple[str, str]
) -> dict[str, Shape]:
    """The usual shapes of a programming language."""
    start, end = around
    return {
        "requests": Shape(call + "\n", start, end),
        "one line": Shape(call + " ", start, end),
        "constants": Shape(constant + "\n", start, end),
        "table": Shape(entry + "\n", start + table[0], table[1] + end),
        "comments": Shape(f"{comment} deepseek-chat %i\n{constant}\n", start, end),
        "one comment": Shape(f"{comment} %m %i\n", start, end),
        "brackets": Shape("[", f'{start}x = "deepseek-chat"\ny = ', end),
        "nested": Shape("f(", f'{start}x = "deepseek-chat"\ny = ', f'"deepseek-chat"{end}'),
        "long string": Shape("deepseek-chat, or %m; ", f'{start}x = "', f'"\n{end}'),
    }


SHAPES: dict[str, dict[str, Shape]] = {
    "py": _code('c.create(model="%m", messages=m%i);', 'MODEL_%i = "%m"', '    "k%i": "%m",', "#", ("T = {\n", "}\n"), ("", "")),
    "js": _code('c.create({model: "%m", messages: m%i});', 'const MODEL_%i = "%m";', '  k%i: "%m",', "//", ("const T = {\n", "};\n"), ("", "")),
    "ts": _code('c.create({model: "%m", messages: m%i});', 'export const MODEL_%i: string = "%m";', '  k%i: "%m",', "//", ("const T: any = {\n", "};\n"), ("", "")),
    "go": _code('c.Create(Req{Model: "%m", N: %i});', 'var Model%i = "%m"', '"k%i": "%m",', "//", ("var t = map[string]string{\n", "}\n"), ("package p\nfunc f() {\n", "}\n")),
    "java": _code('c.create("%m", %i);', 'static final String M%i = "%m";', 't.put("k%i", "%m");', "//", ("", ""), ("class A {\n void f() {\n", "}\n}\n")),
    "rs": _code('c.create("%m", %i);', 'const M%i: &str = "%m";', '("k%i", "%m"),', "//", ("let t = [\n", "];\n"), ("fn f() {\n", "}\n")),
    "rb": _code('c.chat(model: "%m", n: %i);', 'M%i = "%m"', '"k%i" => "%m",', "#", ("T = {\n", "}\n"), ("", "")),
    "php": _code('$c->chat(["model" => "%m", "n" => %i]);', "const M%i = '%m';", "'k%i' => '%m',", "//", ("$t = [\n", "];\n"), ("<?php\n", "")),
    "kt": _code('c.create(model = "%m", n = %i);', 'val m%i = "%m"', '"k%i" to "%m",', "//", ("val t = mapOf(\n", ")\n"), ("", "")),
    "cs": _code('c.Create(model: "%m", n: %i);', 'const string M%i = "%m";', '["k%i"] = "%m",', "//", ("var t = new Dictionary<string,string> {\n", "};\n"), ("class A { void F() {\n", "}}\n")),
    "swift": _code('c.create(model: "%m", n: %i);', 'let m%i = "%m"', '"k%i": "%m",', "//", ("let t = [\n", "]\n"), ("", "")),
    "scala": _code('c.create(model = "%m", n = %i);', 'val m%i = "%m"', '"k%i" -> "%m",', "//", ("val t = Map(\n", ")\n"), ("object A {\n", "}\n")),
    "dart": _code('c.create(model: "%m", n: %i);', 'const m%i = "%m";', '"k%i": "%m",', "//", ("final t = {\n", "};\n"), ("void f() {\n", "}\n")),
    "lua": _code('c.create({model = "%m", n = %i});', 'local m%i = "%m"', 'k%i = "%m",', "--", ("t = {\n", "}\n"), ("", "")),
    "ex": _code('C.create(model: "%m", n: %i);', '@m%i "%m"', '{"k%i", "%m"},', "#", ("t = [\n", "nil]\n"), ("defmodule A do\n", "end\n")),
    "cpp": _code('c.create("%m", %i);', 'const char* m%i = "%m";', '{"k%i", "%m"},', "//", ("std::map<S, S> t = {\n", "};\n"), ("void f() {\n", "}\n")),
    "el": _code('(create "%m" %i)', '(defvar m%i "%m")', '(k%i . "%m")', ";;", ("(setq t '(\n", "))\n"), ("", "")),
    "pl": _code('create(model => "%m", n => %i);', 'my $m%i = "%m";', '"k%i" => "%m",', "#", ("my %t = (\n", ");\n"), ("", "")),
    "yaml": {"list": Shape("- %m\n", "models:\n"), "entries": Shape("  k%i: %m\n", "models:\n"), "mappings": Shape("- name: n%i\n  model: %m\n"), "flow": Shape("%m, ", "models: [", "]\n"), "comments": Shape("# %m\n"), "brackets": Shape("[", "model: deepseek-chat\nx: "), "nested": Shape("- ", "model: deepseek-chat\nx:\n ", "deepseek-chat\n"), "text": Shape("  deepseek-chat and %m\n", "x: |\n")},
    "json": {"list": Shape('"%m",\n', "[\n", '""]\n'), "entries": Shape('"k%i": "%m",\n', "{\n", '"z": 1}\n'), "one line": Shape('"k%i": "%m",', "{", '"z": 1}\n'), "objects": Shape('{"model": "%m", "n": %i},\n', "[\n", "{}]\n"), "brackets": Shape("[", '{"model": "deepseek-chat", "x": '), "objects nested": Shape('{"model": "deepseek-chat", "x": ', "", "1")},
    "jsonl": {"rows": Shape('{"model": "%m", "messages": [], "n": %i}\n')},
    "toml": {"entries": Shape('k%i = "%m"\n', "[models]\n"), "tables": Shape('[[m]]\nname = "n%i"\nmodel = "%m"\n'), "list": Shape('"%m",\n', "m = [\n", "]\n"), "one line": Shape('"%m", ', "m = [", "]\n"), "brackets": Shape("[", 'model = "deepseek-chat"\nx = ')},
    "ini": {"entries": Shape("model%i = %m\n", "[a]\n"), "sections": Shape("[s%i]\nmodel = %m\n")},
    "env": {"entries": Shape("MODEL_%i=%m\n"), "one line": Shape("%m,", "MODELS=", "\n")},
    "properties": {"entries": Shape("model.%i=%m\n")},
    "tf": {"blocks": Shape('resource "a" "b%i" {\n  model = "%m"\n}\n'), "entries": Shape('  k%i = "%m"\n', "locals {\n", "}\n"), "list": Shape('"%m",\n', "x = [\n", "]\n"), "brackets": Shape("[", 'model = "deepseek-chat"\nx = ')},
    "sh": {"settings": Shape("MODEL_%i=%m\n"), "requests": Shape("curl https://api.deepseek.com/chat/completions -d '{\"model\": \"%m\", \"messages\": [], \"n\": %i}'\n"), "one line": Shape("ask --model %m; "), "comments": Shape("# %m\n"), "brackets": Shape("$(", "MODEL=deepseek-chat\nx="), "here": Shape('{"model": "%m", "n": %i}\n', "cat <<EOF\n", "EOF\n")},
    "ps1": {"settings": Shape('$m%i = "%m"\n'), "bodies": Shape('$b%i = @{ model = "%m"; messages = @() }\n')},
    "sql": {"rows": Shape("INSERT INTO m VALUES (%i, '%m');\n"), "values": Shape("(%i, '%m'),\n", "INSERT INTO m VALUES\n", "(0, '');\n")},
    "md": {"prose": Shape("Use `%m` for %i.\n"), "list": Shape("- %m\n"), "table": Shape("| %i | `%m` |\n", "| a | b |\n|---|---|\n"), "fences": Shape('```python\nc.create(model="%m", messages=[])\n```\n\n'), "one line": Shape("`%m` and "), "one fence": Shape('c.create(model="%m", n=%i)\n', "```python\n", "```\n")},
    "ipynb": {"cells": Shape('{"cell_type": "code", "metadata": {}, "outputs": [], "execution_count": %i, "source": ["ask(model=\\"%m\\")\\n"]},\n', '{"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": [\n', '{"cell_type": "markdown", "metadata": {}, "source": []}]}'), "lines": Shape('"ask(model=\\"%m\\")\\n",\n', '{"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": [{"cell_type": "code", "metadata": {}, "outputs": [], "source": [\n', '""]}]}')},
    "html": {"options": Shape('<option value="%m">%i</option>\n', "<select>\n", "</select>\n"), "scripts": Shape('<script>ask({model: "%m"})</script>\n'), "one script": Shape('ask({model: "%m", n: %i});\n', "<script>\n", "</script>\n"), "nested": Shape("<div>", "<p>deepseek-chat</p>")},
    "vue": {"options": Shape('<option value="%m">%i</option>\n', "<template><select>\n", "</select></template>\n")},
    "xml": {"entries": Shape('<m name="k%i">%m</m>\n', "<a>\n", "</a>\n"), "nested": Shape("<a>", "<m>deepseek-chat</m>")},
    "csv": {"rows": Shape("%i,%m,1\n", "id,model,n\n")},
    "Dockerfile": {"settings": Shape("ENV MODEL_%i=%m\n", "FROM a\n"), "one line": Shape("MODEL_%i=%m ", "FROM a\nENV ", "\n")},
    "Makefile": {"settings": Shape("MODEL_%i = %m\n"), "recipes": Shape("a%i:\n\task --model %m\n")},
    "txt": {"lines": Shape("use %m for %i\n"), "one line": Shape("use %m for %i, "), "rows": Shape("%m\n")},
    "rst": {"lines": Shape("Use ``%m`` for %i.\n"), "code": Shape('   c.create(model="%m", n=%i)\n', ".. code-block:: python\n\n")},
}  # fmt: skip


def seconds(command: str, path: Path, limit: int) -> float:
    """CPU time of one run; the limit where it takes longer."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(
        [sys.executable, "-m", "v4migrate", *COMMANDS[command], path.name],
        cwd=path.parent,
        env=os.environ | {"NO_COLOR": "1"},
        capture_output=True,
        check=False,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_CPU, (limit, limit)),
    )
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def measured(folder: Path, ending: str, shape: Shape, lines: int, limit: int) -> Iterator[tuple[str, float, float]]:
    """Command, and the seconds for N and for 2N lines."""
    name = ending if ending[0].isupper() else f"sample.{ending}"
    for command in COMMANDS:
        (folder / name).write_text("\n", "utf-8")
        start = seconds(command, folder / name, limit)
        took = []
        for count in (lines, 2 * lines):
            (folder / name).write_text(shape.text(count), "utf-8")
            took.append(max(0.01, seconds(command, folder / name, limit) - start))
        (folder / name).unlink()
        yield command, took[0], took[1]


def main() -> None:
    """Print one row for each shape and command."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--lines", type=int, default=2000)
    parser.add_argument("--only", default="", help="only shapes whose name holds this: `py`, `yaml list`")
    parser.add_argument("--limit", type=int, default=60, help="seconds of CPU time per run")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        for ending, shapes in SHAPES.items():
            for name, shape in shapes.items():
                if arguments.only in f"{ending} {name}":
                    for command, one, two in measured(Path(folder), ending, shape, arguments.lines, arguments.limit):
                        is_square = two > SQUARE * one and two > NOISE or two > arguments.limit - 2
                        print(
                            f"{ending} {name}: {command} {one:.2f} {two:.2f} {two / one:.1f}{'  SQUARE' if is_square else ''}",
                            flush=True,
                        )


if __name__ == "__main__":
    main()
