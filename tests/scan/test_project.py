"""Constants that another file imports: the client there says whose server the id is for."""

from __future__ import annotations

from pathlib import PurePosixPath

import pytest

from v4migrate.rulebook.load import load_rulebook
from v4migrate.scan.imports import Import, imports_of, refers_to
from v4migrate.scan.project import Exported, brought_on, decided, evidence, handed_over, untold_constants
from v4migrate.scan.scanner import Scanner

SCANNER = Scanner(load_rulebook())
CLIENT = 'client = OpenAI(base_url="https://{host}/v1")\nclient.chat.completions.create(model={model}, messages=m)\n'
HOLDERS = {"app/conf.py": 'MODEL = "deepseek-chat"\n', "src/models.ts": 'export const MODEL = "deepseek-chat";\n'}


def says(holder: str, *others: tuple[str, str]) -> list[str]:
    """Host and rule of the id in the holder, with what the other files say."""
    path, code = PurePosixPath(holder), HOLDERS[holder].encode()
    constants = untold_constants(SCANNER.scan(path, code), path)
    told = [
        entry
        for name, text in others
        for entry in evidence(constants, PurePosixPath(name), text.encode(), SCANNER.hosts)
    ]
    scan = SCANNER.scan(path, code, elsewhere=decided(told).get(path))
    return [finding.rule.id for finding in scan.findings] + [entry.reason for entry in scan.left]


@pytest.mark.parametrize(
    ("holder", "name", "code", "expected"),
    [
        pytest.param(
            "app/conf.py",
            "app/ask.py",
            "from app.conf import MODEL\n" + CLIENT.format(host="openrouter.ai/api", model="MODEL"),
            ["foreign-host"],
            id="absolute",
        ),
        pytest.param(
            "app/conf.py",
            "app/ask.py",
            "from .conf import (\n    MODEL as M,  # the model\n)\n"
            + CLIENT.format(host="openrouter.ai/api", model="M"),
            ["foreign-host"],
            id="relative-renamed",
        ),
        pytest.param(
            "app/conf.py",
            "ask.py",
            "from app import conf\n" + CLIENT.format(host="openrouter.ai/api", model="conf.MODEL"),
            ["foreign-host"],
            id="module-taken-from-a-package",
        ),
        pytest.param(
            "app/conf.py",
            "ask.py",
            "import app.conf as conf\n" + CLIENT.format(host="openrouter.ai/api", model="conf.MODEL"),
            ["foreign-host"],
            id="attribute-of-a-module",
        ),
        pytest.param(
            "app/conf.py",
            "app/ask.py",
            "from other.conf import MODEL\n" + CLIENT.format(host="openrouter.ai/api", model="MODEL"),
            ["retired-model-id"],
            id="another-module-of-the-same-name",
        ),
        pytest.param(
            "app/conf.py",
            "app/ask.py",
            "from .conf import MODEL\n" + CLIENT.format(host="localhost:8000", model="MODEL"),
            ["own-server"],
            id="own-server",
        ),
        pytest.param(
            "app/conf.py",
            "app/ask.py",
            "from .conf import MODEL\n" + CLIENT.format(host="api.deepseek.com", model="MODEL"),
            ["retired-model-id"],
            id="official",
        ),
        pytest.param(
            "src/models.ts",
            "src/api/ask.ts",
            'import { MODEL } from "../models";\nconst c = new OpenAI({ baseURL: "https://openrouter.ai/api/v1" });\n'
            "c.chat.completions.create({ model: MODEL, messages });\n",
            ["foreign-host"],
            id="typescript",
        ),
        pytest.param(
            "src/models.ts",
            "src/ask.js",
            'const { MODEL: m } = require("./models");\nconst c = new OpenAI({ baseURL: "https://openrouter.ai/api/v1" });\n'
            "c.chat.completions.create({ model: m, messages });\n",
            ["foreign-host"],
            id="commonjs",
        ),
    ],
)
def test_host_of_an_imported_constant(holder: str, name: str, code: str, expected: list[str]) -> None:
    assert says(holder, (name, code)) == expected


def test_two_hosts_for_one_constant_decide_nothing() -> None:
    asks = "from app.conf import MODEL\n"
    others = [
        ("a.py", asks + CLIENT.format(host="openrouter.ai/api", model="MODEL")),
        ("b.py", asks + CLIENT.format(host="api.deepseek.com", model="MODEL")),
    ]
    assert says("app/conf.py", *others) == ["undecided-host"]


def test_evidence_in_the_holder_itself_comes_first() -> None:
    code = b'MODEL = "deepseek-chat"\nURL = "https://api.deepseek.com"\n'
    assert untold_constants(SCANNER.scan(PurePosixPath("conf.py"), code), PurePosixPath("conf.py")) == set()


@pytest.mark.parametrize(
    ("module", "importer", "other", "expected"),
    [
        ("app.conf", "ask.py", "src/app/conf.py", True),
        ("app.conf", "ask.py", "app/conf/__init__.py", True),
        ("..conf", "app/sub/ask.py", "app/conf.py", True),
        ("..conf", "app/ask.py", "app/conf.py", False),
        ("./models", "src/ask.ts", "src/models/index.ts", True),
        ("./models.js", "src/ask.ts", "src/models.ts", True),
        ("@/lib/models", "src/ask.ts", "src/lib/models.ts", True),
        ("models", "src/ask.ts", "src/models.ts", False),
    ],
)
def test_module_and_file(module: str, importer: str, other: str, expected: bool) -> None:
    assert refers_to(module, PurePosixPath(importer), PurePosixPath(other)) is expected


def test_imports_of_other_languages_are_not_read() -> None:
    assert list(imports_of(PurePosixPath("a.go"), b'import "fmt"')) == []
    assert Import("a", "b", "b") in set(imports_of(PurePosixPath("a.py"), b"from a import b"))


@pytest.mark.parametrize(
    ("holder", "files", "expected"),
    [
        pytest.param(
            "src/lib/models.ts",
            {"src/lib/index.ts": 'export * from "./models";\n'},
            ("src/lib/index.ts", "MODEL"),
            id="all",
        ),
        pytest.param(
            "a/b/conf.py",
            {"a/b/__init__.py": "from .conf import MODEL as M\n", "a/__init__.py": "from .b import M as DEFAULT\n"},
            ("a/__init__.py", "DEFAULT"),
            id="by-two-packages-under-other-names",
        ),
        pytest.param("a/conf.py", {"a/__init__.py": "from .other import MODEL\n"}, None, id="of-another-file"),
    ],
)
def test_constant_that_a_package_hands_on(holder: str, files: dict[str, str], expected: tuple[str, str] | None) -> None:
    constant = Exported(PurePosixPath(holder), "MODEL")
    brought = [entry for name, code in files.items() for entry in brought_on(PurePosixPath(name), code.encode())]
    origins = handed_over([constant], brought)
    handed = Exported(PurePosixPath(expected[0]), expected[1]) if expected else None
    assert origins.get(handed) == constant if handed else set(origins) == {constant}
