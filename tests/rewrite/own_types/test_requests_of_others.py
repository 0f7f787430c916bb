"""Requests of a program's own types: what another host takes gets no switch, and a name that none asks with is told to have none."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.rewrite.own_types.test_kotlin import OFF
from tests.rewrite.own_types.tools import Files, becomes, declines
from tests.rewrite.tools import Write

ASKED = f'val thinking: Map<String, String>? = if (model == "<id>") {OFF} else null'


def service(name: str, host: str, default: str, more: str = "", constant: str = "") -> str:
    """A service of Retrofit with its own address, and the type that it takes."""
    model = f': String = "{default}"' if not constant else f": String = {name}Api.{constant}"
    held = f'\n        const val {constant} = "{default}"' if constant else ""
    return (
        "package talk\n\nimport com.squareup.moshi.Json\n\n"
        f'interface {name}Api {{\n    @POST("chat/completions")\n    suspend fun say(@Body body: {name}Body): Reply\n\n'
        f'    companion object {{\n        const val BASE_URL = "https://{host}/"{held}\n    }}\n}}\n\n'
        f"data class {name}Body(\n    val model{model},\n    val messages: List<String>,\n"
        f'    @Json(name = "max_tokens")\n    val maxTokens: Int = 9{more}\n)\n'
    )


SWITCH = f"«,\n    {ASKED}»"
DEEP = {"DeepSeekApi.kt": service("DeepSeek", "api.deepseek.com", "<id>", SWITCH, "FIRST")}
GROQ = {"GroqApi.kt": service("Groq", "api.groq.com", "llama-9", constant="LLAMA")}
ACME = {"AcmeApi.kt": service("Acme", "api.acme.example", "acme-1")}
ASKS = "package talk\n\nclass Talk(private val {0}: {1}Api) {{\n    suspend fun ask(said: List<String>) = {0}.say({1}Body({2}))\n}}\n"
ALL = {f"{name}Talk.kt": ASKS.format(name.lower(), name, "messages = said") for name in ("DeepSeek", "Groq", "Acme")}
GIVEN = {f"{name}Talk.kt": ASKS.format(name.lower(), name, "pick(), said") for name in ("DeepSeek", "Groq", "Acme")}
SETTING = {"Defaults.kt": 'package talk\n\nobject Defaults {\n    const val DEEPSEEK_MODEL = "<id>"\n}\n'}


def alone(files: Files) -> Files:
    """Without the switch that is marked."""
    return {name: text.replace(SWITCH, "") for name, text in files.items()}


@pytest.mark.parametrize(
    "files",
    [
        pytest.param(DEEP | GROQ | ACME | ALL, id="defaults-of-their-own"),
        pytest.param(SETTING | DEEP | GROQ | ACME | GIVEN, id="a-name-that-the-run-gives"),
    ],
)
def test_no_request_of_another_host(
    write: Write, tmp_path: Path, capsys: pytest.CaptureFixture[str], files: Files
) -> None:
    becomes(write, tmp_path, capsys, files)


@pytest.mark.parametrize(
    "files",
    [
        pytest.param(SETTING | GROQ | ALL, id="only-requests-of-another-host"),
        pytest.param(
            SETTING
            | ALL
            | {"DeepSeekApi.kt": service("DeepSeek", "api.deepseek.com", "deepseek-coder-lite", "", "FIRST")},
            id="a-request-that-keeps-its-default",
        ),
    ],
)
def test_no_request_is_no_switch(
    write: Write, tmp_path: Path, capsys: pytest.CaptureFixture[str], files: Files
) -> None:
    declines(write, tmp_path, capsys, files, "the request that uses DEEPSEEK_MODEL is not seen")
