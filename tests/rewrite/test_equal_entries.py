"""No entry becomes equal to another: one row per kind of container and language, with both old names, and with the new one there."""

from __future__ import annotations

from pathlib import PurePosixPath

import pytest

from v4migrate.rewrite.outcome import Held
from v4migrate.rewrite.rewriter import RewriteOptions, Rewriter
from v4migrate.rulebook.load import load_rulebook
from v4migrate.scan.scanner import Scanner

SCANNER = Scanner(load_rulebook())
SAFE = Rewriter(SCANNER, RewriteOptions())
ALL = Rewriter(SCANNER, RewriteOptions(unsafe=True, include_tests=True))
CHAT, REASONER, FLASH, PRO = "deepseek-chat", "deepseek-reasoner", "deepseek-v4-flash", "deepseek-v4-pro"

# «1» and «2» are the two ids. A picker may hold Flash and Pro; what is none is left alone.
PICKERS = [
    ("python-list", "a.py", 'M = ["«1»", "«2»"]'),
    ("python-set", "a.py", 'M = {"«1»", "«2»"}'),
    ("python-calls", "a.py", 'M = [CustomModel(name="«1»"), CustomModel(name="«2»")]'),
    ("python-positional", "a.py", 'M = [Model("«1»", "fast"), Model("«2»", "deep")]'),
    ("python-choices", "a.py", 'M = (("«1»", "Chat"), ("«2»", "Reasoner"))'),
    ("python-objects", "a.py", 'M = [{"id": "«1»", "label": "«1»"}, {"id": "«2»", "label": "«2»"}]'),
    ("typescript-list", "a.ts", 'export const M = ["«1»", "«2»", "gpt-4o"];'),
    ("typescript-options", "a.ts", 'const M = [{ value: "«1»", label: "«1»" }, { value: "«2»", label: "«2»" }];'),
    ("typescript-set", "a.ts", 'const s = new Set(["«1»", "«2»"]);'),
    ("tsx-options", "a.tsx", 'const p = <p><option value="«1»">«1»</option><option value="«2»">«2»</option></p>;'),
    ("json-list", "a.json", '{"models": ["«1»", "«2»"]}'),
    ("json-objects", "a.json", '{"models": [{"id": "«1»", "name": "«1»"}, {"id": "«2»", "name": "«2»"}]}'),
    ("yaml-list", "a.yaml", "models:\n  - «1»\n  - «2»  # thinks\n"),
    ("yaml-mappings", "a.yaml", "models:\n  - id: «1»\n    name: «1»\n  - id: «2»\n    name: «2»\n"),
    ("toml-list", "a.toml", 'models = ["«1»", "«2»"]\n'),
    ("toml-tables", "a.toml", '[[models]]\nmodel = "«1»"\n[[models]]\nmodel = "«2»"\n'),
    ("go-slice", "a.go", 'package a\nvar m = []string{"«1»", "«2»"}\n'),
    ("go-structures", "a.go", 'package a\nvar m = []Model{{ID: "«1»", Name: "a"}, {ID: "«2»", Name: "b"}}\n'),
    ("java-list", "A.java", 'class A { Object m = List.of("«1»", "«2»"); }'),
    ("java-objects", "A.java", 'class A { Object m = List.of(new Model("«1»"), new Model("«2»")); }'),
    ("kotlin-list", "a.kt", 'val m = listOf("«1»", "«2»")'),
    ("kotlin-objects", "a.kt", 'val m = listOf(Model("«1»"), Model("«2»"))'),
    ("csharp-array", "a.cs", 'class A { string[] m = { "«1»", "«2»" }; }'),
    ("csharp-objects", "a.cs", 'class A { object m = new[] { new Model("«1»"), new Model("«2»") }; }'),
    ("rust-array", "a.rs", 'const M: [&str; 2] = ["«1»", "«2»"];'),
    ("rust-structures", "a.rs", 'const M: &[Model] = &[Model { id: "«1»" }, Model { id: "«2»" }];'),
    ("ruby-words", "a.rb", "M = %w[«1» «2»]"),
    ("ruby-hashes", "a.rb", 'M = [{ id: "«1»" }, { id: "«2»" }]'),
    ("php-array", "a.php", "<?php $m = ['«1»', '«2»'];"),
    ("php-objects", "a.php", "<?php $m = [new Model('«1»'), new Model('«2»')];"),
    (
        "swift-options",
        "a.swift",
        'let m = [FieldOption(value: "«1»", label: "«1»"), FieldOption(value: "«2»", label: "«2»")]',
    ),
    ("scala-list", "a.scala", 'object A { val m = List("«1»", "«2»") }'),
    ("elixir-list", "a.ex", 'defmodule A do\n  @m ["«1»", "«2»"]\nend\n'),
    ("lua-table", "a.lua", 'local m = { "«1»", "«2»" }'),
    (
        "dart-items",
        "a.dart",
        'final m = [Item(value: "«1»", child: Text("«1»")), Item(value: "«2»", child: Text("«2»"))];',
    ),
    ("cpp-list", "a.cpp", 'std::vector<std::string> m = {"«1»", "«2»"};'),
    ("lisp-symbols", "a.el", "(setq m '(«1» «2»))"),
    ("list-in-a-document", "a.md", "- `«1»`\n- `«2»`\n"),
    ("sentence-in-a-document", "a.md", "It takes `«1»` and `«2»`.\n"),
]
NEVER = [
    ("python-keys", "a.py", 'M = {"«1»": f, "«2»": g}'),
    ("python-enum", "a.py", 'class M(str, Enum):\n    A = "«1»"\n    B = "«2»"\n'),
    ("python-literal", "a.py", 'T = Literal["«1»", "«2»"]'),
    ("python-literal-of-a-parameter", "a.py", 'def f(x: Literal["«1»", "«2»"]): ...'),
    ("python-match", "a.py", 'match m:\n    case "«1»":\n        x = 1\n    case "«2»":\n        x = 2\n'),
    ("python-rows", "a.py", 'M = [("«1»", 64000), ("«2»", 64000)]'),
    ("typescript-union", "a.ts", 'type T = "«1»" | "x" | "«2»";'),
    ("typescript-enum", "a.ts", 'enum M { A = "«1»", B = "«2»" }'),
    ("typescript-switch", "a.ts", 'switch (m) { case "«1»": f(); break; case "«2»": g(); break; }'),
    ("typescript-keys", "a.ts", 'const M = { "«1»": f, "«2»": g };'),
    ("typescript-rows", "a.ts", 'const m = new Map([["«1»", 1], ["«2»", 2]]);'),
    ("json-keys", "a.json", '{"«1»": {"x": true}, "«2»": {"x": false}}'),
    ("yaml-keys", "a.yaml", "«1»:\n  x: a\n«2»:\n  x: b\n"),
    ("toml-tables-by-key", "a.toml", '[m."«1»"]\nx = "a"\n[m."«2»"]\nx = "b"\n'),
    ("sql-rows", "a.sql", "INSERT INTO m (id) VALUES ('«1»'), ('«2»');\n"),
    ("go-keys", "a.go", 'package a\nvar m = map[string]F{"«1»": f, "«2»": g}\n'),
    ("go-switch", "a.go", 'package a\nfunc f() { switch m { case "«1»": x()\ncase "«2»": y() } }\n'),
    ("java-enum", "A.java", 'enum M { A("«1»"), B("«2»"); }'),
    (
        "java-switch",
        "A.java",
        'class A { int f() { switch (m) { case "«1»": return 1; case "«2»": return 2; } return 0; } }',
    ),
    ("java-keys", "A.java", 'class A { Object m = Map.of("«1»", f, "«2»", g); }'),
    ("kotlin-keys", "a.kt", 'val m = mapOf("«1»" to f, "«2»" to g)'),
    ("kotlin-enum", "a.kt", 'enum class M(val id: String) { A("«1»"), B("«2»") }'),
    ("kotlin-when", "a.kt", 'val x = when (m) { "«1»" -> 1; "«2»" -> 2; else -> 3 }'),
    ("csharp-keys", "a.cs", 'class A { object m = new D { ["«1»"] = f, ["«2»"] = g }; }'),
    (
        "csharp-switch",
        "a.cs",
        'class A { int f() { switch (m) { case "«1»": return 1; case "«2»": return 2; } return 0; } }',
    ),
    ("rust-match", "a.rs", 'fn f() -> u8 { match m { "«1»" => 1, "«2»" => 2, _ => 3 } }'),
    ("rust-rows", "a.rs", 'const M: &[(&str, u32)] = &[("«1»", 1), ("«2»", 2)];'),
    ("ruby-keys", "a.rb", 'M = { "«1»" => f, "«2»" => g }'),
    ("ruby-case", "a.rb", 'case m\nwhen "«1»" then 1\nwhen "«2»" then 2\nend\n'),
    ("php-keys", "a.php", "<?php $m = ['«1»' => f(), '«2»' => g()];"),
    ("php-enum", "a.php", "<?php enum M: string { case A = '«1»'; case B = '«2»'; }"),
    ("php-match", "a.php", "<?php $x = match ($m) { '«1»' => 1, '«2»' => 2 };"),
    ("swift-keys", "a.swift", 'let m = ["«1»": f, "«2»": g]'),
    ("swift-enum", "a.swift", 'enum M: String { case a = "«1»"; case b = "«2»" }'),
    ("swift-switch", "a.swift", 'func f() { switch m { case "«1»": x()\ncase "«2»": y()\ndefault: z() } }'),
    ("scala-keys", "a.scala", 'object A { val m = Map("«1»" -> f, "«2»" -> g) }'),
    ("scala-match", "a.scala", 'object A { val x = m match { case "«1»" => 1\ncase "«2»" => 2 } }'),
    ("elixir-keys", "a.ex", 'defmodule A do\n  @m %{"«1»" => &f/0, "«2»" => &g/0}\nend\n'),
    (
        "elixir-case",
        "a.ex",
        'defmodule A do\n  def f(m) do\n    case m do\n      "«1»" -> 1\n      "«2»" -> 2\n    end\n  end\nend\n',
    ),
    ("lua-keys", "a.lua", 'local m = { ["«1»"] = f, ["«2»"] = g }'),
    ("dart-keys", "a.dart", 'final m = {"«1»": f, "«2»": g};'),
    ("dart-switch", "a.dart", 'int f(m) { switch (m) { case "«1»": return 1; case "«2»": return 2; } return 0; }'),
    ("cpp-rows", "a.cpp", 'std::map<std::string, int> m = {{"«1»", 1}, {"«2»", 2}};'),
    ("lisp-rows", "a.el", "(setq m '((«1» :x a) («2» :x b)))"),
    ("shell-case", "a.sh", 'case "$m" in\n  «1») x ;;\n  «2») y ;;\nesac\n'),
]


def written(code: str, one: str, two: str) -> str:
    return code.replace("«1»", one).replace("«2»", two)


def table(rows: list[tuple[str, str, str]]) -> pytest.MarkDecorator:
    return pytest.mark.parametrize(("path", "code"), [pytest.param(path, code, id=name) for name, path, code in rows])


def after(rewriter: Rewriter, path: str, code: str) -> str:
    return rewriter.rewrite(PurePosixPath(path), code.encode()).after.decode()


@table(PICKERS)
def test_a_picker_of_both_waits_for_a_choice(path: str, code: str) -> None:
    before = written(code, CHAT, REASONER)
    outcome = SAFE.rewrite(PurePosixPath(path), before.encode())
    assert outcome.after.decode() == before
    assert (Held.DOCUMENT if path == "a.md" else Held.PICKER) in {entry.held for entry in outcome.held}


@table(PICKERS)
@pytest.mark.parametrize("folder", ["", "tests/"])
def test_a_picker_of_both_gets_flash_and_pro(path: str, code: str, folder: str) -> None:
    assert after(ALL, folder + path, written(code, CHAT, REASONER)) == written(code, FLASH, PRO)


@table(PICKERS)
def test_a_test_with_a_picker_of_both_waits_for_a_choice(path: str, code: str) -> None:
    before = written(code, CHAT, REASONER)
    assert after(Rewriter(SCANNER, RewriteOptions(include_tests=True)), f"tests/{path}", before) == before


@table([*PICKERS, *NEVER])
@pytest.mark.parametrize("folder", ["", "tests/"])
@pytest.mark.parametrize(("one", "two"), [(CHAT, FLASH), (FLASH, CHAT), (REASONER, FLASH)])
def test_the_new_name_is_there_already(path: str, code: str, folder: str, one: str, two: str) -> None:
    before = written(code, one, two)
    assert after(ALL, folder + path, before) == before


@table(NEVER)
@pytest.mark.parametrize("folder", ["", "tests/"])
def test_keys_labels_and_types_are_never_made_equal(path: str, code: str, folder: str) -> None:
    before = written(code, CHAT, REASONER)
    for rewriter in (SAFE, ALL):
        assert after(rewriter, folder + path, before) == before


@pytest.mark.parametrize(
    ("path", "before", "expected"),
    [
        pytest.param(
            "tests/test_a.py",
            'def test_a():\n    a = make(model="«1»")\n    b = make(model="«2»")\n    assert a.model != b.model\n',
            (FLASH, PRO),
            id="two-fixtures-that-differ",
        ),
        pytest.param(
            "tests/test_a.py",
            'def test_a():\n    assert make(model="«1»").model == "«1»"\n'
            'def test_b():\n    assert make(model="«2»").model == "«2»"\n',
            (FLASH, FLASH),
            id="two-tests-of-one-each",
        ),
        pytest.param(
            "a.ts",
            "const M = [{ name: 'scout', model: '«1»' }, { name: 'judge', model: '«2»' }, { name: 'x', model: 'gpt' }];",
            ("deepseek-chat", "deepseek-reasoner"),
            id="entries-with-names-of-their-own-are-held",
        ),
    ],
)
def test_more_than_a_list(path: str, before: str, expected: tuple[str, str]) -> None:
    assert after(ALL, path, written(before, CHAT, REASONER)) == written(before, *expected)


@pytest.mark.parametrize(
    ("path", "code"),
    [
        pytest.param("a.py", 'M = ["deepseek-chat", "deepseek-v3.2", "deepseek-reasoner"]', id="three-old-names"),
        pytest.param("a.py", 'M = ["deepseek-chat", "deepseek-reasoner", "deepseek-v4-pro"]', id="pro-is-there"),
        pytest.param("a.py", 'M = ["deepseek-chat", "deepseek-v3"]', id="two-that-did-not-think"),
    ],
)
def test_what_two_names_cannot_keep_apart_is_held(path: str, code: str) -> None:
    outcome = ALL.rewrite(PurePosixPath(path), code.encode())
    assert outcome.after.decode() == code
    assert {entry.held for entry in outcome.held} == {Held.COLLISION}


@pytest.mark.parametrize(
    ("path", "code", "count"),
    [
        pytest.param(
            "tests/test_a.py",
            'ANSWER = \'{"object": "chat.completion", "model": "deepseek-chat", "choices": []}\'\n'
            'def test_a():\n    assert ask(model="deepseek-chat").model == "deepseek-chat"\n',
            0,
            id="asserted-against-a-recorded-answer",
        ),
        pytest.param(
            "tests/test_a.py",
            'ANSWER = \'{"object": "chat.completion", "model": "deepseek-chat", "choices": []}\'\n'
            'def test_a():\n    ask(model="deepseek-chat")\n',
            1,
            id="only-asked",
        ),
        pytest.param(
            "tests/a_test.go",
            'package a\nfunc TestA(t *testing.T) {\n\tc := load("model: deepseek-chat")\n'
            '\tassert.Equal(t, "deepseek-chat", c.Model)\n}\n',
            2,
            id="both-sides-go",
        ),
        pytest.param(
            "src/test/ATest.java",
            'class ATest { void a() { var c = load("model: deepseek-chat"); assertEquals("deepseek-chat", c.model()); } }',
            2,
            id="both-sides-java",
        ),
        pytest.param(
            "a.test.ts",
            'test("a", () => { const c = load("model: deepseek-chat"); expect(c.model).toBe("deepseek-chat"); });',
            2,
            id="both-sides-typescript",
        ),
        pytest.param(
            "spec/a_spec.rb",
            'it "a" do\n  c = load("model: deepseek-chat")\n  expect(c.model).to eq("deepseek-chat")\nend\n',
            2,
            id="both-sides-ruby",
        ),
        pytest.param(
            "tests/ATest.php",
            "<?php\n$c = load('model: deepseek-chat');\n$this->assertSame('deepseek-chat', $c->model);\n",
            2,
            id="both-sides-php",
        ),
        pytest.param(
            "tests/a.rs",
            '#[test]\nfn a() { let c = load("model: deepseek-chat"); assert_eq!(c.model, "deepseek-chat"); }\n',
            2,
            id="both-sides-rust",
        ),
        pytest.param(
            "tests/ATests.cs",
            'class T { void A() { var c = Load("model: deepseek-chat"); Assert.Equal("deepseek-chat", c.Model); } }',
            2,
            id="both-sides-csharp",
        ),
        pytest.param(
            "tests/a_test.exs",
            'test "a" do\n  c = load("model: deepseek-chat")\n  assert c.model == "deepseek-chat"\nend\n',
            2,
            id="both-sides-elixir",
        ),
    ],
)
def test_a_value_and_its_assertion_change_together(path: str, code: str, count: int) -> None:
    assert after(ALL, path, code).count(FLASH) == count


@table(
    [
        ("go-statements", "a.go", 'package a\nfunc f() {\n\tsend(Req{Model: "«1»"})\n\tsend(Req{Model: "«2»"})\n}\n'),
        (
            "go-mappings",
            "a.go",
            'package a\nfunc f() {\n\tpost(map[string]any{"model": "«1»"})\n\tpost(map[string]any{"model": "«2»"})\n}\n',
        ),
        (
            "csharp-methods",
            "a.cs",
            'class A {\n  void F() { Send(new Req { Model = "«1»" }); }\n  void G() { Send(new Req { Model = "«2»" }); }\n}\n',
        ),
        (
            "rust-functions",
            "a.rs",
            'impl A {\n    fn f() { send(Req { model: "«1»" }); }\n    fn g() { send(Req { model: "«2»" }); }\n}\n',
        ),
        (
            "php-methods",
            "a.php",
            "<?php\nclass A {\n  function f() { send(['model' => '«1»']); }\n  function g() { send(['model' => '«2»']); }\n}\n",
        ),
        (
            "cpp-functions",
            "a.cpp",
            'namespace a {\nvoid f() { send({{"model", "«1»"}}); }\nvoid g() { send({{"model", "«2»"}}); }\n}\n',
        ),
    ]
)
def test_requests_one_after_the_other_are_no_entries(path: str, code: str) -> None:
    outcome = SAFE.rewrite(PurePosixPath(path), written(code, CHAT, REASONER).encode())
    assert [change.finding.found for change in outcome.changes] == [CHAT, REASONER]
    assert outcome.after.decode().count(FLASH) == 2


MORE = {"a.py": '"deep": 1, ', "a.ts": "deep: 1, ", "a.R": "deep = 1, "}
ADDRESS = '"https://api.deepseek.com"'
ROWS = [
    ("a.py", f'U = {ADDRESS}\nR = {{\n    "%s": {{"model": "%s"}},\n    "%s": {{%s"model": "%s"}},\n}}\n'),
    ("a.ts", f'const u = {ADDRESS};\nconst r = {{\n  "%s": {{model: "%s"}},\n  "%s": {{%smodel: "%s"}},\n}};\n'),
    ("a.R", f'u <- {ADDRESS}\nr <- list(\n  "%s" = list(model = "%s"),\n  "%s" = list(%smodel = "%s")\n)\n'),
]


@pytest.mark.parametrize(("path", "code"), ROWS, ids=[path for path, _ in ROWS])
def test_rows_that_are_called_like_their_ids_stay_apart(path: str, code: str) -> None:
    before = (code % (CHAT, CHAT, REASONER, "", REASONER)).encode()
    outcome = SAFE.rewrite(PurePosixPath(path), before)
    assert outcome.after == before
    assert Held.PICKER in {entry.held for entry in outcome.held}
    other = (code % (CHAT, CHAT, REASONER, MORE[path], REASONER)).encode()
    assert FLASH.encode() in SAFE.rewrite(PurePosixPath(path), other).after, "they differ in more than their ids"


@table(
    [
        (
            "python",
            "a.py",
            'def f(m, model="«1»", deep=False):\n    if deep:\n        model = "«2»"\n    ask(model=model)\n',
        ),
        (
            "javascript",
            "a.js",
            'function f(m, model = "«1»", deep) {\n  if (deep) model = "«2»";\n  ask({ model });\n}\n',
        ),
        (
            "typescript-options",
            "a.ts",
            'const f = (m, { model = "«1»", deep } = {}) => {\n  if (deep) model = "«2»";\n};\n',
        ),
        ("php", "a.php", "<?php\nfunction f($model = '«1»', $deep = false) {\n  if ($deep) { $model = '«2»'; }\n}\n"),
        (
            "r",
            "a.R",
            'f <- function(m,\n              .model = "«1»",\n              .deep = NULL) {\n  if (isTRUE(.deep)) .model <- "«2»"\n}\n',
        ),
    ]
)
def test_modes_of_a_function_wait_for_a_choice(path: str, code: str) -> None:
    before = written(code, CHAT, REASONER)
    outcome = SAFE.rewrite(PurePosixPath(path), before.encode())
    assert outcome.after.decode() == before
    assert Held.PICKER in {held.held for held in outcome.held}


@table(
    [
        (
            "another-function",
            "a.py",
            'def f(m, model="«1»"):\n    ask(model=model)\ndef g(deep):\n    if deep:\n        model = "«2»"\n',
        ),
        ("another-name", "a.js", 'function f(m, model = "«1»", deep) {\n  const other = "«2»";\n}\n'),
        (
            "another-function-of-r",
            "a.R",
            'f <- function(.model = "«1»") {\n  ask(.model)\n}\ng <- function(m) {\n  .model <- "«2»"\n}\n',
        ),
        (
            "variables-that-a-parameter-is-called-as",
            "a.py",
            (
                'class A:\n    def f(self, c):\n        model = c.model if c else "«1»"\n    def g(self, c, deep):\n'
                '        model = "«2»" if deep else c.model\n    def h(self, c, model: str = None): ...\n'
            ),
        ),
    ]
)
def test_what_another_function_holds_is_no_rival(path: str, code: str) -> None:
    outcome = SAFE.rewrite(PurePosixPath(path), written(code, CHAT, REASONER).encode())
    assert outcome.after.decode() == written(code, FLASH, FLASH)
