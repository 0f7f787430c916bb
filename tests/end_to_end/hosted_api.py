"""What DeepSeek's own API takes, refuses and answers at an instant, by the dated facts of this project. No network: see server.py.

Names, defaults, limits and the words of each refusal come from `rules/facts/`. Whether a request would think is what the tests ask.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from typing import Any, NamedTuple

from v4migrate.rulebook.load import load_rulebook

Body = Mapping[str, Any]
_REASONING = "The customer asks about an order, so the tool is to be asked."
_REASONING_TOKENS = 120  # they count against the cap: a smaller one is spent before the answer begins


class Refused(Exception):
    """The API answers with an error of the OpenAI form."""

    def __init__(self, status: int, message: str) -> None:
        super().__init__(message)
        self.status = status


class Answer(NamedTuple):
    """What the model says, whatever the form."""

    model: str
    content: str
    reasoning: str | None
    tool: str | None  # the function that it calls
    finish: str  # as chat completions spell it


class HostedApi:
    """The API at an instant."""

    def __init__(self, at: datetime) -> None:
        self.at = at
        self.facts = load_rulebook(as_of=at).facts
        self.refusals = {entry.id: entry for entry in self.facts.reference.parameters.rejections}
        self.accepted = {entry.name: entry for entry in self.facts.models.accepted(at)}

    def check_name(self, model: str) -> None:
        """Raises Refused for a name that is not taken at this instant."""
        if model not in self.accepted:
            refusal = self.facts.models.retired_answer(self.at)
            names = " or ".join(self.accepted)
            raise Refused(refusal.status, refusal.message.format(accepted=names, passed=model))

    def thinks(self, body: Body) -> bool:
        """Does a request think: by its switch, in the form of its endpoint, or else by the name?"""
        if "input" in body:
            effort = (body.get("reasoning") or {}).get("effort")
            said = None if effort is None else "disabled" if effort == "none" else "enabled"
        else:
            said = (body.get("thinking") or {}).get("type")
        return (said or self.accepted[body["model"]].thinking) == "enabled"

    def answer(self, body: Body) -> Answer:
        """Raises Refused where the API would refuse the request."""
        self.check_name(body["model"])
        thinks = self.thinks(body)
        for refusal, is_so in _REFUSALS.items():
            if is_so(body, thinks, self._largest_output(body["model"])):
                entry = self.refusals[refusal]
                raise Refused(entry.status, entry.message)
        name = self.accepted[body["model"]]
        served = name.compatibility_of or name.name
        reasoning = _REASONING if thinks else None
        if thinks and 0 < _cap(body) <= _REASONING_TOKENS:
            return Answer(served, "", reasoning, None, "length")
        tool = _called(body)
        if tool is not None:
            return Answer(served, "", reasoning, tool, "tool_calls")
        is_json = (body.get("response_format") or {}).get("type") == "json_object"
        return Answer(
            served, json.dumps({"label": "order"}) if is_json else "It is on its way.", reasoning, None, "stop"
        )

    def _largest_output(self, model: str) -> int:
        limits = self.facts.models.limits_of(self.accepted[model].generation(self.at))
        return max(limits.output_tokens.values()) if limits and limits.output_tokens else 1 << 30


def _cap(body: Body) -> int:
    return int(body.get("max_tokens") or body.get("max_output_tokens") or 0)


def _called(body: Body) -> str | None:
    """The function that is called: the one that is asked for, or the first of the list until its result is there."""
    tools, choice = body.get("tools") or [], body.get("tool_choice")
    turns = body.get("messages") or []
    if (
        not tools
        or choice == "none"
        or (turns and (turns[-1]["role"] == "tool" or _has_part(turns[-1], "tool_result")))
    ):
        return None
    first = tools[0]
    name: str = first.get("name") or first["function"]["name"]
    return name


def _has_part(turn: Body, kind: str) -> bool:
    parts = turn.get("content")
    return isinstance(parts, list) and any(part.get("type") == kind for part in parts)


def _turns(body: Body) -> Iterator[Body]:
    yield from body.get("messages") or ()


def _forces_a_tool(body: Body) -> bool:
    choice = body.get("tool_choice")
    kind = choice.get("type") if isinstance(choice, dict) else choice
    return kind in {"required", "any", "function", "tool"}


def _drops_reasoning(turn: Body) -> bool:
    calls = turn.get("tool_calls") or _has_part(turn, "tool_use")
    return (
        turn["role"] == "assistant"
        and bool(calls)
        and not (turn.get("reasoning_content") or _has_part(turn, "thinking"))
    )


def _is_empty(turn: Body) -> bool:
    return turn["role"] == "assistant" and not turn.get("content") and not turn.get("tool_calls")


# The rejections of parameters.yaml that a request alone can show: its body, whether it would think, the largest output of its model.
_REFUSALS: dict[str, Callable[[Body, bool, int], bool]] = {
    "max-tokens-out-of-range": lambda body, thinks, most: _cap(body) > most,
    "role-developer": lambda body, thinks, most: any(turn["role"] == "developer" for turn in _turns(body)),
    "assistant-message-empty": lambda body, thinks, most: any(map(_is_empty, _turns(body))),
    "tool-choice-in-thinking": lambda body, thinks, most: thinks and _forces_a_tool(body),
    "reasoning-content-missing": lambda body, thinks, most: (
        thinks and bool(body.get("tools")) and any(map(_drops_reasoning, _turns(body)))
    ),
    "json-schema-unavailable": lambda body, thinks, most: (
        (body.get("response_format") or {}).get("type") == "json_schema"
    ),
    "json-word-missing": lambda body, thinks, most: (
        (body.get("response_format") or {}).get("type") == "json_object"
        and "json" not in json.dumps(list(_turns(body))).lower()
    ),
    "image-to-text-model": lambda body, thinks, most: (
        body["model"] not in {"deepseek-flash", "deepseek-v4-flash-vision-exp"}
        and any(_has_part(turn, "image_url") for turn in _turns(body))
    ),
}
