"""The page: well-formed, closed to the outside, and hostile text stays text."""

from __future__ import annotations

import re
from collections.abc import Callable
from decimal import Decimal
from html.parser import HTMLParser

import pytest

from v4migrate.report.html import quality
from v4migrate.report.html.charts import Bar, Span, bars, forest
from v4migrate.report.html.markup import tag
from v4migrate.report.html.page import page
from v4migrate.report.model import Report
from v4migrate.report.numbers import change, points, ratio, usd
from v4migrate.shadow.verdict import QUALITY_GATES

HOSTILE = '</pre><script>alert(1)</script><img src=x onerror="alert(2)"> & \'"'
_VOID = {"meta", "rect", "line", "circle", "br"}
Make = Callable[..., Report]


class Tags(HTMLParser):
    """Every element of a page; fails on one that is closed and was not open."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.seen: set[str] = set()
        self.attributes: list[tuple[str, str | None]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.add(tag)
        self.attributes += attrs
        if tag not in _VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.add(tag)
        self.attributes += attrs

    def handle_endtag(self, tag: str) -> None:
        if tag not in _VOID:
            assert self.open.pop() == tag


def tags(text: str) -> Tags:
    parser = Tags()
    parser.feed(text)
    parser.close()
    assert parser.open == []
    return parser


def test_page_is_well_formed_and_loads_nothing(report: Make) -> None:
    found = tags(page(report()))
    assert not found.seen & {"script", "link", "img", "iframe", "object", "form", "a"}
    assert not [key for key, _ in found.attributes if key in {"src", "href", "style"} or key.startswith("on")]
    policy = next(value for key, value in found.attributes if key == "content" and value and "default-src" in value)
    assert "default-src 'none'" in policy
    assert re.search(r"url\(|@import", page(report())) is None


def test_hostile_text_is_shown_as_text_wherever_it_comes_from(report: Make) -> None:
    text = page(report(hostile=HOSTILE))
    assert not tags(text).seen & {"script", "img"}
    assert text.count("&lt;script&gt;alert(1)") >= 6
    assert "onerror=&quot;alert(2)" in text


@pytest.mark.parametrize("verdict", ["GO", "NO-GO", "REVIEW"])
def test_verdict_is_in_the_title_and_the_banner(report: Make, verdict: str) -> None:
    text = page(report(verdict=verdict))
    assert f"<title>{verdict}: " in text
    assert f'class="banner {verdict.lower()}"' in text


def test_json_gives_the_same_report_back(report: Make) -> None:
    made = report()
    assert Report.model_validate_json(made.text()) == made


def test_every_table_and_figure_can_be_reached_and_is_named(report: Make) -> None:
    text = page(report())
    assert text.count("<table>") == text.count("<caption>")
    assert all("aria-label=" in box for box in re.findall(r'<div class="scroll[^>]*>', text))


def test_every_gate_has_a_name_that_a_person_reads() -> None:
    assert set(QUALITY_GATES) <= set(quality._NAMES)


def test_charts_without_data_are_still_figures() -> None:
    for figure in (bars("none", []), forest("none", [], str, 0.0), bars("zero", [Bar("a", 0.0, "$0", "control")])):
        tags(figure)
    tags(
        forest("open", [Span("a", None, None, None, "–", "plain"), Span("b", 1.0, None, None, "1", "plain")], str, 1.0)
    )


def test_tag_escapes_text_and_attributes() -> None:
    assert tag("td", "a < b", class_='"x"') == '<td class="&quot;x&quot;">a &lt; b</td>'


@pytest.mark.parametrize(
    ("money", "shown"),
    [
        pytest.param("1234.567", "$1,234.57", id="dollars"),
        pytest.param("0.0231398720", "$0.02314", id="cents-keep-four-digits"),
        pytest.param("0.000082376", "$0.00008238", id="tiny"),
        pytest.param("0", "$0", id="nothing"),
        pytest.param("0.99999", "$1.0000", id="rounds-up"),
    ],
)
def test_money(money: str, shown: str) -> None:
    assert usd(Decimal(money)) == shown


def test_figures() -> None:
    assert (ratio(1.0442), points(-1.24), change(0.78), ratio(None)) == ("1.04×", "−1.2 pp", "−22.0 %", "–")
