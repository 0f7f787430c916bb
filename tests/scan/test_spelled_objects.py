"""How an object is spelled as a text: `impl Display`, `operator<<`. What is written there goes where `as_str` goes; nobody reads it."""

from __future__ import annotations

from collections.abc import Callable

import pytest

_DISPLAY = "impl fmt::Display for Model {{ fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {{ {body} }} }}\n"
_OPERATOR = (
    "std::ostream& operator<<(std::ostream& os, Model m) {{ switch (m) {{ case Model::Chat: {body} }} return os; }}\n"
)
_GIVEN_ON = ["id-passed-on unsafe"]
_PROSE = ["id-in-prose advice"]


@pytest.mark.parametrize(
    ("path", "code", "expected"),
    [
        pytest.param("a.rs", _DISPLAY.format(body='write!(f, "deepseek-chat")'), _GIVEN_ON, id="write-macro"),
        pytest.param("a.rs", _DISPLAY.format(body='f.write_str("deepseek-chat")'), _GIVEN_ON, id="write-str"),
        pytest.param(
            "a.rs",
            _DISPLAY.format(body='match self { Self::Chat => write!(f, "deepseek-chat"), _ => Ok(()) }'),
            _GIVEN_ON,
            id="arm-of-a-match",
        ),
        pytest.param(
            "a.rs",
            _DISPLAY.format(body='f.write_str(match self { Self::Chat => "deepseek-chat", _ => "" })'),
            _GIVEN_ON,
            id="match-that-is-written",
        ),
        pytest.param("a.rs", _DISPLAY.format(body='f.write_str("deepseek-chat")?; Ok(())'), _GIVEN_ON, id="statement"),
        pytest.param("a.cc", _OPERATOR.format(body='return os << "deepseek-chat";'), _GIVEN_ON, id="operator-returned"),
        pytest.param(
            "a.cc", _OPERATOR.format(body='os << "deepseek-chat"; break;'), _GIVEN_ON, id="operator-statement"
        ),
        pytest.param(
            "a.rs",
            _DISPLAY.format(body='write!(f, "the deepseek-chat model")'),
            ["id-in-message unsafe"],
            id="a-sentence-stays-one",
        ),
        pytest.param("a.rs", _DISPLAY.format(body='println!("deepseek-chat"); Ok(())'), _PROSE, id="printed-inside"),
        pytest.param(
            "a.rs", _DISPLAY.replace("Display", "Debug").format(body='write!(f, "deepseek-chat")'), _PROSE, id="debug"
        ),
        pytest.param("a.rs", 'fn help(out: &mut String) { write!(out, "deepseek-chat"); }', _PROSE, id="any-function"),
        pytest.param("a.cc", 'void help() { std::cout << "deepseek-chat"; }', _PROSE, id="any-stream"),
    ],
)
def test_what_an_object_is_spelled_as(
    offers: Callable[[str, str], list[str]], path: str, code: str, expected: list[str]
) -> None:
    assert offers(path, code) == expected
