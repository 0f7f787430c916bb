"""Where a fact comes from and when it holds: what every entry under `rules/facts/` has in common."""

from datetime import date, datetime
from typing import Annotated, Literal

from pydantic import AwareDatetime, Field

from v4migrate.rulebook.document import Data

Mark = Literal["A", "B", "C", "U"]
MARKS: dict[Mark, str] = {
    "A": "official page",
    "B": "documented live answer, or two third parties that agree",
    "C": "one third party",
    "U": "not verified",
}


class Source(Data):
    """Where a fact was read and when; `mark` says how far to trust it (MARKS)."""

    url: str
    checked: date
    mark: Mark


class Fact(Data):
    """An entry of a fact file. The first source is the one that a look-up answers with."""

    source: Annotated[list[Source], Field(min_length=1)]
    note: str | None = Field(default=None, description="what is not certain about it, in a sentence")

    @property
    def mark(self) -> Mark:
        """How far to trust it."""
        return self.source[0].mark

    @property
    def checked(self) -> date:
        """The day on which it was last held against a source."""
        return max(source.checked for source in self.source)


class Interval(Data):
    """[from, until) in UTC; no `until` means that it still holds."""

    from_: AwareDatetime = Field(alias="from")
    until: AwareDatetime | None = None

    def holds(self, at: datetime) -> bool:
        """Is `at` inside the half-open interval?"""
        return self.from_ <= at and (self.until is None or at < self.until)
