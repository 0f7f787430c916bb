"""What the rename of one finding may ask of the types of its project."""

from __future__ import annotations

from v4migrate.rewrite.guarding import refused
from v4migrate.rewrite.own_types.asking import Typed
from v4migrate.rewrite.thinking import Following, keeps_mode, name_of
from v4migrate.rulebook.facts import Facts
from v4migrate.rulebook.facts.models import Thinking as Mode
from v4migrate.scan.finding import Finding
from v4migrate.scan.flow.follow import Flow


def typed_of(finding: Finding, following: Following, facts: Facts, mode: Mode) -> Typed | None:
    """The project's own types; None for a file that is alone, or a switch that is no mapping of words."""
    ground, current, name = following.ground, following.current, name_of(finding)
    switch = facts.official.switch
    if ground is None or current is None or name is None or switch is None:
        return None
    value = switch.disabled if mode == "disabled" else switch.enabled
    if not isinstance(value, dict) or not all(isinstance(entry, str) for entry in value.values()):
        return None
    words = {key: str(entry) for key, entry in value.items()}

    keeps = keeps_mode(facts, mode)

    def is_same(written: str) -> bool:
        return written == name or keeps(written)

    def thinks() -> str | None:
        why = refused(name, [Flow(is_choice=True)], ground)
        return why.why if why is not None else None

    constant = (finding.place.constant or "").rpartition(".")[2]
    return Typed(ground.types, current, name, words, is_same, ground.own, ground.look, thinks, constant)
