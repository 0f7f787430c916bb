"""Log probabilities of an answer's tokens, beside the text that the tokens became.

Which part of an answer a token belongs to, reasoning, content, or none (marks, tool calls, what a stop string cut off),
only the parser knows. It is given the text byte by byte, each byte as a token of an alphabet of 256 with a number in
the place of its log probability; where that number comes out again, there the tokens of that number belong.
"""

from __future__ import annotations

import functools
import json
from typing import Any

import deepseek_recipe as recipe

from local_engine.sampling import Choice
from local_engine.tokenizer import Tokenizer, byte_alphabet

PARTS = ("reasoning_content", "content")  # in the order in which an answer has them


class TokenReport:
    """`waits(choice)` for each token, `chunk(text)` when text is complete, `told(...)` on what the parser returns.

    Text and tokens need not come in step: the tokens that wait belong to the next text, as the bytes of one character
    do. Tokens are told once, with the first part of their text.
    """

    def __init__(self, tokenizer: Tokenizer) -> None:
        self._tokenizer = tokenizer
        self.alphabet = _alphabet()
        self._waiting: list[Choice] = []
        self._groups: list[list[Choice]] = []
        self._next = 0

    def waits(self, choice: Choice) -> None:
        """A token whose text is still to come."""
        self._waiting.append(choice)

    def chunk(self, text: str) -> Any:
        """The text of the tokens that wait, in the form in which the parser takes it."""
        number = float(len(self._groups))
        self._groups.append(self._waiting)
        self._waiting = []
        bytes_ = list(text.encode())
        return recipe.InferenceChunk.tokens(bytes_, [(number, [])] * len(bytes_))

    def told(self, stands_in: dict[str, Any] | None) -> dict[str, Any] | None:
        """`logprobs` of a choice as the API spells it, for what the parser returned; None where it has no token."""
        told: dict[str, Any] = {}
        for part in PARTS:
            for entry in (stands_in or {}).get(part) or ():
                number = int(entry["logprob"])
                if number >= self._next:  # else told already: all bytes of a text carry its number
                    told.setdefault(part, []).extend(self._entry(choice) for choice in self._groups[number])
                    self._next = number + 1
        return told or None

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
def _alphabet() -> Any:
    """A tokenizer of the 256 bytes, each its own id."""
    model = {"type": "BPE", "vocab": byte_alphabet(), "merges": []}
    decoder = {"type": "ByteLevel", "add_prefix_space": False, "trim_offsets": False, "use_regex": False}
    given = {"version": "1.0", "added_tokens": [], "decoder": decoder, "model": model}
    return recipe.Tokenizer.from_str(json.dumps(given))
