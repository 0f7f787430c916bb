"""The vocabulary of a rule file: what it may find, what its fix may do. `rules/rule.schema.json` is generated from these classes.

A rule is data; the verbs live in code: a matcher per field of `Find` (v4migrate/scan/matchers/), an action per value of
`Action` (v4migrate/rewrite/actions/).
"""

import string
from collections.abc import Iterator
from enum import StrEnum
from typing import Annotated, Literal, Self

from pydantic import AwareDatetime, Field, PrivateAttr, field_validator, model_validator

from v4migrate.rulebook.document import Data, checked_pattern
from v4migrate.rulebook.facts.source import Fact, Source
from v4migrate.rulebook.literals import needed_literals
from v4migrate.rulebook.loosened import loosened


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
    MEMBER = "member"  # an element of a list, set, enum or union, an entry of a picker
    VALUE = "value"  # what a table holds under a key that is no model: {"fast": "<id>"}
    HELP = "help"  # the help text of a setting whose default it is
    ARGUMENT = "argument"  # an argument whose meaning is not known
    SAID = "said"  # a sentence in a string: an error, a log line, a hint, a prompt
    QUOTED = "quoted"  # named as code in a document, or in an answer that it shows
    PROSE = "prose"  # comment, docstring, text
    TEXT = "text"  # a file whose syntax is not known


IdKind = Literal["official", "guide", "older", "invented", "compatibility", "catalogue", "weights"]


class ModelIdMatch(Data):
    """A model id, by what it is, where its request goes and what it does there."""

    kinds: list[IdKind] = Field(
        min_length=1,
        description="official = a name that the hosted API took once; guide = an id of the guide; older = an alias from before V3; "
        " invented = looks like a name of today and is none; compatibility = taken, and answered as another name; "
        "catalogue = listed by the host that the request goes to; weights = the name of a model on a hub",
    )
    prefixed: bool | None = Field(
        default=None, description="with a router's prefix (true), without (false), either (absent)"
    )
    hosts: list[HostKind] = Field(min_length=1)
    roles: list[Role] = Field(min_length=1)
    in_tests: bool | None = Field(
        default=None, description="only in tests (true), only outside them (false), both (absent)"
    )
    in_pieces: bool = Field(
        default=False, description="only ids that the source writes in pieces, or with an escape; else only whole ones"
    )


class RequestMatch(Data):
    """A request that the source writes out (a call or a body that names a model), by its mode and its parameters.

    With `parameters` the finding stands at each matching one; without, at the model that the request names.
    """

    hosts: list[HostKind] = Field(default=[HostKind.OFFICIAL, HostKind.PRESUMED], min_length=1)
    models: list[str] = Field(
        default=[], description="only requests to these names; empty = to any that the facts know"
    )
    thinking: Literal["enabled", "disabled"] | None = Field(
        default=None, description="the mode that the request runs in"
    )
    thinking_stated: bool | None = Field(
        default=None, description="only where the request says its mode, or only where not"
    )
    foreign_switch: bool = Field(
        default=False, description="only a thinking switch that the host of the request does not take"
    )
    callee: str | None = Field(default=None, description="regular expression that the called name must contain")
    parameters: list[str] = Field(default=[], description="the finding stands at an argument of one of these names")
    value: str | None = Field(default=None, description="regular expression that the written value must contain")
    numbers_only: bool = Field(default=False, description="only where a number is written: a variable may be anything")
    at_most: int | None = Field(default=None, description="only literal numbers up to this one")
    at_least: int | None = Field(default=None, description="only literal numbers from this one on")
    over_output_limit: bool = Field(
        default=False, description="only literal numbers above the model's largest output cap"
    )
    together_with: list[str] = Field(default=[], description="only where the request has one of these as well")
    without: list[str] = Field(
        default=[], description="only where the request has none of these, and nothing may bring one in unseen"
    )

    @field_validator("callee", "value")
    @classmethod
    def _is_a_pattern(cls, value: str | None) -> str | None:
        return value if value is None else checked_pattern(value)

    @model_validator(mode="after")
    def _numbers_belong_to_a_parameter(self) -> Self:
        if not self.parameters and (self.value or self.at_most or self.at_least or self.over_output_limit):
            raise ValueError(
                "value, at_most, at_least and over_output_limit judge an argument: name it in 'parameters'"
            )
        return self


class Tie(StrEnum):
    """What must name DeepSeek before a text counts: the number alone, or the word alone, proves nothing."""

    LINE = "line"  # the same line, the entry it stands in, or a key above it
    BLOCK = "block"  # the call, mapping, function or class around it
    FILE = "file"  # the file talks to DeepSeek's own API (host evidence), or its names say DeepSeek


class TextMatch(Data):
    """A regular expression over source text that is tied to DeepSeek. For what no closer matcher can say; always advice."""

    patterns: list[str] = Field(
        min_length=1, description="any of these; a group named `value` is what the message shows"
    )
    words: list[str] = Field(
        default=[],
        description="no pattern can match where none of these stands (compared in lower case): spares reading a file twice",
    )
    tie: Tie
    stands_in: list[Literal["code", "string", "comment"]] = Field(default=["code", "string"], min_length=1)
    languages: list[str] = Field(default=[], description="only in these; empty = in every one")
    hosts: list[HostKind] = Field(
        default=[], description="only where what stands there is meant for one of these hosts; empty = anywhere"
    )
    unless: list[str] = Field(
        default=[], description="no finding where the tied stretch (or the file, for `file`) holds one of these"
    )
    needs: list[str] = Field(default=[], description="no finding unless the tied stretch holds one of these")
    or_by_file: str | None = Field(
        default=None,
        description="where nothing nearer names DeepSeek: enough is a line that fits this, in a file that talks to its own API alone",
    )

    _needed: list[tuple[frozenset[bytes], ...]] = PrivateAttr(default=[])
    _loose: str = PrivateAttr(default="")

    def model_post_init(self, context: object, /) -> None:
        """Kept with the rule, because to parse the patterns again at every start takes a tenth of a second."""
        self._needed = [needed_literals(pattern) for pattern in self.patterns]
        self._loose = loosened(self.patterns)

    @property
    def searches(self) -> Iterator[tuple[str, tuple[frozenset[bytes], ...]]]:
        """Each pattern with the literals that a match needs, the rarest first."""
        return zip(self.patterns, self._needed, strict=True)

    @property
    def loose(self) -> str:
        """A pattern in the words of `loosened`: where it has no match, none of the patterns has one."""
        return self._loose

    @field_validator("words")
    @classmethod
    def _are_lower_case(cls, value: list[str]) -> list[str]:
        if any(word != word.lower() for word in value):
            raise ValueError("write the words in lower case: they are compared with the text in lower case")
        return value

    @field_validator("patterns", "unless", "needs")
    @classmethod
    def _are_patterns(cls, value: list[str]) -> list[str]:
        return [checked_pattern(pattern) for pattern in value]

    @field_validator("or_by_file")
    @classmethod
    def _is_pattern(cls, value: str | None) -> str | None:
        return value if value is None else checked_pattern(value)


class PriceConstantMatch(Data):
    """Numbers beside a DeepSeek name that are a row of the price book, per million, thousand or single token."""

    is_in_force: bool = Field(
        description="rows that hold at the facts' instant and have windows (true), or rows that ended (false)"
    )
    at_least: int = Field(default=2, ge=2, description="how many figures of one row must stand together")


class OutputClampMatch(Data):
    """`min(x, N)` with an old output limit in a file that talks to DeepSeek's own API."""

    values: list[int] = Field(min_length=1)


class Find(Data):
    """Exactly one matcher, by name."""

    model_id: ModelIdMatch | None = None
    request: RequestMatch | None = None
    text: TextMatch | None = None
    price_constant: PriceConstantMatch | None = None
    output_clamp: OutputClampMatch | None = None

    @model_validator(mode="after")
    def _one_matcher(self) -> Self:
        if len(self.model_fields_set) != 1:
            raise ValueError(f"name exactly one matcher of: {', '.join(type(self).model_fields)}")
        return self


class Action(StrEnum):
    """The verbs of a fix."""

    REPLACE_ID = "replace-id"  # the target name in place of the old one, prefix kept
    ADD_BESIDE = "add-beside"  # the target name as a further element of the list that the old one stands in
    SET_THINKING = "set-thinking"  # the switch beside it, in the mode of the old name, as the client takes it
    STATE_THINKING = "state-thinking"  # the mode that holds by default, written out
    DISABLE_THINKING = "disable-thinking"  # the switch, off, at the request
    RENAME_ARGUMENT = "rename-argument"  # `to` in place of the argument's name
    ADD_ARGUMENT = "add-argument"  # `to`, a `name=value`, as one more argument of the call
    REMOVE_ARGUMENT = "remove-argument"  # the argument out of the call
    SET_NUMBER = "set-number"  # `to`, a whole number, in place of the one that was found, and written like it
    REPLACE_TEXT = "replace-text"  # `to` in place of what was found, or of the argument's value


_NEEDS_TO = {Action.RENAME_ARGUMENT, Action.ADD_ARGUMENT, Action.SET_NUMBER, Action.REPLACE_TEXT}
# Which matchers an action can work on: it needs what they find.
_WORKS_ON = {
    Action.REPLACE_ID: {"model_id"},
    Action.ADD_BESIDE: {"model_id"},
    Action.SET_THINKING: {"model_id"},
    Action.STATE_THINKING: {"request"},
    Action.RENAME_ARGUMENT: {"request"},
    Action.ADD_ARGUMENT: {"request"},
    Action.DISABLE_THINKING: {"request"},
    Action.REMOVE_ARGUMENT: {"request"},
    Action.SET_NUMBER: {"request", "text", "output_clamp"},
    Action.REPLACE_TEXT: {"request", "text"},
}


class Case(Data):
    """Another safety or severity where the host or the profile says so. All conditions must hold; the first case that does wins."""

    host: HostKind | None = None
    profile: str | None = None
    profile_is_host: bool = Field(default=False, description="the chosen profile is the one of the host that was found")
    safety: Safety | None = None
    severity: Severity | None = None

    @model_validator(mode="after")
    def _conditional(self) -> Self:
        if self.host is None and self.profile is None and not self.profile_is_host:
            raise ValueError("a case needs a host or a profile to depend on")
        if self.safety is None and self.severity is None:
            raise ValueError("a case changes the safety or the severity; name one")
        return self

    def holds(self, host: HostKind | None, profile: str, *, profile_is_host: bool) -> bool:
        """Do all conditions hold?"""
        return (
            self.host in {None, host}
            and self.profile in {None, profile}
            and (profile_is_host or not self.profile_is_host)
        )


class Fix(Data):
    """What to do about a finding, and how safe that is."""

    do: list[Action] = Field(default=[], description="actions, in order; empty for advice")
    to: str | None = Field(
        default=None, description="the new name or text, for the actions that write one of their own"
    )
    safety: Safety
    cases: list[Case] = []
    advice: str = Field(description="one line: what to do instead")
    alone: str | None = Field(
        default=None, description="the same where no edit of the file can place the thinking switch that belongs to it"
    )
    snippet: str | None = Field(default=None, description="code to start from, where the advice is more than a word")

    @model_validator(mode="after")
    def _advice_does_nothing(self) -> Self:
        if (self.safety is Safety.ADVICE) != (not self.do):
            raise ValueError("a fix does something, or its safety is 'advice': not both, not neither")
        if Action.ADD_ARGUMENT in self.do and "=" not in (self.to or ""):
            raise ValueError("'to' of add-argument is a name and a value, e.g. temperature=1.0")
        if Action.SET_NUMBER in self.do and not (self.to or "").isdigit():
            raise ValueError("'to' of set-number is a whole number, without quotes inside of it")
        if self.alone is not None and Action.SET_THINKING not in self.do:
            raise ValueError("'alone' is what set-thinking leaves to a person: it needs that action")
        if bool(self.to) != bool(_NEEDS_TO & set(self.do)):
            raise ValueError(f"'to' belongs to the actions {', '.join(sorted(_NEEDS_TO))}, and each of them needs it")
        return self


class Example(Data):
    """Before and after. The examples are the tests of the rule and its page in the docs; `after` is absent for advice."""

    language: str = Field(alias="lang")
    path: str | None = Field(default=None, description="file name, where the name decides how the file is read")
    profile: str | None = Field(default=None, description="the profile under which it holds; absent = the default")
    target: str | None = Field(default=None, description="the target under which it holds; absent = the default")
    before: str
    after: str | None = None


class Leave(Data):
    """Code that the rule must not touch, and why."""

    language: str = Field(alias="lang")
    path: str | None = None
    profile: str | None = None
    target: str | None = None
    code: str
    because: str


# What the message of a rule may have filled in, by its matcher; each also knows {target}, {status} and {profile}.
_PLACEHOLDERS = {
    "model_id": {"id", "refused", "means", "host", "until", "same_as"},
    "request": {"id", "parameter", "value", "limit", "host"},
    "text": {"value"},
    "price_constant": {"value", "model", "period", "current_model"},
    "output_clamp": {"value"},
}


class Rule(Data):
    """One rule: file stem = `id` = heading in the docs = word in the changelog."""

    id: Annotated[str, Field(pattern=r"^[a-z][a-z0-9-]*$")]
    code: Annotated[str, Field(pattern=r"^DS\d{3}$", description="stable short code")]
    shapes: list[Annotated[str, Field(pattern=r"^[A-E]\d{1,2}$")]] = Field(
        default=[], description="which entries of the catalogue of shapes in docs/rules.md it answers"
    )
    title: str
    why: str
    since: AwareDatetime | None = Field(default=None, description="the instant from which it is true; absent = always")
    severity: Severity
    certainty: Literal["high", "medium", "low"]
    profiles: list[str] = Field(default=[], description="only under these profiles; empty = under every one")
    find: Find
    fix: Fix
    message: str = Field(description="what a finding says; {id}, {target}, {parameter}, {value} are filled in")
    source: list[Source] = Field(min_length=1)
    examples: list[Example] = Field(min_length=1)
    leave: list[Leave] = []
    topic: str = Field(default="", description="the folder; filled in by the loader", exclude=True)
    file: str = Field(default="", description="where it was read; filled in by the loader", exclude=True)

    @property
    def matcher(self) -> str:
        """The name of its matcher."""
        return next(iter(self.find.model_fields_set))

    def speaks_under(self, profile: str) -> bool:
        """Is it asked at all under a profile?"""
        return not self.profiles or profile in self.profiles

    @property
    def named_profiles(self) -> list[str]:
        """Every profile that the rule speaks of."""
        spoken: list[Case | Example | Leave] = [*self.fix.cases, *self.examples, *self.leave]
        return [*self.profiles, *(entry.profile for entry in spoken if entry.profile)]

    @property
    def is_about_tests(self) -> bool:
        """Does it speak of ids in tests alone?"""
        return self.find.model_id is not None and self.find.model_id.in_tests is True

    def safety_for(self, host: HostKind | None, profile: str, *, profile_is_host: bool = False) -> Safety:
        """The safety of its fix at a place."""
        for case in self.fix.cases:
            if case.safety and case.holds(host, profile, profile_is_host=profile_is_host):
                return case.safety
        return self.fix.safety

    def severity_for(self, host: HostKind | None, profile: str, *, profile_is_host: bool = False) -> Severity:
        """How bad a finding at a place is."""
        for case in self.fix.cases:
            if case.severity and case.holds(host, profile, profile_is_host=profile_is_host):
                return case.severity
        return self.severity

    @model_validator(mode="after")
    def _known_placeholders(self) -> Self:
        """A message that cannot be filled in would fail in the middle of a scan."""
        allowed = {"target", "profile", "status"} | _PLACEHOLDERS[self.matcher]
        texts = {"message": self.message, "fix.advice": self.fix.advice, "fix.alone": self.fix.alone or ""}
        for where, text in texts.items():
            fields = list(string.Formatter().parse(text))
            used = {name for _, name, _, _ in fields if name is not None}
            if any(spec or conversion for _, _, spec, conversion in fields):
                raise ValueError(f"{where}: write {{name}} alone, without a format behind it")
            if used - allowed:
                raise ValueError(f"{where} uses {{{min(used - allowed)}}}; it may use: {', '.join(sorted(allowed))}")
        return self

    @model_validator(mode="after")
    def _actions_work_on_the_matcher(self) -> Self:
        for action in self.fix.do:
            if self.matcher not in _WORKS_ON[action]:
                needed = ", ".join(sorted(_WORKS_ON[action]))
                raise ValueError(
                    f"fix.do: '{action.value}' cannot work on what '{self.matcher}' finds; it needs: {needed}"
                )
        return self


class Profile(Fact):
    """A reading of the facts: whose API a bare id is meant for, which price table answers, what a refusal looks like.

    `rules/profiles/<name>.yaml`; each host under `rules/facts/providers/` is a profile of its own without a file.
    """

    name: str
    title: str
    about: str
    host: str | None = Field(
        default=None, description="the host that an id with no sign of another is meant for; absent = the hosted API"
    )
    prices: Literal["book", "stated"] = Field(
        default="book", description="the dated price book, or the table that the guide states"
    )
    refusal_status: int | None = Field(
        default=None,
        description="the HTTP status that a retired name is said to be answered with; absent = as the facts have it",
    )
