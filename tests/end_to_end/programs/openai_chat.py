"""Support desk on the OpenAI SDK: sorts a ticket, looks the order up, answers while the customer watches, and writes the report."""

import json
import os

from openai import OpenAI

MODEL = "deepseek-chat"
BASE_URL = os.environ.get("DEEPSEEK_BASE_URL", "https://api.deepseek.com")
TICKET = "Where is my order A-17?"
TOOLS = [
    {
        "type": "function",
        "function": {
            "name": "find_order",
            "parameters": {"type": "object", "properties": {"order": {"type": "string"}}, "required": ["order"]},
        },
    }
]

client = OpenAI(api_key=os.environ["DEEPSEEK_API_KEY"], base_url=BASE_URL, max_retries=0)


def sort_ticket() -> str:
    answer = client.chat.completions.create(
        model=MODEL,
        messages=[
            {"role": "system", "content": 'Answer in JSON: {"label": ...}'},
            {"role": "user", "content": TICKET},
        ],
        response_format={"type": "json_object"},
        temperature=0.0,
        max_tokens=50,  # a label is short
    )
    return json.loads(answer.choices[0].message.content)["label"]


def look_up() -> str:
    messages = [{"role": "user", "content": TICKET}]
    first = client.chat.completions.create(
        model=MODEL,
        messages=messages,
        tools=TOOLS,
        tool_choice={"type": "function", "function": {"name": "find_order"}},
        extra_body={"user_id": "desk"},
    )
    call = first.choices[0].message.tool_calls[0]
    function = {"name": call.function.name, "arguments": call.function.arguments}
    messages.append(
        {"role": "assistant", "content": "", "tool_calls": [{"id": call.id, "type": "function", "function": function}]}
    )
    messages.append({"role": "tool", "tool_call_id": call.id, "content": "shipped"})
    second = client.chat.completions.create(model=MODEL, messages=messages, tools=TOOLS)
    return second.choices[0].message.content


def answer() -> str:
    stream = client.chat.completions.create(
        model="deepseek-chat", messages=[{"role": "user", "content": TICKET}], stream=True
    )
    return "".join(chunk.choices[0].delta.content or "" for chunk in stream if chunk.choices)


def report() -> str:
    return (
        client.chat.completions.create(
            model="deepseek-reasoner", messages=[{"role": "user", "content": "What went wrong today?"}]
        )
        .choices[0]
        .message.content
    )


for said in (sort_ticket(), look_up(), answer(), report()):
    assert said, "an empty answer"
    print(said)
