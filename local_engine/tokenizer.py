"""Text <-> token ids, from the checkpoint's own `tokenizer.json` (byte-level BPE, added special tokens).

The vocabulary is loaded into tiktoken. Ids follow the order of the merges in the released file, which is what tiktoken
needs; a file where they do not is refused. Text from outside is always encoded as ordinary text: only
`Tokenizer.special` makes a special token, so nobody can write one into a message.
"""

from __future__ import annotations

import codecs
import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import tiktoken

from local_engine.errors import TokenizerError

CJK = "一-龥぀-ゟ゠-ヿ"


def byte_alphabet() -> dict[str, int]:
    """The printable character that stands for each byte value in a byte-level vocabulary."""
    shown = [*range(0x21, 0x7F), *range(0xA1, 0xAD), *range(0xAE, 0x100)]
    hidden = [byte for byte in range(256) if byte not in shown]
    return {chr(byte): byte for byte in shown} | {chr(256 + place): byte for place, byte in enumerate(hidden)}


def split_pattern() -> str:
    """The three successive splits of tokenizer.json (digits, CJK and kana, words and marks) as ONE alternation.

    The file splits inside the pieces of the step before. In one pattern, the later rules must therefore not reach into
    digits or CJK (the exclusions), must treat a following one as the end of a piece (the look-ahead), and need a last
    branch for characters that no rule matches; joining the three with `|` loses characters.
    """
    word = rf"[\p{{L}}\p{{M}}&&[^{CJK}]]"
    mark = rf"[\p{{P}}\p{{S}}&&[^{CJK}]]"
    ascii_mark = r"""[!"#$%&'()*+,\-./:;<=>?@\[\\\]^_`{|}~]"""
    return "|".join(
        (
            r"\p{N}{1,3}",
            rf"[{CJK}]+",
            rf"{ascii_mark}[A-Za-z]+",
            rf"[^\r\n\p{{L}}\p{{P}}\p{{S}}\p{{N}}{CJK}]?{word}+",
            rf" ?{mark}+[\r\n]*",
            r"\s*[\r\n]+",
            rf"\s+(?![^\s\p{{N}}{CJK}])",
            r"\s+",
            rf"(?:[^\s\p{{L}}\p{{M}}\p{{N}}\p{{P}}\p{{S}}{CJK}](?!{word}))+",
        )
    )


class Tokenizer:
    """`Tokenizer.from_file(folder / "tokenizer.json")`, then `encode("text")` and `decode([1, 2])`."""

    def __init__(self, ranks: dict[bytes, int], special: dict[str, int]) -> None:
        self.special = special
        self._encoding = tiktoken.Encoding("v4", pat_str=split_pattern(), mergeable_ranks=ranks, special_tokens=special)
        self._bytes = {rank: piece for piece, rank in ranks.items()}
        self._names = {number: name for name, number in special.items()}

    @classmethod
    def from_file(cls, path: Path) -> Tokenizer:
        """Raises TokenizerError with one line where the file is missing or of another form."""
        try:
            given = json.loads(path.read_text(encoding="utf-8"))
            model, added = given["model"], given["added_tokens"]
            special = {str(token["content"]): int(token["id"]) for token in added}
            return cls(_ranks(model, special, path), special)
        except FileNotFoundError:
            raise TokenizerError(
                f"{path}: not found; copy the tokenizer.json of the release beside the shards"
            ) from None
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise TokenizerError(
                f"{path}: not a byte-level BPE tokenizer.json ({error!r}); download it again"
            ) from None

    def encode(self, text: str) -> list[int]:
        """Ordinary tokens only, whatever the text spells."""
        return self._encoding.encode_ordinary(text)

    def special_id(self, name: str) -> int:
        """The id of a special token, e.g. `</think>`. Raises TokenizerError where the vocabulary lacks it."""
        try:
            return self.special[name]
        except KeyError:
            raise TokenizerError(f"the tokenizer has no special token {name!r}; it is not the one of V4") from None

    def piece(self, token: int) -> bytes | str | None:
        """Bytes of an ordinary token, the name of a special one, None for an id that the vocabulary does not use."""
        return self._bytes.get(token, self._names.get(token))

    def decode(self, tokens: Iterable[int]) -> str:
        """Everything as text, special tokens by name; bytes that are not UTF-8 become U+FFFD."""
        parts = (self.piece(token) for token in tokens)
        return b"".join(p if isinstance(p, bytes) else (p or "").encode() for p in parts).decode("utf-8", "replace")


class StreamDecoder:
    """Tokens to text one at a time: an incomplete character waits for its last byte.

    >>> decoder = StreamDecoder(tokenizer, spoken={"</think>"})     # doctest: +SKIP
    >>> decoder.push(token)                                         # doctest: +SKIP

    Special tokens in `spoken` come out by name, the others are not text and come out empty.
    """

    def __init__(self, tokenizer: Tokenizer, spoken: frozenset[str] = frozenset()) -> None:
        self._tokenizer, self._spoken = tokenizer, spoken
        self._utf8 = codecs.getincrementaldecoder("utf-8")("replace")

    def push(self, token: int) -> str:
        """The text that this token completes, perhaps none."""
        piece = self._tokenizer.piece(token)
        if isinstance(piece, bytes):
            return self._utf8.decode(piece)
        return self.finish() + (piece if piece in self._spoken else "")

    def finish(self) -> str:
        """U+FFFD for what was held back, or nothing."""
        rest = self._utf8.decode(b"", final=True)
        self._utf8.reset()
        return rest


def _ranks(model: dict[str, Any], special: dict[str, int], path: Path) -> dict[bytes, int]:
    """Token bytes -> id, after checks that tiktoken's merging gives the same result as the merges of the file."""
    if model.get("type", "BPE") != "BPE":
        raise TokenizerError(f"{path}: model type is {model['type']!r}; a byte-level BPE is needed")
    alphabet, vocab = byte_alphabet(), model["vocab"]
    try:
        ranks = {bytes(alphabet[c] for c in token): rank for token, rank in vocab.items() if token not in special}
    except KeyError as error:
        raise TokenizerError(f"{path}: {error} is no byte-level character; a byte-level BPE is needed") from None
    if missing := [byte for byte in range(256) if bytes((byte,)) not in ranks]:
        raise TokenizerError(f"{path}: the vocabulary lacks byte 0x{missing[0]:02x}; download the file again")
    pairs = (merge.split(" ") if isinstance(merge, str) else merge for merge in model["merges"])
    order = [vocab["".join(pair)] for pair in pairs]
    if order != sorted(set(order)) or len(order) != len(ranks) - 256:
        raise TokenizerError(
            f"{path}: ids do not follow the order of the merges; this engine reads the released file only"
        )
    return ranks
