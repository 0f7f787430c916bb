"""The vocabulary of a rule file: what it may find, what its fix may do. `rules/rule.schema.json` is generated from these classes.

A rule is data; the verbs live in code: a matcher per field of `Find` (v4migrate/scan/matchers/), an action per value of
`Action` (v4migrate/rewrite/actions/).
"""

from __future__ import annotations

import string
from datetime import date
from enum import StrEnum
from typing import Annotated, Literal, Self

from pydantic import AwareDatetime, Field, model_validator

from v4migrate.rulebook.document import Data
from v4migrate.rulebook.facts import Source


class Severity(StrEnum):
    """By consequence: error = an outage, warning = a change of behaviour, info = worth knowing."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"

    @property
    def rank(self) -> int:
        """Larger is worse."""
        return {"info": 0, "warning": 1, "error": 2}[self.value]


class Safety(StrEnum):
    """safe = applied by default, unsafe = applied with --unsafe, advice = never applied."""

    SAFE = "safe"
    UNSAFE = "unsafe"
    ADVICE = "advice"


class HostKind(StrEnum):
    """Whose server a request goes to."""

    OFFICIAL = "official"  # shown by a base URL, key variable, library or sibling key
    PRESUMED = "presumed"  # nothing says otherwise, and the id is one that only DeepSeek's own API is known for
    UNKNOWN = "unknown"  # nothing says which, or two hosts are named and neither is nearer
    PROVIDER = "provider"  # somebody else's catalogue
    OWN_SERVER = "own-server"  # served names are the operator's choice


class Role(StrEnum):
    """What an id does at the place where it stands."""

    REQUEST = "request"  # the model that a request asks for
    DEFAULT = "default"  # fallback of an environment read, parameter default, flag default
    CONSTANT = "constant"  # a named constant or field that holds the id
    CONFIG = "config"  # the value of a model key in a configuration file
    COMPARISON = "comparison"  # ==, in, startswith, case
    KEY = "key"  # the key of a table
    MEMBER = "member"  # an element of a list, set, enum, union, or a value of a table
    ARGUMENT = "argument"  # an argument whose meaning is not known
    PROSE = "prose"  # comment, docstring, text
    TEXT = "text"  # a file whose syntax is not known


class ModelIdMatch(Data):
    """A model id, by what it is, where its request goes and what it does there."""

    kinds: list[Literal["official", "guide"]] = Field(
        min_length=1, description="official = a name the hosted API took once; guide = an id of the guide"
    )
    prefixed: bool | None = Field(
        default=None, description="with a router's prefix (true), without (false), either (absent)"
    )
    hosts: list[HostKind] = Field(min_length=1)
    roles: list[Role] = Field(min_length=1)
    in_tests: bool | None = Field(
        default=None, description="only in tests (true), only outside them (false), both (absent)"
    )


class CallParameterMatch(Data):
    """A literal argument of a call that is tied to DeepSeek by the model it names."""

    parameters: list[str] = Field(min_length=1)
    thinking: Literal["enabled", "disabled"] = Field(description="the mode that the call runs in")
    at_most: int | None = Field(default=None, description="only values up to this one")


class OutputClampMatch(Data):
    """`min(x, N)` with an old output limit in a file that talks to DeepSeek's own API."""

    values: list[int] = Field(min_length=1)


class Find(Data):
    """Exactly one matcher, by name."""

    model_id: ModelIdMatch | None = None
    call_parameter: CallParameterMatch | None = None
    output_clamp: OutputClampMatch | None = None

    @model_validator(mode="after")
    def _one_matcher(self) -> Self:
        if len(self.model_fields_set) != 1:
            raise ValueError(f"name exactly one matcher of: {', '.join(type(self).model_fields)}")
        return self


class Action(StrEnum):
    """The verbs of a fix."""

    REPLACE_ID = "replace-id"  # the target name in place of the old one, prefix kept
    SET_THINKING = "set-thinking"  # the switch beside it, as the client takes it


class SafetyCase(Data):
    """Another safety where the host or the profile says so. All conditions given must hold; the first case that does wins."""

    host: HostKind | None = None
    profile: str | None = None
    safety: Safety

    @model_validator(mode="after")
    def _conditional(self) -> Self:
        if self.host is None and self.profile is None:
            raise ValueError("a case needs a host or a profile to depend on")
        return self


class Fix(Data):
    """What to do about a finding, and how safe that is."""

    do: list[Action] = Field(default=[], description="actions, in order; empty for advice")
    safety: Safety
    cases: list[SafetyCase] = []
    advice: str = Field(description="one line: what to do instead")

    @model_validator(mode="after")
    def _advice_does_nothing(self) -> Self:
        if (self.safety is Safety.ADVICE) != (not self.do):
            raise ValueError("a fix does something, or its safety is 'advice': not both, not neither")
        return self

    def safety_for(self, host: HostKind, profile: str) -> Safety:
        """The safety at a place."""
        for case in self.cases:
            if case.host in {None, host} and case.profile in {None, profile}:
                return case.safety
        return self.safety


class Example(Data):
    """Before and after. The examples are the tests of the rule and its page in the docs; `after` is absent for advice."""

    language: str = Field(alias="lang")
    path: str | None = Field(default=None, description="file name, where the name decides how the file is read")
    before: str
    after: str | None = None


class Leave(Data):
    """Code that the rule must not touch, and why."""

    language: str = Field(alias="lang")
    path: str | None = None
    code: str
    because: str


# What the message of a rule may have filled in, by its matcher.
_PLACEHOLDERS = {
    "model_id": {"id", "refused"},
    "call_parameter": {"id", "parameter", "value"},
    "output_clamp": {"value"},
}


class Rule(Data):
    """One rule: file stem = `id` = heading in the docs = word in the changelog."""

    id: Annotated[str, Field(pattern=r"^[a-z][a-z0-9-]*$")]
    code: Annotated[str, Field(pattern=r"^DS\d{3}$", description="stable short code")]
    title: str
    why: str
    since: AwareDatetime | None = Field(default=None, description="the instant from which it is true; absent = always")
    severity: Severity
    certainty: Literal["high", "medium", "low"]
    find: Find
    fix: Fix
    message: str = Field(description="what a finding says; {id}, {target}, {parameter}, {value} are filled in")
    source: list[Source] = Field(min_length=1)
    examples: list[Example] = Field(min_length=1)
    leave: list[Leave] = []
    topic: str = Field(default="", description="the folder; filled in by the loader", exclude=True)

    @model_validator(mode="after")
    def _known_placeholders(self) -> Self:
        """A message that cannot be filled in would fail in the middle of a scan."""
        allowed = {"target"} | _PLACEHOLDERS[next(iter(self.find.model_fields_set))]
        for where, text in (("message", self.message), ("fix.advice", self.fix.advice)):
            used = {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}
            may = allowed if where == "message" else {"target"}
            if used - may:
                raise ValueError(f"{where} uses {{{min(used - may)}}}; it may use: {', '.join(sorted(may))}")
        return self


class Profile(Data):
    """A reading of the facts: which ids count, at which host, under which assumptions."""

    name: str
    title: str
    about: str
    checked: date
    source: list[Source] = Field(min_length=1)
