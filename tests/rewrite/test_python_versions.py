"""A Python client that is too old to take the switch gets none: lock files, manifests and requirements say which version there is."""

from __future__ import annotations

import json
from pathlib import Path, PurePosixPath

import pytest

from tests.rewrite.tools import Write, project_rewritten, thinking_of
from v4migrate.rewrite.package_versions import shown
from v4migrate.rewrite.python_versions import installed

CODE = (
    "from autogen_ext.models.openai import OpenAIChatCompletionClient\n\n"
    'teller = OpenAIChatCompletionClient(model="<id>", api_key=key<off>)\n'
)
MODEL = (
    "from pydantic_ai.models.openai import OpenAIModel\n\n"
    'teller = OpenAIModel("deepseek-chat", provider=DeepSeekProvider(api_key=key))\n'
)
AGENT = 'from pydantic_ai import Agent\n\nteller = Agent("deepseek:deepseek-chat", system_prompt="Tell.")\n'
OFF = ', extra_body={"thinking": {"type": "disabled"}}'
PEP_621 = '[project]\nname = "teller"\ndependencies = ["httpx>=0.27", "autogen-ext[openai] (<range>)"]\n'
POETRY = '[tool.poetry.dependencies]\npython = "^3.11"\nautogen-ext = "<range>"\n'


def pep_621(asked: str) -> dict[str, str]:
    return {"pyproject.toml": PEP_621.replace("<range>", asked)}


def poetry(asked: str) -> dict[str, str]:
    return {"pyproject.toml": POETRY.replace("<range>", asked)}


def requires(*lines: str, name: str = "requirements.txt") -> dict[str, str]:
    return {name: "\n".join(["# what the teller needs", "-r base.txt", "httpx>=0.27", *lines, ""])}


def locked(version: str, name: str = "poetry.lock", package: str = "autogen-ext") -> dict[str, str]:
    one = '[[package]]\nname = "{}"\nversion = "{}"\n\n'
    return {name: "version = 1\n\n" + one.format("autogen-core", "0.4.0") + one.format(package, version)}


def pipfile_lock(version: str) -> dict[str, str]:
    return {"Pipfile.lock": json.dumps({"default": {"autogen-ext": {"version": f"=={version}"}}, "develop": {}})}


def asked_of(files: dict[str, str], write: Write, capsys: pytest.CaptureFixture[str]) -> tuple[list[str], str]:
    """What became of the switches, and why."""
    write({"src/tell.py": CODE.replace("<id>", "deepseek-chat").replace("<off>", "")} | files)
    told = thinking_of(project_rewritten(capsys)[1])
    return [entry["switch"] for entry in told], " ".join(entry["why"] for entry in told)


@pytest.mark.parametrize(
    ("files", "why"),
    [
        pytest.param(requires("autogen-ext==0.6.4"), "requirements.txt has autogen-ext 0.6.4", id="pin"),
        pytest.param(requires("Autogen_Ext[openai]~=0.6.1 ; python_version > '3.9'  # later"), "0.6.x", id="spelling"),
        pytest.param(
            requires("autogen-ext==0.6.4 \\", "    --hash=sha256:00"), "autogen-ext 0.6.4", id="pin-with-its-hash"
        ),
        pytest.param(requires("autogen-ext<0.7", name="requirements-app.txt"), "0.6.x", id="another-list"),
        pytest.param(
            requires("autogen-ext<0.7.5", name="requirements/base.txt"), "base.txt has autogen-ext 0.7.4", id="folder"
        ),
        pytest.param(pep_621(">=0.6.0,<0.7.0"), "pyproject.toml has autogen-ext 0.6.x", id="range-of-a-project"),
        pytest.param(
            {"pyproject.toml": '[project.optional-dependencies]\nai = ["autogen-ext==0.5.*"]\n'}, "0.5.x", id="extra"
        ),
        pytest.param({"pyproject.toml": '[dependency-groups]\nai = ["autogen-ext==0.6.1"]\n'}, "0.6.1", id="group"),
        pytest.param(poetry("^0.6.1"), "pyproject.toml has autogen-ext 0.6.x", id="caret-of-poetry"),
        pytest.param(
            {"pyproject.toml": '[tool.poetry.group.ai.dependencies]\nautogen-ext = {version = "0.6.1"}\n'},
            "autogen-ext 0.6.1",
            id="table-of-poetry",
        ),
        pytest.param(poetry(">=0.6.0") | locked("0.6.2"), "poetry.lock has autogen-ext 0.6.2", id="locked-by-poetry"),
        pytest.param(pep_621(">=0.6") | locked("0.7.4", "uv.lock"), "uv.lock has autogen-ext 0.7.4", id="locked-by-uv"),
        pytest.param(pipfile_lock("0.6.4") | requires(), "Pipfile.lock has autogen-ext 0.6.4", id="locked-by-pipenv"),
        pytest.param(
            {"src/pyproject.toml": PEP_621.replace("<range>", ">=0.6"), "pyproject.toml": "[tool.uv.workspace]\n"}
            | locked("0.6.4", "uv.lock"),
            "uv.lock has autogen-ext 0.6.4",
            id="workspace",
        ),
        pytest.param(
            requires("autogen-ext>=0.8") | requires("autogen-ext<0.6", name="src/requirements.txt"),
            "src/requirements.txt has autogen-ext 0.5.x",
            id="the-nearest",
        ),
    ],
)
def test_too_old(
    write: Write, tmp_path: Path, capsys: pytest.CaptureFixture[str], files: dict[str, str], why: str
) -> None:
    switches, said = asked_of(files, write, capsys)
    assert switches == ["not-placed"]
    assert why in said
    assert "the first that takes the switch is 0.7.5: move to it first" in said
    code = (tmp_path / "src/tell.py").read_text(encoding="utf-8")
    assert code == CODE.replace("<id>", "deepseek-v4-flash").replace("<off>", "")


@pytest.mark.parametrize(
    "files",
    [
        pytest.param({}, id="nothing-says-it"),
        pytest.param(requires("autogen-ext==0.7.5"), id="the-first"),
        pytest.param(requires("autogen-ext"), id="no-range"),
        pytest.param(requires("autogen-ext>=0.6", "autogen-ext-more==0.1"), id="range-without-an-end"),
        pytest.param(requires("autogen-ext @ git+https://git.example.org/ext.git@v0.6.1"), id="from-a-repository"),
        pytest.param(
            requires("autogen-ext<0.6; python_version<'3.10'", "autogen-ext>=0.7.5; python_version>='3.10'"),
            id="by-version-of-python",
        ),
        pytest.param(requires("# autogen-ext==0.6.1"), id="commented-out"),
        pytest.param({"notes.txt": "autogen-ext==0.6.1\n"}, id="another-text"),
        pytest.param(pep_621(">=0.6,<0.8"), id="range-that-lets-newer-ones-in"),
        pytest.param(poetry(">=0.5,<0.6 || >=0.7.5"), id="range-that-is-not-understood"),
        pytest.param(poetry("^0.6.1") | locked("0.7.5"), id="locked-at-the-first"),
        pytest.param(pep_621(">=0.6") | locked("0.8.0", "uv.lock"), id="locked-later"),
        pytest.param(pep_621(">=0.6") | locked("0.1.0", package="autogen-ext-more"), id="another-package"),
        pytest.param(
            requires("autogen-ext==0.6.1") | requires("autogen-ext>=0.7.5", name="src/requirements.txt"),
            id="the-nearest",
        ),
        pytest.param({"pyproject.toml": "[project", "Pipfile.lock": "{"}, id="cannot-be-read"),
        pytest.param({"package.json": json.dumps({"dependencies": {"autogen-ext": "0.6.1"}})}, id="of-javascript"),
    ],
)
def test_new_enough(write: Write, tmp_path: Path, capsys: pytest.CaptureFixture[str], files: dict[str, str]) -> None:
    switches, _ = asked_of(files, write, capsys)
    assert switches == ["placed"]
    code = (tmp_path / "src/tell.py").read_text(encoding="utf-8")
    assert code == CODE.replace("<id>", "deepseek-v4-flash").replace("<off>", OFF)


@pytest.mark.parametrize(
    ("asked", "newest"),
    [
        pytest.param("==1.2.3", "1.2.3", id="pin"),
        pytest.param("===1.2", "1.2.0", id="as-it-is-written"),
        pytest.param("==1.2.3rc1", "1.2.3", id="before-a-release"),
        pytest.param("==1.2.3.4", "1.2.3", id="four-parts"),
        pytest.param("<=1.2", "1.2.0", id="at-most"),
        pytest.param("<2", "1.x.x", id="below-a-major"),
        pytest.param("!=1.1,>=1,<1.2", "1.1.x", id="several"),
        pytest.param("~=1.2", "1.x.x", id="compatible"),
        pytest.param("^1.2", "1.x.x", id="caret"),
        pytest.param("^0.0.3", "0.0.3", id="caret-of-a-patch"),
        pytest.param("^0", "0.x.x", id="caret-of-naught"),
        pytest.param("~1.2.3", "1.2.x", id="tilde"),
        pytest.param("~1", "1.x.x", id="tilde-of-a-major"),
        pytest.param("1.*", "1.x.x", id="any"),
        pytest.param("==1!2.0", None, id="epoch"),
        pytest.param("*", None, id="anything"),
        pytest.param(">1.2", None, id="above"),
    ],
)
def test_newest_of_a_range(asked: str, newest: str | None) -> None:
    manifest = PurePosixPath("pyproject.toml")
    texts = {manifest: POETRY.replace("<range>", asked).encode()}
    found = installed(PurePosixPath("src/tell.py"), "autogen-ext", texts.keys(), texts.get)
    assert (shown(found[1]) if found else None) == newest


@pytest.mark.parametrize(
    ("code", "required", "switch"),
    [
        pytest.param(MODEL, "pydantic-ai==0.4.1", "not-placed", id="settings-of-a-model-before"),
        pytest.param(MODEL, "pydantic-ai-slim[openai]==0.4.1", "not-placed", id="slim"),
        pytest.param(MODEL, "pydantic-ai==0.4.2", "placed", id="settings-of-a-model"),
        pytest.param(AGENT, "pydantic-ai==0.1.2", "not-placed", id="settings-of-an-agent-before"),
        pytest.param(AGENT, "pydantic-ai==0.1.3", "placed", id="settings-of-an-agent"),
    ],
)
def test_pydantic_ai(write: Write, capsys: pytest.CaptureFixture[str], code: str, required: str, switch: str) -> None:
    write({"tell.py": code} | requires(required))
    assert [entry["switch"] for entry in thinking_of(project_rewritten(capsys)[1])] == [switch]


@pytest.mark.parametrize("given", ['base_url="https://api.deepseek.com"', "api_key=key", "openai_client=client"])
def test_older_form_of_a_call(write: Write, capsys: pytest.CaptureFixture[str], given: str) -> None:
    """Whatever version there is: the one that takes such an argument takes no settings."""
    code = MODEL.replace("provider=DeepSeekProvider(api_key=key)", given)
    write({"tell.py": f'URL = "https://api.deepseek.com"\n{code}'} | requires("pydantic-ai>=0.0.20"))
    told = thinking_of(project_rewritten(capsys)[1])
    assert [entry["switch"] for entry in told] == ["not-placed"]
    assert "is of an older form, which takes no settings: move to pydantic-ai 0.4.2 first" in told[0]["why"]
    assert told[0]["snippet"].startswith("settings=")
