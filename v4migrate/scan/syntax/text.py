"""Files whose syntax is not read: an id in them is reported honestly as text, or as prose in a document. Never a safe fix."""

from __future__ import annotations

from collections.abc import Sequence

from v4migrate.rulebook.schema import Role
from v4migrate.scan.place import Call, Place, Span


class TextSyntax:
    """A text without structure."""

    def __init__(self, text: bytes, *, is_prose: bool) -> None:
        self.text = text
        self.role = Role.PROSE if is_prose else Role.TEXT

    def place(self, span: Span) -> Place:
        """Prose in a document, text elsewhere."""
        return Place(self.role)

    def errors(self) -> int:
        """A text has no syntax to break."""
        return 0

    def calls(self) -> Sequence[Call]:
        """None are known."""
        return ()

    def uses(self, constant: str) -> Sequence[Call]:
        """None are known."""
        return ()

    def strings(self) -> dict[str, str]:
        """None are known."""
        return {}

    def clamps(self) -> Sequence[tuple[Span, int]]:
        """None are known."""
        return ()
