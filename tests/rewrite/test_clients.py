"""Where each client library takes the thinking switch: one row per client of `clients.yaml`, and what keeps it from its place."""

from __future__ import annotations

from pathlib import PurePosixPath

import pytest

from v4migrate.rewrite.client import SwitchForm
from v4migrate.rewrite.outcome import FileOutcome
from v4migrate.rewrite.rewriter import RewriteOptions, Rewriter
from v4migrate.rewrite.thinking import Switch
from v4migrate.rulebook.facts.hosts import ClientFacts
from v4migrate.rulebook.load import load_rulebook
from v4migrate.scan.scanner import Scanner

RULEBOOK = load_rulebook()
REWRITER = Rewriter(Scanner(RULEBOOK), RewriteOptions())
OFF = '{"thinking": {"type": "disabled"}}'
BODY = f"extra_body={OFF}"
JS_OFF = '{ thinking: { type: "disabled" } }'
AI = 'import { generateText, streamText } from "ai";\n'


def rewrite(path: str, code: str) -> FileOutcome:
    outcome = REWRITER.rewrite(PurePosixPath(path), code.encode())
    assert REWRITER.rewrite(PurePosixPath(path), outcome.after).after == outcome.after, "a second run changes nothing"
    return outcome


def placed(path: str, code: str) -> None:
    """`<…>` is what the rewrite adds to the same code with the new name."""
    before = code
    while "<" in before and "§" in before:
        start, end = before.index("§<"), before.index(">§")
        before = before[:start] + before[end + 2 :]
    outcome = rewrite(path, before)
    after = code.replace("§<", "").replace(">§", "").replace("deepseek-chat", "deepseek-v4-flash")
    assert outcome.after.decode() == after
    assert {change.thinking.switch for change in outcome.changes} == {Switch.PLACED}


def adds(entry: str) -> str:
    return f"§<{entry}>§"


@pytest.mark.parametrize(
    "code",
    [
        pytest.param(
            f'c.chat.completions.with_raw_response.create(model="deepseek-chat", messages=m{adds(", " + BODY)})\n',
            id="openai-raw-response",
        ),
        pytest.param(
            f'c.chat.completions.create_with_completion(model="deepseek-chat", messages=m{adds(", " + BODY)})\n',
            id="instructor",
        ),
        pytest.param(
            'import openai\nopenai.api_base = "https://api.deepseek.com/v1"\n'
            f'openai.ChatCompletion.create(model="deepseek-chat", messages=m{adds(""", thinking={"type": "disabled"}""")})\n',
            id="openai-before-1",
        ),
        pytest.param(
            f'a.messages.create(model="deepseek-chat", max_tokens=9, messages=m{adds(""", thinking={"type": "disabled"}""")})\n',
            id="anthropic",
        ),
        pytest.param(
            f'a.messages.stream(model="deepseek-chat", max_tokens=9, messages=m{adds(""", thinking={"type": "disabled"}""")})\n',
            id="anthropic-stream",
        ),
        pytest.param(
            'URL = "https://api.deepseek.com"\nr = httpx.post(URL, json=dict(model="deepseek-chat", messages=m'
            f"""{adds(', thinking={"type": "disabled"}')}))\n""",
            id="body-of-keywords",
        ),
        pytest.param(
            'import litellm\nlitellm.completion(model="deepseek/deepseek-chat", messages=m, **'
            f"""{adds('{"extra_body": ' + OFF + ", **")}more{adds("}")})\n""",
            id="litellm-under-what-is-unpacked",
        ),
        pytest.param(
            "from langchain_openai import ChatOpenAI\nclass Mine(ChatOpenAI):\n    def __init__(self):\n"
            f'        super().__init__(model="deepseek-chat"{adds(", " + BODY)})\n',
            id="langchain-constructor-of-the-class-that-one-builds-on",
        ),
        pytest.param(
            f'import litellm\nlitellm.completion("deepseek/deepseek-chat", messages=m{adds(", " + BODY)})\n',
            id="litellm-by-position",
        ),
        pytest.param(
            f'from litellm import acompletion as ask\nask(model="deepseek/deepseek-chat", messages=m{adds(", " + BODY)})\n',
            id="litellm-under-another-name",
        ),
        pytest.param(
            f'import os, litellm as ll\nM = "deepseek/deepseek-chat"\nll.completion(M, messages=m{adds(", " + BODY)})\n',
            id="litellm-name-by-position",
        ),
        pytest.param(
            f'from litellm import Router\nr = Router(model_list=[{{"model_name": "fast", "litellm_params": '
            f'{{"model": "deepseek/deepseek-chat"{adds(f""", "extra_body": {OFF}""")}}}}}])\n',
            id="litellm-router",
        ),
        pytest.param(
            "from langchain.chat_models import init_chat_model\n"
            f'm = init_chat_model("deepseek-chat", model_provider="deepseek"{adds(", " + BODY)})\n',
            id="langchain-init",
        ),
        pytest.param(
            "from langchain_deepseek import ChatDeepSeek\n"
            f'm = ChatDeepSeek(model="deepseek-chat", model_kwargs={{"user": "u"}}{adds(", " + BODY)})\n',
            id="langchain-beside-model-kwargs",
        ),
        pytest.param(
            'from langchain_openai import ChatOpenAI\nm = ChatOpenAI(model="deepseek-chat", model_kwargs={"extra_body": '
            f'{{"user_id": u{adds(""", "thinking": {"type": "disabled"}""")}}}}})\n',
            id="langchain-extra-body-within-model-kwargs",
        ),
        pytest.param(
            "from langchain_anthropic import ChatAnthropic\n"
            f'm = ChatAnthropic(model="deepseek-chat"{adds(""", thinking={"type": "disabled"}""")})\n',
            id="langchain-anthropic",
        ),
        pytest.param(
            "from llama_index.llms.deepseek import DeepSeek\n"
            f'm = DeepSeek(model="deepseek-chat"{adds(f""", additional_kwargs={{"extra_body": {OFF}}}""")})\n',
            id="llama-index",
        ),
        pytest.param(
            f'from agno.models.deepseek import DeepSeek\nm = DeepSeek(id="deepseek-chat"{adds(", " + BODY)})\n',
            id="agno-which-has-a-class-of-the-same-name",
        ),
        pytest.param(
            "from pydantic_ai import Agent\n"
            f'a = Agent("deepseek:deepseek-chat"{adds(f""", model_settings={{"extra_body": {OFF}}}""")})\n',
            id="pydantic-ai-agent",
        ),
        pytest.param(
            "from pydantic_ai.models.openai import OpenAIChatModel\n"
            f'm = OpenAIChatModel("deepseek-chat", provider=p{adds(f""", settings={{"extra_body": {OFF}}}""")})\n',
            id="pydantic-ai-model",
        ),
        pytest.param(
            "from haystack.components.generators.chat import OpenAIChatGenerator\n"
            'g = OpenAIChatGenerator(model="deepseek-chat", generation_kwargs={"temperature": 0'
            f'{adds(f""", "extra_body": {OFF}""")}}})\n',
            id="haystack",
        ),
        pytest.param(f'import dspy\nlm = dspy.LM("deepseek/deepseek-chat", api_key=k{adds(", " + BODY)})\n', id="dspy"),
        pytest.param(
            f'from crewai import LLM\nllm = LLM(model="deepseek/deepseek-chat"{adds(", " + BODY)})\n', id="crewai"
        ),
        pytest.param(
            "from autogen_ext.models.openai import OpenAIChatCompletionClient\n"
            f'c = OpenAIChatCompletionClient(model="deepseek-chat"{adds(", " + BODY)})\n',
            id="autogen",
        ),
        pytest.param(
            "from smolagents import OpenAIServerModel\n"
            f'm = OpenAIServerModel(model_id="deepseek-chat"{adds(", " + BODY)})\n',
            id="smolagents",
        ),
    ],
)
def test_python(code: str) -> None:
    placed("a.py", code)


@pytest.mark.parametrize(
    "code",
    [
        pytest.param(
            f'c.responses.create({{ model: "deepseek-chat", input{adds(""", reasoning: { effort: "none" }""")} }});\n',
            id="openai-responses",
        ),
        pytest.param(
            f'a.messages.create({{ model: "deepseek-chat", messages{adds(""", thinking: { type: "disabled" }""")} }});\n',
            id="anthropic",
        ),
        pytest.param(
            'import { ChatDeepSeek } from "@langchain/deepseek";\n'
            f'const llm = new ChatDeepSeek({{ model: "deepseek-chat"{adds(f", modelKwargs: {JS_OFF}")} }});\n',
            id="langchain",
        ),
        pytest.param(
            'import { ChatOpenAI } from "@langchain/openai";\nconst llm = new ChatOpenAI({\n  model: "deepseek-chat",\n'
            f'  modelKwargs: {{\n    user: "u",{adds(chr(10) + "    " + JS_OFF[2:-2] + ",")}\n  }},\n}});\n',
            id="langchain-beside-what-is-there",
        ),
        pytest.param(
            'import { ChatOpenAI } from "@langchain/openai";\n'
            f'const llm = new ChatOpenAI({{ modelName: "deepseek-chat", modelKwargs: {{ seed: 1{adds(f", {JS_OFF[2:-2]}")} }} }});\n',
            id="langchain-in-its-older-spelling",
        ),
        pytest.param(
            AI
            + 'import { deepseek } from "@ai-sdk/deepseek";\n'
            + 'generateText({ model: deepseek("deepseek-chat"), prompt'
            + adds(f", providerOptions: {{ deepseek: {JS_OFF} }}")
            + " });\n",
            id="ai-sdk",
        ),
        pytest.param(
            AI
            + 'import { createDeepSeek } from "@ai-sdk/deepseek";\nconst ds = createDeepSeek({ apiKey });\n'
            + 'const model = ds.chat("deepseek-chat");\nstreamText({ model, prompt'
            + adds(f", providerOptions: {{ deepseek: {JS_OFF} }}")
            + " });\n",
            id="ai-sdk-model-held-by-a-variable",
        ),
        pytest.param(
            'const M = "deepseek-chat";\nc.responses.create({ model: String(M), input'
            + adds(""", reasoning: { effort: "none" }""")
            + " });\n",
            id="name-through-a-function-that-keeps-it",
        ),
        pytest.param(
            AI
            + 'import { deepseek } from "@ai-sdk/deepseek";\ngenerateText({\n  model: deepseek("deepseek-chat"),\n'
            + '  providerOptions: {\n    deepseek: {\n      userId: "u", // whose\n'
            + adds(f"      {JS_OFF[2:-2]},\n")
            + "    },\n  },\n});\n",
            id="ai-sdk-within-two-objects",
        ),
        pytest.param(
            AI
            + 'import { createOpenAICompatible } from "@ai-sdk/openai-compatible";\nconst M = "deepseek-chat";\n'
            + "const ours = createOpenAICompatible({\n  baseURL: `${HOST}/v1`,\n"
            + '  name: "deepseek",\n});\nstreamText({ model: ours(M), prompt'
            + adds(f", providerOptions: {{ deepseek: {JS_OFF} }}")
            + " });\n",
            id="ai-sdk-compatible-provider-of-that-name",
        ),
        pytest.param(
            'import type { AgentConfig } from "@open-multi-agent/core";\n'
            'const a: AgentConfig = {\n  model: "deepseek-chat",\n  provider: "deepseek",\n'
            + adds(f"  extraBody: {JS_OFF},\n")
            + "};\n",
            id="literal-of-a-declared-type",
        ),
        pytest.param(
            'import type { AgentConfig } from "@open-multi-agent/core";\n'
            'const all: readonly AgentConfig[] = [{ model: "deepseek-chat", name: "a"'
            + adds(f", extraBody: {JS_OFF}")
            + " }];\n",
            id="list-of-a-declared-type",
        ),
    ],
)
def test_javascript_and_typescript(code: str) -> None:
    placed("a.ts", code)
    if "AgentConfig" not in code:
        placed("a.mjs", code)


@pytest.mark.parametrize(
    ("path", "code", "why"),
    [
        pytest.param(
            "a.py",
            'def completion(model): ...\nimport litellm\nx = completion(model="deepseek/deepseek-chat")\n',
            "",
            id="function-of-ones-own-with-the-name-of-a-librarys",
        ),
        pytest.param(
            "a.py",
            'from ours import LLM\nimport crewai\nx = LLM(model="deepseek/deepseek-chat")\n',
            "how LLM takes the switch is not known",
            id="class-from-elsewhere",
        ),
        pytest.param(
            "a.py",
            'from langchain_openai import ChatOpenAI\nx = ChatOpenAI(model="deepseek-chat", model_kwargs=more)\n',
            "model_kwargs may set it already",
            id="arguments-by-name",
        ),
        pytest.param(
            "a.py",
            'from pydantic_ai import Agent\na = Agent("deepseek:deepseek-chat", model_settings=ModelSettings(temperature=0))\n',
            "model_settings is set already, and not written out here",
            id="settings-made-by-a-call",
        ),
        pytest.param(
            "a.py",
            "from llama_index.llms.deepseek import DeepSeek\n"
            'x = DeepSeek(model="deepseek-chat", additional_kwargs={"extra_body": body})\n',
            "extra_body is set already, and not written out here",
            id="inner-mapping-by-name",
        ),
        pytest.param(
            "a.ts",
            AI
            + 'import { createOpenAICompatible } from "@ai-sdk/openai-compatible";\n'
            + 'const deepseek = createOpenAICompatible({ name: "ours", baseURL: "https://api.deepseek.com" });\n'
            + 'streamText({ model: deepseek("deepseek-chat"), prompt });\n',
            "how streamText takes the switch is not known",
            id="compatible-provider-of-another-name",
        ),
        pytest.param(
            "a.ts",
            AI
            + 'import { deepseek } from "@ai-sdk/deepseek";\n'
            + 'generateText({ model: deepseek("deepseek-chat"), providerOptions: { deepseek: { ...more } } });\n',
            "deepseek is set already, and not written out here",
            id="inner-object-with-a-spread",
        ),
        pytest.param(
            "a.py",
            'from browser_use.llm import ChatDeepSeek\nx = ChatDeepSeek(model="deepseek-chat")\n',
            "how ChatDeepSeek takes the switch is not known",
            id="langchains-name-of-another-library",
        ),
        pytest.param(
            "a.ts",
            'type AgentConfig = Ours;\nconst a: AgentConfig = { model: "deepseek-chat" };\n',
            "",
            id="type-of-ones-own",
        ),
    ],
)
def test_not_placed(path: str, code: str, why: str) -> None:
    outcome = rewrite(path, code)
    assert outcome.after.decode() == code.replace("deepseek-chat", "deepseek-v4-flash")
    (change,) = outcome.changes
    assert change.thinking.switch is Switch.NOT_PLACED
    assert why in change.thinking.why


def test_what_is_to_be_added_by_hand_is_shown_as_the_client_takes_it() -> None:
    code = 'from llama_index.llms.deepseek import DeepSeek\nx = DeepSeek(model="deepseek-chat", **more, **less)\n'
    (change,) = rewrite("a.py", code).changes
    assert change.thinking.snippet == f'additional_kwargs={{"extra_body": {OFF}}}'


def test_switch_of_the_clients_own_counts_as_set() -> None:
    code = 'from agno.models.deepseek import DeepSeek\nx = DeepSeek(id="deepseek-chat", use_thinking=False)\n'
    assert [change.thinking.switch for change in rewrite("a.py", code).changes] == [Switch.ALREADY_SET]


def test_imports_of_another_cell_count() -> None:
    book = (
        '{"cells": [{"cell_type": "code", "source": ["from crewai import LLM\\n"]},\n'
        ' {"cell_type": "code", "source": ["x = LLM(model=\\"deepseek/deepseek-chat\\")"]}], "nbformat": 4}'
    )
    assert rb"extra_body={\"thinking\"" in rewrite("a.ipynb", book).after


@pytest.mark.parametrize(
    ("path", "code"),
    [
        pytest.param(
            "a.py",
            'c.chat.completions.create(\n    model="deepseek-chat",\n    extra_body={\n        "meta": {\n            "a": 1,\n'
            "        },\n" + adds('        "thinking": {"type": "disabled"},\n') + "    },\n)\n",
            id="as-deep-as-its-neighbours-and-no-deeper",
        ),
        pytest.param(
            "a.js",
            'c.chat.completions.create({\n  model: "deepseek-chat",\n  messages, /* all */\n'
            + adds('  thinking: { type: "disabled" },\n')
            + "});\n",
            id="block-comment-behind-the-last-one-stays-with-it",
        ),
        pytest.param(
            "a.js",
            'c.chat.completions.create({ model: "deepseek-chat", messages /* all */'
            + adds(', thinking: { type: "disabled" }')
            + " });\n",
            id="block-comment-on-the-same-line",
        ),
        pytest.param(
            "a.js",
            "c.chat.completions.create({ model: 'deepseek-chat', messages"
            + adds(", thinking: { type: 'disabled' }")
            + " });\n",
            id="single-quotes-beside-single-quotes",
        ),
        pytest.param(
            "a.py",
            "c.chat.completions.create(model='deepseek-chat', messages=m" + adds(", " + BODY.replace('"', "'")) + ")\n",
            id="single-quotes-in-python",
        ),
    ],
)
def test_written_like_its_neighbours(path: str, code: str) -> None:
    placed(path, code)


@pytest.mark.parametrize("client", RULEBOOK.facts.clients, ids=lambda client: client.name)
def test_snippet_of_the_facts_is_what_would_be_written(client: ClientFacts) -> None:
    assert client.callee or client.types, "nothing tells it"
    assert SwitchForm(client, None, client.disabled).whole == client.snippet
