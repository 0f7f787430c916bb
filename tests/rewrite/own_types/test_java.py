"""Classes and records of Java: a getter for Jackson, a field for Gson, and which classes are left alone."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.rewrite.own_types.tools import Files, accepted, after, becomes, before, declines, tool
from tests.rewrite.tools import Write

OFF = 'Collections.singletonMap("type", "disabled")'
GETTER = (
    '«\n    @JsonProperty("thinking")\n    @JsonInclude(JsonInclude.Include.NON_NULL)\n'
    f'    public Map<String, String> getThinking() {{\n        return "<id>".equals(model) ? {OFF} : null;\n    }}\n»'
)
IMPORTS = (
    "«import com.fasterxml.jackson.annotation.JsonInclude;\nimport com.fasterxml.jackson.annotation.JsonProperty;\n"
    "import java.util.Collections;\n»import java.util.List;\n«import java.util.Map;\n»"
)
CLASS = (
    f"package chat;\n\n{IMPORTS}\npublic class ChatRequest {{\n    private final String model;\n"
    "    private final List<String> messages;\n\n    public ChatRequest(String model, List<String> messages) {\n"
    "        this.model = model;\n        this.messages = messages;\n    }\n\n"
    "    public String getModel() {\n        return model;\n    }\n\n"
    f"    public List<String> getMessages() {{\n        return messages;\n    }}\n{GETTER}}}\n"
)
RECORD = (
    f"package chat;\n\n{IMPORTS}\npublic record ChatRequest(String model, List<String> messages) {{\n"
    + GETTER.removeprefix("«\n").join(["«", ""])
    + "}\n"
)
GSON = (
    "package chat;\n\n«import java.util.Collections;\n»import java.util.List;\n«import java.util.Map;\n»\n"
    "public class ChatRequest {\n    private final String model;\n    private final List<String> messages;\n"
    "«    private Map<String, String> thinking;\n»\n    public ChatRequest(String model, List<String> messages) {\n"
    f'        this.model = model;\n«        this.thinking = "<id>".equals(this.model) ? {OFF} : null;\n»'
    "        this.messages = messages;\n    }\n}\n"
)
CLIENT = (
    "package chat;\n\nimport java.util.List;\n\npublic class Client {\n"
    '    private static final String API = "https://api.deepseek.com/chat/completions";\n\n'
    "    public String ask(List<String> said) throws Exception {\n"
    '        ChatRequest request = new ChatRequest("<id>", said);\n        return %s;\n    }\n}\n'
)
JACKSON = CLIENT % "new com.fasterxml.jackson.databind.ObjectMapper().writeValueAsString(request)"
BY_GSON = CLIENT % "new com.google.gson.Gson().toJson(request)"

PLACED = [
    pytest.param(
        {
            "chat/ChatRequest.java": GSON.replace("public class", "@lombok.Data\npublic class"),
            "chat/Client.java": BY_GSON,
        },
        id="setters-that-nobody-calls",
    ),
    pytest.param({"chat/ChatRequest.java": CLASS, "chat/Client.java": JACKSON}, id="getter-for-jackson"),
    pytest.param({"chat/ChatRequest.java": RECORD, "chat/Client.java": JACKSON}, id="record-for-jackson"),
    pytest.param(
        {
            "chat/ChatRequest.java": RECORD.replace(") {\n«", ") {«\n").replace("}\n»}", "}\n»}"),
            "chat/Client.java": JACKSON,
        },
        id="record-on-one-line",
    ),
    pytest.param(
        {
            "chat/ChatRequest.java": 'package chat;\n\npublic class ChatRequest {\n    String model = "<id>";\n'
            "    java.util.List<String> messages;\n«    private java.util.Map<String, String> thinking ="
            ' "<id>".equals(model) ? java.util.Collections.singletonMap("type", "disabled") : null;\n»}\n',
            "chat/Client.java": BY_GSON.replace('("<id>", said)', "()"),
        },
        id="default-of-a-field-for-gson",
    ),
    pytest.param({"chat/ChatRequest.java": GSON, "chat/Client.java": BY_GSON}, id="field-for-gson"),
    pytest.param(
        {
            "chat/ChatReq.java": GSON.replace("ChatRequest", "ChatReq").replace(
                "        this.messages = messages;\n    }\n",
                "        this.messages = messages;\n    }\n\n    public static class Message {\n        String role;\n    }\n",
            ),
            "chat/Client.java": BY_GSON.replace("ChatRequest", "ChatReq"),
        },
        id="short-name-and-a-class-inside-for-gson",
    ),
    pytest.param(
        {
            "chat/ChatRequest.java": RECORD.replace(
                "messages) {\n",
                "messages) {\n    public ChatRequest(List<String> messages) {\n        this(DEFAULT, messages);\n    }\n\n"
                '    static final String DEFAULT = "<id>";\n\n    public ChatRequest {\n        if (model == null) model = DEFAULT;\n'
                "    }\n«\n»",
            ).replace("«\n»«", "«\n"),
            "chat/Client.java": JACKSON.replace("ask(List", "ask(String model, List")
            .replace('"<id>", said', "model, said")
            .replace(
                "    public String ask",
                '    public Client() {\n        this("<id>");\n    }\n\n'
                "    public Client(String model) {\n    }\n\n    public String ask",
            ),
        },
        id="record-with-several-constructors",
    ),
]
# What the libraries of these names have, as far as the projects above use it.
LIBRARIES = {
    "lombok/Data.java": "package lombok;\n\npublic @interface Data {}\n",
    "com/fasterxml/jackson/annotation/JsonProperty.java": (
        "package com.fasterxml.jackson.annotation;\npublic @interface JsonProperty { String value(); }\n"
    ),
    "com/fasterxml/jackson/annotation/JsonInclude.java": (
        "package com.fasterxml.jackson.annotation;\npublic @interface JsonInclude {\n"
        "    Include value();\n    enum Include { NON_NULL }\n}\n"
    ),
    "com/fasterxml/jackson/databind/ObjectMapper.java": (
        "package com.fasterxml.jackson.databind;\npublic class ObjectMapper {\n"
        '    public String writeValueAsString(Object value) { return ""; }\n}\n'
    ),
    "com/google/gson/Gson.java": (
        'package com.google.gson;\npublic class Gson {\n    public String toJson(Object value) { return ""; }\n}\n'
    ),
}


@pytest.mark.parametrize("files", PLACED)
def test_placed(write: Write, tmp_path: Path, capsys: pytest.CaptureFixture[str], files: Files) -> None:
    becomes(write, tmp_path, capsys, files)


@pytest.mark.parametrize("files", PLACED)
def test_compiles(write: Write, tmp_path: Path, files: Files) -> None:
    write(LIBRARIES | {name: after(text) for name, text in files.items()})
    accepted(tool("javac"), "-d", "out", "-sourcepath", ".", *files, cwd=tmp_path)


READS = JACKSON.replace(
    "    public String ask",
    "    void read(String in) { mapper.readValue(in, ChatRequest.class); }\n\n    public String ask",
)
LEFT = CLASS.replace(IMPORTS, "import java.util.List;\n").replace(GETTER, "")
GSON_LEFT = before(GSON)
DECLINED = [
    pytest.param(
        {"chat/ChatRequest.java": LEFT, "chat/Client.java": CLIENT % "JSON.toJSONString(request)"},
        "what writes ChatRequest as JSON is not known",
        id="written-by-something-else",
    ),
    pytest.param(
        {
            "chat/ChatRequest.java": LEFT,
            "chat/Client.java": READS,
        },
        "ChatRequest is read from JSON as well",
        id="read-from-json-as-well",
    ),
    pytest.param(
        {
            "chat/ChatRequest.java": LEFT.replace("private final String model", "String model"),
            "chat/Client.java": BY_GSON.replace("        return", "        request.model = pick();\n        return"),
        },
        "the model of ChatRequest is set where that is not seen",
        id="field-that-others-may-set",
    ),
    pytest.param(
        {
            "chat/SavedChat.java": LEFT.replace("ChatRequest", "SavedChat"),
            "chat/Client.java": JACKSON.replace("ChatRequest", "SavedChat"),
        },
        "",
        id="what-is-saved-is-no-request",
    ),
    pytest.param(
        {
            "chat/ChatRequest.java": LEFT,
            "chat/Client.java": READS.replace("ChatRequest.class", "new TypeReference<List<ChatRequest>>() {}"),
        },
        "ChatRequest is read from JSON as well",
        id="read-in-a-list",
    ),
    pytest.param(
        {
            "chat/ChatRequest.java": LEFT,
            "chat/Client.java": READS.replace(
                "mapper.readValue(in, ChatRequest.class)", "mapper.readerFor(ChatRequest.class).readValue(in)"
            ),
        },
        "ChatRequest is read from JSON as well",
        id="read-by-a-reader",
    ),
    *(
        pytest.param(
            {"chat/ChatRequest.java": GSON_LEFT.replace(old, new), "chat/Client.java": BY_GSON},
            "the model of ChatRequest is set where that is not seen",
            id=reason,
        )
        for reason, old, new in [
            (
                "builder-inside-may-set-it",
                "        this.messages = messages;\n    }\n",
                (
                    "        this.messages = messages;\n    }\n\n    public static class Builder {\n"
                    "        private String model;\n\n        public Builder model(String model) {\n"
                    "            this.model = model;\n            return this;\n        }\n    }\n"
                ),
            ),
            (
                "static-method-sets-a-local-of-the-name",
                "        this.messages = messages;\n    }\n",
                (
                    "        this.messages = messages;\n    }\n\n    static ChatRequest of(String model) {\n"
                    "        if (model == null) {\n            model = pick();\n        }\n"
                    "        return new ChatRequest(model, null);\n    }\n"
                ),
            ),
            (
                "parameter-of-the-name-is-set",
                "        this.model = model;\n",
                "        model = model.trim();\n        this.model = model;\n",
            ),
            (
                "copy-gets-another-model",
                "        this.messages = messages;\n    }\n",
                (
                    "        this.messages = messages;\n    }\n\n    ChatRequest with(String model) {\n"
                    "        ChatRequest copy = new ChatRequest(null, messages);\n        copy.model = model;\n"
                    "        return copy;\n    }\n"
                ),
            ),
            (
                "value-of-another-class-inside-of-a-method",
                "        this.messages = messages;\n    }\n",
                (
                    "        this.messages = messages;\n    }\n\n    Object other() {\n        return new Named() {\n"
                    "            void set(String model) {\n                this.model = model;\n            }\n        };\n    }\n"
                ),
            ),
        ]
    ),
    pytest.param(
        {
            "chat/ChatRequest.java": GSON_LEFT.replace(
                "        this.model = model;\n",
                '        if (model == null)\n            this.model = "<id>";\n        else\n            this.model = model;\n',
            ),
            "chat/Client.java": BY_GSON.replace('"<id>", said', "null, said"),
        },
        "ChatRequest, whose default it is, may be sent as a whole",
        id="branches-without-braces",
    ),
    pytest.param(
        {
            "chat/SavedRequest.java": LEFT.replace("ChatRequest", "SavedRequest"),
            "chat/Client.java": (
                CLIENT % "new com.fasterxml.jackson.databind.ObjectMapper().writeValueAsString(said) + request"
            ).replace("ChatRequest", "SavedRequest"),
        },
        "nothing shows that SavedRequest is sent",
        id="what-nobody-sends",
    ),
    pytest.param(
        {"chat/ChatRequest.java": LEFT.replace("public class", "@Entity\npublic class"), "chat/Client.java": JACKSON},
        "values of ChatRequest are stored as well",
        id="what-a-database-keeps",
    ),
]


@pytest.mark.parametrize(("files", "why"), DECLINED)
def test_declined(write: Write, tmp_path: Path, capsys: pytest.CaptureFixture[str], files: Files, why: str) -> None:
    declines(write, tmp_path, capsys, files, why)
