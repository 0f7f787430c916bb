"""A list that holds an old id gets the new one beside it, written like its neighbour; what is no list stays."""

from __future__ import annotations

from pathlib import PurePosixPath

import pytest

from v4migrate.rewrite.rewriter import RewriteOptions, Rewriter
from v4migrate.rulebook.load import load_rulebook
from v4migrate.rulebook.selection import Selection
from v4migrate.scan.scanner import Scanner

REWRITER = Rewriter(
    Scanner(load_rulebook()), RewriteOptions(unsafe=True, selection=Selection(frozenset({"id-in-table"})))
)


def rewritten(path: str, code: str) -> str:
    outcome = REWRITER.rewrite(PurePosixPath(path), code.encode())
    assert outcome.error is None
    return outcome.after.decode()


@pytest.mark.parametrize(
    ("path", "code", "expected"),
    [
        pytest.param(
            "a.py", 'X = ["gpt-4o", "deepseek-chat"]', 'X = ["gpt-4o", "deepseek-chat", "deepseek-v4-flash"]', id="last"
        ),
        pytest.param(
            "a.py",
            'MODELS = ("deepseek-chat", "b")',
            'MODELS = ("deepseek-chat", "deepseek-v4-flash", "b")',
            id="first-of-a-tuple-that-is-named-so",
        ),
        pytest.param(
            "a.py",
            'X = [\n    "deepseek-chat",\n    "o1",\n]',
            'X = [\n    "deepseek-chat",\n    "deepseek-v4-flash",\n    "o1",\n]',
            id="one-below-the-other",
        ),
        pytest.param(
            "a.py",
            'X = [\n    "deepseek-chat",  # fast\n    "o1",\n]',
            'X = [\n    "deepseek-chat",  # fast\n    "deepseek-v4-flash",\n    "o1",\n]',
            id="behind-its-comment",
        ),
        pytest.param(
            "a.py",
            'X = [\r\n  "deepseek-chat"\r\n]',
            'X = [\r\n  "deepseek-chat",\r\n  "deepseek-v4-flash"\r\n]',
            id="crlf",
        ),
        pytest.param(
            "a.yaml",
            "x:\n  - deepseek-chat\ny:\n  - deepseek-reasoner\nz: deepseek-v4-flash\n",
            "x:\n  - deepseek-chat\n  - deepseek-v4-flash\ny:\n  - deepseek-reasoner\n  - deepseek-v4-flash\nz: deepseek-v4-flash\n",
            id="two-lists-and-the-new-name-elsewhere",
        ),
        pytest.param("a.yaml", "x:\n  - deepseek-chat\n", "x:\n  - deepseek-chat\n  - deepseek-v4-flash\n", id="yaml"),
        pytest.param(
            "a.yaml",
            "x:\r\n  - 'deepseek-chat'  # fast\r\n",
            "x:\r\n  - 'deepseek-chat'  # fast\r\n  - 'deepseek-v4-flash'\r\n",
            id="yaml-crlf-comment",
        ),
        pytest.param(
            "a.yaml", 'x: [o1, "deepseek-chat"]\n', 'x: [o1, "deepseek-chat", "deepseek-v4-flash"]\n', id="yaml-flow"
        ),
        pytest.param(
            "a.el",
            "(x :models '(deepseek-chat gpt-4o))",
            "(x :models '(deepseek-chat deepseek-v4-flash gpt-4o))",
            id="lisp",
        ),
        pytest.param(
            "a.ts", 'const X = ["deepseek-chat"];', 'const X = ["deepseek-chat", "deepseek-v4-flash"];', id="typescript"
        ),
        pytest.param(
            "a.go",
            'package p\n\nvar x = []string{"o1", "deepseek-chat"}\n',
            'package p\n\nvar x = []string{"o1", "deepseek-chat", "deepseek-v4-flash"}\n',
            id="go-slice",
        ),
        pytest.param(
            "a.go",
            'package p\n\nvar x = [...]string{"o1", "deepseek-chat"}\n',
            'package p\n\nvar x = [...]string{"o1", "deepseek-chat", "deepseek-v4-flash"}\n',
            id="go-array",
        ),
        pytest.param(
            "a.go",
            'package p\n\nvar x = []interface{}{"o1", "deepseek-chat"}\n',
            'package p\n\nvar x = []interface{}{"o1", "deepseek-chat", "deepseek-v4-flash"}\n',
            id="go-slice-of-anything",
        ),
        pytest.param(
            "a.go",
            'package p\n\nvar x = map[string][]string{"a": {"b"}, "c": {"deepseek-chat", "o1"}}\n',
            'package p\n\nvar x = map[string][]string{"a": {"b"}, "c": {"deepseek-chat", "deepseek-v4-flash", "o1"}}\n',
            id="go-lists-in-a-map",
        ),
        pytest.param(
            "a.py",
            'def f():\n    for m in ("deepseek-chat", "gpt-4o"):\n        ask(m)',
            'def f():\n    for m in ("deepseek-chat", "deepseek-v4-flash", "gpt-4o"):\n        ask(m)',
            id="tuple-that-is-gone-through",
        ),
        pytest.param(
            "a.py",
            'p.add_argument("--model", choices=["deepseek-chat", "other"])',
            'p.add_argument("--model", choices=["deepseek-chat", "deepseek-v4-flash", "other"])',
            id="choices",
        ),
        pytest.param(
            "a.py",
            'm = st.selectbox("Model", ["deepseek-chat", "gpt-4o"])',
            'm = st.selectbox("Model", ["deepseek-chat", "deepseek-v4-flash", "gpt-4o"])',
            id="picker",
        ),
        pytest.param(
            "a.ts",
            "const S = new Set(['deepseek-chat']);",
            "const S = new Set(['deepseek-chat', 'deepseek-v4-flash']);",
            id="set",
        ),
        pytest.param(
            "a.ts",
            "const modelNames: readonly string[] = ['deepseek-chat', GPT];",
            "const modelNames: readonly string[] = ['deepseek-chat', 'deepseek-v4-flash', GPT];",
            id="named-so-with-a-constant",
        ),
        pytest.param(
            "a.rs",
            'static V: &[&str] = &["deepseek-chat", "gpt-4o"];',
            'static V: &[&str] = &["deepseek-chat", "deepseek-v4-flash", "gpt-4o"];',
            id="rust-slice",
        ),
        pytest.param(
            "a.rs",
            'fn f() { let a = vec!["deepseek-chat", "gpt-4o"]; }',
            'fn f() { let a = vec!["deepseek-chat", "deepseek-v4-flash", "gpt-4o"]; }',
            id="rust-vec",
        ),
        pytest.param(
            "a.cs",
            'class A { string[] x = { "deepseek-chat", "gpt-4o" }; }',
            'class A { string[] x = { "deepseek-chat", "deepseek-v4-flash", "gpt-4o" }; }',
            id="csharp-array",
        ),
    ],
)
def test_becomes(path: str, code: str, expected: str) -> None:
    assert rewritten(path, code) == expected
    assert rewritten(path, expected) == expected


@pytest.mark.parametrize(
    ("path", "code"),
    [
        pytest.param("a.java", 'enum M { CHAT("deepseek-chat"); }', id="argument"),
        pytest.param("a.py", 'X = {"deepseek-chat": 1}', id="key"),
        pytest.param("a.py", 'X = ["try deepseek-chat now"]', id="part-of-a-sentence"),
        pytest.param("a.ts", 'type M = "deepseek-chat" | "x"', id="union"),
        pytest.param("a.yaml", "x:\n  - deepseek-chat: 1\n", id="yaml-key-of-an-item"),
        pytest.param("a.yaml", "x:\n  - deepseek-chat is fast\n", id="yaml-sentence"),
        pytest.param("a.el", "(setq m '((deepseek-chat :context 1)))", id="head-of-a-form"),
        pytest.param("a.py", 'X = prices["deepseek-chat"]', id="index"),
        pytest.param("a.py", 'X = [("deepseek-chat", 64000)]', id="row-of-a-list"),
        pytest.param("a.py", 'X = [("DeepSeek", "deepseek-chat"), ("Other", "x")]', id="second-place-of-a-row"),
        pytest.param("a.py", 'X = (("DeepSeek", "deepseek-chat"), ("Other", "x"))', id="row-of-a-tuple"),
        pytest.param(
            "a.py", 'X = {"quick": [["DeepSeek", "deepseek-chat"], ["Other", "x"]]}', id="row-of-a-list-in-a-mapping"
        ),
        pytest.param("a.ts", 'const m = new Map([["deepseek-chat", 64000]]);', id="row-of-a-map"),
        pytest.param("a.ts", 'const m = {["deepseek-chat"]: 1};', id="computed-key"),
        pytest.param("a.lua", 'local m = { ["deepseek-chat"] = 1 }', id="key-in-lua"),
        pytest.param("a.cs", 'class A { object m = new D { ["deepseek-chat"] = 1 }; }', id="key-in-csharp"),
        pytest.param("a.cpp", 'std::map<std::string, int> m = {{"deepseek-chat", 1}};', id="row-in-cpp"),
        pytest.param("a.py", 'T = Literal["deepseek-chat", "x"]', id="type"),
        pytest.param("a.py", 'X = ["deepseek-chat", "deepseek-v4-flash"]', id="it-is-there"),
        pytest.param("a.py", 'RETIRED = ["deepseek-chat"]', id="list-of-retired-names"),
        pytest.param(
            "a.go",
            'package p\n\nvar c = Client{"https://api.deepseek.com", "deepseek-chat"}\n',
            id="go-structure-by-position",
        ),
        pytest.param(
            "a.go",
            'package p\n\nvar c = &llm.Client{"https://api.deepseek.com", "deepseek-chat"}\n',
            id="go-structure-of-another-package",
        ),
        pytest.param(
            "a.go",
            'package p\n\nvar c = struct{ Host, Model string }{"https://api.deepseek.com", "deepseek-chat"}\n',
            id="go-structure-without-a-name",
        ),
        pytest.param(
            "a.go",
            'package p\n\nvar c = []Client{{"https://api.deepseek.com", "deepseek-chat"}}\n',
            id="go-structure-in-a-list",
        ),
        pytest.param(
            "a.go",
            'package p\n\nvar c = map[string]Client{"a": {"https://api.deepseek.com", "deepseek-chat"}}\n',
            id="go-structure-in-a-map",
        ),
    ],
)
def test_unchanged(path: str, code: str) -> None:
    assert rewritten(path, code) == code


@pytest.mark.parametrize(
    ("path", "code"),
    [
        pytest.param("a.py", 'con.execute("insert into u values (?)", ("deepseek-chat",))', id="bound-tuple"),
        pytest.param("a.py", 'con.execute("insert into u values (?)", ["deepseek-chat"])', id="bound-list"),
        pytest.param("a.py", '[a, b] = ["deepseek-chat", "gpt-4o"]', id="into-a-list-of-names"),
        pytest.param("a.py", 'run(["app", "use", "deepseek-chat", "file.txt"])', id="command"),
        pytest.param("a.py", 'ARGS = ["--verbose", "deepseek-chat"]', id="options"),
        pytest.param("a.py", 'X = ("deepseek-chat", "gpt-4o")', id="tuple"),
        pytest.param("a.py", 'def f():\n    return "deepseek-chat", "gpt-4o"', id="bare-tuple"),
        pytest.param("a.py", 'def f():\n    return ("deepseek-chat", "gpt-4o")', id="returned-tuple"),
        pytest.param("a.py", 'f(*("deepseek-chat", [], 1))', id="unpacked-at-once"),
        pytest.param("a.py", 'X = ["deepseek-chat", "gpt-4o"]\nf(*X)', id="unpacked-later"),
        pytest.param("a.py", 'models = ["deepseek-chat", "gpt-4o"]\na, b = models', id="into-names-later"),
        pytest.param("a.py", 'names = ["deepseek-chat"]\nd = dict(zip(names, [64000]))', id="zipped-later"),
        pytest.param("a.py", 'd = dict(zip(["deepseek-chat", "gpt-4o"], [64000, 128000]))', id="zipped"),
        pytest.param("a.py", 's = "%s is %s" % ("deepseek-chat", "old")', id="format"),
        pytest.param("a.py", 'X = ["deepseek-chat", "DeepSeek Chat"]', id="with-a-label"),
        pytest.param("a.py", 'X = ["deepseek", "deepseek-chat"]', id="with-a-provider"),
        pytest.param("a.py", 'MODELS = ["deepseek-chat", 3]', id="with-a-figure"),
        pytest.param("a.py", 'm = ["deepseek-chat", "gpt-4o"][1]', id="taken-by-its-place"),
        pytest.param("a.js", "db.all('select ?', ['deepseek-chat']);", id="js-bound"),
        pytest.param("a.js", "const [m, n] = ['deepseek-chat', 'gpt-4o'];", id="js-into-names"),
        pytest.param("a.js", "run(...['deepseek-chat', 'gpt-4o']);", id="js-spread"),
        pytest.param("a.js", "execFileSync('echo', ['deepseek-chat']);", id="js-command"),
        pytest.param("a.ts", "const t: [string, string] = ['deepseek-chat', 'gpt-4o'];", id="ts-tuple"),
        pytest.param(
            "a.ts", "const t: Record<string, [string, string]> = {x: ['deepseek-chat', 'o1']};", id="ts-tuples"
        ),
        pytest.param(
            "a.ts", "function f(): [string, string] { return ['deepseek-chat', 'gpt-4o']; }", id="ts-tuple-returned"
        ),
        pytest.param("a.go", 'package p\n\nvar x = [2]string{"deepseek-chat", "gpt-4o"}\n', id="go-size"),
        pytest.param("a.go", 'package p\n\nvar models = []any{"deepseek-chat", 3}\n', id="go-arguments"),
        pytest.param(
            "a.go",
            'package p\n\nfunc f() { exec.Command("app", []string{"use-1", "deepseek-chat"}...) }\n',
            id="go-unpacked",
        ),
        pytest.param("a.php", "<?php\n$s->execute(['deepseek-chat']);\n", id="php-bound"),
        pytest.param("a.php", "<?php\nDB::select('select ?', ['deepseek-chat']);\n", id="php-bound-by-a-class"),
        pytest.param("a.php", "<?php\n[$a, $b] = ['deepseek-chat', 'gpt-4o'];\n", id="php-into-names"),
        pytest.param("a.php", "<?php\ncall_user_func_array('f', ['deepseek-chat']);\n", id="php-arguments"),
        pytest.param("a.rb", "a, b = ['deepseek-chat', 'gpt-4o']\n", id="ruby-into-names"),
        pytest.param("a.rb", "db.execute('select ?', ['deepseek-chat'])\n", id="ruby-bound"),
        pytest.param("a.rb", "system('app', *['deepseek-chat'])\n", id="ruby-unpacked"),
        pytest.param(
            "a.java", 'class A { void f() { q("select ?", new Object[]{"deepseek-chat"}); } }', id="java-bound"
        ),
        pytest.param("a.rs", 'const X: [&str; 2] = ["deepseek-chat", "gpt-4o"];', id="rust-size"),
        pytest.param("a.rs", 'fn f() { let (x, y) = ("deepseek-chat", "gpt-4o"); }', id="rust-into-names"),
        pytest.param("a.rs", 'fn f() { let [p, q] = ["deepseek-chat", "gpt-4o"]; }', id="rust-array-into-names"),
        pytest.param("a.rs", 'fn f() { println!("{}", "deepseek-chat"); }', id="rust-macro"),
        pytest.param("a.cs", 'class A { string[] x = new string[2] { "deepseek-chat", "gpt-4o" }; }', id="csharp-size"),
        pytest.param("a.cpp", 'const char* m[2] = {"deepseek-chat", "gpt-4o"};', id="cpp-size"),
        pytest.param("a.cpp", 'std::array<std::string, 2> m = {"deepseek-chat", "gpt-4o"};', id="cpp-array"),
        pytest.param("a.ex", '[a, b] = ["deepseek-chat", "gpt-4o"]', id="elixir-into-names"),
        pytest.param("a.pl", "$s->execute(['deepseek-chat']);", id="perl-bound"),
        pytest.param("a.pl", "my ($a, $b) = ('deepseek-chat', 'gpt-4o');", id="perl-into-names"),
        pytest.param("a.yaml", "command:\n  - run\n  - deepseek-chat\n", id="yaml-command"),
        pytest.param("a.yaml", "x:\n  - deepseek-chat\n  - DeepSeek Chat\n", id="yaml-with-a-label"),
        pytest.param("a.json", '{"row": ["deepseek-chat", "gpt-4o"]}', id="json-row"),
    ],
)
def test_nothing_is_added_where_a_place_has_a_meaning(path: str, code: str) -> None:
    assert rewritten(path, code) == code
