"""Hosts and client libraries: how each is recognised in code, what it calls the models, how it takes the thinking switch."""

from datetime import date, datetime
from functools import cached_property
from typing import Annotated, Literal

from pydantic import AwareDatetime, Field

from v4migrate.rulebook.document import Data
from v4migrate.rulebook.facts.models import Thinking
from v4migrate.rulebook.facts.source import Fact, Mark

Served = Literal["yes", "no", "unknown"]
Mode = Literal["enabled", "disabled", "unknown"]
Word = Annotated[str, Field(min_length=1)]
ClientLanguage = Literal[
    "python", "javascript", "typescript", "json", "shell", "powershell",
    "go", "java", "kotlin", "csharp", "rust", "ruby", "php", "swift", "scala", "elixir", "lua", "dart", "cpp",
]  # fmt: skip
SwitchValue = bool | str | dict[str, str | bool]


class CatalogueId(Data):
    """An id in a host's catalogue to leave behind, spelled as a request spells it there."""

    id: str
    means: str = Field(description="the model behind it, e.g. DeepSeek-V3.2")
    thinking: Thinking | None = Field(
        default="disabled", description="the mode it stood for; null = whatever the host does by default"
    )
    until: AwareDatetime | None = Field(
        default=None, description="when the host stops to serve it; absent = not announced"
    )
    gone_by: date | None = Field(
        default=None, description="a day on which it was seen to be gone; its last day is not known"
    )
    mark: Mark | None = Field(default=None, description="where it differs from the file's")
    note: str | None = None

    def is_over(self, at: datetime) -> bool:
        """Does the host refuse it at this instant, as far as is known?"""
        if self.gone_by is not None:
            return at.date() >= self.gone_by
        return self.until is not None and at >= self.until


class Successors(Data):
    """What a host calls the V4 models. An absent one is not offered, or not verified."""

    flash: str | None = None
    pro: str | None = None
    others: list[str] = Field(
        default=[], description="further names of the V4 family that count as migrated: dated, rolling, vision"
    )
    mark: Mark

    @property
    def is_verified(self) -> bool:
        """Good enough to be written by a rewrite: an official page, a live answer or two third parties."""
        return self.mark in {"A", "B"}

    @property
    def names(self) -> list[str]:
        """Every name of the V4 family here."""
        return [name for name in (self.flash, self.pro, *self.others) if name]


class ThinkingSwitch(Data):
    """The field of a request body that turns thinking on and off at a host."""

    field: str
    disabled: SwitchValue
    enabled: SwitchValue
    also: list[str] = Field(default=[], description="further fields that say the same or the effort")


class HostThinking(Data):
    """How a host thinks when a request says nothing, and how to tell it."""

    v4_default: Mode = "unknown"
    v3_default: Mode = "unknown"
    switch: ThinkingSwitch | None = Field(default=None, description="absent = not known, or the operator's choice")
    mark: Mark
    note: str | None = None


class HostFacts(Fact):
    """`rules/facts/providers/<name>.yaml`: one host. What is not known is `unknown` or absent, never a guess."""

    name: str
    title: str
    is_official: bool = False
    is_own_server: bool = False
    is_hub: bool = Field(
        default=False, description="a place to download weights from: an id spelled as there proves no host"
    )
    base_urls: list[Word] = []
    environment: list[Word] = Field(default=[], description="variables whose use tells the host")
    libraries: list[Word] = Field(default=[], description="imports and class names that tell the host")
    prefixes: list[Word] = Field(default=[], description="a router's prefix that names this host alone")
    commands: list[Word] = []
    shared_prefixes: list[Word] = Field(default=[], description="a router's prefix that other hosts use too")
    own_prefixes: list[Word] = Field(
        default=[], description="such a prefix with the mark behind it that only this host has"
    )
    routers: list[Word] = Field(
        default=[], description="libraries and tools in whose hands a shared prefix means this host"
    )
    names: list[Word] = Field(default=[], description="words that name the host as a key, a value or a variable")
    neighbours: list[Word] = Field(
        default=[], description="other makers and hosts that tell none by themselves: a key among them names a provider"
    )
    neighbour_clients: dict[Word, Word] = Field(
        default={}, description="classes that ask another maker or host, and its name: evidence where one is made"
    )
    neighbour_calls: dict[Word, Word] = Field(
        default={},
        description="methods that only another maker's or host's client has, and its name; the end of what is called",
    )
    neighbour_packages: dict[Word, Word] = Field(
        default={},
        description="packages that ask another maker or host, and its name; * stands for that name in the package's",
    )
    serves_v32: Served = "unknown"
    old: list[CatalogueId] = Field(
        default=[],
        description="ids to leave behind: the V3 family, and what the host has dropped since; the hosted API's own are in models.yaml",
    )
    v4: Successors | None = Field(default=None, description="what the V4 models are called here; absent = none found")
    thinking: HostThinking | None = Field(default=None, description="absent = nothing known")
    output_tokens: int | None = Field(default=None, description="largest output cap of V4 here; absent = not known")
    default_output_tokens: int | None = Field(default=None, description="cap of a request that names none")
    has_free_names: bool = Field(default=False, description="served names are chosen by the user: an id proves nothing")

    @cached_property
    def catalogue(self) -> dict[str, CatalogueId]:
        """The ids to leave behind here, by spelling."""
        return {entry.id: entry for entry in self.old}

    @property
    def switch(self) -> ThinkingSwitch | None:
        """The host's own thinking switch; None where it has none, or none is known."""
        return self.thinking.switch if self.thinking else None

    @property
    def default_mode(self) -> Thinking | None:
        """The mode of a V4 request that does not say; None where it is not known."""
        default = self.thinking.v4_default if self.thinking else "unknown"
        return None if default == "unknown" else default

    def serves(self, at: datetime) -> Served:
        """Does the host serve V3.2 at an instant? What the file says holds for the day of its check."""
        ends = [entry.until for entry in self.old if entry.until and entry.means.startswith("DeepSeek-V3.2")]
        return "yes" if any(at < end for end in ends) else self.serves_v32

    def successor(self, family: Literal["flash", "pro"]) -> str | None:
        """The verified V4 name of a family here, or None."""
        if self.v4 is None or not self.v4.is_verified:
            return None
        return self.v4.pro if family == "pro" else self.v4.flash


class ModelMaker(Data):
    """What makes the model object that a request takes: the provider that a package exports, or one that a function makes."""

    package: str
    provider: str | None = Field(default=None, description="the name under which the package exports one")
    function: str = Field(description="what makes another")
    name: str | None = Field(default=None, description="the name that it must be made with")


class ClientFacts(Fact):
    """How one client library takes the thinking switch."""

    name: str
    language: ClientLanguage = Field(
        description="what is said of javascript holds in typescript too, unless an entry of its own says otherwise"
    )
    callee: list[str] = Field(default=[], description="ends of the dotted name of the function that is called")
    types: list[str] = Field(
        default=[], description="what a literal of settings is declared as, or the key that it stands under"
    )
    libraries: list[Word] = Field(
        default=[],
        description="where callee or type must be imported from, if its name is not telling; absent = from anywhere",
    )
    first_versions: dict[Word, str] = Field(
        default={},
        description="package -> its first version that takes the switch; an older one drops or refuses it",
    )
    older_form: list[Word] = Field(
        default=[], description="arguments of an older form of the call, which does not take `argument`"
    )
    model_from: ModelMaker | None = Field(
        default=None, description="what must have made the model, where the request takes an object"
    )
    form: Literal[
        "keyword-dict", "keyword", "property", "property-dict", "spread", "entry", "entry-dict",
        "literal", "named", "link", "option", "statement", "told",
    ]  # fmt: skip
    argument: str
    within: list[Word] = Field(
        default=[], description="keys on the way from the argument to the mapping that holds `key`"
    )
    key: str | None = None
    needs: str | None = Field(
        default=None, description="what the file must import, or the call hold, for the form to be right"
    )
    also_in: list[Word] = Field(default=[], description="further arguments that may hold `argument`")
    said_by: list[Word] = Field(default=[], description="arguments with which the client itself switches thinking")
    shared_with: list[Word] = Field(
        default=[], description="arguments by which a request, with all that it holds, may go to another model as well"
    )
    changed_by: list[Word] = Field(
        default=[],
        description="methods by which the object asks for another model later, with all that it was made with",
    )
    is_own_api_only: bool = Field(default=False, description="other hosts are not known to take the switch like this")
    unset: str | None = Field(
        default=None,
        description="what the client takes for an argument that is not given; else the switch for one model alone is unpacked",
    )
    disabled: str
    enabled: str
    snippet: str


class Clients(Data):
    """`rules/facts/clients.yaml`."""

    clients: Annotated[list[ClientFacts], Field(min_length=1)]
