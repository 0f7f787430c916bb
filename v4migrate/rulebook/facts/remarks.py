"""Words by which a comment beside an id says what it tells of it."""

from pydantic import Field

from v4migrate.rulebook.document import Data


class RemarkWords(Data):
    """`rules/facts/remarks.yaml`: words, whole but for a `*` at one end."""

    default: list[str] = Field(description="the id is what holds where nothing else is said")
    only: list[str] = Field(description="no other id will do")
    choice: list[str] = Field(description="right beside an id: another one may stand there as well")
    stays: dict[str, list[str]] = Field(description="by what they tell: what may be true of the old name alone")
