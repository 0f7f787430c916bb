"""Answers to customers, in one piece for e-mail and streamed for the web chat."""

from collections.abc import Iterator
from pathlib import Path

from harbor.client import get_client
from harbor.prompts import ANSWER_SYSTEM, HANDBOOK_HEADER

HANDBOOK = Path(__file__).parent.parent / "knowledge" / "handbook.md"


def answer(history: list[dict], question: str) -> str:
    response = get_client().chat.completions.create(
        model="deepseek-chat",
        messages=[{"role": "system", "content": ANSWER_SYSTEM}, *history, {"role": "user", "content": question}],
        temperature=0.2,
        max_tokens=400,
    )
    return response.choices[0].message.content or ""


def answer_from_handbook(question: str) -> str:
    """The handbook comes first and never changes within a day, so most of the prompt is a cache hit."""
    system = HANDBOOK_HEADER + HANDBOOK.read_text(encoding="utf-8")
    response = get_client().chat.completions.create(
        model="deepseek-chat",
        messages=[{"role": "system", "content": system}, {"role": "user", "content": question}],
        temperature=0.0,
        max_tokens=800,
    )
    return response.choices[0].message.content or ""


def answer_stream(history: list[dict], question: str) -> Iterator[str]:
    stream = get_client().chat.completions.create(
        model="deepseek-chat",
        messages=[{"role": "system", "content": ANSWER_SYSTEM}, *history, {"role": "user", "content": question}],
        temperature=0.2,
        max_tokens=400,
        stream=True,
        stream_options={"include_usage": True},
    )
    for chunk in stream:
        if chunk.choices and chunk.choices[0].delta.content:
            yield chunk.choices[0].delta.content
