"""How sure a finding is told to be: by its rule, by its host, by the place."""

from __future__ import annotations

from pathlib import PurePosixPath

import pytest

from v4migrate.rulebook.load import load_rulebook
from v4migrate.scan.confidence import Confidence, confidence_of
from v4migrate.scan.scanner import Scanner

SCANNER = Scanner(load_rulebook())
ASK = "c.chat.completions.create(model='deepseek-chat', messages=m)\n"


@pytest.mark.parametrize(
    ("path", "text", "expected"),
    [
        pytest.param("a.py", f"c = OpenAI(base_url='https://api.deepseek.com')\n{ASK}", "high", id="host-is-named"),
        pytest.param("a.py", ASK, "medium", id="host-is-presumed"),
        pytest.param("a.py", f"c = OpenAI(base_url='https://llm.example.com/v1')\n{ASK}", "low", id="host-nobody-knows"),
        pytest.param("a.xyz", "ask deepseek-chat https://api.deepseek.com", "low", id="syntax-nobody-knows"),
        pytest.param("a.md", "Ask deepseek-chat.", "low", id="word-of-a-sentence"),
        pytest.param("a.py", "import deepseek\nf('deepseek-chat')\n", "low", id="passed-on-to-somebody"),
        pytest.param("a.env", "DEEPSEEK_MODEL=deepseek-chat\n", "high", id="setting-that-names-the-host"),
    ],
)  # fmt: skip
def test_confidence(path: str, text: str, expected: str) -> None:
    finding = SCANNER.scan(PurePosixPath(path), text.encode()).findings[0]
    assert confidence_of(finding).value == expected


def test_no_finding_is_surer_than_its_rule() -> None:
    scan = SCANNER.scan(PurePosixPath("a.py"), f"# deepseek-chat\nurl = 'https://api.deepseek.com'\n{ASK}".encode())
    assert len(scan.findings) > 1
    for finding in scan.findings:
        assert confidence_of(finding).rank >= Confidence(finding.rule.certainty).rank
