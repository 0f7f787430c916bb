"""Which queue a message belongs to, and its tags for the weekly report."""

import json

from harbor.client import get_client
from harbor.prompts import TAGS_SYSTEM, TRIAGE_SYSTEM

MODEL = "deepseek-chat"

FALLBACK = {"queue": "other", "urgency": "normal", "language": "en"}


def triage(message: str) -> dict:
    """Falls back to the queue "other" when the answer is no JSON: a person then sorts it by hand."""
    response = get_client().chat.completions.create(
        model=MODEL,
        messages=[{"role": "system", "content": TRIAGE_SYSTEM}, {"role": "user", "content": message}],
        response_format={"type": "json_object"},
        temperature=0.0,
        max_tokens=60,
    )
    try:
        verdict = json.loads(response.choices[0].message.content or "")
    except json.JSONDecodeError:
        return dict(FALLBACK)
    return {**FALLBACK, **verdict}


def tags(message: str) -> list[str]:
    response = get_client().chat.completions.create(
        model=MODEL,
        messages=[{"role": "system", "content": TAGS_SYSTEM}, {"role": "user", "content": message}],
        response_format={"type": "json_object"},
        temperature=0.0,
        max_tokens=60,
    )
    try:
        found = json.loads(response.choices[0].message.content or "").get("tags", [])
    except json.JSONDecodeError:
        return []
    return [str(tag) for tag in found][:4]
