"""The example app is data for scan and rewrite: it must be valid code in each of its languages and keep its shapes."""

import ast
import json
import re
from pathlib import Path
from typing import Any

import pytest
import tree_sitter_typescript
import yaml
from tree_sitter import Language, Parser

APP = Path(__file__).parents[2] / "examples" / "chat_app"


def text(name: str) -> str:
    return (APP / name).read_text(encoding="utf-8")


def notebook_cells() -> list[dict[str, Any]]:
    cells: list[dict[str, Any]] = json.loads(text("notebooks/explore.ipynb"))["cells"]
    return cells


@pytest.mark.parametrize("path", sorted(APP.rglob("*.py")), ids=lambda path: path.name)
def test_python_parses(path: Path) -> None:
    ast.parse(path.read_text(encoding="utf-8"))


@pytest.mark.parametrize("path", sorted(APP.rglob("*.ts")), ids=lambda path: path.name)
def test_typescript_parses(path: Path) -> None:
    parser = Parser(Language(tree_sitter_typescript.language_typescript()))
    assert not parser.parse(path.read_bytes()).root_node.has_error


@pytest.mark.parametrize("path", sorted(APP.rglob("*.y*ml")), ids=lambda path: path.name)
def test_yaml_loads(path: Path) -> None:
    assert isinstance(yaml.safe_load(path.read_text(encoding="utf-8")), dict)


def test_package_json_loads() -> None:
    assert "openai" in json.loads(text("web/package.json"))["dependencies"]


def test_notebook_code_parses() -> None:
    notebook = json.loads(text("notebooks/explore.ipynb"))
    assert notebook["nbformat"] == 4
    for cell in notebook["cells"]:
        if cell["cell_type"] == "code":
            ast.parse("".join(cell["source"]))


SHAPES = {
    "fallback of an environment read": ("harbor/settings.py", r'os\.getenv\("DEEPSEEK_MODEL", "deepseek-chat"\)'),
    "id with sampling and cap in the call": (
        "harbor/answer.py",
        r'model="deepseek-chat",[^)]*temperature=0\.2,\s+max_',
    ),
    "module constant with two call sites": (
        "harbor/triage.py",
        r'MODEL = "deepseek-chat"(?s:.*model=MODEL.*model=MODEL)',
    ),
    "reasoner with a temperature": ("harbor/reason.py", r'model="deepseek-reasoner",[^)]*temperature=0\.0'),
    "assistant turn rebuilt in a tool loop": ("harbor/tools.py", r'"role": "assistant",\s+"content": message\.content'),
    "extra_body without a thinking key": ("harbor/translate.py", r'extra_body=\{"user_id"'),
    "context window by old id": ("harbor/limits.py", r'"deepseek-chat": 131_072'),
    "price by old id": ("harbor/limits.py", r'"deepseek-reasoner": \{"hit"'),
    "old output cap": ("harbor/limits.py", r"min\(requested, 8192\)"),
    "branch on an old id": ("harbor/limits.py", r'if model == "deepseek-reasoner":'),
    "another host's id": ("harbor/openrouter_fallback.py", r'model="deepseek/deepseek-chat"'),
    "another host's id in a config": ("config/models.yaml", r"model: deepseek-ai/DeepSeek-V3\.2"),
    "id that never was official": (
        "config/digest.yaml",
        r"base_url: https://api\.deepseek\.com\n.*\n  model: deepseek-v3\.2",
    ),
    "compose placeholder": ("docker-compose.yml", r"\$\{DEEPSEEK_MODEL:-deepseek-chat\}"),
    "dotenv value": (".env.example", r"(?m)^DEEPSEEK_MODEL=deepseek-chat$"),
    "dotenv value in a comment": (".env.example", r"(?m)^# DEEPSEEK_MODEL=deepseek-reasoner$"),
    "npm client": ("web/src/summarise.ts", r'model: "deepseek-chat"'),
    "picker with both ids": ("web/src/models.ts", r'id: "deepseek-chat"(?s:.*)id: "deepseek-reasoner"'),
    "exported default": ("web/src/models.ts", r'export const DEFAULT_MODEL = "deepseek-chat"'),
    "prose about the model": ("README.md", r"answers come from deepseek-chat"),
    "fenced example": ("README.md", r'```python(?s:.*)model="deepseek-chat"'),
    "history": ("CHANGELOG.md", r"default model is now deepseek-chat"),
    "test that pins the id": ("tests/test_triage.py", r'== "deepseek-chat"'),
}


@pytest.mark.parametrize(("name", "pattern"), SHAPES.values(), ids=SHAPES)
def test_shape_is_there(name: str, pattern: str) -> None:
    assert re.search(pattern, text(name))


def test_notebook_names_the_id_in_source_prose_and_output() -> None:
    markdown, code = ("".join("".join(c["source"]) for c in notebook_cells() if c["cell_type"] == kind)
                      for kind in ("markdown", "code"))  # fmt: skip
    outputs = json.dumps([cell.get("outputs") for cell in notebook_cells()])
    assert "`deepseek-chat`" in markdown
    assert 'model="deepseek-chat"' in code
    assert "deepseek-chat 31" in outputs


def test_nothing_is_migrated_yet() -> None:
    everything = "".join(
        path.read_text(encoding="utf-8") for path in APP.rglob("*") if path.suffix != ".pyc" and path.is_file()
    )
    assert not re.search(r"deepseek-(v4|flash)|thinking", everything)
