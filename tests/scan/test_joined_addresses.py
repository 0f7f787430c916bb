"""Whose server is meant where the address is put together from pieces, in a file that names DeepSeek's own API otherwise."""

from __future__ import annotations

import pytest

from tests.scan.conftest import Says

PATH = "/v1/chat/completions"
KEYS = {
    "py": 'key = os.environ["DEEPSEEK_API_KEY"]\n',
    "ts": "const key = process.env.DEEPSEEK_API_KEY;\n",
    "go": 'package main\nfunc ask(port string) {\nkey := os.Getenv("DEEPSEEK_API_KEY")\n',
    "java": 'class A { void ask(int port) {\nvar key = System.getenv("DEEPSEEK_API_KEY");\n',
    "php": '<?php\n$key = getenv("DEEPSEEK_API_KEY");\n',
    "rb": 'key = ENV["DEEPSEEK_API_KEY"]\n',
    "rs": 'fn ask(port: u16) {\nlet key = env::var("DEEPSEEK_API_KEY");\n',
    "cs": 'class A { void Ask(int port) {\nvar key = Environment.GetEnvironmentVariable("DEEPSEEK_API_KEY");\n',
    "kt": 'fun ask(port: Int) {\nval key = System.getenv("DEEPSEEK_API_KEY")\n',
}
ASKS = {
    "py": 'r = requests.post({url}, json={{"model": "deepseek-chat", "messages": m}})\n',
    "ts": 'const r = fetch({url}, {{ method: "POST", body: JSON.stringify({{ model: "deepseek-chat", messages: m }}) }});\n',
    "go": 'url := {url}\nbody := map[string]any{{"model": "deepseek-chat", "messages": m}}\nsend(url, body)\n}}\n',
    "java": 'String url = {url};\nvar body = Map.of("model", "deepseek-chat", "messages", m);\nsend(url, body);\n}}}}\n',
    "php": '$url = {url};\n$body = ["model" => "deepseek-chat", "messages" => $m];\nsend($url, $body);\n',
    "rb": 'url = {url}\nbody = {{ model: "deepseek-chat", messages: m }}\npost(url, body)\n',
    "rs": 'let url = {url};\nlet body = json!({{"model": "deepseek-chat", "messages": m}});\nsend(url, body);\n}}\n',
    "cs": 'var url = {url};\nvar body = new {{ model = "deepseek-chat", messages = m }};\nSend(url, body);\n}}}}\n',
    "kt": 'val url = {url}\nval body = mapOf("model" to "deepseek-chat", "messages" to m)\nsend(url, body)\n}}\n',
}
OWN = [
    pytest.param("py", f'"http://localhost:" + port + "{PATH}"', id="python-plus"),
    pytest.param("py", f'"http://localhost:" + str(os.environ["PORT"]) + "{PATH}"', id="python-plus-of-a-call"),
    pytest.param("py", f'f"http://127.0.0.1:{{port}}{PATH}"', id="python-f-string"),
    pytest.param("py", f'"http://0.0.0.0:%d{PATH}" % port', id="python-percent"),
    pytest.param("py", f'"http://vllm:{{}}{PATH}".format(port)', id="python-format-of-a-container"),
    pytest.param("py", f'"http://host.docker.internal:8000" + "{PATH}"', id="python-path-alone-joined"),
    pytest.param("ts", f'"http://localhost:" + port + "{PATH}"', id="script-plus"),
    pytest.param("ts", f"`http://localhost:${{process.env.PORT || 3000}}{PATH}`", id="script-template"),
    pytest.param("go", f'"http://localhost:" + port + "{PATH}"', id="go-plus"),
    pytest.param("go", f'"http://localhost" + addr + "{PATH}"', id="go-port-with-its-colon"),
    pytest.param("go", f'fmt.Sprintf("http://localhost:%s{PATH}", port)', id="go-sprintf"),
    pytest.param("java", f'"http://localhost:" + port\n    + "{PATH}"', id="java-plus-on-two-lines"),
    pytest.param("java", f'String.format("http://localhost:%d{PATH}", port)', id="java-format"),
    pytest.param("php", f'"http://localhost:" . $port . "{PATH}"', id="php-dot"),
    pytest.param("php", f'"http://localhost:{{$port}}{PATH}"', id="php-filled-in"),
    pytest.param("rb", f'"http://localhost:#{{port}}{PATH}"', id="ruby-filled-in"),
    pytest.param("rb", f"'http://localhost:' + port.to_s + '{PATH}'", id="ruby-plus"),
    pytest.param("rs", f'format!("http://localhost:{{}}{PATH}", port)', id="rust-format"),
    pytest.param("rs", f'"http://localhost:".to_string() + &port + "{PATH}"', id="rust-plus"),
    pytest.param("cs", f'$"http://localhost:{{port}}{PATH}"', id="csharp-filled-in"),
    pytest.param("cs", f'"http://localhost:" + port + "{PATH}"', id="csharp-plus"),
    pytest.param("kt", f'"http://localhost:$port{PATH}"', id="kotlin-filled-in"),
    pytest.param("kt", f'"http://localhost:${{config.port}}{PATH}"', id="kotlin-template"),
]


def written(suffix: str, url: str, key: str = "") -> str:
    start = KEYS[suffix] if key else KEYS[suffix].replace("DEEPSEEK_API_KEY", "LLM_TOKEN")
    return start + ASKS[suffix].format(url=url)


@pytest.mark.parametrize(("suffix", "url"), OWN)
def test_an_address_of_ones_own_in_pieces_leaves_the_id(offers: Says, suffix: str, url: str) -> None:
    assert offers(f"deepseek-api/ask.{suffix}", written(suffix, url)) == ["left own-server"]


@pytest.mark.parametrize(("suffix", "url"), OWN)
def test_beside_a_key_of_deepseek_it_is_no_safe_edit(offers: Says, suffix: str, url: str) -> None:
    said = offers(f"deepseek-api/ask.{suffix}", written(suffix, url, key="DEEPSEEK_API_KEY"))
    assert len(said) == 1
    assert not said[0].endswith(" safe")


@pytest.mark.parametrize(
    ("suffix", "url"),
    [
        pytest.param("py", f'"https://api.deepseek.com" + "{PATH}"', id="python-plus"),
        pytest.param("ts", f'"https://api.deepseek.com" + version + "{PATH}"', id="script-plus-of-a-name"),
        pytest.param("go", f'fmt.Sprintf("https://api.deepseek.com/%s{PATH}", beta)', id="go-sprintf"),
        pytest.param("java", f'"https://api.deepseek.com" + "{PATH}"', id="java-plus"),
        pytest.param("php", f'"https://api.deepseek.com" . "{PATH}"', id="php-dot"),
        pytest.param("rb", f'"https://api.deepseek.com#{{prefix}}{PATH}"', id="ruby-filled-in"),
        pytest.param("rs", f'format!("https://api.deepseek.com{{}}", "{PATH}")', id="rust-format"),
        pytest.param("cs", f'$"https://api.deepseek.com/{{version}}{PATH}"', id="csharp-filled-in"),
        pytest.param("kt", f'"https://api.deepseek.com$path{PATH}"', id="kotlin-filled-in"),
    ],
)
def test_deepseeks_own_address_in_pieces_stays_its_own(offers: Says, suffix: str, url: str) -> None:
    assert offers(f"ask.{suffix}", written(suffix, url)) == ["retired-model-id safe"]


KOTLIN = '{host} = "api.deepseek.com"\nfun ask() {{\n' + ASKS["kt"].format(url=f'"https://$host{PATH}"').replace(
    "}", "}}"
)
SHELL = f'H=api.deepseek.com\ncurl https://$H{PATH} -d \'{{"model": "deepseek-chat", "messages": []}}\'\n'
CLIENT = "client = OpenAI(base_url={url})\nclient.chat.completions.create(model='deepseek-chat', messages=m)\n"


@pytest.mark.parametrize(
    ("path", "code"),
    [
        pytest.param("a.py", CLIENT.format(url='"https://api" + ".deepseek.com"'), id="host-in-two-pieces"),
        pytest.param("a.py", CLIENT.format(url='"https://" + "api" + ".deepseek.com" + "/v1"'), id="host-in-three"),
        pytest.param("a.py", CLIENT.format(url='"https://api" ".deepseek.com"'), id="pieces-beside-each-other"),
        pytest.param("a.py", CLIENT.format(url='f"https://{sub}.deepseek.com"'), id="end-of-the-host-written-out"),
        pytest.param("a.py", 'HOST = "api.deepseek.com"\n' + CLIENT.format(url='f"https://{HOST}"'), id="f-string"),
        pytest.param("a.py", 'D = "deepseek.com"\n' + CLIENT.format(url='f"https://api.{D}/v1"'), id="domain-filled-in"),
        pytest.param("a.py", 'H = "api.deepseek.com"\n' + CLIENT.format(url='"https://" + H + "/v1"'), id="plus-a-name"),
        pytest.param("a.py", 'H = "api.deepseek.com"\n' + CLIENT.format(url='"https://%s/v1" % H'), id="percent"),
        pytest.param("a.py", 'H = "api.deepseek.com"\n' + CLIENT.format(url='"https://{}/v1".format(H)'), id="format"),
        pytest.param(
            "a.py", CLIENT.format(url="f\"https://{os.getenv('H', 'api.deepseek.com')}/v1\""), id="fallback-filled-in"
        ),
        pytest.param("a.ts", ASKS["ts"].format(url=f'"https://api" + ".deepseek.com" + "{PATH}"'), id="script-pieces"),
        pytest.param(
            "a.ts",
            'const host = "api.deepseek.com";\n' + ASKS["ts"].format(url=f"`https://${{host}}{PATH}`"),
            id="script-template",
        ),
        pytest.param(
            "a.ts", ASKS["ts"].format(url=f'`https://${{env.HOST ?? "api.deepseek.com"}}{PATH}`'), id="script-fallback"
        ),
        pytest.param("a.kt", KOTLIN.format(host="val host"), id="kotlin"),
        pytest.param("a.sh", SHELL, id="shell"),
    ],
)  # fmt: skip
def test_deepseeks_own_host_in_pieces_is_its_own(offers: Says, path: str, code: str) -> None:
    """Not by the presumption for want of other evidence: a key of another host in the file does not count against it."""
    mark = "//" if path.endswith((".ts", ".kt")) else "#"
    assert offers(path, f"{mark} OPENROUTER_API_KEY\n{code}") == ["retired-model-id safe"]


def test_a_known_host_alone_in_the_text_may_be_what_is_filled_in(offers: Says) -> None:
    code = 'H = {"a": "api.deepseek.com"}\n' + CLIENT.format(url='f"https://{H[p]}"')
    assert offers("a.py", code) == ["retired-model-id safe"]


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        pytest.param('f"https://{host}/v1"', "undecided-host unsafe", id="known-to-the-run-alone"),
        pytest.param('"https://" + host + "/v1"', "undecided-host unsafe", id="known-to-the-run-alone-plus"),
        pytest.param('"https://gateway" + region + ".example.com/v1"', "undecided-host unsafe", id="end-of-another-host"),
        pytest.param('f"https://{OTHER}/v1"', "undecided-host unsafe", id="another-host-filled-in"),
        pytest.param('f"https://{ROUTER}/api/v1"', "left foreign-host", id="a-known-host-filled-in"),
        pytest.param('"https://openrouter" + ".ai/api/v1"', "left foreign-host", id="a-known-host-in-pieces"),
        pytest.param('f"http://{LOCAL}:8000/v1"', "left own-server", id="own-machine-filled-in"),
        pytest.param('f"http://{host}:8000/v1"', "left own-server", id="a-machine-by-its-port"),
    ],
)  # fmt: skip
def test_another_host_in_pieces_is_none_of_deepseeks(offers: Says, url: str, expected: str) -> None:
    names = {"OTHER": "llm.example.com", "ROUTER": "openrouter.ai", "LOCAL": "localhost"}
    given = "".join(f'{name} = "{host}"\n' for name, host in names.items() if name in url)
    assert offers("a.py", given + CLIENT.format(url=url)) == [expected]
