"""Callers in other files: a model that they hand over goes by the same request, which then asks for the name first."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.rewrite.tools import ASK, KEYWORD, NEW, SPREAD, Write, project_rewritten, thinking_of

OFF = 'extra_body={"thinking": {"type": "disabled"}}'
OFF_JS = 'thinking: { type: "disabled" }'
GUARD = f", {KEYWORD}"
SPREAD_JS = f", {SPREAD}"
REQUIRED = 'const { ask } = require("./llm");\n'
LATER = "from llm import ask\n"
PY = f'def ask(messages, model="<id>"):\n    return {ASK}(model=model, messages=messages<off>)\n'
CLASS = (
    'class Client:\n    def __init__(self, key=None, model="<id>"):\n        self.model = model\n\n'
    f"    def ask(self, messages):\n        return {ASK}(model=self.model, messages=messages<off>)\n"
)
METHOD = (
    f'class Client:\n    def ask(self, messages, model="<id>"):\n        return {ASK}(model=model, messages=messages<off>)\n'
    "client = Client()\n"
)
FIELD_GUARD = GUARD.replace(" model ==", " self.model ==")
JS = f'function ask(messages, model = "<id>") {{\n  return {ASK}({{ model, messages<off> }});\n}}\nmodule.exports = {{ ask }};\n'
JS_CLASS = (
    'export class Client {\n  constructor({ model = "<id>", key } = {}) { this.model = model; }\n'
    f"  ask(messages) {{ return {ASK}({{ model: this.model, messages<off> }}); }}\n}}\n"
)
JS_FIELD = SPREAD_JS.replace("(model ===", "(this.model ===")


@pytest.mark.parametrize(
    ("name", "code", "caller", "switch"),
    [
        pytest.param("llm.py", PY, "from llm import ask\nask([], model='gpt-4o')\n", GUARD, id="by-name"),
        pytest.param("llm.py", PY, "from llm import ask\nask([], 'gpt-4o')\n", GUARD, id="by-position"),
        pytest.param("llm.py", PY, "from llm import ask as say\nsay([], 'gpt-4o')\n", GUARD, id="by-another-name"),
        pytest.param("llm.py", PY, "import llm\nllm.ask([], 'gpt-4o')\n", GUARD, id="of-the-module"),
        pytest.param("llm.py", PY, "from llm import *\nask([], 'gpt-4o')\n", GUARD, id="of-all-that-it-has"),
        pytest.param("pkg/llm.py", PY, "from pkg import ask\nask([], 'gpt-4o')\n", GUARD, id="handed-on-by-a-package"),
        pytest.param("llm.py", PY, "from llm import ask\nask([], model=pick())\n", GUARD, id="what-only-the-run-tells"),
        pytest.param("llm.py", PY, "from llm import ask\nask([], **options)\n", GUARD, id="among-unpacked-arguments"),
        pytest.param(
            "llm.py", PY, "from llm import ask\ndef two(m='gpt-4o'):\n    return ask([], m)\n", GUARD, id="a-default-there"
        ),
        pytest.param("llm.py", CLASS, "from llm import Client\nClient('k', 'gpt-4o')\n", FIELD_GUARD, id="a-class"),
        pytest.param(
            "llm.py",
            CLASS,
            "from llm import Client\nclass Mine(Client):\n    def __init__(self):\n        super().__init__(model='gpt-4o')\n",
            FIELD_GUARD,
            id="a-class-that-builds-on-it",
        ),
        pytest.param("llm.py", METHOD, "from llm import client\nclient.ask([], 'gpt-4o')\n", GUARD, id="a-method"),
        pytest.param("llm.js", JS, 'const { ask } = require("./llm");\nask([], "gpt-4o");\n', SPREAD_JS, id="javascript"),
        pytest.param(
            "llm.js", JS_CLASS, 'import { Client } from "./llm";\nnew Client({ model: "gpt-4o" });\n', JS_FIELD, id="property"
        ),
        pytest.param(
            "llm.js", JS_CLASS, 'import { Client } from "./llm";\nnew Client(options);\n', JS_FIELD, id="an-object-of-the-run"
        ),
        pytest.param(
            "llm.js",
            JS_CLASS.replace("export", "export default"),
            'import LLM from "./llm";\nnew LLM({ model: "gpt-4o" });\n',
            JS_FIELD,
            id="the-default-export",
        ),
        pytest.param("llm.py", PY, f"{LATER}go = partial(ask, model='gpt-4o')\n", GUARD, id="partial"),
        pytest.param("llm.py", PY, f"{LATER}go = partial(ask, [])\n", GUARD,
                     id="partial-that-may-get-more"),
        pytest.param("llm.py", PY, f"{LATER}asyncio.to_thread(ask, [], 'gpt-4o')\n", GUARD, id="to-thread"),
        pytest.param("llm.py", PY, f"{LATER}pool.submit(ask, [], 'gpt-4o')\n", GUARD, id="submit"),
        pytest.param("llm.py", PY, "import llm\nloop.run_in_executor(None, llm.ask, [], 'gpt-4o')\n", GUARD, id="run-in-executor"),
        pytest.param("llm.py", PY, f"{LATER}Thread(target=ask, args=([], 'gpt-4o')).start()\n", GUARD, id="thread"),
        pytest.param("llm.py", PY, f"{LATER}Thread(target=ask, args=given).start()\n", GUARD, id="thread-of-the-run"),
        pytest.param("llm.py", PY, f"{LATER}ask.delay([], 'gpt-4o')\n", GUARD, id="task"),
        pytest.param("llm.py", PY, f"{LATER}TOOLS = {{'ask': ask}}\n", GUARD, id="table-of-functions"),
        pytest.param("llm.py", PY, f"{LATER}run_with(ask, 3)\n", GUARD, id="handed-to-what-is-not-seen"),
        pytest.param("llm.py", METHOD, "from llm import client\npool.submit(client.ask, [], 'gpt-4o')\n", GUARD, id="submit-a-method"),
        pytest.param("llm.js", JS, REQUIRED + 'const go = ask.bind(null, [], "gpt-4o");\n', SPREAD_JS, id="bind"),
        pytest.param("llm.js", JS, REQUIRED + 'ask.call(null, [], "gpt-4o");\n', SPREAD_JS, id="call"),
        pytest.param("llm.js", JS, REQUIRED + 'const tools = { ask };\n', SPREAD_JS, id="javascript-table"),
        pytest.param("llm.py", PY, f"{LATER}asyncio.to_thread(ask, [])\n", f", {OFF}", id="to-thread-as-it-is"),
        pytest.param("llm.py", PY, f"{LATER}pool.submit(ask, [], model='<id>')\n", f", {OFF}", id="submit-the-same-model"),
        pytest.param("llm.py", PY, f"{LATER}Thread(target=ask, args=([],)).start()\n", f", {OFF}", id="thread-as-it-is"),
        pytest.param("llm.py", PY, f"{LATER}print(ask, callable(ask))\n", f", {OFF}", id="only-told-of"),
        pytest.param("llm.py", METHOD, "from llm import client\ntext = client.chat.ask\n", f", {OFF}", id="field-of-the-same-name"),
        pytest.param("llm.js", JS, REQUIRED + 'module.exports = { ask };\n', f", {OFF_JS}", id="javascript-handed-on"),
        pytest.param("llm.py", PY, "from llm import ask\nask([])\nask([], model='<id>')\n", f", {OFF}", id="the-same-model"),
        pytest.param("llm.py", PY, "from other import ask\nask([], 'gpt-4o')\n", f", {OFF}", id="another-function"),
        pytest.param("llm.py", PY, "from llm import ask\nask([], temperature=1)\n", f", {OFF}", id="another-argument"),
        pytest.param("llm.py", METHOD, "other.ask([], 'gpt-4o')\n", f", {OFF}", id="a-method-of-another-thing"),
        pytest.param("llm.js", JS, 'const { ask } = require("./llm");\nask([]);\n', f", {OFF_JS}", id="javascript-as-it-is"),
    ],
)  # fmt: skip
def test_the_argument_of_a_caller_elsewhere(
    write: Write, tmp_path: Path, capsys: pytest.CaptureFixture[str], name: str, code: str, caller: str, switch: str
) -> None:
    package = {"pkg/__init__.py": "from .llm import ask\n"} if name.startswith("pkg/") else {}
    main = f"main{Path(name).suffix}"
    write({name: code.replace("<id>", "deepseek-chat").replace("<off>", ""), **package,
           main: caller.replace("<id>", "deepseek-chat")})  # fmt: skip
    project_rewritten(capsys)
    expected = code.replace("<id>", "deepseek-v4-flash").replace("<off>", switch)
    assert (tmp_path / name).read_text(encoding="utf-8") == expected


@pytest.mark.parametrize(
    ("caller", "switch"),
    [
        pytest.param("from .tools import llm\nllm.ask([], row.name)\n", GUARD, id="of-the-module"),
        pytest.param(
            "from .tools import llm_tools\nllm_tools.ask([], row.name)\n", GUARD, id="of-a-module-that-is-no-file"
        ),
        pytest.param("from . import tools\ntools.llm.ask([], row.name)\n", GUARD, id="of-a-module-of-a-package"),
        pytest.param("from .tools import other\nother.ask([], row.name)\n", f", {OFF}", id="of-another-file-beside-it"),
        pytest.param("from .more import llm_tools\nllm_tools.ask([], row.name)\n", f", {OFF}", id="of-another-package"),
        pytest.param("from library import llm\nllm.ask([], row.name)\n", f", {OFF}", id="of-a-library"),
        pytest.param("from . import more\nmore.llm.ask([], row.name)\n", f", {OFF}", id="of-a-module-of-another"),
    ],
)
def test_how_a_caller_has_the_module(
    write: Write, tmp_path: Path, capsys: pytest.CaptureFixture[str], caller: str, switch: str
) -> None:
    name = "app/tools/llm.py"
    write({name: PY.replace("<id>", "deepseek-chat").replace("<off>", ""), "app/__init__.py": "", "app/tasks.py": caller,
           "app/tools/__init__.py": "", "app/tools/other.py": "def ask(messages, name): ...\n"})  # fmt: skip
    project_rewritten(capsys)
    expected = PY.replace("<id>", "deepseek-v4-flash").replace("<off>", switch)
    assert (tmp_path / name).read_text(encoding="utf-8") == expected


@pytest.mark.parametrize(
    ("middle", "caller", "switch"),
    [
        pytest.param("def run(m):\n    return ask([], m)\n", "run('gpt-4o')", GUARD, id="another-model"),
        pytest.param("def run(m):\n    return ask([], m)\n", "run('<id>')", f", {OFF}", id="the-same"),
        pytest.param("def run(m):\n    return ask([], m)\n", "run(pick())", GUARD, id="what-only-the-run-tells"),
    ],
)
def test_the_callers_of_a_caller(
    write: Write, tmp_path: Path, capsys: pytest.CaptureFixture[str], middle: str, caller: str, switch: str
) -> None:
    files = {"llm.py": PY, "mid.py": f"from llm import ask\n{middle}", "main.py": f"from mid import run\n{caller}\n"}
    write({name: text.replace("<id>", "deepseek-chat").replace("<off>", "") for name, text in files.items()})
    project_rewritten(capsys)
    expected = PY.replace("<id>", "deepseek-v4-flash").replace("<off>", switch)
    assert (tmp_path / "llm.py").read_text(encoding="utf-8") == expected


def test_a_request_that_cannot_ask_gets_none(write: Write, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code = f'def ask(model="deepseek-chat"):\n    return {ASK}(model=pick(model), messages=[])\n'
    write({"llm.py": code.replace("pick(model)", "model.strip()"), "main.py": "from llm import ask\nask('gpt-4o')\n"})
    _, document = project_rewritten(capsys)
    assert "extra_body" not in (tmp_path / "llm.py").read_text(encoding="utf-8")
    assert {thinking["switch"] for thinking in thinking_of(document)} == {"not-placed"}


@pytest.mark.parametrize(
    ("code", "switch"),
    [
        pytest.param(
            'def ask(m, model="<id>", base_url="https://api.deepseek.com"):\n'
            f"    c = OpenAI(base_url=base_url)\n    return {ASK}(model=model, messages=m<off>)\n",
            GUARD,
            id="the-address-is-an-argument",
        ),
        pytest.param(
            'def ask(m, model="<id>"):\n'
            f'    c = OpenAI(base_url="https://api.deepseek.com")\n    return {ASK}(model=model, messages=m<off>)\n',
            f", {OFF}",
            id="the-address-is-none",
        ),
        pytest.param(
            'import litellm\ndef ask(m, model="deepseek/<id>"):\n    return litellm.completion(model=model, messages=m<off>)\n',
            ', **({"extra_body": {"thinking": {"type": "disabled"}}} if model == "deepseek/deepseek-v4-flash" else {})',
            id="a-router",
        ),
    ],
)
def test_code_that_is_made_for_several_providers(
    write: Write, tmp_path: Path, capsys: pytest.CaptureFixture[str], code: str, switch: str
) -> None:
    write({"llm.py": f"{code.replace('<id>', 'deepseek-chat').replace('<off>', '')}"})
    project_rewritten(capsys)
    expected = code.replace("<id>", "deepseek-v4-flash").replace("<off>", switch)
    assert (tmp_path / "llm.py").read_text(encoding="utf-8") == expected


@pytest.mark.parametrize(
    ("address", "asks"),
    [
        pytest.param('base_url=cfg.base_url or "https://api.deepseek.com"', True, id="of-the-configuration"),
        pytest.param('base_url=os.getenv("LLM_BASE_URL", "https://api.deepseek.com")', True, id="of-the-environment"),
        pytest.param('base_url=settings.get("base_url")', True, id="of-the-settings"),
        pytest.param(
            'base_url=os.getenv("DEEPSEEK_URL", "https://api.deepseek.com")', False, id="called-after-deepseek"
        ),
        pytest.param(
            'base_url=cfg.deepseek_url or "https://api.deepseek.com"', False, id="member-called-after-deepseek"
        ),
        pytest.param('base_url="https://api.deepseek.com"', False, id="written-out"),
    ],
)
def test_an_address_that_only_the_run_knows(
    write: Write, tmp_path: Path, capsys: pytest.CaptureFixture[str], address: str, asks: bool
) -> None:
    code = (
        f"import os\nfrom openai import OpenAI\n\ndef ask(messages, cfg, model='<id>'):\n    c = OpenAI({address})\n"
        f"    return {ASK}(model=model, messages=messages<off>)\n"
    )
    write({"llm.py": code.replace("<id>", "deepseek-chat").replace("<off>", "")})
    project_rewritten(capsys)
    expected = code.replace("<id>", "deepseek-v4-flash").replace("<off>", GUARD if asks else f", {OFF}")
    assert (tmp_path / "llm.py").read_text(encoding="utf-8") == expected


def test_a_model_and_an_address_of_the_users_settings(
    write: Write, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code = (
        "import OpenAI from 'openai';\n\nexport class Teller {\n  constructor(options) {\n    this.options = options;\n  }\n\n"
        "  async tell(messages) {\n    const { key, baseURL, model } = this.options;\n"
        "    const c = new OpenAI({ apiKey: key, baseURL: baseURL || 'https://api.deepseek.com' });\n"
        f"    return {ASK}({{ model: model || '<id>', messages<off> }});\n  }}\n}}\n"
    )
    write({"teller.js": code.replace("<id>", "deepseek-chat").replace("<off>", "")})
    project_rewritten(capsys)
    switch = ", ...((model || '<id>') === '<id>' ? { thinking: { type: 'disabled' } } : {})"
    expected = code.replace("<off>", switch).replace("<id>", "deepseek-v4-flash")
    assert (tmp_path / "teller.js").read_text(encoding="utf-8") == expected


LOOSE = (
    'from openai import OpenAI\n\n\nclass Asker:\n    def __init__(self, base_url="https://api.deepseek.com", model=None):\n'
    '        self.model = model or "<id>"\n        self.client = OpenAI(base_url=base_url)\n\n'
    "    def ask(self, messages):\n        {}\n"
    "        return self.client.chat.completions.create(model=self.model, messages=messages<off>)\n"
)
FOR_ONE = f', extra_body={{"thinking": {{"type": "disabled"}}}} if self.model == "{NEW}" else None'


@pytest.mark.parametrize(
    ("beside", "off"),
    [
        pytest.param("print(self.model)", FOR_ONE, id="seen-to-its-ends"),
        pytest.param("somebody.ask({'model': self.model, 'messages': messages, 'mode': 1})", "", id="another-request"),
        pytest.param("json.dumps({'model': self.model, 'response': messages})", FOR_ONE, id="record-of-an-answer"),
    ],
)
def test_switch_for_one_model_is_never_one_for_all_because_another_request_takes_none(
    write: Write, tmp_path: Path, capsys: pytest.CaptureFixture[str], beside: str, off: str
) -> None:
    code = LOOSE.format(beside)
    write(
        {"llm.py": code.replace("<id>", "deepseek-chat").replace("<off>", ""), "main.py": "import llm\nllm.Asker()\n"}
    )
    _, document = project_rewritten(capsys)
    assert (tmp_path / "llm.py").read_text(encoding="utf-8") == code.replace("<id>", NEW).replace("<off>", off)
    assert [thinking["switch"] for thinking in thinking_of(document)] == ["placed" if off else "not-placed"]


@pytest.mark.parametrize(
    ("below", "switch"),
    [
        pytest.param("go = partial(ask, model='gpt-4o')\n", GUARD, id="partial"),
        pytest.param("asyncio.to_thread(ask, [], 'gpt-4o')\n", GUARD, id="to-thread"),
        pytest.param("TOOLS = {'ask': ask}\n", GUARD, id="table"),
        pytest.param("asyncio.to_thread(ask, [])\n", f", {OFF}", id="as-it-is"),
    ],
)
def test_a_caller_of_the_same_file_that_something_else_makes(
    write: Write, tmp_path: Path, capsys: pytest.CaptureFixture[str], below: str, switch: str
) -> None:
    code = f'from openai import OpenAI\nc = OpenAI(base_url="https://api.deepseek.com")\n{PY}{below}'
    write({"llm.py": code.replace("<id>", "deepseek-chat").replace("<off>", "")})
    project_rewritten(capsys)
    assert (tmp_path / "llm.py").read_text() == code.replace("<id>", NEW).replace("<off>", switch)
