"""Token edges: what is an id, what is a prefix, what is somebody else's word."""

from __future__ import annotations

import pytest

from v4migrate.rulebook.load import load_rulebook
from v4migrate.scan.left import Left
from v4migrate.scan.tokens import TokenFinder
from v4migrate.scan.vendor import names_deepseek

FINDER = TokenFinder(load_rulebook().facts)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param('"deepseek-chat"', [("deepseek-chat", "", None)], id="quoted"),
        pytest.param("We use deepseek-chat.", [("deepseek-chat", "", None)], id="end-of-sentence"),
        pytest.param("deepseek-v3.2", [("deepseek-v3.2", "", None)], id="longest-name-wins"),
        pytest.param("deepseek-v3, then", [("deepseek-v3", "", None)], id="comma"),
        pytest.param("${M:-deepseek-chat}", [("deepseek-chat", "", None)], id="shell-default"),
        pytest.param("${a.b:deepseek-chat}", [("deepseek-chat", "", None)], id="property-placeholder"),
        pytest.param("model:deepseek-chat", [("deepseek-chat", "model:", None)], id="colon-prefix"),
        pytest.param("deepseek/deepseek-chat", [("deepseek-chat", "deepseek/", None)], id="router-prefix"),
        pytest.param(
            "openrouter/deepseek/deepseek-chat", [("deepseek-chat", "openrouter/deepseek/", None)], id="two-prefixes"
        ),
        pytest.param("deepseek-chat-v3-0324", [("deepseek-chat", "", Left.OTHER_WORD)], id="another-model"),
        pytest.param("deepseek-v3.1-nex-n1", [("deepseek-v3.1", "", Left.OTHER_WORD)], id="another-version"),
        pytest.param("deepseek-v3.1-terminus", [("deepseek-v3.1-terminus", "", None)], id="an-id-of-some-catalogue"),
        pytest.param(
            "bedrock/deepseek.v3.2", [("deepseek.v3.2", "bedrock/", None)], id="catalogue-id-behind-its-router"
        ),
        pytest.param("deepseek-ai/DeepSeek-V3.2.", [("deepseek-ai/DeepSeek-V3.2", "", None)], id="open-weights"),
        pytest.param("deepseek-v3.1:671b", [("deepseek-v3.1:671b", "", None)], id="catalogue-id-with-its-tag"),
        pytest.param("deepseek-v4-flash-none", [("deepseek-v4-flash-none", "", None)], id="invented-suffix"),
        pytest.param("https://hub.io/deepseek-ai/DeepSeek-V3.2", [], id="link-to-weights"),
        pytest.param("deepseek-chat:free", [("deepseek-chat", "", Left.OTHER_WORD)], id="tag"),
        pytest.param(
            "deepseek-chat::pages.chat", [("deepseek-chat", "", Left.OTHER_WORD)], id="namespace-of-a-package"
        ),
        pytest.param("deepseek-chat.md", [("deepseek-chat", "", Left.OTHER_WORD)], id="file-name"),
        pytest.param("whisper-and-deepseek-chat", [("deepseek-chat", "", Left.OTHER_WORD)], id="compound"),
        pytest.param("my_deepseek-chat", [("deepseek-chat", "", Left.OTHER_WORD)], id="identifier-before"),
        pytest.param("deepseek-chat/v1", [("deepseek-chat", "", Left.OTHER_WORD)], id="path-after"),
        pytest.param(
            "https://x.io/docs/deepseek-chat", [("deepseek-chat", "https://x.io/docs/", Left.LINK)], id="link"
        ),
        pytest.param("./models/deepseek-chat", [("deepseek-chat", "./models/", Left.LINK)], id="relative-path"),
        pytest.param("使用deepseek-chat模型", [("deepseek-chat", "", None)], id="a-sentence-without-blanks"),
        pytest.param(
            "naïvedeepseek-chat", [("deepseek-chat", "", Left.OTHER_WORD)], id="a-letter-with-an-accent-before"
        ),
        pytest.param("deepseek_chat DeepSeek-Chat deepseekChat", [], id="other-spellings"),
    ],
)
def test_candidates(text: str, expected: list[tuple[str, str, Left | None]]) -> None:
    found = [(candidate.name, candidate.prefix, candidate.left) for candidate in FINDER.candidates(text.encode())]
    assert found == expected


def test_span_covers_the_id_without_its_prefix() -> None:
    text = "é deepseek/deepseek-chat".encode()
    (candidate,) = FINDER.candidates(text)
    assert text[candidate.span.start : candidate.span.end] == b"deepseek-chat"


def test_file_without_a_known_word_is_passed_over() -> None:
    assert not names_deepseek(b"nothing here")
    assert names_deepseek(b"import deepseek")
