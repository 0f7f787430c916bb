"""Completions back into messages, however their text is cut into tokens; what is told about each token."""

from __future__ import annotations

import functools
import random
import re
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from local_engine.chat_format import ChatFormat
from local_engine.errors import RequestError
from local_engine.sampling import Choice
from tests.local_engine.completions import CALL, END, EOS, TOOLS, USER, answered, request, streamed, tokens_of

Forms = dict[str, ChatFormat]
OTHER = '\n<｜DSML｜invoke name="read_file">\n<｜DSML｜parameter name="limit" string="false">'
COMPLETIONS = {
    "an answer": f"Grüße, 世界 👍🏽!{EOS}",
    "reasoning and answer": f"\n\nfirst\n\nthis</think>\n\nthen\n\nthat{EOS}",
    "reasoning that never ends": "on and </thin on",
    "the end of thinking twice": f"a</think>b</think>c{EOS}",
    "a call": f"plan</think>Ok.{CALL}{END}{EOS}",
    "two calls": f"</think>{CALL}</｜DSML｜parameter>\n</｜DSML｜invoke>{OTHER}5{END}{EOS}",
    "no json as an argument": f"</think>\n\n<｜DSML｜tool_calls>{OTHER}{{oops{END}{EOS}",
    "a call with quotes and signs": f'</think>{CALL}"\\ \n é < </｜DSML｜ 👍 </parameter>{END}{EOS}',
    "a call that breaks off": f"</think>Hi{CALL} and",
    "a name that breaks off": '</think>Hi\n\n<｜DSML｜tool_calls>\n<｜DSML｜invoke name="gr',
    "an unknown mark": f'</think>Hi\n\n<｜DSML｜tool_calls>\n<｜DSML｜other name="x">\n{END}{EOS}',
    "a mark without a call": f"</think>say ｜DSML｜ and <｜DSML｜tool{EOS}",
    "text after the calls": f"</think>{CALL}{END}\n\nDone.{EOS}",
    "two lines before nothing": f"</think>Hi\n\n\n\n{EOS}",
    "a fence": f'</think>Sure:\n```json\n{{"a": [1, "é"]}}\n```\nbye{EOS}',
}
WAYS = {
    "thinking": {"thinking": True, "tools": TOOLS},
    "chat": {"tools": TOOLS},
    "no tools": {"thinking": True},
    "a call is required": {"tools": TOOLS, "tool_choice": "required"},
    "json": {
        "response_format": {"type": "json_object"},
        "messages": [{"role": "user", "content": "as json"}],
    },
    "stop": {"thinking": True, "stop": ["s wor", "👍", "\n\nth"]},
    "continued": {"messages": [*USER, {"role": "assistant", "content": "def f():", "prefix": True}]},
}


def without_ids(choice: dict[str, Any]) -> dict[str, Any]:
    """The names of calls are drawn anew for each answer; JSON mode blanks the text around, one blank per chunk."""
    if choice["message"].get("content"):
        choice["message"]["content"] = re.sub("  +", " ", choice["message"]["content"])
    for call in choice["message"].get("tool_calls", []):
        assert call.pop("id").startswith("call_")
        call.pop("index", None)
    return choice


def whole(form: ChatFormat, tokens: list[int | Choice], **fields: Any) -> dict[str, Any]:
    return without_ids(answered(form, tokens, **fields)["choices"][0])


@functools.cache
def entries(form: ChatFormat) -> dict[bytes | str | None, int]:
    return {form.tokenizer.piece(token): token for token in range(form.config.vocab_size)}


def cut(form: ChatFormat, text: str, chance: random.Random) -> list[int]:
    """The same text as other tokens of the vocabulary: pieces of any length, down to single bytes; special ones stay."""
    ordinary = entries(form)
    tokens: list[int] = []
    for token in tokens_of(form.tokenizer, text):
        piece = form.tokenizer.piece(token)
        while isinstance(piece, bytes) and piece:
            sizes = [size for size in range(1, len(piece) + 1) if piece[:size] in ordinary]
            size = chance.choice(sizes)
            tokens.append(ordinary[piece[:size]])
            piece = piece[size:]
        if isinstance(piece, str):
            tokens.append(token)
    assert form.tokenizer.decode(tokens) == text
    return tokens


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("completion", COMPLETIONS)
def test_an_answer_does_not_depend_on_its_tokens(
    form: ChatFormat, released_forms: Forms, way: str, completion: str
) -> None:
    """One token per byte, the tokens of the release, and cuts between; whole and streamed; with and without report."""
    text, fields, released = COMPLETIONS[completion], WAYS[way], released_forms["0731"]
    wanted = whole(form, tokens_of(form.tokenizer, text), **fields)
    for seed in range(3):
        tokens = cut(released, text, random.Random(seed)) if seed else tokens_of(released.tokenizer, text)
        assert whole(released, tokens, **fields) == wanted
        told = whole(released, [Choice(token, -1.0) for token in tokens], logprobs=True, **fields)
        assert told | {"logprobs": None} == wanted
        piecemeal = without_ids(streamed(released, tokens, **fields))
        assert same_message(piecemeal["message"], wanted["message"])
        assert piecemeal["finish_reason"] == wanted["finish_reason"]


def same_message(one: dict[str, Any], other: dict[str, Any]) -> bool:
    """A stream says nothing about a text that never came, the whole answer that it is empty or null."""
    return {k: v for k, v in one.items() if v} == {k: v for k, v in other.items() if v}


MARKS = [
    "</think>",
    "<think>",
    "｜DSML｜",
    "<",
    "</",
    ">",
    "tool_calls",
    "invoke",
    ' name="',
    "parameter",
    '"',
    "\n",
    "\n\n",
]
TEXTS = st.lists(st.sampled_from([*MARKS, "x", "é👍", EOS, "<｜User｜>", CALL, END, OTHER]), max_size=12).map("".join)


@settings(deadline=None, max_examples=200, derandomize=True)
@given(text=TEXTS, seed=st.integers(0, 99), way=st.sampled_from(sorted(WAYS)))
def test_no_completion_is_too_broken(form: ChatFormat, text: str, seed: int, way: str) -> None:
    fields = WAYS[way]
    tokens = tokens_of(form.tokenizer, text)
    got = whole(form, tokens, **fields)
    assert got["finish_reason"] in {"stop", "length", "tool_calls"}
    piecemeal = without_ids(streamed(form, [Choice(token, -1.0) for token in tokens], logprobs=True, **fields))
    assert same_message(piecemeal["message"], got["message"])


@settings(deadline=None, max_examples=200, derandomize=True)
@given(tokens=st.lists(st.integers(0, 271), max_size=20), thinking=st.booleans())
def test_bytes_that_are_no_text(form: ChatFormat, tokens: list[int], thinking: bool) -> None:
    """Any tokens, half characters and unused ids among them: a report changes no text, and forgets no token of one."""
    silent = answered(form, tokens, thinking=thinking)["choices"][0]
    choices = [Choice(token, -1.0) for token in tokens]
    told = answered(form, choices, thinking=thinking, logprobs=True)["choices"][0]
    assert told | {"logprobs": None} == silent
    for part in ("content", "reasoning_content"):
        text, entries = silent["message"].get(part) or "", (told["logprobs"] or {}).get(part, [])
        told_text = bytes(byte for entry in entries for byte in entry["bytes"]).decode("utf-8", "replace")
        # The line ends before the first word are dropped. A special token between them keeps two halves apart.
        assert told_text.lstrip("\n") == text or not all(3 <= token < 259 for token in tokens)


def reported(form: ChatFormat, text: str, **fields: Any) -> dict[str, list[tuple[str, float]]]:
    """The tokens that an answer reports, with log probabilities -1, -2, -3 ... in the order they were chosen."""
    tokens = [Choice(token, -1.0 - place) for place, token in enumerate(tokens_of(form.tokenizer, text))]
    both = [
        (whole(form, tokens, logprobs=True, **fields))["logprobs"],
        streamed(form, tokens, logprobs=True, **fields)["logprobs"] or None,
    ]
    assert both[0] == both[1]
    return {part: [(e["token"], e["logprob"]) for e in entries] for part, entries in (both[0] or {}).items()}


@pytest.mark.parametrize("thinking", [True, False], ids=["thinking", "chat"])
def test_marks_that_are_only_spelled_are_text(released_forms: Forms, thinking: bool) -> None:
    """A model that writes about the format has not stopped thinking, and has called nothing."""
    form = released_forms["0731"]
    spelled = f"Say </think> to stop.{CALL}{END} So."
    tokens = form.tokenizer.encode(spelled)
    if thinking:
        tokens += [form.tokenizer.special_id("</think>"), *form.tokenizer.encode("Yes"), form.config.eos_token_id]
    got = whole(form, tokens, thinking=thinking, tools=TOOLS)["message"]
    assert got.get("reasoning_content" if thinking else "content") == spelled and "tool_calls" not in got


REPORTED = {
    "reasoning and answer apart, the mark between them in none": (
        f"some thought</think>Answer.{EOS}",
        {"thinking": True},
        {"reasoning_content": [("some", -1), (" thought", -2)], "content": [("Answer", -4), (".", -5)]},
    ),
    "what a stop string cut off is not told": (
        "abc one STOP two",
        {"stop": "OP"},
        {"content": [("abc", -1), (" one", -2), (" STOP", -3)]},
    ),
    "calls are not told": (f"Ok.{CALL}{END}{EOS}", {"tools": TOOLS}, {"content": [("Ok", -1), (".\n\n", -2)]}),
    "nothing said": (EOS, {}, {}),
    "a role token is no text": (f"a<｜User｜>b{EOS}", {}, {"content": [("a", -1), ("b", -3)]}),
}


@pytest.mark.parametrize(("text", "fields", "wanted"), REPORTED.values(), ids=REPORTED)
def test_each_token_is_told_with_its_part(released_forms: Forms, text: str, fields: Any, wanted: Any) -> None:
    assert reported(released_forms["0731"], text, **fields) == wanted


def test_the_bytes_of_a_character_are_told_one_by_one(form: ChatFormat) -> None:
    assert reported(form, "a👍") == {"content": [("a", -1), ("\\xf0", -2), ("\\x9f", -3), ("\\x91", -4), ("\\x8d", -5)]}


def test_form_of_a_token(released_forms: Forms) -> None:
    form = released_forms["0731"]
    hello, dsml = form.tokenizer.encode(" Hello")[0], form.tokenizer.special_id("｜DSML｜")
    choice = Choice(hello, -0.25, ((hello, -0.25), (dsml, -2.5)))
    got = answered(form, [choice], logprobs=True, top_logprobs=2)["choices"][0]["logprobs"]
    word = {"token": " Hello", "logprob": -0.25, "bytes": list(b" Hello")}
    mark = {"token": "｜DSML｜", "logprob": -2.5, "bytes": list("｜DSML｜".encode())}
    assert got == {"content": [word | {"top_logprobs": [word, mark]}]}


@pytest.mark.parametrize(
    ("fields", "wanted"),
    [
        pytest.param({}, None, id="not asked"),
        pytest.param({"logprobs": False}, None, id="refused"),
        pytest.param({"logprobs": True}, 0, id="of the chosen tokens"),
        pytest.param({"logprobs": True, "top_logprobs": 20}, 20, id="with the most alternatives"),
        pytest.param({"logprobs": True, "top_logprobs": 3, "thinking": {"type": "enabled"}}, 3, id="while thinking"),
    ],
)
def test_what_is_asked_about_tokens(form: ChatFormat, fields: dict[str, Any], wanted: int | None) -> None:
    assert form.read(request() | fields).top_logprobs == wanted


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"logprobs": True, "top_logprobs": 21}, r"valid range of top_logprobs is \[0, 20\]"),
        ({"top_logprobs": 2}, "logprobs must be set to true"),
        ({"stop_token_ids": [1, "2"]}, "stop_token_ids: expected a list of token ids from 0 to 271"),
        ({"stop_token_ids": [272]}, "stop_token_ids"),
        ({"stop_token_ids": [True]}, "stop_token_ids"),
        ({"ignore_eos": 1}, "ignore_eos: expected true or false"),
        ({"stop": ["a"] * 17}, "too long: 17"),
        ({"stop": ""}, "empty string"),
    ],
)
def test_what_cannot_be_asked(form: ChatFormat, fields: dict[str, Any], words: str) -> None:
    with pytest.raises(RequestError, match=words):
        form.read(request(**fields))


@pytest.mark.parametrize(
    ("fields", "content", "finish", "counted"),
    [
        pytest.param({}, "ab", "stop", 3, id="the end of the sentence"),
        pytest.param({"stop_token_ids": [3 + ord("b")]}, "a", "stop", 2, id="a token of one's own, left out as well"),
        pytest.param({"stop_token_ids": []}, "ab", "stop", 3, id="none of one's own"),
        pytest.param({"ignore_eos": True}, "abcd", "length", 5, id="the end is ignored and no text"),
        pytest.param({"ignore_eos": True, "stop_token_ids": [3 + ord("d")]}, "abc", "stop", 5, id="both"),
        pytest.param({"stop": ["bc", "b"]}, "a", "stop", 2, id="a stop string, its token counted"),
    ],
)
def test_what_ends_an_answer(form: ChatFormat, fields: Any, content: str, finish: str, counted: int) -> None:
    got = answered(form, f"ab{EOS}cd", **fields)
    assert (got["choices"][0]["message"]["content"], got["choices"][0]["finish_reason"]) == (content, finish)
    assert got["usage"]["completion_tokens"] == counted
    assert got["usage"]["total_tokens"] == got["usage"]["prompt_tokens"] + counted


@pytest.mark.parametrize("at", range(1, 12))
def test_a_stop_string_is_seen_across_tokens(form: ChatFormat, at: int) -> None:
    text = "abcdefghijkl"
    got = answered(form, text, stop=[text[at : at + 3]])
    assert got["choices"][0]["message"]["content"] == text[:at]


CONTINUED = [*USER, {"role": "assistant", "content": "def f():", "prefix": True}]


@pytest.mark.parametrize("thinking", [False, True], ids=["chat", "thinking"])
def test_a_continued_answer_keeps_its_line_ends(form: ChatFormat, thinking: bool) -> None:
    """A new answer begins with its first word; here the line ends belong to what is continued."""
    got = answered(form, f"\n\n    return</think>1{EOS}", thinking=thinking, messages=CONTINUED)["choices"][0]
    assert got["message"]["content"] == "\n\n    return1"
    assert not got["message"].get("reasoning_content")
    new = answered(form, f"\n\n    return{EOS}")["choices"][0]["message"]["content"]
    assert new == "    return"


def test_a_continued_reasoning_goes_over_into_the_answer(form: ChatFormat) -> None:
    last = {"role": "assistant", "content": None, "reasoning_content": "I thi", "prefix": True}
    got = answered(form, f"nk</think>so{EOS}", thinking=True, messages=[*USER, last])["choices"][0]["message"]
    assert (got["reasoning_content"], got["content"]) == ("nk", "so")


@pytest.mark.parametrize(
    ("end", "finish"), [("", "length"), (EOS, "tool_calls")], ids=["cut by max_tokens", "ended by the model"]
)
def test_a_call_that_breaks_off_is_passed_on_as_far_as_it_came(form: ChatFormat, end: str, finish: str) -> None:
    got = whole(form, tokens_of(form.tokenizer, f"Hi.{CALL}{end}"), tools=TOOLS)
    assert got["message"]["content"] == "Hi." and got["finish_reason"] == finish
    assert got["message"]["tool_calls"][0]["function"] == {"name": "grep", "arguments": '{"pattern": "x'}
