"""Defaults that no table of another file is asked for: those of another sketch, and those that only requests of their file get."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.rewrite.tools import NEW, Write, project_rewritten

URL = 'const char* url = "https://api.deepseek.com";\n'
SKETCH = f'{URL}const char* model = "deepseek-chat";\nClient ai(url, model);\n'
ROWS = f'{URL}Row rows[] = {{{{"deepseek", "deepseek-chat", "Chat"}}, {{"x", "gpt-4o", "GPT"}}}};\n'
CHAT_INO = "examples/chat/chat.ino"
LIST = {"list.json": '{"deepseek": [{ "value": "deepseek-chat", "label": "Chat" }]}\n'}
LIMITS = {"limits.py": 'LIMITS = {"deepseek-chat": 9}\n'}
CHECK = (
    "import { Kind } from './kind';\n"
    "const URLS: Record<Kind, string> = { [Kind.DeepSeek]: 'https://api.deepseek.com' };\n"
    "const FALLBACK: Record<Kind, string> = { [Kind.DeepSeek]: 'deepseek-chat' };\n"
    "export const check = async (s) => {\n"
    "  const model = s.model ? s.model : FALLBACK[s.kind];\n"
    "  const body = { model, messages: [{ role: 'user', content: 'ping' }] };\n"
    "  return (await fetch(URLS[s.kind], { method: 'POST', body: JSON.stringify(body) })).ok;\n"
    "};\n"
)
CONSTANT = "const FALLBACK = 'deepseek-chat';\n"
FOR_NOTHING = "  const model = o.model ?? FALLBACK;\n"
ASKS = (
    "import { wait } from './wait';\nconst url = 'https://api.deepseek.com/chat/completions';\n"
    f"{CONSTANT}export const ask = async (o) => {{\n  await wait();\n{FOR_NOTHING}"
    "  const body = { model, messages: [] };\n  return fetch(url, { method: 'POST', body: JSON.stringify(body) });\n};\n"
)
LOCAL = (
    "from openai import OpenAI\n\ndef ask(o, text):\n"
    '    model = o.get("model") or "deepseek-chat"\n'
    '    client = OpenAI(base_url="https://api.deepseek.com")\n'
    "    return client.chat.completions.create(model=model, messages=[text])\n"
)


def check_with(statement: str) -> dict[str, str]:
    """A list of models, and a test of the connection that does something more with the model."""
    return {**LIST, "check.ts": CHECK.replace("  const body", f"  {statement}\n  const body")}


def local_with(statement: str) -> dict[str, str]:
    """A table of limits, and a function that does something more with the model."""
    return {**LIMITS, "api.py": LOCAL.replace("    client", f"    {statement}\n    client", 1)}


@pytest.mark.parametrize(
    ("files", "name", "is_renamed"),
    [
        pytest.param({"examples/rows/rows.ino": ROWS, CHAT_INO: SKETCH}, CHAT_INO, True, id="sketches"),
        pytest.param({"examples/chat/rows.ino": ROWS, CHAT_INO: SKETCH}, CHAT_INO, False, id="two-files-of-one-sketch"),
        pytest.param({"src/rows.cpp": ROWS, CHAT_INO: SKETCH}, CHAT_INO, False, id="library-of-a-sketch"),
        pytest.param({**LIST, "check.ts": CHECK}, "check.ts", True, id="fallback-of-a-test-of-the-connection"),
        pytest.param(
            {**LIST, "check.ts": CHECK.replace("const FALLBACK", "export const FALLBACK")},
            "check.ts",
            False,
            id="fallback-that-others-import",
        ),
        pytest.param({**LIST, "check.ts": f"{CHECK}export {{ FALLBACK }};\n"}, "check.ts", False, id="exported-below"),
        pytest.param(check_with("if (!s.known[model]) return;"), "check.ts", False, id="fallback-that-is-looked-up"),
        pytest.param(check_with("show(model);"), "check.ts", False, id="fallback-that-is-handed-on"),
        pytest.param(check_with("console.log(model);"), "check.ts", False, id="fallback-that-is-shown"),
        pytest.param({**LIST, "ask.ts": ASKS}, "ask.ts", True, id="constant-behind-an-argument"),
        pytest.param(
            {
                **LIST,
                "ask.ts": ASKS.replace("(o) => {", "(o, model = 'deepseek-chat') => {")
                .replace(FOR_NOTHING, "")
                .replace(CONSTANT, ""),
            },
            "ask.ts",
            False,
            id="default-of-a-parameter",
        ),
        pytest.param({**LIMITS, "api.py": LOCAL}, "api.py", True, id="variable-of-a-function"),
        pytest.param(local_with("limit(model)"), "api.py", False, id="variable-that-is-handed-on"),
        pytest.param(local_with("o.model = model"), "api.py", False, id="variable-that-is-kept"),
    ],
)
def test_tables_of_other_programs_and_what_only_asks(
    files: dict[str, str], name: str, is_renamed: bool, write: Write, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write(files)
    project_rewritten(capsys)
    assert (NEW in (tmp_path / name).read_text()) is is_renamed
