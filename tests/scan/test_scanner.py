"""Host and role: which rule speaks of an id, or why it is left. Shapes named after what they show."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import PurePosixPath

import pytest

from v4migrate.rulebook.load import load_rulebook
from v4migrate.scan.scanner import Scanner
from v4migrate.secrets import masked

SCANNER = Scanner(load_rulebook())
OFFICIAL = 'client = OpenAI(base_url="https://api.deepseek.com")\n'
ROUTER = 'client = OpenAI(base_url="https://openrouter.ai/api/v1")\n'


def says(path: str, code: str) -> list[str]:
    """Rule ids of the findings and reasons of what was left, in order of their kind."""
    scan = SCANNER.scan(PurePosixPath(path), code.encode())
    return [finding.rule.id for finding in scan.findings] + [entry.reason for entry in scan.left]


@pytest.mark.parametrize(
    ("path", "code", "expected"),
    [
        pytest.param("a.py", 'ask(model="deepseek-chat")', ["retired-model-id"], id="bare-id-is-presumed-official"),
        pytest.param(
            "a.py", OFFICIAL + 'ask(model="deepseek/deepseek-chat")', ["retired-model-id"], id="prefix-with-evidence"
        ),
        pytest.param("a.py", 'ask(model="deepseek/deepseek-chat")', ["undecided-host"], id="prefix-without-evidence"),
        pytest.param("a.py", ROUTER + 'ask(model="deepseek-chat")', ["foreign-host"], id="other-host-in-the-file"),
        pytest.param("a.py", OFFICIAL + ROUTER + 'ask(model="deepseek-chat")', ["undecided-host"], id="two-hosts"),
        pytest.param(
            "a.py",
            ROUTER
            + 'def f():\n    c = OpenAI(base_url="https://api.deepseek.com")\n    return c.ask(model="deepseek-chat")\n',
            ["retired-model-id"],
            id="nearest-host-wins",
        ),
        pytest.param("a.py", 'ask(model="deepseek-v3.2")', ["guide-model-id"], id="guide-id"),
        pytest.param("a.py", 'MODELS = {"siliconflow": "deepseek-chat"}', ["foreign-host"], id="host-named-by-the-key"),
        pytest.param(
            "a.ts", "const M = { deepseek: 'deepseek-chat', acme: 'x' };", ["retired-model-id"], id="default-per-host"
        ),
        pytest.param(
            "a.ts", "const M = { fast: 'deepseek-chat' };", ["id-as-table-value"], id="value-of-another-table"
        ),
        pytest.param("a.py", 'if m == "deepseek-chat": pass', ["id-compared"], id="equality"),
        pytest.param("a.py", 'if m in ("deepseek-chat",): pass', ["id-compared"], id="membership"),
        pytest.param("a.py", 'match m:\n    case "deepseek-chat":\n        pass\n', ["id-compared"], id="case"),
        pytest.param("a.py", 'm.startswith("deepseek-chat")', ["id-compared"], id="prefix-test"),
        pytest.param("a.py", 'x = LIMITS["deepseek-chat"]', ["id-in-table"], id="subscript"),
        pytest.param("a.py", '"""deepseek-chat answers."""', ["id-in-prose"], id="docstring"),
        pytest.param("a.py", 'print("deepseek-chat")', ["id-in-message"], id="printed"),
        pytest.param(
            ".env",
            "OPENROUTER_API_KEY=\nDEEPSEEK_API_KEY=\nDEEPSEEK_MODEL=deepseek-chat\n",
            ["retired-model-id"],
            id="host-in-the-key",
        ),
        pytest.param(
            "a.py",
            'DEEPSEEK_MODEL = "deepseek/deepseek-chat"',
            ["undecided-host"],
            id="routed-id-in-a-variable-of-its-name",
        ),
        pytest.param(
            "a.py", 'PPIO_DEEPSEEK_V3 = "deepseek/deepseek-v3"', ["guide-model-id"], id="word-that-repeats-the-model"
        ),
        pytest.param("providers/openrouter.py", 'MODEL = "deepseek-chat"', ["foreign-host"], id="named-by-the-file"),
        pytest.param("vercel/app.py", 'MODEL = "deepseek-chat"', ["undecided-host"], id="folder-of-another-host"),
        pytest.param(
            "providers/deepseek.py",
            'ask(model="deepseek/deepseek-chat")',
            ["undecided-host"],
            id="file-named-after-the-model",
        ),
        pytest.param(
            "openrouter.py",
            OFFICIAL + 'ask(model="deepseek-chat")',
            ["retired-model-id"],
            id="evidence-before-the-name",
        ),
        pytest.param("runs.yaml", "- model: deepseek-chat\n  score: 81.2\n", ["record"], id="row-of-results"),
        pytest.param("a.py", 'RETIRED = ["deepseek-chat"]', ["deny-list"], id="deny-list"),
        pytest.param("a.py", 'ALIASES = {"deepseek-chat": "deepseek-v4-flash"}', ["alias-map"], id="alias-map"),
        pytest.param(
            "a.py", 'p.add_argument("--model", default="deepseek-chat")', ["retired-model-id"], id="flag-default"
        ),
        pytest.param("a.py", 'def ask(q, model="deepseek-chat"): ...', ["retired-model-id"], id="parameter-default"),
        pytest.param("a.py", 'body = \'{"model": "deepseek-chat"}\'', ["retired-model-id"], id="json-in-a-string"),
        pytest.param("a.ts", 'const m = process.env.M ?? "deepseek-chat";', ["retired-model-id"], id="nullish-default"),
        pytest.param("a.ts", 'type M = "deepseek-chat" | "x";', ["id-in-table"], id="union-type"),
        pytest.param("a.ts", 'switch (m) { case "deepseek-chat": break; }', ["id-compared"], id="switch-case"),
        pytest.param("a.tsx", "const a = <p>deepseek-chat</p>;", ["id-in-prose"], id="jsx-text"),
        pytest.param("a.yaml", "model: deepseek-chat\n", ["retired-model-id"], id="yaml-value"),
        pytest.param("a.yaml", "deepseek-chat: 64000\n", ["id-in-table", "old-context-constant"], id="yaml-key"),
        pytest.param(
            "a.yaml", "provider: openrouter\nmodel: deepseek/deepseek-chat\n", ["provider-model-id"], id="yaml-sibling"
        ),
        pytest.param(
            "v.yaml",
            'model: {{ .Values.model | default "deepseek-chat" }}\n',
            ["retired-model-id"],
            id="helm-template-default",
        ),
        pytest.param("a.json", '{"model": "deepseek-chat"}', ["retired-model-id"], id="json-value"),
        pytest.param("a.toml", 'model = "deepseek-chat"\n', ["retired-model-id"], id="toml"),
        pytest.param(".env", "# DEEPSEEK_MODEL=deepseek-chat\n", ["retired-model-id"], id="commented-out-setting"),
        pytest.param("a.properties", "ai.deepseek.chat.model=deepseek-chat\n", ["retired-model-id"], id="properties"),
        pytest.param("Dockerfile", "ARG MODEL=deepseek-chat\n", ["retired-model-id"], id="dockerfile"),
        pytest.param("a.sh", 'curl -d \'{"model": "deepseek-chat"}\' x\n', ["retired-model-id"], id="curl-body"),
        pytest.param("a.unknown", "model = deepseek-chat\n", ["id-in-unclear-place"], id="unknown-format"),
        pytest.param("CHANGELOG.md", "- now deepseek-chat\n", ["history"], id="changelog"),
        pytest.param("db/migrations/7.sql", "'deepseek-chat'\n", ["applied-migration"], id="migration"),
        pytest.param("locale/de.po", 'msgid "deepseek-chat"\n', ["translation"], id="translation"),
        pytest.param("tests/test_a.py", 'ask(model="deepseek-chat")', ["id-in-test"], id="test"),
        pytest.param("tests/cassettes/a.json", '{"model": "deepseek-chat"}', ["record"], id="cassette"),
    ],
)
def test_shape(path: str, code: str, expected: list[str]) -> None:
    assert says(path, code) == expected


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        pytest.param(
            'create(model="deepseek-v4-flash", temperature=0)',
            ["thinking-not-stated", "sampling-ignored"],
            id="v4-thinks-by-default",
        ),
        pytest.param(
            'create(model="deepseek-v4-flash", temperature=0, extra_body={"thinking": {"type": "disabled"}})',
            [],
            id="off",
        ),
        pytest.param(
            'create(model="deepseek-v4-flash", temperature=0, extra_body={"thinking": {"type": "enabled"}, "logprobs": False})',
            ["sampling-ignored"],
            id="a-false-beside-the-switch",
        ),
        pytest.param("DEEPSEEK = (0.27, 9e-99999999999999999999)\n", [], id="a-number-beyond-numbers"),
        pytest.param(
            'M = "deepseek-reasoner"\ncreate(model=M, max_tokens=9)',
            ["retired-model-id", "thinking-only-by-default", "small-output-cap"],
            id="constant",
        ),
        pytest.param(
            'create(model="deepseek-v4-flash", max_tokens=2048)',
            ["thinking-not-stated", "small-output-cap"],
            id="at-the-bar",
        ),
        pytest.param('create(model="deepseek-v4-flash", max_tokens=2049)', ["thinking-not-stated"], id="over-the-bar"),
        pytest.param('create(model="deepseek-v4-flash", max_tokens=cap)', ["thinking-not-stated"], id="not-a-number"),
        pytest.param('create(model="gpt-9", max_tokens=9) # deepseek', [], id="another-model"),
        pytest.param(ROUTER + 'create(model="deepseek-v4-flash", max_tokens=9)', [], id="another-host"),
    ],
)
def test_parameter(code: str, expected: list[str]) -> None:
    assert says("a.py", code) == expected


def test_columns_count_characters_and_lines_count_from_one() -> None:
    (finding,) = SCANNER.scan(
        PurePosixPath("a.py"), 'x = 1\r\né = "ü", ask(model="deepseek-chat")\r\n'.encode()
    ).findings
    assert (finding.location.line, finding.location.column) == (2, 21)
    assert finding.location.text == 'é = "ü", ask(model="deepseek-chat")'


@pytest.mark.parametrize(
    "data",
    [
        pytest.param(b"", id="empty"),
        pytest.param(b"\xff\xfe deepseek-chat", id="not-utf-8"),
        pytest.param(b"deepseek-chat = (((", id="broken"),
        pytest.param(b'{"cells": [{"cell_type": 1, "source": ["deepseek-chat"]}]}', id="odd-notebook"),
        pytest.param(b"```\ndeepseek-chat", id="open-fence"),
    ],
)
@pytest.mark.parametrize("name", ["a.py", "a.ts", "a.json", "a.yaml", "a.md", "a.ipynb", ".env", "a.txt"])
def test_no_bytes_crash_the_scanner(name: str, data: bytes) -> None:
    SCANNER.scan(PurePosixPath(name), data)


def test_kind_of_a_file_comes_from_its_place_in_the_project_not_from_the_command() -> None:
    code = b'ask(model="deepseek-chat")'
    outside = SCANNER.scan(PurePosixPath("/home/tests/app/a.py"), code, PurePosixPath("a.py"))
    assert [finding.rule.id for finding in outside.findings] == ["retired-model-id"]
    within = SCANNER.scan(PurePosixPath("a.py"), code, PurePosixPath("tests/a.py"))
    assert [finding.rule.id for finding in within.findings] == ["id-in-test"]


def test_before_the_date_an_outage_is_a_warning() -> None:
    early = Scanner(load_rulebook(as_of=datetime(2026, 5, 1, tzinfo=UTC)))
    (finding,) = early.scan(PurePosixPath("a.py"), b'ask(model="deepseek-chat")').findings
    assert finding.severity == "warning"
    assert "will be refused from 2026-07-24 on" in finding.message


def test_one_endless_line_costs_a_window_per_finding() -> None:
    line = b"x = [" + b'"deepseek-chat", ' * 3000 + b"]"
    findings = SCANNER.scan(PurePosixPath("a.py"), line).findings
    assert len(findings) == 3000
    assert max(len(finding.location.text) for finding in findings) < 1000
    assert findings[2999].location.column == 6 + 2999 * 17 + 1


@pytest.mark.parametrize("distance", range(270, 345, 5))
def test_key_at_the_edge_of_the_window_is_kept_whole_or_not_at_all(distance: int) -> None:
    """A key that is cut in two would no longer be seen as one and would be shown."""
    key = "sk-" + "a1" * 24
    gap = ", " * (distance // 2)
    for line in (f'x("{key}"{gap}"deepseek-chat")', f'x("deepseek-chat"{gap}"{key}")'):
        (finding,) = SCANNER.scan(PurePosixPath("a.py"), line.encode()).findings
        assert "a1a1a1" not in masked(finding.location.text)
        assert finding.location.text[finding.location.at :].startswith("deepseek-chat")


@pytest.mark.parametrize(
    ("path", "code", "expected"),
    [
        pytest.param("a.py", 'm = "deepseek-reasoner"\n{ask}', 1, id="one-model"),
        pytest.param("a.py", 'm = "deepseek-chat"\n{ask}m = "deepseek-reasoner"\n{ask}', 0, id="two-models"),
        pytest.param("a.py", 'm = "deepseek-reasoner"\n{ask}m = "deepseek-reasoner"\n{ask}', 2, id="one-model-twice"),
        pytest.param(
            "a.js", 'let m = "deepseek-reasoner";\nc.chat.completions.create({ model: m, messages: [] });', 1, id="js"
        ),
        pytest.param(
            "a.js",
            'let m = "deepseek-reasoner";\nif (x) m = "deepseek-chat";\nc.chat.completions.create({ model: m, messages: [] });',
            0,
            id="js-set-again",
        ),
    ],
)
def test_a_name_that_is_given_two_models_tells_of_none(path: str, code: str, expected: int) -> None:
    ask = "c.chat.completions.create(model=m, messages=[])\n"
    assert says(path, code.replace("{ask}", ask)).count("thinking-only-by-default") == expected
