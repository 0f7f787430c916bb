"""One switch per request: several names that ask by it are joined in one condition, and a second one beside it is refused."""

from __future__ import annotations

from pathlib import Path, PurePosixPath

import pytest

from tests.rewrite.tools import NEW, Write, project_rewritten
from v4migrate.rewrite.edit import Edit, apply_edits
from v4migrate.rewrite.guards import asks_for, joined_questions
from v4migrate.rewrite.parse import syntax_errors
from v4migrate.scan.place import Span

PLAIN, PREFIXED = NEW, f"deepseek/{NEW}"
SETTINGS = "A_MODEL=deepseek/deepseek-chat\nDEEPSEEK_API_KEY=x\n"
OTHER = "A_MODEL=deepseek-chat\nDEEPSEEK_API_KEY=x\n"
READ = 'import os\nimport litellm\nM = os.getenv("A_MODEL", "gpt-9")\n'
OFF = '{"extra_body": {"thinking": {"type": "disabled"}}}'
PICTURE = '[{"role": "user", "content": [{"type": "image_url", "image_url": {"url": u}}]}]'


@pytest.mark.parametrize(
    ("call", "after"),
    [
        pytest.param(
            "litellm.completion(model=M, messages=[])",
            f'litellm.completion(model=M, messages=[], **({OFF} if M in ("{PLAIN}", "{PREFIXED}") else {{}}))',
            id="argument-that-the-client-does-not-take-as-None",
        ),
        pytest.param(
            "litellm.completion(model=M, messages=[], **more)",
            f'litellm.completion(model=M, messages=[], **{{**({OFF} if M in ("{PLAIN}", "{PREFIXED}") else {{}}), **more}})',
            id="below-what-is-unpacked",
        ),
        pytest.param(
            f"litellm.completion(model=M, messages={PICTURE})",
            f"litellm.completion(model=M, messages={PICTURE})",
            id="image-which-no-old-name-took",
        ),
    ],
)
def test_names_of_one_setting_share_the_switch(
    call: str, after: str, write: Write, capsys: pytest.CaptureFixture[str]
) -> None:
    write({"ask.py": f"{READ}{call}\n", ".env.example": SETTINGS, ".env.local": OTHER})
    project_rewritten(capsys)
    written = Path("ask.py").read_text()
    assert written == f"{READ}{after}\n"
    compile(written, "ask.py", "exec", dont_inherit=True)
    assert PREFIXED in Path(".env.example").read_text()
    project_rewritten(capsys)
    assert Path("ask.py").read_text() == written, "a second run changes nothing"


def test_image_that_may_be_left_away_asks_by_the_switch(write: Write, capsys: pytest.CaptureFixture[str]) -> None:
    said = '[{"role": "user", "content": [{"type": "image_url", "image_url": u}] if u else text}]'
    write({"ask.py": f"{READ}litellm.completion(model=M, messages={said})\n", ".env.example": SETTINGS})
    project_rewritten(capsys)
    assert f'if M == "{PREFIXED}" else {{}}' in Path("ask.py").read_text()


DART = (
    "const url = 'https://api.deepseek.com/chat/completions';\nclass Asker {\n  static const _model = '<id>';\n"
    "  ask(u) => http.post(Uri.parse(url), body: jsonEncode({\n    'model': _model,\n"
    "    'messages': [{'role': 'user', 'content': [{'type': 'image_url', 'image_url': {'url': u}}]}]<off>,\n  }));\n}\n"
)
PY = (
    'from openai import OpenAI\nclient = OpenAI(base_url="https://api.deepseek.com")\n'
    "def ask(u<parameter>):\n    return client.chat.completions.create(model=<model>, messages=<said><off>)\n"
).replace("<said>", PICTURE)
CONSTANT = 'MODEL = "<id>"\n' + PY.replace("<parameter>", "").replace("<model>", "MODEL")
KEYWORD = ', extra_body={"thinking": {"type": "disabled"}}'


@pytest.mark.parametrize(
    ("path", "code", "off"),
    [
        pytest.param("a.dart", DART, ", 'thinking': {'type': 'disabled'}", id="dart"),
        pytest.param("a.py", CONSTANT, KEYWORD, id="python"),
        pytest.param(
            "a.py",
            PY.replace("<parameter>", ', model="<id>"').replace("<model>", "model"),
            "",
            id="parameter-that-may-be-another",
        ),
    ],
)
def test_image_asked_about_with_a_constant_gets_the_switch(
    path: str, code: str, off: str, write: Write, capsys: pytest.CaptureFixture[str]
) -> None:
    write({path: code.replace("<id>", "deepseek-chat").replace("<off>", "")})
    project_rewritten(capsys)
    squeezed = "".join(Path(path).read_text().split())
    assert squeezed == "".join(code.replace("<id>", NEW).replace("<off>", off).split())


@pytest.mark.parametrize(
    ("questions", "language", "joined"),
    [
        pytest.param(['m == "a"', 'm == "b"'], "python", 'm in ("a", "b")', id="python"),
        pytest.param(['(m or n) == "a"', '(m or n) == "b"'], "python", '(m or n) in ("a", "b")', id="python-fallback"),
        pytest.param(
            ['(m or "a") == "a"', 'm == "b"'], "python", '(m or "a") == "a" or m == "b"', id="python-different-reads"
        ),
        pytest.param([r"m == \"a\"", r"m == \"b\""], "python", r"m in (\"a\", \"b\")", id="python-in-a-notebook"),
        pytest.param(['m === "a"', 'm === "b"'], "typescript", 'm === "a" || m === "b"', id="javascript-family"),
        pytest.param(['m == "a"', 'm == "b"'], "lua", '(m == "a" or m == "b")', id="lua-where-and-binds-closer"),
        pytest.param(['"a".equals(m)', '"b".equals(m)'], "java", '"a".equals(m) || "b".equals(m)', id="java"),
    ],
)
def test_one_condition_for_several_names(questions: list[str], language: str, joined: str) -> None:
    assert joined_questions(questions, language) == joined
    assert all(asks_for(joined, question) for question in questions)


def test_condition_for_others_asks_for_no_third() -> None:
    assert not asks_for('m in ("a", "b")', 'm == "c"')


def test_guards_of_one_place_are_one() -> None:
    at = Span(10, 10)
    guards = [
        Edit(at, f', **(X if m == "{name}" else {{}})'.encode(), True, "guard", f'm == "{name}"', "python")
        for name in "ab"
    ]
    assert apply_edits(b"f(model=m,)"[:10] + b")", guards) == b'f(model=m,, **(X if m in ("a", "b") else {}))'


@pytest.mark.parametrize(
    ("path", "before", "after"),
    [
        pytest.param("a.py", "f(model=m, a=1)\n", "f(model=m, a=1, a=2)\n", id="argument-of-python"),
        pytest.param("a.py", "def f():\n    x = 1\n", "def f():\n    x = 1\n    nonlocal x\n", id="what-only-compiles"),
        pytest.param("a.ts", 'f({ model: m, messages: [], a: 1 })\n', 'f({ model: m, messages: [], a: 1, a: 2 })\n', id="property"),
        pytest.param("a.go", 'package a\nvar b = map[string]any{"model": m, "messages": n, "a": 1}\n',
                     'package a\nvar b = map[string]any{"model": m, "messages": n, "a": 1, "a": 2}\n', id="key-of-go"),
        pytest.param("a.kt", 'val b = mapOf("model" to m, "messages" to n, "a" to 1)\n',
                     'val b = mapOf("model" to m, "messages" to n, "a" to 1, "a" to 2)\n', id="key-of-kotlin"),
    ],
)  # fmt: skip
def test_what_is_said_twice_is_an_error(path: str, before: str, after: str) -> None:
    assert syntax_errors(PurePosixPath(path), before.encode()) == 0
    assert syntax_errors(PurePosixPath(path), after.encode()) > 0


@pytest.mark.parametrize(
    "code",
    [
        pytest.param("await f(model=m)\n", id="top-level-await-of-a-notebook"),
        pytest.param("x = '\\d'\n", id="warning"),
        pytest.param("f(model=m, **a, **b)\n", id="two-that-are-unpacked"),
    ],
)
def test_what_is_said_once_is_none(code: str) -> None:
    assert syntax_errors(PurePosixPath("a.py"), code.encode()) == 0
