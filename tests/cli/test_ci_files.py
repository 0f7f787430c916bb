"""The files that projects copy or point at are run as their CI runs them."""

from __future__ import annotations

import json
import os
import re
import shlex
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from v4migrate.cli.commands import loaded as loaded_command
from v4migrate.cli.lint import GITLAB_REPORT
from v4migrate.exit_codes import ExitCode

ROOT = Path(__file__).parents[2]
RETIRED = 'client.chat.completions.create(model="deepseek-chat", messages=m)\n'
CI_DOCS = (ROOT / "docs" / "ci.md").read_text(encoding="utf-8")
SHELL_LINES = [line for block in re.findall(r"```sh\n(.*?)```", CI_DOCS, re.DOTALL) for line in block.splitlines()]


def loaded(name: str) -> Any:
    return yaml.safe_load((ROOT / name).read_text(encoding="utf-8"))


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    """Variables with `v4migrate` on the PATH, and a git that knows who commits."""
    tools = tmp_path / "tools" / "v4migrate" / "bin"  # as action.yml has it below the runner's folder
    tools.mkdir(parents=True)
    command = tools / "v4migrate"
    command.write_text(f'#!/bin/sh\nexec {shlex.quote(sys.executable)} -m v4migrate "$@"\n', encoding="utf-8")
    command.chmod(0o755)
    kept = {name: os.environ[name] for name in ("PYTHONPATH", "LANG") if name in os.environ}
    person = {f"GIT_{who}_{what}": "x@example.org" for who in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")}
    path = os.pathsep.join((str(tools), str(Path(sys.executable).parent), os.environ["PATH"]))
    return kept | person | {"PATH": path, "HOME": str(tmp_path), "RUNNER_TEMP": str(tmp_path / "tools")}


@pytest.fixture
def project(tmp_path: Path, environment: dict[str, str]) -> Path:
    """A repository with one finding, added and not committed."""
    folder = tmp_path / "project"
    folder.mkdir()
    (folder / "ask.py").write_text(RETIRED, encoding="utf-8")
    (folder / "v4migrate.toml").write_text("facts_date = 2026-11-24\n", encoding="utf-8")
    git(folder, environment, "init", "-q", "-b", "main")
    git(folder, environment, "add", ".")
    return folder


def git(folder: Path, environment: dict[str, str], *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(["git", *arguments], cwd=folder, env=environment, capture_output=True, text=True, check=False)


def bash(script: str, folder: Path, environment: dict[str, str]) -> subprocess.CompletedProcess[str]:
    """A step as a runner starts it."""
    command = ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", script]
    return subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)


def parsed(line: str, *more: str) -> dict[str, Any]:
    """The options of a command line, as the program itself reads them."""
    program, name, *options = shlex.split(line)
    assert program == "v4migrate"
    return loaded_command(name).make_context(name, [*options, *more]).params


@pytest.mark.parametrize("hook", loaded(".pre-commit-hooks.yaml"), ids=lambda hook: hook["id"])
def test_entry_of_a_hook_is_a_command_line_that_is_understood(hook: dict[str, Any]) -> None:
    assert parsed(hook["entry"], "a.py", "b.py")["paths"] == [Path("a.py"), Path("b.py")]


@pytest.mark.parametrize("line", SHELL_LINES)
def test_command_line_of_the_docs_is_understood(line: str) -> None:
    assert parsed(line)


def test_hook_stops_a_commit_until_the_finding_is_gone(
    project: Path, environment: dict[str, str], tmp_path: Path
) -> None:
    hooks = tmp_path / "hooks"
    hooks.mkdir()
    (hooks / ".pre-commit-hooks.yaml").write_bytes((ROOT / ".pre-commit-hooks.yaml").read_bytes())
    git(hooks, environment, "init", "-q")
    git(hooks, environment, "add", ".")
    git(hooks, environment, "commit", "-qm", "hooks")
    revision = git(hooks, environment, "rev-parse", "HEAD").stdout.strip()
    # `system` in place of `python`: the command is there already, and nothing is installed over the network.
    hook = {"id": "v4migrate", "language": "system"}
    config = {"repos": [{"repo": str(hooks), "rev": revision, "hooks": [hook]}]}
    (project / ".pre-commit-config.yaml").write_text(yaml.safe_dump(config), encoding="utf-8")
    git(project, environment, "add", ".")
    install = [sys.executable, "-m", "pre_commit", "install"]
    subprocess.run(install, cwd=project, env=environment, capture_output=True, check=True)

    refused = git(project, environment, "commit", "-m", "old name")
    assert refused.returncode == 1
    assert "ask.py:1:39: error DS001" in refused.stdout + refused.stderr

    (project / "ask.py").write_text(RETIRED.replace('chat"', 'v4-pro"'), encoding="utf-8")
    git(project, environment, "add", ".")
    assert git(project, environment, "commit", "-m", "new name").returncode == 0


def action_step(name: str) -> dict[str, Any]:
    return next(step for step in loaded("action.yml")["runs"]["steps"] if step["name"] == name)


def test_action_annotates_and_writes_sarif(project: Path, environment: dict[str, str], tmp_path: Path) -> None:
    step, inputs = action_step("Scan"), loaded("action.yml")["inputs"]
    given = {
        name: str(inputs[value.removeprefix("${{ inputs.").removesuffix(" }}")]["default"])
        for name, value in step["env"].items()
    }
    done = bash(step["run"], project, environment | given)
    assert done.returncode == ExitCode.FINDINGS, done.stderr
    assert done.stdout.startswith("::error file=ask.py")
    assert '"DS001"' in (tmp_path / "tools" / "v4migrate.sarif").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("inputs", "expected"),
    [
        pytest.param({"PATHS": "ask.py v4migrate.toml"}, ExitCode.FINDINGS, id="two-paths"),
        pytest.param({"FAIL_ON": "never"}, ExitCode.OK, id="never-fails"),
        pytest.param({"CONFIG": "v4migrate.toml"}, ExitCode.FINDINGS, id="configuration"),
        pytest.param({"PATHS": "v4migrate.toml\n\nask.py\n"}, ExitCode.FINDINGS, id="a-path-on-each-line"),
        pytest.param({"PATHS": "a folder\n"}, ExitCode.FINDINGS, id="path-with-a-blank"),
        pytest.param({"PATHS": "a folder"}, ExitCode.USAGE, id="two-paths-that-are-none"),
        pytest.param(
            {"PATHS": "v4migrate.toml", "CONFIG": "a folder/v.toml"}, ExitCode.OK, id="configuration-with-a-blank"
        ),
        pytest.param({"PATHS": ""}, ExitCode.FINDINGS, id="no-path-is-this-folder"),
        pytest.param({"PATHS": "$(touch owned)\n;touch owned\n"}, ExitCode.USAGE, id="no-line-is-run"),
        pytest.param({"PATHS": "$(touch owned) ;touch owned"}, ExitCode.USAGE, id="no-input-is-run"),
        pytest.param({"PATHS": "--help"}, ExitCode.USAGE, id="no-path-is-an-option"),
    ],
)
def test_action_takes_its_inputs(
    inputs: dict[str, str], expected: ExitCode, project: Path, environment: dict[str, str]
) -> None:
    (project / "a folder").mkdir()
    (project / "a folder" / "b.py").write_text(RETIRED, encoding="utf-8")
    (project / "a folder" / "v.toml").write_text("facts_date = 2026-11-24\n", encoding="utf-8")
    given = {"PATHS": ".", "FAIL_ON": "warning", "CONFIG": ""} | inputs
    assert bash(action_step("Scan")["run"], project, environment | given).returncode == expected
    assert not (project / "owned").exists()


def test_action_uploads_what_is_not_suppressed(project: Path, environment: dict[str, str], tmp_path: Path) -> None:
    (project / "b.py").write_text(RETIRED.replace("\n", "  # v4migrate: ignore: known\n"), encoding="utf-8")
    tools = tmp_path / "tools"
    (tools / "v4migrate" / "bin" / "python").symlink_to(sys.executable)
    given = {"PATHS": ".", "FAIL_ON": "warning", "CONFIG": "", "GITHUB_OUTPUT": str(tmp_path / "output")}
    leave_out, upload = action_step("Leave out what is suppressed"), action_step("Upload to code scanning")
    before = bash(leave_out["run"], project, environment | given)
    assert (before.returncode, before.stderr) == (0, "")  # no scan, nothing to upload
    assert not (tmp_path / "output").exists()

    bash(action_step("Scan")["run"], project, environment | given)
    done = bash(leave_out["run"], project, environment | given)
    assert (done.returncode, done.stderr) == (0, "")
    assert "is-written=true" in (tmp_path / "output").read_text(encoding="utf-8")
    assert upload["if"] == "${{ always() && steps.open.outputs.is-written == 'true' }}"
    name = upload["with"]["sarif_file"].removeprefix("${{ runner.temp }}/")
    (run,) = json.loads((tools / name).read_text(encoding="utf-8"))["runs"]
    (result,) = run["results"]
    assert result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] == "ask.py"


def test_action_puts_no_input_into_a_script() -> None:
    for step in loaded("action.yml")["runs"]["steps"]:
        assert "${{" not in step.get("run", "")


def test_gitlab_job_writes_the_report_that_it_names(project: Path, environment: dict[str, str]) -> None:
    job = loaded("examples/ci/gitlab.yml")["v4migrate"]
    (lint,) = [line for line in job["script"] if line.startswith("v4migrate ")]
    done = bash(lint, project, environment | {"GITLAB_CI": "true"})
    assert done.returncode == ExitCode.FINDINGS, done.stderr
    assert job["artifacts"]["reports"]["codequality"] == GITLAB_REPORT
    assert (project / GITLAB_REPORT).exists()


def test_push_hook_stops_a_push(project: Path, environment: dict[str, str], tmp_path: Path) -> None:
    git(tmp_path, environment, "init", "-q", "--bare", "origin.git")
    git(project, environment, "commit", "-qm", "old name")
    hook = project / ".git" / "hooks" / "pre-push"
    hook.write_bytes((ROOT / "examples" / "ci" / "pre-push").read_bytes())
    hook.chmod(0o755)
    push = ("push", str(tmp_path / "origin.git"), "main")
    assert git(project, environment, *push).returncode != 0
    (project / "ask.py").write_text("print()\n", encoding="utf-8")
    assert git(project, environment, *push).returncode == 0


@pytest.mark.parametrize(
    "name", [".pre-commit-hooks.yaml", "action.yml", "examples/ci/gitlab.yml", "examples/ci/pre-push"]
)
def test_every_file_is_explained(name: str) -> None:
    assert name in CI_DOCS
