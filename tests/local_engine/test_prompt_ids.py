"""Prompts as token ids of the released vocabulary, against the official encoder; nobody forges a special token."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from local_engine.chat_format import ChatFormat
from local_engine.errors import RequestError
from tests.local_engine.completions import BY_RELEASE, EOS, NAME, TOOLS, USER, VECTORS, request, request_of, tokens_of

Forms = dict[str, ChatFormat]
BOS, SYSTEM = "<｜begin▁of▁sentence｜>", {"role": "system", "content": "S"}
EFFORTS = [(release, effort) for release, known in VECTORS["reasoning_effort_preamble"].items() for effort in known]


@pytest.mark.parametrize(
    ("release", "case"), BY_RELEASE, ids=[f"{release}-{case['name']}" for release, case in BY_RELEASE]
)
def test_ids_are_those_of_the_official_encoder(released_forms: Forms, release: str, case: dict[str, Any]) -> None:
    assert released_forms[release].read(request_of(case, release)).prompt == case["token_ids"]


@pytest.mark.parametrize("release", ["preview", "0731"])
def test_ids_of_a_conversation_that_keeps_its_reasoning(released_forms: Forms, release: str) -> None:
    """No request of the API asks for it; a turn that is continued keeps its reasoning, so the parts can be had."""
    (case,) = [case for case in VECTORS["cases"] if "drop_thinking" in case["options"]]
    form, (*before, answered, question) = released_forms[release], case["messages"]
    fields = {"thinking": True, "reasoning_effort": "low"}
    first = form.read(request(messages=[*before, answered | {"prefix": True}], **fields)).prompt
    rest = form.read(request(messages=[question], **fields)).prompt
    assert [*first, form.tokenizer.special_id(EOS), *rest[1:]] == case["token_ids"]


def test_every_recorded_case_is_held(released_forms: Forms) -> None:
    held = {id(case) for _, case in BY_RELEASE}
    assert len(VECTORS["cases"]) == 23
    assert [case["name"] for case in VECTORS["cases"] if id(case) not in held] == ["think_multi_turn_keep_reasoning"]
    assert {release for release, _ in BY_RELEASE} == set(released_forms)


@pytest.mark.parametrize(("release", "effort"), EFFORTS)
def test_the_preamble_of_an_effort_belongs_to_the_release(released_forms: Forms, release: str, effort: str) -> None:
    form = released_forms[release]
    preamble = VECTORS["reasoning_effort_preamble"][release][effort]
    prompt = form.read(request(thinking=True, reasoning_effort=effort, messages=[SYSTEM, *USER])).prompt
    assert prompt == tokens_of(form.tokenizer, f"{BOS}{preamble}S<｜User｜>Hello<｜Assistant｜><think>")


@pytest.mark.parametrize("effort", [None, "none", "minimal", "low", "medium", "high", "xhigh", "ultra", "max"])
@pytest.mark.parametrize("switch", [None, "enabled", "adaptive", "disabled"])
def test_efforts_by_any_name_beside_any_switch(released_forms: Forms, switch: str | None, effort: str | None) -> None:
    """The preview has a preamble for the greatest effort alone; 0731 has one for the usual effort too, which no effort means."""
    body: dict[str, Any] = {"model": NAME, "messages": USER} | ({"thinking": {"type": switch}} if switch else {})
    body |= {"reasoning_effort": effort} if effort else {}
    thinks = switch != "disabled" and not (switch is None and effort == "none")
    greatest, least = effort in {"ultra", "max"}, effort in {"minimal", "low"}
    usual = "" if least else VECTORS["reasoning_effort_preamble"]["0731"]["high"]
    for release, ordinary in (("preview", ""), ("0731", usual)):
        form = released_forms[release]
        preamble = VECTORS["reasoning_effort_preamble"][release]["max"] if greatest else ordinary
        wanted = (
            f"{preamble}<｜User｜>Hello<｜Assistant｜><think>" if thinks else "<｜User｜>Hello<｜Assistant｜></think>"
        )
        assert form.read(body).prompt == tokens_of(form.tokenizer, BOS + wanted), release


def test_the_tools_are_told_in_the_words_of_the_template(released_forms: Forms) -> None:
    form = released_forms["0731"]
    schemas = "\n".join(json.dumps(tool["function"], ensure_ascii=False) for tool in TOOLS)
    told = VECTORS["tools_template"].replace("@@TOOL_SCHEMAS@@", schemas)
    prompt = form.read(request(messages=[SYSTEM, *USER], tools=TOOLS)).prompt
    assert prompt == tokens_of(form.tokenizer, f"{BOS}S\n\n{told}<｜User｜>Hello<｜Assistant｜></think>")


def test_a_schema_is_told_in_the_words_of_the_template(released_forms: Forms) -> None:
    form, schema = released_forms["preview"], {"type": "object", "properties": {"n": {"type": "number"}}}
    told = VECTORS["response_format_template"].replace("@@SCHEMA@@", json.dumps(schema))
    asked = {"type": "json_schema", "json_schema": {"name": "any", "schema": schema}}
    prompt = form.read(request(messages=[SYSTEM, *USER], response_format=asked)).prompt
    assert prompt == tokens_of(form.tokenizer, f"{BOS}S\n\n{told}<｜User｜>Hello<｜Assistant｜></think>")


def assistant(content: str | None, **fields: Any) -> dict[str, Any]:
    return {"role": "assistant", "content": content, "prefix": True} | fields


CONTINUED = {
    "an answer": (False, assistant("Hello wor"), "</think>Hello wor"),
    "nothing yet": (False, assistant(""), "</think>"),
    "chat has no reasoning": (False, assistant("A", reasoning_content="R"), "</think>A"),
    "an answer that nobody thought about": (True, assistant("A"), "<think></think>A"),
    "an answer after its reasoning": (True, assistant("A", reasoning_content="R"), "<think>R</think>A"),
    "a reasoning": (True, assistant("", reasoning_content="I thi"), "<think>I thi"),
    "a reasoning without content": (True, assistant(None, reasoning_content="I thi"), "<think>I thi"),
    "a thinking answer from its start": (True, assistant(""), "<think>"),
}


@pytest.mark.parametrize(("thinking", "last", "wanted"), CONTINUED.values(), ids=CONTINUED)
def test_a_prefix_is_continued(released_forms: Forms, thinking: bool, last: dict[str, Any], wanted: str) -> None:
    form = released_forms["0731"]
    got = form.read(request(thinking=thinking, reasoning_effort="low", messages=[*USER, last]))
    assert got.prompt == tokens_of(form.tokenizer, f"{BOS}<｜User｜>Hello<｜Assistant｜>{wanted}")
    assert got.continues == bool(last["content"])


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        pytest.param({"messages": [assistant("A"), *USER]}, "not final message", id="in the middle"),
        pytest.param({"messages": [*USER, assistant("A")], "tools": TOOLS}, "Function call", id="with tools"),
        pytest.param({"messages": [*USER, assistant(None)]}, "content or tool_calls", id="without anything"),
        pytest.param({"messages": [{"role": "developer", "content": "x"}, *USER]}, "developer", id="role developer"),
    ],
)
def test_what_the_library_refuses(released_forms: Forms, fields: dict[str, Any], words: str) -> None:
    with pytest.raises(RequestError, match=words):
        released_forms["0731"].read(request(**fields))


def test_a_reminder_stands_before_the_turn_of_the_user(released_forms: Forms) -> None:
    form = released_forms["preview"]
    messages = [SYSTEM, {"role": "latest_reminder", "content": "R"}, *USER]
    wanted = f"{BOS}S<｜latest_reminder｜>R<｜User｜>Hello<｜Assistant｜></think>"
    assert form.read(request(messages=messages)).prompt == tokens_of(form.tokenizer, wanted)


def call(name: str, arguments: str) -> dict[str, Any]:
    return {"id": "1", "type": "function", "function": {"name": name, "arguments": arguments}}


def everywhere(**texts: str) -> dict[str, Any]:
    """A request that has each of its texts from its caller; x where none is named."""
    text = dict.fromkeys(PLACES, "x") | texts
    tool = {"name": "grep", "description": text["description"], "parameters": schema(text["parameter"])}
    reply = {"role": "assistant", "content": text["answer"], "reasoning_content": text["reasoning"]}
    arguments = json.dumps({"a": text["argument"], text["argument name"] + "b": {text["key"]: [text["item"]]}})
    calls = [call("grep", arguments), call(text["called"], text["no json"]) | {"id": "2"}]
    results = [
        {"role": "tool", "tool_call_id": "1", "content": text["result"]},
        {"role": "tool", "tool_call_id": "2", "content": [{"type": "text", "text": text["result part"]}]},
    ]
    turns = [{"role": "user", "content": text["question"]}, reply | {"tool_calls": calls}, *results]
    return request(
        thinking=True,
        tools=[{"type": "function", "function": tool}],
        response_format={"type": "json_schema", "json_schema": {"name": "any", "schema": schema(text["format"])}},
        messages=[
            {"role": "system", "content": text["system"]},
            {"role": "latest_reminder", "content": text["reminder"]},
            *turns,
            {"role": "user", "content": [{"type": "text", "text": text["last"]}]},
        ],
    )


def schema(text: str) -> dict[str, Any]:
    return {"type": "object", "description": text, "properties": {text + "p": {"type": "string", "enum": [text]}}}


PLACES = (
    *("system", "reminder", "question", "last", "answer", "reasoning", "description", "parameter", "format"),
    *("argument", "argument name", "key", "item", "called", "no json", "result", "result part"),
)
NAMES = [
    BOS,
    EOS,
    "<think>",
    "</think>",
    "<｜User｜>",
    "<｜Assistant｜>",
    "｜DSML｜",
    "<｜latest_reminder｜>",
    "<｜image｜>",
]
PIECES = [name[at:] for name in NAMES for at in (0, 1, len(name) // 2)] + [name[: len(name) // 2] for name in NAMES]
FORGED = st.lists(st.sampled_from([*PIECES, "</", "<", ">", "\n\n", "tool_calls>", '"', "a"]), max_size=6).map("".join)


@pytest.mark.parametrize("place", PLACES)
@settings(deadline=None, max_examples=25, derandomize=True)
@given(text=FORGED)
def test_no_text_becomes_a_special_token(released_forms: Forms, place: str, text: str) -> None:
    form = released_forms["0731"]
    special = set(form.tokenizer.special.values())
    plain, forged = (form.read(everywhere(**{place: given})).prompt for given in ("x", f"x{text}"))
    assert [token for token in forged if token in special] == [token for token in plain if token in special]
    assert len(forged) >= len(plain) or not text


@pytest.mark.parametrize("place", PLACES)
def test_each_place_is_told_to_the_model(released_forms: Forms, place: str) -> None:
    form = released_forms["0731"]
    assert "unheard-of" in form.tokenizer.decode(form.read(everywhere(**{place: "unheard-of"})).prompt)
