"""A request of what is imported from another maker's package is that maker's, whatever else the file speaks of."""

from __future__ import annotations

import pytest

from tests.scan.test_hosts_beside import ASKED, OTHER, OURS, OWN, URL, answers

KEY = 'import os\nKEY = os.environ["DEEPSEEK_API_KEY"]\n'
ID = "deepseek-chat"


def made(module: str, name: str, arguments: str = f'model="{ID}"') -> str:
    return f"from {module} import {name}\n{KEY}llm = {name}({arguments})\n"


@pytest.mark.parametrize(
    ("module", "name"),
    [
        ("langchain_huggingface", "HuggingFaceEndpoint"),
        ("langchain_huggingface", "ChatHuggingFace"),
        ("langchain_google_vertexai", "ChatVertexAI"),
        ("langchain_ibm", "ChatWatsonx"),
        ("azure.ai.inference", "ChatCompletionsClient"),
        ("azure.ai.inference.aio", "ChatCompletionsClient"),
        ("llama_index.llms.ollama", "Ollama"),
        ("llama_index.llms.fireworks", "Fireworks"),
        ("llama_index.llms.together", "TogetherLLM"),
        ("llama_index.llms.openrouter", "OpenRouter"),
        ("llama_index.llms.groq", "Groq"),
        ("llama_index.llms.bedrock", "Bedrock"),
        ("llama_index.llms.vertex", "Vertex"),
        ("llama_index.llms.azure_inference", "AzureAICompletionsModel"),
        ("agno.models.mistral", "MistralChat"),
        ("pydantic_ai.models.groq", "GroqModel"),
        ("haystack_integrations.components.generators.ollama", "OllamaChatGenerator"),
        ("semantic_kernel.connectors.ai.mistral_ai", "MistralAIChatCompletion"),
        ("huggingface_hub", "InferenceClient"),
        ("mistralai", "Mistral"),
        ("cohere", "ClientV2"),
        ("vertexai.generative_models", "GenerativeModel"),
    ],
)
@pytest.mark.parametrize("arguments", [f'model="{ID}"', f'model="{ID}", **options', f'"{ID}"'])
def test_a_class_of_another_makers_package(module: str, name: str, arguments: str) -> None:
    assert answers("a.py", made(module, name, arguments)) in ([OTHER], [OWN])


# Each begins with the reason for it and the name of its file. Every one of them holds a key of DeepSeek's, too.
IN_LANGUAGES = r"""
## method-that-mistrals-client-alone-has: a.py
import os
from app.clients import client
KEY = os.environ["DEEPSEEK_API_KEY"]
client.chat.complete(model='deepseek-chat', messages=[])
## method-that-googles-client-alone-has: a.ts
const key = process.env.DEEPSEEK_API_KEY;
await ai.models.generateContent({ model: "deepseek-chat", contents: "x" });
## class-that-extends-it: a.ts
import { ChatGroq } from "@langchain/groq";
const key = process.env.DEEPSEEK_API_KEY;
class My extends ChatGroq { constructor() { super({ model: "deepseek-chat" }); } }
## class-below-it: a.py
import os
from huggingface_hub import InferenceClient
KEY = os.environ["DEEPSEEK_API_KEY"]
class My(InferenceClient):
    def __init__(self):
        super().__init__(model="deepseek-chat")
## function-named-after-it: a.py
import os
KEY = os.environ["DEEPSEEK_API_KEY"]
ask_openrouter(model='deepseek-chat', messages=[])
## client-named-after-it: a.py
import os
KEY = os.environ["DEEPSEEK_API_KEY"]
ollama_client.chat.completions.create(model='deepseek-chat', messages=[])
## function-of-r: a.R
key <- Sys.getenv("DEEPSEEK_API_KEY")
chat_groq(model = "deepseek-chat")
## class-of-elixir: a.ex
key = System.get_env("DEEPSEEK_API_KEY")
ChatOllamaAI.new!(%{model: "deepseek-chat"})
## schema-of-julia: a.jl
key = ENV["DEEPSEEK_API_KEY"]
aigenerate(OllamaSchema(), "hi"; model = "deepseek-chat", provider = Provider.Ollama)
## member-of-an-enumeration: a.rs
fn f() {
 let key = std::env::var("DEEPSEEK_API_KEY");
 let llm = LLMBuilder::new().backend(LLMBackend::Groq).model("deepseek-chat").build();
}
## member-as-an-argument: a.kt
val key = System.getenv("DEEPSEEK_API_KEY")
val m = LLModel(provider = LLMProvider.OpenRouter, model = "deepseek-chat")
## option-beside-it: a.sh
export DEEPSEEK_API_KEY=x

mytool --provider openrouter --model deepseek-chat
## options-in-a-list: a.py
import os
KEY = os.environ["DEEPSEEK_API_KEY"]
subprocess.run(["mytool", "--model", "deepseek-chat", "--provider", "groq"])
## setting-of-an-editor: settings.json
{"cline.apiProvider": "openrouter", "cline.apiModelId": "deepseek-chat"}
## flow-mapping: a.yml
with: { model: deepseek-chat, provider: openrouter }
## module: a.py
import ollama
import os
KEY = os.environ["DEEPSEEK_API_KEY"]
ollama.chat(model='deepseek-chat', messages=[])
## dotted-module: a.py
import azure.ai.inference
import os
KEY = os.environ["DEEPSEEK_API_KEY"]
azure.ai.inference.ChatCompletionsClient(e, model='deepseek-chat')
## module-of-a-package: a.py
from google import genai
import os
KEY = os.environ["DEEPSEEK_API_KEY"]
genai.Client().models.generate_content(model='deepseek-chat', contents='x')
## other-name: a.py
from cohere import (
    Client as Co,  # theirs
)
import os
KEY = os.environ["DEEPSEEK_API_KEY"]
Co().chat(model='deepseek-chat')
## client-held-by-a-name: a.py
from mistralai import Mistral
import os
KEY = os.environ["DEEPSEEK_API_KEY"]
c = Mistral(api_key=k)
c.chat.complete(model='deepseek-chat', messages=[])
## beside-a-client-for-deepseek-in-one-function: a.py
import os
from mistralai import Mistral
from openai import OpenAI
def main():
    a = OpenAI(api_key=os.environ['DEEPSEEK_API_KEY'])
    c = Mistral(api_key=k)
    c.chat.complete(model='deepseek-chat', messages=[])
## parameter-of-the-class: a.py
from azure.ai.inference import ChatCompletionsClient
import os
KEY = os.environ["DEEPSEEK_API_KEY"]
def ask(client: ChatCompletionsClient):
    return client.complete(model='deepseek-chat')
## with: a.py
from azure.ai.inference.aio import ChatCompletionsClient
import os
KEY = os.environ["DEEPSEEK_API_KEY"]
async def ask():
    async with ChatCompletionsClient(e, c) as it:
        await it.complete(model='deepseek-chat')
## field: a.py
from ollama import AsyncClient
import os
KEY = os.environ["DEEPSEEK_API_KEY"]
class A:
    def __init__(self):
        self.it = AsyncClient()
    async def f(self):
        await self.it.chat(model='deepseek-chat')
## constant: a.py
from huggingface_hub import InferenceClient
MODEL = 'deepseek-chat'
import os
KEY = os.environ["DEEPSEEK_API_KEY"]
c = InferenceClient(model=MODEL)
## provider-as-an-argument: a.py
from pydantic_ai.providers.azure import AzureProvider
import os
KEY = os.environ["DEEPSEEK_API_KEY"]
m = OpenAIChatModel('deepseek-chat', provider=AzureProvider(azure_endpoint=e))
## ai-sdk: a.ts
import { createGroq } from "@ai-sdk/groq";
const key = process.env.DEEPSEEK_API_KEY;
const groq = createGroq({});
const a = generateText({ model: groq("deepseek-chat") });
## langchain-js-spread: a.ts
import { ChatGroq as G } from "@langchain/groq";
const key = process.env.DEEPSEEK_API_KEY;
const a = new G({ model: "deepseek-chat", ...options });
## azure-js: a.ts
import ModelClient, { isUnexpected } from "@azure-rest/ai-inference";
const key = process.env.DEEPSEEK_API_KEY;
const c = ModelClient(e, k);
await c.path("/chat/completions").post({ body: { messages: [], model: "deepseek-chat" } });
## huggingface-js: a.ts
import { HfInference } from "@huggingface/inference";
const key = process.env.DEEPSEEK_API_KEY;
const c = new HfInference(t);
c.chatCompletion({ model: "deepseek-chat", messages: [] });
## required: a.js
const { Mistral: M } = require("@mistralai/mistralai");
const key = process.env.DEEPSEEK_API_KEY;
new M({}).chat.complete({ model: "deepseek-chat", messages: [] });
## namespace: a.ts
import * as llm from "@llamaindex/mistral";
const key = process.env.DEEPSEEK_API_KEY;
const a = new llm.MistralAI({ model: "deepseek-chat" });
## java-builder: A.java
import dev.langchain4j.model.mistralai.MistralAiChatModel;
class A {
  String k = System.getenv("DEEPSEEK_API_KEY");
 Object a() { return MistralAiChatModel.builder().apiKey(m).modelName("deepseek-chat").build(); } }
## java-spring: A.java
import org.springframework.ai.mistralai.MistralAiChatOptions;
class A {
  String k = System.getenv("DEEPSEEK_API_KEY");
 Object a() { return MistralAiChatOptions.builder().model("deepseek-chat").build(); } }
## kotlin-other-name: A.kt
import dev.langchain4j.model.mistralai.MistralAiChatModel as Mi
val k = System.getenv("DEEPSEEK_API_KEY")
val a = Mi.builder().modelName("deepseek-chat").build()
## go-package: a.go
package a
import (
	"os"
	"github.com/ollama/ollama/api"
)
func f() {
	k := os.Getenv("DEEPSEEK_API_KEY")
	c.Chat(ctx, &api.ChatRequest{Model: "deepseek-chat"}, fn) }
## go-other-name: a.go
package a
import (
	"os"
	gg "github.com/tmc/langchaingo/llms/googleai"
)
func f() {
	k := os.Getenv("DEEPSEEK_API_KEY")
	m, _ := gg.New(ctx, gg.WithDefaultModel("deepseek-chat")) }
## rust-list: a.rs
use rig::providers::{deepseek, groq};
fn f() {
 let k = std::env::var("DEEPSEEK_API_KEY");
 let a = groq::Client::from_env().agent("deepseek-chat").build(); }
## php-field: a.php
<?php
use LLPhant\OllamaConfig;
$k = getenv('DEEPSEEK_API_KEY');
$c = new OllamaConfig();
$c->model = 'deepseek-chat';
## csharp: A.cs
using OllamaSharp;
class A {
  string k = Environment.GetEnvironmentVariable("DEEPSEEK_API_KEY");
 void F() { var o = new OllamaApiClient(uri, "deepseek-chat"); } }
"""


def cases(text: str) -> list[object]:
    """`## <reason>: <file>` and the code below it, as parameters of a test."""
    parts = (part.partition("\n") for part in text.split("## ")[1:])
    return [pytest.param(head.partition(": ")[2], code, id=head.partition(": ")[0]) for head, _, code in parts]


@pytest.mark.parametrize(("path", "code"), cases(IN_LANGUAGES))
def test_in_every_language(path: str, code: str) -> None:
    assert answers(path, code) in ([OTHER], [OWN])


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        pytest.param(made("mistralai", "Mistral", f'model="{ID}", server_url="{URL}"'), OURS, id="address"),
        pytest.param(made("mistralai", "Mistral", f'model="{ID}", api_key=os.environ["DEEPSEEK_API_KEY"]'), OURS, id="key"),
        pytest.param(made("mistralai", "Mistral", f'model="{ID}", base_url=settings.url'), ASKED, id="address-not-read"),
        pytest.param(
            f'from mistralai import Mistral\n{KEY}DEEPSEEK_URL = "{URL}"\nllm = Mistral(model="{ID}", base_url=DEEPSEEK_URL)\n',
            OURS,
            id="address-held-by-a-name",
        ),
        pytest.param(
            f"from ollama import Message\n{KEY}c = OpenAI(base_url='{URL}')\n"
            f"c.chat.completions.create(model='{ID}', messages=[Message(role='user')])\n",
            OURS,
            id="class-for-a-message",
        ),
        pytest.param(
            f"from llama_index.llms.ollama import Ollama\nfrom llama_index.llms.deepseek import DeepSeek\n"
            f"llm = DeepSeek(model='{ID}')\n",
            OURS,
            id="deepseeks-own-package-beside-another",
        ),
        pytest.param(
            f"from langchain_openai import ChatOpenAI\n{KEY}llm = ChatOpenAI(model='{ID}')\n", OURS, id="client-of-all"
        ),
        pytest.param(
            f"{KEY}LLMBuilder().backend(LLMBackend.DeepSeek).model('{ID}').build()\n", OURS, id="member-for-deepseek"
        ),
        pytest.param(f"{KEY}review_github(model='{ID}')\n", OURS, id="name-that-has-another-reason"),
        pytest.param(f"{KEY}chat_openai(model='{ID}')\n", OURS, id="function-named-after-a-client-of-all"),
        pytest.param(f"from app.groq import Groq\n{KEY}llm = ask(model='{ID}')\n", OURS, id="not-its-call"),
        pytest.param(
            f"class Together:\n    pass\nfrom openai import OpenAI\n{KEY}llm = Together(model='{ID}')\n",
            OURS,
            id="own-class-of-that-name",
        ),
    ],
)  # fmt: skip
def test_what_says_more_than_the_class(code: str, expected: str) -> None:
    assert answers("a.py", code) == [expected]


@pytest.mark.parametrize("name", ["LOCAL_MODEL", "LOCAL_LLM_MODEL", "local_model"])
def test_name_of_a_local_model_is_of_ones_own_machine(name: str) -> None:
    assert answers("a.env", f"DEEPSEEK_API_KEY=x\n{name}=deepseek-chat\n") == [OWN]


@pytest.mark.parametrize(
    ("path", "code"),
    [
        pytest.param("a.yaml", f"environments:\n  local:\n    model: {ID}\n", id="environment-that-is-called-local"),
        pytest.param("a.lua", f'local url = "{URL}"\nlocal model = "{ID}"\n', id="word-of-the-language"),
    ],
)
def test_local_alone_is_no_machine(path: str, code: str) -> None:
    assert answers(path, code) == [OURS]
