"""A table by id gets a row for the new name behind the old one, with limits of the facts; what nobody can vouch for is only shown."""

from __future__ import annotations

from pathlib import PurePosixPath

import pytest

from v4migrate.rewrite.outcome import FileOutcome
from v4migrate.rewrite.rewriter import RewriteOptions, Rewriter
from v4migrate.rulebook.load import load_rulebook
from v4migrate.rulebook.selection import Selection
from v4migrate.scan.scanner import Scanner

ONLY = Selection(frozenset({"id-in-table"}))
SCANNER = Scanner(load_rulebook())


def rewritten(path: str, code: str, *, unsafe: bool = True) -> FileOutcome:
    rewriter = Rewriter(SCANNER, RewriteOptions(unsafe=unsafe, selection=ONLY))
    outcome = rewriter.rewrite(PurePosixPath(path), code.encode())
    assert outcome.error is None
    return outcome


@pytest.mark.parametrize(
    ("path", "code", "expected"),
    [
        pytest.param(
            "a.py",
            'CONTEXT = {\n    "deepseek-chat": 64_000,  # old\n    "gpt-4o": 128_000,\n}\n',
            'CONTEXT = {\n    "deepseek-chat": 64_000,  # old\n    "deepseek-v4-flash": 1_048_576,\n    "gpt-4o": 128_000,\n}\n',
            id="python-limit-behind-the-comment-of-the-old",
        ),
        pytest.param(
            "a.py",
            'WINDOWS = {"deepseek-chat": 64 * 1024, "deepseek-reasoner": 64 * 1024}\n',
            'WINDOWS = {"deepseek-chat": 64 * 1024, "deepseek-reasoner": 64 * 1024, "deepseek-v4-flash": 1024 * 1024}\n',
            id="one-row-for-two-old-ones",
        ),
        pytest.param(
            "a.py",
            'CAPS = {"deepseek/deepseek-chat": {"tools": True}}\n',
            'CAPS = {"deepseek/deepseek-chat": {"tools": True}, "deepseek/deepseek-v4-flash": {"tools": True}}\n',
            id="prefix-stays",
        ),
        pytest.param(
            "a.ts",
            'const L = {\n  "deepseek-chat": { contextWindow: "128K", maxOutput: 8192 },\n};\n',
            'const L = {\n  "deepseek-chat": { contextWindow: "128K", maxOutput: 8192 },\n'
            '  "deepseek-v4-flash": { contextWindow: "1024K", maxOutput: 393216 },\n};\n',
            id="typescript-thousands-in-words",
        ),
        pytest.param(
            "a.json",
            '{\r\n  "deepseek-chat": {\r\n    "tools": true\r\n  }\r\n}\r\n',
            '{\r\n  "deepseek-chat": {\r\n    "tools": true\r\n  },\r\n  "deepseek-v4-flash": {\r\n    "tools": true\r\n  }\r\n}\r\n',
            id="json-crlf",
        ),
        pytest.param(
            "a.json",
            '{"deepseek-chat": {"id": "deepseek-chat", "tools": true}}',
            '{"deepseek-chat": {"id": "deepseek-chat", "tools": true}, '
            '"deepseek-v4-flash": {"id": "deepseek-v4-flash", "tools": true}}',
            id="json-id-inside-the-row",
        ),
        pytest.param(
            "a.yaml",
            "m:\n  deepseek-chat:\n    tools: true  # yes\n  gpt-4o:\n    tools: true\n",
            "m:\n  deepseek-chat:\n    tools: true  # yes\n  deepseek-v4-flash:\n    tools: true\n  gpt-4o:\n    tools: true\n",
            id="yaml-block",
        ),
        pytest.param(
            "a.yaml",
            "context: {deepseek-chat: 64000, x: 1}\n",
            "context: {deepseek-chat: 64000, deepseek-v4-flash: 1048576, x: 1}\n",
            id="yaml-flow",
        ),
        pytest.param(
            "a.toml",
            '[m."deepseek-chat"]\ntools = true\n\n[m.x]\ntools = true\n',
            '[m."deepseek-chat"]\ntools = true\n\n[m."deepseek-v4-flash"]\ntools = true\n\n[m.x]\ntools = true\n',
            id="toml-table",
        ),
        pytest.param(
            "a.toml",
            '[context]\n"deepseek-chat" = 64000 # old\n',
            '[context]\n"deepseek-chat" = 64000 # old\n"deepseek-v4-flash" = 1048576\n',
            id="toml-pair",
        ),
        pytest.param(
            "a.go",
            'package a\n\nvar contextWindow = map[string]int{\n\t"deepseek-chat": 64000,\n}\n',
            'package a\n\nvar contextWindow = map[string]int{\n\t"deepseek-chat": 64000,\n\t"deepseek-v4-flash": 1048576,\n}\n',
            id="go-map",
        ),
        pytest.param(
            "a.py",
            'PRICES = {"deepseek-chat": (0.27, 1.10), "gpt-4o": (2.5, 10)}\n',
            'PRICES = {"deepseek-chat": (0.27, 1.10), "deepseek-v4-flash": (0.15, 0.60), "gpt-4o": (2.5, 10)}\n',
            id="prices-in-a-pair",
        ),
        pytest.param(
            "a.py",
            'P = {"deepseek-chat": {"in": 0.00027, "out": 0.0011}}\n',
            'P = {"deepseek-chat": {"in": 0.00027, "out": 0.0011}, "deepseek-v4-flash": {"in": 0.00015, "out": 0.0006}}\n',
            id="prices-per-thousand",
        ),
        pytest.param(
            "a.json",
            '{"deepseek-chat": {"input_cost_per_token": 2.7e-07, "output_cost_per_token": 1.1e-06, "cache_read": 7e-08}}',
            '{"deepseek-chat": {"input_cost_per_token": 2.7e-07, "output_cost_per_token": 1.1e-06, "cache_read": 7e-08}, '
            '"deepseek-v4-flash": {"input_cost_per_token": 1.5e-07, "output_cost_per_token": 6e-07, "cache_read": 3e-09}}',
            id="prices-per-token-with-an-exponent",
        ),
        pytest.param(
            "a.py",
            'COST = {"deepseek-chat": (0.27 / 1_000_000, 1.10 / 1_000_000)}\n',
            'COST = {"deepseek-chat": (0.27 / 1_000_000, 1.10 / 1_000_000), '
            '"deepseek-v4-flash": (0.15 / 1_000_000, 0.60 / 1_000_000)}\n',
            id="prices-that-are-divided",
        ),
        pytest.param(
            "a.py",
            'PRICES = {"deepseek-chat": {"input": 2.0, "output": 8.0}}\n',
            'PRICES = {"deepseek-chat": {"input": 2.0, "output": 8.0}, "deepseek-v4-flash": {"input": 1.0, "output": 4.0}}\n',
            id="prices-in-the-other-currency",
        ),
        pytest.param(
            "a.py",
            'PRICE = {"deepseek-chat": {"hit": Decimal("0.028"), "miss": Decimal("0.28"), "out": Decimal("0.42")}}\n',
            'PRICE = {"deepseek-chat": {"hit": Decimal("0.028"), "miss": Decimal("0.28"), "out": Decimal("0.42")}, '
            '"deepseek-v4-flash": {"hit": Decimal("0.003"), "miss": Decimal("0.15"), "out": Decimal("0.60")}}\n',
            id="prices-in-strings",
        ),
        pytest.param(
            "a.go",
            'package a\n\nvar prices = map[string]price{\n\t"deepseek-chat": {In: 0.28, Out: 0.42},\n}\n',
            'package a\n\nvar prices = map[string]price{\n\t"deepseek-chat": {In: 0.28, Out: 0.42},\n'
            '\t"deepseek-v4-flash": {In: 0.15, Out: 0.60},\n}\n',
            id="prices-in-go",
        ),
        pytest.param(
            "a.ts",
            'const PRICES = { "deepseek-chat": { input: 0.28, output: 0.42 } };\n',
            'const PRICES = { "deepseek-chat": { input: 0.28, output: 0.42 }, "deepseek-v4-flash": { input: 0.15, output: 0.60 } };\n',
            id="prices-in-typescript",
        ),
        pytest.param(
            "a.yaml",
            "prices:\n  deepseek-chat:\n    input: 0.28\n    cached: 0.028\n    output: 0.42\n",
            "prices:\n  deepseek-chat:\n    input: 0.28\n    cached: 0.028\n    output: 0.42\n"
            "  deepseek-v4-flash:\n    input: 0.15\n    cached: 0.003\n    output: 0.60\n",
            id="prices-in-yaml",
        ),
        pytest.param(
            "a.py",
            'LIMITS = {"deepseek-chat": {"context": 65536, "output": 8192}}\n',
            'LIMITS = {"deepseek-chat": {"context": 65536, "output": 8192}, '
            '"deepseek-v4-flash": {"context": 1048576, "output": 393216}}\n',
            id="output-beside-the-context",
        ),
        pytest.param(
            "a.py",
            'MAX_OUTPUT = {"deepseek-chat": 8192}\n',
            'MAX_OUTPUT = {"deepseek-chat": 8192, "deepseek-v4-flash": 393216}\n',
            id="output-limit",
        ),
        pytest.param(
            "a.py",
            'MAX_TOKENS = {"gpt-4o": 16384, "deepseek-chat": 8192}\n',
            'MAX_TOKENS = {"gpt-4o": 16384, "deepseek-chat": 8192, "deepseek-v4-flash": 393216}\n',
            id="limit-whose-figure-says-that-it-is-of-output",
        ),
        pytest.param(
            "a.yaml",
            "token_limits:\n  deepseek-chat: 131072\n",
            "token_limits:\n  deepseek-chat: 131072\n  deepseek-v4-flash: 1048576\n",
            id="limit-whose-figure-says-that-it-is-the-context",
        ),
        pytest.param(
            "a.py",
            'INPUT_PRICE = {"deepseek-chat": 0.28}\n',
            'INPUT_PRICE = {"deepseek-chat": 0.28, "deepseek-v4-flash": 0.15}\n',
            id="single-price-whose-name-says-of-what",
        ),
        pytest.param(
            "a.ts",
            'const outputCost = { "deepseek-chat": 0.42 };\n',
            'const outputCost = { "deepseek-chat": 0.42, "deepseek-v4-flash": 0.60 };\n',
            id="single-price-of-output",
        ),
    ],
)
def test_becomes(path: str, code: str, expected: str) -> None:
    assert rewritten(path, code).after.decode() == expected
    assert rewritten(path, expected).after.decode() == expected
    assert rewritten(path, code, unsafe=False).after.decode() == code


@pytest.mark.parametrize(
    ("path", "code", "shown"),
    [
        pytest.param(
            "a.py",
            'P = {"deepseek-chat": {"in": 0.3, "out": 1.2}}',
            '"deepseek-v4-flash": {"in": …, "out": …} (fill in: in, out)',
            id="figures-that-are-nobodys",
        ),
        pytest.param(
            "a.py",
            'PRICES = {"deepseek-chat": {"in": 0.3, "out": 1.2}}',
            "(fill in: in, out; outside of peak hours, USD per 1M tokens: input 0.15, cached input 0.003, output 0.60)",
            id="price-in-a-unit-that-nothing-proves",
        ),
        pytest.param(
            "a.py",
            'PRICES = {"deepseek-chat": {"output": 0.27, "input": 1.10}}',
            "(fill in: output, input; outside of peak hours, USD per 1M tokens: input 0.15, cached input 0.003, output 0.60)",
            id="price-under-the-name-of-another",
        ),
        pytest.param(
            "a.py", 'C = {"deepseek-chat": {"rank": 2, "size": 8}}', "(fill in: size)", id="whole-numbers-of-a-price"
        ),
        pytest.param("a.py", 'T = {"deepseek-chat": (0.27, 1.10)}', "(fill in: value)", id="pair-that-nothing-names"),
        pytest.param(
            "a.py", 'RPM = {"deepseek-chat": 5000}', '"deepseek-v4-flash": … (fill in: value)', id="unknown-figure"
        ),
        pytest.param(
            "a.py", 'D = {"deepseek-chat": {"max_tokens": 8192}}', "(fill in: max_tokens)", id="cap-of-a-request"
        ),
        pytest.param("a.py", 'MAX_TOKENS = {"deepseek-chat": 64000}', "(fill in: value)", id="limit-of-either"),
        pytest.param("a.py", 'PRICES = {"deepseek-chat": 0.28}', "output 0.60)", id="single-price-of-anything"),
        pytest.param("a.py", 'INPUT_PRICE = {"deepseek-chat": 0.99}', "output 0.60)", id="price-that-never-was"),
        pytest.param("a.py", 'C = {"deepseek-chat": {"reasoning": False}}', "(fill in: reasoning)", id="mode"),
        pytest.param(
            "a.py", 'C = {"deepseek-chat": {"is_default": True}}', "(fill in: is_default)", id="second-default"
        ),
        pytest.param("a.json", '{"deepseek-chat": {"name": "DeepSeek Chat"}}', "(fill in: name)", id="label"),
        pytest.param(
            "a.py",
            'C = {"deepseek-chat": {"tools": True}, "deepseek-reasoner": {"tools": False}}',
            "(fill in: the old rows differ)",
            id="old-rows-differ",
        ),
        pytest.param("a.py", 'C = {"deepseek-chat": Cost(0.27, 1.1)}', "(fill in: value)", id="figures-of-a-call"),
    ],
)
def test_only_shown(path: str, code: str, shown: str) -> None:
    outcome = rewritten(path, code)
    assert outcome.after.decode() == code
    assert all(finding.advice.endswith(shown) for finding in outcome.advice)
    assert outcome.advice


@pytest.mark.parametrize(
    ("path", "code"),
    [
        pytest.param("a.json", '{"deepseek-chat": {"x": true}, "deepseek-v4-flash": {"x": true}}', id="row-is-there"),
        pytest.param("a.py", 'x = context["deepseek-chat"]', id="look-up"),
        pytest.param("a.py", 'RETIRED = {"deepseek-chat": True}', id="retired-names"),
        pytest.param("a.py", 'ALIASES = {"deepseek-chat": "deepseek-v4-flash"}', id="alias"),
        pytest.param("a.yaml", "- deepseek-chat:\n    tools: true\n", id="key-of-an-item"),
    ],
)
def test_unchanged(path: str, code: str) -> None:
    assert rewritten(path, code).after.decode() == code


@pytest.mark.parametrize(
    ("target", "prices"), [("deepseek-v4-pro", "(0.66, 1.98)"), ("deepseek-flash", "(0.15, 0.60)")]
)
def test_prices_are_those_of_the_name_that_is_written(target: str, prices: str) -> None:
    scanner = Scanner(load_rulebook(), target=target)
    rewriter = Rewriter(scanner, RewriteOptions(unsafe=True, selection=ONLY))
    outcome = rewriter.rewrite(PurePosixPath("a.py"), b'PRICES = {"deepseek-chat": (0.27, 1.10)}')
    assert f'"{target}": {prices}' in outcome.after.decode()
    [change] = outcome.changes
    assert change.finding.row is not None
    assert change.finding.row.note == "outside of peak hours, USD per 1M tokens"
