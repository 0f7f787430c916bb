"""A command in a program's help text waits where a list of the program, which may check it, knows only the old name."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.rewrite.tools import NEW, Write, project_rewritten
from v4migrate.rewrite.outcome import Held

COMMAND = (
    "package cmd\n\nvar pick = &cobra.Command{\n\tUse: \"pick\",\n\t%s: `Chooses.\n\n"
    "  tool pick --provider deepseek --model deepseek-reasoner   # this one\n  tool pick --list`,\n}\n"
)  # fmt: skip
KNOWN = 'package provider\n\nvar known = Entry{Names: []string{"deepseek-reasoner", "gpt-4o"}}\n'
PYTHON = {
    "cli.py": 'parser = ArgumentParser(\n    epilog="tool pick --provider deepseek --model deepseek-chat",\n)\n',
    "known.py": 'KNOWN = ["deepseek-chat", "gpt-4o"]\n',
}


@pytest.mark.parametrize(
    ("files", "place"),
    [
        pytest.param({"cmd/pick.go": COMMAND % "Long", "provider/a.go": KNOWN}, "provider/a.go:3", id="long"),
        pytest.param({"cmd/pick.go": COMMAND % "Example", "provider/a.go": KNOWN}, "provider/a.go:3", id="example"),
        pytest.param(PYTHON, "known.py:1", id="epilog"),
    ],
)
def test_command_waits_for_the_list(
    files: dict[str, str], place: str, write: Write, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write(files)
    _, document = project_rewritten(capsys)
    held = [entry for file in document["files"] for entry in file["held"]]
    assert [entry["why"] for entry in held if entry["reason"] == Held.LOOKED_UP.name.lower()] == [place]
    assert {name: (tmp_path / name).read_text() for name in files} == files


@pytest.mark.parametrize(
    "files",
    [
        pytest.param({"cmd/pick.go": COMMAND % "Long"}, id="no-list"),
        pytest.param({"cmd/pick.go": COMMAND % "Long", "known.py": PYTHON["known.py"]}, id="list-of-another-program"),
    ],
)
def test_other_command_is_renamed(
    files: dict[str, str], write: Write, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write(files)
    project_rewritten(capsys)
    assert f"--model {NEW}" in (tmp_path / "cmd" / "pick.go").read_text()
