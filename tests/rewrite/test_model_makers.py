"""A request that takes an object as its model: the provider that made it may stand in another file of the project."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.rewrite.tools import NEW, Write, project_rewritten, thinking_of

OFF = ", providerOptions: { deepseek: { thinking: { type: 'disabled' } } }"
AI = "import { generateText } from 'ai';\n"
MADE = "import { createDeepSeek } from '@ai-sdk/deepseek';\nexport const deepseek = createDeepSeek({ apiKey });\n"
DEFAULT = MADE.replace("export const", "const") + "export default deepseek;\n"
ASKS = "generateText({ model: deepseek('<id>'), prompt<off> });\n"
THERE = MADE.replace("deepseek = createDeepSeek({ apiKey }", "deepseek = createDeepSeek({ apiKey, baseURL: <url> }")


@pytest.mark.parametrize(
    "files",
    [
        pytest.param(
            {"llm.ts": MADE, "user.ts": f"{AI}import {{ deepseek }} from './llm';\n{ASKS}"}, id="of-another-file"
        ),
        pytest.param({"llm.ts": DEFAULT, "user.ts": f"{AI}import deepseek from './llm';\n{ASKS}"}, id="by-default"),
        pytest.param(
            {
                "tsconfig.json": '{ "compilerOptions": { "paths": { "@/*": ["src/*"] } } }',
                "src/llm/index.ts": "export { deepseek } from './made';\n",
                "src/llm/made.ts": MADE,
                "src/user.ts": f"{AI}import {{ deepseek }} from '@/llm';\n{ASKS}",
            },
            id="handed-on-and-by-an-alias",
        ),
        pytest.param(
            {
                "llm.ts": MADE.replace("deepseek =", "provider ="),
                "models.ts": "export const MODEL = '<id>';\n",
                "user.ts": f"{AI}import {{ provider }} from './llm';\nimport {{ MODEL }} from './models';\n"
                "generateText({ model: provider(MODEL), prompt<off> });\n",
            },
            id="with-a-constant-of-a-third-file",
        ),
        pytest.param(
            {
                "llm.ts": f"{MADE}export const model = deepseek('<id>');\n",
                "user.ts": f"{AI}import {{ model }} from './llm';\ngenerateText({{ model, prompt<off> }});\n",
            },
            id="the-model-itself",
        ),
        pytest.param(
            {
                "llm.ts": f"{MADE}export function getModel() {{\n  return deepseek('<id>');\n}}\n",
                "user.ts": f"{AI}import {{ getModel }} from './llm';\ngenerateText({{ model: getModel(), prompt<off> }});\n",
            },
            id="the-model-given-back-by-a-function",
        ),
        pytest.param(
            {
                "llm.ts": THERE.replace("<url>", "'https://api.deepseek.com'"),
                "user.ts": f"{AI}import {{ deepseek }} from './llm';\n{ASKS}",
            },
            id="at-an-address-that-is-deepseeks-own",
        ),
    ],
)
def test_placed(write: Write, tmp_path: Path, capsys: pytest.CaptureFixture[str], files: dict[str, str]) -> None:
    write({name: text.replace("<id>", "deepseek-chat").replace("<off>", "") for name, text in files.items()})
    project_rewritten(capsys, "--unsafe")
    for name, text in files.items():
        assert (tmp_path / name).read_text(encoding="utf-8") == text.replace("<id>", NEW).replace("<off>", OFF)
    assert {file["status"] for file in project_rewritten(capsys, "--unsafe")[1]["files"]} <= {"unchanged"}


@pytest.mark.parametrize(
    "made",
    [
        pytest.param("export const deepseek = (name: string) => local.model(name);\n", id="a-function-of-their-own"),
        pytest.param(THERE.replace("<url>", "process.env.LLM_URL"), id="at-an-address-that-only-the-run-tells"),
        pytest.param(
            "import { createOpenAICompatible } from '@ai-sdk/openai-compatible';\n"
            "export const deepseek = createOpenAICompatible({ name: 'proxy', baseURL });\n",
            id="under-another-name",
        ),
    ],
)
def test_not_placed(write: Write, capsys: pytest.CaptureFixture[str], made: str) -> None:
    write(
        {
            "llm.ts": made,
            "user.ts": f"{AI}import {{ deepseek }} from './llm';\n{ASKS}".replace("<id>", "deepseek-chat").replace(
                "<off>", ""
            ),
        }
    )
    _, document = project_rewritten(capsys, "--unsafe")
    assert {thinking["switch"] for thinking in thinking_of(document)} <= {"not-placed"}
