"""What tests for an id is a comparison, wherever the id stands in the pattern, the list or the call; what looks like it is none."""

from __future__ import annotations

from collections.abc import Callable

import pytest

TABLED = [
    ("second-of-a-case", "go", 'package p\nfunc f() { switch m { case "a", "deepseek-chat": g() } }'),
    (
        "label-of-a-named-type",
        "go",
        'package p\nfunc f() { switch m { case Model("a"), Model("deepseek-chat"): g() } }',
    ),
    ("converted", "go", 'package p\nfunc f() { if m == Model("deepseek-chat") { g() } }'),
    ("searched", "go", 'package p\nfunc f() { if slices.Contains([]string{"a", "deepseek-chat"}, m) { g() } }'),
    ("without-case", "go", 'package p\nfunc f() { if strings.EqualFold(m, "deepseek-chat") { g() } }'),
    ("second-of-an-arm", "php", "<?php $x = match ($m) { 'a', 'deepseek-chat' => 1, default => 2 };"),
    ("searched", "php", "<?php if (in_array($m, ['a', 'deepseek-chat'], true)) { f(); }"),
    ("in-constant-time", "php", "<?php if (hash_equals('deepseek-chat', $m)) { f(); }"),
    ("in-a-hash-pattern", "rb", "case m\nin {model: 'a' | 'deepseek-chat'}\n  f\nend\n"),
    ("splat", "rb", "case m\nwhen *%w[a deepseek-chat]\n  f\nend\n"),
    ("words", "rb", "f if %w[a deepseek-chat].include?(m)\n"),
    ("block-that-compares", "rb", "f if ['a', 'deepseek-chat'].any? { |x| m.start_with?(x) }\n"),
    ("set", "rb", "f if Set.new(%w[a deepseek-chat]) === m\n"),
    ("not-in", "ex", 'if m not in ["a", "deepseek-chat"], do: 1\n'),
    ("with", "ex", 'with "deepseek-chat" <- m do\n  1\nend\n'),
    ("searched", "ex", 'if Enum.member?(["a", "deepseek-chat"], m), do: 1\n'),
    ("second-label", "java", 'class A { int f(String m) { switch (m) { case "a", "deepseek-chat" -> g(); } } }'),
    ("set-in-place", "java", 'class A { int f(String m) { if (Set.of("a", "deepseek-chat").contains(m)) g(); } }'),
    ("stream", "java", 'class A { int f(String m) { if (Stream.of("deepseek-chat").anyMatch(m::equals)) g(); } }'),
    ("second-label", "kt", 'fun f(m: String) { when (m) { "a", "deepseek-chat" -> g() } }'),
    ("in-a-range-test", "kt", 'fun f(m: String) { when (m) { in setOf("a", "deepseek-chat") -> g() } }'),
    ("not-in", "kt", 'fun f(m: String) { if (m !in arrayOf("a", "deepseek-chat")) g() }'),
    ("one-of-many", "kt", 'fun f() { if ("deepseek-chat" in models) g() }'),
    ("second-label", "swift", 'func f(m: String) { switch m { case "a", "deepseek-chat": g()\n default: h() } }'),
    (
        "in-a-tuple",
        "swift",
        'func f() { switch (m, n) { case ("a", true), ("deepseek-chat", _): g()\n default: h() } }',
    ),
    ("searched", "swift", 'func f(m: String) { guard ["a", "deepseek-chat"].contains(m) else { return } }'),
    ("in-a-slice-pattern", "rs", 'fn f() { match m { ["deepseek-chat", ..] => g(), _ => h() } }'),
    ("in-a-struct-pattern", "rs", 'fn f() { match m { R { model: "deepseek-chat", .. } => g(), _ => h() } }'),
    ("bound-pattern", "rs", 'fn f() { match m { x @ ("a" | "deepseek-chat") => g(), _ => h() } }'),
    ("if-let", "rs", 'fn f() { if let Some("a" | "deepseek-chat") = m { g() } }'),
    ("asserted-match", "rs", 'fn f() { assert!(matches!(m, "a" | "deepseek-chat")); }'),
    ("searched", "rs", 'fn f() { if ["a", "deepseek-chat"].iter().any(|x| *x == m) { g() } }'),
    ("negated", "cs", 'class A { void F() { if (m is not ("a" or "deepseek-chat")) G(); } }'),
    ("property-pattern", "cs", 'class A { void F() { if (r is { Model: "a" or "deepseek-chat" }) G(); } }'),
    ("tuple-arm", "cs", 'class A { int F() { return (m, n) switch { ("deepseek-chat", _) => 1, _ => 2 }; } }'),
    ("searched", "cs", 'class A { void F() { if (new[] { "a", "deepseek-chat" }.Contains(m)) G(); } }'),
    ("searched", "lua", 'if vim.tbl_contains({ "a", "deepseek-chat" }, m) then f() end'),
    ("second-of-an-or", "dart", "f() { final x = switch (m) { 'a' || 'deepseek-chat' => 1, _ => 2 }; }"),
    ("if-case", "dart", "f() { if (m case 'a' || 'deepseek-chat') { g(); } }"),
    ("searched", "dart", "f() { if (const {'a', 'deepseek-chat'}.contains(m)) { g(); } }"),
    ("in-an-extractor", "scala", 'object A { def f = m match { case Some("a" | "deepseek-chat") => 1 } }'),
    ("infix", "scala", 'object A { def f = Set("a", "deepseek-chat") contains m }'),
    ("text-test", "scala", 'object A { def f = m startsWith "deepseek-chat" }'),
    ("set-in-place", "cpp", 'bool f() { return std::set<std::string>{"a", "deepseek-chat"}.count(m); }'),
    ("literal-operator", "cpp", 'bool f() { return m == "deepseek-chat"s; }'),
]

PYTHON_AND_JAVASCRIPT = [
    ("second-pattern", "py", 'match m:\n    case "a" | "deepseek-chat":\n        f()\n'),
    ("sequence-pattern", "py", 'match m:\n    case ["deepseek-chat", _]:\n        f()\n'),
    ("mapping-pattern", "py", 'match m:\n    case {"model": "a" | "deepseek-chat"}:\n        f()\n'),
    ("class-pattern", "py", 'match m:\n    case Request(model="deepseek-chat"):\n        f()\n'),
    ("guard", "py", 'match m:\n    case x if x in ("a", "deepseek-chat"):\n        f()\n'),
    ("frozen-set", "py", 'ok = m in frozenset({"a", "deepseek-chat"})\n'),
    ("function", "py", 'ok = operator.eq(m, "deepseek-chat")\n'),
    ("prefixes", "py", 'ok = m.startswith(("a", "deepseek-chat"))\n'),
    ("reformed", "py", 'ok = m.lower() == "deepseek-chat".lower()\n'),
    ("asserted", "py", 'self.assertEqual(m, "deepseek-chat")\n'),
    ("set", "js", 'if (new Set(["a", "deepseek-chat"]).has(m)) f();'),
    ("cast-list", "ts", 'if ((["a", "deepseek-chat"] as string[]).includes(m)) f();'),
    ("each-that-compares", "js", 'if (["a", "deepseek-chat"].some((x) => m.startsWith(x))) f();'),
    ("function", "js", 'if (Object.is(m, "deepseek-chat")) f();'),
    ("asserted", "js", 'expect(m).toBe("deepseek-chat");'),
    ("asserted-by-node", "js", 'assert.strictEqual(m, "deepseek-chat");'),
]

BY_MARKS = [
    ("in-a-list", "ps1", 'if ($m -in "a", "deepseek-chat") { f }'),
    ("first-of-a-list", "ps1", 'if ("deepseek-chat", "a" -contains $m) { f }'),
    ("on-the-left", "ps1", 'if ("deepseek-chat" -eq $m) { f }'),
    ("label", "ps1", 'switch ($m) {\n    "a" { f }\n    "deepseek-chat" { g }\n}\n'),
    ("in-a-vector", "r", 'if (m %in% c("a", "deepseek-chat")) f()'),
    ("in-a-list", "groovy", 'if (m in ["a", "deepseek-chat"]) { f() }'),
    ("receiver", "groovy", 'if ("deepseek-chat".equals(m)) { f() }'),
    ("element", "hs", 'f m = m `elem` ["a", "deepseek-chat"]'),
    ("clause", "hs", 'f "deepseek-chat" = 2'),
    ("tuple", "jl", 'if m in ("a", "deepseek-chat") f() end'),
    ("member", "erl", 'f(M) -> lists:member(M, ["a", "deepseek-chat"]).'),
    ("equal", "ml", 'let f m = if m = "deepseek-chat" then 1 else 2'),
    ("second-label", "nim", 'case m\nof "a", "deepseek-chat": f()\n'),
    ("message", "m", 'if ([m isEqualToString:@"deepseek-chat"]) { f(); }'),
    ("on-the-left", "sh", 'if [ "deepseek-chat" = "$m" ]; then f; fi'),
    ("guarded-from-being-empty", "sh", '[ x"$m" = x"deepseek-chat" ] && f'),
    ("second-label", "sh", 'case "$m" in\n  a | deepseek-chat) f ;;\nesac\n'),
    ("second-label", "fish", "switch $m\n  case a deepseek-chat\n    f\nend\n"),
    ("condition", "mk", "ifeq ($(MODEL),deepseek-chat)\nx:\n\tf\nendif\n"),
]

LISP = [
    ("pattern", "el", '(pcase m ("deepseek-chat" 1) (_ 2))'),
    ("second-pattern", "el", '(pcase m ((or "a" "deepseek-chat") 1) (_ 2))'),
    ("quoted-pattern", "el", "(pcase m ((or 'a 'deepseek-chat) 1))"),
    ("member", "el", '(when (member m \'("a" "deepseek-chat")) 1)'),
    ("member-of-a-list", "el", '(when (member m (list "a" "deepseek-chat")) 1)'),
    ("symbols", "el", "(when (memq m '(deepseek-chat a)) 1)"),
    ("search", "el", '(when (seq-contains-p \'("a" "deepseek-chat") m) 1)'),
    ("end", "el", '(when (string-suffix-p "deepseek-chat" m) 1)'),
    ("case", "clj", '(case m "a" 1 "deepseek-chat" 2 3)'),
    ("case-of-several", "clj", '(case m ("a" "deepseek-chat") 1 2)'),
    ("condp", "clj", '(condp = m "a" 1 "deepseek-chat" 2)'),
    ("set-as-a-test", "clj", '(if (#{"a" "deepseek-chat"} m) 1 2)'),
    ("search", "clj", '(if (contains? #{"a" "deepseek-chat"} m) 1 2)'),
    ("equal", "clj", '(if (not= m "deepseek-chat") 1 2)'),
]

ASKED = [
    ("result-of-a-pattern", "el", '(pcase m ((or "a" "b") "deepseek-chat"))'),
    ("result-of-a-case", "clj", '(case m :fast "deepseek-chat" "x")'),
    ("result-of-no-case", "clj", '(case m :fast "x" "deepseek-chat")'),
    ("keyword-of-a-call", "py", 'ok = ask(model="deepseek-chat") == "pong"\n'),
    ("value-beside-a-test", "py", 'model = "deepseek-chat" if a == b else "x"\n'),
    ("every-one-is-asked", "js", 'if (["a", "deepseek-chat"].every((x) => ask(x))) f();'),
    ("constant", "ml", 'let model = "deepseek-chat"'),
    ("constant", "hs", 'model = "deepseek-chat"'),
    ("argument", "groovy", 'if (x == ask("deepseek-chat")) { f() }'),
    ("option", "sh", 'llm -m deepseek-chat "is a = b?"'),
    ("put-into-a-body", "clj", '(assoc body :model "deepseek-chat")'),
    ("a-client-that-is-compared", "go", 'package p\nfunc f() { if llm.WithModel("deepseek-chat") != nil { g() } }'),
    ("result-of-an-arm", "rs", 'fn model(m: &str) -> &str { match m { "a" | "b" => "deepseek-chat", _ => "x" } }'),
    ("result-of-a-branch", "kt", 'fun model(m: String) = when (m) { "a", "b" -> "deepseek-chat"; else -> "x" }'),
    ("list-that-is-gone-through", "rb", "['a', 'deepseek-chat'].each { |m| ask(m) }\n"),
    ("every-one-is-asked", "kt", 'fun f() { listOf("a", "deepseek-chat").all { ask(it) } }'),
    ("bound", "ex", 'with model <- "deepseek-chat" do\n  ask(model)\nend\n'),
]


def _rows(table: list[tuple[str, str, str]]) -> list[object]:
    return [pytest.param(suffix, code, id=f"{suffix}-{reason}") for reason, suffix, code in table]


@pytest.mark.parametrize(("suffix", "code"), _rows(TABLED + LISP + PYTHON_AND_JAVASCRIPT + BY_MARKS))
def test_compared(offers: Callable[[str, str], list[str]], suffix: str, code: str) -> None:
    assert offers(f"app.{suffix}", code) == ["id-compared advice"]


@pytest.mark.parametrize(("suffix", "code"), _rows(ASKED))
def test_asked(offers: Callable[[str, str], list[str]], suffix: str, code: str) -> None:
    assert "id-compared advice" not in offers(f"app.{suffix}", code)


def test_a_select_over_what_was_recorded_is_a_query(offers: Callable[[str, str], list[str]]) -> None:
    assert offers("app.sql", "SELECT model IN ('a', 'deepseek-chat') FROM t;") == ["left query"]
