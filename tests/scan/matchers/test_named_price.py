"""One figure behind a name that says whose price it is: in every language, and nothing where the name says something else."""

from __future__ import annotations

from pathlib import PurePosixPath

import pytest

from v4migrate.rulebook.load import load_rulebook
from v4migrate.scan.scanner import Scanner

SCANNER = Scanner(load_rulebook())


def prices(name: str, text: str) -> list[str]:
    found = SCANNER.scan(PurePosixPath(name), f"{text}\n".encode()).findings
    return [finding.message for finding in found if finding.rule.id == "old-price-constant"]


@pytest.mark.parametrize(
    ("name", "text"),
    [
        pytest.param("a.py", "DEEPSEEK_PRICE_IN = 0.28", id="python"),
        pytest.param("a.py", "PRICE_PER_M_INPUT_DEEPSEEK = 0.28", id="vendor-last"),
        pytest.param("a.py", "INPUT_PRICE_DEEPSEEK = 0.28", id="price-in-the-middle"),
        pytest.param("a.py", 'P = float(os.getenv("DEEPSEEK_PRICE_IN", "0.28"))', id="default-of-the-environment"),
        pytest.param("a.py", "deepseek_price_in: float = Field(default=0.28)", id="field"),
        pytest.param("a.py", "f(deepseek_price_in=0.28)", id="keyword"),
        pytest.param("a.py", 'P = {"deepseek_price_in": 0.28}', id="entry"),
        pytest.param("a.py", 'P = {"deepseek": {"price_in": 0.28}}', id="entry-below-the-vendor"),
        pytest.param(".env", 'DEEPSEEK_PRICE_IN="0.28"', id="setting"),
        pytest.param("a.yaml", "deepseek_price_in: 0.28", id="yaml"),
        pytest.param("a.yaml", "deepseek:\n  price_in: 0.28", id="yaml-below-the-vendor"),
        pytest.param("a.yaml", 'env:\n- name: DEEPSEEK_PRICE_IN\n  value: "0.28"', id="name-and-value"),
        pytest.param("a.toml", "[deepseek]\nprice_in = 0.28", id="table-of-toml"),
        pytest.param("a.ini", "[deepseek]\nprice_in = 0.28", id="section"),
        pytest.param("a.properties", "deepseek.price.in=0.28", id="properties"),
        pytest.param("a.json", '{"deepseek_price_in": 0.28}', id="json"),
        pytest.param("a.ts", "const p = { deepseekPriceIn: 0.28 };", id="property"),
        pytest.param("a.ts", 'const p = Number(process.env.DEEPSEEK_PRICE_IN ?? "0.28");', id="instead-of-none"),
        pytest.param("a.go", "package p\nvar deepseekPriceIn float64 = 0.28", id="go"),
        pytest.param("A.java", 'class A { BigDecimal DEEPSEEK_PRICE_IN = new BigDecimal("0.28"); }', id="java"),
        pytest.param("a.cs", "class A { const decimal DeepSeekPriceIn = 0.28m; }", id="csharp"),
        pytest.param("a.rs", "const DEEPSEEK_PRICE_IN: f64 = 0.28_f64;", id="rust"),
        pytest.param("a.c", "#define DEEPSEEK_PRICE_IN 0.28", id="define"),
        pytest.param("a.php", "<?php define('DEEPSEEK_PRICE_IN', 0.28);", id="php"),
        pytest.param("a.sh", "P=${DEEPSEEK_PRICE_IN:-0.28}", id="shell"),
        pytest.param("a.xml", "<a><deepseekPriceIn>0.28</deepseekPriceIn></a>", id="element"),
        pytest.param("a.tf", 'variable "deepseek_price_in" {\n  default = 0.28\n}', id="variable"),
    ],
)
def test_price_of_the_input_is_told(name: str, text: str) -> None:
    (message,) = prices(name, text)
    assert message.startswith("0.28 was the price of deepseek-chat from 2025-09-29")


def test_the_name_tells_which_price_it_is() -> None:
    """0.28 was what input cost at one time and output at another."""
    assert "deepseek-chat" in prices("a.py", "DEEPSEEK_PRICE_IN = 0.28")[0]
    assert "deepseek-v4-flash" in prices("a.py", "DEEPSEEK_PRICE_OUT = 0.28")[0]
    assert " per token" in prices("a.py", "deepseek_input_cost_per_token = 2.8e-07")[0]


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("MAX_DEEPSEEK_COST = 0.28", id="budget"),
        pytest.param("deepseek_cost_per_image = 0.28", id="of-an-image"),
        pytest.param("OPENROUTER_DEEPSEEK_PRICE = 0.28", id="name-of-another-host"),
        pytest.param("cost = deepseek(0.28)", id="argument"),
        pytest.param("if deepseek_cost > 0.28: pass", id="compared"),
        pytest.param("# DEEPSEEK_PRICE_IN = 0.28", id="comment"),
        pytest.param("DEEPSEEK_PRICE_IN = 0.15", id="price-of-today"),
        pytest.param('P = {"deepseek": {"weight": 0.28}, "other": {"price_in": 0.28}}', id="of-another-entry"),
        pytest.param('P = {"novita/deepseek-chat": {"price_in": 0.28}}', id="at-another-host"),
    ],
)
def test_no_price(text: str) -> None:
    assert not prices("a.py", text)
