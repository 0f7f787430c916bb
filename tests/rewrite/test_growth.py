"""No file takes the square of its size: with twice the lines, scan and rewrite make about twice as many calls. Calls are counted, in
Python and in C, and no time is measured; what is remembered from file to file is filled before."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import PurePosixPath
from typing import Any

import pytest

from v4migrate.rewrite.diff import hunks
from v4migrate.rewrite.labels import is_label
from v4migrate.rewrite.project import Project
from v4migrate.rewrite.rewriter import RewriteOptions, Rewriter
from v4migrate.rulebook.load import load_rulebook
from v4migrate.scan.scanner import Scanner

SCANNER = Scanner(load_rulebook())
OLD = ("deepseek-chat", "deepseek-reasoner")
LINES = 200  # as many entries of one container as are held against each other
MOST = 2.4  # times as many calls for twice the lines


def lines(line: str, number: int) -> str:
    """So many lines; `%i` is the number of a line, `%m` one old name or the other."""
    return "".join(line.replace("%i", str(i)).replace("%m", OLD[i % 2]) for i in range(number))


def calls_of(work: Callable[[], object]) -> int:
    """How many calls a piece of work makes, in Python and in C."""
    count = 0

    def seen(frame: Any, event: str, arg: Any) -> None:
        nonlocal count
        count += event in {"call", "c_call"}

    before = sys.getprofile()
    sys.setprofile(seen)
    try:
        work()
    finally:
        sys.setprofile(before)
    return count


def reads_and_rewrites(path: PurePosixPath, data: bytes) -> Callable[[], object]:
    """All that a run with --unsafe does with a file, within a project that holds it alone."""

    def work() -> None:
        project = Project(SCANNER)
        project.add(path, path, data)
        project.ground.look_around = lambda meet: meet(path, path, data)
        Rewriter(SCANNER, RewriteOptions(unsafe=True), project).rewrite(path, data)

    return work


@pytest.mark.parametrize(
    ("path", "head", "line", "tail"),
    [
        pytest.param("a.py", "", 'MODEL_%i = "%m"\n', "", id="python-constants"),
        pytest.param("a.py", "", 'c.create(model="%m", n=%i)\n', "", id="python-requests"),
        pytest.param("a.py", "T = {\n", '"k%i": "%m",\n', "}\n", id="python-table"),
        pytest.param("a.ts", "", 'export const MODEL_%i = "%m";\n', "", id="typescript-constants"),
        pytest.param("a.ts", "const T = {\n", 'k%i: "%m",\n', "};\n", id="typescript-table"),
        pytest.param("a.ts", "type T = ", "'%m' | ", "'x';\n", id="typescript-union"),
        pytest.param("a.py", "P = {\n", '"%m": (0.27, 1.1),\n', "}\n", id="python-prices"),
        pytest.param("a.js", "const P = {\n", '"%m": [0.27, 1.10],\n', "};\n", id="javascript-prices"),
        pytest.param("a.go", "package p\n", 'var Model%i = "%m"\n', "", id="go-constants"),
        pytest.param("a.yaml", "models:\n", "  - %m\n", "", id="yaml-list"),
        pytest.param("a.yaml", "models:\n", "  k%i: %m\n", "", id="yaml-entries"),
        pytest.param("a.yaml", "", "- name: n%i\n  model: %m\n", "", id="yaml-mappings"),
        pytest.param("a.json", "{\n", '"k%i": "%m",\n', '"z": 1}\n', id="json-entries"),
        pytest.param("a.sh", "", "MODEL_%i=%m\n", "", id="shell-settings"),
        pytest.param("a.properties", "", "ai.k%i.model=%m\n", "", id="properties"),
        pytest.param(
            "a.py",
            'model = "deepseek-chat"\n',
            'model = model or os.getenv("M%i")\n',
            "c.create(model=model)\n",
            id="python-name-that-stands-for-itself",
        ),
        pytest.param(
            "a.ts",
            'let model = "deepseek-chat";\n',
            "model = model || process.env.M%i;\n",
            "c.create({model});\n",
            id="typescript-name-that-stands-for-itself",
        ),
        pytest.param("a.py", 'x = "', "deepseek-chat or %m; ", '"\n', id="one-long-string"),
    ],
)
def test_twice_the_lines_are_twice_the_work(path: str, head: str, line: str, tail: str) -> None:
    few, many = (f"{head}{lines(line, number)}{tail}".encode() for number in (LINES, 2 * LINES))
    calls_of(reads_and_rewrites(PurePosixPath(path), few))  # what is kept from file to file
    one, two = (calls_of(reads_and_rewrites(PurePosixPath(path), data + b"\n")) for data in (few, many))
    assert two <= MOST * one, f"{one} calls, then {two}"


@pytest.mark.parametrize(
    ("path", "first", "line", "last"),
    [
        ("a.py", 'm0 = "deepseek-chat"\n', "m{1} = m{0} or m{0}\n", "c.create(model=m{0})\n"),
        ("a.ts", 'const m0 = "deepseek-chat";\n', "const m{1} = m{0} || m{0};\n", "c.create({{model: m{0}}});\n"),
    ],
)
def test_each_of_many_names_for_names_is_read_once(path: str, first: str, line: str, last: str) -> None:
    few, many = (
        "".join([first, *(line.format(i, i + 1) for i in range(number)), last.format(number)]).encode()
        for number in (10, 20)
    )
    reads_and_rewrites(PurePosixPath(path), few)()
    one, two = (calls_of(reads_and_rewrites(PurePosixPath(path), data)) for data in (few, many))
    assert two <= MOST * one, f"{one} calls, then {two}"


@pytest.mark.parametrize("ending", ["py", "go", "js", "rs"])
def test_brackets_around_an_id_are_counted_once(ending: str) -> None:
    before = {"go": "package p\nvar x = ", "java": "class A { Object x = ", "rs": "fn f() { let x = "}.get(
        ending, "x = "
    )
    few, many = (f'{before}{"(" * number}"deepseek-chat"{")" * number}\n'.encode() for number in (1000, 4000))
    path = PurePosixPath(f"a.{ending}")
    SCANNER.scan(path, few)
    one, two = (calls_of(lambda data=data: SCANNER.scan(path, data)) for data in (few, many))  # type: ignore[misc]
    assert two <= 1.5 * one + 5000 * 4, f"{one} calls, then {two}"


@pytest.mark.parametrize(
    ("language", "text", "expected"),
    [
        pytest.param("go", "switch m { case A, pkg.B: }", "AB", id="labels-of-a-case"),
        pytest.param("cpp", "case ns::A:", "A", id="label-in-a-name-space"),
        pytest.param("javascript", "x = {[A]: 1, [o.B]: 2}", "AB", id="keys-in-brackets"),
        pytest.param("php", "[self::A => 1, $B => 2]", "A", id="keys-before-an-arrow-but-no-variable"),
        pytest.param("kotlin", "mapOf(A to 1, x.B to 2)", "AB", id="keys-of-kotlin"),
        pytest.param("python", "{A: 1,\n  // told\n  m.B: 2}", "AB", id="bare-keys-behind-comments"),
        pytest.param("javascript", "x = {A: 1, B: 2}", "", id="bare-keys-of-javascript-are-words"),
        pytest.param("go", "A := 1\nB = 2\nx[A]", "", id="no-labels"),
    ],
)
def test_labels_of_a_text(language: str, text: str, expected: str) -> None:
    assert {name for name in "AB" if is_label(name, text.encode(), language)} == set(expected)


@pytest.mark.parametrize(
    "change",
    [
        pytest.param(lambda i: [f"new {i}"] if i % 2 else [f"line {i}"], id="every-other-line"),
        pytest.param(lambda i: [f"line {i}", "added"] if i % 7 == 0 else [f"line {i}"], id="lines-that-are-added"),
        pytest.param(lambda i: [] if i % 11 == 0 else [f"line {i}"], id="lines-that-go"),
        pytest.param(lambda i: [f"new {i}"], id="all-lines"),
    ],
)
def test_diff_of_many_lines_gives_the_new_text(change: Callable[[int], list[str]]) -> None:
    old = [f"line {i}" for i in range(3500)]
    new = [line for i in range(3500) for line in change(i)]
    before, after = ("\n".join(text).encode() + b"\n" for text in (old, new))
    assert _applied(before, list(hunks(before, after))) == after


def _applied(before: bytes, diff: list[bytes]) -> bytes:
    """The text after a diff, whose context and removed lines must be those of the text before."""
    left, made = before.splitlines(keepends=True), list[bytes]()
    at = 0
    for line in diff:
        if line.startswith(b"@@"):
            first, _, count = line.split()[1][1:].partition(b",")
            start = int(first) - (count != b"0")
            made += left[at:start]
            at = start
        elif line.startswith(b"+"):
            made.append(line[1:])
        else:
            assert left[at] == line[1:]
            made += [line[1:]] if line.startswith(b" ") else []
            at += 1
    return b"".join([*made, *left[at:]])
