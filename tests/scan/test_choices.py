"""What a user chooses to write: for one old name, for some paths, and what is refused because it would break or undo itself."""

from __future__ import annotations

from pathlib import Path, PurePosixPath

import pytest

from v4migrate.cli.app import run
from v4migrate.exit_codes import ExitCode
from v4migrate.rewrite.outcome import Held
from v4migrate.rewrite.rewriter import RewriteOptions, Rewriter
from v4migrate.rulebook.load import load_rulebook
from v4migrate.scan.choices import Choice, PathChoices, checked_names
from v4migrate.scan.files.ignore import parse_rules
from v4migrate.scan.scanner import Scanner

RULEBOOK = load_rulebook()
FACTS = RULEBOOK.facts
CHAT, REASONER = (f'c.chat.completions.create(model="deepseek-{mode}")\n' for mode in ("chat", "reasoner"))


def written(scanner: Scanner, path: str, code: str) -> str:
    after = Rewriter(scanner, RewriteOptions()).rewrite(PurePosixPath(path), code.encode()).after.decode()
    again = Rewriter(scanner, RewriteOptions()).rewrite(PurePosixPath(path), after.encode()).after.decode()
    assert again == after, "a second run changes nothing"
    return after.partition('model="')[2].partition('"')[0]


@pytest.mark.parametrize(
    ("target", "names", "code", "expected"),
    [
        pytest.param(None, {"deepseek-reasoner": "deepseek-v4-pro"}, REASONER, "deepseek-v4-pro", id="mapped"),
        pytest.param(None, {"deepseek-reasoner": "deepseek-v4-pro"}, CHAT, "deepseek-v4-flash", id="another-name"),
        pytest.param(None, {"deepseek-chat": "my-model"}, CHAT, "my-model", id="unknown-to-the-facts"),
        pytest.param(
            "deepseek-flash", {"deepseek-chat": "deepseek-v4-flash"}, CHAT, "deepseek-v4-flash", id="compatibility-name"
        ),
        pytest.param(
            None,
            {"deepseek-v4-flash-vision-exp": "deepseek-flash"},
            'ask(model="deepseek-v4-flash-vision-exp")\n',
            "deepseek-flash",
            id="old-compatibility-name",
        ),
    ],
)
def test_name_for_an_old_one(target: str | None, names: dict[str, str], code: str, expected: str) -> None:
    assert written(Scanner(RULEBOOK, target, names=names), "a.py", code) == expected


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        pytest.param("deepseek-caht", "x", "did you mean 'deepseek-chat'?", id="misspelt"),
        pytest.param("gpt", "x", "no old name 'gpt' is known", id="no-name-of-ours"),
        pytest.param("deepseek-v4-pro", "x", "is a name of today", id="nothing-renames-it"),
        pytest.param("deepseek-chat", "deepseek-reasoner", "is an old name itself", id="retired"),
        pytest.param("deepseek-chat", "deepseek-v3.2", "is an old name itself", id="never-official"),
        pytest.param("deepseek-chat", 'a"); evil("', "is no name of a model", id="would-leave-the-string"),
        pytest.param("deepseek-chat", "", "is no name of a model", id="empty"),
    ],
)
def test_choice_that_cannot_be_meant(old: str, new: str, says: str) -> None:
    with pytest.raises(ValueError, match=r"'") as caught:
        checked_names({old: new}, FACTS)
    assert says in str(caught.value)


def test_names_that_follow_each_other_are_refused() -> None:
    with pytest.raises(ValueError, match="an old name itself"):
        checked_names({"deepseek-chat": "deepseek-v4-flash", "deepseek-v4-flash": "deepseek-flash"}, FACTS)


def test_every_old_name_that_the_facts_know_can_be_mapped() -> None:
    names = [name.name for name in FACTS.models.names if name.successor or name.kind != "official"]
    of_today = {name.name for name in FACTS.models.names} - {*names}
    catalogue = {entry.id for host in FACTS.hosts for entry in host.old}
    for old in [*names, *sorted(catalogue - of_today)]:
        assert checked_names({old: "deepseek-v4-pro"}, FACTS) == []


def test_name_that_the_facts_do_not_know_is_told() -> None:
    [note] = checked_names({"deepseek-chat": "my-model"}, FACTS)
    assert note.startswith("my-model, which you chose for deepseek-chat, is a name that the facts do not know")


def chosen(*entries: tuple[str, Choice], above: Choice | None = None, here: str = "/p") -> PathChoices:
    rules = [(parse_rules([pattern]), choice) for pattern, choice in entries]
    return PathChoices(rules, Choice(), above or Choice(), root="/p", here=here)


PRO, FLASH = Choice("deepseek-v4-pro"), Choice("deepseek-flash")


@pytest.mark.parametrize(
    ("choices", "path", "expected"),
    [
        pytest.param(chosen(("batch/**", PRO)), "batch/a.py", "deepseek-v4-pro", id="matches"),
        pytest.param(chosen(("batch/**", PRO)), "web/a.py", "deepseek-v4-flash", id="matches-not"),
        pytest.param(chosen(("batch/**", PRO), ("*.py", FLASH)), "batch/a.py", "deepseek-flash", id="a-later-one-wins"),
        pytest.param(
            chosen(("batch/**", PRO), ("*.py", Choice(policy="keep-behaviour"))),
            "batch/a.py",
            "deepseek-v4-pro",
            id="each-sets-what-it-names",
        ),
        pytest.param(
            chosen(("batch/**", PRO), above=FLASH), "batch/a.py", "deepseek-flash", id="the-command-line-wins-over-all"
        ),
        pytest.param(chosen(("batch/**", PRO), here="/p/batch"), "a.py", "deepseek-v4-pro", id="from-a-subfolder"),
        pytest.param(chosen(("batch/**", PRO), here="/p/web"), "../batch/a.py", "deepseek-v4-pro", id="from-beside"),
        pytest.param(chosen(("batch/**", PRO), here="/"), "/p/batch/a.py", "deepseek-v4-pro", id="absolute"),
        pytest.param(chosen(("**", PRO), here="/q"), "a.py", "deepseek-v4-flash", id="outside-of-the-project"),
    ],
)
def test_target_by_path(choices: PathChoices, path: str, expected: str) -> None:
    assert written(Scanner(RULEBOOK, by_path=choices), path, CHAT) == expected


def test_policy_and_upgrade_by_path() -> None:
    choices = chosen(("a/**", Choice(policy="keep-behaviour")), ("b/**", Choice(upgrade="pro")))
    rewriter = Rewriter(Scanner(RULEBOOK, by_path=choices), RewriteOptions())
    held = rewriter.rewrite(PurePosixPath("a/x.yaml"), b"model: deepseek-chat\n").held
    assert [entry.held for entry in held] == [Held.BEHAVIOUR]
    assert rewriter.rewrite(PurePosixPath("c/x.yaml"), b"model: deepseek-chat\n").changes
    assert b"deepseek-v4-pro" in rewriter.rewrite(PurePosixPath("b/x.py"), REASONER.encode()).after


def test_policy_of_the_command_line_wins() -> None:
    choices = chosen(("a/**", Choice(policy="keep-behaviour")), above=Choice(policy="keep-running"))
    rewriter = Rewriter(Scanner(RULEBOOK, by_path=choices), RewriteOptions())
    assert rewriter.rewrite(PurePosixPath("a/x.yaml"), b"model: deepseek-chat\n").changes


CONFIG = """
[[rewrite.paths]]
paths = ["batch/**"]
target = "deepseek-v4-pro"
[[rewrite.paths]]
paths = ["batch/old.py"]
map = {deepseek-chat = "deepseek-flash"}
"""


@pytest.mark.parametrize(
    ("folder", "arguments", "expected"),
    [
        pytest.param(".", ["batch"], {"new": "deepseek-v4-pro", "old": "deepseek-flash"}, id="from-the-root"),
        pytest.param("batch", ["."], {"new": "deepseek-v4-pro", "old": "deepseek-flash"}, id="from-the-folder"),
        pytest.param(
            ".",
            ["batch", "--target", "deepseek-v4-flash"],
            {"new": "deepseek-v4-flash", "old": "deepseek-flash"},
            id="target-on-the-command-line",
        ),
        pytest.param(
            ".",
            ["batch", "--map", "deepseek-chat=deepseek-v4-flash"],
            {"new": "deepseek-v4-flash", "old": "deepseek-v4-flash"},
            id="map-on-the-command-line",
        ),
    ],
)
@pytest.mark.parametrize("command", ["rewrite", "scan"])
def test_configured_paths(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    folder: str,
    arguments: list[str],
    expected: dict[str, str],
    command: str,
) -> None:
    """Whatever folder the run starts in; what scan says is what rewrite does."""
    (tmp_path / "batch").mkdir()
    (tmp_path / "batch" / "package.json").write_text("{}", encoding="utf-8")  # a project of its own
    (tmp_path / "v4migrate.toml").write_text(CONFIG, encoding="utf-8")
    for name in ("new", "old"):
        (tmp_path / "batch" / f"{name}.py").write_text(CHAT, encoding="utf-8")
    monkeypatch.chdir(tmp_path / folder)
    run([command, *arguments])
    said = capsys.readouterr().out
    for name, target in expected.items():
        if command == "scan":
            assert f"fix: write {target}, " in said.partition(f"{name}.py:1:")[2].partition(".py:")[0]
        else:
            assert f'"{target}"' in (tmp_path / "batch" / f"{name}.py").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("text", "says"),
    [
        pytest.param(
            '[[rewrite.paths]]\npaths = ["a"]\ntarget = "deepseek-flsh"\n',
            ":3: 'rewrite.paths.0.target': target 'deepseek-flsh' is not offered (did you mean 'deepseek-flash'?)",
            id="target",
        ),
        pytest.param('[[rewrite.paths]]\npaths = ["a["]\n', ":2: 'rewrite.paths.0.paths': ", id="pattern"),
        pytest.param(
            '[rewrite]\nmap = {deepseek-caht = "x"}\n',
            ":2: 'rewrite.map': no old name 'deepseek-caht' is known (did you mean 'deepseek-chat'?)",
            id="map",
        ),
        pytest.param(
            '[[rewrite.paths]]\npaths = ["a"]\n[[rewrite.paths]]\npaths = ["b"]\nmap = {deepseek-chat = "a b"}\n',
            ":5: 'rewrite.paths.1.map': 'a b' is no name of a model",
            id="map-of-the-second",
        ),
        pytest.param(
            '[[rewrite.paths]]\npaths = ["a"]\npolicy = "x"\n',
            ":3: 'rewrite.paths.0.policy': unknown value",
            id="policy",
        ),
        pytest.param("[[rewrite.paths]]\ntarget = 'x'\n", "missing key 'rewrite.paths.0.paths'", id="no-paths"),
    ],
)
def test_wrong_setting_names_file_line_and_key(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], text: str, says: str
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "a.py").write_text(CHAT, encoding="utf-8")
    (tmp_path / "v4migrate.toml").write_text(text, encoding="utf-8")
    assert run(["rewrite"]) is ExitCode.USAGE
    said = capsys.readouterr().err
    assert f"{tmp_path / 'v4migrate.toml'}" in said
    assert says in said


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        pytest.param(["--map", "deepseek-chat"], "--map 'deepseek-chat' is no pair", id="no-pair"),
        pytest.param(
            ["--map", "deepseek-chat=deepseek-flash", "--map", "deepseek-chat=deepseek-v4-pro"],
            "two new ones",
            id="two",
        ),
        pytest.param(["--map", "deepseek-caht=x"], "did you mean 'deepseek-chat'?", id="misspelt"),
    ],
)
def test_wrong_map_is_one_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], arguments: list[str], says: str
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "a.py").write_text(CHAT, encoding="utf-8")
    assert run(["scan", *arguments]) is ExitCode.USAGE
    assert says in capsys.readouterr().err
