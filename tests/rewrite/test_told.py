"""Documents follow the code: inline mentions wait while the project's code keeps the name that they tell of."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.rewrite.tools import NEW, Write, project_rewritten
from v4migrate.exit_codes import ExitCode
from v4migrate.rewrite.outcome import Held

ENUM = "<?php\nenum Models: string\n{\n    case CHAT = 'deepseek-chat';\n    case CODER = 'x';\n}\n"
HELD = 'MODELS = ["deepseek-chat"]\nDEFAULT = "deepseek-chat"\nOpenAI(base_url="https://api.deepseek.com")\n'
GO = 'package a\n\nconst url = "https://api.deepseek.com"\n\nconst (\n\tCHAT = "deepseek-chat"\n\tDEEP = "deepseek-reasoner"\n)\n'
SHELL = 'MODEL=${MODEL:-deepseek-chat}\nif [[ "$MODEL" =~ ^deepseek-chat ]]; then\n  curl https://api.deepseek.com/v1/models\nfi\n'
ENTRY = (
    "export const C = { deepseek: { baseURL: 'https://api.deepseek.com', models: ['deepseek-chat', 'deepseek-reasoner'],\n"
    "  defaultModel: process.env.M || 'deepseek-chat' } };\n"
)
ARMS = (
    "pub fn default_model_for_provider(p: &str) -> String {\n"
    '    match p {\n        "deepseek" => "deepseek-chat".into(),\n        _ => x,\n    }\n}\n'
)
CHOICE = (
    'OpenAI(base_url="https://api.deepseek.com").chat.completions.create(\n'
    '    model="deepseek-reasoner" if deep else "deepseek-chat", messages=[]\n)\n'
)
ZSH = "# https://api.deepseek.com\ntypeset -g APP_MODEL=${APP_MODEL:-'deepseek-chat'}\nif [[ $M == deepseek-chat ]]; then ask; fi\n"
PASSED_ON = 'URL = "https://api.deepseek.com"\nlibrary.enqueue("ask", "deepseek-chat", URL)\n'
ROW = "| Provider | Default Model |\n|---|---|\n| `deepseek` | `deepseek-chat` |\n"
FENCE = '```python\nclient.chat.completions.create(model="deepseek-chat", messages=[])\n```\n'


@pytest.mark.parametrize(
    ("code", "told"),
    [
        pytest.param({"src/Models.php": ENUM}, "- Model: `deepseek-chat`\n", id="enumeration-that-is-advice"),
        pytest.param({"a.py": HELD}, "It defaults to `deepseek-chat`.\n", id="default-that-waits"),
        pytest.param({"a.go": GO}, "Ask with `model=deepseek-chat` (**DeepSeek-V3 model**).\n", id="constants-that-would-collide"),
        pytest.param({"ask.sh": SHELL}, "- The default model is `deepseek-chat`.\n", id="default-of-a-script"),
        pytest.param({"a.ts": ENTRY}, ROW, id="default-in-a-table"),
        pytest.param({"a.py": CHOICE}, "- **Model**: `deepseek-chat`\n", id="request-that-chooses"),
        pytest.param({"a.rs": ARMS}, ROW, id="arm-of-a-default"),
        pytest.param({"a.zsh": ZSH}, ROW, id="fallback-of-a-shell-that-is-passed-on"),
        pytest.param({"a.py": PASSED_ON}, ROW, id="argument-of-somebody-elses-function"),
        pytest.param({"a.py": HELD}, "| name | default |\n|---|---|\n| `model` | `deepseek-chat` |\n", id="table-of-defaults"),
    ],
)  # fmt: skip
def test_document_waits_for_the_code(
    code: dict[str, str], told: str, write: Write, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write({**code, "README.md": f"{told}\n{FENCE}"})
    exit_code, document = project_rewritten(capsys)
    assert exit_code is ExitCode.DECISION
    held = {entry["reason"]: entry["why"] for file in document["files"] for entry in file["held"]}
    (path,) = code
    assert held[Held.TOLD.name.lower()].startswith(f"{path}:")
    after = (tmp_path / "README.md").read_text()
    assert after.startswith(told)
    assert f'model="{NEW}"' in after, "a call in a block of code is the reader's"


@pytest.mark.parametrize(
    "code",
    [
        pytest.param(
            {"a.py": 'DEFAULT = "deepseek-chat"\nOpenAI(base_url="https://api.deepseek.com")\n'}, id="renamed"
        ),
        pytest.param({"tests/test_a.py": HELD}, id="test"),
        pytest.param({"a.py": 'KNOWN = ["deepseek-chat"]\n'}, id="list"),
        pytest.param({"a.py": 'if model == "deepseek-chat":\n    pass\n'}, id="comparison"),
    ],
)
def test_document_is_renamed_where_the_code_defines_no_old_name(
    code: dict[str, str], write: Write, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write({**code, "README.md": "- Model: `deepseek-chat`\n"})
    project_rewritten(capsys)
    assert (tmp_path / "README.md").read_text() == f"- Model: `{NEW}`\n"


SIGNATURE = '```python\n@router.post("/ai/chat")\nasync def chat(messages: list, model: str = "deepseek-chat"):\n    pass\n```\n'


def test_block_that_defines_as_the_code_does_waits_with_it(
    write: Write, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """It shows the design of the project's own code; one that asks is the reader's own program."""
    own = '```python\nMODEL = "deepseek-chat"\nclient.chat.completions.create(model=MODEL, messages=[])\n```\n'
    write({"a.py": HELD, "README.md": f"# DeepSeek\n\n{SIGNATURE}\n{own}"})
    _, document = project_rewritten(capsys)
    held = {entry["reason"]: entry["why"] for file in document["files"] for entry in file["held"]}
    assert held[Held.TOLD.name.lower()] == "a.py:2"
    after = (tmp_path / "README.md").read_text()
    assert SIGNATURE in after
    assert f'MODEL = "{NEW}"' in after


def test_document_is_renamed_where_one_of_several_requests_is_passed_on(
    write: Write, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    asks = 'OpenAI(base_url="https://api.deepseek.com").chat.completions.create(model="deepseek-chat", messages=[])\n'
    write({"a.py": PASSED_ON, "b.py": asks, "README.md": "- Model: `deepseek-chat`\n"})
    project_rewritten(capsys)
    assert (tmp_path / "README.md").read_text() == f"- Model: `{NEW}`\n"


BODY = '```json\n{\n  "messages": [],\n  "model": "deepseek-chat"\n}\n```\n'
SETTING = '```json\n{"deepseek.model": "deepseek-chat"}\n```\n'
COMMAND = "```bash\napp ask --model deepseek-chat\n```\n"
HOST = 'URL = "https://api.deepseek.com"\n'
PAIR = '["deepseek-chat", "deepseek-reasoner"]'
ZOD = f"const U = 'https://api.deepseek.com';\nexport const S = z.object({{ model: z.enum({PAIR}) }});\n"
UNION = "const U = 'https://api.deepseek.com';\nexport type Model = 'deepseek-chat' | 'deepseek-reasoner';\n"
RUST = (
    'const U: &str = "https://api.deepseek.com";\nfn f(s: &str) -> Result<M> {\n'
    '    match s {\n        "deepseek-chat" => Ok(M::A),\n        _ => Err(x),\n    }\n}\n'
)
MANIFEST = '{"contributes": {"configuration": {"properties": {"deepseek.model": {"enum": ["deepseek-chat", "x"]}}}}}\n'


@pytest.mark.parametrize(
    ("code", "example"),
    [
        pytest.param({"src/schemas.ts": ZOD}, BODY, id="enumeration-of-a-schema"),
        pytest.param({"src/types.ts": UNION}, BODY, id="union-of-a-type"),
        pytest.param({"a.py": f'{HOST}def ask(model: Literal{PAIR}): ...\n'}, BODY, id="literal"),
        pytest.param({"a.py": f'{HOST}SCHEMA = {{"model": {{"enum": {PAIR}}}}}\n'}, BODY, id="json-schema-in-code"),
        pytest.param({"a.py": f'{HOST}parser.add_argument("--model", choices={PAIR})\n'}, COMMAND, id="choices-of-a-command"),
        pytest.param({"a.py": f'{HOST}if model not in {PAIR}:\n    raise ValueError\n'}, BODY, id="refused-unless-listed"),
        pytest.param({"src/a.rs": RUST}, BODY, id="match-that-refuses"),
        pytest.param({"package.json": MANIFEST}, SETTING, id="setting-of-an-extension"),
    ],
)  # fmt: skip
def test_example_waits_for_a_choice_that_refuses_the_new_name(
    code: dict[str, str], example: str, write: Write, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write({**code, "README.md": f"# DeepSeek\n\n{example}\n{FENCE}"})
    _, document = project_rewritten(capsys)
    held = {entry["reason"]: entry["why"] for file in document["files"] for entry in file["held"]}
    (path,) = code
    assert held[Held.TOLD.name.lower()].startswith(f"{path}:")
    after = (tmp_path / "README.md").read_text()
    assert example in after
    assert f'model="{NEW}"' in after, "a call in a block of code is the reader's"


@pytest.mark.parametrize(
    "code",
    [
        pytest.param({"a.py": f'{HOST}if model == "deepseek-chat":\n    print(1)\n'}, id="comparison-that-refuses-nothing"),
        pytest.param({"a.py": f'{HOST}PRICES = {{"deepseek-chat": 0.28}}\n'}, id="table-of-prices"),
        pytest.param({"tests/test_a.ts": ZOD}, id="test"),
        pytest.param({"a.ts": ZOD.replace(PAIR, f'["deepseek-chat", "{NEW}"]')}, id="choice-with-the-new-name"),
        pytest.param({"a.ts": UNION.replace("'deepseek-reasoner'", "(string & {})")}, id="open-union"),
    ],
)  # fmt: skip
def test_example_is_renamed_where_the_new_name_is_taken(
    code: dict[str, str], write: Write, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write({**code, "README.md": f"# DeepSeek\n\n{BODY}"})
    project_rewritten(capsys)
    assert NEW in (tmp_path / "README.md").read_text()


def test_command_that_names_an_address_is_the_readers(
    write: Write, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    asked = """```bash\ncurl https://api.deepseek.com/chat/completions -d '{"model": "deepseek-chat", "messages": []}'\n```\n"""
    write({"src/schemas.ts": ZOD, "README.md": asked})
    project_rewritten(capsys)
    assert NEW in (tmp_path / "README.md").read_text()


def test_blocks_of_php_are_renamed_alike_with_a_tag_and_without(
    write: Write, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A document of which one half asks by the old name and one by the new is worse than an old one."""
    call = "$deepseek->model('deepseek-chat');\n"
    write({"README.md": f"It defaults to `deepseek-chat`.\n\n```php\n{call}```\n\n```php\n<?php\n{call}```\n"})
    project_rewritten(capsys)
    assert "deepseek-chat" not in (tmp_path / "README.md").read_text()


QUOTED = 'let model = cfg.model.as_deref().unwrap_or("deepseek-chat");'
KEEPS = (
    f'const U: &str = "https://api.deepseek.com";\nfn f() {{\n    {QUOTED}\n    if model == "deepseek-chat" {{}}\n}}\n'
)


def test_block_that_quotes_the_code_waits_with_it(
    write: Write, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    block = f'```rust\n{QUOTED}\nlet c = DeepSeek::new(key, model, "https://api.deepseek.com");\n```\n'
    write({"src/a.rs": KEEPS, "README.md": block})
    _, document = project_rewritten(capsys)
    held = {entry["reason"]: entry["why"] for file in document["files"] for entry in file["held"]}
    assert held[Held.TOLD.name.lower()] == "src/a.rs:3"
    assert (tmp_path / "README.md").read_text() == block


def test_option_waits_in_a_sentence_that_keeps_the_name(
    write: Write, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """`Ask for X, as in --model X` is renamed whole or not at all."""
    sentence = "Set the model of DeepSeek to `deepseek-reasoner`, as in `ask --model deepseek-reasoner`.\n"
    write({"README.md": f"{sentence}\nOr `ask --model deepseek-reasoner --json`.\n"})
    project_rewritten(capsys)
    after = (tmp_path / "README.md").read_text()
    assert after.startswith(sentence)
    assert f"`ask --model {NEW} --json`" in after


def test_setting_waits_with_the_default_that_it_replaces(
    write: Write, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """What the program compares with the old name comes from the environment as well."""
    asked = 'URL = "https://api.deepseek.com"\nM = os.environ.get("DEEPSEEK_CHAT_MODEL", "deepseek-reasoner")\n'
    code = f'{asked}if model == "deepseek-reasoner":\n    pass\n'
    settings = "DEEPSEEK_CHAT_MODEL=deepseek-reasoner\nDEEPSEEK_OTHER_MODEL=deepseek-reasoner\n"
    write({"a.py": code, ".env.example": settings})
    _, document = project_rewritten(capsys)
    held = {entry["reason"]: entry["why"] for file in document["files"] for entry in file["held"]}
    assert held[Held.TOLD.name.lower()] == "a.py:2"
    assert (
        tmp_path / ".env.example"
    ).read_text() == f"DEEPSEEK_CHAT_MODEL=deepseek-reasoner\nDEEPSEEK_OTHER_MODEL={NEW}\n"


READER = (
    f'{HOST}\nBODY = {{"model": model}}\nclass A:\n    def __init__(self, config):\n'
    '        self.model = config.get("editor_model", "deepseek-chat")\n'
    '    def ask(self):\n        valid_models = ["deepseek-chat", "deepseek-reasoner"]\n'
    '        if self.model not in valid_models:\n            print("not valid")\n'
)


def test_setting_waits_for_the_list_of_what_is_valid_in_the_program_that_reads_it(
    write: Write, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    settings = '{"deepseek": {"url": "https://api.deepseek.com", "editor_model": "deepseek-chat"}}\n'
    other = '{"deepseek": {"url": "https://api.deepseek.com", "title_model": "deepseek-chat"}}\n'
    everybodys = '{"deepseek": {"url": "https://api.deepseek.com", "model": "deepseek-chat"}}\n'
    write({"a.py": READER, "config.json.sample": settings, "other.json": other, "wizard.json": everybodys})
    _, document = project_rewritten(capsys)
    held = {file["path"]: entry["why"] for file in document["files"] for entry in file["held"]}
    assert held["config.json.sample"] == "a.py:8"
    assert (tmp_path / "config.json.sample").read_text() == settings
    assert NEW in (tmp_path / "other.json").read_text(), "no program with such a list reads it"
    assert NEW in (tmp_path / "wizard.json").read_text(), "every program has a model"
