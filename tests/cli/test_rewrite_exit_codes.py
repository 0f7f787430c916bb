"""What `rewrite` ends with, run after run of one project: the first and the second of each kind."""

from __future__ import annotations

from pathlib import Path

import pytest

from v4migrate.cli.app import run

CLIENT = 'from openai import OpenAI\nclient = OpenAI(api_key="x", base_url="https://api.deepseek.com")\n'
ASK = "client.chat.completions.create"
CALL = f'{CLIENT}{ASK}(model="deepseek-chat", messages=[])\n'
LIST = f'{CALL}MODELS = ["deepseek-chat", "gpt-4o"]\n\ndef ask(model):\n    assert model in MODELS\n'
ROUTED = """model_list:
  - model_name: deepseek-chat
    litellm_params:
      model: deepseek/deepseek-chat
  - model_name: deepseek-reasoner
    litellm_params:
      model: deepseek/deepseek-reasoner
"""
PATHS = '[[rewrite.paths]]\npaths = [".env"]\npolicy = "keep-behaviour"\n'


@pytest.mark.parametrize(
    ("files", "runs"),
    [
        pytest.param({"a.py": "print('deepseek')\n"}, [("", 0), ("--check", 0)], id="nothing-found"),
        pytest.param({"a.py": CALL}, [("--check", 1), ("--diff", 0), ("", 0), ("--check", 0), ("", 0)], id="safe"),
        pytest.param(
            {"a.py": f'{CALL}send("deepseek-chat")\n'},
            [("", 0), ("", 0), ("--check --unsafe", 1), ("--unsafe", 3), ("--unsafe", 0)],
            id="unsafe-left-and-then-made-without-its-switch",
        ),
        pytest.param(
            {".env": "DEEPSEEK_MODEL=deepseek-chat\n"},
            [("--check", 1), ("--diff", 0), ("", 3), ("", 0), ("--check", 0)],
            id="without-its-switch",
        ),
        pytest.param(
            {".env": "DEEPSEEK_MODEL=deepseek-chat\n"},
            [("--policy keep-behaviour", 3), ("--policy keep-behaviour", 3), ("--policy keep-behaviour --check", 3)],
            id="held-to-keep-its-behaviour",
        ),
        pytest.param(
            {".env": "DEEPSEEK_MODEL=deepseek-chat\n", "v4migrate.toml": PATHS},
            [("", 3), ("", 3)],
            id="held-to-keep-its-behaviour-by-path",
        ),
        pytest.param(
            {"a.py": f'{CLIENT}C = {{"a_model": "deepseek-chat", "b_model": "deepseek-reasoner"}}\n'},
            [("", 3), ("--unsafe", 3), ("--unsafe --check", 3), ("--unsafe --diff", 0)],
            id="collision",
        ),
        pytest.param({"a.py": LIST}, [("", 0), ("", 0), ("--unsafe", 0), ("--unsafe", 0), ("", 0)], id="list"),
        pytest.param({"c.yaml": "deepseek:\n  models:\n    - deepseek-chat\n"}, [("--unsafe", 0)] * 2, id="yaml-list"),
        pytest.param(
            {"a.go": 'package a\n\nvar Models = []string{"deepseek-chat"}\n'}, [("--unsafe", 0)] * 2, id="go-list"
        ),
        pytest.param(
            {"a.py": f'{CALL}CONTEXT = {{"deepseek-chat": 65536, "gpt-4o": 128000}}\n'},
            [("--unsafe", 0), ("--unsafe", 0), ("--unsafe --check", 0)],
            id="table",
        ),
        pytest.param(
            {"c.yaml": ROUTED}, [("", 3), ("--unsafe", 3), ("--unsafe", 0), ("", 0)], id="aliases-of-a-router"
        ),
        pytest.param(
            {"tests/test_a.py": 'def test_it():\n    assert ask("deepseek-chat")\n'},
            [("", 0), ("--include-tests --check", 1), ("--include-tests", 0), ("--include-tests", 0)],
            id="tests",
        ),
    ],
)
def test_run_after_run(
    files: dict[str, str], runs: list[tuple[str, int]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    for name, text in files.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text, encoding="utf-8")
    ends = [int(run(["rewrite", *options.split()])) for options, _ in runs]
    assert ends == [end for _, end in runs]
