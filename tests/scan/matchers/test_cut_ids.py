"""Ids that no search finds, because they stand in pieces or with an escape: said, never edited."""

from __future__ import annotations

from pathlib import PurePosixPath

import pytest

from v4migrate.rewrite.rewriter import RewriteOptions, Rewriter
from v4migrate.rulebook.load import load_rulebook
from v4migrate.scan.finding import FileScan
from v4migrate.scan.scanner import Scanner

SCANNER = Scanner(load_rulebook())


def scan(name: str, text: str) -> FileScan:
    return SCANNER.scan(PurePosixPath(name), text.encode())


@pytest.mark.parametrize(
    ("name", "text"),
    [
        pytest.param("a.py", 'ask(model="deepseek-" "chat")', id="beside-each-other"),
        pytest.param("a.py", 'MODEL = (\n    "deepseek-"\n    "chat"\n)', id="on-two-lines"),
        pytest.param("a.py", 'MODEL = "deepseek" + "-chat"', id="added"),
        pytest.param("a.py", 'MODEL = "deepseek/" + "deepseek-" + "chat"', id="with-a-prefix"),
        pytest.param("a.c", 'const char *model = "deepseek-" "chat";', id="c"),
        pytest.param("a.dart", 'const model = "deepseek-" "chat";', id="dart"),
        pytest.param("a.rb", 'MODEL = "deepseek-" "chat"', id="ruby"),
        pytest.param("a.ts", "const model = 'deepseek' + '-chat';", id="typescript"),
        pytest.param("a.go", 'package p\nvar model = "deepseek" +\n\t"-chat"', id="go"),
        pytest.param("A.java", 'class A { String model = "deepseek" + "-chat"; }', id="java"),
        pytest.param("A.java", 'class A { String model = "deepseek".concat("-chat"); }', id="concat-of-java"),
        pytest.param("A.cs", 'class A { string Model = "deepseek" + "-chat"; }', id="csharp"),
        pytest.param("a.kt", 'val model = "deepseek" + "-chat"', id="kotlin"),
        pytest.param("a.php", "<?php $model = 'deepseek-' . 'chat';", id="php"),
        pytest.param("a.pl", "my $model = 'deepseek-' . 'chat';", id="perl"),
        pytest.param("a.lua", 'model = "deepseek" .. "-chat"', id="lua"),
        pytest.param("a.ex", 'model = "deepseek" <> "-chat"', id="elixir"),
        pytest.param("a.rs", 'const MODEL: &str = concat!("deepseek", "-chat");', id="rust"),
        pytest.param("a.json", r'{"model": "deepseek\u002dchat"}', id="escape-in-json"),
        pytest.param("a.yaml", r'model: "deepseek\u002dchat"', id="escape-in-yaml"),
        pytest.param("a.py", r'MODEL = "deepseek\x2dchat"', id="escape-in-hexadecimal"),
        pytest.param("a.py", r'MODEL = "deepseek\055chat"', id="escape-in-octal"),
        pytest.param("a.js", r'const model = "deepseek\u{2d}chat";', id="escape-in-braces"),
    ],
)
def test_id_in_pieces_is_advice(name: str, text: str) -> None:
    assert [(found.rule.id, found.safety.value) for found in scan(name, text + "\n").findings] == [("cut-id", "advice")]
    data = (text + "\n").encode()
    assert Rewriter(SCANNER, RewriteOptions(unsafe=True)).rewrite(PurePosixPath(name), data).after == data


@pytest.mark.parametrize(
    ("name", "text"),
    [
        pytest.param("a.py", 'MODEL = "deepseek" + "-chat" + suffix', id="goes-on"),
        pytest.param("a.py", 'MODEL = vendor + "deepseek" + "-chat"', id="begins-before"),
        pytest.param("a.py", 'MODEL = "deepseek-" "chat" "-lite"', id="another-name"),
        pytest.param("a.py", 'NAMES = ["deepseek-", "chat"]', id="list"),
        pytest.param("a.el", '(setq names \'("deepseek-" "chat"))', id="list-without-commas"),
        pytest.param("a.js", 'const name = "deepseek-" || "chat";', id="one-or-the-other"),
        pytest.param("a.py", r'MODEL = r"deepseek\x2dchat"', id="raw"),
        pytest.param("a.py", '# MODEL = "deepseek-" + "chat"', id="comment"),
        pytest.param("a.py", 'MODEL = "deepseek" + "-v4-flash"', id="name-of-today"),
    ],
)
def test_what_the_pieces_do_not_make(name: str, text: str) -> None:
    found = scan(name, text + "\n")
    assert not found.findings
    assert not found.left


def test_id_in_pieces_stays_at_another_host() -> None:
    text = 'c = OpenAI(base_url="https://openrouter.ai/api/v1")\nc.create(model="deepseek/" + "deepseek-" + "chat")\n'
    found = scan("a.py", text)
    assert [entry.reason.name for entry in found.left] == ["FOREIGN_HOST"]
    assert not found.findings
