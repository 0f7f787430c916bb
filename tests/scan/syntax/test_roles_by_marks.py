"""What the first id of a snippet is for, in languages that are read by their marks alone, as people write them."""

from __future__ import annotations

import pytest

from tests.scan.test_languages import place_of, said_of

R = [
    ("parameter", 'ask <- function(q, model = "deepseek-chat") { f(q) }', "default model"),
    ("parameter-of-another-name", 'ask <- function(q, m = "deepseek-chat") { f(q) }', "argument m"),
    ("environment", 'm <- Sys.getenv("MODEL", unset = "deepseek-chat")', "default unset"),
    ("option", 'm <- getOption("deepseek.model", default = "deepseek-chat")', "default default"),
    ("field-of-a-body", 'body$model <- "deepseek-chat"', "request model"),
    ("entry-in-double-brackets", 'body[["model"]] <- "deepseek-chat"', "constant model"),
    ("body", 'req_body_json(list(model = "deepseek-chat", messages = m))', "request model"),
    ("picker", 'selectInput("m", "Model", choices = c("Chat" = "deepseek-chat"))', "value Chat"),
    ("in-a-block", 'f <- function() {\n  x <- "deepseek-chat"\n}', "argument x"),
]
POWERSHELL = [
    ("parameter", 'param([string]$Model = "deepseek-chat")', "default Model"),
    ("parameter-behind-another", 'param(\n  [string]$Prompt,\n  [string]$Model = "deepseek-chat"\n)', "default Model"),
    ("parameter-of-a-function", 'function Ask($Model = "deepseek-chat") { }', "default Model"),
    ("option-in-a-block", 'function F { Ask -Model "deepseek-chat" }', "request Model"),
    ("hash-table", 'function F { $b = @{ model = "deepseek-chat" } }', "request model"),
    ("entry-of-another-name", 'function F { $b = @{ fast = "deepseek-chat" } }', "value fast"),
    ("variable-in-a-block", 'function F { $x = "deepseek-chat" }', "argument x"),
    ("model-in-a-block", 'function F { $model = "deepseek-chat" }', "constant model"),
]
JULIA = [("parameter", 'function ask(q; model="deepseek-chat")\nend', "default model")]
NIM = [("parameter", 'proc ask(q: string, model = "deepseek-chat") = discard', "default model")]
LISP = [
    ("keyword-parameter", '(cl-defun ask (q &key (model "deepseek-chat")) q)', "default model"),
    ("optional-parameter", '(cl-defun ask (q &optional (model "deepseek-chat")) q)', "default model"),
    ("binding", '(let ((model "deepseek-chat")) model)', "constant model"),
    ("choice", '(defcustom m "x" :type \'(choice (const "deepseek-chat")))', "comparison"),
    ("cons", '(json-encode (list (cons "model" "deepseek-chat")))', "request model"),
    ("cons-of-another-key", '(list (cons "name" "deepseek-chat"))', "argument cons"),
    ("option", '(setq args \'("--model" "deepseek-chat"))', "request model"),
    ("option-of-another-name", '(setq args \'("--name" "deepseek-chat"))', "argument name"),
    ("list", '(setq models \'("deepseek-chat" "x"))', "member"),
]
SQL = [
    ("body", "SELECT f(jsonb_build_object('model', 'deepseek-chat', 'messages', m));", "request model"),
    ("body-of-another-key", "SELECT jsonb_build_object('name', 'deepseek-chat');", "argument"),
    ("named-argument", "SELECT ai.ask(model => 'deepseek-chat', q => 'x');", "request model"),
    ("model-that-is-made", "CREATE MODEL m USING model_name = 'deepseek-chat';", "request model_name"),
    ("column-that-is-set", "UPDATE settings SET model = 'deepseek-chat';", "argument model"),
    ("query", "SELECT * FROM t WHERE model = 'deepseek-chat';", "comparison model (query)"),
]
CLOJURE = [
    ("definition", '(def default-model "deepseek-chat")', "constant default-model"),
    ("fallback", '(defn ask [q & {:keys [model] :or {model "deepseek-chat"}}] q)', "default model"),
]
GROOVY = [
    ("field", 'class C { String model = "deepseek-chat" }', "constant model"),
    ("parameter", 'def ask(String q, String model = "deepseek-chat") { q }', "default model"),
]
HASKELL = [
    ("entry-with-its-type", 'b = object ["model" .= ("deepseek-chat" :: Text)]', "request model"),
    ("row", 'prices = [("deepseek-chat", 0.27)]', "member"),
]
PERL = [
    ("entry", 'my $b = encode_json({ model => "deepseek-chat", messages => [] });', "request model"),
    ("variable-in-a-block", 'sub ask { my $model = "deepseek-chat"; }', "constant model"),
]
TABLES = {
    "r": R,
    "ps1": POWERSHELL,
    "jl": JULIA,
    "nim": NIM,
    "el": LISP,
    "sql": SQL,
    "clj": CLOJURE,
    "groovy": GROOVY,
    "hs": HASKELL,
    "pl": PERL,
}


@pytest.mark.parametrize(
    ("suffix", "code", "expected"),
    [
        pytest.param(suffix, code, expected, id=f"{suffix}-{shape}")
        for suffix, rows in TABLES.items()
        for shape, code, expected in rows
    ],
)
def test_role(suffix: str, code: str, expected: str) -> None:
    assert said_of(place_of(suffix, code), expected) == expected


def test_more_brackets_than_anybody_writes_are_read() -> None:
    assert said_of(place_of("pl", "f(" + "(" * 5000 + '"deepseek-chat"' + ")" * 5001), "member") == "member"
