"""Mappings that are requests by their place or their words, and those that only look so."""

from __future__ import annotations

from pathlib import Path, PurePosixPath

import pytest

from tests.rewrite.test_guards import after, before
from tests.rewrite.tools import NEW, SPREAD, Write, project_rewritten, thinking_of
from v4migrate.rewrite.written_bodies import is_body
from v4migrate.rulebook.load import load_rulebook
from v4migrate.scan.file_hosts import FileHosts
from v4migrate.scan.finding import Context
from v4migrate.scan.libraries import Libraries
from v4migrate.scan.regions import regions_of
from v4migrate.scan.scanner import Scanner
from v4migrate.scan.syntax import read_syntax

FINDER = Scanner(load_rulebook()).hosts
SENDS = 'const send = (body) => fetch(url + "/chat/completions", { body: JSON.stringify(body) });\n'


@pytest.mark.parametrize(
    ("path", "code", "is_one"),
    [
        pytest.param("a.js", 'post("/chat/completions", { model, messages });', True, id="beside-the-path"),
        pytest.param("a.rb", "post('/v1/chat/completions', { model: model, messages: m })", True, id="in-ruby"),
        pytest.param("a.py", 'self._post("/chat/completions", {"model": model, "messages": m})', True, id="in-python"),
        pytest.param("a.js", 'post("/api/chat", { model, messages });', False, id="beside-another-path"),
        pytest.param(
            "a.js", f"{SENDS}const make = () => ({{ model, messages, stream: true }});", True, id="fields-of-a-request"
        ),
        pytest.param(
            "a.js",
            f"{SENDS}const make = () => ({{ model, messages, agentId, title }});",
            False,
            id="event-with-keys-of-its-own",
        ),
        pytest.param(
            "a.ts",
            f"{SENDS}const state: ThreadState = {{ model, messages, stream: true }};",
            False,
            id="state-by-its-type",
        ),
        pytest.param("a.js", "const make = () => ({ model, messages });", False, id="nothing-is-sent"),
    ],
)
def test_is_body(path: str, code: str, is_one: bool) -> None:
    (region,) = regions_of(PurePosixPath(path), code.encode())
    syntax = read_syntax(region)
    hosts = FileHosts(FINDER, region, lambda: FINDER.signs(code.encode()), PurePosixPath(path))
    context = Context(region, syntax, hosts, Libraries([region]), None)
    calls = [call for call in syntax.calls() if call.argument("messages") is not None]
    assert [is_body(context, call) for call in calls] == [is_one]


def test_schema_stands_in_nobodys_way(write: Write, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    files = {
        "schema.js": "export const Input = z.object({ messages: z.array(M), model: z.string().default('<id>') });\n",
        "api.js": "export const ask = (model, messages) => post('https://api.deepseek.com/chat/completions', "
        f"{{ model, messages«, {SPREAD.replace(chr(34), chr(39))}» }});\n",
    }
    write({name: before(text) for name, text in files.items()})
    _, document = project_rewritten(capsys, "--unsafe")
    assert {name: (tmp_path / name).read_text() for name in files} == {
        name: after(text) for name, text in files.items()
    }
    assert [(thinking["switch"], thinking["only_for"]) for thinking in thinking_of(document)] == [("placed", NEW)]
