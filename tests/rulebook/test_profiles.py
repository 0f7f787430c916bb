"""Profiles: ways to read the facts. The guide's statements are served under its own; every host has one."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from pathlib import PurePosixPath

import pytest

from v4migrate.errors import UnknownFact, UsageError
from v4migrate.rewrite.rewriter import RewriteOptions, Rewriter
from v4migrate.rulebook.load import load_rulebook
from v4migrate.rulebook.schema import Safety, Severity
from v4migrate.scan.scanner import Scanner

NOW = datetime.fromisoformat("2026-11-24T02:30:00Z")
ASK = 'client.chat.completions.create(model="{}", messages=m)\n'


def rewritten(
    code: str, profile: str, target: str | None = None, upgrade: str = "same", *, unsafe: bool = False
) -> str:
    scanner = Scanner(load_rulebook(profile=profile, as_of=NOW), target, upgrade)  # type: ignore[arg-type]
    return (
        Rewriter(scanner, RewriteOptions(unsafe=unsafe)).rewrite(PurePosixPath("app.py"), code.encode()).after.decode()
    )


def test_every_host_but_the_hosted_api_itself_is_a_profile() -> None:
    rulebook = load_rulebook()
    names = [profile.name for profile in rulebook.profiles]
    hosts = [host.name for host in rulebook.facts.hosts if not host.is_official]
    assert names == ["guide-2026-04", "official", *hosts]


def test_unknown_profile_lists_the_known_ones() -> None:
    with pytest.raises(UsageError, match=r"did you mean 'openrouter'.*known: guide-2026-04, official"):
        load_rulebook(profile="openruoter")


# The guide, as written


@pytest.mark.parametrize(
    ("model", "prices"),
    [
        ("deepseek-v3.2", ("0.07", "0.27", "1.10")),
        ("deepseek-v4-pro", ("0.10", "0.40", "1.60")),
        ("deepseek-v4-flash", ("0.03", "0.10", "0.40")),
    ],
)
def test_guide_prices_are_answered_and_labelled(model: str, prices: tuple[str, str, str]) -> None:
    tariff = load_rulebook(profile="guide-2026-04").facts.prices.tariff(model, NOW)
    assert (tariff.prices.hit, tariff.prices.miss, tariff.prices.out) == tuple(Decimal(figure) for figure in prices)
    assert tariff.window == "standard"
    assert "as stated by the guide, contradicted" in tariff.notes[0]


def test_what_the_guide_does_not_price_is_an_error_there_too() -> None:
    prices = load_rulebook(profile="guide-2026-04").facts.prices
    for model, currency in (("deepseek-v4-flash", "cny"), ("deepseek-v4-flash-vision-exp", "usd")):
        with pytest.raises(UnknownFact, match="the guide states no"):
            prices.tariff(model, NOW, currency)  # type: ignore[arg-type]


def test_guide_ids_are_rewritten_without_asking_under_its_profile_only() -> None:
    code = ASK.format("deepseek-v3.2")
    assert '"deepseek-v4-flash"' in rewritten(code, "guide-2026-04")
    assert '"disabled"' in rewritten(code, "guide-2026-04")
    assert rewritten(code, "official") == code


def test_the_guide_speaks_of_404_and_the_api_of_400() -> None:
    code = ASK.format("deepseek-chat").encode()
    for profile, status in (("guide-2026-04", "HTTP 404"), ("official", "HTTP 400")):
        scan = Scanner(load_rulebook(profile=profile, as_of=NOW)).scan(PurePosixPath("app.py"), code)
        assert any(status in finding.message for finding in scan.findings)


def test_a_missing_temperature_is_mentioned_under_the_guide_and_added_when_asked_for() -> None:
    code = 'client.chat.completions.create(model="deepseek-v4-flash", messages=m, extra_body={"thinking": {"type": "disabled"}})\n'
    scan = Scanner(load_rulebook(profile="guide-2026-04", as_of=NOW)).scan(PurePosixPath("app.py"), code.encode())
    assert [(finding.rule.id, finding.severity) for finding in scan.findings] == [
        ("temperature-not-set", Severity.INFO)
    ]
    assert "temperature=1.0" in rewritten(code, "guide-2026-04", unsafe=True)
    assert rewritten(code, "guide-2026-04") == code
    assert rewritten(code, "official", unsafe=True) == code


# Hosts


def test_an_id_without_a_host_is_meant_for_the_host_of_the_profile() -> None:
    code = ASK.format("deepseek-v3.2")
    after = rewritten(code, "aliyun")
    assert 'model="deepseek-v4-flash"' in after
    assert 'extra_body={"enable_thinking": False}' in after


def test_under_a_host_profile_deepseeks_own_ids_of_other_clients_stay_what_they_are() -> None:
    code = 'client = OpenAI(base_url="https://api.deepseek.com")\n' + ASK.format("deepseek-chat")
    assert '"deepseek-v4-flash"' in rewritten(code, "openrouter")


def test_a_host_without_a_verified_v4_name_gets_advice_only() -> None:
    scan = Scanner(load_rulebook(profile="bedrock", as_of=NOW)).scan(
        PurePosixPath("a.py"), ASK.format("deepseek.v3.2").encode()
    )
    assert [finding.safety for finding in scan.findings] == [Safety.ADVICE]
    assert rewritten(ASK.format("deepseek.v3.2"), "bedrock", unsafe=True) == ASK.format("deepseek.v3.2")


@pytest.mark.parametrize(
    ("model", "at", "severity"),
    [
        pytest.param("deepseek-v3.2", "2026-10-09T23:59:59Z", Severity.WARNING, id="end-announced"),
        pytest.param("deepseek-v3.2", "2026-10-10T00:00:00Z", Severity.ERROR, id="over"),
    ],
)
def test_severity_follows_the_calendar_of_the_host(model: str, at: str, severity: Severity) -> None:
    code = 'client = OpenAI(base_url="https://dashscope.aliyuncs.com/compatible-mode/v1")\n' + ASK.format(model)
    scanner = Scanner(load_rulebook(as_of=datetime.fromisoformat(at)))
    (finding,) = scanner.scan(PurePosixPath("app.py"), code.encode()).findings
    assert (finding.rule.code, finding.severity) == ("DS002", severity)


@pytest.mark.parametrize(
    ("url", "model", "severity", "says"),
    [
        pytest.param(
            "api.together.xyz", "deepseek-ai/DeepSeek-V4-Flash-0731", Severity.ERROR, "since 2026-09-29", id="v4-too"
        ),
        pytest.param("api.novita.ai", "deepseek/deepseek-v3.1", Severity.INFO, "still served", id="served"),
        pytest.param("ark.cn-beijing.volces.com", "deepseek-v3-2-251201", Severity.INFO, "not verified", id="unknown"),
        pytest.param(
            "api.fireworks.ai",
            "accounts/fireworks/models/deepseek-v3p2",
            Severity.ERROR,
            "gone by 2026-05-22",
            id="day-unknown",
        ),
        pytest.param(
            "api.fireworks.ai",
            "accounts/fireworks/models/deepseek-v3",
            Severity.WARNING,
            "(not verified)",
            id="presumed",
        ),
    ],
)
def test_what_is_not_known_of_a_host_is_said_so(url: str, model: str, severity: Severity, says: str) -> None:
    code = f'client = OpenAI(base_url="https://{url}/v1")\n' + ASK.format(model)
    scan = Scanner(load_rulebook(as_of=NOW)).scan(PurePosixPath("app.py"), code.encode())
    (finding,) = [finding for finding in scan.findings if finding.rule.code == "DS002"]
    assert finding.severity is severity
    assert says in finding.message


def test_an_id_that_its_host_still_serves_is_worth_knowing() -> None:
    code = 'client = OpenAI(base_url="https://openrouter.ai/api/v1")\n' + ASK.format("deepseek/deepseek-chat")
    (finding,) = Scanner(load_rulebook(as_of=NOW)).scan(PurePosixPath("app.py"), code.encode()).findings
    assert (finding.rule.code, finding.severity) == ("DS002", Severity.INFO)
    assert "December 2024" in finding.message


# Targets


@pytest.mark.parametrize("target", ["deepseek-flash", "deepseek-v4-pro", "deepseek-v4-flash"])
def test_each_target_is_written_and_counts_as_migrated(target: str) -> None:
    code = rewritten(ASK.format("deepseek-chat"), "official", target)
    assert f'model="{target}"' in code
    assert rewritten(code, "official", target) == code
    assert not [
        finding
        for finding in Scanner(load_rulebook(as_of=NOW), target).scan(PurePosixPath("app.py"), code.encode()).findings
        if finding.context.candidate is not None
    ]


def test_a_host_profile_offers_the_names_of_that_host() -> None:
    rulebook = load_rulebook(profile="openrouter")
    assert rulebook.target("deepseek/deepseek-v4-pro") == "deepseek/deepseek-v4-pro"
    with pytest.raises(UsageError, match="is not offered"):
        load_rulebook().target("deepseek/deepseek-v4-pro")
    code = ASK.format("deepseek/deepseek-v3.2")
    assert 'model="deepseek/deepseek-v4-pro"' in rewritten(code, "openrouter", "deepseek/deepseek-v4-pro")
    assert 'model="deepseek/deepseek-v4-pro"' in rewritten(code, "openrouter", "deepseek-v4-pro")


def test_reasoner_to_pro_is_a_policy_and_not_the_default() -> None:
    code = ASK.format("deepseek-reasoner") + ASK.format("deepseek-chat")
    assert "pro" not in rewritten(code, "official")
    upgraded = rewritten(code, "official", upgrade="pro")
    assert 'model="deepseek-v4-pro", messages=m)' in upgraded
    assert 'model="deepseek-v4-flash"' in upgraded


def test_under_the_pro_policy_a_picker_of_two_does_not_collide() -> None:
    code = 'c.chat.completions.create(model={"fast": "deepseek-chat", "deep": "deepseek-reasoner"}[tier])\n'
    assert rewritten(code, "official") == code


def test_a_name_of_the_profiles_host_is_never_written_at_deepseeks_own_api() -> None:
    code = 'client = OpenAI(base_url="https://api.deepseek.com")\n' + ASK.format("deepseek-chat")
    assert 'model="deepseek-v4-pro"' in rewritten(code, "openrouter", "deepseek/deepseek-v4-pro")
    assert 'model="deepseek-v4-flash"' in rewritten(code, "openrouter", "deepseek/deepseek-v4-flash")


@pytest.mark.parametrize("comment", ["", "  # hi"])
@pytest.mark.parametrize("comma", ["", ","])
@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_two_entries_of_one_call_stand_side_by_side(comment: str, comma: str, newline: str) -> None:
    """The rename brings its switch and the guide's temperature, in one run, whatever stands behind the last argument."""
    lines = ["create(", '    model="deepseek-v3.2",', f"    messages=m{comma}{comment}", ")", ""]
    code = newline.join(["client.chat.completions." + lines[0], *lines[1:]])
    after = rewritten(code, "guide-2026-04", unsafe=True)
    compile(after, "app.py", "exec")
    assert "temperature=1.0" in after
    assert '"thinking": {"type": "disabled"}' in after
    assert after.count(newline) == after.count("\n")
