"""Rewrites that would be wrong: each case here was one once. Nothing, or less, is done, and the outcome says why."""

from __future__ import annotations

import ast
from pathlib import PurePosixPath

import pytest

from v4migrate.rewrite.outcome import FileOutcome, Held
from v4migrate.rewrite.rewriter import RewriteOptions, Rewriter
from v4migrate.rewrite.thinking import Switch
from v4migrate.rulebook.load import load_rulebook
from v4migrate.scan.left import Left
from v4migrate.scan.scanner import Scanner

REWRITER = Rewriter(Scanner(load_rulebook()), RewriteOptions())
UNSAFE = Rewriter(Scanner(load_rulebook()), RewriteOptions(unsafe=True))
DEEPSEEK = 'c = OpenAI(base_url="https://api.deepseek.com")'
ROUTER = 'c = OpenAI(base_url="https://openrouter.ai/api/v1")'
ASK = "c.chat.completions.create"


def rewrite(path: str, code: str) -> FileOutcome:
    outcome = REWRITER.rewrite(PurePosixPath(path), code.encode())
    if path.endswith(".py"):
        ast.parse(outcome.after)
    return outcome


def switches(path: str, code: str) -> list[Switch]:
    return [change.thinking.switch for change in rewrite(path, code).changes]


@pytest.mark.parametrize(
    "code",
    [
        pytest.param(
            f'MODEL = "deepseek-chat"\n{ASK}(model=MODEL)\nfor MODEL in others:\n    {ASK}(model=MODEL)\n',
            id="loop-target",
        ),
        pytest.param(
            f'model = "deepseek-chat"\nif deep:\n    model = "deepseek-reasoner"\n{ASK}(model=model)\n',
            id="bound-again-by-a-branch",
        ),
        pytest.param(f'M = "deepseek-chat"\n{ASK}(model=M)\nrun(Agent(M))\n', id="also-handed-on"),
        pytest.param(
            f'M = "deepseek-chat"\ndef a():\n    {DEEPSEEK}\n    {ASK}(model=M)\ndef b():\n    {ROUTER}\n    {ASK}(model=M)\n',
            id="used-at-two-hosts",
        ),
    ],
)
def test_name_that_may_mean_something_else_is_not_called_placed(code: str) -> None:
    assert set(switches("a.py", code)) <= {Switch.NOT_PLACED, Switch.NOT_NEEDED}
    assert rewrite("a.py", code).needs_a_decision or not rewrite("a.py", code).changes


@pytest.mark.parametrize(
    "code",
    [
        pytest.param(
            f'def a():\n    {DEEPSEEK}; model = "deepseek-chat"\n    return {ASK}(model=model, messages=m)\n'
            f"def b(model):\n    {ROUTER}\n    return {ASK}(model=model, messages=m)\n",
            id="parameter-of-the-same-name",
        ),
        pytest.param(
            f'class A:\n    def f(self):\n        self.model = "deepseek-chat"\n        {ASK}(model=self.model)\n'
            f'class B:\n    def f(self):\n        self.model = "gpt-9"\n        {ASK}(model=self.model)\n',
            id="attribute-of-another-class",
        ),
    ],
)
def test_only_the_request_of_this_very_name_is_switched(code: str) -> None:
    assert switches("a.py", code) == [Switch.PLACED]
    assert rewrite("a.py", code).after.decode().count("extra_body") == 1


def test_the_requests_that_can_be_switched_are() -> None:
    code = f'M = "deepseek-chat"\n{ASK}(model=M)\n{ASK}(model=M, *more)\n'
    after = rewrite("a.py", code).after.decode()
    assert after.count("extra_body") == 1
    assert switches("a.py", code) == [Switch.NOT_PLACED]


@pytest.mark.parametrize(
    ("code", "switch"),
    [
        pytest.param(
            'params = {"model": "deepseek-chat", "messages": m}\ncreate(**params)\n',
            Switch.NOT_PLACED,
            id="kwargs-dict",
        ),
        pytest.param(
            'p = {"model": "deepseek-chat", "messages": m, "extra_body": {"thinking": {"type": "disabled"}}}\n',
            Switch.ALREADY_SET,
            id="switch-deeper-down",
        ),
        pytest.param(f'{ASK}(model="deepseek-chat", reasoning_effort="high")\n', Switch.NOT_PLACED, id="effort-is-set"),
        pytest.param(
            'llm = ChatOpenAI(model="deepseek-chat", model_kwargs={"extra_body": {"thinking": off}})\n',
            Switch.ALREADY_SET,
            id="model-kwargs",
        ),
        pytest.param(
            f"x = f\"{{{ASK}(model='deepseek-chat', messages=m)}}\"\n", Switch.NOT_PLACED, id="inside-an-f-string"
        ),
    ],
)
def test_switch_is_not_put_where_it_would_break_or_double(code: str, switch: Switch) -> None:
    assert switches("a.py", code) == [switch]
    assert rewrite("a.py", code).after.decode() == code.replace("deepseek-chat", "deepseek-v4-flash")


@pytest.mark.parametrize(
    ("path", "code"),
    [
        pytest.param("a.py", 'P = {"openrouter": {"model": "deepseek-chat"}}', id="host-is-an-enclosing-key"),
        pytest.param("a.yaml", "siliconflow:\n  llm:\n    model: deepseek-chat\n", id="host-is-an-enclosing-key-yaml"),
        pytest.param("a.ts", "const P = { openrouter: { model: 'deepseek-chat' } };", id="host-is-an-enclosing-key-ts"),
        pytest.param(
            "a.py",
            f'{ROUTER.replace("openrouter.ai/api", "api.groq.com/openai")}\n{ASK}(model="deepseek-chat")',
            id="unknown-url",
        ),
        pytest.param(
            "a.py",
            f'c = OpenAI(base_url="http://10.0.0.7:8000/v1")\n{ASK}(model="deepseek-chat")',
            id="private-address",
        ),
        pytest.param(
            "a.py",
            'post("http://localhost:8000/v1/chat/completions", json={"model": "deepseek-chat"})',
            id="loopback-post",
        ),
        pytest.param("a.sh", "vllm serve weights --served-model-name deepseek-chat\n", id="served-name"),
        pytest.param(
            "compose.yaml",
            "environment:\n  OPENAI_BASE_URL: http://vllm:8000/v1\n  MODEL: deepseek-chat\n",
            id="container-name",
        ),
        pytest.param("a.py", 'migrate(old_model="deepseek-chat", new_model="deepseek-v4-flash")', id="migration-call"),
        pytest.param(".env", "RETIRED_MODEL=deepseek-chat\n", id="retired-setting"),
        pytest.param(".env", "MODELS=deepseek-chat,deepseek-reasoner\n", id="list-in-a-setting"),
        pytest.param("a.py", 'price(model="deepseek-chat")', id="price-look-up"),
        pytest.param("a.py", 'Usage.objects.filter(model="deepseek-chat")', id="query"),
        pytest.param("a.py", 'metrics.labels(model="deepseek-chat").inc()', id="metric"),
        pytest.param("a.py", 'def f():\n    raise ModelGone(model="deepseek-chat")\n', id="error"),
        pytest.param("a.py", 'def label():\n    return "deepseek-chat"\n', id="returned-by-who-knows"),
        pytest.param("a.py", 'def f():\n    """Run with --model deepseek-chat."""\n', id="docstring-with-an-option"),
        pytest.param("a.ts", 'console.log("--model deepseek-chat");', id="logged-option"),
        pytest.param(
            "a.json", '{"object": "chat.completion", "model": "deepseek-chat", "choices": []}', id="recorded-answer"
        ),
        pytest.param("docs/migration.md", '```python\nask(model="deepseek-chat")\n```\n', id="before-block-of-a-guide"),
    ],
)
def test_left_as_it_is(path: str, code: str) -> None:
    outcome = rewrite(path, code)
    assert outcome.after.decode() == code


@pytest.mark.parametrize(
    ("path", "code", "held"),
    [
        pytest.param("a.py", 'ask(model="deepseek-chat" if fast else "deepseek-reasoner")', Held.PICKER, id="ternary"),
        pytest.param(
            "a.py",
            'C = {"chat_model": "deepseek-chat", "deep_model": "deepseek-reasoner"}',
            Held.COLLISION,
            id="two-modes",
        ),
        pytest.param(
            "a.ts", "const L = [{ model: 'deepseek-chat' }, { model: 'deepseek-reasoner' }];", Held.PICKER, id="list"
        ),
        pytest.param(
            "a.py",
            'PRICES = {"deepseek-chat": 1}\ndef f(model="deepseek-chat"):\n    return PRICES[model]\n',
            Held.TABLE,
            id="own-table",
        ),
        pytest.param(
            "a.ts",
            "type M = 'deepseek-chat' | 'x';\nconst d: M = 'deepseek-chat';\n",
            Held.TABLE,
            id="type-that-lacks-the-new-name",
        ),
        pytest.param(
            "a.py",
            'P = Provider(name="deepseek", models=["deepseek-chat", "x"], default_model="deepseek-chat")\n',
            Held.TABLE,
            id="default-beside-its-list",
        ),
        pytest.param(
            "a.yaml",
            "provider: deepseek\nmodels:\n  - deepseek-chat\n  - x\ndefault_model: deepseek-chat\n",
            Held.TABLE,
            id="default-beside-its-list-yaml",
        ),
    ],
)
def test_held_back(path: str, code: str, held: Held) -> None:
    outcome = rewrite(path, code)
    assert outcome.after.decode() == code
    assert held in {entry.held for entry in outcome.held}
    assert outcome.needs_a_decision


@pytest.mark.parametrize(
    "said",
    [
        pytest.param('[{"role": "user", "content": "show your thinking"}]', id="in-the-prompt"),
        pytest.param('[{"role": "system", "content": "{\\"thinking\\": true}"}]', id="as-json-in-the-prompt"),
    ],
)
def test_a_prompt_that_speaks_of_thinking_sets_no_switch(said: str) -> None:
    (outcome,) = rewrite("a.py", f'{ASK}(model="deepseek-chat", messages={said})\n').changes
    assert outcome.thinking.switch is Switch.PLACED


@pytest.mark.parametrize(
    "argument", ['stop=["</thinking>"]', 'metadata={"note": "no thinking here"}', 'user="thinking: on"']
)
def test_a_word_in_another_argument_sets_no_switch(argument: str) -> None:
    (outcome,) = rewrite("a.py", f'{ASK}(model="deepseek-chat", messages=m, {argument})\n').changes
    assert outcome.thinking.switch is Switch.PLACED


@pytest.mark.parametrize(
    "code",
    [
        pytest.param(
            'api_base = "https://jmuz.example/gpt/api/v2"\nmodel_aliases = {"deepseek-chat": "deepseek-v3"}\n',
            id="alias-table-of-another-host",
        ),
        pytest.param(
            'MODELS = {"deepseek-v3": {"id": "deepseek-v3", "context": "128K"}, "gpt-9": {"id": "gpt-9"}}\n',
            id="id-as-a-key-is-no-host",
        ),
    ],
)
def test_an_id_is_no_evidence_for_its_own_host(code: str) -> None:
    assert rewrite("app.py", code).after.decode() == code


def test_the_profile_of_the_guide_does_not_overrule_a_named_host() -> None:
    guide = Rewriter(Scanner(load_rulebook(profile="guide-2026-04")), RewriteOptions())
    code = "const agent = { provider: 'acme', model: 'deepseek-v3' };\n"
    outcome = guide.rewrite(PurePosixPath("app.ts"), code.encode())
    assert outcome.after.decode() == code
    assert [entry.reason for entry in outcome.left] == [Left.FOREIGN_HOST]


TYPE = "interface O { model: 'deepseek-chat' | 'x' }\n"


@pytest.mark.parametrize(
    "value",
    ["const o: O = { model: 'deepseek-chat' }", "const make = (): O => ({ model: 'deepseek-chat' })"],
    ids=["a variable", "what a function gives"],
)
def test_value_of_a_type_that_knows_only_the_old_name_waits(value: str) -> None:
    outcome = rewrite("a.ts", TYPE + value)
    assert outcome.after.decode() == TYPE + value
    assert Held.TABLE in {entry.held for entry in outcome.held}


def test_what_a_client_takes_is_of_its_own_type() -> None:
    ask = f"{ASK}({{ model: 'deepseek-chat', messages }})"
    assert "deepseek-v4-flash" in rewrite("a.ts", f"{TYPE}{ask}").after.decode()


@pytest.mark.parametrize(
    ("path", "code"),
    [
        pytest.param(
            "a.py",
            'PRICES = {"deepseek-chat": 1, "deepseek-v4-flash": 2}\ndef f(model="deepseek-chat"):\n    return PRICES[model]\n',
            id="table",
        ),
        pytest.param(
            "a.ts",
            "type M = 'deepseek-chat' | 'deepseek-v4-flash';\nconst d: M = 'deepseek-chat';\n",
            id="type",
        ),
    ],
)
def test_default_goes_where_its_table_knows_the_new_name(path: str, code: str) -> None:
    outcome = rewrite(path, code)
    assert not outcome.held
    assert outcome.after.decode().count("deepseek-v4-flash") == 2


PYTHON_CHECK = 'if model not in ("a",) and model != "deepseek-chat":\n    raise ValueError("must be deepseek-chat")\n'
ELSE_CHECK = 'if model == "deepseek-chat":\n    a()\nelif model == "x":\n    b()\nelse:\n    raise ValueError("only deepseek-chat")\n'


@pytest.mark.parametrize(
    ("path", "code"),
    [
        pytest.param("a.py", PYTHON_CHECK, id="python"),
        pytest.param("a.py", ELSE_CHECK, id="the-last-branch"),
        pytest.param(
            "a.py",
            'url = "https://api.deepseek.com"\nif "reasoner" in model:\n    log("deepseek-reasoner is slow")\n',
            id="a-piece-of-the-name",
        ),
        pytest.param(
            "a.dart",
            "void set(String m) {\n  if (m != 'deepseek-chat') {\n    fail('must be deepseek-chat');\n  }\n}\n",
            id="dart",
        ),
        pytest.param(
            "a.ts",
            "switch (m) {\n  case 'deepseek-chat':\n    break;\n  default:\n    throw new Error('use deepseek-chat then');\n}\n",
            id="switch",
        ),
        pytest.param(
            "a.go",
            'package a\n\nfunc f() {\n\tswitch m {\n\tcase "deepseek-chat":\n\tdefault:\n\t\tfail("use deepseek-chat then")\n\t}\n}\n',
            id="switch-of-go",
        ),
    ],
)
def test_a_message_stays_with_the_comparison_that_it_tells_of(path: str, code: str) -> None:
    outcome = UNSAFE.rewrite(PurePosixPath(path), code.encode())
    assert outcome.after.decode() == code
    assert Held.SAID in {entry.held for entry in outcome.held}


def test_a_message_beside_another_question_is_renamed() -> None:
    code = 'if ready:\n    if model == "deepseek-chat":\n        a()\n    raise ValueError("try deepseek-chat now")\n'
    assert "try deepseek-v4-flash now" in UNSAFE.rewrite(PurePosixPath("a.py"), code.encode()).after.decode()


KEPT = "const C = { url: 'https://api.deepseek.com', deep: { modelName: 'deepseek-reasoner' } };\n"


def test_entry_of_an_object_waits_for_a_comparison_in_its_file() -> None:
    """What the entry gives is compared by whoever takes it: under the new name it would get what the old one did not."""
    compared = f"{KEPT}if (name !== 'deepseek-reasoner') {{ body.temperature = 1; }}\n"
    outcome = rewrite("a.js", compared)
    assert outcome.after.decode() == compared
    assert Held.TABLE in {entry.held for entry in outcome.held}
    assert rewrite("a.js", KEPT).after.decode() == KEPT.replace("deepseek-reasoner", "deepseek-v4-flash")
