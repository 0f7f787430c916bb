"""A constant that a file takes by another way than its plain name gets its switch at the request, without a question first."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.rewrite.tools import ASK, NEW, Write, project_rewritten

MODEL = 'export const MODEL = "<id>";\n'
JS = f"{ASK}({{ model: <model>, messages<off> }});\n"
PY = f"{ASK}(model=<model>, messages=[]<off>)\n"
OFF_JS = ', thinking: { type: "disabled" }'
OFF_TS = ', ...({ thinking: { type: "disabled" } } as object)'
OFF_PY = ', extra_body={"thinking": {"type": "disabled"}}'
TSCONFIG = '{ "compilerOptions": { "paths": { "#models": ["src/settings/models.ts"], "~/*": ["src/*"] } } }'
PACKAGE = '{ "name": "@acme/config", "main": "src/index.ts" }'


def asks(code: str, model: str = "MODEL") -> str:
    return code + (PY if code.startswith("from") or "\nfrom" in code else JS).replace("<model>", model)


@pytest.mark.parametrize(
    ("files", "switch"),
    [
        pytest.param(
            {
                "tsconfig.json": TSCONFIG,
                "src/settings/models.ts": MODEL,
                "src/user.ts": asks('import { MODEL } from "#models";\n'),
            },
            OFF_TS,
            id="by-an-alias-of-the-compiler",
        ),
        pytest.param(
            {
                "tsconfig.json": TSCONFIG,
                "src/settings/models.ts": MODEL,
                "src/user.ts": asks('import { MODEL as M } from "~/settings/models";\n', "M"),
            },
            OFF_TS,
            id="by-an-alias-of-a-folder-and-another-name",
        ),
        pytest.param(
            {
                "libs/config/package.json": PACKAGE,
                "libs/config/src/index.ts": 'export * from "./models";\n',
                "libs/config/src/models.ts": MODEL,
                "app/user.ts": asks('import { MODEL } from "@acme/config";\n'),
            },
            OFF_TS,
            id="of-a-package-of-the-workspace",
        ),
        pytest.param(
            {
                "tsconfig.json": TSCONFIG,
                "src/llm.ts": f"export const ask = ({{ model }}: O) => {ASK}({{ model<off> }});\n",
                "src/user.ts": 'import { ask } from "~/llm";\nask({ model: "<id>" });\n',
            },
            OFF_TS,
            id="handed-to-a-function-that-has-an-alias",
        ),
        pytest.param(
            {
                "models.ts": 'const MODEL = "<id>";\nexport default MODEL;\n',
                "user.ts": asks('import chosen from "./models";\n', "chosen"),
            },
            OFF_TS,
            id="by-default",
        ),
        pytest.param(
            {
                "config.ts": 'const config = { model: "<id>", retries: 3 };\nexport default config;\n',
                "user.ts": asks('import settings from "./config";\n', "settings.model"),
            },
            OFF_TS,
            id="of-an-object-that-is-the-default",
        ),
        pytest.param(
            {
                "models.ts": 'const MODEL = "<id>";\nexport { MODEL as CHAT };\n',
                "user.ts": asks('import { CHAT } from "./models";\n', "CHAT"),
            },
            OFF_TS,
            id="exported-by-another-name",
        ),
        pytest.param(
            {
                "models.js": 'const MODEL = "<id>";\nmodule.exports = { MODEL, RETRIES: 3 };\n',
                "user.js": asks('const models = require("./models");\n', "models.MODEL"),
            },
            OFF_JS,
            id="in-a-table-of-exports",
        ),
        pytest.param(
            {
                "models.js": 'const MODEL = "<id>";\nmodule.exports = { chat: MODEL };\n',
                "user.js": asks('const { chat } = require("./models");\n', "chat"),
            },
            OFF_JS,
            id="in-a-table-of-exports-by-another-name",
        ),
        pytest.param(
            {"models.py": 'MODEL = "<id>"\n', "user.py": asks("from models import *\n")},
            OFF_PY,
            id="among-all-that-a-module-has",
        ),
        pytest.param(
            {
                "models.py": 'MODEL = "<id>"\n',
                "shared.py": "from models import MODEL\n",
                "user.py": asks("from shared import MODEL\n"),
            },
            OFF_PY,
            id="through-a-module-that-is-no-package",
        ),
    ],
)
def test_placed_without_a_question(
    write: Write, tmp_path: Path, capsys: pytest.CaptureFixture[str], files: dict[str, str], switch: str
) -> None:
    write({name: text.replace("<id>", "deepseek-chat").replace("<off>", "") for name, text in files.items()})
    project_rewritten(capsys)
    for name, text in files.items():
        assert (tmp_path / name).read_text(encoding="utf-8") == text.replace("<id>", NEW).replace("<off>", switch)
    assert {file["status"] for file in project_rewritten(capsys)[1]["files"]} <= {"unchanged"}


@pytest.mark.parametrize(
    "files",
    [
        pytest.param(
            {
                "tsconfig.json": TSCONFIG,
                "src/llm.ts": f'export const ask = (messages: M[], model = "deepseek-chat") => {ASK}({{ model, messages }});\n',
                "src/user.ts": 'import { ask } from "~/llm";\nask([], "gpt-4o");\n',
            },
            id="another-model-by-an-alias",
        ),
    ],
)
def test_a_caller_by_an_alias_is_one(
    write: Write, tmp_path: Path, capsys: pytest.CaptureFixture[str], files: dict[str, str]
) -> None:
    write(files)
    project_rewritten(capsys)
    assert f'model === "{NEW}" ?' in (tmp_path / "src/llm.ts").read_text(encoding="utf-8")
