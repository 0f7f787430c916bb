"""A sieve answers the same before and after its test is built, and passes everything where there is none."""

from __future__ import annotations

import pytest

from v4migrate.scan import sieve as module
from v4migrate.scan.sieve import Sieve, matcher
from v4migrate.scan.vendor import names_deepseek

LONG = "x" * (module.WORTH_BUILDING + 1)


@pytest.mark.parametrize("before", ["", LONG], ids=["not-built", "built"])
@pytest.mark.parametrize(
    ("text", "held"),
    [("a.b", True), ("xa.bx", True), ("aXb", False), ("", False), ("\xe9(", True), ("é(", True)],
)
def test_words_are_meant_as_they_are_written(before: str, text: str, held: bool) -> None:
    sieve = Sieve.of_words([b"a.b", b"\xe9("])
    sieve.may_match(before)
    assert sieve.may_match(text) is held


@pytest.mark.parametrize("before", ["", LONG], ids=["not-built", "built"])
def test_no_word_is_in_no_text(before: str) -> None:
    sieve = Sieve.of_words([])
    sieve.may_match(before)
    assert not sieve.may_match("any text")


def test_pattern_keeps_texts_out_once_its_test_is_built() -> None:
    sieve = Sieve("fo+")
    assert sieve.may_match("bar")
    sieve.may_match(LONG)
    assert not sieve.may_match("bar")
    assert sieve.may_match("foo")


@pytest.mark.parametrize("pattern", ["(?<!a)b", "a{1000000}{1000000}", ""], ids=["look-around", "too-large", "none"])
def test_without_a_test_everything_passes(pattern: str) -> None:
    assert pattern == "" or matcher(pattern) is None
    sieve = Sieve(pattern)
    sieve.may_match(LONG)
    assert sieve.may_match("bar")


@pytest.mark.parametrize(
    ("data", "named"),
    [
        pytest.param(b"DEEPseek", True, id="any-case"),
        pytest.param("模型 DeepSeek".encode(), True, id="beside-other-letters"),
        pytest.param(b"\xff\xfe DeepSeek", True, id="no-utf-8"),
        pytest.param("模型".encode("gb18030") + b" deepseek", True, id="another-encoding"),
        pytest.param(b"\0deepseek\0", True, id="zeros"),
        pytest.param(b"deep_seek deep seek", False, id="another-word"),
        pytest.param("deepſeek deepsee\N{KELVIN SIGN}".encode(), False, id="letters-that-only-look-alike"),
        pytest.param(b"\xffdeepsee", False, id="no-utf-8-without-it"),
        pytest.param(b"", False, id="empty"),
    ],
)
def test_name_is_found_in_any_bytes(data: bytes, named: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    assert names_deepseek(data) is named
    monkeypatch.setattr("v4migrate.scan.vendor._names", None)  # as where the engine is not to be had
    assert names_deepseek(data) is named
