"""Constants that other files import: their requests are not followed, so they are named and a person must look."""

from __future__ import annotations

from pathlib import Path

import pytest

from v4migrate.cli.app import run
from v4migrate.exit_codes import ExitCode

CONF = 'MODEL = "{id}"\nc.chat.completions.create(model=MODEL)\n'


@pytest.mark.parametrize(
    ("name", "code", "is_named"),
    [
        pytest.param(
            "user.py", "from conf import MODEL\nc.chat.completions.create(model=MODEL)\n", True, id="from-import"
        ),
        pytest.param("user.py", "import conf\nask(conf.MODEL)\n", True, id="module-attribute"),
        pytest.param("user.py", "from other import MODEL\nask(MODEL)\n", False, id="another-module"),
        pytest.param("user.py", "import conf\nask(MODELS)\n", False, id="another-name"),
        pytest.param("notes.md", "from conf import MODEL\n", False, id="no-program"),
    ],
)
def test_importer_is_named(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    name: str,
    code: str,
    is_named: bool,
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "conf.py").write_text(CONF.format(id="deepseek-chat"), encoding="utf-8")
    (tmp_path / name).write_text(code, encoding="utf-8")
    assert run(["rewrite", "."]) is (ExitCode.DECISION if is_named else ExitCode.OK)
    assert (f"{name}:2: uses MODEL of conf.py" in capsys.readouterr().err) == is_named


def test_constant_that_thinks_anyway_needs_no_look(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "conf.py").write_text(CONF.format(id="deepseek-reasoner"), encoding="utf-8")
    (tmp_path / "user.py").write_text("from conf import MODEL\nask(MODEL)\n", encoding="utf-8")
    assert run(["rewrite", "."]) is ExitCode.OK
