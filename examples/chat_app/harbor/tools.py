"""Answers that need a look into the shop: orders, invoices, returns."""

import json
from collections.abc import Callable, Mapping

from harbor.client import get_client
from harbor.prompts import TOOLS, TOOLS_SYSTEM
from harbor.settings import load_settings

MAX_ROUNDS = 4

Tool = Callable[..., dict]


def run_tool(registry: Mapping[str, Tool], name: str, arguments: str) -> str:
    """The tool's result as JSON; errors are told to the model instead of raised."""
    try:
        return json.dumps(registry[name](**json.loads(arguments)))
    except (KeyError, TypeError, ValueError) as error:
        return json.dumps({"error": str(error)})


def answer_with_tools(question: str, registry: Mapping[str, Tool]) -> str:
    client = get_client()
    messages: list[dict] = [
        {"role": "system", "content": TOOLS_SYSTEM},
        {"role": "user", "content": question},
    ]
    for _ in range(MAX_ROUNDS):
        response = client.chat.completions.create(
            model=load_settings().model,
            messages=messages,
            tools=TOOLS,
            tool_choice="auto",
            temperature=0.0,
            max_tokens=512,
        )
        message = response.choices[0].message
        if not message.tool_calls:
            return message.content or ""
        messages.append(
            {
                "role": "assistant",
                "content": message.content or "",
                "tool_calls": [call.model_dump() for call in message.tool_calls],
            }
        )
        for call in message.tool_calls:
            result = run_tool(registry, call.function.name, call.function.arguments)
            messages.append({"role": "tool", "tool_call_id": call.id, "content": result})
    return "A colleague will look into this and write to you today."
