"""The guide of April 2026, claim by claim: what it says, what holds, where v4migrate serves it. And the hosted API's timeline."""

from datetime import date
from typing import Literal, Self

from pydantic import AwareDatetime, Field, model_validator

from v4migrate.rulebook.document import Data
from v4migrate.rulebook.facts.source import Fact

Verdict = Literal["confirmed", "partly", "contradicted", "unverifiable"]
Topic = Literal[
    "identifiers",
    "dates",
    "prices",
    "limits",
    "parameters",
    "responses",
    "steps",
    "architecture",
    "efficiency",
    "quality",
    "hardware",
]


class Claim(Fact):
    """One statement of the guide."""

    id: str = Field(pattern=r"^[a-z][a-z0-9-]*$")
    topic: Topic
    says: str = Field(description="the statement, shortened")
    verdict: Verdict
    holds: str = Field(description="what is true at the day of the check")
    does: str = Field(description="what v4migrate does about it")
    served_by: list[str] = Field(
        min_length=1,
        description="where it is served: rule:<DS code>, facts:<topic>[/<key>], profile:<name>, command:<words>, table:<name>",
    )


class Cell(Data):
    """One figure of a table: as the guide prints it, and as the sources have it (absent = no source states one)."""

    guide: str
    sourced: str | None = None


class Row(Fact):
    """One row of a table of the guide."""

    label: str
    cells: dict[str, Cell]
    verdict: Verdict
    because: str


class Table(Data):
    """A table of the guide, row by row."""

    name: Literal["spec", "efficiency", "benchmarks", "prices"]
    title: str
    columns: list[str]
    rows: list[Row]

    @model_validator(mode="after")
    def _every_row_fills_the_columns(self) -> Self:
        for row in self.rows:
            if list(row.cells) != self.columns:
                raise ValueError(f"row '{row.label}' has the columns {list(row.cells)}; the table has {self.columns}")
        return self


class GuideFacts(Data):
    """`rules/facts/guide.yaml`."""

    title: str
    published: str
    read: date
    claims: list[Claim]
    tables: list[Table]

    def table(self, name: str) -> Table:
        """A table by name; raises KeyError."""
        return next(table for table in self.tables if table.name == name)


class Event(Fact):
    """Something that changed on the hosted API."""

    at: AwareDatetime
    precision: Literal["minute", "hour", "day", "about"] = Field(
        default="day", description="how exactly the instant is known"
    )
    what: str
    kind: Literal["model", "name", "price", "interface", "notice"]


class Timeline(Data):
    """`rules/facts/timeline.yaml`, oldest first."""

    events: list[Event]

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        for before, after in zip(self.events, self.events[1:], strict=False):
            if after.at < before.at:
                raise ValueError(
                    f"'{after.what}' ({after.at.isoformat()}) stands after a later event; keep the oldest first"
                )
        return self
