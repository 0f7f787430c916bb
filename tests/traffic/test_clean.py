"""What is masked, what is not, and that equal values stay equal."""

from __future__ import annotations

import json

import pytest

from v4migrate.traffic.clean import Cleaner

JWT = "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0In0.c2lnbmF0dXJlX2hlcmU"
PEM = "-----BEGIN RSA PRIVATE KEY-----\nMIIEow\n-----END RSA PRIVATE KEY-----"


@pytest.mark.parametrize(
    ("text", "secret"),
    [
        pytest.param("key sk-0123456789abcdef0123 end", "sk-0123456789abcdef0123", id="api-key"),
        pytest.param("key sk-proj-Abc_123-def456ghi", "sk-proj-Abc_123-def456ghi", id="project-key"),
        pytest.param("Authorization: Bearer abcdefghijklmnop", "abcdefghijklmnop", id="bearer"),
        pytest.param(f"token {JWT}", JWT, id="jwt"),
        pytest.param(f"see {PEM} there", "MIIEow", id="private-key"),
        pytest.param("AKIAIOSFODNN7EXAMPLE", "AKIAIOSFODNN7EXAMPLE", id="aws"),
        pytest.param("ghp_0123456789abcdefghij", "ghp_0123456789abcdefghij", id="github"),
        pytest.param("postgres://bob:hunter22@db/x", "bob:hunter22", id="password-in-url"),
        pytest.param("api_key=Zx81-Zx82-Zx83", "Zx81-Zx82-Zx83", id="assigned"),
        pytest.param('{"password": "hunter2hunter2"}', "hunter2hunter2", id="json-password"),
        pytest.param('{"api_key":"correct horse"}', "correct horse", id="json-key-without-digits"),
        pytest.param('{"token" : "ab\\"cd-9-9-9"}', "cd-9-9-9", id="json-value-with-a-quote"),
        pytest.param(r'"{\"client_secret\": \"Zx81-Zx82\"}"', "Zx81-Zx82", id="json-in-json"),
        pytest.param("{'X-Auth-Token': 'Zx81-Zx82'}", "Zx81-Zx82", id="python-dict"),
        pytest.param('password="hunter2hunter2"', "hunter2hunter2", id="assigned-in-quotes"),
        pytest.param("Authorization: Basic dXNlcjpwYXNz", "dXNlcjpwYXNz", id="basic"),
        pytest.param('{"Authorization": "Basic dXNlcjpwYXNz"}', "dXNlcjpwYXNz", id="basic-in-json"),
        pytest.param("write to ann.b@mail.example.org!", "ann.b@mail.example.org", id="e-mail"),
        pytest.param("card 4111 1111 1111 1111", "4111 1111 1111 1111", id="card"),
        pytest.param("DE89 3704 0044 0532 0130 00", "DE89 3704 0044 0532 0130 00", id="iban"),
    ],
)
def test_masked(text: str, secret: str) -> None:
    cleaner = Cleaner("salt")
    assert secret not in cleaner.text(text)
    assert sum(cleaner.masked.values()) == 1


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("order HP-202591, 12.50 EUR, 2026-03-02", id="order"),
        pytest.param("tracking 4111111111111112", id="fails-the-card-check"),
        pytest.param("the bearer of news", id="a-word"),
        pytest.param('{"max_tokens": 400, "prompt_tokens": 12345678}', id="token-counts"),
        pytest.param('{"token": 12345678}', id="a-number-stays-json"),
        pytest.param("a basic understanding", id="basic-word"),
        pytest.param("ask-for-more-information-please", id="dashes"),
    ],
)
def test_unchanged(text: str) -> None:
    assert Cleaner("salt").text(text) == text


def test_same_value_same_mark_and_other_salt_other_mark() -> None:
    text = "a@b.example wrote to a@b.example and c@d.example"
    first, _, _, second, _, third = Cleaner("one").text(text).split()
    assert first == second != third
    assert Cleaner("two").text(text).split()[0] != first


def test_json_stays_json() -> None:
    text = '{"card": 4111111111111111, "mail": "a@b.example"}'
    assert set(json.loads(Cleaner("salt").text(text))) == {"card", "mail"}


@pytest.mark.parametrize(
    "key", ["Authorization", "X-Auth-Token", "auth_token", "client_secret", "private_key", "apiKey", "Set-Cookie"]
)
def test_values_of_telling_keys_are_masked(key: str) -> None:
    assert Cleaner("salt").value({"headers": {key: "x1"}})["headers"][key].startswith("<key-")


def test_tool_arguments_stay_json_and_usage_stays_as_it_is() -> None:
    text = r'{"password": "a\"b", "note": "{\"token\": \"q1\", \"n\": 1}", "max_tokens": 400}'
    cleaned = json.loads(Cleaner("salt").text(text))
    assert (json.loads(cleaned["note"])["n"], cleaned["max_tokens"]) == (1, 400)
    assert Cleaner("salt").value({"max_tokens": 400, "prompt_tokens": 9}) == {"max_tokens": 400, "prompt_tokens": 9}


def test_lone_surrogates_are_replaced() -> None:
    assert Cleaner("salt").text("a\ud800b") == "a?b"
