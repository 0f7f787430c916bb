"""Names of models on the hosted API. A name is a label of a moment: what stood behind it changed, and so did whether it is taken."""

import re
from datetime import datetime
from functools import cached_property
from typing import Literal

from pydantic import AwareDatetime, Field

from v4migrate.rulebook.document import Data
from v4migrate.rulebook.facts.source import Fact, Interval

Thinking = Literal["enabled", "disabled"]
NameKind = Literal["official", "guide", "older", "invented"]
NameState = Literal["retired", "compatibility", "current", "unofficial", "future", "unknown"]


class Meaning(Data):
    """What stood behind a name from an instant on, until the next meaning starts."""

    from_: AwareDatetime = Field(alias="from")
    means: str
    generation: str


class ModelName(Fact):
    """One name of a model on the hosted API, over time."""

    name: str
    kind: NameKind = Field(
        description="official = the API took it once; guide = an id of the guide; older = an alias from before V3, without a "
        "successor of its own; invented = looks like a name of today and is none"
    )
    accepted: list[Interval] = Field(default=[], description="when the API took it; empty = never, or not known")
    meanings: list[Meaning] = []
    refused_by: AwareDatetime | None = Field(
        default=None, description="it is known to be refused from here on at the latest"
    )
    thinking: Thinking | None = Field(default=None, description="whether it thinks when a request says nothing of it")
    successor: Literal["flash", "pro"] | None = Field(default=None, description="key of `targets`")
    rolling: bool = Field(default=False, description="what stands behind it changes without a new name")
    compatibility_of: str | None = None
    compatibility_since: AwareDatetime | None = None

    def state(self, at: datetime) -> NameState:
        """What a linter says of this name at an instant."""
        if self.kind in {"guide", "invented"}:
            return "unofficial"
        if self.refused_by is not None and not self.accepted:
            return "retired" if at >= self.refused_by else "unknown"
        if self.accepted and at < self.accepted[0].from_:
            return "future"
        if not any(interval.holds(at) for interval in self.accepted):
            return "retired"
        if self.compatibility_since is not None and at >= self.compatibility_since:
            return "compatibility"
        return "current"

    @property
    def ends(self) -> datetime | None:
        """The instant from which the API refuses this name; None while it is accepted, or if it never was."""
        return self.accepted[-1].until if self.accepted else None

    def meaning(self, at: datetime) -> Meaning | None:
        """The model behind the name at an instant; None outside its life."""
        if self.ends is not None and at >= self.ends:
            return None
        started = [meaning for meaning in self.meanings if meaning.from_ <= at]
        return started[-1] if started else None

    def generation(self, at: datetime) -> str | None:
        """Label of the model behind the name at an instant; None outside its life."""
        meaning = self.meaning(at)
        return meaning.generation if meaning else None


class InventedNames(Fact):
    """Spellings that look like a name of today and that the hosted API refuses."""

    pattern: str = Field(description="regular expression of a whole id; what `names` lists is none of these")
    thinking: Thinking
    successor: Literal["flash", "pro"]


class OtherFamilies(Fact):
    """Families of the same vendor that are none of V3's and V4's."""

    words: list[str] = Field(min_length=1, description="what follows the vendor's name in theirs")


class Target(Data):
    """The names that may be written for a successor; `default` is written unless the user chooses another."""

    default: str
    choices: list[str]
    note: str


class Limits(Fact):
    """Token limits of a model on the hosted API. Absent = not known."""

    generations: list[str] = Field(min_length=1)
    context_tokens: int | None = None
    output_tokens: dict[Thinking, int] = Field(default={}, description="the largest output cap, by mode")
    default_output_tokens: dict[Thinking, int] = Field(default={}, description="the cap of a request that names none")


class RetiredAnswer(Fact):
    """What the hosted API says to a retired or unknown name, from an instant on."""

    from_: AwareDatetime = Field(alias="from")
    status: int
    error_type: str
    message: str = Field(description="the core of the message; {accepted} and {passed} stand for names")


class Weights(Fact):
    """An open-weight release on a model hub."""

    repository: str
    generation: str
    released: AwareDatetime | None = None
    licence: str | None = None


class ModelFacts(Data):
    """`rules/facts/models.yaml`."""

    names: list[ModelName]
    other_families: OtherFamilies
    invented: InventedNames
    targets: dict[str, Target]
    limits: list[Limits]
    retired_answers: list[RetiredAnswer]
    weights: list[Weights]

    @cached_property
    def by_name(self) -> dict[str, ModelName]:
        """Every known name, in file order."""
        return {entry.name: entry for entry in self.names}

    @cached_property
    def _invented(self) -> re.Pattern[str]:
        return re.compile(self.invented.pattern)

    def name(self, name: str) -> ModelName | None:
        """The facts about an id, or None if it is nothing that the hosted API was ever asked for."""
        known = self.by_name.get(name)
        if known is None and self._invented.fullmatch(name):
            made_up = self.invented
            return ModelName.model_construct(  # of facts that were checked: a validator would be built for it first
                name=name,
                kind="invented",
                thinking=made_up.thinking,
                successor=made_up.successor,
                source=made_up.source,
            )
        return known

    def accepted(self, at: datetime) -> list[ModelName]:
        """The names that the hosted API takes at an instant, in file order."""
        return [entry for entry in self.names if entry.state(at) in {"current", "compatibility"}]

    def limits_of(self, generation: str | None) -> Limits | None:
        """The token limits of a model by its generation, or None where they are not known."""
        return next((limits for limits in self.limits if generation in limits.generations), None)

    def retired_answer(self, at: datetime) -> RetiredAnswer:
        """How the API refuses a name at an instant; before the first known form: that one."""
        started = [answer for answer in self.retired_answers if answer.from_ <= at]
        return started[-1] if started else self.retired_answers[0]
