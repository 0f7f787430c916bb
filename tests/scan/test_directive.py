"""Suppression comments: where one is read as such, in every language's comments, and what is told of one that is not understood."""

from __future__ import annotations

from pathlib import PurePosixPath

import pytest
from hypothesis import given
from hypothesis import strategies as st

from v4migrate.scan.directive import Directive, Form, directives
from v4migrate.scan.regions import regions_of
from v4migrate.scan.syntax import read_syntax


def read(path: str, text: str) -> list[Directive]:
    regions = regions_of(PurePosixPath(path), text.encode())
    return [found for region in regions for found in directives(region, read_syntax(region))]


@pytest.mark.parametrize(
    ("path", "text"),
    [
        pytest.param("a.py", "x = 1  # v4migrate: ignore[DS001]: why", id="python"),
        pytest.param("a.py", "x = 1  # noqa: E501  # v4migrate: ignore[DS001]: why", id="behind-another-comment"),
        pytest.param("a.ts", "f();// v4migrate: ignore[DS001]: why", id="typescript"),
        pytest.param("a.ts", "/* v4migrate: ignore[DS001]: why */ f();", id="block-comment"),
        pytest.param("a.ts", "/*\n * v4migrate: ignore[DS001]: why\n */", id="block-comment-of-several-lines"),
        pytest.param("a.tsx", "const a = <p>{/* v4migrate: ignore[DS001]: why */}</p>;", id="jsx-comment"),
        pytest.param("a.go", 'f("x") // v4migrate: ignore[DS001]: why', id="go"),
        pytest.param("a.rs", "let x: &'a str = f(); // v4migrate: ignore[DS001]: why", id="lone-quote-in-rust"),
        pytest.param("a.json", '{"a": 1} // v4migrate: ignore[DS001]: why', id="json-with-comments"),
        pytest.param("a.yaml", "a: 1  # v4migrate: ignore[DS001]: why", id="yaml"),
        pytest.param(".env", "A=1 # v4migrate: ignore[DS001]: why", id="dotenv"),
        pytest.param("a.ini", "; v4migrate: ignore[DS001]: why", id="ini"),
        pytest.param("a.sh", 'f "x" # v4migrate: ignore[DS001]: why', id="shell"),
        pytest.param("a.sql", "SELECT 1; -- v4migrate: ignore[DS001]: why", id="sql"),
        pytest.param("a.el", ";; v4migrate: ignore[DS001]: why", id="lisp"),
        pytest.param("a.tex", "x % v4migrate: ignore[DS001]: why", id="tex"),
        pytest.param("a.md", "text <!-- v4migrate: ignore[DS001]: why -->", id="markdown"),
        pytest.param("a.md", "```py\nx = 1  # v4migrate: ignore[DS001]: why\n```\n", id="fenced-block"),
        pytest.param("a.html", "<p>x</p> <!-- v4migrate: ignore[DS001]: why -->", id="html"),
        pytest.param("a.html", "<!--\n  v4migrate: ignore[DS001]: why\n-->", id="html-of-several-lines"),
        pytest.param("a.vue", "<!-- v4migrate: ignore[DS001]: why --> <p/>", id="vue"),
        pytest.param("a.j2", "x {# v4migrate: ignore[DS001]: why #}", id="jinja"),
        pytest.param("a.rst", ".. v4migrate: ignore[DS001]: why", id="rest"),
        pytest.param("a.py", "x = 1  # v4migrate: ignore[DS001] -- why", id="reason-behind-dashes"),
        pytest.param("a.js", "f(); /* v4migrate: ignore[DS001]: why */", id="javascript-block"),
        pytest.param("a.tsx", "const a = <p>\n{/* v4migrate: ignore[DS001]: why */}</p>;", id="jsx-on-its-line"),
        pytest.param("a.go", "x := 1 /* v4migrate: ignore[DS001]: why */", id="go-block"),
        pytest.param("A.java", "class A { int x; // v4migrate: ignore[DS001]: why\n}", id="java"),
        pytest.param("A.java", "class A { int x; /* v4migrate: ignore[DS001]: why */ }", id="java-block"),
        pytest.param("a.kt", "val x = 1 // v4migrate: ignore[DS001]: why", id="kotlin"),
        pytest.param("a.kt", "val x = 1 /* v4migrate: ignore[DS001]: why */", id="kotlin-block"),
        pytest.param("A.cs", "class A { int x; // v4migrate: ignore[DS001]: why\n}", id="csharp"),
        pytest.param("A.cs", "class A {\n/// v4migrate: ignore[DS001]: why\nint x; }", id="csharp-documentation"),
        pytest.param("a.rs", "let x = 1; /* v4migrate: ignore[DS001]: why */", id="rust-block"),
        pytest.param("a.rs", "//! v4migrate: ignore[DS001]: why\nconst X: u8 = 1;", id="rust-inner"),
        pytest.param("a.rb", "x = 1 # v4migrate: ignore[DS001]: why", id="ruby"),
        pytest.param("a.rb", "=begin\nv4migrate: ignore[DS001]: why\n=end\nx = 1", id="ruby-block"),
        pytest.param("a.php", "<?php $x = 1; // v4migrate: ignore[DS001]: why", id="php"),
        pytest.param("a.php", "<?php $x = 1; # v4migrate: ignore[DS001]: why", id="php-hash"),
        pytest.param("a.php", "<?php $x = 1; /* v4migrate: ignore[DS001]: why */", id="php-block"),
        pytest.param("a.swift", "let x = 1 /* v4migrate: ignore[DS001]: why */", id="swift-block"),
        pytest.param("a.scala", "val x = 1 // v4migrate: ignore[DS001]: why", id="scala"),
        pytest.param("a.ex", "x = 1 # v4migrate: ignore[DS001]: why", id="elixir"),
        pytest.param("a.lua", "x = 1 -- v4migrate: ignore[DS001]: why", id="lua"),
        pytest.param("a.lua", "x = 1 --[[ v4migrate: ignore[DS001]: why ]]", id="lua-block"),
        pytest.param("a.lua", "x = 1 --[==[ v4migrate: ignore[DS001]: why ]==]", id="lua-long-block"),
        pytest.param("a.dart", "/// v4migrate: ignore[DS001]: why\nvar x = 1;", id="dart-documentation"),
        pytest.param("a.cpp", "int x = 1; // v4migrate: ignore[DS001]: why", id="cpp"),
        pytest.param("a.c", "int x = 1; /* v4migrate: ignore[DS001]: why */", id="c-block"),
        pytest.param("Dockerfile", "# v4migrate: ignore[DS001]: why\nENV A=1", id="dockerfile"),
        pytest.param("Makefile", "A = 1 # v4migrate: ignore[DS001]: why", id="makefile"),
        pytest.param("a.ps1", "$x = 1 # v4migrate: ignore[DS001]: why", id="powershell"),
        pytest.param("a.ps1", "$x = 1 <# v4migrate: ignore[DS001]: why #>", id="powershell-block"),
        pytest.param("a.ps1", "<#\nv4migrate: ignore[DS001]: why\n#>\n$x = 1", id="powershell-block-of-several-lines"),
        pytest.param("a.bat", "REM v4migrate: ignore[DS001]: why\nset A=1", id="batch"),
        pytest.param("a.bat", "@rem v4migrate: ignore[DS001]: why\nset A=1", id="batch-quiet"),
        pytest.param("a.bat", ":: v4migrate: ignore[DS001]: why\nset A=1", id="batch-label"),
        pytest.param("a.toml", "a = 1 # v4migrate: ignore[DS001]: why", id="toml"),
        pytest.param("a.tf", "a = 1 // v4migrate: ignore[DS001]: why", id="hcl"),
        pytest.param("a.tf", "a = 1 /* v4migrate: ignore[DS001]: why */", id="hcl-block"),
        pytest.param("a.properties", "! v4migrate: ignore[DS001]: why\na=1", id="properties"),
        pytest.param("a.hjson", '{"a": 1 # v4migrate: ignore[DS001]: why\n}', id="hjson"),
        pytest.param("a.json5", '{"a": 1 /* v4migrate: ignore[DS001]: why */\n}', id="json5-block"),
        pytest.param("a.yaml.j2", "a: 1 {# v4migrate: ignore[DS001]: why #}", id="jinja-in-yaml"),
        pytest.param("a.html.erb", "<p></p><%# v4migrate: ignore[DS001]: why %>", id="erb"),
        pytest.param("a.blade.php", "<p></p>{{-- v4migrate: ignore[DS001]: why --}}", id="blade"),
        pytest.param("a.hbs", "<p></p>{{!-- v4migrate: ignore[DS001]: why --}}", id="handlebars"),
        pytest.param("a.xml", "<a/> <!-- v4migrate: ignore[DS001]: why -->", id="xml"),
        pytest.param("a.svelte", "<script>\nf() // v4migrate: ignore[DS001]: why\n</script>", id="svelte"),
        pytest.param("a.mdx", "{/* v4migrate: ignore[DS001]: why */}\n", id="mdx"),
        pytest.param("a.adoc", "// v4migrate: ignore[DS001]: why\n", id="asciidoc"),
        pytest.param("a.org", "# v4migrate: ignore[DS001]: why\n", id="org"),
        pytest.param("a.sql", "SELECT 1; /* v4migrate: ignore[DS001]: why */", id="sql-block"),
        pytest.param("a.scm", "(define x 1) #| v4migrate: ignore[DS001]: why |#", id="scheme-block"),
        pytest.param("a.clj", "(def x 1) ; v4migrate: ignore[DS001]: why", id="clojure"),
        pytest.param("a.r", "x <- 1 # v4migrate: ignore[DS001]: why", id="r"),
        pytest.param("a.groovy", "def x = 1 // v4migrate: ignore[DS001]: why", id="groovy"),
        pytest.param("a.pl", "my $x = 1; # v4migrate: ignore[DS001]: why", id="perl"),
        pytest.param("a.hs", "x = 1 -- v4migrate: ignore[DS001]: why", id="haskell"),
        pytest.param("a.hs", "x = 1 {- v4migrate: ignore[DS001]: why -}", id="haskell-block"),
        pytest.param("a.jl", "x = 1 #= v4migrate: ignore[DS001]: why =#", id="julia-block"),
        pytest.param("a.zig", "const x = 1; // v4migrate: ignore[DS001]: why", id="zig"),
        pytest.param("a.nim", "let x = 1 #[ v4migrate: ignore[DS001]: why ]#", id="nim-block"),
        pytest.param("a.erl", "X = 1. % v4migrate: ignore[DS001]: why", id="erlang"),
        pytest.param("a.ml", "let x = 1 (* v4migrate: ignore[DS001]: why *)", id="ocaml"),
        pytest.param("a.fs", "let x = 1 // v4migrate: ignore[DS001]: why", id="fsharp"),
        pytest.param("a.nix", "{ x = 1; # v4migrate: ignore[DS001]: why\n}", id="nix"),
        pytest.param("a.vim", '" v4migrate: ignore[DS001]: why\nlet x = 1', id="vim"),
        pytest.param("a.vb", "Dim x = 1 ' v4migrate: ignore[DS001]: why", id="visual-basic"),
        pytest.param("a.css", "/* v4migrate: ignore[DS001]: why */\n.x { }", id="css"),
        pytest.param("a.pug", "p x //- v4migrate: ignore[DS001]: why", id="pug"),
        pytest.param("a.coffee", "### v4migrate: ignore[DS001]: why ###\nx = 1", id="coffeescript"),
        pytest.param("a.http", "# v4migrate: ignore[DS001]: why\nGET https://api.example.com", id="http"),
    ],
)
def test_comment_is_read_in_every_language(path: str, text: str) -> None:
    [found] = read(path, text)
    assert (found.form, found.rules, found.reason, found.problem) == (Form.LINE, ("DS001",), "why", "")


@pytest.mark.parametrize(
    ("path", "text"),
    [
        pytest.param("a.py", 'x = "# v4migrate: ignore"', id="string"),
        pytest.param("a.py", 'print("# v4migrate: ignore")', id="printed"),
        pytest.param("a.py", '"""Write\n\n    # v4migrate: ignore\n"""', id="docstring"),
        pytest.param("a.ps1", "$x = '<# v4migrate: ignore #>'", id="powershell-string"),
        pytest.param("a.py", 'x = "{# v4migrate: ignore #}"', id="template-in-a-string"),
        pytest.param("a.vim", '"v4migrate: ignore"', id="string-that-closes"),
        pytest.param("a.bat", "echo REM v4migrate: ignore", id="echoed"),
        pytest.param("a.txt", "REM v4migrate: ignore", id="sentence"),
        pytest.param("a.py", "# write v4migrate: ignore to silence it", id="not-the-first-thing-a-comment-says"),
        pytest.param("a.ts", "const a = `// v4migrate: ignore`;", id="template"),
        pytest.param("a.tsx", "const a = <p>// v4migrate: ignore</p>;", id="text-of-a-page"),
        pytest.param("a.json", '{"a": "# v4migrate: ignore"}', id="json-string"),
        pytest.param("a.yaml", "a: |\n  # v4migrate: ignore\n", id="block-scalar"),
        pytest.param("a.go", 's := "// v4migrate: ignore"', id="string-without-a-grammar"),
        pytest.param("a.sh", "echo 'say # v4migrate: ignore'", id="quoted-in-shell"),
        pytest.param("a.md", "write `# v4migrate: ignore`", id="prose"),
        pytest.param("a.md", "<!-- x --> # v4migrate: ignore", id="behind-a-comment"),
        pytest.param("a.py", "# v4migrate: see the guide", id="another-word"),
    ],
)
def test_elsewhere_it_is_text(path: str, text: str) -> None:
    assert read(path, text) == []


@pytest.mark.parametrize(
    ("written", "form", "rules", "reason"),
    [
        pytest.param("ignore", Form.LINE, (), "", id="every-rule"),
        pytest.param("ignore: known", Form.LINE, (), "known", id="every-rule-with-reason"),
        pytest.param("ignore[DS001, thinking]", Form.LINE, ("DS001", "thinking"), "", id="two-rules"),
        pytest.param("ignore-next-line[DS001]: a: b", Form.NEXT_LINE, ("DS001",), "a: b", id="next-line"),
        pytest.param("ignore-start", Form.START, (), "", id="start"),
        pytest.param("ignore-end", Form.END, (), "", id="end"),
        pytest.param("ignore-file[DS001,]", Form.FILE, ("DS001",), "", id="file"),
    ],
)
def test_forms(written: str, form: Form, rules: tuple[str, ...], reason: str) -> None:
    [found] = read("a.py", f"# v4migrate: {written}\n")
    assert (found.form, found.rules, found.reason, found.problem) == (form, rules, reason, "")


@pytest.mark.parametrize(
    ("written", "says"),
    [
        pytest.param("ignore DS001", "write ignore[DS001]: reason", id="no-brackets"),
        pytest.param("ignore[DS001", "write ignore[DS001]: reason", id="open-bracket"),
        pytest.param("ignore[]", "an empty list", id="empty-list"),
        pytest.param("ignore-nextline", "did you mean 'ignore-next-line'?", id="misspelt"),
        pytest.param("ignore-end[DS001]", "takes no rules", id="end-with-rules"),
    ],
)
def test_what_is_not_understood_is_told(written: str, says: str) -> None:
    [found] = read("a.py", f"# v4migrate: {written}\n")
    assert says in found.problem


@pytest.mark.parametrize(
    ("written", "instead"),
    [
        pytest.param("V4Migrate: ignore[DS001]: why", "ignore", id="name-in-capitals"),
        pytest.param("v4migrate: Ignore[DS001]", "ignore", id="word-in-capitals"),
        pytest.param("V4MIGRATE: IGNORE-NEXT-LINE", "ignore-next-line", id="all-in-capitals"),
        pytest.param("v4migrate : ignore[DS001]", "ignore", id="blank-before-the-colon"),
        pytest.param("v4migrate ignore-file: why", "ignore-file", id="no-colon"),
        pytest.param("v4migrate ignore", "ignore", id="no-colon-and-nothing-more"),
        pytest.param("v4migrate: noqa", "ignore", id="word-of-flake8"),
        pytest.param("v4migrate: disable=DS001", "ignore", id="word-of-pylint"),
        pytest.param("v4migrate: suppress[DS001]", "ignore", id="suppress"),
    ],
)
def test_what_is_nearly_one_suppresses_nothing_and_is_told(written: str, instead: str) -> None:
    for path, comment in (("a.py", f"x = 1  # {written}\n"), ("a.ts", f"f(); /* {written} */\n")):
        [found] = read(path, comment)
        assert found.problem == f"not understood: write v4migrate: {instead}[DS001]: reason"


@pytest.mark.parametrize(
    "sentence",
    [
        "v4migrate ignores what git does",
        "v4migrate: skip to the next one",
        "V4Migrate ignore lists are in the docs",
        "v4migrate: disabled in March",
        "see V4Migrate: ignore[DS001]",
    ],
)
def test_sentence_about_it_is_none(sentence: str) -> None:
    assert read("a.py", f"# {sentence}\n") == []


@given(
    st.sampled_from(["a.py", "a.ts", "a.md", "a.yaml", "a.json", "a.go", ".env", "a.sh", "a.ipynb"]),
    st.lists(
        st.sampled_from(
            [
                "v4migrate:",
                " ignore",
                "-start",
                "-end",
                "-next-line",
                "[",
                "DS001",
                "]",
                ": why",
                "\n",
                "#",
                "//",
                '"',
                "<!--",
                "-->",
                "é\0",
            ]
        )
        | st.text(max_size=3)
    ),
)
def test_no_text_makes_it_raise(path: str, parts: list[str]) -> None:
    read(path, "".join(parts).encode("utf-8", "replace").decode())
