"""What looks like the SDK and is an object of a class of the project's own gets no argument that it may not take."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.rewrite.tools import Write, project_rewritten, rewritten, thinking_of
from v4migrate.rewrite.thinking import Switch

OFF = ', extra_body={"thinking": {"type": "disabled"}}'
OFF_TS = ", ...({ thinking: { type: 'disabled' } } as object)"
HOST = '"https://api.deepseek.com"'
PY = 'client.chat.completions.create(model="deepseek-chat", messages=m<off>)\n'
TS = "client.chat.completions.create({ model: 'deepseek-chat', messages: m<off> });\n"
OWN = "class Client:\n    def create(self, model, messages):\n        return send(model, messages)\n"


@pytest.mark.parametrize(
    ("files", "switch"),
    [
        pytest.param({"a.py": f"{OWN}client = Client({HOST})\n{PY}"}, "", id="a-class-of-the-file"),
        pytest.param(
            {"own.py": OWN, "a.py": f"from own import Client\nclient = Client({HOST})\n{PY}"}, "", id="of-another-file"
        ),
        pytest.param(
            {"own.py": f"{OWN}client = Client()\n", "a.py": f"from own import client\nH = {HOST}\n{PY}"},
            "",
            id="an-object-of-another-file",
        ),
        pytest.param(
            {"own.py": f"{OWN}def get():\n    return Client()\n", "a.py": f"from own import get\nclient = get()\nH = {HOST}\n{PY}"},
            "",
            id="what-a-function-makes",
        ),
        pytest.param(
            {"own.py": OWN, "a.py": f"from own import Client\nclass A:\n    def __init__(self):\n        self.client = Client({HOST})\n"
             f"    def ask(self, m):\n        return self.{PY}"},
            "",
            id="a-field",
        ),
        pytest.param(
            {"a.py": f'{OWN}client = Client({HOST})\nclient.messages.create(model="deepseek-chat", messages=m<off>)\n'},
            "",
            id="anthropic",
        ),
        pytest.param(
            {"own.py": f"{OWN}class Base(Client):\n    pass\n", "a.py": f"from own import Base\nclient = Base({HOST})\n{PY}"},
            "",
            id="a-class-of-an-own-class",
        ),
        pytest.param(
            {"a.ts": f"class Mine {{\n  chat = {{ completions: {{ create: (o: P) => post({{ model: o.model }}) }} }};\n}}\n"
             f"const url = 'https://api.deepseek.com';\nconst client = new Mine();\n{TS}"},
            "",
            id="typescript",
        ),
        pytest.param(
            {"own.ts": "export default class OpenAI {\n  chat = { completions: { create: (o: P) => post(o.model) } };\n}\n",
             "a.ts": f"import OpenAI from './own';\nconst client = new OpenAI({{ baseURL: 'https://api.deepseek.com' }});\n{TS}"},
            "",
            id="typescript-of-another-file-by-default",
        ),
        pytest.param({"a.py": f"from openai import OpenAI\nclient = OpenAI(base_url={HOST})\n{PY}"}, OFF, id="the-sdk"),
        pytest.param(
            {"own.py": f"from openai import OpenAI\ndef get():\n    return OpenAI(base_url={HOST})\n",
             "a.py": f"from own import get\nclient = get()\nH = {HOST}\n{PY}"},
            OFF,
            id="the-sdk-that-a-function-makes",
        ),
        pytest.param(
            {"own.py": f"from openai import OpenAI\nclient = OpenAI(base_url={HOST})\n",
             "a.py": f"from own import client\nH = {HOST}\n{PY}"},
            OFF,
            id="the-sdk-of-another-file",
        ),
        pytest.param(
            {"a.py": f"from openai import OpenAI\nclass Mine(OpenAI):\n    pass\nclient = Mine(base_url={HOST})\n{PY}"},
            OFF,
            id="a-class-of-the-sdk",
        ),
        pytest.param(
            {"a.py": "from openai import OpenAI\nclass Mine:\n    def __init__(self):\n"
             f"        self._c = OpenAI(base_url={HOST})\n        self.chat = self._c.chat\nclient = Mine()\n{PY}"},
            OFF,
            id="a-part-of-the-sdk-is-handed-on",
        ),
        pytest.param(
            {"a.py": "from openai import OpenAI\nclass Mine:\n    def __getattr__(self, name):\n"
             f"        return getattr(OpenAI(base_url={HOST}), name)\nclient = Mine()\n{PY}"},
            OFF,
            id="all-of-the-sdk-is-handed-on",
        ),
        pytest.param(
            {"a.ts": f"import OpenAI from 'openai';\nconst client = new OpenAI({{ baseURL: 'https://api.deepseek.com' }});\n{TS}"},
            OFF_TS,
            id="typescript-the-sdk",
        ),
    ],
)  # fmt: skip
def test_whose_object_it_is(
    write: Write, tmp_path: Path, capsys: pytest.CaptureFixture[str], files: dict[str, str], switch: str
) -> None:
    write({name: text.replace("<off>", "") for name, text in files.items()})
    _, document = project_rewritten(capsys)
    for name, text in files.items():
        expected = text.replace("deepseek-chat", "deepseek-v4-flash").replace("<off>", switch)
        assert (tmp_path / name).read_text(encoding="utf-8") == expected
    found = {thinking["switch"] for thinking in thinking_of(document)}
    assert found == {"placed" if switch else "not-placed"}


def test_a_file_alone_knows_its_own_classes() -> None:
    outcome = rewritten("a.py", f"{OWN}client = Client({HOST})\n{PY.replace('<off>', '')}")
    (change,) = outcome.changes
    assert change.thinking.switch is Switch.NOT_PLACED
    assert "Client, which client.chat.completions.create is of" in change.thinking.why


def test_the_request_of_an_own_class_gets_it_where_it_is_seen(
    write: Write, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    own = (
        "from openai import OpenAI\nclass Client:\n    def __init__(self, base_url):\n        self._c = OpenAI(base_url=base_url)\n"
        "    def create(self, model, messages):\n        return self._c.chat.completions.create(model=model, messages=messages<off>)\n"
    )
    write(
        {
            "own.py": own.replace("<off>", ""),
            "a.py": f"from own import Client\nclient = Client({HOST})\n{PY.replace('<off>', '')}",
        }
    )
    project_rewritten(capsys)
    switched = own.replace("<off>", f'{OFF} if model == "deepseek-v4-flash" else None')
    assert (tmp_path / "own.py").read_text(encoding="utf-8") == switched
