"""Whose server is meant where an address, a class or a block beside the id says it, and what looks like an address and is none."""

from __future__ import annotations

from pathlib import PurePosixPath

import pytest

from v4migrate.rulebook.load import load_rulebook
from v4migrate.scan.scanner import Scanner

SCANNER = Scanner(load_rulebook())
OURS, OWN, OTHER, ASKED = "retired-model-id safe", "left own-server", "left foreign-host", "undecided-host unsafe"
PYTHON = 'client = OpenAI(base_url="https://api.deepseek.com")\n'
SCRIPT = "const client = new OpenAI({ baseURL: 'https://api.deepseek.com' });\n"
URL = "https://api.deepseek.com"


def answers(path: str, code: str) -> list[str]:
    """`left <reason>` or `<rule> <safety>` of each id, in order."""
    scan = SCANNER.scan(PurePosixPath(path), code.encode())
    said = [(entry.location.line, entry.location.column, f"left {entry.reason}") for entry in scan.left]
    for finding in scan.findings:
        if finding.context.candidate is not None:
            location = finding.location
            said.append((location.line, location.column, f"{finding.rule.id} {finding.safety}"))
    return [words for _, _, words in sorted(said)]


def class_of(*statements: str) -> str:
    return "class A { void f() {\n" + "\n".join(statements) + "\n}}\n"


@pytest.mark.parametrize(
    ("path", "code", "second"),
    [
        pytest.param(
            "A.java",
            class_of(
                f'var a = OpenAiChatModel.builder().baseUrl("{URL}").modelName("deepseek-chat").build();',
                'var b = OllamaChatModel.builder().baseUrl("http://localhost:11434").modelName("deepseek-v3").build();',
            ),
            OWN,
            id="java-builder",
        ),
        pytest.param(
            "A.java",
            class_of(
                f'var a = OpenAiChatModel.builder().baseUrl("{URL}").modelName("deepseek-chat").build();',
                'var b = BedrockChatModel.builder().modelId("deepseek-v3").build();',
            ),
            OTHER,
            id="java-class-of-a-host",
        ),
        pytest.param(
            "A.java",
            f'class A {{ void f() {{ a.setBaseUrl("{URL}"); a.setModel("deepseek-chat"); }}\n'
            'void g() { c.setBaseUrl("http://localhost:11434");\n c.setModel("deepseek-chat"); }}',
            OWN,
            id="java-setter",
        ),
        pytest.param(
            "a.py",
            f'requests.post("{URL}/chat/completions", json={{"model": "deepseek-chat", "messages": m}})\n'
            'requests.post("https://llm.corp.example/generate", json={"model": "deepseek-chat", "messages": m})\n',
            ASKED,
            id="python-post",
        ),
        pytest.param(
            "a.py",
            f'requests.post("{URL}/chat/completions", json={{"model": "deepseek-chat", "messages": m}})\n'
            'requests.post("http://localhost:8080/", json={"model": "deepseek-chat", "messages": m})\n',
            OWN,
            id="python-post-to-oneself",
        ),
        pytest.param(
            "a.py",
            f'LOCAL_URL = "http://localhost:11434"\nURL = "{URL}"\n'
            'a = Client(URL, model="deepseek-chat")\nb = Client(LOCAL_URL, model="deepseek-chat")\n',
            OWN,
            id="python-name-of-an-address",
        ),
        pytest.param(
            "a.py",
            f'a = P(url="{URL}", model="deepseek-chat")\nb = P(url="https://api.acme.com", model="deepseek-chat")\n',
            ASKED,
            id="python-url",
        ),
        pytest.param(
            "a.py",
            "from langchain_deepseek import ChatDeepSeek\nfrom langchain_ollama import ChatOllama\n"
            'a = ChatDeepSeek(model="deepseek-chat")\nb = ChatOllama(model="deepseek-v3")\n',
            OWN,
            id="python-class-beside-deepseek's",
        ),
        pytest.param(
            "a.py",
            "from langchain_deepseek import ChatDeepSeek\nfrom langchain_community.chat_models import ChatTongyi\n"
            'a = ChatDeepSeek(model="deepseek-chat")\nb = ChatTongyi(model="deepseek-chat")\n',
            OTHER,
            id="python-class-of-aliyun",
        ),
        pytest.param(
            "a.py",
            "class A:\n    def __init__(self, provider):\n        if provider == 'deepseek':\n"
            f"            self.client = OpenAI(base_url='{URL}')\n            self.model = 'deepseek-chat'\n        else:\n"
            "            self.client = OpenAI(base_url='http://127.0.0.1:11434/v1')\n            self.model = 'deepseek-v3'\n",
            OWN,
            id="python-attribute-in-its-block",
        ),
        pytest.param(
            "a.js",
            f"axios.post('{URL}/chat/completions', {{ model: 'deepseek-chat', messages }});\n"
            "axios.post('https://llm.corp.example/generate', { model: 'deepseek-chat', messages });\n",
            ASKED,
            id="javascript-post",
        ),
        pytest.param(
            "a.js",
            f"const a = {{ host: '{URL}', model: 'deepseek-chat' }};\n"
            "const b = { host: 'http://gpu01:8000', model: 'deepseek-reasoner' };\n",
            OWN,
            id="javascript-host",
        ),
        pytest.param(
            "a.cs",
            class_of(
                f'var a = new Opt {{ Url="{URL}", Model="deepseek-chat" }};',
                'var b = new Opt { Url="http://localhost:11434", Model="deepseek-chat" };',
            ),
            OWN,
            id="csharp",
        ),
        pytest.param(
            "a.go",
            f'package a\nvar x = []P{{\n\t{{URL: "{URL}", Model: "deepseek-chat"}},\n'
            '\t{URL: "http://localhost:11434", Model: "deepseek-chat"},\n}\n',
            OWN,
            id="go",
        ),
        pytest.param(
            "a.rs",
            f'fn f() {{\n let a = C::builder().url("{URL}").model("deepseek-chat").build();\n'
            ' let b = C::builder().url("http://localhost:11434").model("deepseek-chat").build();\n}\n',
            OWN,
            id="rust",
        ),
        pytest.param(
            "a.kt",
            f'fun f() {{\n val a = C.builder().url("{URL}").model("deepseek-chat").build()\n'
            ' val b = C.builder().url("http://localhost:11434").model("deepseek-chat").build()\n}\n',
            OWN,
            id="kotlin",
        ),
        pytest.param(
            "a.properties",
            f"ai.deepseek.url={URL}\nai.deepseek.model=deepseek-chat\n"
            "ai.local.url=http://localhost:11434\nai.local.model=deepseek-chat\n",
            OWN,
            id="properties",
        ),
    ],
)
def test_another_host_beside_deepseeks(path: str, code: str, second: str) -> None:
    assert answers(path, code) == [OURS, second]


@pytest.mark.parametrize(
    ("path", "code", "reason"),
    [
        pytest.param(
            "a.go",
            'package a\nvar x = P{URL: "https://openai.qiniu.com/v1", Model: "deepseek-v3"}\n',
            OTHER,
            id="go-object",
        ),
        pytest.param("a.json", '{"base_url": "https://llm.acme.example/v1", "model": "deepseek-v3"}', OTHER, id="json"),
        pytest.param(
            "a.ts",
            "import { ChatOllama } from '@langchain/ollama';\nconst m = new ChatOllama({ model: 'deepseek-v3' });\n",
            OWN,
            id="typescript-class",
        ),
        pytest.param(
            "a.ts",
            "import { Ollama } from 'ollama';\nconst d = new Ollama();\nawait d.chat({ model: 'deepseek-v3', messages });\n",
            OWN,
            id="typescript-package",
        ),
        pytest.param(
            "A.java",
            'class A { Object m = OllamaChatModel.builder().baseUrl("http://localhost:11434").modelName("deepseek-v3.1").build(); }',
            OWN,
            id="java-builder",
        ),
    ],
)
def test_an_id_of_the_guide_at_a_proven_other_host_is_left(path: str, code: str, reason: str) -> None:
    assert answers(path, code) == [reason]


def test_a_case_that_returns_an_address_and_an_id() -> None:
    code = (
        f'package a\nfunc f(p string) (string, string) {{\n\tswitch p {{\n\tcase "deepseek":\n\t\treturn "{URL}", "deepseek-chat"\n'
        '\tcase "vllm":\n\t\treturn "http://localhost:8000", "deepseek-chat"\n\t}\n\treturn "", ""\n}\n'
    )
    assert answers("a.go", code) == ["id-passed-on unsafe", OWN]


def test_an_address_before_one_command_is_of_that_command() -> None:
    script = (
        f"export ANTHROPIC_BASE_URL={URL}/anthropic\nexport ANTHROPIC_MODEL=deepseek-chat\n"
        "OPENAI_API_BASE=http://localhost:4000 aider --model deepseek-v3\n"
    )
    assert answers("a.sh", script) == [OURS, OWN]


def test_a_section_of_settings_is_not_of_the_machine_that_another_one_names() -> None:
    code = (
        '[ai]\nprovider = "ollama"\n\n[ai.ollama]\nbaseUrl = "http://localhost:11434"\nmodel = "phi4"\n\n'
        '[ai.deepseek]\napiKey = ""\nmodel = "deepseek-chat"\n'
    )
    assert answers("a.toml", code) == [ASKED]


@pytest.mark.parametrize(
    ("path", "code"),
    [
        pytest.param(
            "a.js",
            SCRIPT
            + "ask({ model: 'deepseek-chat', 'HTTP-Referer': 'https://my.app', 'X-Title': 'https://my.app' });\n",
            id="referer",
        ),
        pytest.param("a.py", PYTHON + 'ask(model="deepseek-chat", proxy="http://127.0.0.1:7890")\n', id="proxy"),
        pytest.param("a.py", PYTHON + 'ask(model="deepseek-chat", http_proxy="http://[::1]:7890")\n', id="http-proxy"),
        pytest.param("a.py", PYTHON + 'ask(model="deepseek-chat", webhook_url="https://acme.com/x")\n', id="webhook"),
        pytest.param(
            "a.js", SCRIPT + "ask({ model: 'deepseek-chat', callbackUrl: 'https://acme.com/x' });\n", id="callback"
        ),
        pytest.param("a.py", PYTHON + 'ask(model="deepseek-chat", file_url="https://acme.com/a.pdf")\n', id="file"),
        pytest.param("a.js", SCRIPT + "ask({ model: 'deepseek-chat', docUrl: 'https://acme.com/x' });\n", id="docs"),
        pytest.param(
            "a.py",
            PYTHON
            + 'ask(model="deepseek-chat", messages=[{"content": [{"image_url": {"url": "https://acme.com/a.png"}}]}])\n',
            id="image-of-a-message",
        ),
        pytest.param("a.py", PYTHON + 'ask(model="deepseek-chat", input="https://acme.com/a")\n', id="prompt"),
        pytest.param(
            "a.py",
            PYTHON
            + 'ask(\n    # url: https://acme.com/x\n    model="deepseek-chat",  # url: "https://acme.com/x"\n)\n',
            id="comment",
        ),
        pytest.param(
            "a.js",
            SCRIPT + "ask({ model: 'deepseek-chat', url: 'https://platform.deepseek.com/keys' });\n",
            id="own-page",
        ),
        pytest.param(
            "a.py",
            PYTHON
            + 'def f():\n    requests.get("https://acme.com/a")\n    return client.create(model="deepseek-chat")\n',
            id="another-call-of-the-function",
        ),
        pytest.param(
            "a.py", PYTHON + 'summarize("https://example.com/page", model="deepseek-chat")\n', id="page-to-summarize"
        ),
        pytest.param(
            "a.py", PYTHON + 'analyze(url="https://example.com/page", model="deepseek-chat")\n', id="page-by-its-key"
        ),
        pytest.param(
            "a.ts",
            SCRIPT + "translatePage('https://example.com/a.html', { model: 'deepseek-chat' });\n",
            id="page-to-translate",
        ),
        pytest.param(
            "a.env",
            f"APP_URL=http://localhost:3000\nAPP_MODEL=deepseek-chat\nDEEPSEEK_BASE_URL={URL}\n",
            id="url-of-the-app",
        ),
    ],
)
def test_what_is_no_address_of_a_request(path: str, code: str) -> None:
    assert answers(path, code) == [OURS]


@pytest.mark.parametrize(
    "code",
    [
        pytest.param('ask("https://llm.acme.example/ask", model="deepseek-chat")', id="function-that-may-send"),
        pytest.param('analyze(url="https://llm.acme.example", model="deepseek-chat")', id="key-without-a-page"),
        pytest.param('summarize("https://llm.acme.example/v1", model="deepseek-chat")', id="path-of-an-interface"),
    ],
)
def test_address_that_may_be_asked_leaves_the_host_open(code: str) -> None:
    assert answers("a.py", code + "\n") != [OURS]


def test_settings_of_one_long_paragraph_know_what_stands_in_all_of_it() -> None:
    """The paragraph of a setting is found by its blank lines, however far off they are."""
    many = "".join(f"X{number}=1\n" for number in range(1000))
    text = f"OPENROUTER_BASE_URL=https://openrouter.ai/api/v1\n{many}LLM_MODEL=deepseek-chat\n"
    near = f"OPENROUTER_BASE_URL=https://openrouter.ai/api/v1\n\n{many}\nLLM_MODEL=deepseek-chat\n"
    assert answers("a.env", text) == answers("a.env", near) != [OURS]


@pytest.mark.parametrize(
    "made",
    [
        "AzureChatOpenAI",
        "ChatBaichuan",
        "ChatGoogleGenerativeAI",
        "ChatVertexAI",
        "ChatHunyuan",
        "ChatMistralAI",
        "ChatZhipuAI",
        "MoonshotChat",
        "Tongyi",
        "ChatTongyi",
        "ChatQwen",
        "ChatGroq",
        "ChatTogether",
        "ChatFireworks",
        "ChatOllama",
        "ChatBedrock",
        "ChatNVIDIA",
        "QianfanChatEndpoint",
        "ChatCohere",
        "ChatXAI",
        "ChatPerplexity",
        "ChatSparkLLM",
        "VolcEngineMaasChat",
        "Groq",
        "TogetherLLM",
    ],
)
def test_a_class_of_another_maker_is_not_deepseeks(made: str) -> None:
    text = f'import os\nkey = os.getenv("DEEPSEEK_API_KEY")\nmodel = {made}(model="deepseek-chat")\n'
    assert answers("a.py", text) in ([OTHER], [OWN])


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(f'm = ChatAnthropic(model="deepseek-chat", base_url="{URL}/anthropic")\n', id="address-given"),
        pytest.param(
            'm = ChatAnthropic(model="deepseek-chat", api_key=os.environ["DEEPSEEK_API_KEY"])\n', id="key-given"
        ),
        pytest.param(
            'os.environ["ANTHROPIC_BASE_URL"] = "https://api.deepseek.com/anthropic"\nm = ChatAnthropic(model="deepseek-chat")\n',
            id="address-in-the-environment",
        ),
        pytest.param(
            f'a = AzureChatOpenAI(model="gpt-4o")\nm = ChatOpenAI(model="deepseek-chat", base_url="{URL}")\n',
            id="beside-another-class",
        ),
    ],
)
def test_deepseeks_own_request_by_such_a_class(text: str) -> None:
    assert answers("a.py", text)[-1:] == [OURS]


@pytest.mark.parametrize(
    ("address", "said"), [(URL, OURS), ("http://localhost:8080", OWN), ("https://llm.example", ASKED)]
)
def test_address_in_a_collection_of_requests(address: str, said: str) -> None:
    """The address of a kept request is an object beside its body."""
    body = '"body": {"raw": "{\\"model\\": \\"deepseek-chat\\", \\"message\\": \\"Hi\\"}"}'
    request = f'{{"name": "DeepSeek", "request": {{{body}, "url": {{\n  "raw": "{address}/ask", "path": ["ask"]}}}}}}'
    other = '{"name": "b", "request": {"url": {"raw": "http://127.0.0.1/b"}}}'
    assert answers("a.postman_collection.json", f'{{"item": [{request}, {other}]}}') == [said]


@pytest.mark.parametrize(
    ("path", "code", "said"),
    [
        pytest.param(
            "a.js",
            f"const C = {{\n  // apiUrl: 'https://openrouter.ai/api/v1',\n  apiUrl: '{URL}',\n  modelName: 'deepseek-chat',\n}};\n",
            OURS,
            id="entry-above",
        ),
        pytest.param(
            "a.dart",
            f"class A {{\n  static const u = '{URL}'; // \"https://llm.example/v1\"\n  static const model = 'deepseek-chat';\n}}\n",
            OURS,
            id="behind-the-address",
        ),
        pytest.param(
            "a.yaml",
            f"llm:\n  model: deepseek-chat\n  endpoint: {URL}\n  # fallback:\n  #   provider: ollama\n  #   endpoint: http://localhost:1\n",
            OURS,
            id="settings-below",
        ),
        pytest.param(
            "a.py",
            f'c = OpenAI(\n    # base_url="{URL}",\n    base_url="http://localhost:8000/v1",\n)\n'
            'c.chat.completions.create(model="deepseek-chat", messages=[])\n',
            OWN,
            id="own-server-instead",
        ),
    ],
)  # fmt: skip
def test_what_is_commented_out_says_nothing_beside_what_is_not(path: str, code: str, said: str) -> None:
    assert answers(path, code) == [said]


def test_what_is_commented_out_counts_where_nothing_else_does() -> None:
    assert answers("a.yaml", "# endpoint: http://localhost:11434\nmodel: deepseek-chat\n") == [OWN]


@pytest.mark.parametrize(
    ("route", "said"),
    [
        pytest.param("api/deepseek", ASKED, id="names-deepseek"),
        pytest.param("api/ai/deepseek/", ASKED, id="names-it-further-in"),
        pytest.param("api/generate", OWN, id="route-of-what-serves-weights"),
    ],
)
def test_route_of_ones_own_that_names_deepseek_is_told(route: str, said: str) -> None:
    code = (
        "async ({ text, model = 'deepseek-chat' }) => {\n  const url = process.env.BACKEND_URL || 'http://localhost:5001';\n"
        f"  await fetch(`${{url}}/{route}`, {{ method: 'POST', body: JSON.stringify({{ text, model }}) }});\n}};\n"
    )
    assert answers("a.ts", code) == [said]


LOCAL = '    elif self.provider == "ollama":\n        self.url = config.get("url", "http://localhost:11434/api/chat")\n'
BRANCH = f'def f(self):\n    if self.provider == "deepseek":\n        self.model = section.get("model", "deepseek-chat")\n{LOCAL}'
FUNCTIONS = (
    "async function callOllama(p) {\n  return fetch('http://localhost:11434/api/chat', p);\n}\n"
    "async function callDeepSeek(p) {\n  const model = p.model || 'deepseek-chat';\n  return send(p.url, { model, messages: [] });\n}\n"
)
HEADS = (
    "class Provider:\n    def _call_ollama(\n        self,\n    ) -> str:\n        return post('http://localhost:11434/api/chat')\n\n"
    "    def _call_deepseek(\n        self,\n    ) -> str:\n"
    "        payload = {'model': 'deepseek-chat', 'messages': []}\n        return post(self.url, payload)\n"
)


@pytest.mark.parametrize(
    ("path", "code"),
    [
        pytest.param("a.py", BRANCH, id="branches-of-one-function"),
        pytest.param("a.py", f"import ollama\n{BRANCH}", id="library-that-is-only-imported"),
        pytest.param("a.ts", FUNCTIONS, id="functions"),
        pytest.param("a.py", HEADS, id="methods-whose-heads-go-over-lines"),
    ],
)
def test_server_of_ones_own_in_another_branch_says_nothing(path: str, code: str) -> None:
    """Such a file serves several providers, each in a place of its own."""
    assert answers(path, code) == [OURS]


@pytest.mark.parametrize(
    ("path", "code"),
    [
        pytest.param("a.py", BRANCH.replace('== "deepseek"', '== "fast"'), id="branch-that-names-nobody"),
        pytest.param("a.py", BRANCH.replace('== "ollama"', '== "other"'), id="server-in-a-branch-that-names-nobody"),
        pytest.param("a.py", f'base_url = "http://localhost:11434/v1"\n{BRANCH}', id="server-of-the-whole-file"),
        pytest.param("a.py", BRANCH.replace('== "deepseek"', '== "deepseek-r1"'), id="branch-that-names-a-model"),
        pytest.param(
            "a.py",
            'class OllamaClient:\n    def ask_deepseek(self):\n        self.model = "deepseek-chat"\n'
            '        self.url = config.get("url", "http://localhost:11434/api/chat")\n',
            id="server-beside-it",
        ),
    ],
)
def test_server_of_ones_own_is_meant(path: str, code: str) -> None:
    assert set(answers(path, code)) == {OWN}
