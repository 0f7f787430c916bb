"""The body of a pull request: loud where requests will think, complete, without secrets or foreign markup, and never too long."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import PurePosixPath

import pytest

from v4migrate.rewrite.pr_body import LONGEST, Story, pr_body
from v4migrate.rewrite.rewriter import RewriteOptions, Rewriter
from v4migrate.rulebook.load import load_rulebook
from v4migrate.scan.scanner import Scanner

RULEBOOK = load_rulebook(as_of=datetime(2026, 11, 24, 12, tzinfo=UTC))
SCANNER = Scanner(RULEBOOK)
REWRITER = Rewriter(SCANNER, RewriteOptions())
ASK = 'c.chat.completions.create(model="deepseek-chat")\n'


def body(files: dict[str, str]) -> str:
    outcomes = [REWRITER.rewrite(PurePosixPath(name), text.encode()) for name, text in files.items()]
    return pr_body(Story(outcomes, RULEBOOK, SCANNER.target))


def section(text: str, title: str) -> str:
    return text.partition(f"## {title}\n")[2].partition("\n## ")[0]


def test_requests_that_will_think_come_first_with_the_snippet() -> None:
    text = body({"ask.py": ASK, "app.yaml": "model: deepseek-chat\n"})
    titles = [line for line in text.splitlines() if line.startswith("## ")]
    assert titles[0] == "## These requests will think"
    loud = section(text, "These requests will think")
    assert "> [!WARNING]" in loud
    assert "| `app.yaml:1` | `deepseek-chat` |" in loud
    assert '```\n"thinking": {"type": "disabled"}\n```' in loud
    assert "ask.py" not in loud


def test_reason_is_dated_and_has_its_source() -> None:
    why = section(body({"ask.py": ASK}), "What changed, and why")
    assert "| DS001 retired-model-id | 1 |" in why
    assert "since 2026-07-24; <https://api-docs.deepseek.com/news/news260424> (checked " in why


def test_every_place_has_its_change_and_its_thinking() -> None:
    places = section(body({"ask.py": ASK, "b.py": 'ask(model="deepseek-reasoner")\n'}), "Place by place")
    assert "| `ask.py:1` | `deepseek-chat` → `deepseek-v4-flash` | thinking as before: switch placed |" in places
    assert "| `b.py:1` | `deepseek-reasoner` → `deepseek-v4-flash` | as before without a switch |" in places


def test_what_was_not_done_is_there_too() -> None:
    text = body(
        {
            "unsafe.py": 'ask(model="deepseek-v3.2")\n',
            "advice.py": 'if model == "deepseek-chat": pass\n',
            "CHANGELOG.md": "deepseek-chat\n",
        }
    )
    assert "| `unsafe.py:1` | `deepseek-v3.2` | needs --unsafe |" in section(text, "Held back")
    assert "DS060 id-compared" in section(text, "Left as it is")
    assert "| `CHANGELOG.md:1` | `deepseek-chat` |" in section(text, "Left as it is")


def test_reviewer_is_asked_to_decide_with_prices() -> None:
    decide = section(
        body({"app.yaml": "model: deepseek-chat\n", "b.py": 'ask(model="deepseek-reasoner")\n'}), "To decide"
    )
    assert "- [ ] **Thinking**: 1 place above" in decide
    assert "- [ ] **Flash or Pro**: written is `deepseek-v4-flash`; `deepseek-v4-pro` is the larger" in decide
    assert "the 1 place that thought before may want: `--reasoner-to-pro`" in decide
    price = RULEBOOK.facts.prices.tariff("deepseek-v4-pro", RULEBOOK.facts.as_of).prices
    assert f"| `deepseek-v4-pro` | {price.miss} | {price.hit} | {price.out} |" in decide


def test_secrets_and_markup_of_the_sources_do_nothing() -> None:
    key = "sk-" + "a1" * 16
    name = "a|b`c<img src=x>\n@someone [x](y).yaml"
    text = body({name: f"model: deepseek-chat\nkey: {key}\n", f"{key}.py": ASK})
    assert key not in text
    [row] = [line for line in text.splitlines() if "will think, and did not before" in line]
    assert row.startswith(r'| ``"a\|b`c<img src=x>\n@someone [x](y).yaml":1`` |'), "one code span, one cell, one line"


@pytest.mark.parametrize("number", [400, 3000])
def test_long_body_is_cut_by_rows_and_says_so(number: int) -> None:
    code = "".join(f'ask{n}(model="deepseek-chat")\n' for n in range(number))
    text = body({f"{'very/' * 20}long.py": code})
    assert len(text) <= LONGEST
    assert "more." in text
    assert "## To decide" in text, "no section is lost"
    assert text.startswith(f"Moves {number:,} places in 1 file ")


def test_body_of_a_run_that_changes_nothing() -> None:
    assert body({"a.py": "x = 1\n"}).startswith("Moves 0 places in 0 files")
