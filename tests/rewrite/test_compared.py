"""What answers to a comparison with an old name waits with it: the attribute it asks for, what its branch does, the piece it looks for.

So do settings beside a comment that names the old name, and entries beside a list that keeps it.
"""

from __future__ import annotations

from pathlib import Path, PurePosixPath

import pytest

from tests.rewrite.tools import NEW, REWRITER, Write, project_rewritten
from v4migrate.rewrite.outcome import Held
from v4migrate.rewrite.rewriter import RewriteOptions, Rewriter

OLD = "deepseek-chat"
URL = 'URL = "https://api.deepseek.com"\n'
ASKS = f'def make(cfg):\n    if cfg.model_type == "{OLD}":\n        return DeepSeek(cfg)\n    raise ValueError(cfg)\n'
KEPT = f'{URL}AGENTS = [Config(model_type="{OLD}", temperature=0.3)]\n'
FORCES = f"""{URL}if "reasoner" in llm.model.lower():
    log("deepseek-reasoner found, forcing {OLD}")
    llm = Client(model="{OLD}")
"""
JS = "const URL = 'https://api.deepseek.com';\n"
PLAIN = f'{URL}AGENTS = [LlmConfig(model="{OLD}")]\n'
REQUEST = f'client.chat.completions.create(model="{OLD}", messages=[])\n'


@pytest.mark.parametrize(
    ("path", "code", "line"),
    [
        pytest.param("a.py", KEPT + ASKS, 2, id="attribute-of-a-configuration"),
        pytest.param("a.py", KEPT + ASKS.replace(f'== "{OLD}"', f'in ("gpt-4o", "{OLD}")'), 2, id="one-of-several"),
        pytest.param("a.py", KEPT + ASKS.replace("cfg.model_type", 'cfg["model_type"]'), 2, id="entry-of-a-mapping"),
        pytest.param(
            "a.py", f'{KEPT}match cfg.model_type:\n    case "{OLD}":\n        x()\n', 2, id="subject-of-a-match"
        ),
        pytest.param("a.py", PLAIN + ASKS.replace("model_type", "model"), 2, id="model-of-a-configuration"),
        pytest.param(
            "a.ts",
            f"{JS}make({{ modelType: '{OLD}' }});\nswitch (cfg.modelType) {{ case '{OLD}': go(); }}\n",
            2,
            id="subject-of-a-switch",
        ),
        pytest.param("a.py", FORCES, 4, id="branch-that-says-so"),
        pytest.param(
            "a.ts",
            f"{JS}if (llm.model.includes('reasoner')) {{\n  log('deepseek-reasoner, so {OLD}');\n"
            f"  llm = new Llm({{ model: '{OLD}' }});\n}}\n",
            4,
            id="branch-that-says-so-in-typescript",
        ),
        pytest.param(
            "a.ts", f"{JS}show({{\n  models: ['{OLD}', 'x'],\n  current_model: '{OLD}'\n}});\n", 4, id="beside-its-list"
        ),
        pytest.param(
            "a.yaml",
            f"base_url: https://api.deepseek.com\nmodels:\n  - {OLD}\n  - gpt-4o\ncurrent_model: {OLD}\n",
            5,
            id="beside-its-list-in-yaml",
        ),
    ],
)
def test_waits_in_its_file(path: str, code: str, line: int) -> None:
    outcome = REWRITER.rewrite(PurePosixPath(path), code.encode())
    assert line in {entry.finding.location.line for entry in outcome.held if entry.held is Held.TABLE}
    assert outcome.after.decode() == code
    allowed = Rewriter(REWRITER.scanner, RewriteOptions(unsafe=True)).rewrite(PurePosixPath(path), code.encode())
    assert any(NEW in at for at in allowed.after.decode().splitlines()[line - 1 : line + 1]), "a list may get a line"


@pytest.mark.parametrize(
    ("path", "code", "line"),
    [
        pytest.param("a.py", KEPT + ASKS.replace("model_type", "kind"), 2, id="another-attribute"),
        pytest.param(
            "a.py", KEPT + ASKS.replace(f'"{OLD}"', f'"{OLD}" or cfg.model_type == "{NEW}"'), 2, id="both-names"
        ),
        pytest.param("a.py", f'{URL}{REQUEST}if answer.model == "{OLD}":\n    x()\n', 2, id="request-and-its-answer"),
        pytest.param(
            "a.py",
            f'{URL}if cfg.kind == "{OLD}":\n    llm = DeepSeek(model="{OLD}")\n',
            3,
            id="branch-that-says-nothing",
        ),
        pytest.param(
            "a.py",
            f'{URL}if ready:\n    deep = "reasoner" in model\n    log("{OLD}")\n    llm = Client(model="{OLD}")\n',
            5,
            id="branch-of-another-question",
        ),
        pytest.param(
            "a.py",
            f'{URL}if "reasoner" in model:\n    log("deepseek-reasoner")\nelse:\n    llm = Client(model="{OLD}")\n',
            5,
            id="the-other-branch",
        ),
        pytest.param("a.ts", f"{JS}show({{ current_model: '{OLD}' }});\nf(['{OLD}', 'x']);\n", 2, id="list-elsewhere"),
    ],
)
def test_is_renamed(path: str, code: str, line: int) -> None:
    after = REWRITER.rewrite(PurePosixPath(path), code.encode()).after
    assert NEW in after.decode().splitlines()[line - 1]
    assert REWRITER.rewrite(PurePosixPath(path), after).after == after, "a second run changes nothing"


SETTING = "DEEPSEEK_MODEL=deepseek-reasoner\nDEEPSEEK_BASE_URL=https://api.deepseek.com\n"
TESTS = f'{URL}model = os.getenv("DEEPSEEK_MODEL")\nif "reasoner" in model:\n    timeout = 600\n'


@pytest.mark.parametrize(
    ("files", "path", "place"),
    [
        pytest.param({"agents.py": KEPT, "make.py": ASKS}, "agents.py", "make.py:2", id="attribute"),
        pytest.param(
            {"agents.py": PLAIN, "make.py": "# of a LlmConfig\n" + ASKS.replace("model_type", "model")},
            "agents.py",
            "make.py:3",
            id="model-of-a-class-that-it-names",
        ),
        pytest.param(
            {
                "c.yaml": f"base_url: https://api.deepseek.com\nchat_model: {OLD}\n",
                "make.py": ASKS.replace("model_type", "chat_model"),
            },
            "c.yaml",
            "make.py:2",
            id="attribute-in-a-configuration",
        ),
        pytest.param({".env.example": SETTING, "ask.py": TESTS}, ".env.example", "ask.py:3", id="piece-of-a-name"),
        pytest.param(
            {
                ".env.example": SETTING.replace("reasoner", "chat"),
                "ask.py": TESTS.replace('"reasoner" in model', '"chat" in deepseek_model'),
            },
            ".env.example",
            "ask.py:3",
            id="piece-that-many-names-have",
        ),
    ],
)
def test_waits_for_another_file(
    files: dict[str, str],
    path: str,
    place: str,
    write: Write,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    write(files)
    _, document = project_rewritten(capsys)
    held = {entry["why"] for file in document["files"] for entry in file["held"] if entry["reason"] == "looked_up"}
    assert held == {place}
    assert (tmp_path / path).read_text() == files[path]


@pytest.mark.parametrize(
    "files",
    [
        pytest.param({"agents.py": PLAIN, "make.py": ASKS.replace("model_type", "model")}, id="model-of-any-class"),
        pytest.param({"agents.py": KEPT, "tests/test_make.py": ASKS}, id="comparison-of-a-test"),
        pytest.param({"agents.py": KEPT, "make.go": "package a\n"}, id="no-comparison"),
    ],
)
def test_is_renamed_beside_another_file(
    files: dict[str, str], write: Write, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write(files)
    project_rewritten(capsys)
    assert NEW in (tmp_path / "agents.py").read_text()


def test_setting_whose_piece_the_new_name_has(write: Write, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write({".env": SETTING, "ask.py": TESTS.replace('"reasoner"', '"deepseek"')})
    project_rewritten(capsys)
    assert f"DEEPSEEK_MODEL={NEW}" in (tmp_path / ".env").read_text()


BASE = "DEEPSEEK_BASE_URL=https://api.deepseek.com\n"


@pytest.mark.parametrize(
    ("code", "held"),
    [
        pytest.param(f"DEEPSEEK_MODEL={OLD}  # never deepseek-reasoner\n", Held.PICKER, id="comment-names-the-other"),
        pytest.param(f"DEEPSEEK_MODEL={OLD}  # {OLD} is cheap\n", Held.TOLD, id="comment-names-the-same"),
        pytest.param(f"# use {OLD}, it is cheap\nDEEPSEEK_MODEL={OLD}\n", Held.TOLD, id="instruction-above"),
        pytest.param(
            f"# CRITICAL: not deepseek-reasoner,\n# which is slow\nDEEPSEEK_MODEL={OLD}\n",
            Held.PICKER,
            id="two-lines-above",
        ),
    ],
)
def test_setting_waits_with_its_comment(code: str, held: Held) -> None:
    outcome = REWRITER.rewrite(PurePosixPath(".env.example"), (BASE + code).encode())
    assert held in {entry.held for entry in outcome.held}
    assert outcome.after.decode() == BASE + code


@pytest.mark.parametrize(
    "code",
    [
        pytest.param(f"# Options: {OLD}, deepseek-reasoner\nDEEPSEEK_MODEL={OLD}\n", id="what-there-is-to-choose"),
        pytest.param(f"# use {OLD} there\n\nDEEPSEEK_MODEL={OLD}\n", id="comment-further-above"),
        pytest.param(f"DEEPSEEK_MODEL={OLD}  # fast\n", id="comment-without-a-name"),
    ],
)
def test_setting_beside_another_comment_is_renamed(code: str) -> None:
    outcome = REWRITER.rewrite(PurePosixPath(".env.example"), (BASE + code).encode())
    assert f"DEEPSEEK_MODEL={NEW}" in outcome.after.decode()


def test_unsafe_changes_value_and_comment_together() -> None:
    code = f"{BASE}DEEPSEEK_MODEL={OLD}  # {OLD}, never deepseek-reasoner\n"
    outcome = Rewriter(REWRITER.scanner, RewriteOptions(unsafe=True)).rewrite(PurePosixPath(".env"), code.encode())
    assert outcome.after.decode() == f"{BASE}DEEPSEEK_MODEL={NEW}  # {NEW}, never deepseek-v4-pro\n"
