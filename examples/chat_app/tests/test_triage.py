"""Triage must stay cheap and quick: one small JSON answer per message, never a long one."""

import json
from types import SimpleNamespace

import pytest

from harbor import triage


class FakeClient:
    """Answers every call with the same text and remembers what was sent."""

    def __init__(self, text):
        self.text = text
        self.sent = []
        self.chat = SimpleNamespace(completions=SimpleNamespace(create=self._create))

    def _create(self, **kwargs):
        self.sent.append(kwargs)
        message = SimpleNamespace(content=self.text)
        return SimpleNamespace(choices=[SimpleNamespace(message=message)])


@pytest.fixture
def use_client(monkeypatch):
    def install(text):
        client = FakeClient(text)
        monkeypatch.setattr(triage, "get_client", lambda: client)
        return client

    return install


def test_triage_uses_the_chat_model_in_json_mode(use_client):
    client = use_client(json.dumps({"queue": "billing", "urgency": "high", "language": "de"}))
    assert triage.triage("Die Rechnung ist falsch")["queue"] == "billing"
    (call,) = client.sent
    assert call["model"] == "deepseek-chat"
    assert call["response_format"] == {"type": "json_object"}
    assert call["max_tokens"] == 60


def test_an_answer_that_is_no_json_goes_to_a_person(use_client):
    use_client("Sorry, I cannot do that.")
    assert triage.triage("?") == {"queue": "other", "urgency": "normal", "language": "en"}


def test_no_more_than_four_tags(use_client):
    use_client(json.dumps({"tags": ["refund", "late", "parcel", "angry", "extra"]}))
    assert triage.tags("Where is my parcel?") == ["refund", "late", "parcel", "angry"]
