"""A column that says which model made a row asks nobody: it waits, and no request gets the switch for it."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.rewrite.tools import NEW, Write, project_rewritten

CLIENT = (
    'from openai import OpenAI\nclient = OpenAI(base_url="https://api.deepseek.com")\n'
    "def ask(model, messages):\n    return client.chat.completions.create(model=model, messages=messages)\n"
)
SUMMARY = "    id: int = Field(primary_key=True)\n    method_summary: str = ''\n"


@pytest.mark.parametrize(
    "row",
    [
        pytest.param(f'class PaperSummary(SQLModel, table=True):\n{SUMMARY}    model_name: str = "<id>"\n', id="sqlmodel"),
        pytest.param(f'class PaperSummary(SQLModel, table=True):\n{SUMMARY}    model_name: str = Field(default="<id>")\n',
                     id="sqlmodel-field"),
        pytest.param('class Translation(Base):\n    __tablename__ = "t"\n    translated_text = Column(Text)\n'
                     '    model = Column(String, default="<id>")\n', id="sqlalchemy"),
        pytest.param("class Review(models.Model):\n    result = models.TextField()\n"
                     '    model = models.CharField(max_length=9, default="<id>")\n', id="django"),
        pytest.param("class Verdict(BaseModel):\n    verdict: str\n    created_at: datetime\n"
                     '    model: str = "<id>"\n', id="schema-of-a-row"),
    ],
)  # fmt: skip
def test_column_that_says_who_made_a_row_waits(row: str, write: Write, capsys: pytest.CaptureFixture[str]) -> None:
    code = row.replace("<id>", "deepseek-chat")
    write({"rows.py": code, "ask.py": CLIENT})
    project_rewritten(capsys)
    assert Path("rows.py").read_text() == code
    assert Path("ask.py").read_text() == CLIENT


@pytest.mark.parametrize(
    "row",
    [
        pytest.param('class ModelConfig(SQLModel, table=True):\n    result_limit: int = 3\n    model_name: str = "<id>"\n',
                     id="configuration"),
        pytest.param('class Summarizer(SQLModel, table=True):\n    summary_length: int = 3\n    temperature: float = 0\n'
                     '    model_name: str = "<id>"\n', id="beside-what-it-is-asked-by"),
        pytest.param('class Conversation(Base):\n    last_answer = Column(Text)\n    model = Column(String, default="<id>")\n',
                     id="talk-that-goes-on"),
        pytest.param('class SummaryCall(BaseModel):\n    summary: str\n    model: str = "<id>"\n', id="schema-of-no-row"),
        pytest.param('class Report:\n    report: str = ""\n    created_at: str = ""\n    model: str = "<id>"\n', id="plain-class"),
    ],
)  # fmt: skip
def test_column_that_is_asked_with_is_renamed(row: str, write: Write, capsys: pytest.CaptureFixture[str]) -> None:
    write({"rows.py": row.replace("<id>", "deepseek-chat"), "ask.py": CLIENT})
    project_rewritten(capsys)
    assert Path("rows.py").read_text() == row.replace("<id>", NEW)
