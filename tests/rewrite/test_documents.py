"""No edit of a document is safe: a stale one breaks no program, a wrong one misleads."""

from __future__ import annotations

from pathlib import Path, PurePosixPath

import pytest

from tests.rewrite.tools import NEW, REWRITER, Write, project_rewritten
from v4migrate.cli.app import run
from v4migrate.exit_codes import ExitCode
from v4migrate.rewrite.outcome import Held
from v4migrate.rewrite.rewriter import RewriteOptions, Rewriter
from v4migrate.rulebook.schema import Safety
from v4migrate.scan.formats.words import fix_line

UNSAFE = Rewriter(REWRITER.scanner, RewriteOptions(unsafe=True))
HOST = "from openai import OpenAI\nclient = OpenAI(base_url='https://api.deepseek.com')\n"
ASKS = f"{HOST}client.chat.completions.create(model='deepseek-chat', messages=[])\n"
INDENTED = ASKS.replace("\n", "\n    ").rstrip(" ")
FENCE = f"# DeepSeek\n\n```python\n{ASKS}```\n"
CURL = """```bash
curl https://api.deepseek.com/chat/completions -d '{"model": "deepseek-chat", "messages": []}'
```
"""
BOTH = "MODEL_FAST=deepseek-chat\nMODEL_SMART=deepseek-reasoner\n"
PAGE = (
    "<p>Ask DeepSeek by <code>deepseek-chat</code>.</p>\n"
    '<pre>{"model": "deepseek-chat"}</pre>\n'
    "<script>\nfetch('https://api.deepseek.com/chat/completions',\n"
    "  {method: 'POST', body: JSON.stringify({model: 'deepseek-chat', messages})})\n"
    "</script>\n"
)


@pytest.mark.parametrize(
    ("path", "text"),
    [
        pytest.param("README.md", FENCE, id="block-of-markdown"),
        pytest.param("README.md", CURL, id="command-with-an-address"),
        pytest.param("docs/a.mdx", FENCE, id="mdx"),
        pytest.param("a.md", "DeepSeek takes `model=deepseek-chat`.\n", id="inline"),
        pytest.param("agent.md", "---\nprovider: deepseek\nmodel: deepseek-chat\n---\nBe kind.\n", id="front-matter"),
        pytest.param("a.rst", f".. code-block:: python\n\n    {INDENTED}", id="rst"),
        pytest.param("a.adoc", f"[source,python]\n----\n{ASKS}----\n", id="asciidoc"),
        pytest.param("a.org", f"#+begin_src python\n{ASKS}#+end_src\n", id="org"),
        pytest.param("a.txt", "DeepSeek takes `model=deepseek-chat`.\n", id="text"),
        pytest.param("man/ask.Rd", '\\usage{\nask(model = "deepseek-chat", url = "https://api.deepseek.com")\n}\n', id="manual-of-r"),
        pytest.param("README", "DeepSeek takes `model=deepseek-chat`.\n", id="no-suffix"),
        pytest.param("a.md", f"# DeepSeek\n\n```dotenv\n{BOTH}```\n", id="choice"),
    ],
)  # fmt: skip
def test_document_waits(path: str, text: str) -> None:
    outcome = REWRITER.rewrite(PurePosixPath(path), text.encode())
    assert outcome.after.decode() == text
    assert {entry.held for entry in outcome.held} == {Held.DOCUMENT}
    assert not outcome.needs_a_decision
    found = REWRITER.scanner.scan(PurePosixPath(path), text.encode()).findings
    assert {finding.safety for finding in found} <= {Safety.UNSAFE, Safety.ADVICE}
    assert any(fix_line(finding).startswith("fix with --unsafe, in a document: ") for finding in found)
    assert "deepseek-chat" not in UNSAFE.rewrite(PurePosixPath(path), text.encode()).after.decode()


def test_cells_of_a_notebook_and_scripts_of_a_page_are_programs() -> None:
    source = ASKS.replace("\n", "\\n")
    book = f'{{"cells": [{{"cell_type": "code", "source": ["{source}"]}}], "nbformat": 4}}'
    assert NEW in REWRITER.rewrite(PurePosixPath("a.ipynb"), book.encode()).after.decode()
    after = REWRITER.rewrite(PurePosixPath("a.html"), PAGE.encode()).after.decode()
    assert f"model: '{NEW}'" in after
    assert after.startswith(PAGE.partition("<script>")[0])


def test_requests_of_a_rest_client_are_no_document() -> None:
    text = 'POST https://api.deepseek.com/chat/completions\n\n{"model": "deepseek-chat", "messages": []}\n'
    assert NEW in REWRITER.rewrite(PurePosixPath("a.rest"), text.encode()).after.decode()


def test_a_document_of_a_test_needs_both_options(
    write: Write, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write({"tests/README.md": FENCE})
    _, document = project_rewritten(capsys, "--include-tests")
    assert [entry["reason"] for file in document["files"] for entry in file["held"]] == ["document"]
    run(["scan", "."])
    assert "fix with --include-tests and --unsafe, in a document: " in capsys.readouterr().out
    project_rewritten(capsys, "--include-tests", "--unsafe")
    assert NEW in (tmp_path / "tests/README.md").read_text()


def test_it_is_told_and_needs_no_decision(write: Write, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write({"ask.py": ASKS, "README.md": FENCE})
    assert run(["rewrite", ".", "--pr-body", "-"]) is ExitCode.OK
    said = capsys.readouterr()
    assert "1 more with --unsafe, in a document: look first" in said.err
    assert f"`README.md:6` | `deepseek-chat` | {Held.DOCUMENT.value}" in said.out
    assert NEW in (tmp_path / "ask.py").read_text()
    assert (tmp_path / "README.md").read_text() == FENCE
    exit_code, document = project_rewritten(capsys, "--check")
    assert exit_code is ExitCode.OK
    assert document["summary"]["held"] == {"document": 1}


def test_what_no_switch_can_be_placed_for_is_counted_with_unsafe(
    write: Write, capsys: pytest.CaptureFixture[str]
) -> None:
    write({"README.md": "DeepSeek takes `model=deepseek-chat`.\n\n```sh\nexport DEEPSEEK_MODEL=deepseek-chat\n```\n"})
    exit_code, document = project_rewritten(capsys, "--unsafe")
    assert exit_code is ExitCode.DECISION
    assert document["summary"]["thinking"]["not-placed"] == 2


def test_blocks_of_php_are_renamed_alike_with_a_tag_and_without() -> None:
    """A document of which one half asks by the old name and one by the new is worse than an old one."""
    call = "$deepseek->model('deepseek-chat');\n"
    text = f"It defaults to `deepseek-chat`.\n\n```php\n{call}```\n\n```php\n<?php\n{call}```\n"
    assert "deepseek-chat" not in UNSAFE.rewrite(PurePosixPath("README.md"), text.encode()).after.decode()
