"""Any text, in any language: regions do not overlap, no reader fails, and what it answers stands where it says."""

from __future__ import annotations

from pathlib import PurePosixPath

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from v4migrate.rulebook.schema import Role
from v4migrate.scan.languages import language_named, language_of
from v4migrate.scan.legible import legible
from v4migrate.scan.place import Region, Span
from v4migrate.scan.regions import regions_of
from v4migrate.scan.syntax import read_syntax

ID = b"deepseek-chat"
PIECES = [
    *(
        ID,
        b'"deepseek-chat"',
        b"'deepseek-chat'",
        b"`deepseek-chat`",
        b"model",
        b"MODEL",
        b": ",
        b"=",
        b" ",
        b"\n",
        b"\r\n",
    ),
    *(
        b"    ",
        b"\t",
        b"- ",
        b"> ",
        b"| ",
        b"# ",
        b"// ",
        b"/*",
        b"*/",
        b"<!-- ",
        b"-->",
        b"{",
        b"}",
        b"[",
        b"]",
        b"(",
        b")",
    ),
    *(b'"', b"'", b"```python\n", b"```\n", b"~~~\n", b"----\n", b"::\n", b".. code-block:: sh\n", b"#+begin_src sh\n"),
    *(
        b"#+end_src\n",
        b"<script>",
        b"</script>",
        b'<a b="',
        b">",
        b"<<EOF\n",
        b"EOF\n",
        b"\\",
        b"\\\n",
        b"$ ",
        b"---\n",
    ),
    *(
        b"a: |\n",
        b"|-\n",
        b"curl -d '",
        b"{{ ",
        b" }}",
        b"${M:-",
        b"\xff",
        b"\xc3",
        "模型".encode(),
        b"temperature: 1\n",
    ),
]
TEXTS = st.lists(st.sampled_from(PIECES), max_size=40).map(b"".join)
NAMES = [
    *(
        "a.md",
        "a.mdx",
        "a.rst",
        "a.adoc",
        "a.org",
        "a.html",
        "a.vue",
        "a.ipynb",
        "a.txt",
        ".env",
        "a.toml",
        "a.json",
        "a.json5",
    ),
    *(
        "a.yaml",
        "a.tf",
        "a.xml",
        "Dockerfile",
        "Makefile",
        "a.sh",
        "a.ps1",
        "a.sql",
        "a.el",
        "a.clj",
        "a.R",
        "a.groovy",
    ),
    *("a.pl", "a.hs", "a.jl", "a.nim", "a.zig", "a.nix", "a.erl", "a.ml", "a.m", "a.vim", "a.bat", "a.unknown"),
]


@pytest.mark.parametrize("name", NAMES)
@settings(max_examples=30, deadline=None)
@given(text=TEXTS)
def test_any_text_is_read(name: str, text: bytes) -> None:
    end, read = 0, legible(text)
    for region in regions_of(PurePosixPath(name), text):
        if region.offsets is None:
            assert region.start >= end
            assert read[region.start : region.start + len(region.text)] == region.text
            end = region.start + len(region.text)
        elif region.text:
            assert region.offsets[0] >= end
            end = region.ends[-1]
        syntax = read_syntax(region)
        within = Span(0, len(region.text))
        for call in syntax.calls():
            assert within.holds(call.span)
            assert call.insert_at is None or call.span.start < call.insert_at <= call.span.end
        at = region.text.find(ID)
        while at >= 0:
            span = Span(at, at + len(ID))
            place = syntax.place(span)
            assert all(
                within.holds(scope) for scope in [*place.scopes, *([place.container] if place.container else [])]
            )
            assert within.holds(syntax.surroundings(span).entry)
            at = region.text.find(ID, at + 1)


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(b"- " * 20_000, id="sequences"),
        pytest.param(b"? " * 20_000, id="keys"),
        pytest.param(b"\n".join(b" " * depth + b"a:" for depth in range(1_000)), id="mappings"),
        pytest.param(b"[" * 20_000, id="flow"),
    ],
)
def test_yaml_deeper_than_its_grammar_can_count_is_read_by_lines(text: bytes) -> None:
    text += b"\nmodel: deepseek-chat\n"
    at = text.rfind(ID)
    assert read_syntax(Region("yaml", text)).place(Span(at, at + len(ID))).role is Role.CONFIG


@pytest.mark.parametrize(
    ("name", "head", "language"),
    [
        pytest.param("config.yaml.example", b"", "yaml", id="inner-suffix"),
        pytest.param("values.yaml.tmpl.dist", b"", "yaml", id="two-inner-suffixes"),
        pytest.param("database.yml.erb", b"", "yaml", id="erb"),
        pytest.param("_env.example", b"", "lines", id="env-without-a-dot"),
        pytest.param("Dockerfile.gpu", b"", "dockerfile", id="dockerfile-with-a-name"),
        pytest.param("docker-compose.prod.yml", b"", "yaml", id="compose"),
        pytest.param(".envrc", b"", "shell", id="envrc"),
        pytest.param(".eslintrc", b"", "json", id="eslintrc"),
        pytest.param("Jenkinsfile", b"", "groovy", id="jenkinsfile"),
        pytest.param("run", b"#!/usr/bin/env python3\n", "python", id="shebang-by-env"),
        pytest.param("run", b"#!/bin/sh -e\n", "shell", id="shebang"),
        pytest.param("notes.md", b"#!/bin/sh\n", "markdown", id="name-before-shebang"),
        pytest.param("data.bin", b"", "text", id="unknown"),
    ],
)
def test_language_of(name: str, head: bytes, language: str) -> None:
    assert language_of(PurePosixPath(name), head) == language


@pytest.mark.parametrize(
    ("word", "language"),
    [
        ("py", "python"),
        ("Emacs-Lisp", "elisp"),
        ("terraform", "hcl"),
        (".yml", "yaml"),
        ("groovy", "groovy"),
        ("nonsense", None),
    ],
)
def test_language_named(word: str, language: str | None) -> None:
    assert language_named(word) == language
