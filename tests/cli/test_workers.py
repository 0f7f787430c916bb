"""A tree that several processes scan gives the report that one gives, and a process that dies is said, not waited for."""

from __future__ import annotations

import multiprocessing
import os
import signal
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from v4migrate.cli import processes, workers
from v4migrate.cli.ending import ends_like_ctrl_c, uninterrupted
from v4migrate.cli.narrow import NarrowOptions
from v4migrate.cli.scan_run import ScanOutcome, open_scan, run_scan
from v4migrate.scan.formats import render
from v4migrate.scan.formats.names import Format
from v4migrate.scan.scanner import Scanner

pytestmark = pytest.mark.skipif(sys.platform in {"win32", "darwin"}, reason="one process there")

OLD_ID = "deepseek-chat"
FILES = {
    "a/settings.py": f'MODEL = "{OLD_ID}"\n',
    "a/client.py": 'from openai import OpenAI\nfrom a.settings import MODEL\n'
    'OpenAI(base_url="https://api.deepseek.com").chat.completions.create(model=MODEL, messages=[])\n',
    "b.md": f"We ask {OLD_ID}.\n\n```python\nask(model='{OLD_ID}')\n```\n",
    "c.yaml": f"model: {OLD_ID}  # v4migrate: ignore[DS001]: next week\n",
    "d.py": f'ask(model="{OLD_ID}"\n',
    "e.bin": "deepseek\0",
    "f.py": "import this\n",
    "g.ts": f"const picked = '{OLD_ID}'\n",
}  # fmt: skip


@pytest.fixture
def tree(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name, text in FILES.items():
        file = tmp_path / name
        file.parent.mkdir(exist_ok=True)
        file.write_text(text, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(workers, "_LEAST", 2)
    return tmp_path


@pytest.fixture
def scanned(tree: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[int], ScanOutcome]:
    def scanned_by(number: int) -> ScanOutcome:
        monkeypatch.setattr(processes, "number_for", lambda _: number)
        setup = open_scan(target=None, reasoner_to_pro=False, profile=None, as_of="2026-11-24", config=None)
        return run_scan(setup, [Path()], NarrowOptions(), with_edits=True, silent=True)

    return scanned_by


@pytest.mark.parametrize("form", Format)
def test_several_processes_write_what_one_writes(scanned: Callable[[int], ScanOutcome], form: Format) -> None:
    alone, together = scanned(1), scanned(3)
    assert alone.report.findings
    assert render(form, together.report) == render(form, alone.report)
    assert together.notes == alone.notes


def test_killed_process_ends_the_scan(scanned: Callable[[int], ScanOutcome], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Scanner, "scan", _but_in("d.py", lambda: os.kill(os.getpid(), signal.SIGKILL)))
    report, notes = scanned(2)
    assert not report.is_complete
    assert {finding.path for finding in report.findings} < {"a/settings.py", "b.md", "c.yaml"}
    (note,) = notes
    assert note.startswith("a process of this scan was killed")
    assert not multiprocessing.active_children()


def test_defect_in_a_process_is_raised_here(
    scanned: Callable[[int], ScanOutcome], monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail() -> None:
        raise ZeroDivisionError("d.py is at fault")

    monkeypatch.setattr(Scanner, "scan", _but_in("d.py", fail))
    with pytest.raises(ZeroDivisionError, match=r"d\.py is at fault") as caught:
        scanned(2)
    assert "in fail" in caught.value.__notes__[0]
    assert not multiprocessing.active_children()


def _but_in(name: str, act: Callable[[], None]) -> Callable[..., object]:
    scan = Scanner.scan

    def patched(self: Scanner, path: Path, *rest: object) -> object:
        if path.name == name:
            act()
        return scan(self, path, *rest)  # type: ignore[arg-type]

    return patched


def test_no_process_outlives_a_scan_that_is_left_early(tree: Path) -> None:
    from v4migrate.scan.files import list_files

    setup = open_scan(target=None, reasoner_to_pro=False, profile=None, as_of="2026-11-24", config=None)
    listing = list_files([tree])
    answers = workers.scan_in_shares(setup.scanner, listing, "Scanning", processes=2, silent=True)
    next(answers)
    assert len(multiprocessing.active_children()) == 2
    answers.close()
    assert not multiprocessing.active_children()


NUMBERED = {f"n{number}.py": f'ask(model="{OLD_ID}")  # {number}\n' for number in range(6)}


@pytest.fixture
def numbered(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A tree of three shares of two files."""
    for name, text in NUMBERED.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(workers, "_LEAST", 2)
    monkeypatch.setattr(processes, "number_for", lambda _: 2)
    return tmp_path


def _told_to_stop(by: int, whom: str) -> Callable[[], None]:
    def act() -> None:
        os.kill(os.getppid() if whom == "parent" else os.getpid(), by)
        signal.pause()

    return act


@pytest.mark.parametrize("by", [signal.SIGINT, signal.SIGTERM], ids=["ctrl-c", "sigterm"])
@pytest.mark.parametrize("whom", ["parent", "process"])
def test_interrupted_scan_has_what_its_processes_have_found(
    by: int, whom: str, numbered: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Scanner, "scan", _but_in("n1.py", _told_to_stop(by, whom)))
    setup = open_scan(target=None, reasoner_to_pro=False, profile=None, as_of="2026-11-24", config=None)
    with ends_like_ctrl_c(), uninterrupted():
        report, notes = run_scan(setup, [Path()], NarrowOptions(), with_edits=True, silent=True)
    paths = [finding.path for finding in report.findings]
    assert paths[0] == "n0.py" and "n1.py" not in paths  # of the share that was broken off, what came before
    assert paths == sorted(paths)
    assert report.files == len(paths)
    assert not report.is_complete
    assert notes == ["interrupted: the report is incomplete; it holds what was found until then"]
    assert not multiprocessing.active_children()


def test_shares_that_are_done_are_not_lost_behind_one_that_is_not(
    numbered: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The first share takes for ever; Ctrl-C comes when the second one is done but for its last line."""
    scan = Scanner.scan

    def patched(self: Scanner, path: Path, *rest: object) -> object:
        if path.name == "n0.py":
            signal.pause()
        found = scan(self, path, *rest)  # type: ignore[arg-type]
        if path.name == "n3.py":
            os.kill(os.getppid(), signal.SIGINT)
        return found

    monkeypatch.setattr(Scanner, "scan", patched)
    setup = open_scan(target=None, reasoner_to_pro=False, profile=None, as_of="2026-11-24", config=None)
    with ends_like_ctrl_c(), uninterrupted():
        report, _ = run_scan(setup, [Path()], NarrowOptions(), with_edits=False, silent=True)
    assert [finding.path for finding in report.findings][:1] == ["n2.py"]
    assert "n0.py" not in [finding.path for finding in report.findings]


def test_process_that_says_nothing_any_more_is_not_waited_for(numbered: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def deaf() -> None:
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, signal.SIG_IGN)
        os.kill(os.getppid(), signal.SIGINT)
        signal.pause()

    monkeypatch.setattr(workers, "_LAST_WORDS", 0.1)
    monkeypatch.setattr(Scanner, "scan", _but_in("n3.py", deaf))
    setup = open_scan(target=None, reasoner_to_pro=False, profile=None, as_of="2026-11-24", config=None)
    with ends_like_ctrl_c(), uninterrupted():
        report, _ = run_scan(setup, [Path()], NarrowOptions(), with_edits=False, silent=True)
    assert not report.is_complete
    assert "n3.py" not in [finding.path for finding in report.findings]
    assert not multiprocessing.active_children()
