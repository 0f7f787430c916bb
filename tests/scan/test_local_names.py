"""A variable of one function is judged by the requests of that function, and a branch by the provider that its question asks for."""

from __future__ import annotations

import pytest

from tests.scan.test_hosts_beside import ASKED, OURS, answers

CLIENTS = (
    'other = Mistral(api_key="k")\nown = OpenAI(api_key=os.environ["DEEPSEEK_API_KEY"], base_url="https://api.deepseek.com")\n\n'
    "def ask_other(text):\n    model = \"m-1\"\n    return other.chat.complete(model=model, messages=text)\n\n"
)  # fmt: skip
OWN = 'def ask_own(text):\n%s    model = "deepseek-chat"\n    return %s.complete(model=model, messages=text)\n'
SCRIPT = (
    "const other = new Mistral({ apiKey: k });\nconst own = new OpenAI({ baseURL: 'https://api.deepseek.com' });\n"
    "function askOther(t) {\n  const model = 'm-1';\n  return other.chat.complete({ model, messages: t });\n}\n"
    "function askOwn(t) {\n  const model = 'deepseek-chat';\n  return own.chat.completions.create({ model, messages: t });\n}\n"
)
BRANCH = (
    "def settings(llm_provider, depth):\n    config = {}\n    if llm_provider == \"openrouter\":\n"
    "        config[\"url\"] = \"https://openrouter.ai/api/v1\"\n    elif llm_provider == \"siliconflow\":\n"
    "        config[\"url\"] = \"https://api.siliconflow.cn/v1\"\n    elif %s:\n"
    "%s        config[\"quick_think_llm\"] = \"deepseek-chat\"\n"
    "    return config\n"
)  # fmt: skip


@pytest.mark.parametrize(
    ("path", "code", "expected"),
    [
        pytest.param("a.py", CLIENTS + OWN % ("", "own.chat.completions"), OURS, id="python"),
        pytest.param("a.ts", SCRIPT, OURS, id="typescript"),
        pytest.param("a.py", CLIENTS + OWN % ("    global model\n", "own.chat.completions"), ASKED, id="of-the-module"),
    ],
)
def test_variable_of_a_function(path: str, code: str, expected: str) -> None:
    assert answers(path, code)[-1:] == [expected]


@pytest.mark.parametrize(
    ("question", "above", "expected"),
    [
        pytest.param('llm_provider == "deepseek"', "", OURS, id="provider"),
        pytest.param('depth == "deepseek"', "", ASKED, id="another-question"),
        pytest.param('model_vendor == "deepseek"', "", ASKED, id="who-made-the-model"),
        pytest.param('llm_provider == "deepseek" and depth', "", ASKED, id="more-than-the-provider"),
        pytest.param(
            'llm_provider == "deepseek"',
            '        config["url"] = "https://api.siliconflow.cn/v1" if depth else "https://api.deepseek.com"\n',
            ASKED,
            id="addresses-in-the-branch",
        ),
    ],
)
def test_branch_of_a_provider(question: str, above: str, expected: str) -> None:
    assert answers("a.py", BRANCH % (question, above)) == [expected]
