"""Objects of a class that a file takes in and keeps: requests with the model of one, or told where that cannot be seen."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.rewrite.tools import Write, project_rewritten, thinking_of

SERVICE = (
    'from openai import OpenAI\nclass DeepSeekDesk:\n    def __init__(self, key, api_base, model="deepseek-chat"):\n'
    "        self.client = OpenAI(api_key=key, base_url=api_base)\n        self.model = model\n"
    "    def ask(self, m):\n        return self.client.chat.completions.create(model=self.model, messages=m)\n"
)
SHOP = (
    "from deepseek_desk import DeepSeekDesk\nclass Shop:\n    def __init__(self, {taken}):\n        {kept}\n"
    "    def go(self, m):\n        return self.desk.client.chat.completions.create(model=self.desk.model, messages=m)\n"
)
OWN = 'if self.model == "deepseek-v4-flash"'
GUARD = 'if self.desk.model == "deepseek-v4-flash"'


@pytest.mark.parametrize(
    ("taken", "kept"),
    [
        pytest.param("d: DeepSeekDesk, n: int", "self.desk = d  # by another name", id="by-another-name"),
        pytest.param("d: DeepSeekDesk", "mine = d\n        self.desk = mine", id="twice"),
        pytest.param("d: Optional[DeepSeekDesk] = None", "self.desk = d or DeepSeekDesk('')", id="optional"),
        pytest.param('d: "DeepSeekDesk | None"', "self.desk = d;", id="in-quotes"),
    ],
)
def test_requests_of_an_object_that_is_handed_over(
    taken: str, kept: str, write: Write, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write({"deepseek_desk.py": SERVICE, "shop.py": SHOP.format(taken=taken, kept=kept)})
    _, document = project_rewritten(capsys)
    assert [thinking["switch"] for thinking in thinking_of(document)] == ["placed"]
    assert OWN in (tmp_path / "deepseek_desk.py").read_text()
    assert GUARD in (tmp_path / "shop.py").read_text()


def test_an_object_of_a_class_that_a_package_hands_on(
    write: Write, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    shop = SHOP.format(taken="d: DeepSeekDesk", kept="self.desk = d").replace("deepseek_desk", "desks")
    package = {"desks/__init__.py": "from .deepseek_desk import DeepSeekDesk\n", "desks/deepseek_desk.py": SERVICE}
    write({**package, "shop.py": shop})
    project_rewritten(capsys)
    assert GUARD in (tmp_path / "shop.py").read_text()


@pytest.mark.parametrize(
    ("taken", "kept", "why"),
    [
        pytest.param("desk", "self.desk = desk", "shop.py: self.desk.model may be of DeepSeekDesk, too", id="untyped"),
        pytest.param(
            "d: DeepSeekDesk, other",
            "self.desk = d\n    def turn(self):\n        self.desk = OtherDesk()",
            "shop.py: self.desk.model may be of DeepSeekDesk, too",
            id="another-object-by-the-same-name",
        ),
    ],
)
def test_a_request_of_what_may_be_such_an_object_is_told(
    taken: str, kept: str, why: str, write: Write, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write({"deepseek_desk.py": SERVICE, "shop.py": SHOP.format(taken=taken, kept=kept)})
    _, document = project_rewritten(capsys)
    assert [(thinking["switch"], why in thinking["why"]) for thinking in thinking_of(document)] == [
        ("not-placed", True)
    ]
    assert GUARD not in (tmp_path / "shop.py").read_text()


@pytest.mark.parametrize(
    ("taken", "kept"),
    [
        pytest.param("desk: OtherDesk", "self.desk = desk", id="typed-as-another"),
        pytest.param("desk", "self.desk = OtherDesk()", id="made-by-another"),
    ],
)
def test_an_object_of_another_class_is_left_alone(
    taken: str, kept: str, write: Write, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    shop = SHOP.format(taken=taken, kept=kept)
    write({"deepseek_desk.py": SERVICE, "shop.py": shop})
    _, document = project_rewritten(capsys)
    assert [thinking["switch"] for thinking in thinking_of(document)] == ["placed"]
    assert (tmp_path / "shop.py").read_text() == shop


def test_typescript(write: Write, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write(
        {
            "desk.ts": "import OpenAI from 'openai';\nexport class DeepSeekDesk {\n  model = 'deepseek-chat';\n"
            "  client = new OpenAI({ baseURL: 'https://api.deepseek.com' });\n}\n",
            "shop.ts": "import { DeepSeekDesk } from './desk';\nclass Shop {\n  private desk;\n  constructor(d: DeepSeekDesk) {\n"
            "    this.desk = d;\n  }\n  go(messages: any[]) {\n"
            "    return this.desk.client.chat.completions.create({ model: this.desk.model, messages });\n  }\n}\n",
        }
    )
    _, document = project_rewritten(capsys)
    assert [(thinking["switch"], thinking["only_for"]) for thinking in thinking_of(document)] == [("placed", None)]
    assert "thinking: { type: " in (tmp_path / "shop.ts").read_text()
