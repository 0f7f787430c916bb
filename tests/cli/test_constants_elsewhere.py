"""A constant that reaches its request by way of other files and other names: the client there says whose server the id is for."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

ASKS = 'c = OpenAI(base_url="http://localhost:8000/v1")\nc.chat.completions.create(model={name}, messages=[])\n'
JS_ASKS = (
    'const c = new OpenAI({{ baseURL: "http://localhost:8000/v1" }});\n'
    "await c.chat.completions.create({{ model: {name}, messages: [] }});\n"
)
PY = 'MODEL = "deepseek-chat"\n'
TS = 'export const MODEL = "deepseek-chat";\n'


def _asks(imports: str, name: str = "MODEL") -> str:
    return f"{imports}\n{ASKS.format(name=name)}"


def _js_asks(imports: str, name: str = "MODEL") -> str:
    return f'import OpenAI from "openai";\n{imports}\n{JS_ASKS.format(name=name)}'


RS = 'pub const MODEL: &str = "deepseek-chat";\n'


def _rust_asks(uses: str, name: str = "MODEL") -> str:
    return (
        f"{uses}\nasync fn ask() {{\n"
        f"    let body = ChatRequest {{ model: {name}.to_string(), messages: vec![] }};\n"
        '    client.post("http://localhost:8000/v1/chat/completions").json(&body).send().await;\n}\n'
    )


TSCONFIG = '{{\n  // aliases\n  "compilerOptions": {{ {options} }},\n}}\n'
TREES = {
    "python-module-that-is-no-package": {
        "app/models.py": PY,
        "app/settings.py": "from .models import MODEL\n",
        "app/ask.py": _asks("from app.settings import MODEL"),
    },
    "python-two-modules-and-another-name": {
        "app/models.py": PY,
        "app/a.py": "from .models import MODEL as CHAT\n",
        "app/b.py": "from .a import CHAT as DEFAULT\n",
        "app/ask.py": _asks("from .b import DEFAULT", "DEFAULT"),
    },
    "python-star-on-both-sides": {
        "app/models.py": PY,
        "app/settings.py": "from .models import *\n",
        "app/ask.py": _asks("from .settings import *"),
    },
    "python-member-of-a-module": {
        "app/models.py": PY,
        "app/settings.py": "from .models import MODEL\n",
        "app/ask.py": _asks("from app import settings", "settings.MODEL"),
    },
    "python-in-a-circle": {
        "app/models.py": "from .settings import OTHER\n" + PY,
        "app/settings.py": "from .models import MODEL\nOTHER = 1\n",
        "app/ask.py": _asks("from .settings import MODEL"),
    },
    "typescript-star": {
        "src/models.ts": TS,
        "src/config.ts": "export * from './models';\n",
        "src/ask.ts": _js_asks("import { MODEL } from './config';"),
    },
    "typescript-named-anew": {
        "src/models.ts": TS,
        "src/config.ts": "export { MODEL as CHAT } from './models';\n",
        "src/ask.ts": _js_asks("import { CHAT } from './config.js';", "CHAT"),
    },
    "typescript-exported-under-another-name": {
        "src/models.ts": 'const model = "deepseek-chat";\nexport { model as MODEL };\n',
        "src/ask.ts": _js_asks("import { MODEL } from './models';"),
    },
    "typescript-default": {
        "src/models.ts": 'const MODEL = "deepseek-chat";\nexport default MODEL;\n',
        "src/ask.ts": _js_asks("import model from './models';", "model"),
    },
    "javascript-module-exports": {
        "src/models.js": 'const MODEL = "deepseek-chat";\nmodule.exports = { CHAT: MODEL };\n',
        "src/ask.js": _js_asks("const { CHAT } = require('./models');", "CHAT"),
    },
    "typescript-index-written-out": {
        "src/models/index.ts": TS,
        "src/ask.ts": _js_asks("import { MODEL } from './models/index';"),
    },
    "tsconfig-paths": {
        "tsconfig.json": TSCONFIG.format(options='"paths": {"@config/*": ["./src/settings/*"]},'),
        "src/settings/models.ts": TS,
        "src/ask.ts": _js_asks("import { MODEL } from '@config/models';"),
    },
    "tsconfig-paths-that-another-one-has": {
        "tsconfig.base.json": TSCONFIG.format(
            options='"baseUrl": ".", "paths": {"~models": ["src/settings/models.ts"]}'
        ),
        "app/tsconfig.json": '{"extends": "../tsconfig.base.json"}',
        "src/settings/models.ts": TS,
        "app/ask.ts": _js_asks("import { MODEL } from '~models';"),
    },
    "tsconfig-base-url": {
        "tsconfig.json": TSCONFIG.format(options='"baseUrl": "src"'),
        "src/models.ts": TS,
        "src/ask.ts": _js_asks("import { MODEL } from 'models';"),
    },
    "package-of-the-workspace": {
        "packages/config/package.json": '{"name": "@acme/config", "main": "dist/index.js"}',
        "packages/config/src/index.ts": "export * from './models';\n",
        "packages/config/src/models.ts": TS,
        "apps/web/ask.ts": _js_asks("import { MODEL } from '@acme/config';"),
    },
    "file-of-a-package-of-the-workspace": {
        "packages/config/package.json": '{"name": "@acme/config"}',
        "packages/config/src/models.ts": TS,
        "apps/web/ask.ts": _js_asks("import { MODEL } from '@acme/config/models';"),
    },
    "imports-of-a-package": {
        "package.json": '{"name": "a", "imports": {"#models": "./src/models.js"}}',
        "src/models.js": TS,
        "src/ask.js": _js_asks("import { MODEL } from '#models';"),
    },
}
TREES |= {
    "rust-use": {"src/config.rs": RS, "src/ask.rs": _rust_asks("use crate::config::MODEL;")},
    "rust-pub-use": {
        "src/config/models.rs": RS,
        "src/config/mod.rs": "mod models;\npub use models::{MODEL as CHAT, Other};\n",
        "src/lib.rs": "pub mod config;\npub use config::*;\n",
        "src/bin/ask.rs": _rust_asks("use acme::{self, CHAT};", "CHAT"),
    },
    "rust-module-that-is-declared": {
        "src/config.rs": RS,
        "src/main.rs": _rust_asks("mod config;", "config::MODEL"),
    },
    "rust-written-with-the-way-to-it": {"src/config.rs": RS, "src/a/ask.rs": _rust_asks("", "crate::config::MODEL")},
    "rust-all-of-the-module-above": {"src/llm/mod.rs": RS, "src/llm/ask.rs": _rust_asks("use super::*;")},
    "rust-crate-of-the-workspace": {
        "crates/acme-core/src/lib.rs": RS,
        "crates/app/src/main.rs": _rust_asks("use acme_core::MODEL;"),
    },
}
TREES |= {
    "python-constant-of-a-class": {
        "app/conf.py": 'class Config:\n    MODEL = "deepseek-chat"\n',
        "app/ask.py": _asks("from app.conf import Config", "Config.MODEL"),
    },
    "python-field-of-settings": {
        "app/conf.py": 'class Settings(BaseSettings):\n    model: str = "deepseek-chat"\n\n\nsettings = Settings()\n',
        "app/ask.py": _asks("from .conf import settings", "settings.model"),
    },
    "python-entry-of-a-mapping": {
        "app/conf.py": 'MODELS = {"fast": "deepseek-chat"}\n',
        "app/ask.py": _asks("from .conf import MODELS", 'MODELS["fast"]'),
    },
    "python-constant-under-another-name": {
        "app/models.py": PY,
        "app/conf.py": "from .models import MODEL\n\nDEFAULT = MODEL\n",
        "app/ask.py": _asks("from . import conf", "conf.DEFAULT"),
    },
    "typescript-entry-of-an-object": {
        "src/conf.ts": 'export const MODELS = { fast: { id: "x", model: "deepseek-chat" } } as const;\n',
        "src/ask.ts": _js_asks("import { MODELS } from './conf';", "MODELS.fast.model"),
    },
    "typescript-static-of-a-class": {
        "src/conf.ts": 'export class Config {\n  static MODEL = "deepseek-chat";\n}\n',
        "src/ask.ts": _js_asks("import { Config } from './conf';", "Config.MODEL"),
    },
}
ELSEWHERE = {
    "python-another-entry-of-a-mapping": {
        "app/conf.py": 'MODELS = {"fast": {"model": "deepseek-chat"}, "local": {"model": "qwen3"}}\n',
        "app/ask.py": _asks("from .conf import MODELS", 'MODELS["local"]["model"]'),
    },
    "typescript-object-that-is-not-exported": {
        "src/conf.ts": 'const CONFIG = { model: "deepseek-chat" };\n',
        "src/ask.ts": _js_asks("import { CONFIG } from './conf';", "CONFIG.model"),
    },
    "rust-module-of-another-crate": {
        "crates/acme-core/src/config.rs": RS,
        "crates/app/src/config.rs": 'pub const MODEL: &str = "gpt-4o";\n',
        "crates/app/src/main.rs": _rust_asks("use crate::config::MODEL;"),
    },
    "alias-of-another-application": {
        "a/tsconfig.json": TSCONFIG.format(options='"paths": {"@/*": ["./src/*"]}'),
        "a/src/lib/models.ts": 'export const MODEL = "gpt-4o";\n',
        "a/src/ask.ts": _js_asks("import { MODEL } from '@/lib/models';"),
        "b/src/lib/models.ts": TS,
    },
    "module-that-hands-on-another-constant": {
        "app/models.py": PY,
        "app/other.py": 'MODEL = "gpt-4o"\n',
        "app/settings.py": "from .other import MODEL\n",
        "app/ask.py": _asks("from .settings import MODEL"),
    },
    "package-of-another-name": {
        "packages/config/package.json": '{"name": "@acme/config"}',
        "packages/config/src/index.ts": TS,
        "apps/web/ask.ts": _js_asks("import { MODEL } from '@acme/conf';"),
    },
}


def _run(tmp_path: Path, tree: dict[str, str], command: list[str]) -> subprocess.CompletedProcess[bytes]:
    for name, text in tree.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text)
    return subprocess.run([sys.executable, "-m", "v4migrate", *command, "."], cwd=tmp_path, capture_output=True)


@pytest.mark.parametrize("command", [["scan"], ["rewrite", "--diff"]], ids=["scan", "rewrite"])
@pytest.mark.parametrize("tree", TREES.values(), ids=TREES.keys())
def test_own_server_behind_other_files(tmp_path: Path, tree: dict[str, str], command: list[str]) -> None:
    run = _run(tmp_path, tree, command)
    assert (run.returncode, b"deepseek-v4" in run.stdout) == (0, False), run.stdout.decode()


@pytest.mark.parametrize("tree", ELSEWHERE.values(), ids=ELSEWHERE.keys())
def test_request_with_another_constant_says_nothing(tmp_path: Path, tree: dict[str, str]) -> None:
    run = _run(tmp_path, tree, ["scan"])
    assert (run.returncode, b"deepseek-v4" in run.stdout) == (1, True), run.stdout.decode()


def test_constant_of_any_name_is_renamed_where_another_file_asks_with_it(tmp_path: Path) -> None:
    """`NARRATOR` says nothing of a model; the request of the other file does."""
    asks = 'c = OpenAI(base_url="https://api.deepseek.com")\nc.chat.completions.create(model=NARRATOR, messages=[])\n'
    _run(
        tmp_path,
        {"conf.py": 'NARRATOR = "deepseek-chat"\n', "ask.py": f"from conf import NARRATOR\n{asks}"},
        ["rewrite"],
    )
    assert "deepseek-chat" not in (tmp_path / "conf.py").read_text()
    assert "disabled" in (tmp_path / "ask.py").read_text()
