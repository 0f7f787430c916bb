"""TypeScript: values that must fit a type of another file which knows only the old name. Renamed alone, `tsc` would refuse them."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.rewrite.tools import Write, project_rewritten
from v4migrate.exit_codes import ExitCode
from v4migrate.rewrite.outcome import Held

UNION = "export type Model = 'deepseek-chat' | 'gpt-4o';\n"
TAKEN = "import { Model } from './models';\n"
ASK = "fetch('https://api.deepseek.com/chat/completions', { method: 'POST', body: JSON.stringify({ model: m, messages }) })"
SENT = "fetch('https://api.deepseek.com/chat/completions', { method: 'POST', body: JSON.stringify(m) })"
BODY = "import type { Model } from './models';\nexport interface Body { model: Model; messages: string[] }\n"


@pytest.mark.parametrize(
    "files",
    [
        pytest.param({"api.ts": f"{TAKEN}const m: Model = 'deepseek-chat';\nexport const r = () => {ASK};\n"}, id="variable"),
        pytest.param(
            {"api.ts": f"{TAKEN}export const ask = (messages: string[], m: Model = 'deepseek-chat') => {ASK};\n"},
            id="default-of-a-parameter",
        ),
        pytest.param(
            {"types.ts": BODY, "api.ts": "import type { Body } from './types';\n"
             f"const m: Body = {{ model: 'deepseek-chat', messages: [] }};\nexport const r = () => {SENT};\n"},
            id="member-of-an-object-whose-type-is-two-files-away",
        ),
        pytest.param(
            {"types.ts": BODY, "api.ts": "import type { Body } from './types';\n"
             f"const m = {{ model: 'deepseek-chat', messages: [] }} satisfies Body;\nexport const r = () => {SENT};\n"},
            id="satisfies",
        ),
        pytest.param(
            {"lib.ts": f"{TAKEN}export const complete = async (m: {{ model: Model; messages: string[] }}) => {SENT};\n",
             "api.ts": "import { complete } from './lib';\n"
             "export const r = () => complete({ model: 'deepseek-chat', messages: [] });\n"},
            id="argument-of-a-function-of-another-file",
        ),
        pytest.param(
            {"api.ts": f"{TAKEN}export class A {{\n  private model: Model;\n  constructor() {{ this.model = 'deepseek-chat'; }}\n"
             f"  ask(messages: string[]) {{ const m = this.model; return {ASK}; }}\n}}\n"},
            id="field-set-by-a-constructor",
        ),
        pytest.param(
            {"api.ts": f"{TAKEN}export const d = {{ get model(): Model {{ return 'deepseek-chat'; }} }};\nconst m = d.model;\n"
             f"export const r = () => {ASK};\n"},
            id="given-back",
        ),
        pytest.param(
            {"picker.tsx": f"{TAKEN}export function Picker({{ model }}: {{ model: Model }}) {{ return <b>{{model}}</b>; }}\n",
             "api.tsx": 'import { Picker } from "./picker";\nexport const C = () => <Picker model="deepseek-chat" />;\n'},
            id="property-of-a-component",
        ),
        pytest.param(
            {"config.ts": "export const DEFAULT = 'deepseek-chat';\n",
             "api.ts": f"{TAKEN}import {{ DEFAULT }} from './config';\n"
             f"export const ask = (messages: string[], m: Model = DEFAULT) => {ASK};\n"},
            id="constant-that-another-file-puts-there",
        ),
        pytest.param(
            {"index.ts": "export * from './models';\n",
             "api.ts": f"import {{ Model as M }} from '.';\nconst m: M = 'deepseek-chat';\nexport const r = () => {ASK};\n"},
            id="by-another-name-through-an-index",
        ),
        pytest.param(
            {"api.ts": "import * as models from './models';\n"
             f"const m: models.Model = 'deepseek-chat';\nexport const r = () => {ASK};\n"},
            id="of-a-whole-module",
        ),
        pytest.param(
            {"models.ts": "export const MODELS = ['deepseek-chat', 'gpt-4o'] as const;\nexport type Model = (typeof MODELS)[number];\n",
             "api.ts": f"{TAKEN}const m: Model = 'deepseek-chat';\nexport const r = () => {ASK};\n"},
            id="list-of-constants",
        ),
        pytest.param(
            {"models.ts": "import { z } from 'zod';\nexport const ModelSchema = z.enum(['deepseek-chat', 'gpt-4o']);\n"
             "export const BodySchema = z.object({ model: ModelSchema });\n",
             "api.ts": "import { BodySchema } from './models';\nconst m = BodySchema.parse({ model: 'deepseek-chat' });\n"
             f"export const r = () => {SENT};\n"},
            id="schema-that-checks-at-run-time",
        ),
    ],
)  # fmt: skip
def test_value_that_must_fit_a_narrow_type_waits(
    files: dict[str, str], write: Write, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    files = {"models.ts": UNION, **files}
    write(files)
    code, document = project_rewritten(capsys)
    assert code is ExitCode.DECISION
    held = [entry for file in document["files"] for entry in file["held"] if entry["reason"] == Held.TYPE.name.lower()]
    assert held
    assert all("models.ts:" in entry["why"] for entry in held), held
    assert {name: (tmp_path / name).read_text() for name in files} == files


@pytest.mark.parametrize(
    "files",
    [
        pytest.param(
            {"api.ts": "import OpenAI from 'openai';\nimport { Model } from './models';\n"
             "const client = new OpenAI({ baseURL: 'https://api.deepseek.com' });\n"
             "export const a = (messages: any[]) => client.chat.completions.create({ model: 'deepseek-chat', messages });\n"},
            id="request-of-a-client",
        ),
        pytest.param({"api.ts": f"{TAKEN}const m: string = 'deepseek-chat';\nexport const r = () => {ASK};\n"}, id="any-text"),
        pytest.param(
            {"models.ts": "export type Model = 'deepseek-chat' | 'deepseek-v4-flash';\n",
             "api.ts": f"{TAKEN}const m: Model = 'deepseek-chat';\nexport const r = () => {ASK};\n"},
            id="type-that-knows-the-new-name",
        ),
        pytest.param(
            {"models.ts": "export type Model = 'deepseek-chat' | (string & {});\n",
             "api.ts": f"{TAKEN}const m: Model = 'deepseek-chat';\nexport const r = () => {ASK};\n"},
            id="type-that-any-text-fits",
        ),
        pytest.param(
            {"api.ts": f"type Model = string;\nconst m: Model = 'deepseek-chat';\nexport const r = () => {ASK};\n"},
            id="own-type-of-the-same-name",
        ),
    ],
)  # fmt: skip
def test_what_any_name_fits_is_renamed(
    files: dict[str, str], write: Write, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    files = {"models.ts": UNION, **files}
    write(files)
    project_rewritten(capsys)
    assert "deepseek-chat" not in (tmp_path / "api.ts").read_text()


@pytest.mark.parametrize(
    ("table", "is_added"),
    [
        pytest.param(f"{TAKEN}export const context: Record<Model, number> = {{ 'deepseek-chat': 131072 }};\n", False, id="record"),
        pytest.param(f"{TAKEN}export const models: Model[] = ['deepseek-chat', 'gpt-4o'];\n", False, id="list"),
        pytest.param("export const context: Record<string, number> = { 'deepseek-chat': 131072 };\n", True, id="any-text"),
        pytest.param(
            "const IDS = ['deepseek-chat', 'gpt-4o'] as const;\ntype T = (typeof IDS)[number];\n"
            "export const context: Record<T, number> = { 'deepseek-chat': 131072, 'gpt-4o': 1 };\n", True,
            id="list-that-gets-the-name-itself",
        ),
    ],
)  # fmt: skip
def test_row_that_a_type_does_not_know_waits(
    table: str, is_added: bool, write: Write, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write({"models.ts": UNION, "table.ts": table})
    _, document = project_rewritten(capsys, "--unsafe")
    held = [entry["reason"] for file in document["files"] for entry in file["held"]]
    assert (Held.TYPE.name.lower() in held) is not is_added
    assert ("deepseek-v4-flash" in (tmp_path / "table.ts").read_text()) is is_added


MODELS_TS = {
    "models.ts": 'export type Model = "deepseek-chat" | "gpt-4o";\n',
    "db/types.ts": "export type Model = string;\n",
}


@pytest.mark.parametrize(
    ("module", "is_held"),
    [
        pytest.param("./models", True, id="the-narrow-one"),
        pytest.param("./db/types", False, id="another-of-that-name"),
        pytest.param("@/models", True, id="an-alias-of-a-folder"),
    ],
)
def test_a_type_is_the_one_that_is_imported(
    write: Write, capsys: pytest.CaptureFixture[str], module: str, is_held: bool
) -> None:
    ask = f'import {{ Model }} from "{module}";\nconst m: Model = "deepseek-chat";\nexport const r = () => {ASK};\n'
    write({**MODELS_TS, "ask.ts": ask})
    _, document = project_rewritten(capsys)
    held = [entry for file in document["files"] if file["path"] == "ask.ts" for entry in file.get("held", ())]
    assert any("Model (models.ts:1)" in (entry.get("why") or "") for entry in held) is is_held


def test_an_entry_as_const_waits_for_what_compares_it_in_another_file(
    write: Write, capsys: pytest.CaptureFixture[str]
) -> None:
    code = 'export const DEFAULTS = { model: "deepseek-chat" } as const;\n'
    compares = 'import { DEFAULTS } from "./defaults";\nexport const is = () => DEFAULTS.model === "deepseek-chat";\n'
    write({"defaults.ts": code, "uses.ts": compares})
    _, document = project_rewritten(capsys)
    held = [entry for file in document["files"] for entry in file.get("held", ())]
    assert ["uses.ts:2" in entry["why"] for entry in held] == [True]
