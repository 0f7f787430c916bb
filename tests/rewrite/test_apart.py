"""Where a name that thinks and one that does not go by the same requests: when they are kept apart, what it costs, what is told,
and what goes together."""

from __future__ import annotations

from pathlib import Path, PurePosixPath

import pytest

from tests.rewrite.tools import ASK, KEYWORD, NEW, Write, project_rewritten, thinking_of
from v4migrate.cli.app import run
from v4migrate.exit_codes import ExitCode
from v4migrate.rewrite.parse import syntax_errors

BOTH = {
    "llm.py": f"def ask(model):\n    return {ASK}(model=model, messages=[])\n",
    "app.py": 'from llm import ask\nask("deepseek-chat")\nask("deepseek-reasoner")\n',
    "conf.py": 'DEEP = "deepseek-reasoner"\n',
}


CLIENT = 'from openai import OpenAI\nclient = OpenAI(api_key="x", base_url="https://api.deepseek.com")\n'
CREATE = "client.chat.completions.create"
SAFE = {
    "conf.py": 'MODEL = os.getenv("M", "deepseek-chat")\nDEEP = "deepseek-reasoner"\n',
    "llm.py": f"from conf import DEEP, MODEL\n{ASK}(model=MODEL, messages=[])\n{ASK}(model=DEEP, messages=[])\n",
}


def test_names_that_think_are_kept_apart_where_unsafe_fixes_are_allowed(
    write: Write, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write(BOTH)
    _, document = project_rewritten(capsys, "--unsafe")
    assert document["apart"] == {"deepseek-reasoner": "deepseek-v4-pro"}
    assert KEYWORD in (tmp_path / "llm.py").read_text()
    assert (tmp_path / "app.py").read_text() == f'from llm import ask\nask("{NEW}")\nask("deepseek-v4-pro")\n'
    assert (tmp_path / "conf.py").read_text() == 'DEEP = "deepseek-v4-pro"\n', (
        "everywhere, and not only where it is needed"
    )


def test_nothing_gets_dearer_where_no_switch_would_be_placed(
    write: Write, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write({**BOTH, "llm.py": f"def ask(model):\n    return {ASK}(model=pick(model), messages=[])\n"})
    _, document = project_rewritten(capsys, "--unsafe")
    assert document["apart"] == {}
    assert "deepseek-v4-pro" not in "".join((tmp_path / name).read_text() for name in BOTH)


def test_list_in_a_text_makes_nothing_dearer(write: Write, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    deep = f'{ASK}(model="deepseek-reasoner", messages=[])\n'
    write({"README.md": "- `deepseek-chat`: fast\n- `deepseek-reasoner`: thorough\n", "deep.py": deep})
    _, document = project_rewritten(capsys, "--unsafe")
    assert document["apart"] == {}
    assert NEW in (tmp_path / "deep.py").read_text()


def test_it_is_said_that_the_larger_model_costs_more(
    write: Write, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write(BOTH)
    run(["rewrite", ".", "--unsafe", "--check", "--pr-body", "body.md"])
    said = " ".join(capsys.readouterr().err.split())
    assert "deepseek-reasoner becomes deepseek-v4-pro at 2 places, WHICH COSTS MORE" in said
    assert f"only when the model is {NEW}" in said
    body = (tmp_path / "body.md").read_text()
    assert "`deepseek-reasoner` becomes `deepseek-v4-pro` at 2 places, which costs more" in body
    assert f"at run time only for `{NEW}`" in body


def test_nothing_is_said_to_be_dearer_where_no_name_became_the_larger_model(
    write: Write, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write({**BOTH, "app.py": 'from llm import ask\nask("deepseek-chat")\n', "conf.py": SUPPRESSED})
    run(["rewrite", ".", "--unsafe", "--check", "--pr-body", "body.md"])
    said = " ".join(capsys.readouterr().err.split())
    assert "1 placed" in said, "the switch is for one model alone, as the other name stays apart"
    assert "COSTS MORE" not in said
    assert "Dearer model" not in (tmp_path / "body.md").read_text()
    assert project_rewritten(capsys, "--unsafe")[1]["apart"] == {}


SUPPRESSED = 'DEEP = "deepseek-reasoner"  # v4migrate: ignore\n'


def test_names_stay_as_the_policy_says_where_unsafe_fixes_are_not_allowed(
    write: Write, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write(SAFE)
    code, document = project_rewritten(capsys)
    assert document["apart"] == {}
    assert (tmp_path / "conf.py").read_text() == SAFE["conf.py"].replace("deepseek-chat", NEW).replace(
        "deepseek-reasoner", NEW
    )
    assert "is meant to think and would be" in thinking_of(document)[0]["why"]
    assert code is ExitCode.DECISION


@pytest.mark.parametrize("options", [["--map", "deepseek-reasoner=deepseek-v4-pro"], ["--reasoner-to-pro"]])
def test_wish_for_the_larger_model_lets_the_switch_be_placed(
    write: Write, tmp_path: Path, capsys: pytest.CaptureFixture[str], options: list[str]
) -> None:
    write(SAFE)
    code, document = project_rewritten(capsys, *options)
    assert KEYWORD.replace("model ==", "MODEL ==") in (tmp_path / "llm.py").read_text()
    assert document["apart"] == {}, "it was chosen"
    assert code is ExitCode.OK


def test_wish_in_the_configuration_is_no_use_of_the_new_name(
    write: Write, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    wish = f'target = "{NEW}"\n\n[rewrite]\nmap = {{"deepseek-reasoner" = "deepseek-v4-pro"}}\n'
    write({**SAFE, "v4migrate.toml": wish})
    code, _ = project_rewritten(capsys)
    assert KEYWORD.replace("model ==", "MODEL ==") in (tmp_path / "llm.py").read_text()
    assert code is ExitCode.OK


def test_wish_for_one_name_is_kept(write: Write, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write(BOTH)
    _, document = project_rewritten(capsys, "--unsafe", "--map", f"deepseek-reasoner={NEW}")
    assert document["apart"] == {}
    assert "thinking" not in (tmp_path / "llm.py").read_text()


def test_picker_and_the_rest_of_a_project_call_a_name_alike(
    write: Write, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write(
        {
            "pick.py": 'CHOICES = ["deepseek-chat", "deepseek-reasoner"]\n',
            "deep.py": f'{ASK}(model="deepseek-reasoner", messages=[])\n',
        }
    )
    _, document = project_rewritten(capsys, "--unsafe")
    assert document["apart"] == {"deepseek-reasoner": "deepseek-v4-pro"}
    assert "deepseek-v4-pro" in (tmp_path / "deep.py").read_text()


def test_entries_of_a_picker_are_chosen_for_where_names_are_kept_apart(
    write: Write, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    models = "def check(name):\n    valid_models = ['{chat}', '{deep}']\n    if name not in valid_models:\n        raise ValueError\n"
    write({**BOTH, "models.py": models.format(chat="deepseek-chat", deep="deepseek-reasoner")})
    project_rewritten(capsys, "--unsafe")
    assert (tmp_path / "models.py").read_text() == models.format(chat=NEW, deep="deepseek-v4-pro")


def test_rename_is_let_through_where_behaviour_must_be_kept(
    write: Write, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    asks = 'ask("gpt-9")\nask("deepseek-chat")\n'
    write({"llm.py": f"def ask(model):\n    return {ASK}(model=model)\n{asks}"})
    code, _ = project_rewritten(capsys, "--unsafe", "--policy", "keep-behaviour")
    assert f'ask("{NEW}")' in (tmp_path / "llm.py").read_text()
    assert code is ExitCode.OK


def test_request_of_its_own_keeps_the_switch_for_all(
    write: Write, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    own = f'from names import *\nMODEL = "deepseek-chat"\n{ASK}(model=MODEL, messages=[])\nregister(MODEL)\n'
    write(
        {
            "own.py": own,
            "names.py": "def register(name):\n    names.append(name)\n",
            "llm.py": f"def ask(model):\n    return {ASK}(model=model, messages=[])\n",
        }
    )
    _, document = project_rewritten(capsys)
    assert [thinking["switch"] for thinking in thinking_of(document)] == ["placed"]
    assert 'messages=[], extra_body={"thinking": {"type": "disabled"}})' in (tmp_path / "own.py").read_text()
    assert KEYWORD in (tmp_path / "llm.py").read_text()


def test_rename_is_said_to_think_where_its_switch_cannot_be_made(
    write: Write, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def errors(path: PurePosixPath, data: bytes) -> int:
        return 1 if b"thinking" in data else syntax_errors(path, data)

    monkeypatch.setattr("v4migrate.rewrite.rewriter.syntax_errors", errors)
    files = {
        "llm.py": f"def ask(model):\n    return {ASK}(model=model, messages=[])\n",
        "pick.py": 'NAMES = {"quick": "deepseek-chat", "other": "gpt-9"}\nchosen = NAMES[kind]\n',
    }
    write(files)
    code, document = project_rewritten(capsys, "--unsafe")
    assert (tmp_path / "llm.py").read_text() == files["llm.py"]
    assert (tmp_path / "pick.py").read_text() == files["pick.py"].replace("deepseek-chat", NEW)
    [thinking] = thinking_of(document)
    assert thinking["switch"] == "not-placed"
    assert thinking["why"].startswith("its switch belongs into llm.py")
    assert code is ExitCode.DECISION


def test_request_that_says_so_for_every_model_needs_nothing(
    write: Write, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    llm = f'def ask(model):\n    return {ASK}(model=model, extra_body={{"thinking": {{"type": "disabled"}}}})\n'
    write({"llm.py": llm, "pick.py": 'NAMES = {"quick": "deepseek-chat", "other": "gpt-9"}\nchosen = NAMES[kind]\n'})
    _, document = project_rewritten(capsys, "--unsafe")
    assert [thinking["switch"] for thinking in thinking_of(document)] == ["already-set"]
    assert (tmp_path / "llm.py").read_text() == llm


def test_switch_for_all_models_of_a_request_makes_the_one_for_one_needless(
    write: Write, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write(
        {
            "llm.py": f'MODEL = "deepseek-chat"\n{ASK}(model=MODEL, messages=[])\n',
            "pick.py": 'NAMES = {"quick": "deepseek-chat", "other": "gpt-9"}\nchosen = NAMES[kind]\n',
        }
    )
    project_rewritten(capsys, "--unsafe")
    assert (tmp_path / "llm.py").read_text() == (
        f'MODEL = "{NEW}"\n{ASK}(model=MODEL, messages=[], extra_body={{"thinking": {{"type": "disabled"}}}})\n'
    )


@pytest.mark.parametrize(
    ("name", "code"),
    [
        pytest.param(
            "a.py",
            f'{CLIENT}def pick(deep):\n    if deep:\n        model = "deepseek-reasoner"\n    else:\n'
            f'        model = "deepseek-chat"\n    return {CREATE}(model=model, messages=[])\n',
            id="branches",
        ),
        pytest.param(
            "a.py",
            f'{CLIENT}def two(req):\n    req.model = "deepseek-chat"\n    {CREATE}(model=req.model, messages=[])\n'
            f'    req.model = "deepseek-reasoner"\n    {CREATE}(model=req.model, messages=[])\n',
            id="one-member-set-twice",
        ),
        pytest.param(
            "a.js",
            'import OpenAI from "openai";\nconst client = new OpenAI({ baseURL: "https://api.deepseek.com" });\n'
            f'async function two() {{\n  let model = "deepseek-chat";\n  await {CREATE}({{ model, messages: [] }});\n'
            f'  model = "deepseek-reasoner";\n  await {CREATE}({{ model, messages: [] }});\n}}\n',
            id="javascript",
        ),
    ],
)
def test_two_assignments_to_one_name_are_kept_apart(
    name: str, code: str, write: Write, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write({name: code})
    exit_code, document = project_rewritten(capsys, "--unsafe")
    assert exit_code is ExitCode.OK
    assert document["apart"] == {"deepseek-reasoner": "deepseek-v4-pro"}
    after = (tmp_path / name).read_text()
    assert "enabled" not in after, "the request that did not think is not told to"
    assert after.count("disabled") == code.count(CREATE)


def test_it_is_said_that_a_model_of_the_run_gets_the_same_switch(
    write: Write, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write(
        {
            "ask.py": 'def ask(m, model="deepseek-chat"):\n    return c.chat.completions.create(model=model, messages=m)\n'
        }
    )
    run(["rewrite", ".", "--check", "--pr-body", "body.md"])
    said = " ".join(capsys.readouterr().err.split())
    assert "1 of them where the run may choose another model, which then gets the same switch" in said
    assert (
        "placed; a model that is chosen at run time instead gets the same switch" in (tmp_path / "body.md").read_text()
    )
