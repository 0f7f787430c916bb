"""Names that one file holds and others ask with: the switch goes to the request, in whichever file of the project that stands."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.rewrite.tools import Write, project_rewritten
from v4migrate.cli.app import run
from v4migrate.exit_codes import ExitCode

OFF = ', extra_body={"thinking": {"type": "disabled"}}'
OFF_ENTRY = ', "thinking": {"type": "disabled"}'
OFF_TS = ', ...({ thinking: { type: "disabled" } } as object)'
ASK = "c.chat.completions.create"


@pytest.mark.parametrize(
    ("files", "switch"),
    [
        pytest.param(
            {"conf.py": 'MODEL = "<id>"\n', "user.py": f"from conf import MODEL\n{ASK}(model=MODEL<off>)\n"},
            OFF,
            id="constant",
        ),
        pytest.param(
            {"app/conf.py": 'MODEL = "<id>"\n', "app/user.py": f"from . import conf as k\n{ASK}(model=k.MODEL<off>)\n"},
            OFF,
            id="constant-of-a-module",
        ),
        pytest.param(
            {
                "conf.py": 'class Settings:\n    model: str = "<id>"\n',
                "user.py": f"from conf import Settings\nsettings = Settings()\n{ASK}(model=settings.model<off>)\n",
            },
            OFF,
            id="field-of-a-class",
        ),
        pytest.param(
            {
                "conf.py": 'class Settings:\n    model: str = "<id>"\nsettings = Settings()\n',
                "user.py": f"from conf import settings\n{ASK}(model=settings.model<off>)\n",
            },
            OFF,
            id="field-of-an-instance",
        ),
        pytest.param(
            {
                "conf.py": 'class Settings(BaseSettings):\n    MODEL: str = "<id>"\n\n\n@lru_cache\n'
                "def get_settings():\n    return Settings()\n",
                "user.py": f"from conf import get_settings\nsettings = get_settings()\n{ASK}(model=settings.MODEL<off>)\n",
            },
            OFF,
            id="field-of-what-a-function-makes",
        ),
        pytest.param(
            {
                "conf.py": 'class Settings(BaseSettings):\n    MODEL: str = "<id>"\ndef get_settings():\n    return Settings()\n',
                "user.py": f"from conf import get_settings\n{ASK}(model=get_settings().MODEL<off>)\n",
            },
            OFF,
            id="field-of-what-a-function-makes-there-and-then",
        ),
        pytest.param(
            {
                "conf.py": 'def model_name():\n    return "<id>"\n',
                "user.py": f"from conf import model_name\n{ASK}(model=model_name()<off>)\n",
            },
            OFF,
            id="given-back-by-a-function",
        ),
        pytest.param(
            {
                "llm.py": f"def ask(m, model):\n    return {ASK}(model=model, messages=m<off>)\n",
                "user.py": 'from llm import ask\nask([], model="<id>")\n',
            },
            OFF,
            id="handed-to-a-function",
        ),
        pytest.param(
            {
                "llm.py": "class Client:\n    def __init__(self, model):\n        self.model = model\n"
                '    def ask(self, m):\n        return post(URL, json={"model": self.model, "messages": m<off>})\n',
                "user.py": 'from llm import Client\nMODEL = "<id>"\nclient = Client(model=MODEL)\n',
            },
            OFF_ENTRY,
            id="handed-to-a-class-that-keeps-it",
        ),
        pytest.param(
            {
                "conf.py": 'MODEL = "<id>"\n',
                "user.py": "from conf import MODEL\nfrom llm import ask\nask(MODEL)\n",
                "llm.py": f"def ask(model):\n    return {ASK}(model=model<off>)\n",
            },
            OFF,
            id="through-two-files",
        ),
        pytest.param(
            {
                "conf/names.py": 'MODEL = "<id>"\n',
                "conf/__init__.py": "from .names import MODEL\n",
                "user.py": f"from conf import MODEL\n{ASK}(model=MODEL<off>)\n",
            },
            OFF,
            id="constant-that-a-package-hands-on",
        ),
        pytest.param(
            {
                "conf/names.py": 'MODEL = "<id>"\n',
                "conf/__init__.py": "from .names import *\n",
                "user.py": f"from conf import MODEL\n{ASK}(model=MODEL<off>)\n",
            },
            OFF,
            id="constant-of-all-that-a-package-hands-on",
        ),
        pytest.param(
            {
                "llm/base.py": f"def ask(m, model):\n    return {ASK}(model=model, messages=m<off>)\n",
                "llm/__init__.py": "from llm.base import ask as talk\n",
                "user.py": 'from llm import talk\ntalk([], model="<id>")\n',
            },
            OFF,
            id="handed-to-a-function-that-a-package-hands-on-by-another-name",
        ),
        pytest.param(
            {
                "llm/deep/client.py": "class Client:\n    def __init__(self, model):\n        self.model = model\n"
                '    def ask(self, m):\n        return post(URL, json={"model": self.model, "messages": m<off>})\n',
                "llm/deep/__init__.py": "from .client import *\n",
                "llm/__init__.py": "from .other import Other\nfrom .deep import Client\n",
                "llm/other.py": "class Other:\n    pass\n",
                "user.py": 'from llm import Client\nclient = Client(model="<id>")\n',
            },
            OFF_ENTRY,
            id="handed-to-a-class-through-two-packages",
        ),
        pytest.param(
            {
                "llm/ask.ts": f"export async function ask({{ model, m }}: O) {{ return {ASK}({{ model, messages: m<off> }}); }}\n",
                "llm/index.ts": 'export * from "./other";\nexport * from "./ask";\n',
                "llm/other.ts": "export const x = 1;\n",
                "user.ts": 'import { ask } from "./llm";\nawait ask({ model: "<id>", m: [] });\n',
            },
            OFF_TS,
            id="typescript-handed-to-a-function-of-all-that-an-index-hands-on",
        ),
        pytest.param(
            {
                "conf/names.ts": 'export const MODEL = "<id>";\n',
                "conf/index.ts": 'export { MODEL as CHAT } from "./names";\n',
                "user.ts": f'import {{ CHAT }} from "./conf";\n{ASK}({{ model: CHAT<off> }});\n',
            },
            OFF_TS,
            id="typescript-constant-that-an-index-hands-on-by-another-name",
        ),
        pytest.param(
            {
                "conf/names.ts": 'export const MODEL = "<id>";\n',
                "conf/index.ts": 'import { MODEL } from "./names";\nexport { MODEL };\n',
                "user.ts": f'import {{ MODEL }} from "./conf";\n{ASK}({{ model: MODEL<off> }});\n',
            },
            OFF_TS,
            id="typescript-constant-imported-and-exported",
        ),
        pytest.param(
            {".env": "CHAT_MODEL=<id>\n", "user.py": f'{ASK}(model=os.environ["CHAT_MODEL"]<off>)\n'},
            OFF,
            id="setting-of-the-environment",
        ),
        pytest.param(
            {
                "compose.yaml": "services:\n  app:\n    environment:\n      CHAT_MODEL: <id>\n",
                "user.py": f'MODEL = os.getenv("CHAT_MODEL")\n{ASK}(model=MODEL<off>)\n',
            },
            OFF,
            id="setting-of-a-container",
        ),
        pytest.param(
            {
                "conf.py": 'MODEL = os.getenv("M", "<id>").strip().lower()\n',
                "user.py": f"from conf import MODEL\n{ASK}(model=MODEL<off>)\n",
            },
            OFF,
            id="setting-without-the-blanks-around-it",
        ),
        pytest.param(
            {
                ".env": "CHAT_MODEL=<id>\n",
                "user.py": "class Settings(BaseSettings):\n    chat_model: str\ns = Settings()\n"
                f"{ASK}(model=s.chat_model<off>)\n",
            },
            OFF,
            id="setting-that-a-class-of-settings-reads",
        ),
        pytest.param(
            {
                "models.ts": "export const MODEL = '<id>';\n",
                "src/user.ts": f"import {{ MODEL }} from '../models';\n{ASK}({{ model: MODEL<off> }});\n",
            },
            OFF_TS,
            id="typescript-constant",
        ),
        pytest.param(
            {
                "config.ts": "export const CONFIG = { model: '<id>', retries: 3 };\n",
                "user.ts": f"import {{ CONFIG }} from './config';\n{ASK}({{ model: CONFIG.model<off> }});\n",
            },
            OFF_TS,
            id="typescript-entry-of-an-object",
        ),
        pytest.param(
            {
                "llm.ts": f"export async function ask({{ model }}: O) {{ return {ASK}({{ model<off> }}); }}\n",
                "user.ts": "import { ask } from './llm';\nawait ask({ model: '<id>' });\n",
            },
            OFF_TS,
            id="typescript-handed-to-a-function",
        ),
        pytest.param(
            {".env": "CHAT_MODEL=<id>\n", "user.ts": f"{ASK}({{ model: process.env.CHAT_MODEL!<off> }});\n"},
            OFF_TS,
            id="typescript-setting",
        ),
    ],
)
def test_placed_in_the_file_that_asks(
    write: Write, tmp_path: Path, capsys: pytest.CaptureFixture[str], files: dict[str, str], switch: str
) -> None:
    write({name: text.replace("<id>", "deepseek-chat").replace("<off>", "") for name, text in files.items()})
    code, document = project_rewritten(capsys)
    for name, text in files.items():
        is_single = name.endswith(".ts") and "'" in text  # the quotes of the file
        written = switch.replace('"', "'") if is_single else switch
        expected = text.replace("<id>", "deepseek-v4-flash").replace("<off>", written)
        assert (tmp_path / name).read_text(encoding="utf-8") == expected
    changes = [change for file in document["files"] for change in file["changes"]]
    assert {change["thinking"]["switch"] for change in changes} == {"placed"}
    assert code is ExitCode.OK
    assert not [
        file for file in project_rewritten(capsys)[1]["files"] if file["status"] != "unchanged"
    ]  # the second run


@pytest.mark.parametrize(
    ("files", "why"),
    [
        pytest.param(
            {
                "conf.py": 'MODEL = os.getenv("M", "deepseek-chat")\n',
                "user.py": f"from conf import MODEL\n{ASK}(model=MODEL)\n",
                "deep.yaml": "model: deepseek-reasoner\n",
            },
            "deepseek-reasoner in deep.yaml:1",
            id="a-thinking-name-elsewhere-may-be-chosen",
        ),
        pytest.param(
            {"conf.py": 'MODEL = "deepseek-chat"\n', "user.py": "from conf import MODEL\nregistry.add(MODEL)\n"},
            "user.py: it is handed to registry.add",
            id="lost-in-the-other-file",
        ),
        pytest.param(
            {
                "llm.py": f"def ask(model):\n    return {ASK}(model=model, extra_body=MORE)\nask('gpt-9')\n",
                "user.py": 'from llm import ask\nask(model="deepseek-chat")\n',
            },
            "extra_body is set already, and not written out here",
            id="request-in-the-other-file-cannot-take-it",
        ),
        pytest.param(
            {
                ".env": "CHAT_MODEL=deepseek-chat\n",
                "user.py": f'{ASK}(model=os.environ["CHAT_MODEL"])\n',
                "main.go": 'package main\n\nvar m = os.Getenv("CHAT_MODEL")\n',
            },
            "main.go reads it, too",
            id="setting-that-another-language-reads",
        ),
        pytest.param(
            {".env": "CHAT_MODEL=deepseek-chat\n"},
            "nothing in the project reads this setting",
            id="setting-nobody-reads",
        ),
        pytest.param(
            {"a.yaml": "chat_model: deepseek-chat\n"}, "makes the request elsewhere", id="key-that-is-not-followed"
        ),
        pytest.param(
            {
                "conf.py": 'MODEL = "deepseek-chat"\n',
                "user.py": f"from other.conf import MODEL\n{ASK}(model=MODEL.lower())\n",
            },
            "is not seen",
            id="another-module-of-the-same-name",
        ),
    ],
)
def test_not_placed(write: Write, capsys: pytest.CaptureFixture[str], files: dict[str, str], why: str) -> None:
    write(files)
    code, document = project_rewritten(capsys)
    changes = [change for file in document["files"] for change in file["changes"] if change["found"] == "deepseek-chat"]
    assert [change["thinking"]["switch"] for change in changes] == ["not-placed"]
    assert why in changes[0]["thinking"]["why"]
    assert code is ExitCode.DECISION


def test_policy_keep_behaviour_lets_through_what_is_placed_elsewhere(
    write: Write, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write(
        {
            "conf.py": 'from bots import Bot\nMODEL = "deepseek-chat"\nOTHER = "deepseek-chat"\nbot = Bot(OTHER)\n',
            "user.py": f"from conf import MODEL\n{ASK}(model=MODEL)\n",
        }
    )
    code, _ = project_rewritten(capsys, "--policy", "keep-behaviour")
    assert (tmp_path / "conf.py").read_text() == (
        'from bots import Bot\nMODEL = "deepseek-v4-flash"\nOTHER = "deepseek-chat"\nbot = Bot(OTHER)\n'
    )
    assert OFF in (tmp_path / "user.py").read_text()
    assert code is ExitCode.DECISION


def test_rename_that_is_not_made_asks_for_no_switch_elsewhere(
    write: Write, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    user = f"from conf import MODEL\n{ASK}(model=MODEL)\n"
    write({"conf.py": 'MODEL = "deepseek-chat"  # v4migrate: ignore[retired-model-id]: pinned\n', "user.py": user})
    project_rewritten(capsys)
    assert (tmp_path / "user.py").read_text() == user


def test_requests_of_tests_are_left_alone(write: Write, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    test = f"from conf import MODEL\ndef test_ask():\n    {ASK}(model=MODEL)\n"
    write(
        {
            "conf.py": f'MODEL = "deepseek-chat"\n{ASK}(model=MODEL)\n',
            "tests/test_ask.py": test,
        }
    )
    code, _ = project_rewritten(capsys)
    assert (tmp_path / "tests/test_ask.py").read_text() == test
    assert code is ExitCode.OK


def test_cells_of_a_notebook_share_their_names(
    write: Write, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    cells = [
        ['MODEL = "deepseek-chat"\n'],
        ["def ask(m, model):\n", f"    return {ASK}(model=model, messages=m)\n"],
        [f"{ASK}(model=MODEL, messages=[])\n"],
        ["ask([], model=MODEL)\n"],
    ]
    book = {"cells": [{"cell_type": "code", "source": source, "outputs": []} for source in cells], "nbformat": 4}
    write({"a.ipynb": json.dumps(book, indent=1)})
    code, _ = project_rewritten(capsys)
    after = ["".join(cell["source"]) for cell in json.loads((tmp_path / "a.ipynb").read_text())["cells"]]
    assert after[0] == 'MODEL = "deepseek-v4-flash"\n'
    assert f"(model=model, messages=m{OFF})" in after[1]
    assert f"(model=MODEL, messages=[]{OFF})" in after[2]
    assert after[3] == "ask([], model=MODEL)\n"
    assert code is ExitCode.OK


def test_tables_that_still_know_only_the_old_name_are_told(write: Write, capsys: pytest.CaptureFixture[str]) -> None:
    write(
        {
            "cost.py": 'PRICES = {"deepseek-chat": 0.28, "gpt-9": 2.5}\n',
            "user.py": f'{ASK}(model="deepseek-chat", messages=[])\n',
        }
    )
    run(["rewrite", ".", "--diff", "--pr-body", "body.md"])
    said = capsys.readouterr().err
    assert "1 in tables, lists or comparisons that know only the old name" in said
    assert "cost.py:1: DS061 [id-in-table] deepseek-chat" in said
    assert "**Tables**: 1 place with only the old name: `cost.py:1`" in Path("body.md").read_text()


def test_tables_that_know_the_new_name_too_are_not_told(write: Write, capsys: pytest.CaptureFixture[str]) -> None:
    write(
        {
            "cost.py": 'PRICES = {"deepseek-chat": 0.28, "deepseek-v4-flash": 0.15}\nKNOWN = ["deepseek-chat", "deepseek-v4-flash"]\n',
            "user.py": f'{ASK}(model="deepseek-chat", messages=[])\n',
        }
    )
    code, document = project_rewritten(capsys)
    assert code is ExitCode.OK
    assert document["summary"]["left_behind"] == 0


def test_constants_that_are_keys_in_another_file_of_the_package_are_never_made_equal(
    write: Write, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    models = 'package a\n\nconst (\n\tFastModel = "deepseek-chat"\n\tDeepModel = "deepseek-reasoner"\n)\n'
    write(
        {
            "models.go": models,
            "limits.go": "package a\n\nvar limits = map[string]int{\n\tFastModel: 1,\n\tDeepModel: 2,\n}\n",
        }
    )
    code, document = project_rewritten(capsys)
    assert (tmp_path / "models.go").read_text() == models
    assert {entry["reason"] for file in document["files"] for entry in file["held"]} == {"collision"}
    assert code is ExitCode.DECISION
