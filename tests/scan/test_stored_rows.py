"""What looks for rows that are stored already, and what a run has measured: both speak of the past, and keep the old name."""

from __future__ import annotations

import pytest

from tests.scan.test_hosts_beside import answers

QUERIES = """
## where-of-an-orm: a.ts
prisma.chat.findMany({ where: { model: "deepseek-chat" } });
## data-beside-it: a.ts
prisma.chat.updateMany({ where: { model: "deepseek-chat" }, data: { title: "x" } });
## first-argument: a.ts
Chat.findOne({ model: "deepseek-chat" });
## set-of-an-update: a.ts
Chat.updateMany({ title: "x" }, { $set: { model: "deepseek-chat" } });
## match-of-a-table: a.ts
supabase.from("c").select().match({ model: "deepseek-chat" });
## find-in-a-list: a.ts
_.find(items, { model: "deepseek-chat" });
## collection-of-python: a.py
collection.find_one({"model": "deepseek-chat"})
## update-of-python: a.py
collection.update_one({"title": "x"}, {"$set": {"model": "deepseek-chat"}})
## pipeline-of-python: a.py
collection.aggregate([{"$match": {"model": "deepseek-chat"}}])
## search-of-python: a.py
es.search(query={"term": {"model": "deepseek-chat"}})
## orm-of-python: a.py
Chat.objects.filter(title="x").update(model="deepseek-chat")
## orm-of-ruby: a.rb
Chat.update_all(model: "deepseek-chat")
## orm-of-php: a.php
<?php
Chat::where('a', 'b')->update(['model' => 'deepseek-chat']);
"""
RECORDS = """
## row-of-a-score: a.py
row = dict(model="deepseek-chat", accuracy=0.9)
## row-of-a-leaderboard: a.py
entry = {"model": "deepseek-chat", "elo": 1300}
## answer-of-a-mock: a.json
{"response": {"status": 200, "jsonBody": {"model": "deepseek-chat"}}}
## row-of-a-data-set: a.json
{"conversations": [{"from": "human", "value": "x"}], "model": "deepseek-chat"}
## answer-in-a-row: a.json
{"model": "deepseek-chat", "prompt": "x", "completion": "y"}
## file-of-logs: logs/a.json
{"model": "deepseek-chat", "x": "y"}
## file-of-results: results/a.json
{"model": "deepseek-chat", "output": "hi"}
## leaderboard: board.json
[{"model": "deepseek-chat", "elo": 1200}]
"""


def cases(text: str) -> list[object]:
    """`## <reason>: <file>` and the code below it, as parameters of a test."""
    parts = (part.partition("\n") for part in text.split("\n## ")[1:])
    return [pytest.param(head.partition(": ")[2], f"{code}\n", id=head.partition(": ")[0]) for head, _, code in parts]


@pytest.mark.parametrize(("path", "code"), cases(QUERIES))
def test_query_is_left(path: str, code: str) -> None:
    assert answers(path, code) == ["left query"]


@pytest.mark.parametrize(("path", "code"), cases(RECORDS))
def test_result_is_left(path: str, code: str) -> None:
    assert answers(path, code) == ["left record"]


@pytest.mark.parametrize(
    "code",
    [
        pytest.param('PROMPT = \'You answer with {"model": "deepseek-chat"}\'\n', id="prompt"),
        pytest.param('SYSTEM_PROMPT = """x\nmodel: deepseek-chat\n"""\n', id="prompt-of-several-lines"),
        pytest.param("M = [{'role': 'user', 'content': '{\"model\": \"deepseek-chat\"}'}]\n", id="message"),
    ],
)
def test_what_is_said_to_a_model_is_advice(code: str) -> None:
    assert answers("a.py", code) == ["id-in-message unsafe"]


@pytest.mark.parametrize(
    ("path", "code"),
    [
        pytest.param("a.tsx", 'const a = <ModelIcon model="deepseek-chat" />;\n', id="component-that-shows-it"),
        pytest.param("a.py", 'UsageRecord(model="deepseek-chat", total_tokens=5)\n', id="row-of-usage"),
        pytest.param("a.py", 'ChatLog(model="deepseek-chat", answer=a)\n', id="row-of-a-log"),
    ],
)
def test_what_is_told_of_an_answer_waits(path: str, code: str) -> None:
    assert answers(path, code) == ["id-passed-on unsafe"]


@pytest.mark.parametrize(
    ("path", "code"),
    [
        pytest.param(
            "a.ts", 'stripe.billing.meterEvents.create({ payload: { model: "deepseek-chat" } });\n', id="meter"
        ),
        pytest.param("a.py", 'langfuse.generation(name="x", model="deepseek-chat")\n', id="trace"),
        pytest.param("a.py", 'mlflow.log_params({"model": "deepseek-chat"})\n', id="parameters-of-a-run"),
    ],
)
def test_what_is_measured_is_a_label(path: str, code: str) -> None:
    assert answers(path, code) == ["left label"]


@pytest.mark.parametrize(
    "code",
    [
        pytest.param('@model_handler("deepseek-chat")\nclass A: ...\n', id="handler"),
        pytest.param('@model_registry.register("deepseek-chat")\ndef f(): ...\n', id="registry"),
    ],
)
def test_what_is_registered_under_an_id_waits(code: str) -> None:
    assert answers("a.py", code) == ["id-passed-on unsafe"]
