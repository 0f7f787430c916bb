"""Classes of C#: the property that turns thinking off for one model, and which classes are left alone."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.rewrite.own_types.tools import Files, becomes, declines
from tests.rewrite.tools import Write

OFF = 'new Dictionary<string, string> { ["type"] = "disabled" }'
SENDS = (
    "using System.Net.Http.Json;\n\npublic class Client\n{\n"
    '    private const string Api = "https://api.deepseek.com/chat/completions";\n\n'
    "    public Task Ask(HttpClient http, List<string> said) =>\n"
    "        http.PostAsJsonAsync(Api, new ChatRequest { Messages = said });\n}\n"
)
DEFAULT = (
    "using System.Text.Json.Serialization;\n\npublic class ChatRequest\n{\n"
    '    [JsonPropertyName("model")]\n    public string Model { get; set; } = "<id>";\n\n'
    '    [JsonPropertyName("messages")]\n    public List<string> Messages { get; set; } = new();\n'
    '«\n    [JsonPropertyName("thinking")]\n    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]\n'
    f'    public Dictionary<string, string> Thinking =>\n        Model == "<id>" ? {OFF} : null;\n»}}\n'
)
NEWTONSOFT = (
    "using Newtonsoft.Json;\n\nnamespace Chat\n{\n\tpublic class ChatRequest\n\t{\n"
    '\t\t[JsonProperty("model")]\n\t\tpublic string Model { get; set; } = "<id>";\n'
    '\t\t[JsonProperty("messages")]\n\t\tpublic List<string> Messages { get; set; }\n'
    '«\t\t[JsonProperty("thinking", NullValueHandling = NullValueHandling.Ignore)]\n'
    f'\t\tpublic Dictionary<string, string> Thinking =>\n\t\t\tModel == "<id>" ? {OFF} : null;\n»\t}}\n}}\n'
)
PLAIN = (
    'public class ChatRequest\n{\n    public string model { get; set; } = "<id>";\n'
    "    public List<string> messages { get; set; } = [];\n"
    "«    [System.Text.Json.Serialization.JsonIgnore(Condition ="
    " System.Text.Json.Serialization.JsonIgnoreCondition.WhenWritingNull)]\n"
    f'    public Dictionary<string, string>? thinking =>\n        model == "<id>" ? {OFF} : null;\n»}}\n'
)
GIVEN = DEFAULT.replace(' = "<id>";\n\n', ' = "";\n\n')

PLACED = [
    pytest.param({"ChatRequest.cs": DEFAULT, "Client.cs": SENDS}, id="default-in-the-type"),
    pytest.param(
        {"ChatRequest.cs": NEWTONSOFT, "Client.cs": SENDS.replace("http.PostAsJsonAsync(Api, ", "Send(Api, ")},
        id="with-newtonsoft-as-its-attributes-say",
    ),
    pytest.param(
        {
            "ChatRequest.cs": PLAIN,
            "Client.cs": SENDS.replace("Messages", "messages"),
            "Chat.csproj": "<Project><PropertyGroup><Nullable>enable</Nullable></PropertyGroup></Project>\n",
        },
        id="names-in-small-letters-where-null-is-told-apart",
    ),
    pytest.param(
        {
            "ChatRequest.cs": GIVEN,
            "Client.cs": SENDS.replace("{ Messages", '{ Model = "<id>", Messages'),
        },
        id="name-that-is-written-out-at-the-request",
    ),
    pytest.param(
        {
            "ChatRequest.cs": GIVEN,
            "Client.cs": SENDS.replace("{ Messages", "{ Model = settings.Model, Messages"),
            "Settings.cs": 'public class Settings\n{\n    public string Model { get; set; } = "<id>";\n}\n',
        },
        id="name-in-the-settings",
    ),
]


@pytest.mark.parametrize("files", PLACED)
def test_placed(write: Write, tmp_path: Path, capsys: pytest.CaptureFixture[str], files: Files) -> None:
    becomes(write, tmp_path, capsys, files)


LEFT = DEFAULT.partition("«")[0] + "}\n"
DECLINED = [
    pytest.param(
        {
            "ChatRequest.cs": LEFT,
            "Client.cs": SENDS,
            "Db.cs": "public class Db { public DbSet<ChatRequest> Asked { get; set; } }\n",
        },
        "values of ChatRequest are stored as well",
        id="what-a-database-keeps",
    ),
    pytest.param({"ChatRequest.cs": LEFT}, "", id="type-that-nothing-uses"),
    pytest.param(
        {
            "ChatRequest.cs": re.sub(r"using .*\n|    \[Json.*\n", "", LEFT),
            "Client.cs": SENDS.replace("http.PostAsJsonAsync(Api, ", "Send(Api, "),
        },
        "what writes ChatRequest as JSON is not known",
        id="nothing-says-what-writes-it",
    ),
    pytest.param(
        {
            "ChatRequest.cs": "public record ChatRequest(string Model, List<string> Messages);\n",
            "Client.cs": SENDS.replace("{ Messages = said }", '("<id>", said)'),
        },
        "",
        id="record-by-position",
    ),
    pytest.param(
        {
            "ChatResponse.cs": LEFT.replace("ChatRequest", "ChatResponse"),
            "Client.cs": SENDS.replace("ChatRequest", "ChatResponse"),
        },
        "",
        id="answer-is-no-request",
    ),
    pytest.param(
        {
            "ChatRequest.cs": LEFT,
            "Client.cs": SENDS + 'public class Other\n{\n    public string Model = "deepseek-v4-flash";\n}\n',
        },
        "is asked for already",
        id="somebody-asks-with-the-new-name-and-may-be-meant-to-think",
    ),
]


@pytest.mark.parametrize(("files", "why"), DECLINED)
def test_declined(write: Write, tmp_path: Path, capsys: pytest.CaptureFixture[str], files: Files, why: str) -> None:
    declines(write, tmp_path, capsys, files, why)
