"""Rust: a test beside the code waits for the code, and not the code for it; with --include-tests both change."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.rewrite.tools import NEW, Write, project_rewritten

OLD = "deepseek-chat"
CODE = """const URL: &str = "https://api.deepseek.com/chat/completions";
pub struct Client { model: String }
impl Default for Client {
    fn default() -> Self { Self { model: "<id>".to_string() } }
}
impl Client {
    pub async fn ask(&self, messages: Vec<Message>) {
        let body = json!({ "model": self.model, "messages": messages, "thinking": {"type": "disabled"} });
        reqwest::Client::new().post(URL).json(&body).send().await;
    }
}
"""
TEST = """
#[cfg(test)]
mod tests {
    #[test]
    fn it_has_a_model() { assert_eq!(Client::default().model, "<id>"); }
}
"""
COMPARED = '\nfn is_plain(client: &Client) -> bool { client.model == "<id>" }\n'
LIMITS = '\npub fn limits() -> HashMap<&str, u32> { HashMap::from([("<id>", 1)]) }\n'
LIMITS_OF_A_TEST = "\n#[cfg(test)]\nmod tests {" + LIMITS + "}\n"


@pytest.mark.parametrize(
    ("beside", "elsewhere", "flags", "is_renamed", "is_renamed_beside"),
    [
        pytest.param(TEST, "", [], True, False, id="test"),
        pytest.param(TEST, "", ["--include-tests"], True, True, id="test-along"),
        pytest.param(COMPARED, "", [], False, False, id="comparison-of-the-program"),
        pytest.param(COMPARED, "", ["--include-tests"], False, False, id="comparison-is-no-test"),
        pytest.param("", LIMITS_OF_A_TEST, [], True, False, id="table-of-a-test-elsewhere"),
        pytest.param("", LIMITS, [], False, False, id="table-of-the-program-elsewhere"),
    ],
)
def test_default_beside(
    beside: str,
    elsewhere: str,
    flags: list[str],
    is_renamed: bool,
    is_renamed_beside: bool,
    write: Write,
    capsys: pytest.CaptureFixture[str],
) -> None:
    write({"src/client.rs": (CODE + beside).replace("<id>", OLD), "src/limits.rs": elsewhere.replace("<id>", OLD)})
    project_rewritten(capsys, *flags)
    code = CODE.replace("<id>", NEW if is_renamed else OLD)
    assert Path("src/client.rs").read_text() == code + beside.replace("<id>", NEW if is_renamed_beside else OLD)
    assert Path("src/limits.rs").read_text() == elsewhere.replace("<id>", OLD)
