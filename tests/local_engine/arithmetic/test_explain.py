"""What is shown is what is computed, and it rounds to what is printed."""

from __future__ import annotations

import ast
import math
from pathlib import Path

import pytest
import yaml

from local_engine import models
from local_engine.arithmetic.explain import explain, published_name
from local_engine.arithmetic.flops import flops_per_token, scored_keys
from local_engine.arithmetic.steps import Published, Step
from local_engine.arithmetic.v32 import V32Config
from local_engine.arithmetic.v32 import flops_per_token as v32_flops
from local_engine.config import Config
from local_engine.demo import DEMO_CONFIG

GUIDE = Path(__file__).parents[3] / "rules" / "facts" / "guide.yaml"
CONFIGS = {name: models.released_config(name) for name in models.NAMES} | {
    "demonstration": Config.from_dict(DEMO_CONFIG)
}
STEPS = {
    f"{name}, {claim.title}, {step.title}": step
    for name, config in CONFIGS.items()
    for claim in explain(config, published_name(config))
    for step in claim.steps
}
OLD = V32Config.from_dict(models.data("v3.2"))


def evaluated(step: Step) -> float:
    text = step.formula.replace("×", "*")
    names = {node.id for node in ast.walk(ast.parse(text)) if isinstance(node, ast.Name)}
    assert names - {"ceil", "floor"} == set(step.terms), "the formula names each term and nothing else"
    return float(eval(text, {"ceil": math.ceil, "floor": math.floor}, dict(step.terms)))


@pytest.mark.parametrize("step", STEPS.values(), ids=STEPS.keys())
def test_formula_with_its_numbers_gives_the_result(step: Step) -> None:
    assert evaluated(step) == pytest.approx(step.value, rel=1e-12)


@pytest.mark.parametrize(
    "step",
    [step for step in STEPS.values() if step.published],
    ids=[name for name, step in STEPS.items() if step.published],
)
def test_result_rounds_to_the_printed_figure(step: Step) -> None:
    assert step.agrees, f"{step.value} against {step.published}"


@pytest.mark.parametrize(
    ("name", "total"), [("flash", 159_609_485_896), ("flash-0731", 166_878_536_440)], ids=["preview", "0731"]
)
def test_bytes_by_number_format_add_up_to_the_files_of_the_release(name: str, total: int) -> None:
    (claim,) = [claim for claim in explain(CONFIGS[name], "flash") if claim.title.startswith("Files of the release")]
    *formats, whole = claim.steps
    assert whole.value == sum(step.value for step in formats) == total
    assert {step.title: step.value for step in formats}["in I8"] == pytest.approx(0.5 * formats[0].terms["numbers"])
    assert len(formats) == 6


def test_every_printed_figure_is_compared() -> None:
    compared = {id(step.published) and step.published.printed for step in STEPS.values() if step.published}
    printed = {
        figure["printed"] for figures in models.data("published")["figures"].values() for figure in figures.values()
    }
    assert compared == printed


def test_printed_figures_are_those_of_the_guide() -> None:
    tables = {table["name"]: table for table in yaml.safe_load(GUIDE.read_text(encoding="utf-8"))["tables"]}
    rows = {row["label"]: row["cells"] for name in ("spec", "efficiency") for row in tables[name]["rows"]}
    labels = {
        "parameters": "Total parameters",
        "active": "Active parameters",
        "kv": "KV cache size",
        "flops": "FLOPs per token",
    }
    columns = {"v3.2": "V3.2", "flash": "V4-Flash", "pro": "V4-Pro"}
    for name, figures in models.data("published")["figures"].items():
        for figure, entry in figures.items():
            assert rows[labels[figure]][columns[name]]["guide"] == entry["printed"]


@pytest.mark.parametrize(
    ("value", "agrees"),
    [(0.0651, True), (0.0649, False), (0.0749, True), (0.0751, False)],
    ids=lambda value: str(value),
)
def test_a_value_agrees_when_it_rounds_to_the_last_digit(value: float, agrees: bool) -> None:
    assert Published("7%", 0.07, 0.01).agrees(value) is agrees


@pytest.mark.parametrize("context", [1, 128, 4096, 32768, 131072, 1 << 20])
def test_flash_needs_less_than_v32_at_every_context(context: int) -> None:
    assert flops_per_token(CONFIGS["flash"], context).total_fp8 < 0.4 * v32_flops(OLD, context).total_fp8


@pytest.mark.parametrize(
    ("context", "keys"), [(2051, 0), (2052, 21 * 513)], ids=["all entries are seen", "one too many"]
)
def test_indexers_score_only_where_they_must_choose(context: int, keys: int) -> None:
    assert scored_keys(CONFIGS["flash"], context) == keys


@pytest.mark.parametrize("name", models.NAMES)
def test_cost_grows_with_the_context(name: str) -> None:
    costs = [flops_per_token(CONFIGS[name], context).total for context in (1, 64, 128, 4096, 65536, 1 << 20)]
    assert costs == sorted(costs)


def test_a_model_of_which_nothing_is_printed_is_compared_with_nothing() -> None:
    config = CONFIGS["demonstration"]
    assert published_name(config) is None
    compared = [step.title for claim in explain(config, None) for step in claim.steps if step.published]
    assert compared == ["V3.2, total", "V3.2, active"]
