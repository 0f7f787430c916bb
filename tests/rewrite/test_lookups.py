"""Defaults and settings of a project whose tables, pickers or comparisons in another file know only the old name."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.rewrite.tools import NEW, Write, project_rewritten
from v4migrate.exit_codes import ExitCode
from v4migrate.rewrite.outcome import Held

ASK = 'client = OpenAI(base_url="https://api.deepseek.com")\nclient.chat.completions.create(model=model, messages=[])\n'
CHAT = f'from config import get\ndef chat(messages, model="deepseek-chat"):\n    cfg = get(model)\n{ASK}'
GET = "def get(name):\n    return next(found for found in MODELS if found.name == name)\n"
MODELS_TS = (
    "const MODELS = [{ id: 'deepseek-chat', label: 'Chat' }];\n"
    "export const find = (id: string) => MODELS.find((m) => m.id === id)!;\n"
)
API_TS = (
    "import { find } from './models';\nconst url = 'https://api.deepseek.com/chat/completions';\n"
    "export const ask = (model = 'deepseek-chat') => fetch(url, { body: JSON.stringify({ model: find(model).id }) });\n"
)
BARREL = (
    "import { MODELS } from './models';\n"
    "export function getModel(id: string) { const m = MODELS.find((x) => x.id === id); if (!m) throw new Error(id); return m; }\n"
)
MODELS_GO = 'package a\n\nvar known = map[string]int{"deepseek-chat": 1}\n\nfunc FindModel(name string) int { return known[name] }\n'
API_GO = (
    'package a\n\nconst apiURL = "https://api.deepseek.com"\nconst defaultModel = "deepseek-chat"\n\n'
    "func Ask() { send(FindModel(defaultModel)) }\n"
)
SETTINGS = (
    "const url = 'https://api.deepseek.com';\nclass Settings {\n  Settings({this.selectedModel = 'deepseek-chat'});\n"
    "  final String selectedModel;\n}\n"
)
PAGE = (
    "import '../settings.dart';\nclass Page {\n  build(settings) => Menu(value: settings.selectedModel, items: [\n"
    "    Item(value: 'deepseek-chat'),\n    Item(value: 'deepseek-reasoner'),\n  ]);\n}\n"
)

HOST = "https://api.deepseek.com"
SETTINGS_CPP = (
    'const char *url = "https://api.deepseek.com";\nvoid write() {\n'
    '  file.write(QJsonDocument(QJsonObject{{"API_KEY", ""}, {"model", "deepseek-chat"}, {"prompt", text}}).toJson());\n}\n'
)


@pytest.mark.parametrize(
    ("files", "place"),
    [
        pytest.param(
            {"config.py": f'MODELS = [\n    Model(name="deepseek-chat"),\n    Model(name="deepseek-reasoner"),\n]\n{GET}',
             "api.py": CHAT},
            "config.py:2", id="list-of-objects-behind-a-function",
        ),
        pytest.param(
            {"config.py": f'MODELS = [Model(name="deepseek-chat"), Model(name="gpt-4o")]\n{GET}', "api.py": CHAT},
            "config.py:1", id="one-old-name-in-the-list",
        ),
        pytest.param(
            {"app/config.py": 'LIMITS = {"deepseek-chat": 9}\n\ndef get(name):\n    return LIMITS[name]\n', "app/api.py": CHAT},
            "app/config.py:1", id="keys",
        ),
        pytest.param(
            {"packages/catalog/src/models.ts": "export const MODELS = [{ id: 'deepseek-chat' }];\n",
             "packages/catalog/src/index.ts": BARREL,
             "apps/web/a.ts": "import { getModel } from '@acme/catalog';\nexport const MODEL = 'deepseek-chat';\ngetModel(MODEL);\n"},
            "packages/catalog/src/models.ts:1", id="package-of-a-workspace",
        ),
        pytest.param(
            {"packages/catalog/src/models.ts": "export const MODELS = [{ id: 'deepseek-chat' }];\n",
             "packages/catalog/src/index.ts": BARREL,
             "apps/web/a.ts": "import { getModel } from '@acme/catalog';\nserve((req) => getModel(req.model ?? 'deepseek-chat'));\n"},
            "packages/catalog/src/models.ts:1", id="looked-up-at-once",
        ),
        pytest.param(
            {"src/catalog/models.ts": "export const MODELS = [{ id: 'deepseek-chat' }];\n",
             "src/catalog/index.ts": BARREL,
             "src/a.ts": "import { getModel } from './catalog';\nexport const MODEL = 'deepseek-chat';\ngetModel(MODEL);\n"},
            "src/catalog/models.ts:1", id="folder-with-an-index",
        ),
        pytest.param(
            {"acme/catalog/data/models.py": 'MODELS = {"deepseek-chat": {"ctx": 64000}}\n',
             "acme/catalog/__init__.py": "from .data.models import MODELS\n\ndef get_model(name):\n    return MODELS[name]\n",
             "app/main.py": f'from acme.catalog import get_model\ndef chat(model="deepseek-chat"):\n    cfg = get_model(model)\n{ASK}'},
            "acme/catalog/data/models.py:1", id="package-around-the-table",
        ),
        pytest.param(
            {"app/config/__init__.py": "from .models import get\n",
             "app/config/models.py": f'MODELS = ["deepseek-chat"]\n{GET}',
             "app/api.py": CHAT.replace("from config", "from app.config")},
            "app/config/models.py:1", id="through-a-package",
        ),
        pytest.param(
            {"config.py": f'MODELS = ["deepseek-chat"]\n{GET}',
             "api.py": CHAT.replace("from config import get", "import config").replace("get(", "config.get(")},
            "config.py:1", id="through-the-module",
        ),
        pytest.param(
            {"config.py": 'DEFAULT_MODEL = "deepseek-chat"\n',
             "api.py": f'from config import DEFAULT_MODEL\nmodel = DEFAULT_MODEL\nif model == "deepseek-chat":\n    pass\n{ASK}'},
            "api.py:3", id="comparison-with-an-imported-constant",
        ),
        pytest.param(
            {"prices.py": 'PRICES = {"deepseek-chat": 0.27}\n\ndef get(name):\n    return PRICES[name]\n',
             "api.py": CHAT.replace("from config", "from prices")},
            "prices.py:1", id="prices-that-must-be-there",
        ),
        pytest.param(
            {"models.ts": MODELS_TS, "api.ts": API_TS},
            "models.ts:1", id="typescript",
        ),
        pytest.param(
            {"models.go": MODELS_GO, "api.go": API_GO},
            "models.go:3", id="go",
        ),
        pytest.param(
            {"lib/settings.dart": SETTINGS, "lib/ui/page.dart": PAGE},
            "lib/ui/page.dart:4", id="menu-of-a-page",
        ),
        pytest.param(
            {"config.py": 'TIMEOUT = 5\nMODELS = ["deepseek-chat"]\n', "api.py": CHAT.replace("import get", "import TIMEOUT")},
            "config.py:2", id="whatever-is-imported",
        ),
        pytest.param(
            {"prices.py": 'PRICES = {"deepseek-chat": 0.27}\n\ndef get(name):\n    return PRICES.get(name, 0)\n', "api.py": CHAT},
            "prices.py:1", id="prices-with-a-fallback",
        ),
        pytest.param(
            {"page.py": 'from api import chat\nif model == "deepseek-chat":\n    chat([])\n',
             "api.py": CHAT.replace("get(model)", "model")},
            "page.py:2", id="comparison-elsewhere",
        ),
        pytest.param(
            {"llm/deep.py": 'LENGTHS = {"deepseek-chat": 64000}\n\ndef limit(name):\n    return LENGTHS.get(name, 4096)\n',
             "apps/one/llm.yaml": "model_name: deepseek-chat\nbase_url: https://api.deepseek.com\n"},
            "llm/deep.py:1", id="setting-of-a-part-and-table-of-its-library",
        ),
        pytest.param(
            {"run.sh": 'case "$MODEL" in\n  deepseek-chat) ;;\n  *) exit 1 ;;\nesac\n',
             "config.json": '{"deepseek": {"url": "https://api.deepseek.com", "model": "deepseek-chat"}}\n'},
            "run.sh:2", id="choice-of-a-shell",
        ),
        pytest.param(
            {"data/models.yml": "- name: gpt-4o\n  form: whole\n- name: deepseek/deepseek-chat\n  form: diff\n",
             "models.py": 'def ask(model="deepseek/deepseek-chat"):\n    litellm.completion(model=model, messages=[])\n'},
            "data/models.yml:3", id="catalogue-in-a-file-of-data",
        ),
        pytest.param(
            {"page.cpp": SETTINGS_CPP, "ask.cpp": 'void ask() {\n  if (model == "deepseek-chat") { plain(); }\n}\n'},
            "ask.cpp:2", id="mapping-of-a-settings-file-that-is-compared-elsewhere",
        ),
        pytest.param(
            {"page.py": 'import json\nfile.write(json.dumps({"api_key": "", "model": "deepseek-chat", "prompt": text}))\n'
             'URL = "https://api.deepseek.com"\n',
             "ask.py": 'if model == "deepseek-chat":\n    plain()\n'},
            "ask.py:1", id="mapping-in-python",
        ),
    ],
)  # fmt: skip
def test_default_waits_for_a_table_of_another_file(
    files: dict[str, str], place: str, write: Write, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write(files)
    code, document = project_rewritten(capsys)
    assert code is ExitCode.DECISION
    held = [entry for file in document["files"] for entry in file["held"]]
    assert [entry["why"] for entry in held if entry["reason"] == Held.LOOKED_UP.name.lower()] == [place]
    assert {name: (tmp_path / name).read_text() for name in files} == files


@pytest.mark.parametrize(
    "files",
    [
        pytest.param({"config.py": f'MODELS = ["deepseek-chat", "{NEW}"]\n{GET}', "api.py": CHAT}, id="the-new-name-is-there"),
        pytest.param(
            {"config.py": 'def get(name):\n    known = {\n        "deepseek-chat": "Chat",\n    }\n    return known.get(name, name)\n',
             "api.py": CHAT},
            id="titles-with-a-fallback",
        ),
        pytest.param(
            {"api.py": f'URL = "{HOST}/chat/completions"\nrequests.post(URL, json={{"model": "deepseek-chat", "messages": m}})\n',
             "ask.py": 'if model == "deepseek-chat":\n    plain()\n'},
            id="body-of-a-request",
        ),
        pytest.param(
            {"api.py": f'agent = {{"name": "one", "model": "deepseek-chat", "provider": "deepseek"}}\nURL = "{HOST}"\nrun(agent)\n',
             "ask.py": 'if model == "deepseek-chat":\n    plain()\n'},
            id="mapping-without-a-key",
        ),
        pytest.param({"tests/config.py": f'MODELS = ["deepseek-chat"]\n{GET}', "api.py": CHAT}, id="table-of-a-test"),
        pytest.param(
            {"config.py": f'MODELS = ["deepseek-chat"]\n{GET}',
             "api.py": f'from config import get\nget("x")\n{ASK}'.replace("model=model", 'model="deepseek-chat"')},
            id="request-that-is-written-out",
        ),
        pytest.param(
            {"limits.py": 'LIMITS = {"deepseek-chat": 9}\n',
             "api.py": f'MODEL = "deepseek-chat"\n{ASK}'.replace("model=model", "model=MODEL")},
            id="constant-that-its-file-only-asks-with",
        ),
        pytest.param(
            {"batch.py": 'from openai import OpenAI\nclient = OpenAI(base_url="https://api.deepseek.com")\n\ndef run(o):\n'
                         '    models = o.models or ["deepseek-chat"]\n    for one in models:\n'
                         "        client.chat.completions.create(model=one, messages=[])\n",
             "api.py": f'def chat(model="deepseek-chat"):\n    {ASK.replace("client.chat", "    client.chat")}'},
            id="one-default-in-a-list-that-is-asked-with",
        ),
        pytest.param(
            {"models.yaml": 'models:\n  - name: gpt-4o\n    context: 8\n  - name: deepseek-v4-flash\n    context: 9\n',
             "api.py": f'MODEL = "deepseek-chat"\n{ASK}'.replace("model=model", "model=MODEL")},
            id="catalogue-that-knows-the-new-name-only",
        ),
    ],
)  # fmt: skip
def test_what_no_other_file_looks_up_is_renamed(
    files: dict[str, str], write: Write, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write(files)
    project_rewritten(capsys)
    assert f'"{NEW}"' in (tmp_path / "api.py").read_text()


def test_unsafe_lets_it_through(write: Write, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write({"config.py": f'MODELS = ["deepseek-chat"]\n{GET}', "api.py": CHAT})
    project_rewritten(capsys, "--unsafe")
    assert f'model="{NEW}"' in (tmp_path / "api.py").read_text()
