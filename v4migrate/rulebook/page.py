"""A rule as a page of Markdown: for `v4migrate explain` and for docs/rules.md."""

from __future__ import annotations

from collections.abc import Iterator

from v4migrate.rulebook.schema import Example, Rule, Safety

_FENCE = {"lines": "ini", "text": ""}
_SAFETY = {
    Safety.SAFE: "safe: applied by `v4migrate rewrite`",
    Safety.UNSAFE: "unsafe: applied with `--unsafe`, after a look",
    Safety.ADVICE: "advice: never applied",
}


_IN_TESTS = "applied with `--include-tests`, all of a file or none of it"


class _Shown(dict[str, str]):
    """What a page fills in: words that only a finding knows stand as <word>."""

    def __missing__(self, word: str) -> str:
        return f"<{word}>"


def rule_page(rule: Rule, target: str) -> str:
    """The whole page, from the heading on."""
    return "\n".join(_lines(rule, target)).rstrip() + "\n"


def _lines(rule: Rule, target: str) -> Iterator[str]:
    yield f"## {rule.id}"
    yield ""
    yield f"**{rule.code}** · {rule.severity.value} · certainty {rule.certainty} · {rule.topic}"
    yield ""
    yield f"{rule.title}."
    yield ""
    yield rule.why.strip()
    yield ""
    safety = _IN_TESTS if rule.is_about_tests else _SAFETY[rule.fix.safety]
    yield f"**Fix** ({safety}): {rule.fix.advice.format_map(_Shown(target=target))}."
    if rule.fix.alone:
        alone = rule.fix.alone.format_map(_Shown(target=target))
        yield f"Where no edit of the file can place the thinking switch: {alone}."
    for case in rule.fix.cases:
        conditions = [f"the host is {case.host.value}"] if case.host else []
        conditions += [f"the profile is {case.profile}"] if case.profile else []
        conditions += ["the profile is that of the host"] if case.profile_is_host else []
        when = " and ".join(conditions)
        said = [case.safety.value if case.safety else "", f"severity {case.severity.value}" if case.severity else ""]
        yield f"Where {when}: {', '.join(word for word in said if word)}."
    yield ""
    for example in rule.examples:
        yield from _example(example)
    if rule.leave:
        yield "Left alone:"
        yield ""
        for leave in rule.leave:
            yield from _fenced(leave.language, leave.code)
            yield f"because {leave.because}."
            yield ""
    yield "Sources: " + ", ".join(f"<{source.url}> ({source.mark}, checked {source.checked})" for source in rule.source)


def _example(example: Example) -> Iterator[str]:
    changes = example.after is not None and example.after != example.before
    yield "Before:" if changes else "Found:"
    yield ""
    yield from _fenced(example.language, example.before)
    if changes and example.after:
        yield "After:"
        yield ""
        yield from _fenced(example.language, example.after)


def _fenced(language: str, code: str) -> Iterator[str]:
    mark = "````" if "```" in code else "```"
    yield f"{mark}{_FENCE.get(language, language)}"
    yield code.rstrip("\n")
    yield mark
    yield ""
