"""Generated tokens in the form in which the parser of `deepseek-recipe` takes them, and what it tells of them.

The parser wants tokens: that is how it tells a mark from a text that only spells one (a model that writes about
`</think>` has not stopped thinking). And only it knows which part of the answer a token belongs to: reasoning, content,
or none (marks, calls, what a stop string cut off). It gets them in an alphabet of its own, the 256 bytes and the two
marks, whatever the vocabulary; a number stands in the place of the log probability of each, and where that number comes
out again, there the tokens of that number belong.
"""

from __future__ import annotations

import functools
import json
from typing import Any

import deepseek_recipe as recipe

from local_engine.sampling import Choice
from local_engine.tokenizer import StreamDecoder, Tokenizer, byte_alphabet

THINK_END, DSML = "</think>", "｜DSML｜"
MARKS = {THINK_END: 256, DSML: 257}  # behind the bytes
PARTS = ("reasoning_content", "content")  # in the order in which an answer has them


class Feed:
    """`push(choice)` gives what the parser is to be given; `told(logprobs)` reads what it says about that.

    Text and tokens need not come in step: tokens that make no text yet belong to the next text, as the bytes of one
    character do. Tokens are told once, with the first part of their text. Special tokens other than `marks` are no text.
    """

    def __init__(self, tokenizer: Tokenizer, marks: frozenset[str]) -> None:
        self._tokenizer = tokenizer
        self._decoder = StreamDecoder(tokenizer, marks)
        self._waiting: list[Choice] = []
        self._groups: list[list[Choice]] = []
        self._told = 0

    def push(self, choice: Choice) -> list[Any]:
        """The chunks for one token: none, one, or two where a mark comes after half a character."""
        piece = self._tokenizer.piece(choice.token)
        if isinstance(piece, bytes):
            self._waiting.append(choice)
            return self._chunks(list(self._decoder.push(choice.token).encode()))
        chunks = self._chunks(list(self._decoder.finish().encode()))
        if mark := self._decoder.push(choice.token):
            self._waiting.append(choice)
            chunks += self._chunks([MARKS[mark]])
        return chunks

    def told(self, stands_in: dict[str, Any] | None) -> dict[str, Any] | None:
        """`logprobs` of a choice as the API spells it, for what the parser returned; None where it has no token."""
        told: dict[str, Any] = {}
        for part in PARTS:
            for entry in (stands_in or {}).get(part) or ():
                number = int(entry["logprob"])
                if number >= self._told:  # else told already: all bytes of a text carry its number
                    told.setdefault(part, []).extend(self._entry(choice) for choice in self._groups[number])
                    self._told = number + 1
        return told or None

    def _chunks(self, letters: list[int]) -> list[Any]:
        """What waits is the group of these letters. No letters, no chunk."""
        if not letters:
            return []
        number = float(len(self._groups))
        self._groups.append(self._waiting)
        self._waiting = []
        return [recipe.InferenceChunk.tokens(letters, [(number, [])] * len(letters))]

    def _entry(self, choice: Choice) -> dict[str, Any]:
        top = [self._token(token, logprob) for token, logprob in choice.top]
        return self._token(choice.token, choice.logprob) | {"top_logprobs": top}

    def _token(self, token: int, logprob: float | None) -> dict[str, Any]:
        piece = self._tokenizer.piece(token)
        given = piece if isinstance(piece, bytes) else (piece or "").encode()
        return {"token": _shown(given), "logprob": logprob, "bytes": list(given)}


def _shown(given: bytes) -> str:
    """The text of a token, or its bytes in hexadecimal where they are no whole characters."""
    try:
        return given.decode()
    except UnicodeDecodeError:
        return "".join(f"\\x{byte:02x}" for byte in given)


@functools.cache
def alphabet() -> Any:
    """The tokenizer by which the parser reads what `push` gives."""
    given = {
        "version": "1.0",
        "added_tokens": [_added(name, number) for name, number in MARKS.items()],
        "decoder": {"type": "ByteLevel", "add_prefix_space": False, "trim_offsets": False, "use_regex": False},
        "model": {"type": "BPE", "vocab": byte_alphabet(), "merges": []},
    }
    return recipe.Tokenizer.from_str(json.dumps(given))


def _added(name: str, number: int) -> dict[str, Any]:
    flags = dict.fromkeys(("single_word", "lstrip", "rstrip", "normalized"), False)
    return {"id": number, "content": name, "special": True} | flags
