"""What is kept to tell of, a baseline or a row that a database begins with, waits for a person; what asks with it does not."""

from __future__ import annotations

from pathlib import PurePosixPath

import pytest

from tests.rewrite.tools import NEW, rewritten
from v4migrate.rewrite.outcome import Held
from v4migrate.rulebook.load import load_rulebook
from v4migrate.rulebook.schema import Safety
from v4migrate.scan.scanner import Scanner

SCANNER = Scanner(load_rulebook())
CLIENT = 'from openai import OpenAI\nclient = OpenAI(base_url="https://api.deepseek.com")\n'
ASKS = "client.chat.completions.create(model=%s, messages=[])\n"
ROWS = '[{"provider": "deepseek", "base_url": "https://api.deepseek.com", "model": "deepseek-chat"}]\n'
MOCK = """const u = "https://api.deepseek.com";
export const reviews = [
  {
    id: 42,
    status: "pending",
    ai_model: "deepseek-chat",
    created_at: "2026-04-16T10:00:00Z",
  },
];
"""
TABLE = """URL = "https://api.deepseek.com"
class PaperSummary(SQLModel, table=True):
    id: int
    method_summary: str = ""
    model_name: str = "deepseek-chat"
"""
ROW = f'{CLIENT}def keep(db):\n    db.add(Review(\n        score=3,\n        model_used="deepseek-chat",\n    ))\n'
OFFERED = MOCK.replace('"pending"', '"active"').replace("created_at", "note")
LOCAL = """URL = "https://api.deepseek.com"
def ask(client):
    model_name = "deepseek-chat"
    result = client.chat.completions.create(model=model_name, messages=[])
"""
YAML = "deepseek:\n  base_url: https://api.deepseek.com\n  baseline_model: deepseek-chat\n"


@pytest.mark.parametrize(
    ("path", "text"),
    [
        pytest.param("bench.py", f'{CLIENT}BASELINE_MODEL = "deepseek-chat"\n{ASKS % "BASELINE_MODEL"}', id="constant"),
        pytest.param("bench.ts", 'const u = "https://api.deepseek.com";\nconst baselineModel = "deepseek-chat";\n', id="variable"),
        pytest.param("bench.py", f'{CLIENT}def compare(baseline="deepseek-chat"): ...\n', id="default"),
        pytest.param("bench.py", f'{CLIENT}C = {{"baseline": {{"model": "deepseek-chat"}}}}\n', id="entry-of-a-baseline"),
        pytest.param("bench.yaml", YAML, id="setting"),
        pytest.param("db/seeds/models.json", ROWS, id="folder-of-seeds"),
        pytest.param("data/seed.json", ROWS, id="seed"),
        pytest.param("data/providers.seed.yaml", ROWS, id="seed-of-one-table"),
        pytest.param("data/seed-data.json", ROWS, id="seed-data"),
        pytest.param("data/provider_fixtures.json", ROWS, id="fixtures"),
        pytest.param("mock.ts", MOCK, id="what-made-a-review"),
        pytest.param("summary.py", TABLE, id="what-made-a-summary"),
        pytest.param("reviews.py", ROW, id="what-made-a-row"),
    ],
)  # fmt: skip
def test_what_is_kept_waits(path: str, text: str) -> None:
    outcome = rewritten(path, text)
    assert outcome.after.decode() == text
    assert [entry.held for entry in outcome.held] == [Held.UNSAFE]


@pytest.mark.parametrize(
    ("path", "text"),
    [
        pytest.param("bench.py", f'{CLIENT}BASE_MODEL = "deepseek-chat"\n{ASKS % "BASE_MODEL"}', id="another-word"),
        pytest.param("bench.py", f"{CLIENT}def run_baseline():\n    {ASKS % repr('deepseek-chat')}", id="request-of-its-own"),
        pytest.param("seeds/run.py", f'{CLIENT}MODEL = "deepseek-chat"\n{ASKS % "MODEL"}', id="program-beside-seeds"),
        pytest.param("data/providers.json", ROWS, id="settings-of-a-program"),
        pytest.param("data/reseed.json", ROWS, id="longer-word"),
        pytest.param("offered.ts", OFFERED, id="row-of-what-is-offered"),
        pytest.param("asked.ts", MOCK.replace("id: 42", "temperature: 1"), id="beside-what-a-request-takes"),
        pytest.param("local.py", LOCAL, id="variables-of-a-function"),
    ],
)  # fmt: skip
def test_what_asks_is_renamed(path: str, text: str) -> None:
    assert NEW in rewritten(path, text).after.decode()


def test_baseline_in_a_test_changes_with_its_test() -> None:
    (finding,) = SCANNER.scan(PurePosixPath("tests/test_a.py"), b'BASELINE_MODEL = "deepseek-chat"\n').findings
    assert finding.rule.is_about_tests
    assert finding.safety is not Safety.ADVICE
