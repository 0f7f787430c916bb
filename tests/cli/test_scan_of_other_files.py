"""A fix that another file is in the way of is no safe one for `scan` either, and no format hands out its edits."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from v4migrate.cli.app import run

ASK = 'MODEL = "deepseek-chat"\nURL = "https://api.deepseek.com"\nprint(MODEL)\n'
ASKED_ALONE = (
    "from openai import OpenAI\n\n"
    'MODEL = "deepseek-chat"\n'
    'client = OpenAI(base_url="https://api.deepseek.com")\n'
    "client.chat.completions.create(model=MODEL, messages=[])\n"
)


@pytest.mark.parametrize(
    ("program", "others", "is_held"),
    [
        (ASK, {}, False),
        (ASK, {"limits.py": 'LIMITS = {"deepseek-chat": 8192}\n'}, True),
        (ASK, {"limits.py": 'LIMITS = {"deepseek-chat": 8192, "deepseek-v4-flash": 8192}\n'}, False),
        (ASK, {"limits.py": 'LIMITS = {"deepseek-reasoner": 8192}\n'}, False),
        (ASK, {"page.html": '<select><option value="deepseek-chat">Chat</option></select>\n'}, True),
        (ASK, {"tests/test_limits.py": 'LIMITS = {"deepseek-chat": 8192}\n'}, False),
        (ASKED_ALONE, {"limits.py": 'LIMITS = {"deepseek-chat": 8192}\n'}, False),
        (ASKED_ALONE, {"limits.py": 'LIMITS = {"deepseek-chat": 8192}\nfrom ask import MODEL\n'}, True),
    ],
    ids=[
        "nothing-in-the-way",
        "table",
        "table-with-the-new-name",
        "table-of-another-name",
        "list-of-a-page",
        "table-of-a-test",
        "constant-that-is-only-asked-with",
        "constant-that-the-table's-file-names",
    ],
)
def test_scan_and_rewrite_hold_back_alike(
    program: str,
    others: dict[str, str],
    is_held: bool,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    for name, text in {"ask.py": program, **others}.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    run(["scan", "--json"])
    found = [entry for entry in json.loads(capsys.readouterr().out)["findings"] if entry["path"] == "ask.py"]
    fix = next(entry["fix"] for entry in found if entry["rule"] == "retired-model-id")
    run(["scan", "--format", "sarif"])
    results = json.loads(capsys.readouterr().out)["runs"][0]["results"]
    run(["scan"])
    said = capsys.readouterr().out
    run(["rewrite", "--check", "--json"])
    places = json.loads(capsys.readouterr().out)["summary"]["places"]
    assert fix["safety"] == "safe"
    assert (places, not fix["edits"], not any("fixes" in one for one in results)) == (not is_held, is_held, is_held)
    assert ("fix held back: " in said, "    fix: " in said) == (is_held, not is_held)
