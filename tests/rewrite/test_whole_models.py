"""The model of a request is asked for whole, in each language, or not at all."""

from __future__ import annotations

from pathlib import PurePosixPath

import pytest

from v4migrate.rewrite.whole_models import whole_model
from v4migrate.scan.regions import regions_of
from v4migrate.scan.syntax import read_syntax

CODE = {
    "a.dart": "f() { ask(jsonEncode({'model': <of>, 'messages': m})); }",
    "a.rs": 'fn f() { let body = json!({"model": <of>, "messages": m}); }',
    "a.swift": 'func f() { let body: [String: Any] = ["model": <of>, "messages": m] }',
    "a.kt": 'fun f() { val body = mapOf("model" to <of>, "messages" to m) }',
    "a.cs": "class A { void F() { var body = new { model = <of>, messages = m }; } }",
    "a.go": 'package a\nfunc f() { body := map[string]any{"model": <of>, "messages": m} }',
    "a.php": "<?php function f() { $body = ['model' => <of>, 'messages' => $m]; }",
    "a.rb": "def f\n body = { model: <of>, messages: m }\nend",
    "A.java": 'class A { void f() { var body = Map.of("model", <of>, "messages", m); } }',
    "a.js": "function f() { const body = { model: <of>, messages: m }; }",
    "a.ts": "function f() { const body = { model: <of>, messages: m }; }",
    "a.py": 'def f():\n    body = {"model": <of>, "messages": m}\n',
}
SHAPES = ['A.names["k"]', "a.b.c", "names[k]", "pick(x)", "a.pick(x)", "a.b().c", "a.b[c].d"]


def model_in(path: str, code: str) -> str | None:
    (region,) = regions_of(PurePosixPath(path), code.encode())
    (call,) = read_syntax(region).calls()
    return whole_model(region, call)


@pytest.mark.parametrize("path", list(CODE))
@pytest.mark.parametrize("written", SHAPES)
def test_no_model_is_cut(path: str, written: str) -> None:
    assert model_in(path, CODE[path].replace("<of>", written)) in {written, None}


@pytest.mark.parametrize(
    ("path", "written", "whole"),
    [
        pytest.param("a.dart", "A.names['k']", "A.names['k']", id="dart-entry"),
        pytest.param("a.dart", "a?.b", "a?.b", id="dart-optional-member"),
        pytest.param("a.dart", "A.names['k']!", "A.names['k']", id="dart-that-is-surely-there"),
        pytest.param("a.dart", "a.trim()", None, id="dart-call"),
        pytest.param("a.rs", "self.model", "self.model", id="rust-member"),
        pytest.param("a.rs", "self.model.clone()", None, id="rust-call"),
        pytest.param("a.swift", "await a.b", None, id="swift-what-is-waited-for"),
        pytest.param("a.dart", "a /* b */", "a", id="dart-comment-behind"),
        pytest.param("a.dart", "a\n  .b", None, id="dart-goes-on-below"),
        pytest.param("a.rb", "a", "a", id="ruby-name"),
    ],
)
def test_up_to_its_end(path: str, written: str, whole: str | None) -> None:
    assert model_in(path, CODE[path].replace("<of>", written)) == whole


def test_a_key_that_is_its_own_value() -> None:
    assert model_in("a.rb", "def f(model)\n body = { model:, messages: m }\nend") == "model"
