"""Comments of a field that say its default go along with the rename of that, or hold it back; so do lists of what may stand there."""

from __future__ import annotations

from pathlib import PurePosixPath

import pytest

from tests.rewrite.tools import NEW, REWRITER, rewritten
from v4migrate.rewrite.outcome import Held

GO = (
    'package a\n\ntype Config struct {{\n\tModel string // {}\n}}\n\nfunc New(config Config) {{\n\tif config.{field} == "" {{\n'
    '\t\tconfig.{field} = "deepseek-chat"\n\t}}\n\tpost("https://api.deepseek.com")\n}}\n'
)
MADE_GO = (
    "package a\n\ntype Config struct {{\n\tModel string // Default: deepseek-chat\n}}\n\n"
    'func New() any {{\n\treturn {}{{Model: "deepseek-chat", URL: "https://api.deepseek.com"}}\n}}\n'
)
TS = (
    "interface Options {\n  /** Who answers (default: deepseek-chat). */\n  model?: string;\n}\nclass Asker {\n"
    '  constructor(o: Options) {\n    this.model = o.model ?? "deepseek-chat";\n    this.url = "https://api.deepseek.com";\n  }\n}\n'
)
JAVA = (
    "class DeepSeek {\n  private String model; // default: deepseek-chat\n  DeepSeek() {\n"
    '    this.model = "deepseek-chat";\n    this.url = "https://api.deepseek.com";\n  }\n}\n'
)
PYTHON = (
    'class Asker:\n    model: str = None  # default: deepseek-chat\n    url = "https://api.deepseek.com"\n\n'
    '    def __init__(self, model=None):\n        self.model = model or "deepseek-chat"\n'
)
CSHARP = (
    "class Asker {\n    /// <summary>Default: deepseek-chat</summary>\n    public string Model { get; set; }\n"
    '    public Asker() { Model = "deepseek-chat"; Url = "https://api.deepseek.com"; }\n}\n'
)


@pytest.mark.parametrize(
    ("path", "code", "left"),
    [
        pytest.param("a.go", GO.format("Default: deepseek-chat", field="Model"), 0, id="go"),
        pytest.param("a.go", GO.format("Such as deepseek-chat", field="Model"), 1, id="go-no-default"),
        pytest.param("a.go", GO.format("Default: deepseek-chat", field="ChatModel"), 1, id="go-another-field"),
        pytest.param("a.go", MADE_GO.format("Config"), 0, id="go-where-it-is-made"),
        pytest.param("a.go", MADE_GO.format("Other"), 1, id="go-where-another-type-is-made"),
        pytest.param("a.ts", TS, 0, id="line-above-in-typescript"),
        pytest.param("a.java", JAVA, 0, id="java"),
        pytest.param("a.py", PYTHON, 0, id="python"),
        pytest.param("a.cs", CSHARP, 0, id="doc-comment-in-csharp"),
    ],
)  # fmt: skip
def test_comment_of_the_field_goes_along(path: str, code: str, left: int) -> None:
    outcome = rewritten(path, code)
    assert outcome.after.decode().count("deepseek-chat") == left
    assert NEW in outcome.after.decode()
    assert REWRITER.rewrite(PurePosixPath(path), outcome.after).after == outcome.after, "a second run changes nothing"


def test_comment_of_the_field_that_tells_more_holds_back() -> None:
    outcome = rewritten("a.go", GO.format("Default: deepseek-chat (V3)", field="Model"))
    assert [entry.held for entry in outcome.held] == [Held.TOLD]
    assert NEW not in outcome.after.decode()


LUA = 'local M = {{\n  url = "https://api.deepseek.com",\n  chat = {{\n    {}model = "deepseek-chat",{}\n  }},\n}}\n'
ASK = (
    'from openai import OpenAI\nc = OpenAI(base_url="https://api.deepseek.com")\n'
    '{}c.chat.completions.create(model="deepseek-chat", messages=m){}\n'
)
CONSTANT = '{}MODEL = "deepseek-chat"\nURL = "https://api.deepseek.com"\n'
DEF = 'URL = "https://api.deepseek.com"\n\n\ndef ask(text, model="deepseek-chat"):\n    """Ask.\n\n    model: {}\n    """\n'
FIELD = GO.format("deepseek-chat | deepseek-reasoner", field="Model")


@pytest.mark.parametrize(
    ("path", "code"),
    [
        pytest.param("a.lua", LUA.format("", " -- deepseek-chat or deepseek-reasoner"), id="behind"),
        pytest.param("a.lua", LUA.format("", " -- deepseek-reasoner | deepseek-chat"), id="the-other-first"),
        pytest.param("a.lua", LUA.format("", " -- options: deepseek-chat, deepseek-reasoner"), id="mere-list"),
        pytest.param("a.lua", LUA.format("-- deepseek-chat or deepseek-reasoner\n    ", ""), id="above"),
        pytest.param("a.py", CONSTANT.format('# "deepseek-chat" (fast) or "deepseek-reasoner"\n'), id="constant"),
        pytest.param("a.py", CONSTANT.format("# deepseek-chat 或 deepseek-reasoner\n"), id="chinese"),
        pytest.param("a.py", CONSTANT.format("# deepseek-chat / gpt-4o-mini\n"), id="of-another-maker"),
        pytest.param("a.py", ASK.format("", "  # deepseek-chat or deepseek-reasoner"), id="behind-a-request"),
        pytest.param("a.py", DEF.format("deepseek-chat or deepseek-reasoner"), id="docstring"),
        pytest.param("a.go", FIELD, id="field"),
    ],
)
def test_comment_that_lists_what_may_stand_there_holds_back(path: str, code: str) -> None:
    outcome = rewritten(path, code)
    assert outcome.after == code.encode()
    assert {entry.held for entry in outcome.held if entry.finding.found == "deepseek-chat"} == {Held.TOLD}


@pytest.mark.parametrize(
    ("path", "code"),
    [
        pytest.param("a.py", ASK.format("# deepseek-chat or deepseek-reasoner\n", ""), id="above-a-request"),
        pytest.param("a.py", ASK.format("", f"  # deepseek-chat or {NEW}"), id="new-name-among-them"),
        pytest.param("a.py", CONSTANT.format("# or deepseek-reasoner\n"), id="the-other-alone"),
        pytest.param("a.py", CONSTANT.format("# unlike deepseek-reasoner, deepseek-chat takes tools\n"), id="sentence"),
        pytest.param("a.py", CONSTANT.format("# deepseek-chat\n"), id="one"),
        pytest.param("a.py", CONSTANT.format("# deepseek-chat or deepseek-reasoner\n\n"), id="not-beside-it"),
    ],
)
def test_other_comments_hold_nothing_back(path: str, code: str) -> None:
    assert NEW in rewritten(path, code).after.decode().replace(f"or {NEW}", "")
