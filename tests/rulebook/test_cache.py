"""The kept rulebook: equal to the parsed one, never stale, never trusted further than its own classes."""

from __future__ import annotations

import os
import pickle
import shutil
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from v4migrate.errors import RulebookError
from v4migrate.rulebook import cache
from v4migrate.rulebook.load import Rulebook, load_rulebook, rules_folder

AT = datetime(2026, 11, 24, tzinfo=UTC)


@pytest.fixture
def kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A cache folder of this test alone."""
    folder = tmp_path / "kept"
    monkeypatch.setenv("V4MIGRATE_CACHE", str(folder))
    return folder


def load(folder: Path | None = None) -> Rulebook:
    rulebook = load_rulebook(folder, as_of=AT)
    return replace(rulebook, facts=replace(rulebook.facts, read_reference=lambda: rulebook.facts.reference))


def test_second_start_reads_no_yaml_and_says_the_same(kept: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first = load()
    assert len(list(kept.glob("rulebook-*.bin"))) == 2
    monkeypatch.setattr(
        "v4migrate.rulebook.load.read_parts", lambda *_: pytest.fail("the YAML files were parsed again")
    )
    second = load()
    assert second.rules == first.rules
    assert second.facts == first.facts
    assert second.facts.reference == first.facts.reference


def test_a_changed_file_is_read_again(kept: Path, tmp_path: Path) -> None:
    copy = tmp_path / "rules"
    shutil.copytree(rules_folder(), copy)
    assert load(copy).facts.models.targets["flash"].default == "deepseek-v4-flash"
    path = copy / "facts" / "models.yaml"
    path.write_text(path.read_text("utf-8").replace("default: deepseek-v4-flash", "default: deepseek-flash"), "utf-8")
    assert load(copy).facts.models.targets["flash"].default == "deepseek-flash"


def test_a_broken_file_is_an_error_although_a_good_one_was_kept(kept: Path, tmp_path: Path) -> None:
    copy = tmp_path / "rules"
    shutil.copytree(rules_folder(), copy)
    load(copy)
    (copy / "facts" / "prices.yaml").write_text("provider: [\n", "utf-8")
    with pytest.raises(RulebookError, match=r"rules/facts/prices.yaml:\d+: not valid YAML"):
        load(copy)


@pytest.mark.parametrize("damage", [b"", b"\x80", b"no pickle at all"], ids=["empty", "cut", "foreign"])
def test_a_damaged_entry_is_passed_over(kept: Path, damage: bytes) -> None:
    first = load()
    for path in kept.glob("rulebook-*.bin"):
        path.write_bytes(damage)
    assert load().rules == first.rules


def test_what_is_kept_is_what_the_key_was_made_of(kept: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file that changes while the rulebook is loaded must not be kept under the key of what it was."""
    copy = tmp_path / "rules"
    shutil.copytree(rules_folder(), copy)
    path = copy / "facts" / "models.yaml"
    before = path.read_text("utf-8")
    read = cache.read

    def changes_meanwhile(key: str) -> object:
        path.write_text(before.replace("default: deepseek-v4-flash", "default: deepseek-flash"), "utf-8")
        return read(key)

    monkeypatch.setattr(cache, "read", changes_meanwhile)
    load(copy)
    monkeypatch.setattr(cache, "read", read)
    path.write_text(before, "utf-8")
    assert load(copy).facts.models.targets["flash"].default == "deepseek-v4-flash"


def test_a_lost_part_is_kept_again(kept: Path) -> None:
    load()
    (lost,) = kept.glob("*-reference.bin")
    lost.unlink()
    assert load_rulebook().facts.reference.guide.claims
    assert lost.exists()


def test_nothing_unfinished_is_left_behind(kept: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Path, "replace", lambda self, target: (_ for _ in ()).throw(OSError("no")))
    load()
    assert list(kept.iterdir()) == []


class Evil:
    """What an attacker would put in place of an entry."""

    def __init__(self, *call: object) -> None:
        self.call = call

    def __reduce__(self) -> object:
        return self.call[0], self.call[1:]


def test_an_entry_cannot_call_anything(kept: Path, tmp_path: Path) -> None:
    mark = tmp_path / "mark"
    load()
    for call in ((os.system, f"touch {mark}"), (eval, f"open({str(mark)!r}, 'w')"), (cache.write, "x", "y")):
        for path in kept.glob("rulebook-*.bin"):
            path.write_bytes(pickle.dumps(Evil(*call)))
        assert load().rules
        assert not mark.exists()
    assert not list(kept.glob("rulebook-x.bin"))


def test_a_dotted_name_does_not_reach_through_our_own_modules(kept: Path) -> None:
    """Protocol 4 resolves `cache` + `os.system` attribute by attribute."""
    reach = b"\x80\x04\x8c\x19v4migrate.rulebook.cache\x94\x8c\x09os.system\x94\x93\x94."
    reach = reach.replace(b"\x8c\x19", bytes([0x8C, len("v4migrate.rulebook.cache")]))
    kept.mkdir()
    (kept / "rulebook-k.bin").write_bytes(reach)
    assert cache.read("k") is None


def test_a_folder_that_cannot_be_written_costs_only_time(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("in the way", "utf-8")
    monkeypatch.setenv("V4MIGRATE_CACHE", str(blocked))
    assert load().rules


def test_old_entries_go(kept: Path) -> None:
    for number in range(20):
        cache.write(f"{number}", {"n": number})
    assert len(list(kept.glob("rulebook-*.bin"))) == 16
    assert cache.read("19") == {"n": 19}
