"""A client that is too old to take the switch gets none: `package.json` and the lock file beside it say which version there is."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.rewrite.tools import Write, project_rewritten, thinking_of

ASKS = (
    "import { streamText } from 'ai';\nimport { createDeepSeek } from '@ai-sdk/deepseek';\n\n"
    "const seek = createDeepSeek({ apiKey: key });\nexport const tell = (messages) =>\n"
    "  streamText({ model: seek('<id>'), messages<off> });\n"
)
OFF = ", providerOptions: { deepseek: { thinking: { type: 'disabled' } } }"
NEWER = {"ai": "^4.3.0", "@ai-sdk/deepseek": "^0.2.0"}
RANGES = {"ai": "^4.1.8", "@ai-sdk/deepseek": "^0.1.6"}


def manifest(asked: dict[str, str], name: str = "package.json") -> dict[str, str]:
    return {name: json.dumps({"name": "teller", "dependencies": asked})}


def npm(version: str) -> dict[str, str]:
    return {"package-lock.json": json.dumps({"packages": {"node_modules/ai": {"version": version}}}, indent=2)}


def pnpm(ai: str, deepseek: str) -> dict[str, str]:
    packages = f"packages:\n\n  '@ai-sdk/deepseek@{deepseek}':\n    engines: {{node: '>=18'}}\n\n  ai@{ai}:\n    engines: {{}}\n"
    return {"pnpm-lock.yaml": f"lockfileVersion: '9.0'\n\n{packages}"}


def asked_of(files: dict[str, str], write: Write, capsys: pytest.CaptureFixture[str]) -> tuple[list[str], str]:
    """What became of the switches, and why."""
    write({"src/tell.ts": ASKS.replace("<id>", "deepseek-chat").replace("<off>", "")} | files)
    told = thinking_of(project_rewritten(capsys)[1])
    return [entry["switch"] for entry in told], " ".join(entry["why"] for entry in told)


@pytest.mark.parametrize(
    ("files", "why"),
    [
        pytest.param(manifest(RANGES) | npm("4.1.8"), "package-lock.json has ai 4.1.8", id="locked-by-npm"),
        pytest.param(manifest(RANGES) | pnpm("4.1.8", "0.1.6"), "pnpm-lock.yaml has ai 4.1.8", id="locked-by-pnpm"),
        pytest.param(
            manifest(RANGES) | pnpm("4.2.0", "0.1.6"), "has @ai-sdk/deepseek 0.1.6", id="a-provider-that-is-older"
        ),
        pytest.param(
            manifest(RANGES) | {"yarn.lock": '"ai@^4.1.8":\n  version "4.1.10"\n'}, "yarn.lock has ai 4.1.10", id="yarn"
        ),
        pytest.param(
            manifest(RANGES) | {"bun.lock": '{"packages": {"ai": ["ai@4.1.9", "", {}]}}'}, "bun.lock has ai", id="bun"
        ),
        pytest.param(manifest(NEWER | {"ai": "4.1.8"}), "package.json has ai 4.1.8", id="one-version-without-a-lock"),
        pytest.param(manifest(NEWER | {"ai": "^3.4.1"}), "package.json has ai 3.x.x", id="range-that-ends-before"),
        pytest.param(manifest(NEWER | {"ai": "~4.0.2"}), "package.json has ai 4.0.x", id="tilde-that-ends-before"),
        pytest.param(
            manifest(RANGES, "src/package.json") | manifest({}) | npm("4.1.8"), "has ai 4.1.8", id="workspace"
        ),
    ],
)
def test_too_old(
    write: Write, tmp_path: Path, capsys: pytest.CaptureFixture[str], files: dict[str, str], why: str
) -> None:
    switches, said = asked_of(files, write, capsys)
    assert switches == ["not-placed"]
    assert why in said
    assert "move to it first" in said
    code = (tmp_path / "src/tell.ts").read_text(encoding="utf-8")
    assert code == ASKS.replace("<id>", "deepseek-v4-flash").replace("<off>", "")


@pytest.mark.parametrize(
    "files",
    [
        pytest.param({}, id="nothing-says-it"),
        pytest.param(manifest(NEWER), id="newer"),
        pytest.param(manifest(RANGES), id="range-that-lets-newer-ones-in"),
        pytest.param(manifest(RANGES) | pnpm("4.1.11", "0.1.8"), id="locked-at-the-first"),
        pytest.param(manifest(RANGES) | npm("5.0.1"), id="locked-later"),
        pytest.param(manifest({"ai": "latest", "@ai-sdk/deepseek": "*"}), id="no-range"),
        pytest.param(manifest({"openai": "4.0.0"}) | npm("4.1.8"), id="what-no-manifest-asks-for"),
        pytest.param({"package.json": "{"}, id="cannot-be-read"),
    ],
)
def test_new_enough(write: Write, tmp_path: Path, capsys: pytest.CaptureFixture[str], files: dict[str, str]) -> None:
    switches, _ = asked_of(files, write, capsys)
    assert switches == ["placed"]
    code = (tmp_path / "src/tell.ts").read_text(encoding="utf-8")
    assert code == ASKS.replace("<id>", "deepseek-v4-flash").replace("<off>", OFF)
