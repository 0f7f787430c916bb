"""What configuration formats share: what the key, its value and the entries beside them say about an id."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property

from v4migrate.regex import regex
from v4migrate.rulebook.schema import Role
from v4migrate.scan.left import Left
from v4migrate.scan.place import is_model_name, is_price_row, is_record, tests_names
from v4migrate.scan.vendor import NAME

_PLAIN_NAMES = frozenset({"id", "name", "value", "default", "label", "title", "key", "slug", "text"})
_NAMING = ("name", "key", "Name", "Key", "env", "variable", "id")
_LABELS = regex(r"^(?:labels|match_?[lL]abels|selector|annotations|tags)$")
# What an entry of a registry builds on. `base_model` alone may be the model to ask: there its value has the path of an entry.
_REFERS = regex(
    r"(?i)base_?model|extends?|inherits?(?:_?from)?|parent|alias_?of|based_?on|copy_?of|canonical(?:_?(?:id|slug))?"
)
_ANSWER = regex(r"^(?:chat\.completion|text_completion|model$|list$|response$)")
_WHEN = frozenset({"datetime", "datetime_utc", "duration_ms", "latency_ms", "elapsed_ms", "response_json"})
_ABOUT_TIME = regex(r"(?i)time|date|(?:_at|At)\Z|\Awhen\Z")
_INSTANT = regex(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d|\d{10}(?:\d{3})?\Z")
_LOGGED = frozenset(
    {
        *("datetime", "datetime_utc", "duration_ms", "latency_ms", "response_id", "response_json", "conversation_id"),
        *("prompt_tokens", "completion_tokens", "total_tokens", "owned_by", "stop_reason", "elapsed_ms"),
        *("pass_rate", "pass_rate_1", "test_cases", "seconds_per_case", "total_cost", "accuracy", "score"),
    }
)
# What is said of a model, not asked of it: an entry of a catalogue, which its users know by this id.
_DESCRIBED = frozenset(
    {
        *("model_type", "model_properties", "parameter_rules", "features", "pricing", "input_cost_per_token"),
        *("litellm_provider", "modalities", "released", "release_date", "knowledge_cutoff"),
    }
)
_ASKED = frozenset({"messages", "prompt", "input", "stream", "tools"})
# A setting of the program that reads it is one of these when it stands beside the model: then the mapping describes a request.
PARAMETERS = frozenset(
    {
        *(
            "temperature",
            "top_p",
            "topP",
            "presence_penalty",
            "frequency_penalty",
            "presencePenalty",
            "frequencyPenalty",
        ),
        *("max_tokens", "maxTokens", "max_output_tokens", "maxOutputTokens", "max_completion_tokens"),
        *("timeout", "request_timeout", "response_format", "tool_choice", "thinking", "reasoning_effort", "messages"),
    }
)
NESTED_PARAMETERS = frozenset(
    {
        *("parameters", "params", "options", "completion_params", "model_kwargs", "model_params", "litellm_params"),
        *("generation_config", "generationConfig", "settings", "extra_body", "config", "inference"),
    }
)


_NODE = "model"  # the key below which a node of a workflow has its model
_MOCKED = frozenset(
    {"jsonBody", "responseBody", "expectedResponse", "mockResponse"}
)  # what a server in a test answers with


class Siblings(dict[str, str]):
    """The keys of a mapping with their scalar values, and what they say of it: told once, since it may hold thousands of ids."""

    @cached_property
    def is_answer(self) -> bool:
        """Is it what a server or a log wrote, and no request?"""
        if _ANSWER.match(self.get("object", "")) or self.get("id", "").startswith("chatcmpl"):
            return True
        if _ASKED.isdisjoint(self) and not _LOGGED.isdisjoint(self):
            return True
        return is_record(self)

    @cached_property
    def is_log_row(self) -> bool:
        """Does it tell when something was asked, or how long it took, beside what was asked?"""
        return any(key in _WHEN or (_ABOUT_TIME.search(key) and _INSTANT.match(value)) for key, value in self.items())

    @cached_property
    def describes(self) -> bool:
        """Does it say something of a model: what it can do, what it costs?"""
        return not _DESCRIBED.isdisjoint(self) or is_price_row(self.items())

    @cached_property
    def is_model_of_node(self) -> bool:
        """Is it what a node of a workflow of Dify asks: `{mode: chat, name: <id>, provider: deepseek, completion_params: …}`? Providers
        are called by their name there, or by that of the plugin that they come from (`langgenius/deepseek/deepseek`)."""
        maker = self.get("provider", "").rpartition("/")[2]
        return maker == NAME.decode() and "completion_params" in self and self.get("mode") in {"chat", "completion"}


NO_SIBLINGS = Siblings()


def role_of_value(name: str, siblings: Siblings, keys: Sequence[str]) -> tuple[Role, str, Left | None]:
    """The role of an id that is the whole value of the key `name`, the name that takes it, and why it may have to stay.

    `siblings` are the keys of the mapping with their scalar values (an empty text for any other value), `keys` those further out.
    """
    if siblings.is_log_row:
        return Role.CONFIG, name, Left.LOGGED
    if siblings.is_answer or not _MOCKED.isdisjoint(keys):
        return Role.CONFIG, name, Left.RECORD
    if _REFERS.fullmatch(name) and ("/" in siblings.get(name, "") or not is_model_name(name)):
        return Role.MEMBER, name, Left.REFERENCE
    if keys and _LABELS.match(keys[0]) and not is_model_name(keys[0]):
        return Role.MEMBER, name, Left.LABEL
    if name in {"value", "default", "Value", "defaultValue", "default_value"}:
        holder = next((value for key in _NAMING if is_model_name(value := siblings.get(key, ""))), None)
        holder = holder or next((key for key in keys[:1] if is_model_name(key)), None)
        if holder is not None:
            return (Role.CONFIG if name in {"value", "Value"} else Role.DEFAULT), holder, None
    if tests_names(name):
        return Role.COMPARISON, name, None
    if name == "model_name" and "litellm_params" in siblings:
        return Role.MEMBER, name, None  # the public name of a proxy: its clients call it by that
    if name == "name" and keys[:1] == [_NODE] and siblings.is_model_of_node:
        return Role.CONFIG, _NODE, None
    if is_model_name(name) and not siblings.describes:
        return Role.CONFIG, name, None
    if is_model_name(name) or name in _PLAIN_NAMES:
        return Role.MEMBER, name, None
    if any(is_model_name(key) for key in keys[:1]):
        return Role.VALUE, name, None
    return Role.ARGUMENT, name, None


def option_before(previous: str) -> tuple[Role, str, Left | None] | None:
    """The role of a list entry that follows the option `previous` (`["--model", "<id>"]`); None where that is no option."""
    if not previous.startswith("-"):
        return None
    name = previous.lstrip("-")
    if "served" in name:
        return Role.CONFIG, name, Left.OWN_SERVER
    return (Role.CONFIG, name, None) if is_model_name(name) or previous == "-m" else (Role.ARGUMENT, name, None)
