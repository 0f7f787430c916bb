"""Functions that name a page, a script, a route or a command, and ask no model."""

from functools import cached_property

from pydantic import Field

from v4migrate.rulebook.document import Data


class Namers(Data):
    """`rules/facts/namers.yaml`."""

    functions: list[str] = Field(description="as the source writes them, or with what must stand before the name")

    @cached_property
    def known(self) -> frozenset[str]:
        """The same, to be looked up."""
        return frozenset(self.functions)
