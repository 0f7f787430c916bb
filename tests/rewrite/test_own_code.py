"""Whose a called name is: only of a project's own code do its files tell what becomes of an argument."""

from __future__ import annotations

from pathlib import PurePosixPath

import pytest

from v4migrate.rewrite.own_code import OwnCode
from v4migrate.rulebook.load import load_rulebook
from v4migrate.scan.file_hosts import FileHosts
from v4migrate.scan.finding import Context
from v4migrate.scan.host import HostFinder
from v4migrate.scan.libraries import Libraries
from v4migrate.scan.regions import regions_of
from v4migrate.scan.syntax import read_syntax

FINDER = HostFinder(load_rulebook().facts.hosts)


def context_of(path: PurePosixPath, code: str) -> Context:
    [region] = regions_of(path, code.encode())
    hosts = FileHosts(FINDER, region, list, path)
    return Context(region, read_syntax(region), hosts, Libraries([region]), None)


@pytest.mark.parametrize(
    ("path", "code", "callee", "is_own"),
    [
        pytest.param("app/a.py", "from .llm import Client\n", "Client", True, id="imported-from-beside"),
        pytest.param("app/a.py", "from app.llm import Client\n", "Client", True, id="imported-by-its-whole-name"),
        pytest.param(
            "app/a.py", "from memories import Memory\n", "Memory.from_config", False, id="imported-from-elsewhere"
        ),
        pytest.param("app/a.py", "import memories as m\n", "m.Memory", False, id="module-from-elsewhere"),
        pytest.param(
            "app/a.py", "from memories import Memory\nm = Memory()\n", "m.ask", False, id="made-by-somebody-elses"
        ),
        pytest.param(
            "app/a.py",
            "from memories import Memory\nclass A:\n    def __init__(self):\n        self.m = Memory()\n",
            "self.m.ask",
            False,
            id="member-made-by-somebody-elses",
        ),
        pytest.param("app/a.py", "", "self.ask", True, id="method-of-the-class-itself"),
        pytest.param("app/a.py", "import os\n", "os.getenv", True, id="gives-a-setting-back-whoever-made-it"),
        pytest.param("app/a.ts", "import { ask } from './llm';\n", "ask", True, id="typescript-imported-from-beside"),
        pytest.param("app/a.ts", "import { Agent } from 'agents';\n", "Agent", False, id="typescript-from-elsewhere"),
        pytest.param("app/a.swift", "", "FieldOption", True, id="swift-type-of-the-project"),
        pytest.param("app/a.swift", "", "ChatQuery", False, id="swift-type-that-no-file-defines"),
        pytest.param("app/a.dart", "", "ask", True, id="dart-function-of-the-project"),
        pytest.param("app/a.rs", "", "Choice.Chat", True, id="rust-variant-of-an-enumeration-of-the-project"),
        pytest.param("app/a.rs", "", "Choice.chat", False, id="rust-function-that-no-file-defines"),
        pytest.param("app/a.rs", "", "Other.Chat", False, id="rust-variant-of-somebody-elses"),
        pytest.param("app/a.go", "", "openai.NewClient", False, id="go-function-of-a-package-from-elsewhere"),
    ],
)
def test_is_called(path: str, code: str, callee: str, is_own: bool) -> None:
    own = OwnCode()
    own.add(
        b"struct FieldOption {\n}\npub enum Choice {\n    Chat { model: String },\n}\nFuture ask(String model) => post(model);\n"
    )
    own.close([PurePosixPath("app/llm.py"), PurePosixPath("app/llm.ts")])
    assert own.is_called(context_of(PurePosixPath(path), code), callee) is is_own


@pytest.mark.parametrize(
    ("code", "name"),
    [
        pytest.param("def ask(model):\n", "ask", id="python"),
        pytest.param("  async chat(messages: M[], options: O): Promise<R> {\n", "chat", id="typescript-method"),
        pytest.param("const ask = async (model) => {};\n", "ask", id="arrow-function"),
        pytest.param("func (c *Client) Ask(model string) error {\n", "Ask", id="go-method"),
        pytest.param("    public Answer ask(String model) throws IOException {\n", "ask", id="java-method"),
        pytest.param("    protected function send(array $m): array\n", "send", id="php-method"),
    ],
)
def test_functions_hand_their_arguments_on(code: str, name: str) -> None:
    own = OwnCode()
    own.add(code.encode())
    assert own.passes_on(context_of(PurePosixPath("a.py"), ""), f"self.{name}")


def test_words_of_the_language_are_no_functions() -> None:
    own = OwnCode()
    own.add(b"  if (model) {\n  }\n  while (model) {\n  }\n")
    assert not own.passes_on(context_of(PurePosixPath("a.py"), ""), "if")


def test_types_keep_what_they_are_given_and_may_be_sent() -> None:
    own = OwnCode()
    own.add(b"class ChatRequest:\n    pass\n")
    assert not own.passes_on(context_of(PurePosixPath("a.py"), ""), "ChatRequest")
