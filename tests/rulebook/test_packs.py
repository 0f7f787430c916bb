"""A team's own pack: rules, hosts, prices, and another severity for a bundled rule."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from pathlib import Path, PurePosixPath

import pytest

from v4migrate.errors import RulebookError, UsageError
from v4migrate.rulebook.load import load_rulebook
from v4migrate.rulebook.schema import HostKind, Severity
from v4migrate.scan.scanner import Scanner

NOW = datetime.fromisoformat("2026-11-24T02:30:00Z")
SOURCE = 'source: [{url: "https://acme.example/models", checked: 2026-11-01, mark: A}]'
HOST = f"""\
name: acme
title: ACME gateway
base_urls: ["llm.acme.example"]
old: [{{id: deepseek-v3.2, means: DeepSeek-V3.2, until: 2027-01-01T00:00:00Z}}]
v4: {{flash: acme-v4-flash, mark: A}}
thinking: {{v4_default: disabled, mark: A}}
{SOURCE}
"""
PRICES = f"""\
provider: acme
tariffs:
  - models: [acme-v4-flash]
    from: 2026-06-01T00:00:00Z
    usd: {{hit: 0.01, miss: 0.2, out: 0.5}}
    {SOURCE}
"""
CODE = 'client = OpenAI(base_url="https://llm.acme.example/v1")\nclient.chat.completions.create(model="deepseek-v3.2", messages=m)\n'


@pytest.fixture
def pack(tmp_path: Path) -> Path:
    folder = tmp_path / "ours"
    (folder / "facts" / "providers").mkdir(parents=True)
    (folder / "facts" / "providers" / "acme.yaml").write_text(HOST, "utf-8")
    (folder / "facts" / "prices.yaml").write_text(PRICES, "utf-8")
    return folder


def test_a_host_of_ones_own_is_recognised_and_is_a_profile(pack: Path) -> None:
    rulebook = load_rulebook(packs=[pack], profile="acme", as_of=NOW)
    (finding,) = Scanner(rulebook).scan(PurePosixPath("app.py"), CODE.encode()).findings
    assert finding.host is not None
    assert (finding.host.kind, finding.host.name, finding.target) == (HostKind.PROVIDER, "acme", "acme-v4-flash")
    assert "ACME gateway is served until 2027-01-01" in finding.message


def test_prices_of_ones_own_are_looked_up_by_provider(pack: Path) -> None:
    prices = load_rulebook(packs=[pack]).facts.prices
    assert prices.tariff("acme-v4-flash", NOW, "usd", "acme").prices.out == Decimal("0.5")
    assert prices.tariff("deepseek-v4-pro", NOW).provider == "deepseek"


def test_a_mistake_in_a_host_of_ones_own_is_told_with_its_line(pack: Path) -> None:
    path = pack / "facts" / "providers" / "acme.yaml"
    path.write_text(HOST.replace("base_urls", "base_ulrs"), "utf-8")
    with pytest.raises(RulebookError, match=r"acme.yaml:3: unknown key 'base_ulrs' \(did you mean 'base_urls'\?\)"):
        load_rulebook(packs=[pack])


def test_two_hosts_of_one_name_are_refused(pack: Path) -> None:
    path = pack / "facts" / "providers" / "openrouter.yaml"
    path.write_text(HOST.replace("name: acme", "name: openrouter"), "utf-8")
    with pytest.raises(
        RulebookError, match=r"host 'openrouter' is already described by rules/facts/providers/openrouter\.yaml"
    ):
        load_rulebook(packs=[pack])


def test_a_severity_of_ones_own_stands_above_the_rule(pack: Path) -> None:
    loud = load_rulebook(severities={"DS009": Severity.ERROR}, as_of=NOW)
    (finding,) = Scanner(loud).scan(PurePosixPath("a.md"), b"We call deepseek-chat.\n").findings
    assert finding.severity is Severity.ERROR


def test_a_severity_for_an_unknown_rule_is_a_usage_error() -> None:
    with pytest.raises(UsageError, match="did you mean 'id-in-prose'"):
        load_rulebook(severities={"id-in-pros": Severity.ERROR})


@pytest.mark.parametrize(
    ("file", "good", "broken", "says"),
    [
        pytest.param(
            "prices.yaml", "provider: acme", "provider: deepseek", "two price books for 'deepseek'", id="second-book"
        ),
        pytest.param(
            "prices.yaml", "miss: 0.2", "miss: .inf", "is no number that can be reckoned with", id="infinite-price"
        ),
        pytest.param(
            "prices.yaml",
            "    usd:",
            "    window_prices: {peek: {}}\n    usd:",
            "no window 'peek'",
            id="misspelt-window",
        ),
        pytest.param(
            "prices.yaml",
            "    usd:",
            "    until: 2026-01-01T00:00:00Z\n    usd:",
            "ends before it starts",
            id="ends-first",
        ),
        pytest.param(
            "providers/acme.yaml",
            "title: ACME gateway",
            "title: ACME\nis_official: true",
            "'is_official' belongs to one host alone",
            id="second-official",
        ),
        pytest.param("providers/acme.yaml", '"llm.acme.example"', '""', "'base_urls.0'", id="empty-word"),
    ],
)
def test_a_mistake_in_a_pack_is_one_line_and_no_defect(
    pack: Path, file: str, good: str, broken: str, says: str
) -> None:
    path = pack / "facts" / file
    text = path.read_text("utf-8")
    assert good in text
    path.write_text(text.replace(good, broken, 1), "utf-8")
    with pytest.raises(RulebookError) as caught:
        load_rulebook(packs=[pack])
    assert says in str(caught.value)


def test_a_file_in_the_wrong_place_is_told(pack: Path) -> None:
    (pack / "stray.yaml").write_text("id: stray\n", "utf-8")
    with pytest.raises(RulebookError, match=r"a rule lives at <topic>/<rule-id>\.yaml: move it"):
        load_rulebook(packs=[pack])


def test_other_yaml_below_a_pack_is_none_of_its_business(pack: Path) -> None:
    deep = pack / "node_modules" / "x" / "y"
    deep.mkdir(parents=True)
    (deep / "z.yaml").write_text("[", "utf-8")
    assert load_rulebook(packs=[pack])
