"""Rules hold to their own examples: each is found, becomes what the file says, parses, and changes nothing the second time.

What `tests/test_rule_examples.py` asks of the bundled rules, `v4migrate rules --check` asks of a team's own.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import PurePosixPath

from v4migrate.rewrite.parse import syntax_errors
from v4migrate.rewrite.rewriter import RewriteOptions, Rewriter
from v4migrate.rulebook.profiles import DEFAULT_PROFILE
from v4migrate.rulebook.schema import Example, Leave, Rule
from v4migrate.rulebook.selection import Selection
from v4migrate.scan.scanner import Scanner

SUFFIX = {
    "python": "py",
    "typescript": "ts",
    "javascript": "js",
    "tsx": "tsx",
    "yaml": "yaml",
    "json": "json",
    "lines": "env",
    "markdown": "md",
    "text": "txt",
    "shell": "sh",
    "go": "go",
    "java": "java",
    "kotlin": "kt",
    "csharp": "cs",
    "rust": "rs",
    "ruby": "rb",
    "php": "php",
    "swift": "swift",
    "scala": "scala",
    "elixir": "ex",
    "lua": "lua",
    "dart": "dart",
    "cpp": "cpp",
}
ScannerOf = Callable[[str, str | None], Scanner]
"""A scanner under a profile, with a target."""


def problems(rule: Rule, scanner_of: ScannerOf) -> Iterator[tuple[tuple[str | int, ...], str]]:
    """What is wrong with the examples of a rule: the path in its file, and the problem with the way to mend it."""
    changes = [example for example in rule.examples if example.after not in {None, example.before}]
    if bool(changes) != bool(rule.fix.do):
        yield ("examples",), "a fix that does something needs an example with an `after`, and advice has none"
    for number, example in enumerate(rule.examples):
        for problem in example_problems(rule, example, scanner_of):
            yield ("examples", number), problem
    for number, leave in enumerate(rule.leave):
        for problem in leave_problems(rule, leave, scanner_of):
            yield ("leave", number), problem


def example_problems(rule: Rule, example: Example, scanner_of: ScannerOf) -> Iterator[str]:
    """What is wrong with one example."""
    path = _path(example)
    if path is None:
        yield _unknown_language(example)
        return
    before, after = example.before.encode(), (example.after or example.before).encode()
    for name, code in (("before", before), ("after", after)):
        if syntax_errors(path, code):
            yield f"`{name}` does not parse as {path.suffix or path.name}; mend it, or give the `path` that says how to read it"
            return
    scanner = scanner_of(example.profile or DEFAULT_PROFILE, example.target)
    found = {finding.rule.id for finding in scanner.scan(path, before).findings}
    if rule.id not in found:
        yield f"the rule does not find it; found there: {', '.join(sorted(found)) or 'nothing'}"
        return
    options = RewriteOptions(unsafe=True, include_tests=True, selection=Selection(frozenset({rule.id})))
    rewriter = Rewriter(scanner, options)
    outcome = rewriter.rewrite(path, before)
    if outcome.error:
        yield f"its fix was refused: {outcome.error}"
    elif outcome.after != after:
        yield f"the fix makes something else of it: {outcome.after.decode('utf-8', 'replace')!r}"
    elif rewriter.rewrite(path, after).after != after:
        yield "a second run would change it again"


def leave_problems(rule: Rule, leave: Leave, scanner_of: ScannerOf) -> Iterator[str]:
    """What is wrong with one case that the rule must leave alone."""
    path = _path(leave)
    if path is None:
        yield _unknown_language(leave)
        return
    scanner = scanner_of(leave.profile or DEFAULT_PROFILE, leave.target)
    if any(finding.rule.id == rule.id for finding in scanner.scan(path, leave.code.encode()).findings):
        yield f"the rule finds it, although: {leave.because}"


def _path(case: Example | Leave) -> PurePosixPath | None:
    if case.path is not None:
        return PurePosixPath(case.path)
    suffix = SUFFIX.get(case.language)
    return PurePosixPath(f"app.{suffix}") if suffix else None


def _unknown_language(case: Example | Leave) -> str:
    return f"no file suffix is known for the language '{case.language}'; known: {', '.join(SUFFIX)}; or give a `path`"
