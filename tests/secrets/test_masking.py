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
        pytest.param("DB_PASSWORD=hunter2", "hunter2", id="short-password-of-a-setting"),
        pytest.param("  password: hunter2", "hunter2", id="short-password-in-yaml"),
        pytest.param('aws_secret_access_key = "wJalr/K7MDENG+bPxRfi"', "wJalr/K7MDENG+bPxRfi", id="secret-key-of-aws"),
        pytest.param("AccountKey=abcdef0123456789abcdef==;", "abcdef0123456789abcdef==", id="account-key"),
        pytest.param(r"{\"api_key\": \"abcdef0123456789\"}", "abcdef0123456789", id="key-in-a-string-in-a-string"),
        pytest.param("Authorization: Bearer abc.d3f-gh", "abc.d3f-gh", id="short-bearer"),
        pytest.param("Authorization: Basic bWU6aHVudGVyMg==", "bWU6aHVudGVyMg==", id="basic"),
        pytest.param("https://x/y?sv=1&sig=abcdefgh%2Bijkl%3D", "abcdefgh%2Bijkl%3D", id="signature-of-an-address"),
        pytest.param("https://hooks.slack.com/services/T0/B0/abcdefgh12", "abcdefgh12", id="address-that-is-a-key"),
        pytest.param("eyJhbGciOiJI.eyJzdWIiOiIx.c2lnbmF0dXJl", "eyJzdWIiOiIx", id="jwt"),
    ],
)
def test_secret_is_masked_and_columns_stay_true(text: str, secret: str) -> None:
    assert secret in text
    assert secret not in masked(text)
    assert len(masked(text)) == len(text)


@pytest.mark.parametrize(
    "prefix",
    [
        *(
            "csk-",
            "nvapi-",
            "pplx-",
            "pk_",
            "rk-",
            "fw_",
            "r8_",
            "shpat_",
            "dop_v1_",
            "dckr_pat_",
            "lin_api_",
            "SG.abcdef0123456789.",
            "ghp_",
            "gho_",
            "ghu_",
            "ghs_",
            "ghr_",
            "github_pat_",
            "glpat-",
            "xoxb-",
            "xoxe.",
            "xapp-",
            "AKIA",
            "ASIA",
        ),
        *("AIzaSy", "ya29.", "npm_", "pypi-", "hf_", "gsk_", "xai-", "sk-proj-", "sk_live_"),
    ],
)
def test_key_is_known_by_its_prefix(prefix: str) -> None:
    key = prefix + "A1B2" * 4
    assert masked(f"key {key} of") == f"key {'*' * len(key)} of"


LINES = ["MIIE" + "q7+/" * 15, "Zk3/" * 16, "aB9="]
KEY = "\n".join(["-----BEGIN RSA PRIVATE KEY-----", *LINES, "-----END RSA PRIVATE KEY-----"])
AFTER = 'ask(model="deepseek/deepseek-chat-long")'
STARS = ["*" * len(line) for line in LINES]


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(f'K = """{KEY}"""\n{AFTER}', id="lines"),
        pytest.param(KEY.replace("\n", "\\n") + AFTER, id="one-string"),
        pytest.param(KEY.replace("\n", '\\n"\n    "') + AFTER, id="a-string-for-each-line"),
        pytest.param(KEY.replace("\n", "\n    ") + "\n" + AFTER, id="indented"),
        pytest.param(KEY.replace("RSA PRIVATE", "OPENSSH PRIVATE"), id="of-ssh"),
        pytest.param(KEY.replace("-----\nMII", "-----\nProc-Type: 4,ENCRYPTED\n\nMII"), id="with-heads"),
        pytest.param(KEY.rpartition("\n")[0], id="end-is-cut-away"),
        pytest.param(KEY.partition("\n")[2] + AFTER, id="begin-is-cut-away"),
        pytest.param(KEY.replace("\n", "\\n").partition("\\n")[2] + AFTER, id="begin-of-one-string-is-cut-away"),
    ],
)
def test_private_key_is_masked_over_its_lines(text: str) -> None:
    hidden = masked(text)
    assert not [line for line in LINES if line in hidden]
    assert [len(line) for line in hidden.split("\n")] == [len(line) for line in text.split("\n")]
    assert all(stars in hidden for stars in STARS)
    assert AFTER not in text or AFTER in hidden


@pytest.mark.parametrize(
    "text",
    [
        f'if key.startswith("-----BEGIN PRIVATE KEY-----"): {AFTER}',
        f'if begin("-----BEGIN PRIVATE KEY-----") and end("-----END PRIVATE KEY-----"): {AFTER}',
        f'{AFTER}  # the line before -----END PRIVATE KEY-----"',
        "skip_validation_of_model2(x)",
        "hf_hub_download_with_retry()",
        "the Bearer of tokens",
        'f"Bearer {key}"',
        "API_KEY=model",
        "MAX_TOKENS=4096",
        "password: str",
        "SECRET=$(openssl rand 16)",
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
