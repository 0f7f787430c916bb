"""What a package, a program or an image calls itself is no model's name; what the same files ask for is."""

from __future__ import annotations

from pathlib import PurePosixPath

import pytest

from v4migrate.rulebook.load import load_rulebook
from v4migrate.scan.left import Left
from v4migrate.scan.scanner import Scanner

SCANNER = Scanner(load_rulebook())


@pytest.mark.parametrize(
    ("path", "text"),
    [
        pytest.param("setup.py", 'setup(name="<id>", version="1")', id="python-setup"),
        pytest.param("setup.cfg", "[metadata]\nname = <id>\n", id="python-setup-cfg"),
        pytest.param("pyproject.toml", '[project]\nname = "<id>"\n', id="python-project"),
        pytest.param("pyproject.toml", '[project.scripts]\n<id> = "a:main"\n', id="python-script"),
        pytest.param("package.json", '{"name": "<id>"}', id="node-package"),
        pytest.param("package.json", '{"dependencies": {"<id>": "^1.0.0"}}', id="node-dependency"),
        pytest.param("package.json", '{"keywords": ["chat", "<id>"]}', id="node-keyword"),
        pytest.param("Cargo.toml", '[package]\nname = "<id>"\n', id="rust-package"),
        pytest.param("go.mod", "module <id>\n", id="go-module"),
        pytest.param("pom.xml", "<project><artifactId><id></artifactId></project>", id="maven"),
        pytest.param("settings.gradle.kts", 'rootProject.name = "<id>"\n', id="gradle"),
        pytest.param("application.properties", "spring.application.name=<id>\n", id="spring"),
        pytest.param("compose.yaml", "services:\n  <id>:\n    build: .\n", id="compose-service"),
        pytest.param("compose.yaml", "services:\n  app:\n    image: <id>\n", id="compose-image"),
        pytest.param(
            "compose.yaml", "services:\n  app:\n    networks:\n      - <id>\n", id="compose-network-of-a-service"
        ),
        pytest.param("compose.yaml", "networks:\n  <id>:\n", id="compose-network"),
        pytest.param("compose.yaml", "services:\n  app:\n    depends_on: [<id>]\n", id="compose-depends-on"),
        pytest.param("run.sh", "pip install <id>\n", id="pip"),
        pytest.param("run.sh", "sudo npm install -g <id>\n", id="npm"),
        pytest.param("run.sh", "cd <id> && make\n", id="folder"),
        pytest.param("run.sh", "docker build -t <id> .\n", id="docker"),
        pytest.param("run.sh", "npx <id>\n", id="npx"),
        pytest.param("README.md", "```sh\ngit clone git@x:a/b.git <id>\n```\n", id="markdown-fence"),
    ],
)
def test_left_alone(path: str, text: str) -> None:
    scan = SCANNER.scan(PurePosixPath(path), text.replace("<id>", "deepseek-chat").encode())
    assert [left.reason for left in scan.left] == [Left.PACKAGE]
    assert scan.findings == []


@pytest.mark.parametrize(
    ("path", "text"),
    [
        pytest.param("package.json", '{"scripts": {"go": "MODEL=<id> node a.js"}}', id="variable-of-a-script"),
        pytest.param("pyproject.toml", '[tool.app]\nmodel = "<id>"\n', id="setting-of-a-tool"),
        pytest.param(
            "compose.yaml", "services:\n  app:\n    environment:\n      MODEL: <id>\n", id="compose-environment"
        ),
        pytest.param("run.sh", "docker run -e MODEL=<id> img\n", id="docker-environment"),
        pytest.param("run.sh", "npx chat --model <id>\n", id="option-of-a-program"),
        pytest.param("run.sh", "uv run chat <id>\n", id="argument-of-a-program"),
        pytest.param("agent.yaml", "name: helper\nmodel: <id>\n", id="an-agent"),
    ],
)
def test_found(path: str, text: str) -> None:
    scan = SCANNER.scan(PurePosixPath(path), text.replace("<id>", "deepseek-chat").encode())
    assert [finding.found for finding in scan.findings] == ["deepseek-chat"]
