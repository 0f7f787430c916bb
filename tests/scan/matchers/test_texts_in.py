"""Which rules about texts are asked of a region: none that could find something is left out."""

from __future__ import annotations

import pytest

from v4migrate.rulebook.load import load_rulebook
from v4migrate.scan.place import Region
from v4migrate.scan.scanner import Scanner

SCANNER = Scanner(load_rulebook())


@pytest.mark.parametrize("language", ["python", "typescript", "toml", "markdown", "text"])
@pytest.mark.parametrize(
    "text", [b"nothing of all that", b"context_window = 65536", b"import anthropic\nmodel = x", b"timeout"]
)
def test_none_is_left_out_that_is_worth_it(language: str, text: bytes) -> None:
    region = Region(language, text, 0)
    asked = [rule.id for rule, _ in SCANNER.texts_in(region)]
    worth = [rule.id for rule, finder in SCANNER.texts if finder._is_worth_it(region)]
    assert set(worth) <= set(asked)
    assert asked == [rule.id for rule, _ in SCANNER.texts if rule.id in asked]
    languages = {rule.id: finder.match.languages for rule, finder in SCANNER.texts}
    assert all(not languages[rule] or language in languages[rule] for rule in asked)
