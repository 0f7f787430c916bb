"""Structures of Rust: the field, its value wherever one is made, and which structures are left alone."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.rewrite.own_types.tools import Files, accepted, after, becomes, before, declines, tool
from tests.rewrite.tools import Write

HEAD = 'use serde::Serialize;\n\npub const API: &str = "https://api.deepseek.com/chat/completions";\n\n'
FIELD = '«    #[serde(skip_serializing_if = "Option::is_none")]\n    thinking: Option<serde_json::Value>,\n»'
TYPE = f"#[derive(Debug, Clone, Serialize)]\nstruct Request {{\n    model: String,\n    messages: Vec<String>,\n{FIELD}}}\n\n"
OFF = 'serde_json::json!({ "type": "disabled" })'
SETS = f'«            thinking: (self.model == "<id>")\n                .then(|| {OFF}),\n»'
CLIENT = (
    "pub struct Client {\n    model: String,\n}\n\nimpl Client {\n    pub fn new() -> Self {\n"
    '        let model = std::env::var("MODEL").unwrap_or_else(|_| "<id>".to_string());\n        Self { model }\n    }\n\n'
)
ASK = (
    "    pub fn ask(&self, said: Vec<String>) -> String {\n        let request = Request {\n"
    f"            model: self.model.clone(),\n            messages: said,\n{SETS}        }};\n"
    "        serde_json::to_string(&request).unwrap()\n    }\n}\n"
)
TEST = (
    "\n#[cfg(test)]\nmod tests {\n    use super::*;\n\n    #[test]\n    fn it_is_written() {\n        let request = Request {\n"
    "            model: String::new(),\n            messages: vec![],\n«            thinking: None,\n»        };\n"
    "        serde_json::to_string(&request).unwrap();\n    }\n}\n"
)
MOVED = (
    "pub fn ask(model: String, said: Vec<String>) -> String {\n    let request = Request {\n"
    f'«        thinking: (model == "<id>").then(|| {OFF}),\n»        model,\n        messages: said,\n    }};\n'
    "    serde_json::to_string(&request).unwrap()\n}\n\npub fn first() -> String {\n"
    '    ask(pick("<id>"), vec![])\n}\n\nfn pick(name: &str) -> String {\n    name.to_string()\n}\n'
)
TREE = "std::collections::BTreeMap"

TWO = "".join(
    f"pub fn ask_{name}() -> String {{\n    let request = Request {{\n        model: {model},\n"
    f"        messages: vec![],\n«        thinking: {switch},\n»    }};\n"
    "    serde_json::to_string(&request).unwrap()\n}\n\n"
    for name, model, switch in [
        ("one", '"<id>".to_string()', f"Some({OFF})"),
        ("two", 'String::from("<id>")', f"Some({OFF})"),
        ("three", '"gpt-9".into()', "None"),
        ("four", "OTHER.to_string()", "None"),
    ]
).removesuffix("\n")

PLACED = [
    pytest.param(
        {"src/lib.rs": HEAD + 'const OTHER: &str = "gpt-9";\n\n' + TYPE + TWO},
        id="several-requests-that-name-their-models",
    ),
    pytest.param(
        {
            "src/lib.rs": "mod cli;\n\npub use cli::Options;\n"
            + HEAD
            + TYPE
            + CLIENT.replace("<id>", "")
            + ASK
            + TEST.replace(
                "    use super::*;\n", '    use super::*;\n\n    pub const URL: &str = "http://localhost:8080";\n'
            ),
            "src/cli.rs": "use serde::Parser;\n\n#[derive(Parser)]\npub struct Options {\n"
            '    #[arg(long, default_value = "<id>")]\n    pub model: String,\n}\n',
        },
        id="default-of-an-option-and-a-test-with-a-server-of-its-own",
    ),
    pytest.param({"src/lib.rs": HEAD + TYPE + CLIENT + ASK}, id="value-that-asks-for-the-model"),
    pytest.param(
        {"src/lib.rs": HEAD + TYPE + CLIENT + ASK + TEST}, id="another-value-of-the-type-in-a-test-of-the-file"
    ),
    pytest.param({"src/lib.rs": HEAD + TYPE + MOVED}, id="model-that-is-moved-is-asked-for-first"),
    pytest.param(
        {
            "src/lib.rs": HEAD + TYPE + "pub fn ask(said: Vec<String>) -> String {\n    let request = Request {\n"
            f'        model: "<id>".to_string(),\n        messages: said,\n«        thinking: Some({OFF}),\n»    }};\n'
            "    serde_json::to_string(&request).unwrap()\n}\n"
        },
        id="name-that-is-written-out",
    ),
    pytest.param(
        {
            "src/lib.rs": "mod api;\nmod config;\n\npub use api::ask;\n",
            "src/api.rs": "use crate::config::MODEL;\n"
            + HEAD
            + TYPE
            + "pub fn ask(said: Vec<String>) -> String {\n    let request = Request {\n        model: MODEL.to_string(),\n"
            f'        messages: said,\n«        thinking: (MODEL == "<id>").then(|| {OFF}),\n»    }};\n'
            + "    serde_json::to_string(&request).unwrap()\n}\n",
            "src/config.rs": 'pub const MODEL: &str = "<id>";\n',
        },
        id="constant-of-another-file",
    ),
    pytest.param(
        {
            "src/lib.rs": HEAD
            + TYPE.replace("Serialize)", "Serialize, serde::Deserialize)").replace("serde(skip", "serde(default, skip")
            + CLIENT
            + ASK
        },
        id="type-that-is-read-as-well",
    ),
    pytest.param(
        {
            "src/lib.rs": HEAD
            + TYPE
            + "impl Request {\n    pub fn new(model: &str, said: Vec<String>) -> Self {\n        Self {\n"
            f'            model: model.to_string(),\n            messages: said,\n«            thinking: (model == "<id>")\n'
            f"                .then(|| {OFF}),\n»        }}\n    }}\n}}\n\n"
            'pub fn first() -> String {\n    let request = Request::new(pick("<id>"), vec![]);\n'
            "    serde_json::to_string(&request).unwrap()\n}\n\nfn pick(name: &str) -> &str {\n    name\n}\n"
        },
        id="self-in-what-makes-one",
    ),
]


@pytest.mark.parametrize("files", PLACED)
def test_placed(write: Write, tmp_path: Path, capsys: pytest.CaptureFixture[str], files: Files) -> None:
    becomes(write, tmp_path, capsys, files)


ONE_LINE = (
    HEAD
    + 'const MODEL: &str = "<id>";\n\n'
    + TYPE.replace("String,\n    m", "&'static str,\n    m").replace("struct", "pub struct")
    + "pub fn ask(messages: Vec<String>) -> Request {\n    Request {‹ |\n        ›model: MODEL,‹ |\n        ›messages"
    f'‹ |,\n        thinking: (MODEL == "<id>").then(|| {OFF}),\n    ›}}\n}}\n'
)


def test_a_value_on_one_line_is_broken(write: Write, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    becomes(write, tmp_path, capsys, {"src/lib.rs": ONE_LINE, "Cargo.toml": '[dependencies]\nserde_json = "1"\n'})
    accepted(tool("rustfmt"), "--edition=2021", "--check", "src/lib.rs", cwd=tmp_path)


def test_without_the_crate_for_json(write: Write, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    kind = TYPE.replace("serde_json::Value", f"{TREE}<String, String>")
    value = f'{TREE}::from([("type".into(), "disabled".into())])'
    ask = ASK.replace(OFF, value).replace("serde_json::to_string(&request).unwrap()", "crate::send(&request)")
    becomes(write, tmp_path, capsys, {"src/lib.rs": HEAD + kind + CLIENT + ask})


# What the crates of the same names have, as far as the projects above use it.
DERIVE = """extern crate proc_macro;
use proc_macro::TokenStream;
#[proc_macro_derive(Serialize, attributes(serde))]
pub fn serialize(_: TokenStream) -> TokenStream { TokenStream::new() }
#[proc_macro_derive(Parser, attributes(arg))]
pub fn parser(_: TokenStream) -> TokenStream { TokenStream::new() }
#[proc_macro_derive(Deserialize, attributes(serde))]
pub fn deserialize(_: TokenStream) -> TokenStream { TokenStream::new() }
"""
JSON = """#[derive(Debug, Clone, PartialEq)]
pub struct Value;
#[macro_export]
macro_rules! json { ($($token:tt)*) => { $crate::Value }; }
pub fn to_string<T>(_: &T) -> Result<String, String> { Ok(String::new()) }
"""


@pytest.fixture(scope="module")
def crates(tmp_path_factory: pytest.TempPathFactory) -> Path:
    rustc, folder = tool("rustc"), tmp_path_factory.mktemp("crates")
    for name, kind, text in [("serde", "proc-macro", DERIVE), ("serde_json", "lib", JSON)]:
        (folder / f"{name}.rs").write_text(text, encoding="utf-8")
        accepted(rustc, "--edition=2021", f"--crate-type={kind}", f"--crate-name={name}", f"{name}.rs", cwd=folder)
    return folder


@pytest.mark.parametrize("files", PLACED)
def test_compiles(write: Write, tmp_path: Path, crates: Path, files: Files) -> None:
    libraries = [f"--extern={path.stem.removeprefix('lib')}={path}" for path in crates.glob("lib*")]
    command = [tool("rustc"), "--edition=2021", "--crate-type=lib", "--emit=metadata", *libraries, "src/lib.rs"]
    for state in (before, after):
        write({name: state(text) for name, text in files.items()})
        accepted(*command, cwd=tmp_path)
        accepted(*command, "--test", cwd=tmp_path)


@pytest.mark.skipif(shutil.which("rustfmt") is None, reason="rustfmt is not installed")
@pytest.mark.parametrize("files", PLACED)
def test_is_formatted(write: Write, tmp_path: Path, files: Files) -> None:
    for state in (before, after):
        write({name: state(text) for name, text in files.items()})
        accepted(tool("rustfmt"), "--edition=2021", "--check", *files, cwd=tmp_path)


PLAIN = before(TYPE)
DECLINED = [
    pytest.param(
        HEAD + PLAIN.replace("Serialize)", "Serialize, TypedBuilder)") + CLIENT + before(ASK),
        "how Request takes the switch is not known",
        id="type-that-something-else-builds-as-well",
    ),
    pytest.param(
        HEAD
        + "#[derive(Serialize)]\nstruct Request { model: String, messages: Vec<String> }\n\n"
        + CLIENT
        + before(ASK),
        "Request does not end on a line of its own",
        id="type-on-one-line",
    ),
    pytest.param(
        HEAD + PLAIN + CLIENT + before(ASK) + "\nfn split(request: Request) -> String {\n"
        "    let Request { model, messages } = request;\n    model + &messages[0]\n}\n",
        "Request is taken apart field by field",
        id="pattern-that-names-all-fields",
    ),
    pytest.param(
        HEAD + PLAIN + CLIENT + before(ASK) + "\nfn two() -> Vec<Request> {\n"
        "    vec![Request { model: String::new(), messages: vec![] }]\n}\n",
        "Request is made inside of a macro",
        id="value-inside-of-a-macro",
    ),
    pytest.param(
        HEAD + PLAIN.replace("Serialize)", ")") + CLIENT + before(ASK),
        "how Request takes the switch is not known",
        id="type-that-serde-does-not-write",
    ),
    pytest.param(
        HEAD + PLAIN.replace("model: String", "model: Model") + CLIENT + before(ASK),
        "the model of Request is no plain text",
        id="model-of-a-type-of-its-own",
    ),
    pytest.param(
        HEAD + PLAIN + CLIENT + before(ASK).replace("self.model.clone()", "pick(&self.model)"),
        "no plain name that could be asked for first",
        id="model-that-a-call-gives",
    ),
    *(
        pytest.param(
            HEAD
            + PLAIN.replace("model: String", "model: &'static str")
            + 'const MODEL: &str = "<id>";\n\n'
            + f"pub {kind} FIRST: Request = Request {{\n    model: MODEL,\n    messages: Vec::new(),\n}};\n\n"
            + "pub fn ask(messages: Vec<String>) -> Request {\n    Request {\n        model: MODEL,\n"
            "        messages,\n    }\n}\n",
            "Request is made in a constant",
            id=f"value-in-a-{kind}",
        )
        for kind in ("const", "static")
    ),
    pytest.param(
        HEAD
        + PLAIN.replace("model: String", "model: &'static str")
        + 'const MODEL: &str = "<id>";\n\n'
        + "pub const fn ask(messages: Vec<String>) -> Request {\n    Request {\n        model: MODEL,\n"
        "        messages,\n    }\n}\n",
        "Request is made in a constant",
        id="value-of-a-function-that-may-be-a-constant",
    ),
    pytest.param(
        (HEAD + PLAIN + CLIENT + before(ASK)).replace("Request", "Conversation"),
        "",
        id="conversation-is-no-request",
    ),
]


@pytest.mark.parametrize(("text", "why"), DECLINED)
def test_declined(write: Write, tmp_path: Path, capsys: pytest.CaptureFixture[str], text: str, why: str) -> None:
    declines(write, tmp_path, capsys, {"src/lib.rs": text}, why)
