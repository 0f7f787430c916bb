"""Masking for the eye: what looks like a secret becomes stars of the same length, what names one stays readable."""

from __future__ import annotations

import pytest

from v4migrate.secrets import masked


@pytest.mark.parametrize(
    ("text", "secret"),
    [
        pytest.param('api_key="sk-' + "a1" * 16 + '"', "sk-" + "a1" * 16, id="key-by-its-prefix"),
        pytest.param("Authorization: Bearer abcdefghijklmnop123", "abcdefghijklmnop123", id="bearer"),
        pytest.param('password = "onlylettersareasecrettoo"', "onlylettersareasecrettoo", id="quoted-letters"),
        pytest.param("DEEPSEEK_TOKEN=onlylettersareasecrettoo", "onlylettersareasecrettoo", id="letters-in-a-setting"),
        pytest.param(
            '{"api_key": "dot.ted_and.under_scored_value"}', "dot.ted_and.under_scored_value", id="quoted-like-a-name"
        ),
        pytest.param('password="hunter2"', "hunter2", id="short-password"),
        pytest.param("secret_key='tiny'", "tiny", id="short-key"),
        pytest.param("https://me:hunter2@api.example.com/v1", "hunter2", id="password-of-an-address"),
        pytest.param("curl -u me:hunter2 https://x", "hunter2", id="login-of-curl"),
        pytest.param("eyJhbGciOiJI.eyJzdWIiOiIx.c2lnbmF0dXJl", "eyJzdWIiOiIx", id="jwt"),
    ],
)
def test_secret_is_masked_and_columns_stay_true(text: str, secret: str) -> None:
    assert secret in text
    assert secret not in masked(text)
    assert len(masked(text)) == len(text)


@pytest.mark.parametrize(
    "text",
    [
        "create(api_key=settings.deepseek_api_key, model=m)",
        "max_tokens=4096",
        'model="deepseek-chat"',
        "token: str",
        "https://me:${PASSWORD}@host/",
        "password = ask()",
        'f"http://{user}:{word}@{host}"',
        "curl -u me:$WORD x",
    ],
)
def test_name_of_a_secret_stays(text: str) -> None:
    assert masked(text) == text
