"""A rename and its switch in another file go together: both are made, or the rename is said to go without it."""

from __future__ import annotations

import json
from pathlib import Path, PurePosixPath

import pytest

from tests.rewrite.tools import Write, project_rewritten, thinking_of
from v4migrate.cli.app import run
from v4migrate.exit_codes import ExitCode
from v4migrate.rewrite import together
from v4migrate.rewrite.outcome import Held, Refusal, Status
from v4migrate.rewrite.parse import syntax_errors
from v4migrate.rewrite.project import Project
from v4migrate.rewrite.rewriter import RewriteOptions, Rewriter
from v4migrate.rewrite.thinking import Switch
from v4migrate.rewrite.together import Member, Together
from v4migrate.rulebook.load import load_rulebook
from v4migrate.scan.choices import Policy
from v4migrate.scan.report import FixKey
from v4migrate.scan.scanner import Scanner

SCANNER = Scanner(load_rulebook())
CONF, USER = PurePosixPath("conf.py"), PurePosixPath("user.py")
FILES = {
    CONF: b'MODEL = "deepseek-chat"\nOTHER = "deepseek-reasoner"\n',
    USER: b"from conf import MODEL\nc.chat.completions.create(model=MODEL)\n",
}


def renamed(data: bytes) -> bytes:
    return data.replace(b"deepseek-reasoner", b"deepseek-v4-flash").replace(b"deepseek-chat", b"deepseek-v4-flash")


def worked_out(policy: Policy = "keep-running", files: dict[PurePosixPath, bytes] = FILES) -> Together:
    project = Project(SCANNER)
    for path, data in files.items():
        project.add(path, path, data)
    while not project.is_done:
        found = project.pass_over(set(files))
        for path, data in files.items():
            if found.may_say(path, data):
                found.meet(path, path, data)

    def read(path: PurePosixPath) -> Member | None:
        return Member(path, path, files[path]) if path in files else None

    result = Together(Rewriter(SCANNER, RewriteOptions(policy=policy), project), read)
    result.add(Member(CONF, CONF, files[CONF]))
    result.settle()
    return result


def test_both_are_changed() -> None:
    outcomes = worked_out().outcomes
    assert {path: outcome.status for path, outcome in outcomes.items()} == {CONF: Status.CHANGED, USER: Status.CHANGED}
    assert b'"thinking": {"type": "disabled"}' in outcomes[USER].after


def test_declined_rename_leaves_the_other_file_alone() -> None:
    result = worked_out()
    chat = result.outcomes[CONF].changes[0].finding
    result.decline({FixKey.of(chat): Refusal(Held.DECLINED)})
    result.settle()
    assert result.outcomes[USER].after == FILES[USER]
    assert result.outcomes[CONF].after == FILES[CONF].replace(b"deepseek-reasoner", b"deepseek-v4-flash")


@pytest.mark.parametrize("policy", ["keep-running", "keep-behaviour"])
def test_rename_whose_switch_would_break_the_other_file_goes_without_it(
    policy: Policy, monkeypatch: pytest.MonkeyPatch
) -> None:
    def errors(path: PurePosixPath, data: bytes) -> int:
        return 1 if path == USER and b"thinking" in data else syntax_errors(path, data)

    monkeypatch.setattr("v4migrate.rewrite.rewriter.syntax_errors", errors)
    outcomes = worked_out(policy).outcomes
    assert outcomes[USER].after == FILES[USER]
    assert outcomes[CONF].is_complete
    why = "its switch belongs into user.py: the edit would add 1 syntax error"
    if policy == "keep-behaviour":
        assert outcomes[CONF].after == FILES[CONF].replace(b"deepseek-reasoner", b"deepseek-v4-flash")
        [held] = outcomes[CONF].held
        assert held.held is Held.BEHAVIOUR
        assert held.why.startswith(why)
    else:
        assert outcomes[CONF].after == renamed(FILES[CONF])
        [change] = outcomes[CONF].thinking(Switch.NOT_PLACED)
        assert change.thinking.why.startswith(why)
        assert "disabled" in change.thinking.snippet
        assert not change.thinking.elsewhere


def test_file_that_is_gone_takes_no_switch() -> None:
    result = worked_out()
    gone = Together(result.rewriter, lambda path: None)
    gone.add(Member(CONF, CONF, FILES[CONF]))
    gone.settle()
    [change] = gone.outcomes[CONF].thinking(Switch.NOT_PLACED)
    assert change.thinking.why == "its switch belongs into user.py: it cannot be read"
    assert gone.outcomes[CONF].after == renamed(FILES[CONF])


def test_files_that_do_not_agree_get_no_switch(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(together, "_ROUNDS", 0)
    outcomes = worked_out().outcomes
    assert outcomes[CONF].after == renamed(FILES[CONF])
    assert outcomes[CONF].thinking(Switch.NOT_PLACED)
    assert USER not in outcomes


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for path, data in FILES.items():
        (tmp_path / path).write_bytes(data)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_file_whose_switch_could_not_be_written_elsewhere_is_left_as_it_was(
    here: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    replace = Path.replace

    def refuse(self: Path, target: Path) -> Path:
        if Path(target).name == "user.py":
            raise PermissionError(13, "Permission denied")
        return replace(self, target)

    monkeypatch.setattr(Path, "replace", refuse)
    assert run(["rewrite"]) is ExitCode.INCOMPLETE
    assert {path: (here / path).read_bytes() for path in FILES} == FILES
    said = capsys.readouterr().err
    assert "user.py: cannot be written" in said
    assert "conf.py: left as it was: the thinking switch of a rename in it belongs into user.py" in said


def test_undo_gives_both_back(here: Path) -> None:
    assert run(["rewrite"]) is ExitCode.OK
    assert (here / "user.py").read_bytes() != FILES[USER]
    assert run(["rewrite", "--undo"]) is ExitCode.OK
    assert {path: (here / path).read_bytes() for path in FILES} == FILES


def test_projects_with_files_of_the_same_name_are_both_rewritten(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    for name in ("one", "two"):
        (tmp_path / name / ".git").mkdir(parents=True)
        (tmp_path / name / "a.py").write_text('ask(model="deepseek-reasoner")\n', encoding="utf-8")
    run(["rewrite", "--json", "--allow-dirty", "one", "two"])
    changed = [file["path"] for file in json.loads(capsys.readouterr().out)["files"] if file["status"] == "changed"]
    assert changed == ["one/a.py", "two/a.py"]


NAMES = (
    'import requests\nURL = "https://api.deepseek.com/chat/completions"\n\n\n'
    'class Names:\n    def model(self):\n        return "deepseek-chat"\n\n\n'
)
ASKS = (
    'def ask(text, model{}):\n    payload = {{"model": model, "messages": text, "stream": False}}\n'
    "    return requests.post(URL, json=payload)\n"
)


@pytest.mark.parametrize(
    ("default", "only_for", "written"),
    [
        pytest.param('="deepseek-chat"', None, '"stream": False, "thinking": {"type": "disabled"}}', id="for-all"),
        pytest.param("", "deepseek-v4-flash", 'if model == "deepseek-v4-flash"', id="for-one"),
    ],
)
def test_switch_that_another_name_sets_for_all_is_not_told_as_one_for_one(
    write: Write, capsys: pytest.CaptureFixture[str], default: str, only_for: str | None, written: str
) -> None:
    write({"a.py": NAMES + ASKS.format(default)})
    _, document = project_rewritten(capsys)
    assert written in Path("a.py").read_text()
    assert next(found["only_for"] for found in thinking_of(document)) == only_for
