"""From a run and its replies to the verdict: what may not be called GO, whatever its gates say."""

from __future__ import annotations

import dataclasses
import hashlib
import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from v4migrate.config import Margins
from v4migrate.errors import InputError
from v4migrate.rulebook.load import load_rulebook
from v4migrate.shadow.assess import Assessment, assess
from v4migrate.shadow.folder import PLAN, RUN, About, Counts, Identity, Run, load_run, write_plan
from v4migrate.shadow.plan import PlanRow
from v4migrate.shadow.reply import Reply
from v4migrate.shadow.verdict import Verdict
from v4migrate.traffic.exchange import Answer, Exchange, Usage

FACTS = load_rulebook(as_of=datetime(2026, 11, 24, tzinfo=UTC)).facts
WIDE = Margins(success=5, json_valid=5, tool_call=5, not_empty=5, complete=5, cost_ratio=9)
PAIRS = 400
GOOD = Answer("4", finish_reason="stop")


def about(**more: Any) -> About:
    identity = Identity(
        traffic="t", days=7, accept_alias=False, limit=None, target="deepseek-v4-flash", backend="http://b/v1", checkpoint=None,
        max_output_tokens=100, as_of=None, margins=WIDE,
    )  # fmt: skip
    counts = Counts(lines=PAIRS, rejects=0, duplicates=0, outside_window=0, without_host=0, excluded={}, masked={})
    fields: dict[str, Any] = {"is_demonstration": False, "counts": counts} | more
    now = datetime(2026, 11, 24, tzinfo=UTC)
    return About(
        tool="t",
        created_at=now,
        facts_at=now,
        salt="s",
        identity=identity,
        margins_sha256=identity.margins_sha256,
        **fields,
    )


@pytest.fixture
def judged(exchange: Callable[..., Exchange]) -> Callable[..., Assessment]:
    """A run of 400 pairs in which V4 does as well as V3.2, with what the test changes."""

    def make(
        row: Callable[[int, PlanRow], PlanRow] = lambda _, row: row,
        reply: Callable[[int, Reply], Reply] = lambda _, reply: reply,
        **more: Any,
    ) -> Assessment:
        rows, replies = [], {}
        for number in range(PAIRS):
            ts = datetime(2026, 3, 2, 9, tzinfo=UTC) + timedelta(minutes=number)
            control = exchange(record_id=f"r{number}", session=f"s{number}", ts=ts, usage=Usage(90, 20, 0, 90))
            rows.append(row(number, PlanRow(control, (), None, False, True)))
            good = Reply(200, GOOD, Usage(90, 20, 0, 90), "deepseek-v4-flash", "fp", None, 1, 100)
            replies[f"r{number}"] = reply(number, good)
        return assess(Run(Path("run"), about(**more), rows, []), replies, FACTS)

    return make


def reasons(found: Assessment) -> str:
    return "\n".join(found.judgement.reasons)


def test_as_good_as_before_is_go_and_says_what_was_not_judged(judged: Callable[..., Assessment]) -> None:
    found = judged()
    assert found.judgement.verdict is Verdict.GO
    assert "not judged: what free text says" in reasons(found)


def cut(_: int, reply: Reply) -> Reply:
    return dataclasses.replace(reply, answer=Answer("4", finish_reason="length"))


DOUBTFUL = [
    pytest.param(
        {"row": lambda _, row: dataclasses.replace(row, lowered_cap=True), "reply": cut},
        "own output cap",
        id="cut-by-the-run",
    ),
    pytest.param(
        {
            "row": lambda n, row: (
                dataclasses.replace(row, refused="no messages", is_sampled=False) if n % 10 == 0 else row
            )
        },
        "cannot be replayed",
        id="a-tenth-not-replayable",
    ),
    pytest.param(
        {"row": lambda _, row: dataclasses.replace(row, control=dataclasses.replace(row.control, usage=None))},
        "their cost is not known",
        id="recording-without-usage",
    ),
    pytest.param(
        {"reply": lambda _, reply: dataclasses.replace(reply, usage=None)},
        "was not measured",
        id="backend-without-usage",
    ),
    pytest.param(
        {"reply": lambda _, reply: dataclasses.replace(reply, served="gpt-2")},
        "answered as 'gpt-2'",
        id="another-model",
    ),
    pytest.param(
        {"reply": lambda n, reply: dataclasses.replace(reply, fingerprint="fp2" if n > 200 else "fp1")},
        "more than one model",
        id="model-changed-in-the-middle",
    ),
    pytest.param(
        {
            "row": lambda _, row: dataclasses.replace(
                row, control=dataclasses.replace(row.control, generation="v4-flash-alias")
            )
        },
        "are not V3.2's",
        id="control-was-the-alias",
    ),
    pytest.param(
        {
            "counts": Counts(
                lines=PAIRS, rejects=9, duplicates=0, outside_window=0, without_host=0, excluded={}, masked={}
            )
        },
        None,
        id="rejects-are-counted-from-the-rejects-themselves",
    ),
    pytest.param({"is_demonstration": True}, "demonstration weights", id="demonstration-weights"),
]


@pytest.mark.parametrize(("change", "says"), DOUBTFUL)
def test_doubt_makes_it_a_review(judged: Callable[..., Assessment], change: dict[str, Any], says: str | None) -> None:
    found = judged(**change)
    if says is None:
        assert found.judgement.verdict is Verdict.GO
        return
    assert found.judgement.verdict is Verdict.REVIEW
    assert says in reasons(found)


@pytest.mark.parametrize(
    ("answer", "gate"),
    [
        pytest.param(Answer("", finish_reason="stop"), "not_empty", id="empty-answers"),
        pytest.param(Answer("", "thought", finish_reason="stop"), "not_empty", id="reasoning-alone-is-no-answer"),
        pytest.param(Answer("4", finish_reason="length"), "complete", id="cut-by-the-recorded-cap"),
        pytest.param(None, "success", id="failed"),
    ],
)
def test_worse_answers_are_no_go(judged: Callable[..., Assessment], answer: Answer | None, gate: str) -> None:
    found = judged(reply=lambda _, reply: dataclasses.replace(reply, answer=answer, error=None if answer else "busy"))
    assert found.judgement.verdict is Verdict.NO_GO
    assert {gate.name for gate in found.gates if gate.decision == "fail"} == {gate}


def test_demonstration_weights_leave_the_cost_at_recorded_tokens(judged: Callable[..., Assessment]) -> None:
    found = judged(
        is_demonstration=True, reply=lambda _, reply: dataclasses.replace(reply, usage=Usage(90, 9000, 0, 90))
    )
    assert next(gate for gate in found.gates if gate.name == "cost_ratio").title.endswith("(L0)")


def test_ignored_pairs_leave_their_gate_undecided(judged: Callable[..., Assessment]) -> None:
    found = judged(row=lambda _, row: dataclasses.replace(row, lowered_cap=True))
    assert next(gate for gate in found.gates if gate.name == "complete").decision == "undecided"
    assert found.judgement.verdict is Verdict.REVIEW


@pytest.mark.parametrize(
    ("name", "spoil", "says"),
    [
        pytest.param(RUN, lambda text: text.replace('"success": 5.0', '"success": 99.0'), "margins were changed", id="margins"),
        pytest.param(PLAN, lambda text: "", "changed after it was written", id="empty-plan"),
        pytest.param(PLAN, lambda text: text[: text.index("\n") + 1], "changed after it was written", id="shortened-plan"),
    ],
)  # fmt: skip
def test_run_that_was_changed_by_hand_is_refused(
    tmp_path: Path, exchange: Callable[..., Exchange], name: str, spoil: Callable[[str], str], says: str
) -> None:
    rows = [PlanRow(exchange(record_id=f"r{number}"), (), None, False, True) for number in range(3)]
    write_plan(tmp_path, about(), rows, [])
    assert len(load_run(tmp_path).rows) == 3
    text = (tmp_path / name).read_text(encoding="utf-8")
    assert spoil(text) != text
    (tmp_path / name).write_text(spoil(text), encoding="utf-8")
    with pytest.raises(InputError, match=says):
        load_run(tmp_path)


def test_hash_of_the_plan_is_that_of_its_file(tmp_path: Path, exchange: Callable[..., Exchange]) -> None:
    write_plan(tmp_path, about(), [PlanRow(exchange(), (), None, False, True)], [])
    stated = json.loads((tmp_path / RUN).read_text(encoding="utf-8"))["plan_sha256"]
    assert stated == hashlib.sha256((tmp_path / PLAN).read_bytes()).hexdigest()
