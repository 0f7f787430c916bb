"""Ids that a request asks for, or will: Python and TypeScript, shape by shape (letters as in the catalogue in docs/rules.md)."""

from __future__ import annotations

from collections.abc import Callable

import pytest


@pytest.mark.parametrize(
    ("path", "code", "expected"),
    [
        pytest.param(
            "a.py",
            'client.chat.completions.create(model="deepseek-chat", messages=m)',
            ["retired-model-id safe"],
            id="A1",
        ),
        pytest.param(
            "a.py",
            'client.chat.completions.create(model="deepseek-chat", messages=m, **opts)',
            ["retired-model-id safe"],
            id="A5",
        ),
        pytest.param(
            "a.el",
            '(json-encode `((model . "deepseek-reasoner") (messages . ,msgs)))',
            ["retired-model-id safe"],
            id="lisp-body-of-pairs",
        ),
        pytest.param("a.ts", 'export const DEFAULT_MODEL = "deepseek-chat"', ["retired-model-id safe"], id="A7"),
        pytest.param(
            "a.py",
            'def ask(q, model="deepseek-chat"):\n    return client.chat.completions.create(model=model)',
            ["retired-model-id safe"],
            id="A8",
        ),
        pytest.param(
            "a.ts", 'function ask(q: string, model: string = "deepseek-chat") {}', ["retired-model-id safe"], id="A8-2"
        ),
        pytest.param(
            "a.py", 'class C(BaseModel):\n    model_id: str = "deepseek-chat"\n', ["retired-model-id safe"], id="A9"
        ),
        pytest.param(
            "a.py",
            'class C(BaseModel):\n    model_id: str = Field("deepseek-chat", description="x")\n',
            ["retired-model-id safe"],
            id="A9-2",
        ),
        pytest.param(
            "a.py",
            'class C(BaseModel):\n    model_id: str = Field(default="deepseek-chat")\n',
            ["retired-model-id safe"],
            id="A9-3",
        ),
        pytest.param(
            "a.py",
            '@dataclass\nclass C:\n    model: str = field(default="deepseek-chat")\n',
            ["retired-model-id safe"],
            id="A9-4",
        ),
        pytest.param("a.py", 'm = os.getenv("LLM_MODEL", "deepseek-chat")', ["retired-model-id safe"], id="A10"),
        pytest.param(
            "a.py", 'm = getattr(c, "chat_model", "deepseek-chat")', ["retired-model-id safe"], id="A10-attribute"
        ),
        pytest.param(
            "a.py", 'm = getattr(c, "title", "deepseek-chat")', ["id-passed-on unsafe"], id="attribute-of-another-kind"
        ),
        pytest.param(
            "a.py", 'm = os.environ.get("LLM_MODEL") or "deepseek-chat"', ["retired-model-id safe"], id="A10-2"
        ),
        pytest.param("a.ts", "const m = process.env.M || 'deepseek-chat'", ["retired-model-id safe"], id="A10-3"),
        pytest.param("a.ts", "const model = process.env.M ?? 'deepseek-chat'", ["retired-model-id safe"], id="A10-4"),
        pytest.param(
            "a.py",
            'p.add_argument("--model", default="deepseek-chat", help="Model (default: deepseek-chat)")',
            ["retired-model-id safe", "id-in-help-text safe"],
            id="A11",
        ),
        pytest.param(
            "a.py",
            '@click.option("--model", default="deepseek-chat", show_default=True)\ndef f(model): ...',
            ["retired-model-id safe"],
            id="A11-2",
        ),
        pytest.param("a.ts", 'x.model("deepseek-chat")', ["retired-model-id safe"], id="A12"),
        pytest.param("a.py", 'Agent("deepseek:deepseek-chat")', ["retired-model-id safe"], id="A12-2"),
        pytest.param(
            "a.ts",
            "const r = await generateText({ model: deepseek('deepseek-chat'), prompt })",
            ["retired-model-id safe"],
            id="A13",
        ),
        pytest.param(
            "a.py",
            'from langchain_deepseek import ChatDeepSeek\nllm = ChatDeepSeek(model="deepseek-chat", temperature=0)',
            ["retired-model-id safe"],
            id="A13-2",
        ),
        pytest.param(
            "a.py",
            'llm = init_chat_model("deepseek-chat", model_provider="deepseek")',
            ["retired-model-id safe"],
            id="A13-3",
        ),
        pytest.param(
            "a.py",
            'llm = ChatOpenAI("deepseek-chat", base_url="https://api.deepseek.com")',
            ["retired-model-id safe"],
            id="A13-4",
        ),
        pytest.param("a.py", 'cfg = "${MODEL:-deepseek-chat}"', ["retired-model-id safe"], id="A15"),
        pytest.param(
            "a.py",
            'litellm.completion(model="deepseek/deepseek-chat", messages=m)',
            ["retired-model-id safe"],
            id="A18",
        ),
        pytest.param(
            "a.py",
            'x = Agent(model="openai/deepseek-chat", base_url="https://api.deepseek.com")',
            ["retired-model-id safe"],
            id="A18-2",
        ),
        pytest.param("a.py", 'x = Agent(model="deepseek/deepseek-chat")', ["undecided-host unsafe"], id="A18-3"),
        pytest.param(
            "a.py",
            'MODELS = {"fast": "deepseek-chat", "deep": "deepseek-reasoner"}\nmodel = MODELS[tier]',
            ["id-as-table-value unsafe", "id-as-table-value unsafe"],
            id="A20",
        ),
        pytest.param(
            "a.ts",
            'const MODELS = {fast: "deepseek-chat", deep: "deepseek-reasoner"}',
            ["id-as-table-value unsafe", "id-as-table-value unsafe"],
            id="A20-2",
        ),
        pytest.param(
            "a.py",
            'DEFAULTS = {"openai": "gpt-4o", "deepseek": "deepseek-chat"}',
            ["retired-model-id safe"],
            id="A20-3",
        ),
        pytest.param(
            "a.ts",
            'const DEFAULTS: Record<string,string> = { openai: "gpt-4o", deepseek: "deepseek-chat" }',
            ["retired-model-id safe"],
            id="A20-4",
        ),
        pytest.param(
            "a.py",
            'DEFAULT_MODELS = {Provider.OPENAI: "gpt-4o", Provider.DEEPSEEK: "deepseek-chat"}',
            ["retired-model-id safe"],
            id="A20-5",
        ),
        pytest.param(
            "a.ts",
            'switch (p) { case "deepseek": return "deepseek-chat"; case "openai": return "gpt-4o" }',
            ["retired-model-id safe"],
            id="A20-6",
        ),
        pytest.param(
            "a.py",
            'PROVIDERS = {"deepseek": {"base_url": "https://api.deepseek.com", "model": "deepseek-chat", "key": "DEEPSEEK_API_KEY"}}',
            ["retired-model-id safe"],
            id="A20-7",
        ),
        pytest.param(
            "a.py",
            'PROVIDERS = {"deepseek": {"base_url": "https://api.deepseek.com", "models": ["deepseek-chat", "deepseek-reasoner"]}}',
            ["id-in-table unsafe", "id-in-table unsafe"],
            id="A20-8",
        ),
        pytest.param(
            "a.py",
            'PROVIDERS = {"deepseek": ("https://api.deepseek.com", "deepseek-chat")}',
            ["retired-model-id safe"],
            id="A20-9",
        ),
        pytest.param(
            "a.ts",
            '{ id: "deepseek", baseURL: "https://api.deepseek.com", defaultModel: "deepseek-chat" }',
            ["retired-model-id safe"],
            id="A20-10",
        ),
        pytest.param(
            "a.py", 'if provider == "deepseek":\n    model = "deepseek-chat"\n', ["retired-model-id safe"], id="A20-11"
        ),
        pytest.param(
            "a.py",
            'def f():\n    if provider == "deepseek":\n        return OpenAI(base_url="https://api.deepseek.com"), "deepseek-chat"\n',
            ["id-passed-on unsafe"],
            id="A20-12",
        ),
        pytest.param("a.py", 'self.model = model or "deepseek-chat"', ["retired-model-id safe"], id="A20-13"),
        pytest.param(
            "a.py", 'self.model = kwargs.get("model", "deepseek-chat")', ["retired-model-id safe"], id="A20-14"
        ),
        pytest.param(
            "a.py", 'model = config["deepseek"].get("model", "deepseek-chat")', ["retired-model-id safe"], id="A20-15"
        ),
        pytest.param(
            "a.py", 'client.responses.create(model="deepseek-chat", input=x)', ["retired-model-id safe"], id="A22"
        ),
        pytest.param(
            "a.py",
            'requests.post(URL, json={"model": "deepseek-chat", "messages": m})',
            ["retired-model-id safe"],
            id="A-json",
        ),
        pytest.param(
            "a.py",
            'payload = {"model": "deepseek-chat", "messages": '
            'm}\nrequests.post("https://api.deepseek.com/chat/completions", json=payload)',
            ["retired-model-id safe"],
            id="A-data",
        ),
        pytest.param(
            "a.py", 'base, model = "https://api.deepseek.com", "deepseek-chat"', ["retired-model-id safe"], id="A-tuple"
        ),
        pytest.param(
            "a.ts",
            'class A { private readonly model = "deepseek-chat"; constructor(private m = "deepseek-chat") {} }',
            ["retired-model-id safe", "retired-model-id safe"],
            id="A-walrus",
        ),
        pytest.param(
            "a.ts",
            'const cfg = { provider: "deepseek", model: "deepseek-chat", apiKey: process.env.DEEPSEEK_API_KEY }',
            ["retired-model-id safe"],
            id="A-obj",
        ),
        pytest.param("a.ts", 'export const getModel = () => "deepseek-chat"', ["retired-model-id safe"], id="A-fn"),
        pytest.param(
            "a.tsx", 'const [model, setModel] = useState("deepseek-chat")', ["retired-model-id safe"], id="A-jsx"
        ),
        pytest.param("a.tsx", '<Chat model="deepseek-chat" />', ["retired-model-id safe"], id="A-jsx2"),
        pytest.param("a.tsx", '<option value="deepseek-chat">DeepSeek</option>', ["id-in-table advice"], id="A-jsx3"),
        pytest.param("a.ts", 'z.string().default("deepseek-chat")', ["id-passed-on unsafe"], id="A-zod"),
        pytest.param(
            "a.ts",
            'const S = z.object({ model: z.string().default("deepseek-chat") })',
            ["retired-model-id safe"],
            id="A-zod2",
        ),
        pytest.param(
            "a.ts",
            'z.enum(["deepseek-chat","deepseek-reasoner"])',
            ["id-in-table unsafe", "id-in-table unsafe"],
            id="A-zod3",
        ),
        pytest.param(
            "a.ts",
            'program.option("-m, --model <model>", "model", "deepseek-chat")',
            ["retired-model-id safe"],
            id="A-commander",
        ),
        pytest.param(
            "a.ts",
            'yargs.option("model", { default: "deepseek-chat", type: "string" })',
            ["retired-model-id safe"],
            id="A-yargs",
        ),
        pytest.param(
            "a.py",
            'model = models.CharField(max_length=100, default="deepseek-chat")',
            ["retired-model-id safe"],
            id="A-django",
        ),
        pytest.param("a.py", 'os.environ["OPENAI_MODEL"] = "deepseek-chat"', ["retired-model-id safe"], id="A-set"),
        pytest.param(
            "a.py", 'os.environ.setdefault("LLM_MODEL", "deepseek-chat")', ["retired-model-id safe"], id="A-setd"
        ),
        pytest.param("a.py", 'settings.llm.model = "deepseek-chat"', ["retired-model-id safe"], id="A-settings"),
        pytest.param(
            "a.py",
            'class DeepSeekProvider(Base):\n    default_model = "deepseek-chat"\n    supported_models = '
            '["deepseek-chat", "deepseek-reasoner"]\n',
            ["retired-model-id safe", "id-in-table unsafe", "id-in-table unsafe"],
            id="A-cls",
        ),
        pytest.param(
            "a.py",
            'class DeepSeek(Base):\n    def __init__(self, key, model_name="deepseek-chat", '
            'base_url="https://api.deepseek.com"):\n        super().__init__(key, model_name)\n',
            ["retired-model-id safe"],
            id="A-super",
        ),
    ],
)
def test_shape(offers: Callable[[str, str], list[str]], path: str, code: str, expected: list[str]) -> None:
    assert offers(path, code) == expected
