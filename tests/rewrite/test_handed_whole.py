"""Requests that send an object as a whole: a name that may go by one is not told as switched because others are."""

# ruff: noqa: E501 (whole programs on one line each, as they are looked up by their reason)
from __future__ import annotations

import pytest

from tests.rewrite.tools import Write, project_rewritten, thinking_of

URL = "https://api.deepseek.com/chat/completions"
PY = f"""\
import copy
import requests
from dataclasses import asdict, dataclass
from openai import OpenAI
from pydantic import BaseModel

client = OpenAI(base_url="https://api.deepseek.com")
URL = "{URL}"


def other(model, m):
    return client.chat.completions.create(model=model, messages=m)


@dataclass
class Cfg:
    model: str = "deepseek-chat"
    temperature: float = 0.0


"""
JS = f"""\
import OpenAI from 'openai';
const client = new OpenAI({{ baseURL: 'https://api.deepseek.com' }});
const url = '{URL}';
export const other = (model, messages) => client.chat.completions.create({{ model, messages }});
export const options = {{ model: 'deepseek-chat', temperature: 0 }};
"""
RB = f"""\
require 'openai'
URL = '{URL}'
CLIENT = OpenAI::Client.new(uri_base: 'https://api.deepseek.com')
class Bot
  DEFAULTS = {{ model: 'deepseek-chat', temperature: 0.2 }}.freeze
  def initialize(**opts)
    @opts = DEFAULTS.merge(opts)
  end

  def other(model, q)
    CLIENT.chat(parameters: {{ model: model, messages: q }})
  end

"""
PHP = f"""\
<?php
$url = '{URL}';
class Bot {{
    private $options = ['model' => 'deepseek-chat', 'temperature' => 0];
    function other($model, $q) {{
        return $this->post($url, json_encode(['model' => $model, 'messages' => $q]));
    }}
    function send($q) {{
        %s
    }}
}}
"""
GO = f"""\
package main

import "encoding/json"

const url = "{URL}"

type ChatRequest struct {{
\tModel    string   `json:"model"`
\tMessages []string `json:"messages"`
}}

type Config struct {{
\tModel string `json:"model"`
}}

type FullRequest struct {{
\tConfig
\tMessages []string `json:"messages"`
}}

var Default = Config{{Model: "deepseek-chat"}}

func ask(model string, q []string) ([]byte, error) {{
\treturn json.Marshal(ChatRequest{{Model: model, Messages: q}})
}}

func askFull(q []string) ([]byte, error) {{
\treturn json.Marshal(FullRequest{{Config: Default, Messages: q}})
}}
"""
PAGE = f"""\
export default function App() {{
  const [settings, setSettings] = useState({{ model: 'deepseek-chat', temperature: 0.7 }});
  const one = (messages) => fetch('{URL}', {{ body: JSON.stringify({{ model: settings.model, messages }}) }});
  const two = (messages) => fetch('{URL}', {{ body: JSON.stringify({{ ...settings, messages }}) }});
  return <p>{{settings.temperature}}</p>;
}}
"""
REQUEST = '@dataclass\nclass ChatRequest:\n    messages: list\n    model: str = "deepseek-chat"\n\n\n'


def py(code: str) -> dict[str, str]:
    return {"a.py": PY + code}


def send(line: str) -> dict[str, str]:
    return py(f"def send(cfg: Cfg, m):\n    {line}\n")


WHOLE = [
    pytest.param(send("return client.chat.completions.create(messages=m, **asdict(cfg))"), "**asdict(cfg)", id="unpacked-fields-of-a-dataclass"),
    pytest.param(send("return client.chat.completions.create(messages=m, **cfg.model_dump())"), "**cfg.model_dump()", id="unpacked-model-of-pydantic"),
    pytest.param(send("return client.chat.completions.create(**{**vars(cfg), 'messages': m})"), "**vars(cfg)", id="unpacked-within-what-is-unpacked"),
    pytest.param(send("return requests.post(URL, json={**cfg.__dict__, 'messages': m})"), "**cfg.__dict__", id="body-that-takes-in-the-fields"),
    pytest.param(send("return requests.post(URL, json=vars(cfg) | {'messages': m})"), "vars(cfg)", id="body-of-two-that-are-joined"),
    pytest.param(send("return requests.post(URL, json=dict(asdict(cfg), messages=m))"), "asdict(cfg)", id="body-by-dict-of-another"),
    pytest.param(send("payload = vars(cfg).copy()\n    payload['messages'] = m\n    return requests.post(URL, json=payload)"), "vars(cfg).copy()", id="copy-that-is-filled-by-a-statement"),
    pytest.param(send("payload = copy.deepcopy(cfg.params)\n    payload['messages'] = m\n    return client.chat.completions.create(**payload)"), "copy.deepcopy(cfg.params)", id="copy-of-parameters-that-is-unpacked"),
    pytest.param(send("payload = asdict(cfg)\n    payload.update(messages=m)\n    return requests.post(URL, json=payload)"), "sent as a whole", id="copy-that-is-updated"),
    pytest.param(send("return requests.post(URL, json=cfg.model_dump())"), "cfg.model_dump()", id="body-of-an-object-that-somebody-else-filled"),
    pytest.param(py("def create(**kw):\n    return client.chat.completions.create(**kw)\n\n\ndef ask(m):\n    return create(**asdict(Cfg()), messages=m)\n"), "sent as a whole", id="wrapper-that-hands-on-all-arguments"),
    pytest.param(py(REQUEST + "def send(m):\n    return requests.post(URL, json=asdict(ChatRequest(m)))\n"), "asdict(ChatRequest(m))", id="request-that-is-an-object-with-its-model-as-a-default"),
    pytest.param(py(REQUEST.replace("@dataclass\n", "").replace("ChatRequest:", "ChatRequest(BaseModel):") + "def send(m):\n    body = ChatRequest(messages=m)\n    return requests.post(URL, json=body.model_dump())\n"), "body.model_dump()", id="request-of-pydantic-with-its-model-as-a-default"),
    pytest.param({"a.py": PY[: PY.index("@dataclass")] + REQUEST + "def send(m):\n    return post_json(URL, ChatRequest(m))\n"}, "ChatRequest, whose default it is", id="request-object-that-is-handed-to-a-stranger"),
    pytest.param({"a.ts": JS + "export const send = (o, messages) => client.chat.completions.create({ messages, ...o });\n"}, "...o", id="spread-into-a-request"),
    pytest.param({"a.ts": JS + "export const send = (o, messages) => client.chat.completions.create(Object.assign({}, o, { messages }));\n"}, "sent as a whole", id="assigned-into-a-request"),
    pytest.param({"a.ts": JS + "export function send(o, messages) {\n  const body = { ...o };\n  body.messages = messages;\n  return client.chat.completions.create(body);\n}\n"}, "{ ...o }", id="copy-that-is-filled-and-sent"),
    pytest.param({"a.js": JS.replace("export const options = { model: 'deepseek-chat', temperature: 0 };", "class ChatRequest {\n  model = 'deepseek-chat';\n  constructor(messages) { this.messages = messages; }\n}") + "export const send = (m) => fetch(url, { body: JSON.stringify(new ChatRequest(m)) });\n"}, "new ChatRequest(m)", id="request-of-a-class-that-is-written-as-json"),
    pytest.param({"App.jsx": PAGE}, "...settings", id="state-of-a-page-that-is-spread"),
    pytest.param({"a.rb": RB + "  def ask(q)\n    CLIENT.chat(parameters: { messages: q, **@opts })\n  end\nend\n"}, "**@opts", id="unpacked-options-of-ruby"),
    pytest.param({"a.rb": RB + "  def ask(q)\n    post(URL, @opts.merge(messages: q).to_json)\n  end\nend\n"}, "@opts", id="merged-options-of-ruby"),
    pytest.param({"a.php": PHP % "return $this->post($url, json_encode(array_merge($this->options, tell($this->options), ['messages' => $q])));"}, "$this->options", id="merged-options-of-php"),
    pytest.param({"a.php": PHP % "return $this->post($url, json_encode([...$this->options, 'messages' => tell($this->options)]));"}, "...$this->options", id="spread-options-of-php"),
    pytest.param({"a.ts": JS + "export const send = (session, messages) => fetch(url, { body: JSON.stringify({ ...session, messages }) });\n"}, "...session", id="kept-talk-that-is-sent"),
    pytest.param({"a.ts": JS + "export function send(thread, messages) {\n  const body = { ...thread, messages };\n  return post(url, body);\n}\n"}, "...thread", id="kept-talk-that-becomes-a-body"),
    pytest.param({"a.go": GO}, "FullRequest", id="structure-that-takes-in-the-one-with-the-model"),
]  # fmt: skip


@pytest.mark.parametrize(("files", "why"), WHOLE)
def test_name_may_go_by_a_request_that_is_sent_as_a_whole(
    write: Write, capsys: pytest.CaptureFixture[str], files: dict[str, str], why: str
) -> None:
    write(files)
    found = thinking_of(project_rewritten(capsys, "--unsafe")[1])
    assert {thinking["switch"] for thinking in found} == {"not-placed"}
    assert all(why in thinking["why"] for thinking in found), found


SEEN = [
    pytest.param({"a.ts": JS + "export const send = (messages) => client.chat.completions.create({ messages, ...options });\n"}, id="spread-of-what-is-written-out-and-takes-the-switch-itself"),
    pytest.param(send("extra = {'top_p': 1}\n    return client.chat.completions.create(messages=m, model=cfg.model, **extra)"), id="request-that-says-its-model"),
    pytest.param(py("EXTRA = {'model': 'text-embedding-3', 'top_p': 1}\n\n\ndef send(m):\n    return embed(messages=m, temperature=0)\n"), id="call-that-takes-in-nothing"),
    pytest.param(py("def save(history, m):\n    history['messages'] = m\n    return len(history)\n"), id="history-that-is-not-sent"),
    pytest.param(py("@dataclass\nclass Note:\n    text: str\n\n\ndef keep(m):\n    note = Note(m)\n    return requests.post('https://notes.example', json=asdict(note))\n"), id="object-of-a-type-without-a-model"),
    pytest.param(py("def answer(item):\n    return JSONResponse(content=item.to_dict())\n"), id="answer-to-somebody-elses-request"),
    pytest.param({"a.ts": JS + "const [chat, setChat] = useState({ messages: [] });\nexport const add = (m) => setChat({ ...chat, messages: [...chat.messages, m] });\n"}, id="conversation-that-a-page-keeps"),
    pytest.param(py("def speak(text, cfg):\n    body = {'text': text, 'model_name': 'voice', **cfg.to_dict()}\n    return requests.post('https://voice.example', json=body)\n"), id="voice-whose-body-names-its-own-model"),
    pytest.param({"a.ts": JS + "export class Bot {\n  standard() { return 'deepseek-chat'; }\n  ask(messages, used, tools) { return client.chat.completions.create({ messages, model: used.id, ...(tools ? { tools } : {}) } as Params); }\n}\n"}, id="request-that-says-its-model-and-is-cast"),
    pytest.param(py("class Chat(db.Model):\n    model_name = db.Column(db.String(50), default='deepseek-chat')\n    messages = db.relationship('Message')\n"), id="row-of-a-database"),
    pytest.param(py("class Llm:\n    model_name: str = 'deepseek-chat'\n\n    def run(self, prompt, service):\n        messages = [prompt]\n        return service.talk(messages)\n"), id="class-that-puts-messages-together-in-a-function"),
    pytest.param({"a.ts": JS + "function renewSession(s) { return s; }\nexport const keep = (session, messages) => renewSession({ ...session, messages });\n"}, id="kept-talk-with-further-messages"),
    pytest.param({"a.ts": JS + "export function keep(thread, messages) {\n  const mergedThread = messages.length ? { ...thread, messages } : thread;\n  return mergedThread;\n}\n"}, id="kept-talk-that-is-shown"),
    pytest.param({"a.ts": JS + "export const count = (model, messages) => counter.messages.countTokens({ model, messages });\n"}, id="request-that-counts-tokens"),
    pytest.param({"a.ts": JS + "const extra = { top_p: 1 };\nexport const send = (messages) => client.chat.completions.create({ model: options.model, messages, ...extra });\n"}, id="spread-without-a-model"),
]  # fmt: skip


@pytest.mark.parametrize("files", SEEN)
def test_request_that_cannot_be_of_the_name_is_in_nobodys_way(
    write: Write, capsys: pytest.CaptureFixture[str], files: dict[str, str]
) -> None:
    write(files)
    found = thinking_of(project_rewritten(capsys, "--unsafe")[1])
    assert {thinking["switch"] for thinking in found} == {"placed"}, found


STRANGERS = [
    pytest.param("from langchain_deepseek import ChatDeepSeek\n\n\nclass Loud(ChatDeepSeek):\n    pass\n\n\nllm = Loud(model={0})\n", id="class-that-adds-nothing-to-a-client"),
    pytest.param("import logging\n\nlog = logging.getLogger({0})\n", id="name-of-a-log"),
    pytest.param("from transformers import AutoTokenizer\n\ntok = AutoTokenizer.from_pretrained({0})\n", id="tokenizer"),
    pytest.param("from caches import *\n\nvalue = cache.get({0})\n", id="object-from-nowhere"),
    pytest.param("handle = open({0})\n", id="file"),
]  # fmt: skip


@pytest.mark.parametrize("code", STRANGERS)
def test_name_that_is_handed_to_a_stranger_goes_by_no_request_that_is_seen(
    write: Write, capsys: pytest.CaptureFixture[str], code: str
) -> None:
    write({"a.py": code.format('"deepseek-chat"'), "b.py": PY[: PY.index("@dataclass")]})
    found = thinking_of(project_rewritten(capsys, "--unsafe")[1])
    assert {thinking["switch"] for thinking in found} <= {"not-placed", "not-needed"}, found
