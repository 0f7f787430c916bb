"""Fixes of parameters, which --unsafe makes: numbers are written like the old ones, an argument goes with its comma."""

from __future__ import annotations

from pathlib import PurePosixPath

import pytest

from v4migrate.rewrite.rewriter import RewriteOptions, Rewriter
from v4migrate.rulebook.load import load_rulebook
from v4migrate.rulebook.selection import Selection
from v4migrate.scan.scanner import Scanner

SCANNER = Scanner(load_rulebook())
ASK = "c.chat.completions.create"


def rewritten(path: str, code: str, *only: str) -> str:
    options = RewriteOptions(unsafe=True, selection=Selection(frozenset(only)))
    outcome = Rewriter(SCANNER, options).rewrite(PurePosixPath(path), code.encode())
    assert outcome.error is None
    return outcome.after.decode()


@pytest.mark.parametrize(
    ("path", "before", "after"),
    [
        pytest.param("a.py", "max_tokens=1_000_000", "max_tokens=393_216", id="underscores"),
        pytest.param("a.py", "max_tokens=1000000", "max_tokens=393216", id="plain"),
        pytest.param("a.py", "timeout=30.0", "timeout=120.0", id="seconds-with-a-point"),
        pytest.param("a.py", "timeout=30", "timeout=120", id="seconds"),
    ],
)
def test_number_is_written_like_the_old_one(path: str, before: str, after: str) -> None:
    code = f'{ASK}(model="deepseek-v4-flash", messages=m, {{}})\n'
    assert rewritten(path, code.format(before)) == code.format(after)


@pytest.mark.parametrize(
    ("path", "before", "after"),
    [
        pytest.param(
            "a.py",
            f'{ASK}(model="deepseek-reasoner", temperature=0, messages=m)\n',
            f'{ASK}(model="deepseek-reasoner", messages=m)\n',
            id="in-the-middle",
        ),
        pytest.param(
            "a.py",
            f'{ASK}(model="deepseek-reasoner", messages=m, temperature=0)\n',
            f'{ASK}(model="deepseek-reasoner", messages=m)\n',
            id="at-the-end",
        ),
        pytest.param(
            "a.py",
            f'{ASK}(\n    model="deepseek-reasoner",\n    temperature=0,  # the same every time\n    messages=m,\n)\n',
            f'{ASK}(\n    model="deepseek-reasoner",\n    messages=m,\n)\n',
            id="on-a-line-of-its-own-with-its-comment",
        ),
        pytest.param(
            "a.py",
            f'{ASK}(\n    model="deepseek-reasoner",\n    messages=m,\n    temperature=0\n)\n',
            f'{ASK}(\n    model="deepseek-reasoner",\n    messages=m\n)\n',
            id="on-the-last-line-without-a-comma",
        ),
        pytest.param(
            "a.ts",
            f'{ASK}({{\r\n  model: "deepseek-reasoner",\r\n  temperature: 0,\r\n  messages,\r\n}});\r\n',
            f'{ASK}({{\r\n  model: "deepseek-reasoner",\r\n  messages,\r\n}});\r\n',
            id="typescript-with-crlf",
        ),
    ],
)
def test_argument_goes_with_its_comma(path: str, before: str, after: str) -> None:
    assert rewritten(path, before, "sampling-ignored") == after


def test_parameter_stays_where_thinking_may_still_be_turned_off() -> None:
    before = "export const scout = { name: 'scout', model: 'deepseek-chat', temperature: 0.1, tools: [] };\n"
    after = before.replace("deepseek-chat", "deepseek-v4-flash")
    assert rewritten("a.ts", before) == after
    assert rewritten("a.ts", after) == after


def test_switch_that_is_spread_in_is_seen() -> None:
    switch = '...({ thinking: { type: "disabled" } } as object)'
    code = f'{ASK}({{ model: "deepseek-v4-flash", messages, temperature: 0, {switch} }});\n'
    assert not SCANNER.scan(PurePosixPath("a.ts"), code.encode()).findings


@pytest.mark.parametrize(
    ("path", "before", "after"),
    [
        pytest.param(
            "a.py",
            f'{ASK}(\n    model="deepseek-reasoner",\n    messages=m,\n    temperature=0,\n)\n',
            f'{ASK}(\n    model="deepseek-v4-flash",\n    messages=m,\n    extra_body={{"thinking": {{"type": "enabled"}}}},\n)\n',
            id="trailing-comma",
        ),
        pytest.param(
            "a.py",
            f'{ASK}(\n    model="deepseek-reasoner",\n    messages=m,\n    temperature=0\n)\n',
            f'{ASK}(\n    model="deepseek-v4-flash",\n    messages=m,\n    extra_body={{"thinking": {{"type": "enabled"}}}}\n)\n',
            id="no-trailing-comma",
        ),
        pytest.param(
            "a.py",
            f'{ASK}(model="deepseek-reasoner", messages=m, temperature=0)\n',
            f'{ASK}(model="deepseek-v4-flash", messages=m, extra_body={{"thinking": {{"type": "enabled"}}}})\n',
            id="on-one-line",
        ),
    ],
)
def test_a_switch_takes_the_place_of_the_last_argument(path: str, before: str, after: str) -> None:
    assert rewritten(path, before) == after
