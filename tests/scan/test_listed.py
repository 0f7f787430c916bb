"""An old id beside the new one in its list or table is told as that; the new name elsewhere in the file is no entry of it."""

from __future__ import annotations

from pathlib import PurePosixPath

import pytest

from v4migrate.rulebook.load import load_rulebook
from v4migrate.rulebook.schema import Safety, Severity
from v4migrate.scan.scanner import Scanner

SCANNER = Scanner(load_rulebook())
OLD, NEW = '"deepseek-chat"', '"deepseek-v4-flash"'


@pytest.mark.parametrize(
    ("path", "code", "is_beside"),
    [
        pytest.param("a.py", f"X = [{OLD}, {NEW}]", True, id="list"),
        pytest.param("a.py", f"X = [{OLD}]\nY = [{NEW}]", False, id="another-list"),
        pytest.param("a.py", f'X = ["a", {OLD}, "deepseek-v4-flash-vision-exp"]', False, id="longer-name"),
        pytest.param("a.py", f"X = {{{OLD}: 1, {NEW}: 2}}", True, id="table"),
        pytest.param("a.py", f"X = {{{OLD}: 1}}\nY = {{{NEW}: 2}}", False, id="another-table"),
        pytest.param("a.go", f"package a\nvar X = []string{{{OLD}, {NEW}}}", True, id="go-list"),
        pytest.param("a.go", f"package a\nvar X = []string{{{OLD}}}\nvar Y = {NEW}", False, id="go-beside-the-list"),
        pytest.param("a.ts", f"type M = {OLD} | {NEW} | 'gpt-4o';", True, id="union"),
        pytest.param("a.ts", f"enum M {{ A = {OLD}, B = {NEW} }}", True, id="enumeration"),
        pytest.param("c.yaml", "deepseek:\n  models:\n    - deepseek-chat\n    - deepseek-v4-flash\n", True, id="yaml"),
        pytest.param(
            "c.yaml",
            "deepseek:\n  model: deepseek-v4-flash\n  models:\n    - deepseek-chat\n",
            False,
            id="yaml-default",
        ),
        pytest.param(
            "c.yaml", "a:\n  - deepseek-chat\n\n  # new\n  - deepseek-v4-flash\n", True, id="yaml-behind-a-comment"
        ),
        pytest.param("c.yaml", "a:\n  - deepseek-chat\nb:\n  - deepseek-v4-flash\n", False, id="yaml-another-list"),
        pytest.param("c.yaml", "a: [deepseek-chat, deepseek-v4-flash]\n", True, id="yaml-flow"),
    ],
)
def test_old_entry_beside_the_new_one(path: str, code: str, is_beside: bool) -> None:
    found = SCANNER.scan(PurePosixPath(path), code.encode()).findings
    ids = [finding for finding in found if finding.rule.id == "id-in-table"]
    assert ids, "the old name is told"
    told = {(finding.message.endswith("its new name, in a table or list"), finding.severity) for finding in ids}
    assert told == {(is_beside, Severity.INFO if is_beside else Severity.WARNING)}
    assert not is_beside or {finding.safety for finding in ids} == {Safety.ADVICE}
