"""Which languages can be followed, and by what."""

from __future__ import annotations

from collections.abc import Callable

from v4migrate.scan.flow.follow import Flow, follow
from v4migrate.scan.flow.steps import FlowReader
from v4migrate.scan.place import Span, Syntax


class Readers:
    """The readers of the texts of one file, each built once."""

    def __init__(self) -> None:
        self._known: dict[int, tuple[Syntax, FlowReader | None]] = {}

    def of(self, syntax: Syntax) -> FlowReader | None:
        """The reader of a text; None for a language whose values are not followed."""
        if id(syntax) not in self._known:
            self._known[id(syntax)] = (syntax, _reader(syntax))  # the text is kept, so that its number stays its own
        return self._known[id(syntax)][1]

    def flow(self, syntax: Syntax, span: Span, is_same: Callable[[str], bool]) -> Flow | None:
        """Where the id at a span goes; None where it cannot be followed."""
        reader = self.of(syntax)
        literal = reader.literal(span) if reader is not None else None
        return follow(reader, [literal], is_same) if reader is not None and literal is not None else None


def _reader(syntax: Syntax) -> FlowReader | None:
    from v4migrate.scan.syntax.javascript import JavaScriptSyntax
    from v4migrate.scan.syntax.python import PythonSyntax

    if isinstance(syntax, JavaScriptSyntax):
        from v4migrate.scan.flow.javascript import JavaScriptFlow

        return JavaScriptFlow(syntax)
    if isinstance(syntax, PythonSyntax):
        from v4migrate.scan.flow.python import PythonFlow

        return PythonFlow(syntax)
    return None
