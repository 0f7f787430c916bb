"""The thinking switch in bodies that stand in a text: JSON in a string of any language, curl, PowerShell, files of HTTP clients."""

from __future__ import annotations

from pathlib import PurePosixPath

import pytest

from tests.rewrite.tools import REWRITER, marked, rewriter_of
from v4migrate.rewrite.thinking import Switch

BODY = '{"model": "deepseek-chat", "messages": []«, "thinking": {"type": "disabled"}»}'
ESCAPED = BODY.replace('"', '\\"')
DOUBLED = BODY.replace('"', '""')
LINES = '{\n  "model": "deepseek-chat",\n  "messages": []«,\n  "thinking": {"type": "disabled"}»\n}'
URL = "https://api.deepseek.com/chat/completions"
POST = f"POST {URL}\nContent-Type: application/json\n\n"


def indented(text: str, by: str) -> str:
    return text.replace("\n", f"\n{by}")


@pytest.mark.parametrize(
    ("path", "code"),
    [
        pytest.param("A.java", f'class A {{ String b = "{ESCAPED}"; }}', id="java-escaped"),
        pytest.param(
            "A.java", f'class A {{ String b = """\n    {indented(LINES, "    ")}\n    """; }}', id="java-text-block"
        ),
        pytest.param(
            "A.java",
            'class A { String b = "' + LINES.replace('"', '\\"').replace("\n", "\\n") + '"; }',
            id="java-escaped-line-ends",
        ),
        pytest.param("a.go", f"package a\nvar b = `{LINES}`\n", id="go-raw"),
        pytest.param(
            "a.go", f"package a\nvar b = fmt.Sprintf(`{BODY.replace('[]', '%s')}`, m)\n", id="go-format-outside-strings"
        ),
        pytest.param("a.rs", f'fn f() {{ let b = r#"{BODY}"#; }}', id="rust-raw"),
        pytest.param("a.rs", f'fn f() {{ let b = "{ESCAPED}"; }}', id="rust-escaped"),
        pytest.param("a.cs", f'var b = @"{DOUBLED}";', id="csharp-verbatim"),
        pytest.param("a.cs", f'var b = """{BODY}""";', id="csharp-raw"),
        pytest.param("a.kt", f'val b = """{BODY.replace("[]", "${m}")}"""', id="kotlin-interpolated"),
        pytest.param("a.swift", 'let b = "' + ESCAPED.replace("[]", "\\(m)") + '"', id="swift-interpolated"),
        pytest.param("a.swift", f'let b = #"{BODY}"#', id="swift-raw"),
        pytest.param("a.php", f"<?php $b = '{BODY}';", id="php-quoted"),
        pytest.param("a.php", f"<?php $b = <<<JSON\n{LINES}\nJSON;\n", id="php-heredoc"),
        pytest.param(
            "a.rb", f"b = <<~JSON\n  {indented(LINES.replace('[]', '#{m}'), '  ')}\nJSON\n", id="ruby-heredoc"
        ),
        pytest.param("a.scala", f'object A {{ val b = s"""{BODY.replace("[]", "$m")}""" }}', id="scala"),
        pytest.param("a.ex", f"b = ~s({BODY})", id="elixir-sigil"),
        pytest.param("a.lua", f"local b = [[{BODY}]]", id="lua-long-string"),
        pytest.param("a.dart", f"var b = '{BODY}';", id="dart"),
        pytest.param("a.cpp", f'const char* b = R"({BODY})";', id="cpp-raw"),
        pytest.param("a.py", f"b = '{BODY}'", id="python"),
        pytest.param("a.py", f'b = """{LINES.replace("[]", "%s")}""" % m', id="python-format-outside-strings"),
        pytest.param("a.ts", f"const b = `{BODY.replace('[]', '${JSON.stringify(m)}')}`;", id="typescript-template"),
    ],
)
def test_json_in_a_string(path: str, code: str) -> None:
    marked(path, code)


@pytest.mark.parametrize(
    ("path", "code"),
    [
        pytest.param("a.py", 'b = f\'{{"model": "deepseek-chat", "messages": [{m}]}}\'', id="f-string"),
        pytest.param("a.py", 'b = \'{{"model": "deepseek-chat", "messages": [{}]}}\'.format(m)', id="format"),
        pytest.param("a.py", "b = \"{'model': 'deepseek-chat', 'messages': []}\"", id="single-quotes-in-double-ones"),
        pytest.param("a.cs", 'var b = $@"{{""model"": ""deepseek-chat"", ""messages"": [{m}]}}";', id="csharp-braces"),
        pytest.param(
            "a.cs", 'var b = $$"""{"model": "deepseek-chat", "messages": {{m}} }""";', id="csharp-two-dollars"
        ),
        pytest.param(
            "a.rs",
            'fn f() { let b = format!(r#"{{"model": "deepseek-chat", "messages": {}}}"#, m); }',
            id="rust-format",
        ),
        pytest.param(
            "A.java",
            'class A { String b = "{\\"model\\": \\"deepseek-chat\\"," + "\\"messages\\": []}"; }',
            id="body-in-pieces",
        ),
        pytest.param(
            "A.java",
            'class A { String b = "{\\"model\\": \\"deepseek-chat\\", \\"messages\\": [], \\"reasoning_effort\\": \\"high\\"}"; }',
            id="effort-is-set",
        ),
        pytest.param("a.py", 'b = \'{"model": "deepseek-chat", "temperature": 1}\'', id="a-setting-is-no-body"),
        pytest.param("a.sh", f'curl {URL} -d \'{{"model": "deepseek-chat", "messages": \'$M\n', id="shell-no-end"),
        pytest.param(
            "a.ps1",
            '$body = @{ model = "deepseek-chat"; messages = $m } + $more | ConvertTo-Json\n',
            id="powershell-sum",
        ),
        pytest.param("a.ps1", 'Show @{ model = "deepseek-chat"; messages = $m }\n', id="powershell-no-body"),
        pytest.param(
            "w.yml",
            'jobs:\n  a:\n    steps:\n      - run: curl x -d \'{"model":"deepseek-chat","messages":[]}\'\n',
            id="plain-scalar-of-yaml-cannot-hold-a-colon-and-a-blank",
        ),
    ],
)
def test_stays_unplaced(path: str, code: str) -> None:
    outcome = REWRITER.rewrite(PurePosixPath(path), code.encode())
    assert outcome.after.decode() == code.replace("deepseek-chat", "deepseek-v4-flash")
    assert {change.thinking.switch for change in outcome.changes} == {Switch.NOT_PLACED}


def test_a_switch_in_the_string_is_seen() -> None:
    code = '{"model": "deepseek-chat", "messages": [], "thinking": {"type": "enabled"}}'
    outcome = REWRITER.rewrite(PurePosixPath("a.rb"), f"b = '{code}'".encode())
    assert [change.thinking.switch for change in outcome.changes] == [Switch.ALREADY_SET]


SPLICED = '[{"role": "user", "content": "\'"$Q"\'"}]'
LINES_ESCAPED = LINES.replace('"', '\\"')


@pytest.mark.parametrize(
    ("path", "code"),
    [
        pytest.param("a.sh", f'curl {URL} -d "{ESCAPED}"\n', id="double-quotes"),
        pytest.param("a.sh", f'curl {URL} -d "{LINES_ESCAPED}"\n', id="double-quotes-in-lines"),
        pytest.param("a.sh", f"curl {URL} -d @- <<EOF\n{LINES.replace('[]', '$M')}\nEOF\n", id="here-document"),
        pytest.param("a.sh", f'curl {URL} -d "$(cat <<EOF\n{LINES}\nEOF\n)"\n', id="here-document-in-quotes"),
        pytest.param(
            "a.sh",
            f"curl {URL} -d '{BODY.replace('[]', SPLICED)}'\n",
            id="spliced-inside-a-string",
        ),
        pytest.param(
            "a.sh",
            f'curl {URL} -d \'{{"model": "deepseek-chat", "messages": \'$M\'«, "thinking": {{"type": "disabled"}}»}}\'\n',
            id="spliced-at-the-end",
        ),
        pytest.param(
            "w.yml",
            f"jobs:\n  a:\n    steps:\n      - run: |\n          curl {URL} \\\n            -d '{indented(LINES, '            ')}'\n",
            id="workflow",
        ),
        pytest.param(
            "w.yml",
            f'jobs:\n  a:\n    steps:\n      - run: |\n          curl {URL} -d "{ESCAPED}"\n',
            id="workflow-double-quotes",
        ),
        pytest.param("Dockerfile", f"FROM a\nRUN curl {URL} -d '{BODY}'\n", id="dockerfile"),
        pytest.param("Makefile", f"a:\n\tcurl {URL} -d '{BODY}'\n", id="makefile"),
        pytest.param("Makefile", f'a:\n\tcurl {URL} -d "{ESCAPED.replace("[]", "$(M)")}"\n', id="makefile-variable"),
        pytest.param("a.md", f"Ask:\n\n```bash\ncurl {URL} -d '{LINES}'\n```\n", id="fence"),
        pytest.param(
            "a.md",
            f"- Ask:\n\n  ```sh\n  curl {URL} -d '{indented(LINES, '  ')}'\n  ```\n",
            id="fence-in-a-list",
        ),
    ],
)
def test_in_a_command(path: str, code: str) -> None:
    marked(path, code)


@pytest.mark.parametrize(
    ("path", "code"),
    [
        pytest.param(
            "a.ps1",
            '$b = @{ model = "deepseek-chat"; messages = @()«; thinking = @{ type = "disabled" }» } | ConvertTo-Json\n',
            id="hash-table",
        ),
        pytest.param(
            "a.ps1",
            '$b = @{\n    model = "deepseek-chat" # the model\n    messages = $m # said\n«    thinking = @{ type = "disabled" }\n»}\n'
            "Invoke-RestMethod $u -Body ($b | ConvertTo-Json -Depth 5)\n",
            id="hash-table-in-lines",
        ),
        pytest.param("a.ps1", f"$b = '{BODY}'\n", id="quoted"),
        pytest.param("a.ps1", f'$b = @"\n{LINES}\n"@\n', id="here-string"),
    ],
)
def test_in_powershell(path: str, code: str) -> None:
    marked(path, code)


@pytest.mark.parametrize(
    ("path", "code"),
    [
        pytest.param("a.http", f"{POST}{LINES}\n\n###\nGET https://example.com\n", id="http"),
        pytest.param("a.rest", f"# @name ask\n{POST}{BODY}\n", id="rest"),
        pytest.param(
            "a.bru", f"post {{\n  url: {URL}\n}}\n\nbody:json {{\n  {indented(LINES, '  ')}\n}}\n", id="bruno"
        ),
        pytest.param("a.json", BODY, id="body"),
        pytest.param(
            "a.json",
            '{"item": [{"request": {"url": "' + URL + '", "body": {"mode": "raw", "raw": "' + ESCAPED + '"}}}]}',
            id="postman",
        ),
        pytest.param(
            "a.json",
            '{"raw": "' + LINES.replace('"', '\\"').replace("\n", "\\r\\n").replace("«,\\r\\n", "«,\\n") + '"}',
            id="postman-on-windows",
        ),
        pytest.param("a.yaml", f"url: {URL}\nbody:\n  text: |-\n    {indented(LINES, '    ')}\n", id="insomnia"),
        pytest.param("a.yaml", f'body: "{ESCAPED}"\n', id="yaml-double-quotes"),
        pytest.param("a.toml", f"body = '''{BODY}'''\n", id="toml"),
    ],
)
def test_in_a_request_file(path: str, code: str) -> None:
    marked(path, code)


def test_variable_of_an_http_file() -> None:
    outcome = REWRITER.rewrite(PurePosixPath("a.http"), f"@model = deepseek-chat\n{POST}{{}}\n".encode())
    assert outcome.after.startswith(b"@model = deepseek-v4-flash\n")
    assert [change.thinking.switch for change in outcome.changes] == [Switch.NOT_PLACED]


def test_rest_is_a_document_unless_it_sends() -> None:
    text = "Title\n=====\n\nAsk deepseek-chat.\n"
    assert REWRITER.rewrite(PurePosixPath("a.rest"), text.encode()).after.decode() == text


@pytest.mark.parametrize(
    ("path", "code", "why"),
    [
        pytest.param(
            "README.md",
            '# DeepSeek\n\n```json\n{"model": "deepseek-chat", "messages": []},\n{"model": "deepseek-chat", "messages": []}\n```\n',
            "nothing can be added to a body in a text that cannot be read whole",
            id="two-bodies-in-a-fence",
        ),
        pytest.param(
            "README.md",
            '# DeepSeek\n\n```bash\nask "Hi"\nbody {"messages": [], "model": "deepseek-chat", "stop": null}\n```\n',
            "the request around this name cannot be read whole",
            id="body-in-the-output-of-a-command",
        ),
        pytest.param(
            "a.py",
            "print(f\"{c.chat.completions.create(model='deepseek-chat', messages=m)}\")\n",
            "nothing can be added to a call inside a formatted string",
            id="formatted-string",
        ),
        pytest.param(
            "a.py",
            'MODEL = "deepseek-chat"\nclass A:\n    model = MODEL\nregister(A)\n',
            "the request that uses it is not seen",
            id="used-in-this-file",
        ),
    ],
)
def test_the_reason_is_true(path: str, code: str, why: str) -> None:
    changes = rewriter_of(path).rewrite(PurePosixPath(path), code.encode()).thinking(Switch.NOT_PLACED)
    assert changes
    assert {change.thinking.why for change in changes} == {why}
