"""Who answered under an old name: both sides of every instant at which that changed."""

from __future__ import annotations

from datetime import datetime

import pytest

from v4migrate.rulebook.load import load_rulebook
from v4migrate.traffic.provenance import generation

FACTS = load_rulebook().facts
OFFICIAL = "https://api.deepseek.com/v1"


@pytest.mark.parametrize(
    ("base_url", "model", "at", "label"),
    [
        pytest.param(OFFICIAL, "deepseek-chat", "2025-09-28T23:59:59Z", "v3.1", id="before-v3.2"),
        pytest.param(OFFICIAL, "deepseek-chat", "2025-09-29T00:00:00Z", "v3.2", id="first-instant-of-v3.2"),
        pytest.param(OFFICIAL, "deepseek-chat", "2026-04-23T23:59:59Z", "v3.2", id="last-second-of-v3.2"),
        pytest.param(
            OFFICIAL, "deepseek-chat", "2026-04-24T00:00:00Z", "v4-flash-alias", id="first-instant-of-the-alias"
        ),
        pytest.param(OFFICIAL, "deepseek-reasoner", "2026-04-24T00:00:00Z", "v4-flash-alias", id="reasoner-too"),
        pytest.param(
            OFFICIAL, "deepseek-chat", "2026-07-24T15:58:59Z", "v4-flash-alias", id="last-minute-of-the-alias"
        ),
        pytest.param(OFFICIAL, "deepseek-chat", "2026-07-24T15:59:00Z", "unknown", id="retired"),
        pytest.param(None, "deepseek-chat", "2026-03-02T00:00:00Z", "v3.2", id="no-host-is-presumed-official"),
        pytest.param("api.deepseek.com", "deepseek-chat", "2026-03-02T00:00:00Z", "v3.2", id="bare-host"),
        pytest.param(
            "https://openrouter.ai/api/v1", "deepseek-chat", "2026-03-02T00:00:00Z", "unknown", id="other-host"
        ),
        pytest.param(
            "https://api.deepseek.com.example", "deepseek-chat", "2026-03-02T00:00:00Z", "unknown", id="look-alike-host"
        ),
        pytest.param("http://[bad", "deepseek-chat", "2026-03-02T00:00:00Z", "unknown", id="no-address"),
        pytest.param(OFFICIAL, "my-model", "2026-03-02T00:00:00Z", "unknown", id="other-model"),
    ],
)
def test_label(base_url: str | None, model: str, at: str, label: str) -> None:
    assert generation(FACTS, base_url, model, datetime.fromisoformat(at)) == label
