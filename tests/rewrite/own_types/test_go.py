"""Structures of Go: where the field goes, what sets it, and which structures are left alone."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.rewrite.own_types.tools import Files, accepted, after, becomes, before, declines, tool
from tests.rewrite.tools import Write

HEAD = 'package llm\n\nimport (\n\t"bytes"\n\t"encoding/json"\n\t"net/http"\n)\n\n'
MESSAGE = 'type message struct {\n\tRole    string `json:"role"`\n\tContent string `json:"content"`\n}\n\n'
FIELD = '«\tThinking map[string]string `json:"thinking,omitempty"`\n»'


def structure(name: str = "request", model: str = "string", message: str = "message") -> str:
    """The type of a request; its columns grow with the field that is added."""
    wide, grown = max(len(model), len(message) + 2) + 1, len("map[string]string") + 1
    gaps = [f"‹{' ' * (wide - len(held))}|{' ' * (grown - len(held))}›" for held in (model, f"[]{message}")]
    return (
        f'type {name} struct {{\n\tModel    {model}{gaps[0]}`json:"model"`\n'
        f'\tMessages []{message}{gaps[1]}`json:"messages"`\n{FIELD}}}\n\n'
    )


TYPE = structure()
POST = (
    "func post(body any) error {\n\tdata, err := json.Marshal(body)\n\tif err != nil {\n\t\treturn err\n\t}\n"
    '\t_, err = http.Post("https://api.deepseek.com/chat/completions", "application/json", bytes.NewReader(data))\n'
    "\treturn err\n}\n"
)
OFF = 'map[string]string{"type": "disabled"}'
SETS = f'«\tif req.Model == "<id>" {{\n\t\treq.Thinking = {OFF}\n\t}}\n»'
ASKED = 'func First() error { return ask("<id>", nil) }\n\nfunc Second() error { return ask("gpt-9", nil) }\n'
ONE = (
    "\nfunc ask(model string, said []message) error {\n\treq := request{\n\t\tModel:    model,\n\t\tMessages: said,\n\t}\n"
    f"{SETS}\treturn post(req)\n}}\n\n"
)
HELPER = (
    "«// thinkingFor says whether a model shall think; nil leaves it to the model's default.\n"
    'func thinkingFor(model string) map[string]string {\n\tif model == "<id>" {\n'
    f"\t\treturn {OFF}\n\t}}\n\treturn nil\n}}\n\n»"
)
HELPED = (
    "\nfunc ask(model string, said []message) error {\n\treturn post(&request{\n\t\tModel:    model,\n"
    "\t\tMessages: said,\n«\t\tThinking: thinkingFor(model),\n»\t})\n}\n\n"
)
DEREFERENCED = (
    HELPED.replace("model string", "model *string")
    .replace("model,\n\t\tM", "*model,\n\t\tM")
    .replace("thinkingFor(model)", "thinkingFor(*model)")
    .replace("func ask", "func by")
)
PLACED = [
    pytest.param(
        {
            "llm.go": HEAD
            + MESSAGE
            + TYPE
            + HELPER
            + POST
            + DEREFERENCED
            + "func ask(model string, said []message) error { return by(&model, said) }\n\n"
            + ASKED
        },
        id="model-of-a-pointer",
    ),
    pytest.param(
        {
            "llm.go": HEAD
            + MESSAGE
            + TYPE
            + HELPER
            + POST
            + HELPED.replace("\treturn post(&request{", "\tvar body any = request{").replace(
                "\t})\n}", "\t}\n\treturn post(body)\n}"
            )
            + ASKED
        },
        id="variable-that-holds-anything",
    ),
    pytest.param(
        {
            "llm.go": HEAD + MESSAGE + TYPE + POST + ONE.rstrip() + "\n",
            "settings.go": "package llm\n\ntype settings struct {\n\tModel string\n\tHost  string\n}\n\n"
            'var (\n\tquick = settings{Model: "<id>", Host: "api.deepseek.com"}\n'
            '\tother = settings{Model: "qwen-plus", Host: "dashscope.aliyuncs.com"}\n)\n',
        },
        id="name-in-a-block-of-settings-for-several-hosts",
    ),
    pytest.param(
        {
            "llm.go": HEAD
            + MESSAGE
            + TYPE
            + POST
            + ONE.replace("\t\tModel:    model,\n\t\tMessages: said,\n\t}\n", "\t\tModel: model,\n\t}\n").replace(
                "\treturn post", "\treq.Messages = said\n\treturn post"
            )
            + ASKED
        },
        id="messages-that-are-set-later",
    ),
    pytest.param({"llm.go": HEAD + MESSAGE + TYPE + POST + ONE + ASKED}, id="statement-below-the-one-that-makes-it"),
    pytest.param(
        {"llm.go": HEAD + MESSAGE + TYPE + POST + ONE.replace("req := request{", "req := &request{") + ASKED},
        id="pointer",
    ),
    pytest.param(
        {"llm.go": HEAD + MESSAGE + TYPE + POST + ONE.replace("req := request{", "var req = request{") + ASKED},
        id="variable-with-its-keyword",
    ),
    pytest.param(
        {"llm.go": HEAD + MESSAGE + TYPE + HELPER + POST + HELPED + ASKED}, id="function-where-no-variable-holds-it"
    ),
    pytest.param(
        {
            "llm.go": HEAD + MESSAGE + TYPE + POST + "\nfunc Ask(said []message) error {\n\treq := request{\n"
            f'\t\tModel:    "<id>",\n\t\tMessages: said,\n«\t\tThinking: {OFF},\n»\t}}\n\treturn post(req)\n}}\n'
        },
        id="entry-where-the-name-is-written-out",
    ),
    pytest.param(
        {
            "llm.go": HEAD + MESSAGE + TYPE + POST + "\nfunc Ask(said []message) error {\n"
            f'\treturn post(request{{Model: "<id>", Messages: said«, Thinking: {OFF}»}})\n}}\n'
        },
        id="entry-on-the-same-line",
    ),
    pytest.param(
        {
            "llm.go": HEAD + MESSAGE + TYPE + POST + "\nfunc Ask(said []message) error {\n\treq := request{\n"
            '\t\tModel: "<id>",\n\t\tMessages: []message{\n\t\t\t{Role: "user", Content: "hi"},\n\t\t},\n'
            f"«\t\tThinking: {OFF},\n»\t}}\n\treturn post(req)\n}}\n"
        },
        id="entry-below-one-of-several-lines-stands-for-itself",
    ),
    pytest.param(
        {
            "llm.go": HEAD + MESSAGE + TYPE + POST + "\nfunc ask(model string, said []message) error {\n"
            f"\treq := new(request)\n\treq.Messages = said\n\treq.Model = model\n{SETS}\treturn post(req)\n}}\n\n"
            + ASKED
        },
        id="model-that-is-set-by-a-statement",
    ),
    pytest.param(
        {
            "llm.go": HEAD + MESSAGE + TYPE + POST + "\nfunc Ask(said []message) error {\n"
            f'\tvar req request\n\treq.Messages = said\n\treq.Model = "<id>"\n«\treq.Thinking = {OFF}\n»\treturn post(req)\n}}\n'
        },
        id="name-that-is-set-by-a-statement",
    ),
    pytest.param(
        {
            "api/types.go": "package api\n\n"
            + MESSAGE.replace("type message", "type Message")
            + structure("Request", message="Message").rstrip()
            + "\n",
            "llm.go": HEAD.replace('"net/http"\n', '"net/http"\n\n\t"example.org/llm/api"\n')
            + POST
            + ONE.replace("request{", "api.Request{").replace("[]message", "[]api.Message")
            + ASKED,
            "go.mod": "module example.org/llm\n\ngo 1.19\n",
        },
        id="type-of-another-package",
    ),
    pytest.param(
        {
            "llm.go": HEAD
            + 'type thinking struct {\n\tType string `json:"type"`\n}\n\n'
            + MESSAGE
            + 'type request struct {\n\tModel    string    `json:"model"`\n\tMessages []message `json:"messages"`\n'
            '\tThinking *thinking `json:"thinking,omitempty"`\n}\n\n'
            + POST
            + ONE.replace(OFF, '&thinking{Type: "disabled"}')
            + ASKED
        },
        id="field-that-is-there-already",
    ),
    pytest.param(
        {
            "llm.go": HEAD
            + MESSAGE
            + POST
            + '\ntype name string\n\nconst quick = name("<id>")\n\n'
            + structure(model="name").rstrip("\n")
            + "\n"
            + ONE.replace("model string", "model name")
            + 'func First() error { return ask(quick, nil) }\n\nfunc Second() error { return ask("gpt-9", nil) }\n'
        },
        id="model-of-a-type-of-its-own-that-is-text",
    ),
]


@pytest.mark.parametrize("files", PLACED)
def test_placed(write: Write, tmp_path: Path, capsys: pytest.CaptureFixture[str], files: Files) -> None:
    becomes(write, tmp_path, capsys, files)


def test_is_formatted_and_compiles(write: Write, tmp_path: Path) -> None:
    gofmt, go = tool("gofmt"), tool("go")
    write({"go.mod": "module example.org/llm\n\ngo 1.19\n"})
    for state in (before, after):
        for case, row in enumerate(PLACED):
            (files,) = row.values
            assert isinstance(files, dict)
            for name, text in files.items():
                if name.endswith(".go"):
                    write(
                        {f"case{case}/{name}": state(text).replace("example.org/llm/", f"example.org/llm/case{case}/")}
                    )
        assert not accepted(gofmt, "-l", ".", cwd=tmp_path)
        accepted(go, "build", "./...", cwd=tmp_path)


SENT = """package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
)

const api = "https://api.deepseek.com/chat/completions"

type request struct {
	Model    string              `json:"model"`
	Messages []map[string]string `json:"messages"`
«	Thinking map[string]string   `json:"thinking,omitempty"`
»}

func ask(url, model string) {
	req := request{Model: model, Messages: []map[string]string{}}
«	if req.Model == "<id>" {
		req.Thinking = map[string]string{"type": "disabled"}
	}
»	data, _ := json.Marshal(req)
	answer, err := http.Post(url, "application/json", bytes.NewReader(data))
	if err != nil {
		panic(err)
	}
	answer.Body.Close()
}

func main() {
	server := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, asked *http.Request) {
		body, _ := io.ReadAll(asked.Body)
		fmt.Println(string(body))
	}))
	defer server.Close()
	ask(server.URL, "<id>")
	ask(server.URL, "gpt-9")
}
"""


def test_what_a_server_gets(write: Write, tmp_path: Path) -> None:
    write({"go.mod": "module example.org/llm\n\ngo 1.19\n", "main.go": after(SENT)})
    bodies = [json.loads(line) for line in accepted(tool("go"), "run", ".", cwd=tmp_path).splitlines()]
    assert [body.get("thinking") for body in bodies] == [{"type": "disabled"}, None]


def test_what_a_server_gets_is_what_a_rewrite_makes(
    write: Write, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    becomes(write, tmp_path, capsys, {"main.go": SENT})


PLAIN = before(TYPE)
DECLINED = [
    pytest.param(
        {"llm.go": HEAD + MESSAGE + PLAIN + POST + before(ONE) + ASKED + '\nvar first = request{"gpt-9", nil}\n'},
        "without the names of its fields",
        id="literal-by-position",
    ),
    pytest.param(
        {
            "llm.go": HEAD
            + MESSAGE
            + PLAIN
            + POST
            + before(ONE)
            + ASKED
            + "\ntype other request\n\nvar b = request(other{})\n"
        },
        "values of another type become request",
        id="conversion",
    ),
    pytest.param(
        {
            "llm.go": HEAD
            + MESSAGE
            + PLAIN
            + POST
            + before(ONE)
            + ASKED
            + "\nfunc (r request) MarshalJSON() ([]byte, error) { return nil, nil }\n"
        },
        "request writes its JSON itself",
        id="type-that-writes-itself",
    ),
    pytest.param(
        {"llm.go": HEAD + MESSAGE + PLAIN.replace("Model    string", "Model    *string") + POST + before(ONE) + ASKED},
        "the model of request is no plain text",
        id="pointer-to-a-name",
    ),
    pytest.param(
        {"llm.go": HEAD + MESSAGE + PLAIN.replace("[]message", "message  ") + POST + before(ONE) + ASKED},
        "may be compared",
        id="type-whose-values-can-be-compared",
    ),
    pytest.param(
        {
            "llm.go": HEAD
            + MESSAGE
            + PLAIN
            + POST
            + before(HELPED).replace("model,\n", "pick(model),\n")
            + "func pick(name string) string { return name }\n\n"
            + ASKED
        },
        "no plain name that could be asked for first",
        id="model-that-a-call-gives",
    ),
    pytest.param(
        {
            "llm.go": HEAD + MESSAGE + PLAIN + POST + before(HELPED) + ASKED,
            "other.go": "package llm\n\nfunc thinkingFor() {}\n",
        },
        "the project has a function called thinkingFor",
        id="name-of-the-helper-is-taken",
    ),
    pytest.param(
        {
            "llm.go": 'package llm\n\nimport "example.org/sdk"\n\nconst api = "https://api.deepseek.com"\n\n'
            'func Ask() { sdk.Send(api, sdk.Request{Model: "<id>", Messages: nil}) }\n'
        },
        "how sdk.Request takes the switch is not known",
        id="type-of-a-library",
    ),
    pytest.param(
        {"llm.go": (HEAD + MESSAGE + PLAIN + POST + before(ONE) + ASKED).replace("request", "Saved")},
        "",
        id="what-is-saved-is-no-request",
    ),
    *(
        pytest.param(
            {
                "llm.go": HEAD
                + MESSAGE
                + PLAIN
                + PLAIN.replace("type request", "type wireRequest")
                + POST
                + before(ONE)
                + ASKED
                + f"\nfunc (r *request) wire() any {{ return {conversion} }}\n"
            },
            "values of request become wireRequest, which has the same fields",
            id=reason,
        )
        for reason, conversion in [
            ("becomes-a-type-with-the-same-fields", "wireRequest(*r)"),
            ("pointer-becomes-one-to-a-type-with-the-same-fields", "(*wireRequest)(r)"),
        ]
    ),
    pytest.param(
        {
            "llm.go": HEAD + MESSAGE + PLAIN + POST + before(ONE) + ASKED,
            "wire.go": "package llm\n\n" + PLAIN.replace("type request", "type wireRequest"),
            "next.go": "package llm\n\nfunc wire() any { return wireRequest(next()) }\n",
            "made.go": "package llm\n\nfunc next() request { return request{} }\n",
        },
        "values of request become wireRequest, which has the same fields",
        id="becomes-a-type-of-another-file-in-a-third-one-that-names-it-nowhere",
    ),
    pytest.param(
        {
            "llm.go": HEAD + MESSAGE + PLAIN + POST + before(ONE) + ASKED,
            "wire.go": 'package llm\n\nfunc plain(r request) any {\n\tvar held struct {\n\t\tModel    string    `json:"model"`\n'
            '\t\tMessages []message `json:"messages"`\n\t} = r\n\treturn held\n}\n',
        },
        "a structure without a name has the same fields as request",
        id="becomes-a-structure-without-a-name",
    ),
    *(
        pytest.param(
            {
                "llm.go": HEAD + MESSAGE + PLAIN + POST + before(ONE) + ASKED,
                "more.go": f"package llm\n\ntype also = request\n\ntype batch []request\n\nvar more = {literal}\n",
            },
            why,
            id=reason,
        )
        for reason, literal, why in [
            (
                "another-name-without-names-of-fields",
                'also{"gpt-9", nil}',
                "is written without the names of its fields",
            ),
            (
                "list-of-a-name-without-names-of-fields",
                'batch{{"gpt-9", nil}}',
                "is written without the names of its fields",
            ),
            (
                "pointers-without-names-of-fields",
                '[]*request{{"gpt-9", nil}}',
                "is written without the names of its fields",
            ),
            (
                "made-in-a-list",
                "func(m string) []request { return []request{{Model: m}} }",
                "is also made where it is not called so",
            ),
            (
                "made-by-another-name",
                "func(m string) also { return also{Model: m} }",
                "is also made where it is not called so",
            ),
        ]
    ),
    pytest.param(
        {
            "llm.go": HEAD
            + MESSAGE
            + POST
            + 'func ask(model string, said []message) error {\n\ttype request struct {\n\t\tModel    string    `json:"model"`\n'
            '\t\tMessages []message `json:"messages"`\n\t}\n\treturn post(&request{Model: model, Messages: said})\n}\n\n'
            + ASKED
        },
        "request is declared inside of a function, and is held by no variable there",
        id="type-of-a-function",
    ),
]


@pytest.mark.parametrize(("files", "why"), DECLINED)
def test_declined(write: Write, tmp_path: Path, capsys: pytest.CaptureFixture[str], files: Files, why: str) -> None:
    declines(write, tmp_path, capsys, files, why)
