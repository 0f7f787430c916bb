"""A secret that the name beside it gives away is shown by no format; what only looks like one, or stands for one, is."""

from __future__ import annotations

import base64
import hashlib
import uuid
from pathlib import Path, PurePosixPath

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from v4migrate.cli.app import run
from v4migrate.rewrite.diff import for_people
from v4migrate.rewrite.edit import as_text
from v4migrate.rewrite.rewriter import RewriteOptions, Rewriter
from v4migrate.rulebook.load import load_rulebook
from v4migrate.scan.formats import Format, render
from v4migrate.scan.report import FixKey, ScanReport
from v4migrate.scan.scanner import Scanner
from v4migrate.secrets import masked

SCANNER = Scanner(load_rulebook())
KEY = "Zx9Qw3Er7Ty1Ui5Op"

SHAPES = [
    pytest.param("a.sh", "app --api-key %s --model deepseek-chat", id="option"),
    pytest.param("a.sh", 'app --secret "%s" --model deepseek-chat', id="option-in-quotes"),
    pytest.param("a.sh", "app --password %s --model deepseek-chat", id="option-of-a-password"),
    pytest.param("a.sh", "app --token=%s --model deepseek-chat", id="option-with-a-sign"),
    pytest.param("a.sh", "docker run -e DB_PASSWORD=%s -e MODEL=deepseek-chat img", id="setting-of-a-container"),
    pytest.param("Dockerfile", 'CMD ["app","--api-key","%s","--model","deepseek-chat"]', id="list-of-arguments"),
    pytest.param("Dockerfile", "ENV PASSWORD=%s MODEL=deepseek-chat", id="settings-on-a-line"),
    pytest.param("a.yaml", 'args: ["--token","%s","--model","deepseek-chat"]', id="flow-list-of-arguments"),
    pytest.param("a.yaml", "args:\n  - --token\n  - %s\n  - --model\n  - deepseek-chat", id="arguments-by-lines"),
    pytest.param(
        "a.yaml", "env: [{name: DEEPSEEK_API_KEY, value: %s}, {name: MODEL, value: deepseek-chat}]", id="name-and-value"
    ),
    pytest.param(
        "a.yaml",
        "env:\n- {name: API_KEY, value: %s}\n- {name: MODEL, value: deepseek-chat}",
        id="name-and-value-by-lines",
    ),
    pytest.param(
        "a.yaml",
        "env:\n- name: API_KEY\n  value: %s\n- name: MODEL\n  value: deepseek-chat",
        id="name-above-its-value",
    ),
    pytest.param(
        "a.json", '[{"value": "%s", "name": "API_KEY"}, {"name": "MODEL", "value": "deepseek-chat"}]', id="value-first"
    ),
    pytest.param("a.yaml", "x: {password: %s, model: deepseek-chat}", id="flow-mapping"),
    pytest.param("a.xml", "<a><apiKey>%s</apiKey><model>deepseek-chat</model></a>", id="element"),
    pytest.param(
        "a.xml", '<a><add key="DeepSeekApiKey" value="%s"/><add key="Model" value="deepseek-chat"/></a>', id="attribute"
    ),
    pytest.param(
        "a.xml",
        '<a><string name="api_key">%s</string><string name="model">deepseek-chat</string></a>',
        id="named-element",
    ),
    pytest.param("a.py", 'headers["x-api-key"] = "%s"; MODEL = "deepseek-chat"', id="subscript"),
    pytest.param("a.py", 'os.environ["DEEPSEEK_API_KEY"] = "%s"; MODEL = "deepseek-chat"', id="environment"),
    pytest.param("a.py", 'os.environ.setdefault("API_KEY", "%s"); MODEL = "deepseek-chat"', id="call"),
    pytest.param("a.py", 'API_KEY: Final[str] = "%s"; MODEL = "deepseek-chat"', id="typed"),
    pytest.param("a.py", 'API_KEYS = ["one", "%s"]; MODEL = "deepseek-chat"', id="list"),
    pytest.param("a.rb", "x = { 'api_key' => '%s', 'model' => 'deepseek-chat' }", id="arrow"),
    pytest.param("a.go", 'package p\nconst apiKey string = "%s"; const model = "deepseek-chat"', id="declared"),
    pytest.param("a.rs", 'const API_KEY: &str = "%s"; const MODEL: &str = "deepseek-chat";', id="typed-in-rust"),
    pytest.param(
        "a.sql",
        "INSERT INTO providers (name, api_key, model) VALUES ('a', '%s', 'deepseek-chat'), ('b','%s','deepseek-chat');",
        id="columns",
    ),
    pytest.param("a.py", 'ask(api_key=(\n  "%s"), model="deepseek-chat")', id="in-brackets-on-the-next-line"),
    pytest.param("a.py", 'ask(api_key=\\\n  "%s", model="deepseek-chat")', id="line-that-goes-on"),
    pytest.param("a.py", 'ask(api_key=(  # of prod\n "%s"), model="deepseek-chat")', id="behind-a-comment"),
    pytest.param("a.py", 'ask(api_key="""\n%s\n""", model="deepseek-chat")', id="three-quotes"),
    pytest.param("a.py", 'ask(api_key=SecretStr(\n  "%s"), model="deepseek-chat")', id="made-a-secret"),
    pytest.param("a.py", 'key = getenv("API_KEY") or (\n "%s"); M = "deepseek-chat"', id="instead-of-a-setting"),
    pytest.param("a.ts", 'f({key: process.env.API_KEY ??\n "%s", model: "deepseek-chat"})', id="instead-of-none"),
    pytest.param("a.ts", 'f({apiKey:\n  "%s", model: "deepseek-chat"})', id="property-above-its-value"),
    pytest.param("a.ts", 'c.apiKey(\n  "%s").model("deepseek-chat")', id="builder"),
    pytest.param("A.java", 'class A { String apiKey =\n    "%s", model = "deepseek-chat"; }', id="declared-above"),
    pytest.param("a.go", 'package p\nconst apiKey string =\n "%s"; const model = "deepseek-chat"', id="typed-above"),
    pytest.param("a.json", '{"apiKey":\n "%s", "model": "deepseek-chat"}', id="value-on-the-next-line"),
    pytest.param("a.yaml", "a:\n  api_key: |\n    %s\n  model: deepseek-chat", id="block-scalar"),
    pytest.param("a.yaml", "a:\n  api_key: >-\n    %s\n  model: deepseek-chat", id="folded-scalar"),
    pytest.param("a.yaml", "a:\n  api_key:\n    %s\n  model: deepseek-chat", id="plain-scalar-below"),
    pytest.param("a.yaml", "a:\n  api_keys:\n    - %s\n    - '%s'\n  model: deepseek-chat", id="list-by-lines"),
    pytest.param("a.sh", "export API_KEY=\\\n%s\nexport MODEL=deepseek-chat", id="setting-that-goes-on"),
    pytest.param("a.sh", "app --api-key \\\n  %s --model deepseek-chat", id="option-that-goes-on"),
    pytest.param("Dockerfile", "ENV API_KEY %s\nENV MODEL deepseek-chat", id="setting-without-a-sign"),
    pytest.param("a.xml", "<a><apiKey>\n  %s\n</apiKey><model>deepseek-chat</model></a>", id="element-by-lines"),
    pytest.param("a.el", '(setq api-key\n "%s" model "deepseek-chat")', id="lisp"),
]

# Where it is the head of a column that gives a secret away.
TABLES = [
    pytest.param("a.csv", "name,api_key,model\nacme,%s,deepseek-chat\n", id="column"),
    pytest.param("a.csv", "model,api_key\r\ndeepseek-chat,%s\r\n", id="last-column"),
    pytest.param("a.csv", 'model,"API Key"\n\n"deepseek-chat","%s"\n', id="column-in-quotes"),
    pytest.param(
        "a.csv", 'note,apiKey,model\n"one\n""two"", three",%s,deepseek-chat\n', id="column-behind-lines-of-a-cell"
    ),
    pytest.param("a.csv", "model;Passwort;password\ndeepseek-chat;x;%s\n", id="column-between-semicolons"),
    pytest.param("a.tsv", "model\ttoken\ndeepseek-chat\t%s\n", id="column-between-tabs"),
    pytest.param(
        "a.csv", "api_key,model\n" + "x,gpt\n" * 400 + "%s,deepseek-chat\n", id="column-whose-head-is-far-above"
    ),
    pytest.param("a.csv", "\ufeff# of prod\napi_key,model\n%s,deepseek-chat\n", id="column-below-a-comment"),
    pytest.param("a.csv.example", "api_key,model\n%s,deepseek-chat\n", id="column-of-an-example"),
    pytest.param(
        "a.csv", "model,note,api_key\ndeepseek-chat," + "long " * 30 + ",%s\n", id="column-at-the-end-of-a-long-row"
    ),
]


def random_looking(number: int) -> str:
    """A key as issuers make them: hexadecimal, base64, base32, an UUID."""
    told = hashlib.sha256(str(number).encode()).digest()
    forms = [told.hex()[:32], base64.b64encode(told).decode(), base64.b32encode(told).decode()[:26]]
    return [*forms, str(uuid.UUID(bytes=told[:16]))][number % 4]


def shown_by_all(name: str, text: str) -> str:
    """The file in every format of scan, and in the diff for a terminal."""
    path, data = PurePosixPath(name), text.encode()
    outcome = Rewriter(SCANNER, RewriteOptions(unsafe=True)).rewrite(path, data)
    edits = {FixKey.of(change.finding): as_text(data, change.edits) for change in outcome.changes}
    scan = SCANNER.scan(path, data)
    assert scan.findings or scan.left
    report = ScanReport([scan], 1, {}, [], SCANNER.target, "official", SCANNER.rulebook.facts.as_of, edits=edits)
    diff = for_people(outcome)
    return "\n".join([*(render(chosen, report) for chosen in Format), *diff])


@pytest.mark.parametrize(("name", "shape"), [*SHAPES, *TABLES])
@settings(max_examples=3, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(number=st.integers(0, 10**9))
@example(number=0)
def test_no_format_shows_a_secret(name: str, shape: str, number: int) -> None:
    secret = random_looking(number)
    text = shape.replace("%s", secret) + "\n"
    shown = shown_by_all(name, text)
    assert secret not in shown
    assert "deepseek-chat" in shown


@pytest.mark.parametrize(("name", "shape"), SHAPES)
@given(number=st.integers(0, 10**9))
def test_stars_take_the_place_of_the_secret_alone(name: str, shape: str, number: int) -> None:
    secret = random_looking(number)
    assert masked(shape.replace("%s", secret)) == shape.replace("%s", "*" * len(secret))


@pytest.mark.parametrize(
    "arguments",
    [["scan", "--show-left"], ["rewrite", "--json"], ["rewrite", "--pr-body", "body.md"], ["rewrite"]],
    ids=" ".join,
)
def test_no_command_shows_a_secret(
    arguments: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "a.py").write_text(f'headers["x-api-key"] = "{KEY}"; M = "deepseek-chat"\n', "utf-8")
    (tmp_path / "b.py").write_text(f'setenv("API_KEY", "{KEY}"); print("not-deepseek-chat-9")\n', "utf-8")
    (tmp_path / "c.sh").write_text(f"# app --api-key {KEY} --model deepseek-chat\n", "utf-8")
    run([*arguments, "."])
    shown = "".join([*capsys.readouterr(), *(body.read_text("utf-8") for body in tmp_path.glob("*.md"))])
    assert "a.py" in shown
    assert KEY not in shown


@pytest.mark.parametrize(
    ("text", "secret"),
    [
        pytest.param('password = "correct horse battery", m="deepseek-chat"', "correct horse battery", id="assigned"),
        pytest.param("{'password': 'a b c d', 'model': 'm'}", "a b c d", id="in-a-table"),
        pytest.param(r"{\"password\": \"correct horse\", \"model\": \"m\"}", "correct horse", id="in-a-string"),
        pytest.param('login --password "correct horse" --model m', "correct horse", id="option"),
        pytest.param("<password>correct horse</password>", "correct horse", id="element"),
        pytest.param(r'password="one \"two\" three", model="m"', r"one \"two\" three", id="with-quotes-inside"),
        pytest.param("INSERT INTO u (password, m) VALUES ('it''s me', 'm')", "it''s me", id="column"),
        pytest.param("ENV A=1 PASSWORD=hunter2 MODEL=m", "hunter2", id="short-setting"),
        pytest.param('password = (\n  "correct horse"\n)', "correct horse", id="on-the-next-line"),
    ],
)
def test_password_may_be_anything(text: str, secret: str) -> None:
    assert masked(text) == text.replace(secret, "*" * len(secret))


@pytest.mark.parametrize(
    "text",
    [
        "max_tokens=4096",
        'tokenizer="deepseek-ai/DeepSeek-V3"',
        'key="name"',
        "api_key_env: DEEPSEEK_API_KEY",
        'os.environ["DEEPSEEK_API_KEY"]',
        'client = OpenAI(api_key=os.environ["DEEPSEEK_API_KEY"], base_url="https://api.deepseek.com")',
        "api_key: <your key>",
        'api_key="<your-api-key-here>"',
        'api_key="$KEY"',
        "api_key=${DEEPSEEK_API_KEY}",
        'api_key="sk-..."',
        'api_key="xxxxxxxxxxxxxxxxxxxx"',
        'api_key="sk-xxxxxxxxxxxxxxxxxxxx"',
        'api_key="YOUR_DEEPSEEK_API_KEY"',
        'password = "${PASSWORD}"',
        "api_key: os.environ/DEEPSEEK_API_KEY",
        "app --api-key $DEEPSEEK_API_KEY --model deepseek-chat",
        'app --api-key "$DEEPSEEK_API_KEY" --model deepseek-chat',
        "app --token-limit 4096 --model deepseek-chat",
        "pass --api-key to set the key for deepseek-chat",
        "--password option is for deepseek-chat",
        "use --token deepseek-chat-v3.2-exp",
        '["api_key", "deepseek-chat", "base_url2"]',
        'os.getenv("DEEPSEEK_API_KEY", "deepseek-chat")',
        'os.environ.get("DEEPSEEK_TOKEN", default_token)',
        '{"token": "deepseek-chat", "logprob": -0.1}',
        'token = "<think>", model="deepseek-chat"',
        'eos_token: "</s>"',
        'f"{token} deepseek-chat"',
        '{"name": "MAX_TOKENS", "value": "4096"}, {"name": "MODEL", "value": "deepseek-chat"}',
        "{name: DEEPSEEK_API_KEY, valueFrom: {secretKeyRef: {name: deepseek-secret1, key: api-key}}}",
        '<label for="password">Password</label><option value="deepseek-chat">x</option>',
        "<apiKey>${env.DEEPSEEK_API_KEY}</apiKey><model>deepseek-chat</model>",
        '<add key="ApiKeyName" value="DEEPSEEK_API_KEY"/>',
        '"password": "Please enter your password for deepseek-chat"',
        'api_key=self.config.key2, model="deepseek-chat"',
        'create(api_key=settings.deepseek_api_key, model="deepseek-chat")',
        'create(apiKey: process.env.DEEPSEEK_API_KEY!, model: "deepseek-chat")',
        'const apiKey: string = process.env.KEY1 ?? ""; const m = "deepseek-chat"',
        'sha = "7f3c9a1b2d4e5f60718293a4b5c6d7e8"; m = "deepseek-chat"',
        '"key": "https://api.deepseek.com/v1", "token": "https://api.deepseek.com/v1/token123"',
        "INSERT INTO models (id, max_tokens, model) VALUES ('a1b2c3d4e5', 4096, 'deepseek-chat')",
        "INSERT INTO models (key_name, model) VALUES ('a1b2c3d4e5f6g7', 'deepseek-chat')",
        "ENV MAX_TOKENS=4096 MODEL=deepseek-chat",
        'ENV DEEPSEEK_API_KEY="" MODEL=deepseek-chat',
        "ENV API_KEY=$API_KEY MODEL=deepseek-chat",
        "price_per_token: 0.00000027",
        '"input_cost_per_token": 2.7e-07, "model": "deepseek/deepseek-chat"',
        "token: ${{ secrets.GITHUB_TOKEN }}",
        "secret: my-secret-name2",
        'with: {token: "${{ secrets.DEEPSEEK_TOKEN }}", model: deepseek-chat}',
        'api_key = get_key("deepseek-chat-v3.2")',
        'if token == "deepseek-chat": pass',
        "secrets: inherit",
        'password = input("Password: ")',
        'api_key: str = Field(default="deepseek-chat", alias="x")',
        'api_key: Optional[str] = None, model: str = "deepseek-chat"',
        'api_key=api_key, model="deepseek-chat"',
        'password: string; model: "deepseek-chat"',
        'args: ["--token-file", "/run/secrets/token1", "deepseek-chat"]',
        '"api_key": "API_KEY_DEEPSEEK"',
        'tokens = enc.encode("deepseek-chat")',
        "token:\n  name1x2y3z: deepseek-chat",
        'api_key = os.getenv("DEEPSEEK_API_KEY") or (\n  "deepseek-chat-v3"\n)',
        "tokens:\n  - deepseek-chat\n  - end_of_text\n",
        "api_key: |\n  ${DEEPSEEK_API_KEY}\nmodel: deepseek-chat-v3.2",
        'if not api_key:\n    client = OpenAI(model="deepseek-chat")',
        'count_tokens("deepseek-chat")',
        "secret:\n  name: ds-key-v2a1b3c4\n",
        "total_tokens: 1234567890",
    ],
)
def test_what_is_no_secret_stays(text: str) -> None:
    assert masked(text) == text


@pytest.mark.parametrize("piece", ["token: ", 'password = "', "<apiKey ", "api_keys=[", "values (", "value: a name: "])
def test_many_names_are_read_once_each(piece: str) -> None:
    """Without an end, the square of this text would take minutes."""
    assert len(masked("insert into t (api_key) values ('a'" + piece * 10_000)) == 35 + len(piece) * 10_000


def test_piece_by_piece_is_one_secret() -> None:
    assert masked('api_key = ("Zx9Qw3"\n  "Er7Ty1Ui5Op")') == 'api_key = ("******"\n  "***********")'
    assert masked('apiKey = "Zx9Qw3Er" +\n  "7Ty1";') == 'apiKey = "********" +\n  "****";'


def test_name_above_what_a_diff_shows() -> None:
    """Three lines around a change are shown; the name of the secret stands above them."""
    text = "a:\n  api_keys:\n" + "    - none\n" * 4 + f"    - {KEY}\n  model: deepseek-chat\n"
    assert KEY not in shown_by_all("a.yaml", text)
