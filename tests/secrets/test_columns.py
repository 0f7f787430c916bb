"""Cells below a head that names a secret are hidden, and no others; a large table costs what it is long."""

from __future__ import annotations

from pathlib import PurePosixPath

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from v4migrate.secrets.columns import is_table, without_secret_columns

KEY = "Zx9Qw3Er7Ty1Ui5Op"
STARS = "*" * len(KEY)


def shown(text: str) -> str:
    return without_secret_columns(text.encode()).decode()


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(f"name,api_key\na,{KEY}\nb,{KEY}\n", id="every-row"),
        pytest.param(f'name,api_key\n"a,b",{KEY}\n', id="behind-a-delimiter-in-quotes"),
        pytest.param(f'name,api_key\n"a""b",{KEY}\n', id="behind-a-quote-in-quotes"),
        pytest.param(f'name,api_key\n"a\nb",{KEY}\n', id="behind-a-line-end-in-quotes"),
        pytest.param(f"api_key\n{KEY}\n", id="only-column"),
        pytest.param(f"name|client_secret\na|{KEY}", id="no-line-end-at-the-end"),
        pytest.param(f"name,api_key,note\na,{KEY}\nb,{KEY},c,d\n", id="rows-of-other-lengths"),
        pytest.param(f'name,api_key\n5" wide,{KEY}\n', id="quote-that-stands-for-itself"),
        pytest.param(f'name,api_key\na,"{KEY}', id="quote-that-nothing-closes"),
        pytest.param(f"sep=;\nname;api_key\na;{KEY}\n", id="delimiter-told"),
        pytest.param(f"name,api_key\n,\n,{KEY}\n", id="empty-cells"),
    ],
)
def test_cells_of_a_column_of_secrets_are_hidden(text: str) -> None:
    assert shown(text) == text.replace(KEY, STARS)


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(f"name,model\n{KEY},deepseek-chat\n", id="no-such-column"),
        pytest.param(f"name,api_key\n{KEY},\n", id="another-cell"),
        pytest.param("name,api_key\na,YOUR_API_KEY\nb,<key>\nc,${KEY}\nd,\n", id="placeholders"),
        pytest.param("day,prompt_tokens,total_tokens\n2026-03-01,120034511,220034511\n", id="numbers-of-tokens"),
        pytest.param("name,api_key\na,see the vault of the team\n", id="words"),
        pytest.param("", id="empty"),
        pytest.param("\n\n", id="blank"),
        pytest.param("api_key", id="head-alone"),
    ],
)
def test_nothing_else_is(text: str) -> None:
    assert shown(text) == text


@settings(deadline=None)
@given(st.lists(st.sampled_from([*'ab12,;\t|"\n\r é漢', KEY, "api_key"]), max_size=60).map("".join))
def test_any_text_keeps_its_lines_and_its_length(text: str) -> None:
    hidden = shown(f"api_key,x\n{text}")
    assert len(hidden) == len(text) + 10
    assert hidden.count("\n") == text.count("\n") + 1


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("a.csv", True),
        ("a/B.TSV", True),
        ("keys.csv.example", True),
        ("a.json", False),
        ("csv", False),
        ("a.csvx", False),
    ],
)
def test_what_is_a_table(name: str, expected: bool) -> None:
    assert is_table(PurePosixPath(name)) is expected
