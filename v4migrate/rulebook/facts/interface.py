"""What the hosted API takes and answers: request parameters by mode, rejections with their text, response fields by era, endpoints."""

from typing import Literal

from pydantic import AwareDatetime, Field, field_validator

from v4migrate.rulebook.document import Data, checked_pattern
from v4migrate.rulebook.facts.source import Fact

Treatment = Literal["accepted", "ignored", "rejected", "not-documented", "unknown"]
Presence = Literal["present", "absent", "sometimes", "unknown"]


class Parameter(Fact):
    """A request parameter, and what the API does with it in each mode."""

    name: str
    about: str = Field(description="range, default and meaning, in a sentence")
    models: list[str] = Field(default=[], description="names that this row is about; empty = all of V4")
    non_thinking: Treatment
    thinking: Treatment
    rejection: str | None = Field(default=None, description="id of the rejection that answers it")


class Rejection(Fact):
    """A request that the API refuses, and the text to recognise the refusal by."""

    id: str = Field(pattern=r"^[a-z][a-z0-9-]*$")
    when: str
    status: int = 400
    message: str = Field(description="the core of the message")
    pattern: str = Field(description="loose regular expression of every form of it so far")
    mend: str

    @field_validator("pattern")
    @classmethod
    def _is_a_pattern(cls, value: str) -> str:
        return checked_pattern(value)


class ParameterFacts(Data):
    """`rules/facts/parameters.yaml`."""

    parameters: list[Parameter]
    rejections: list[Rejection]


class ResponseField(Fact):
    """A field of an answer, by the era of the model."""

    path: str
    v3_2: Presence = Field(alias="v3.2", description="deepseek-chat of V3.2")
    v4_thinking: Presence
    v4_non_thinking: Presence
    about: str
    stated_by_guide: bool = False


class ResponseFacts(Data):
    """`rules/facts/responses.yaml`."""

    fields: list[ResponseField]


class Endpoint(Fact):
    """A URL or feature of the hosted API."""

    name: str
    about: str
    url: str | None = None
    from_: AwareDatetime | None = Field(default=None, alias="from")
    until: AwareDatetime | None = None


class EndpointFacts(Data):
    """`rules/facts/endpoints.yaml`."""

    endpoints: list[Endpoint]
