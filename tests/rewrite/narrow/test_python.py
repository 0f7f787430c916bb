"""Python: values that must fit a `Literal` or an enumeration of another file, which pydantic checks when the program runs."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.rewrite.tools import Write, project_rewritten
from v4migrate.exit_codes import ExitCode
from v4migrate.rewrite.outcome import Held

CLIENT = 'client = OpenAI(base_url="https://api.deepseek.com")\n'
ASK = "client.chat.completions.create(model=model, messages=[])"
LITERAL = 'from typing import Literal\nModel = Literal["deepseek-chat", "gpt-4o"]\n'


@pytest.mark.parametrize(
    "files",
    [
        pytest.param(
            {"models.py": 'class Settings(BaseModel):\n    model: Literal["deepseek-chat", "gpt-4o"]\n',
             "api.py": f'from models import Settings\n{CLIENT}model = Settings(model="deepseek-chat").model\n{ASK}\n'},
            id="argument-of-a-checked-class",
        ),
        pytest.param(
            {"conf.py": 'from models import Model\nclass Settings(BaseModel):\n    model: Model = "deepseek-chat"\n',
             "api.py": f"from conf import Settings\n{CLIENT}model = Settings().model\n{ASK}\n"},
            id="field",
        ),
        pytest.param(
            {"schema.py": "from models import Model\nclass Body(BaseModel):\n    model: Model\n",
             "api.py": f'import schema\n{CLIENT}DEFAULT = "deepseek-chat"\nmodel = schema.Body(model=DEFAULT).model\n{ASK}\n'},
            id="constant-that-is-put-there",
        ),
        pytest.param(
            {"api.py": f'from models import Model\n{CLIENT}def ask(model: Model = "deepseek-chat"):\n    return {ASK}\n'},
            id="default-of-a-parameter",
        ),
        pytest.param(
            {"models.py": 'class Model(str, Enum):\n    CHAT = "deepseek-chat"\n    GPT = "gpt-4o"\n',
             "api.py": f'from models import Model\n{CLIENT}model = Model("deepseek-chat")\n{ASK}\n'},
            id="enumeration",
        ),
    ],
)  # fmt: skip
def test_value_that_must_fit_a_narrow_type_waits(
    files: dict[str, str], write: Write, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    files = {"models.py": LITERAL, **files}
    write(files)
    code, document = project_rewritten(capsys)
    assert code is ExitCode.DECISION
    held = [entry for file in document["files"] for entry in file["held"] if entry["reason"] == Held.TYPE.name.lower()]
    assert held
    assert all("models.py:" in entry["why"] for entry in held), held
    assert {name: (tmp_path / name).read_text() for name in files} == files


@pytest.mark.parametrize(
    "files",
    [
        pytest.param({"api.py": f'from models import Model\n{CLIENT}{ASK.replace("model=model", "model=<id>")}\n'}, id="client"),
        pytest.param(
            {"models.py": 'Model = Union[Literal["deepseek-chat"], str]\n',
             "api.py": f"from models import Model\n{CLIENT}def ask(model: Model = <id>):\n    return {ASK}\n"},
            id="type-that-any-text-fits",
        ),
        pytest.param({"api.py": f"{CLIENT}Model = str\nmodel: Model = <id>\n{ASK}\n"}, id="own-type-of-the-same-name"),
    ],
)  # fmt: skip
def test_what_any_name_fits_is_renamed(
    files: dict[str, str], write: Write, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write({"models.py": LITERAL, **{name: text.replace("<id>", '"deepseek-chat"') for name, text in files.items()}})
    project_rewritten(capsys)
    assert "deepseek-chat" not in (tmp_path / "api.py").read_text()


@pytest.mark.parametrize(
    ("table", "is_added"),
    [
        pytest.param('from models import Model\nCONTEXT: dict[Model, int] = {"deepseek-chat": 131072}\n', False, id="mapping"),
        pytest.param('CONTEXT: dict[Literal["deepseek-chat"], int] = {"deepseek-chat": 131072}\n', False, id="written-out"),
        pytest.param('from models import Model\nmodels: list[Model] = ["deepseek-chat"]\n', False, id="list"),
        pytest.param('CONTEXT: dict[str, int] = {"deepseek-chat": 131072}\n', True, id="any-text"),
    ],
)  # fmt: skip
def test_row_that_a_type_does_not_know_waits(
    table: str, is_added: bool, write: Write, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write({"models.py": LITERAL, "table.py": table})
    _, document = project_rewritten(capsys, "--unsafe")
    held = [entry["reason"] for file in document["files"] for entry in file["held"]]
    assert (Held.TYPE.name.lower() in held) is not is_added
    assert ("deepseek-v4-flash" in (tmp_path / "table.py").read_text()) is is_added
