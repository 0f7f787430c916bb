"""A program that sends all to a server of its own tells that which provider to ask: the names are that server's."""

from __future__ import annotations

import pytest

from tests.scan.test_hosts_beside import ASKED, OURS, answers

R = """settings <- list(
  base_url = "%s",
  paths = list(models = "/v2/models", send = "/v2/send")
)
%s
route <- function(model) {
  rows <- list(
    "gpt-4o" = list(provider = "OpenAI", modelName = "gpt-4o"),
    "fast" = list(provider = "DeepSeek", modelName = "deepseek-chat")
  )
  rows[[model]]
}
"""
PAGE = """const API_BASE = "%s";
%s
export async function send(text) {
  const body = { text, provider: "deepseek", model: "deepseek-chat" };
  return post(API_BASE + "/ask", body);
}
"""
FAR = "# " + "what the routes are for\n# " * 14
FAR_AWAY = "// what the routes are for\n" * 14
GATEWAY, OFFICIAL = "https://gateway.example.org", "https://api.deepseek.com"


@pytest.mark.parametrize(
    ("path", "code"),
    [
        pytest.param("a.R", R % (GATEWAY, FAR), id="rows-of-r"),
        pytest.param("a.ts", PAGE % (GATEWAY, FAR_AWAY), id="body-of-a-page"),
    ],
)
def test_name_for_a_gateway_waits(path: str, code: str) -> None:
    assert answers(path, code) == [ASKED]


@pytest.mark.parametrize(
    ("path", "code"),
    [
        pytest.param("a.R", R % (OFFICIAL, FAR), id="address-of-its-maker"),
        pytest.param("a.ts", PAGE % (GATEWAY, f'{FAR_AWAY}const own = "{OFFICIAL}";'), id="address-of-its-maker-too"),
        pytest.param("a.ts", PAGE % (GATEWAY, f"{FAR_AWAY}const key = process.env.DEEPSEEK_API_KEY;"), id="key-of-its-maker"),
        pytest.param(
            "a.ts",
            f'const all = [{{ provider: "acme", baseURL: "{GATEWAY}/v1" }}];\n{FAR_AWAY}'
            'all.push({ provider: "deepseek", model: "deepseek-chat" });\n',
            id="address-of-another-provider",
        ),
    ],
)  # fmt: skip
def test_name_for_its_maker_is_renamed(path: str, code: str) -> None:
    assert answers(path, code) == [OURS]
