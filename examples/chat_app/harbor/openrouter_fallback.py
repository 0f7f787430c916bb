"""Second provider for short answers, used while the first one is down (ADR 12)."""

import os

from openai import OpenAI

OPENROUTER_BASE_URL = "https://openrouter.ai/api/v1"


def answer_via_openrouter(messages: list[dict]) -> str:
    client = OpenAI(api_key=os.environ["OPENROUTER_API_KEY"], base_url=OPENROUTER_BASE_URL, timeout=45.0)
    response = client.chat.completions.create(
        model="deepseek/deepseek-chat",
        messages=messages,
        temperature=0.2,
        max_tokens=400,
    )
    return response.choices[0].message.content or ""
