"""A request that may be asked for the model that thinks as well: the switch asks for the name first, or is left to a person."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.rewrite.tools import NEW, Write, project_rewritten, thinking_of

URL = '"https://api.deepseek.com/chat/completions"'
STATE = (
    'const state = { model: "<id>" };\npick.onclick = (e) => { state.model = e.target.value; };\n'
    f"await fetch({URL}, {{ method: 'POST', body: JSON.stringify({{ model: state.model, messages }}) }});\n"
)
TAKEN = (
    "%sexports.main = async (event) => {\n  const { messages, model = '<id>' } = event;%s\n"
    f"  return fetch({URL}, {{ method: 'POST', body: JSON.stringify({{ model, messages<off> }}) }});\n}};\n"
)
OFF = ", thinking: { type: 'disabled' }"
ALONE = f", ...(model === '{NEW}' ? {{ thinking: {{ type: 'disabled' }} }} : {{}})"


@pytest.mark.parametrize(
    ("code", "switch"),
    [
        pytest.param(TAKEN % ("", ""), OFF, id="nothing-offers-it"),
        pytest.param(
            TAKEN % ("/**\n * Models:\n * - deepseek-chat: talks\n * - deepseek-reasoner: thinks\n */\n", ""),
            ALONE,
            id="comment-of-the-function",
        ),
        pytest.param(
            TAKEN % ("// deepseek-reasoner was too slow for us\n\n\n\n", ""), OFF, id="comment-that-offers-no-choice"
        ),
    ],
)
def test_comment_that_offers_both_names(
    code: str, switch: str, write: Write, capsys: pytest.CaptureFixture[str]
) -> None:
    write({"a.js": code.replace("<id>", "deepseek-chat").replace("<off>", "")})
    project_rewritten(capsys)
    written = Path("a.js").read_text()
    assert f"model, messages{switch} }})" in written
    project_rewritten(capsys)
    assert Path("a.js").read_text() == written, "a second run changes nothing"


def test_member_that_a_choice_sets_asks_first(write: Write, capsys: pytest.CaptureFixture[str]) -> None:
    write({"a.js": STATE.replace("<id>", "deepseek-chat")})
    project_rewritten(capsys)
    assert f"state.model === '{NEW}' ? {{ thinking" in Path("a.js").read_text().replace('"', "'")


def test_member_that_a_choice_of_the_thinking_model_sets_is_left_to_a_person(
    write: Write, capsys: pytest.CaptureFixture[str]
) -> None:
    offered = 'const MODELS = [{ id: "deepseek-chat" }, { id: "deepseek-reasoner" }];\n'
    write({"a.js": STATE.replace("<id>", "deepseek-chat"), "popup.js": offered})
    _, document = project_rewritten(capsys)
    assert "thinking" not in Path("a.js").read_text()
    assert [found["switch"] for found in thinking_of(document)] == ["not-placed"]
