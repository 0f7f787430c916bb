"""The rules travel inside the wheel: build it, install it into a clean virtual environment, use it from there."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import venv
import zipfile
from pathlib import Path

import pytest

from v4migrate.scan.files.glance.build import place

ROOT = Path(__file__).parent.parent
RULES = sorted(path.stem for path in (ROOT / "rules").glob("*/*.yaml") if path.parent.name not in {"facts", "profiles"})


def call(*command: str | Path, cwd: Path) -> subprocess.CompletedProcess[str]:
    """Run without this environment's Python settings, so that nothing of the checkout leaks in."""
    clean = {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "VIRTUAL_ENV"))}
    return subprocess.run(
        [str(part) for part in command], cwd=cwd, env=clean, capture_output=True, text=True, check=False
    )


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "pip", "wheel", "-q", "--no-deps", "--no-build-isolation", "-w", out, ROOT]
    built = call(*command, cwd=out)
    assert built.returncode == 0, built.stderr
    (path,) = out.glob("*.whl")
    return path


@pytest.mark.slow
def test_wheel_holds_the_rules_and_no_tests(wheel: Path) -> None:
    names = zipfile.ZipFile(wheel).namelist()
    assert {f"v4migrate/_rules/facts/{name}.yaml" for name in ("models", "prices", "clients")} <= set(names)
    assert {f"local_engine/models/{name}.json" for name in ("flash", "flash-0731", "pro", "v3.2", "published")} <= set(
        names
    )
    kernels = (ROOT / "local_engine" / "ops" / "native").glob("*.[ch]*")
    assert {f"local_engine/ops/native/{path.name}" for path in kernels} <= set(names)
    assert not [name for name in names if name.startswith(("tests/", "examples/", "rules/"))]


@pytest.mark.slow
def test_wheel_is_one_for_this_kind_of_machine_where_it_holds_compiled_code(wheel: Path) -> None:
    names = zipfile.ZipFile(wheel).namelist()
    folder = "v4migrate/scan/files/glance/"
    libraries = [name for name in names if name.startswith(folder) and name.endswith(".so")]
    assert {folder + "glance.c", folder + "names.c"} <= set(names)
    assert libraries == ([folder + place().name] if shutil.which("cc") else [])
    assert wheel.name.endswith("-none-any.whl") == (not libraries)
    assert "-py3-none-" in wheel.name  # for any Python: it does not use the interpreter's own interface


@pytest.mark.slow
def test_clean_install_is_light_and_scans_from_its_own_rules(wheel: Path, tmp_path: Path) -> None:
    environment = tmp_path / "venv"
    venv.create(environment, with_pip=True)
    python, tool = environment / "bin" / "python", environment / "bin" / "v4migrate"
    installed = call(python, "-m", "pip", "install", "-q", "-c", ROOT / "constraints.txt", wheel, cwd=tmp_path)
    assert installed.returncode == 0, installed.stderr

    listed = call(tool, "rules", "--json", cwd=tmp_path)
    assert sorted(rule["id"] for rule in json.loads(listed.stdout)) == RULES

    (tmp_path / "ask.py").write_text(
        'client.chat.completions.create(model="deepseek-chat", messages=m)\n', encoding="utf-8"
    )
    scanned = call(tool, "scan", "--json", "ask.py", cwd=tmp_path)
    assert scanned.returncode == 1, scanned.stderr
    assert [finding["rule"] for finding in json.loads(scanned.stdout)["findings"]] == ["retired-model-id"]

    loaded = "from v4migrate.scan.files.glance.compiled import loaded; print(loaded() is not None)"
    used = call(python, "-c", loaded, cwd=tmp_path)
    assert used.stdout.strip() == str(not wheel.name.endswith("-none-any.whl")), used.stderr

    listed = call(python, "-m", "pip", "list", "--format", "json", cwd=tmp_path)
    packages = {entry["name"].lower() for entry in json.loads(listed.stdout)}
    assert not packages & {"torch", "pandas", "httpx", "tiktoken", "numpy"}

    for command, extra in (("shadow", "shadow"), ("local-serve", "local")):
        refused = call(tool, command, cwd=tmp_path)
        assert refused.returncode == 2, refused.stderr
        assert f"pip install 'v4migrate[{extra}]'" in refused.stderr
        assert refused.stderr.count("\n") == 1
