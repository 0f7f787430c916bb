"""What only tidies a text is not what the id is for: it stands where the tidied text does."""

from __future__ import annotations

from collections.abc import Callable

import pytest

ASK_PY = 'requests.post("https://api.deepseek.com/chat/completions", json={"model": m, "messages": x})\n'
ASK_JS = 'await fetch("https://api.deepseek.com/chat/completions", {body: JSON.stringify({model: m, messages})})\n'


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ('str(o or "deepseek-chat")', "retired-model-id"),
        ('(o or "deepseek-chat").strip()', "retired-model-id"),
        ('str(os.environ.get("M", "deepseek-chat")).lower()', "retired-model-id"),
        ('(o or "deepseek-chat").replace("-", "_")', "id-passed-on"),
        ('str(b"deepseek-chat", o)', "id-passed-on"),
        ('(o or "deepseek-chat").strip("-")', "id-passed-on"),
        ('tidied(o or "deepseek-chat")', "id-passed-on"),
        ('"deepseek-chat".strip() == o', "id-compared"),
    ],
)
def test_python(expression: str, expected: str, says: Callable[[str, str], list[str]]) -> None:
    assert says("a.py", f"m = {expression}\n{ASK_PY}") == [expected]


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("String(o || 'deepseek-chat')", "retired-model-id"),
        ("(o ?? 'deepseek-chat').trim()", "retired-model-id"),
        ("String(o.model || 'deepseek-chat').slice(0, 64)", "retired-model-id"),
        ("String(o || 'deepseek-chat').slice(0, 8)", "id-passed-on"),
        ("String(o || 'deepseek-chat').slice(1, 64)", "id-passed-on"),
        ("tidied(o || 'deepseek-chat')", "id-passed-on"),
        ("'deepseek-chat'.trim() === o", "id-compared"),
    ],
)
def test_javascript(expression: str, expected: str, says: Callable[[str, str], list[str]]) -> None:
    assert says("a.js", f"const m = {expression}\n{ASK_JS}") == [expected]
