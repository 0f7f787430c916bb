"""The guide, statement by statement: where each is served, and that what serves it says what the guide says or why not.

The table below is a reading of the guide from top to bottom in our own words; its right column is the claim of
rules/facts/guide.yaml that answers the statement.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

import pytest

from v4migrate.cli.app import run
from v4migrate.exit_codes import ExitCode
from v4migrate.rulebook.facts.guide import Claim
from v4migrate.rulebook.load import load_rulebook

RULEBOOK = load_rulebook(as_of=datetime.fromisoformat("2026-11-24T00:00:00Z"))
FACTS = RULEBOOK.facts
GUIDE = FACTS.reference.guide
CLAIMS = {claim.id: claim for claim in GUIDE.claims}

STATEMENTS = {
    # opening
    "two variants arrived in April 2026": "v4-released-april",
    "both replace V3.2 with larger capacity": "larger-capacity",
    "V3 endpoints retire on 2026-07-24": "retirement-date",
    "all V3 endpoints are meant": "all-v3-endpoints-retire",
    # specifications
    "671B/37B, 1.6T/49B, 284B/13B": "model-sizes",
    "V3.2 reads 128K": "v32-window-128k",
    "V4 reads 1M": "v4-window-1m",
    "experts went from FP8 to FP4": "expert-precision",
    "V3.2 attends with MLA": "v32-attention-mla",
    "V4 attends with CSA and HCA": "v4-attention-hybrid",
    "V3.2 was trained with AdamW": "v32-optimizer-adamw",
    "V4 was trained with Muon": "v4-optimizer-muon",
    "V3.2 came in September 2025": "v32-released-september",
    # architecture
    "CSA is a chunked sliding window": "csa-meaning",
    "HCA condenses hierarchically": "hca-meaning",
    "mHC condenses heads and saves the cache": "mhc-meaning",
    "Muon has unit-norm constraints": "muon-details",
    "Pro fits the servers of V3.2": "fp4-fits-the-old-servers",
    # efficiency
    "27 % and 10 % of the FLOPs, 10 % and 7 % of the cache at 1M": "efficiency-at-1m",
    "under 32K the gap narrows": "short-context-gap",
    "under 32K Pro costs about the same": "short-prompts-cost-the-same",
    "Flash is cheaper at every length": "flash-cheaper-at-every-length",
    "ten times less cache": "kv-cache-tenfold",
    # quality
    "MMLU-Pro": "mmlu-pro",
    "HumanEval+": "humaneval-plus",
    "LiveCodeBench": "livecodebench",
    "MATH-500": "math-500",
    "GPQA-Diamond": "gpqa-diamond",
    "LongBench v2": "longbench-v2",
    "RULER shows that 1M works": "ruler-functional",
    "Pro leads everywhere": "pro-leads-everywhere",
    "Flash lies between": "flash-always-between",
    "Flash is good enough for code": "flash-for-coding",
    "Pro is the best there is": "pro-best-available",
    # prices
    "V3.2 costs 0.27 / 1.10 / 0.07": "price-v32",
    "Pro costs 0.40 / 1.60 / 0.10": "price-v4-pro",
    "Flash costs 0.10 / 0.40 / 0.03": "price-v4-flash",
    "Pro is about 45 % dearer": "pro-45-percent-dearer",
    "above 64K Pro may be cheaper": "break-even-64k",
    "Flash is more than 60 % cheaper": "flash-60-percent-cheaper",
    "better quality at a fraction of the cost": "flash-better-for-a-fraction",
    # migration
    "requests to the old ids answer 404": "retired-id-answers-404",
    "step 1: pick a model": "step-pick-a-model",
    "step 2: replace deepseek-v3 and deepseek-v3.2": "ids-to-replace",
    "step 2: by deepseek-v4-pro or deepseek-v4-flash": "ids-to-write",
    "step 3: try whole documents": "step-longer-context",
    "step 4: check max_tokens": "step-token-budgets",
    "step 4: Pro writes more": "pro-more-verbose",
    "step 5: shadow for a week": "step-shadow-a-week",
    # breaking changes
    "deepseek-v3.2 stops on 2026-07-24": "v32-id-stops",
    "usage.cache_creation_tokens is new": "cache-creation-tokens",
    "strict schemas need an update": "strict-schema",
    "the default temperature became 0.6": "default-temperature",
    "set the temperature explicitly": "set-temperature",
    # questions
    "Flash runs on four A100 80 GB": "flash-on-four-a100",
    "Flash weights are open": "flash-weights-open",
    "Pro weights are not out": "pro-weights-unreleased",
    "switch now": "switch-now",
    "V4 is stable already": "v4-already-stable",
    "Flash is a low-risk drop-in": "flash-low-risk-drop-in",
    # bottom line
    "swap the endpoint and verify": "step-swap-ids",
}


def test_every_statement_of_the_guide_has_its_claim_and_every_claim_its_statement() -> None:
    assert set(STATEMENTS.values()) == set(CLAIMS)


def references() -> Iterator[tuple[str, str]]:
    for claim in GUIDE.claims:
        for reference in claim.served_by:
            yield claim.id, reference


@pytest.mark.parametrize(("claim", "reference"), list(references()))
def test_where_a_claim_is_served_is_there(claim: str, reference: str) -> None:
    kind, _, name = reference.partition(":")
    match kind:
        case "rule":
            assert name in RULEBOOK.by_id
        case "profile":
            assert name in {profile.name for profile in RULEBOOK.profiles}
        case "table":
            assert GUIDE.table(name).rows
        case "command":
            words = name.split()[1:]
            assert run([*words, "--help"]) is ExitCode.OK
        case "facts":
            topic, _, key = name.partition("/")
            assert topic in TOPICS
            if key:
                assert key in TOPICS[topic]
        case _:
            pytest.fail(f"unknown kind of reference: {reference}")


TOPICS: dict[str, set[str]] = {
    "models": set(FACTS.models.by_name),
    "price": set(FACTS.books.book().models),
    "providers": {host.name for host in FACTS.hosts},
    "parameters": {entry.name for entry in FACTS.reference.parameters.parameters},
    "responses": {entry.path for entry in FACTS.reference.responses.fields},
    "endpoints": {entry.name for entry in FACTS.reference.endpoints.endpoints},
    "timeline": set(),
    "guide": set(CLAIMS),
    "benchmarks": {table.name for table in GUIDE.tables},
}


def test_tables_are_there_row_by_row() -> None:
    assert {table.name: len(table.rows) for table in GUIDE.tables} == {
        "spec": 7,
        "efficiency": 2,
        "benchmarks": 7,
        "prices": 3,
    }


def test_the_price_table_is_the_one_that_the_profile_serves() -> None:
    stated = {row.model: row.usd for row in FACTS.books.book().stated}
    for row, model in zip(
        GUIDE.table("prices").rows, ("DeepSeek-V3.2", "DeepSeek-V4-Pro", "DeepSeek-V4-Flash"), strict=True
    ):
        printed = [cell.guide.lstrip("$") for cell in row.cells.values()]
        prices = stated[model]
        assert printed == [f"{prices.miss:.2f}", f"{prices.out:.2f}", f"{prices.hit:.2f}"]


@pytest.mark.parametrize(
    ("claim", "verdict"),
    [
        ("retirement-date", "confirmed"),
        ("retired-id-answers-404", "contradicted"),
        ("cache-creation-tokens", "contradicted"),
        ("default-temperature", "contradicted"),
        ("efficiency-at-1m", "confirmed"),
        ("pro-weights-unreleased", "contradicted"),
    ],
)
def test_verdicts(claim: str, verdict: str) -> None:
    assert CLAIMS[claim].verdict == verdict


def test_the_other_facts_agree_with_the_verdicts() -> None:
    """The claims about fields, limits and the retirement are told a second time by the facts that the tool works with."""
    assert all(field.v4_thinking == "absent" for field in FACTS.reference.responses.fields if field.stated_by_guide)
    assert [field.path for field in FACTS.reference.responses.fields if field.stated_by_guide] == [
        "usage.cache_creation_tokens"
    ]
    chat = FACTS.name("deepseek-chat")
    assert chat is not None
    assert chat.ends is not None
    assert chat.ends.date().isoformat() == "2026-07-24"
    assert FACTS.models.retired_answer(FACTS.as_of).status == 400
    limits = FACTS.models.limits_of("v4-pro")
    assert limits is not None
    assert limits.context_tokens == 1_048_576


def test_a_rejection_named_by_a_parameter_exists() -> None:
    known = {entry.id for entry in FACTS.reference.parameters.rejections}
    assert {entry.rejection for entry in FACTS.reference.parameters.parameters if entry.rejection} <= known


@pytest.mark.parametrize(
    ("text", "rejection"),
    [
        ("Model Not Exist", "unknown-model"),
        (
            "The supported API model names are deepseek-flash or deepseek-v4-pro, but you passed deepseek-chat.",
            "unknown-model",
        ),
        ("Invalid max_tokens value, the valid range of max_tokens is [1, 393216]", "max-tokens-out-of-range"),
        ("This model's maximum context length is 1048576 tokens. However, you requested 1100000", "window-exceeded"),
        ("The `reasoning_content` in the thinking mode must be passed back to the API.", "reasoning-content-missing"),
        ("Thinking mode does not support this tool_choice", "tool-choice-in-thinking"),
        ("This response_format type is unavailable now", "json-schema-unavailable"),
        ("Prompt must contain the word 'json' in some form", "json-word-missing"),
        ("unknown variant `image_url`, expected `text`", "image-to-text-model"),
    ],
)
def test_a_refusal_is_recognised_by_its_text_and_by_no_other(text: str, rejection: str) -> None:
    import re

    found = [entry.id for entry in FACTS.reference.parameters.rejections if re.search(entry.pattern, text)]
    assert found == [rejection]


def verdicts(claims: list[Claim]) -> set[str]:
    return {claim.verdict for claim in claims}


def test_all_four_verdicts_occur() -> None:
    assert verdicts(GUIDE.claims) == {"confirmed", "partly", "contradicted", "unverifiable"}
