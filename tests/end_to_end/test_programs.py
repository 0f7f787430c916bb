"""Programs as a user of V3.2 wrote them, run with the real clients against the hosted API on loopback, before and after a rewrite.

Each names DeepSeek's own host and reads another one from DEEPSEEK_BASE_URL, as such programs do. What the rewritten program sends
today is held against what the old one sent in the time of V3.2: the same but for the name and the switch, and thinking where that did.
"""

from __future__ import annotations

import importlib.util
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from tests.end_to_end.server import Asked, serving

HERE = Path(__file__).parent
ROOT = HERE.parent.parent
V3_2 = datetime(2026, 3, 2, 9, tzinfo=UTC)
TODAY = datetime(2026, 11, 28, 9, tzinfo=UTC)
REFUSED = "The supported API model names are"
NODE_MODULES = HERE / "node" / "node_modules"


class Run(NamedTuple):
    """What a program printed, and what it asked the API for."""

    code: int
    said: str
    complaint: str
    asked: Sequence[Asked]

    @property
    def thinking(self) -> list[bool | None]:
        return [asked.thinks for asked in self.asked]

    @property
    def requests(self) -> list[tuple[str, dict[str, Any]]]:
        """Paths and bodies without what the move changes."""
        bodies = [
            {key: value for key, value in asked.body.items() if not _is_moved(key, value)} for asked in self.asked
        ]
        return [(asked.path, body) for asked, body in zip(self.asked, bodies, strict=True)]


def _is_moved(key: str, value: Any) -> bool:
    return key in {"model", "thinking"} or (key == "reasoning" and value == {"effort": "none"})


def run(program: Path, at: datetime) -> Run:
    """A process of its own that knows no host but the loopback server and no setting of this machine."""
    kept = {name: os.environ[name] for name in ("PATH", "LD_LIBRARY_PATH", "SYSTEMROOT") if name in os.environ}
    settings = {"HOME": str(program.parent), "NO_PROXY": "*", "DEEPSEEK_API_KEY": "sk-test", "PYTHONWARNINGS": "ignore"}
    quiet = {"LITELLM_LOCAL_MODEL_COST_MAP": "True", "LANGSMITH_TRACING": "false", "AI_SDK_LOG_WARNINGS": "false"}
    command = [sys.executable] if program.suffix == ".py" else ["node"]
    with serving(at) as server:
        done = subprocess.run(
            [*command, program.name],
            cwd=program.parent,
            env={**kept, **settings, **quiet, "DEEPSEEK_BASE_URL": server.url},
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )
    return Run(done.returncode, done.stdout, done.stderr, server.asked)


def rewrite(program: Path, *options: str) -> None:
    """The command as a user runs it. Code 0: nothing is left to be done by hand."""
    command = [sys.executable, "-m", "v4migrate", "rewrite", program.name, *options]
    done = subprocess.run(
        command,
        cwd=program.parent,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr


def laid_out(name: str, folder: Path) -> Path:
    """A copy of a program, with its packages beside it."""
    needs = re.findall(r"(?m)^(?:import|from) ([a-z_]+)", (HERE / "programs" / name).read_text(encoding="utf-8"))
    if name.endswith(".py"):
        missing = [module for module in needs if importlib.util.find_spec(module) is None]
        if missing:
            pytest.skip(f"{', '.join(missing)} not installed; make test installs the extra `clients`")
    elif shutil.which("node") is None or not NODE_MODULES.is_dir():
        pytest.skip(
            "needs Node and its packages: npm ci in tests/end_to_end/node, which make test runs where npm is there"
        )
    else:
        (folder / "node_modules").symlink_to(NODE_MODULES)
    return Path(shutil.copy(HERE / "programs" / name, folder))


CHAT = [
    "anthropic_messages.py",
    "langchain_chain.py",
    "litellm_router.py",
    "openai_chat.py",
    "ai_sdk.mjs",
    "openai_chat.mjs",
]


@pytest.mark.parametrize("name", CHAT)
def test_rewritten_program_asks_for_what_it_asked_v3_2(name: str, tmp_path: Path) -> None:
    program = laid_out(name, tmp_path)
    then = run(program, V3_2)
    assert then.code == 0, then.complaint
    assert set(then.thinking) == {True, False}, "the old names stood for both modes"

    today = run(program, TODAY)
    assert today.code != 0
    assert REFUSED in today.complaint
    assert set(today.thinking) == {None}

    rewrite(program)
    now = run(program, TODAY)
    assert now.code == 0, now.complaint
    assert now.thinking == then.thinking
    assert now.requests == then.requests
    assert now.said == then.said


@pytest.mark.parametrize("name", CHAT)
def test_new_name_alone_is_not_enough(name: str, tmp_path: Path) -> None:
    program = laid_out(name, tmp_path)
    text = program.read_text(encoding="utf-8")
    program.write_text(re.sub(r"deepseek-(?:chat|reasoner)\b", "deepseek-v4-flash", text), encoding="utf-8")
    renamed = run(program, TODAY)
    assert renamed.code != 0, "thinking refuses a forced tool, and spends a small cap before it answers"


def test_responses_which_the_api_has_since_v4(tmp_path: Path) -> None:
    program = laid_out("openai_responses.py", tmp_path)
    assert REFUSED in run(program, TODAY).complaint
    rewrite(program)
    now = run(program, TODAY)
    assert now.code == 0, now.complaint
    assert now.thinking == [False, True]
    assert [path for path, _ in now.requests] == ["/responses", "/responses"]
    assert [set(body) for _, body in now.requests] == [{"input", "max_output_tokens"}, {"input"}]


@pytest.mark.parametrize("name", ["one_call_for_all.py", "one_call_for_all.mjs"])
def test_other_models_by_the_same_call_are_untouched(name: str, tmp_path: Path) -> None:
    program = laid_out(name, tmp_path)
    assert REFUSED in run(program, TODAY).complaint
    rewrite(program, "--unsafe")
    now = run(program, TODAY)
    assert now.code == 0, now.complaint
    assert [asked.body["model"] for asked in now.asked] == ["deepseek-v4-flash", "deepseek-v4-pro"]
    assert now.thinking == [False, True]
    assert [set(asked.body) for asked in now.asked] == [
        {"model", "messages", "max_tokens", "thinking"},
        {"model", "messages", "max_tokens"},
    ]
