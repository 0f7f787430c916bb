"""Both old names in one place: Flash and Pro keep them apart where a person allows a choice, and where a choice is all it is."""

from __future__ import annotations

from pathlib import PurePosixPath

import pytest

from v4migrate.rewrite.outcome import Held
from v4migrate.rewrite.rewriter import RewriteOptions, Rewriter
from v4migrate.rulebook.load import load_rulebook
from v4migrate.scan.scanner import Scanner

SAFE, UNSAFE = (Rewriter(Scanner(load_rulebook()), RewriteOptions(unsafe=unsafe)) for unsafe in (False, True))


@pytest.mark.parametrize(
    ("path", "code"),
    [
        pytest.param("a.py", 'raise ValueError("Must be deepseek-chat or deepseek-reasoner")\n', id="python-error"),
        pytest.param("a.dart", "void f() { fail('Must be deepseek-chat or deepseek-reasoner'); }\n", id="dart-message"),
    ],
)
def test_a_sentence_never_says_one_name_twice(path: str, code: str) -> None:
    outcome = UNSAFE.rewrite(PurePosixPath(path), code.encode())
    assert outcome.after.decode() == code.replace("deepseek-chat", "deepseek-v4-flash").replace(
        "deepseek-reasoner", "deepseek-v4-pro"
    )
    assert all(change.is_choice for change in outcome.changes)


@pytest.mark.parametrize(
    ("path", "code"),
    [
        pytest.param(
            "a.go",
            'package a\n\nconst (\n\tFast     = "deepseek-chat"\n\tDeep     = "deepseek-reasoner"\n)\n\n'
            "func known(m string) bool {\n\tswitch m {\n\tcase Fast:\n\t\treturn true\n\tcase Deep:\n"
            "\t\treturn true\n\t}\n\treturn false\n}\n",
            id="go-switch",
        ),
        pytest.param(
            "a.go",
            'package a\n\nvar Fast, Deep     = "deepseek-chat", "deepseek-reasoner"\n\n'
            "var limits = map[string]int{\n\tFast: 1,\n\tDeep: 2,\n}\n",
            id="go-map",
        ),
        pytest.param(
            "A.java",
            'class A {\n  static final String FAST = "deepseek-chat";\n  static final String DEEP = "deepseek-reasoner";\n'
            "  int f(String m) {\n    switch (m) {\n      case FAST: return 1;\n      case DEEP: return 2;\n"
            "      default: return 0;\n    }\n  }\n}\n",
            id="java-switch",
        ),
        pytest.param(
            "a.py",
            'FAST = "deepseek-chat"\nDEEP = "deepseek-reasoner"\nLIMITS = {FAST: 1, DEEP: 2}\n',
            id="python-mapping",
        ),
        pytest.param(
            "a.ts",
            "const FAST = 'deepseek-chat';\nconst DEEP = 'deepseek-reasoner';\nconst limits = { [FAST]: 1, [DEEP]: 2 };\n",
            id="typescript-computed-keys",
        ),
    ],
)
def test_constants_that_are_labels_or_keys_are_never_made_equal(path: str, code: str) -> None:
    outcome = UNSAFE.rewrite(PurePosixPath(path), code.encode())
    assert outcome.after.decode() == code
    assert {entry.held for entry in outcome.held} == {Held.COLLISION}


@pytest.mark.parametrize(
    ("path", "code"),
    [
        pytest.param("a.py", 'FAST: str = "deepseek-chat"\nDEEP: str = "deepseek-reasoner"\n', id="python-annotated"),
        pytest.param(
            "a.ts",
            "const FAST: string = 'deepseek-chat';\nconst DEEP: string = 'deepseek-reasoner';\n",
            id="typescript",
        ),
        pytest.param(
            "a.go", 'package a\n\nvar Fast = "deepseek-chat"\nvar Deep = "deepseek-reasoner"\n', id="go-variables"
        ),
    ],
)
def test_constants_of_which_nobody_makes_labels_are_renamed(path: str, code: str) -> None:
    assert b"deepseek-chat" not in UNSAFE.rewrite(PurePosixPath(path), code.encode()).after


@pytest.mark.parametrize(
    ("path", "code"),
    [
        pytest.param(
            "a.py",
            'model = "deepseek-reasoner" if deep else "deepseek-chat"\nc.chat.completions.create(model=model, messages=m)\n',
            id="python",
        ),
        pytest.param("a.py", 'ask(model="deepseek-reasoner" if deep else "deepseek-chat")\n', id="python-argument"),
        pytest.param("a.ts", 'const model = deep ? "deepseek-reasoner" : "deepseek-chat";\n', id="typescript"),
        pytest.param("a.rb", 'model = deep ? "deepseek-reasoner" : "deepseek-chat"\n', id="ruby"),
        pytest.param(
            "a.go",
            'package a\n\nfunc modelFor(deep bool) string {\n\tif deep {\n\t\treturn "deepseek-reasoner"\n\t}\n'
            '\treturn "deepseek-chat"\n}\n',
            id="go-results-of-one-function",
        ),
    ],
)
def test_a_choice_of_both_is_one_of_flash_and_pro(path: str, code: str) -> None:
    held = SAFE.rewrite(PurePosixPath(path), code.encode())
    assert held.after.decode() == code
    assert {entry.held for entry in held.held} == {Held.PICKER}
    after = UNSAFE.rewrite(PurePosixPath(path), code.encode()).after.decode()
    assert "deepseek-v4-pro" in after
    assert "deepseek-v4-flash" in after
    assert UNSAFE.rewrite(PurePosixPath(path), after.encode()).after.decode() == after, "a second run changes nothing"


def test_values_of_a_mapping_stay_one_name_where_each_has_its_request() -> None:
    code = (
        'MODELS = {"fast": "deepseek-chat", "deep": "deepseek-reasoner"}\n'
        'c.chat.completions.create(model=MODELS["fast"], messages=m)\n'
        'c.chat.completions.create(model=MODELS["deep"], messages=m)\n'
    )
    assert SAFE.rewrite(PurePosixPath("a.py"), code.encode()).after.decode() == code
    after = UNSAFE.rewrite(PurePosixPath("a.py"), code.encode()).after.decode()
    assert after.count('": "deepseek-v4-flash"') == 2
    assert 'MODELS["fast"], messages=m, extra_body={"thinking": {"type": "disabled"}})' in after
    assert 'MODELS["deep"], messages=m)' in after


@pytest.mark.parametrize(
    ("path", "command"),
    [
        pytest.param("ask.sh", "ask --host https://api.deepseek.com --model {0} --escalation-model {1}\n", id="options"),
        pytest.param("ask.sh", "ask --deepseek \\\n  --model {0} \\\n  --escalation-model {1} --all\n", id="lines-of-a-command"),
        pytest.param("a.md", "```bash\nMODEL={0} \\\nDEEP_MODEL={1} \\\nDEEPSEEK_API_KEY=x app\n```\n", id="environment-of-a-command"),
    ],
)  # fmt: skip
def test_a_command_never_gets_one_name_for_two(path: str, command: str) -> None:
    """Made equal, what it falls back on or goes on to would be the model that it began with."""
    code = command.format("deepseek-chat", "deepseek-reasoner")
    outcome = SAFE.rewrite(PurePosixPath(path), code.encode())
    assert outcome.after.decode() == code
    assert {entry.held for entry in outcome.held} == {Held.DOCUMENT if path == "a.md" else Held.PICKER}
    after = UNSAFE.rewrite(PurePosixPath(path), code.encode()).after.decode()
    assert after == command.format("deepseek-v4-flash", "deepseek-v4-pro")


def test_commands_one_after_the_other_are_two() -> None:
    code = "ask --host https://api.deepseek.com --model deepseek-chat\nask --host https://api.deepseek.com --model deepseek-reasoner\n"
    outcome = SAFE.rewrite(PurePosixPath("ask.sh"), code.encode())
    assert outcome.after.decode().count("--model deepseek-v4-flash\n") == 2
