"""A variable of the run that gets its value once, in a language whose values are not followed: its one request gets the switch."""

from __future__ import annotations

import pytest

from tests.rewrite.tools import Write, marked, project_rewritten, rewritten, thinking_of
from v4migrate.rewrite.thinking import Switch

BODY = 'new { model = <model>, messages = new[] { new { role = "user", content = prompt } }<off> }'
OFF = '«, thinking = new { type = "disabled" }»'
CHOSEN = '_config["DeepSeek:Model"] ?? "deepseek-chat"'
LOCAL = (
    "class S {\n  void A(string prompt) {\n"
    f"    var model = {CHOSEN};\n    var body = {BODY.replace('<model>', 'model')};\n"
    '    _http.PostAsJsonAsync("v1/chat/completions", body);\n  }\n<more>}\n'
)
FIELD = (
    "class S {\n  private readonly string _model;\n"
    f"  S() {{\n    _model = {CHOSEN};\n  }}\n<more>"
    f"  void A(string prompt) {{\n    var body = {BODY.replace('<model>', '_model')};\n"
    '    _http.PostAsJsonAsync("v1/chat/completions", body);\n  }\n}\n'
)
JAVA = (
    "class S {\n  private final String model;\n"
    '  S() {\n    this.model = "deepseek-chat";\n  }\n'
    "  String ask(Object messages) {\n"
    '    return post("v1/chat/completions", mapper.writeValueAsString(Map.of("model", model, "messages", messages<off>)));\n  }\n}\n'
)


@pytest.mark.parametrize(
    ("path", "code"),
    [
        pytest.param("a.cs", LOCAL.replace("<more>", ""), id="variable-of-a-configuration"),
        pytest.param("a.cs", FIELD.replace("<more>", ""), id="field-that-the-constructor-sets"),
    ],
)
def test_placed(path: str, code: str) -> None:
    marked(path, code.replace("<off>", OFF))


def test_a_field_that_is_declared_without_a_value_is_set_once() -> None:
    marked("S.java", JAVA.replace("<off>", '«, "thinking", Map.of("type", "disabled")»'))


@pytest.mark.parametrize(
    "code",
    [
        pytest.param(
            LOCAL.replace(
                "<more>",
                f"  void B(string prompt, string model) {{\n    Send({BODY});\n  }}\n".replace("<model>", "model"),
            ),
            id="of-the-name-of-a-parameter",
        ),
        pytest.param(LOCAL.replace("<more>", "  void B() { Use(model); }\n"), id="handed-on-as-well"),
        pytest.param(FIELD.replace("<more>", "  void Set(string m) { _model = m; }\n"), id="set-again"),
        pytest.param(
            FIELD.replace(
                "<more>",
                f'  void B() {{ var m = _config["DeepSeek:Think"] ?? "deepseek-reasoner"; Send({BODY}); }}\n'.replace(
                    "<model>", "m"
                ),
            ),
            id="beside-a-model-that-thinks",
        ),
    ],
)
def test_not_placed(code: str) -> None:
    outcome = rewritten("a.cs", code.replace("<off>", ""))
    assert "thinking =" not in outcome.after.decode()
    assert Switch.PLACED not in {change.thinking.switch for change in outcome.changes}


def test_not_where_a_new_name_may_be_meant_to_think(write: Write, capsys: pytest.CaptureFixture[str]) -> None:
    write(
        {
            "a.cs": FIELD.replace("<more>", "").replace("<off>", ""),
            "appsettings.json": '{"DeepSeek": {"Model": "deepseek-v4-flash"}}\n',
        }
    )
    _, document = project_rewritten(capsys)
    assert {thinking["switch"] for thinking in thinking_of(document)} == {"not-placed"}
