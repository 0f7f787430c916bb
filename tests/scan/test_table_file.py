"""Where secrets stand in a line of a table, whatever stands above it; and how much of the file is looked at for that."""

from __future__ import annotations

from pathlib import PurePosixPath

import pytest

from v4migrate.scan.table_file import Table

KEY = "Zx9Qw3Er7Ty1Ui5Op"
HEAD = "name,api_key,model\n"


def hidden(text: str, line: str) -> list[str]:
    """The secrets in the last line that begins so."""
    data = text.encode()
    table = Table.of(PurePosixPath("a.csv"), data)
    assert table
    start = data.rindex(line.encode())
    end = data.find(b"\n", start)
    return [data[first:last].decode() for first, last in table.spans(start, len(data) if end < 0 else end)]


@pytest.mark.parametrize(
    ("text", "line"),
    [
        pytest.param(f"{HEAD}a,{KEY},x\n", f"a,{KEY}", id="row"),
        pytest.param(f'{HEAD}"a\nb\nc",{KEY},x\n', f'c",{KEY}', id="end-of-a-row-of-several-lines"),
        pytest.param(f'{HEAD}"a\n",x,"y\n"\nb,{KEY},x\n', f"b,{KEY}", id="row-below-rows-of-several-lines"),
        pytest.param(f'{HEAD}5" wide,x,y\nb,{KEY},x\n', f"b,{KEY}", id="below-a-quote-that-stands-for-itself"),
        pytest.param(
            f'{HEAD}5" wide,x,y\n' + "c,d,e\n" * 9000 + f"b,{KEY},x\n", f"b,{KEY}", id="far-below-such-a-quote"
        ),
    ],
)
def test_secret_of_a_line(text: str, line: str) -> None:
    assert hidden(text, line) == [KEY]


def test_line_within_a_cell_has_none() -> None:
    assert hidden(f'{HEAD}"a\nb,{KEY},x\nc",d,e\n', f"b,{KEY}") == []


def test_lines_may_be_asked_for_in_any_order() -> None:
    rows = [f'"{number}\n",{KEY},x\n' for number in range(5)]
    data = (HEAD + "".join(rows)).encode()
    table = Table.of(PurePosixPath("a.csv"), data)
    assert table
    starts = [index for index in range(len(data)) if data[index - 1 : index + 2] == b'\n",']
    for start in (starts[3], starts[0], starts[4], starts[0], starts[2]):
        ((first, last),) = table.spans(start, data.index(b"\n", start))
        assert (data[first:last], start < first) == (KEY.encode(), True)


def test_file_that_is_no_table_or_names_no_secret_is_not_looked_at() -> None:
    assert Table.of(PurePosixPath("a.py"), f"{HEAD}a,{KEY},x\n".encode()) is None
    assert Table.of(PurePosixPath("a.csv"), b"name,model\n") is None
