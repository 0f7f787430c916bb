"""What a name says of an id: a service, a bucket, a logger, a route, an element of a page is no model; what is asked with is."""

from __future__ import annotations

from pathlib import PurePosixPath

import pytest

from v4migrate.rulebook.load import load_rulebook
from v4migrate.scan.finding import FileScan
from v4migrate.scan.left import Left
from v4migrate.scan.scanner import Scanner

SCANNER = Scanner(load_rulebook())


def scanned(path: str, text: str) -> FileScan:
    return SCANNER.scan(PurePosixPath(path), text.replace("<id>", "deepseek-chat").encode())


@pytest.mark.parametrize(
    ("path", "text", "reason"),
    [
        pytest.param("a.py", 'service = "<id>"\n', Left.PACKAGE, id="service"),
        pytest.param("a.py", 'app_name = "<id>"\n', Left.PACKAGE, id="application"),
        pytest.param("a.py", 'logger_name = "<id>"\n', Left.LABEL, id="logger"),
        pytest.param("a.py", 'bucket = "<id>"\n', Left.PACKAGE, id="bucket"),
        pytest.param("a.py", 'TITLE = "<id>"\n', Left.LABEL, id="title"),
        pytest.param("a.py", 'CONTAINER = "<id>"\n', Left.PACKAGE, id="container"),
        pytest.param("a.py", 'ROUTE = "<id>"\n', Left.LABEL, id="route"),
        pytest.param("a.py", 'image = "<id>"\n', Left.PACKAGE, id="image"),
        pytest.param("a.py", 'repo = "<id>"\n', Left.PACKAGE, id="repository"),
        pytest.param("a.py", 'QUEUE_NAME: str = "<id>"\n', Left.PACKAGE, id="queue"),
        pytest.param("a.ts", 'const serviceName = "<id>";\n', Left.PACKAGE, id="typescript-service"),
        pytest.param("a.go", 'package a\nconst serviceName = "<id>"\n', Left.PACKAGE, id="go-service"),
        pytest.param("a.py", 's3.create_bucket(Bucket="<id>")\n', Left.PACKAGE, id="argument-of-a-store"),
        pytest.param("a.py", 'log = logging.getLogger("<id>")\n', Left.LABEL, id="call-for-a-logger"),
        pytest.param("a.js", 'document.getElementById("<id>").focus();\n', Left.LABEL, id="element-of-a-page"),
        pytest.param("a.js", 'box.classList.add("<id>");\n', Left.LABEL, id="class-of-an-element"),
        pytest.param("a.js", 'document.querySelector("#<id>");\n', Left.LABEL, id="selector"),
        pytest.param("a.css", "#<id> { color: red }\n", Left.LABEL, id="style"),
        pytest.param("a.tsx", 'const a = <div className="<id>" />;\n', Left.LABEL, id="class-in-markup"),
        pytest.param(
            "a.yaml", "apiVersion: v1\nkind: Service\nmetadata:\n  name: <id>\n", Left.PACKAGE, id="kubernetes-resource"
        ),
        pytest.param(
            "a.yaml",
            "apiVersion: v1\nkind: Pod\nspec:\n  containers:\n    - name: <id>\n",
            Left.PACKAGE,
            id="kubernetes-container",
        ),
        pytest.param(".github/workflows/a.yml", "name: <id>\non: push\n", Left.PACKAGE, id="workflow"),
        pytest.param(".github/workflows/a.yml", "jobs:\n  <id>:\n    runs-on: x\n", Left.PACKAGE, id="job"),
        pytest.param("wrangler.toml", 'name = "<id>"\n', Left.PACKAGE, id="worker"),
        pytest.param("wrangler.jsonc", '{"name": "<id>"}\n', Left.PACKAGE, id="worker-in-json"),
        pytest.param("a.tf", 'resource "s3" "b" {\n  bucket = "<id>"\n}\n', Left.PACKAGE, id="terraform-bucket"),
        pytest.param(".env", "SERVICE_NAME=<id>\n", Left.PACKAGE, id="service-in-the-environment"),
    ],
)
def test_left_alone(path: str, text: str, reason: Left) -> None:
    scan = scanned(path, text)
    assert [left.reason for left in scan.left] == [reason]
    assert scan.findings == []


@pytest.mark.parametrize(
    ("path", "text", "code"),
    [
        pytest.param("a.py", 'DEFAULT = "<id>"\n', "DS001", id="default"),
        pytest.param("a.py", 'MODEL = "<id>"\n', "DS001", id="model"),
        pytest.param("a.py", 'CHAT = "<id>"\n', "DS061", id="named-after-the-id"),
        pytest.param("a.py", 'class M(str, Enum):\n    SERVICE = "<id>"\n', "DS061", id="member-of-an-enumeration"),
        pytest.param("a.py", 'NAME = "<id>"\nask(model=NAME, messages=m)\n', "DS001", id="asked-with"),
        pytest.param("a.py", 'SERVICE = "<id>"\nask(model=SERVICE, messages=m)\n', "DS001", id="service-asked-with"),
        pytest.param("a.py", 'NAME = "<id>"\nself.model = os.getenv("M", NAME)\n', "DS001", id="a-model-falls-back-to"),
        pytest.param("a.js", 'const NAME = "<id>";\nask({ model: NAME, messages });\n', "DS001", id="javascript-asked"),
        pytest.param("a.py", 'NAME = "<id>"\n', "DS015", id="says-nothing"),
        pytest.param("a.py", 'x = "<id>"\n', "DS001", id="a-letter"),
        pytest.param("a.py", 'KEY = "sk"\nURL = "https://api.deepseek.com"\nNAME = "<id>"\n', "DS001", id="known-host"),
        pytest.param("a.py", 'm = os.getenv("M") or "<id>"\n', "DS001", id="fallback"),
        pytest.param("a.py", 'Div(id="<id>", children=[])\n', "DS015", id="element"),
        pytest.param("a.py", 'DeepSeek(id="<id>")\n', "DS001", id="model-that-is-called-with-id"),
        pytest.param(
            "a.py",
            'def f():\n    return {"data": [{"id": "<id>", "object": "model"}]}\n',
            "DS061",
            id="list-that-is-served",
        ),
        pytest.param("a.py", 'ChatService("<id>")\n', "DS015", id="handed-to-what-asks"),
        pytest.param("a.yaml", "models:\n  pipeline: <id>\n", "DS063", id="model-of-a-pipeline"),
        pytest.param(".github/workflows/a.yml", "env:\n  MODEL: <id>\n", "DS001", id="setting-of-a-workflow"),
        pytest.param(
            ".github/workflows/a.yml",
            "jobs:\n  a:\n    strategy:\n      matrix:\n        model:\n          - provider: deepseek\n            name: <id>\n",
            "DS061",
            id="matrix-of-a-workflow",
        ),
        pytest.param(
            "a.yaml",
            "apiVersion: v1\nkind: Pod\nspec:\n  containers:\n    - env:\n        - name: MODEL\n          value: <id>\n",
            "DS001",
            id="environment-of-a-container",
        ),
        pytest.param("wrangler.toml", '[vars]\nMODEL = "<id>"\n', "DS001", id="variable-of-a-worker"),
    ],
)
def test_found(path: str, text: str, code: str) -> None:
    found = [finding for finding in scanned(path, text).findings if finding.found == "deepseek-chat"]
    assert [finding.rule.code for finding in found] == [code]


@pytest.mark.parametrize(
    "name",
    [
        *(
            "RUN_NAME",
            "EXPERIMENT",
            "BRANCH",
            "TAG",
            "CACHE_KEY",
            "STORAGE_KEY",
            "EVENT_NAME",
            "FEATURE_FLAG",
            "OUTPUT_FILE",
        ),
        *(
            "INDEX_NAME",
            "METRIC",
            "VARIANT",
            "BOT_NAME",
            "USERNAME",
            "SPEAKER",
            "COMMAND",
            "THEME",
            "PROVIDER",
            "TENANT",
            "scheme",
        ),
    ],
)
@pytest.mark.parametrize(
    "evidence", ["", 'KEY = os.environ["DEEPSEEK_API_KEY"]\n'], ids=["no-host", "key-of-deepseeks"]
)
def test_name_of_something_else_waits_whatever_the_file_speaks_of(name: str, evidence: str) -> None:
    found = [
        finding for finding in scanned("a.py", f'{evidence}{name} = "<id>"\n').findings if finding.context.candidate
    ]
    assert [f"{finding.rule.code} {finding.safety}" for finding in found] == ["DS015 unsafe"]


@pytest.mark.parametrize(
    "name", ["DEFAULT", "FAST", "primary", "LLM", "REASONER_V3", "deepseek", "summarizer", "SMALL_MODEL"]
)
def test_name_that_a_model_goes_by_is_renamed(name: str) -> None:
    found = [finding for finding in scanned("a.py", f'{name} = "<id>"\n').findings if finding.context.candidate]
    assert [f"{finding.rule.code} {finding.safety}" for finding in found] == ["DS001 safe"]


@pytest.mark.parametrize(
    "command",
    [
        "python -m vllm.entrypoints.openai.api_server --model <id>",
        "text-generation-launcher --model-id <id>",
        "docker run ghcr.io/huggingface/text-generation-inference --model-id <id>",
        "llama-server -m x.gguf --alias <id>",
        "ollama create <id> -f Modelfile",
        "lms load <id>",
    ],
)
def test_command_of_a_server_of_ones_own_is_left_alone(command: str) -> None:
    scan = scanned("a.sh", f"export DEEPSEEK_API_KEY=x\n\n{command}\n")
    assert [finding for finding in scan.findings if finding.safety == "safe"] == []


@pytest.mark.parametrize(
    "call",
    [
        'statsd.increment("llm.calls", { model: "<id>" })',
        'logger.child({ model: "<id>" })',
        'metrics.timing("x", { model: "<id>" })',
        'Sentry.setTag("model", "<id>")',
    ],
)
def test_label_of_a_metric_or_a_log_is_left_alone(call: str) -> None:
    assert [left.reason for left in scanned("a.ts", f"{call};\n").left] == [Left.LABEL]
