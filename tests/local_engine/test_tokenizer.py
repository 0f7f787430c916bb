"""Text to tokens and back; nobody writes a special token into a message."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from local_engine.demo import tokenizer_json
from local_engine.errors import TokenizerError
from local_engine.tokenizer import StreamDecoder, Tokenizer, byte_alphabet

TEXTS = [
    "",
    "Hello",
    "  x  1234567 \r\n\n",
    "日本語かなカナ and 中文字",
    "ñßø a\u0301",
    "👍🏽❤️ \u200b\u00ad",
    "<think>\x00\x7f",
]


def write(path: Path, given: dict[str, Any]) -> Path:
    path.write_text(json.dumps(given), encoding="utf-8")
    return path


@pytest.mark.parametrize("text", TEXTS)
def test_round_trip(demo_tokenizer: Tokenizer, text: str) -> None:
    assert demo_tokenizer.decode(demo_tokenizer.encode(text)) == text


@pytest.mark.parametrize("name", tokenizer_json()["added_tokens"], ids=lambda token: token["content"])
def test_a_special_token_in_text_stays_text(demo_tokenizer: Tokenizer, name: dict[str, Any]) -> None:
    tokens = demo_tokenizer.encode(f"a{name['content']}b")
    assert not set(tokens) & set(demo_tokenizer.special.values())
    assert demo_tokenizer.decode(tokens) == f"a{name['content']}b"
    assert demo_tokenizer.special_id(name["content"]) == name["id"]


def test_byte_alphabet_is_that_of_byte_level_vocabularies() -> None:
    alphabet = byte_alphabet()
    assert sorted(alphabet.values()) == list(range(256))
    assert alphabet["Ġ"] == 0x20 and alphabet["Ċ"] == 0x0A and alphabet["a"] == 0x61


def merging(merges: list[tuple[str, str]]) -> dict[str, Any]:
    """A tokenizer.json with these merges after the bytes, ids in their order."""
    given = tokenizer_json()
    vocab = byte_alphabet()
    for pair in merges:
        vocab["".join(pair)] = len(vocab)
    given["model"] = {"type": "BPE", "vocab": vocab, "merges": [" ".join(pair) for pair in merges]}
    given["added_tokens"] = [token | {"id": token["id"] + 1000} for token in given["added_tokens"]]
    return given


MERGES = [("1", "2"), ("12", "3"), ("123", "4"), ("Ġ", "a"), ("Ġa", "b"), ("Ġ", "Ġ"), ("a", "b"), ("b", "a")]


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        pytest.param("1234", ["123", "4"], id="digits in groups of three, though a merge would join four"),
        pytest.param(" ab", [" ab"], id="a blank belongs to the word after it"),
        pytest.param("  ab", [" ", " ab"], id="of several blanks only the last"),
        pytest.param("  1", ["  ", "1"], id="but not before a digit"),
        pytest.param("ab ba", ["ab", " ", "ba"], id="no merge for blank and b"),
    ],
)
def test_split_and_merge(tmp_path: Path, text: str, wanted: list[str]) -> None:
    tokenizer = Tokenizer.from_file(write(tmp_path / "tokenizer.json", merging(MERGES)))
    assert [tokenizer.decode([token]) for token in tokenizer.encode(text)] == wanted


def test_merges_as_pairs_mean_the_same(tmp_path: Path) -> None:
    given = merging(MERGES)
    given["model"]["merges"] = [merge.split(" ") for merge in given["model"]["merges"]]
    assert Tokenizer.from_file(write(tmp_path / "t.json", given)).encode(" ab") == [256 + 4]


def no_byte(given: dict[str, Any]) -> None:
    del given["model"]["vocab"]["a"]


def shuffled(given: dict[str, Any]) -> None:
    given["model"]["merges"].reverse()


@pytest.mark.parametrize(
    ("change", "words"),
    [
        pytest.param(no_byte, "lacks byte 0x61", id="a byte is missing"),
        pytest.param(shuffled, "order of the merges", id="ids in another order than merges"),
        pytest.param(lambda given: given["model"].update(type="Unigram"), "Unigram", id="another kind of model"),
        pytest.param(
            lambda given: given["model"]["vocab"].update({"日": 99}), "byte-level", id="characters, not bytes"
        ),
        pytest.param(lambda given: given.pop("model"), "not a byte-level BPE", id="no model"),
    ],
)
def test_other_tokenizers_are_refused(tmp_path: Path, change: Any, words: str) -> None:
    given = merging([("a", "c"), ("b", "c")])
    change(given)
    with pytest.raises(TokenizerError, match=words):
        Tokenizer.from_file(write(tmp_path / "tokenizer.json", given))


def test_missing_file_and_missing_special_token(tmp_path: Path, demo_tokenizer: Tokenizer) -> None:
    with pytest.raises(TokenizerError, match="not found"):
        Tokenizer.from_file(tmp_path / "tokenizer.json")
    with pytest.raises(TokenizerError, match="<nothing>"):
        demo_tokenizer.special_id("<nothing>")


def test_stream_holds_back_half_a_character(demo_tokenizer: Tokenizer) -> None:
    decoder = StreamDecoder(demo_tokenizer)
    assert [decoder.push(token) for token in demo_tokenizer.encode("é👍")] == ["", "é", "", "", "", "👍"]
    assert decoder.finish() == ""


def test_stream_replaces_what_is_no_utf8(demo_tokenizer: Tokenizer) -> None:
    decoder = StreamDecoder(demo_tokenizer, frozenset({"</think>"}))
    first_byte = demo_tokenizer.encode("\x00")[0]
    assert decoder.push(first_byte + 0xFF) == "\ufffd"
    assert decoder.push(first_byte + 0xF0) == ""
    assert decoder.push(demo_tokenizer.special_id("</think>")) == "\ufffd</think>"
    assert decoder.push(demo_tokenizer.special_id("<｜User｜>")) == ""
    assert decoder.push(9999) == ""
    assert decoder.push(first_byte + 0xC3) == "" and decoder.finish() == "\ufffd"
