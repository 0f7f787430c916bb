"""JSON and YAML: the key path of a scalar, its role, and the mappings around it. Bytes are only located, never dumped again."""

from __future__ import annotations

import re
from collections.abc import Sequence

from tree_sitter import Node

from v4migrate.rulebook.schema import Role
from v4migrate.scan.left import Left
from v4migrate.scan.place import Kind, Place, Span, Surroundings, is_model_name, is_record, line_around
from v4migrate.scan.syntax.code import WithoutCalls
from v4migrate.scan.syntax.embedded import embedded
from v4migrate.scan.syntax.tree import ancestors, count_errors, node_at, parse, span_of, text_of

_PLAIN_NAMES = {"id", "name", "value", "default"}


class _ConfigSyntax(WithoutCalls):
    """What the two formats share: a key and a value below a pair node."""

    language: str
    scalars: frozenset[str]
    pairs: frozenset[str]
    mappings: frozenset[str]
    lists: frozenset[str]

    def __init__(self, text: bytes) -> None:
        self.text = text
        self.tree = parse(text, self.language)

    def errors(self) -> int:
        """How many syntax errors the parser saw."""
        return count_errors(self.tree)

    def place(self, span: Span) -> Place:
        """What stands at `span`."""
        node = node_at(self.tree, span)
        scopes = [span_of(up) for up in ancestors(node) if up.type in self.mappings]
        if any(up.type == "comment" for up in ancestors(node)):
            return self._embedded(span, scopes) or Place(Role.PROSE, scopes=scopes)
        scalar = next((up for up in ancestors(node) if up.type in self.scalars), None)
        if scalar is None:
            return self._embedded(span, scopes) or Place(Role.TEXT, scopes=scopes)
        content = text_of(scalar).strip("\"'")
        token = self.text[span.start : span.end].decode()
        if not re.fullmatch(r"(?:[\w.@-]+[/:])*" + re.escape(token), content):
            return self._embedded(span, scopes) or Place(Role.PROSE, scopes=scopes)
        return self._of_scalar(scalar, scopes)

    def surroundings(self, span: Span) -> Surroundings:
        """What stands around `span`: the pair, the mappings, the keys above."""
        above = list(ancestors(node_at(self.tree, span)))
        pairs = [up for up in above if up.type in self.pairs]
        keys = [key for up in pairs if (key := _key(up))]
        scopes = [span_of(up) for up in above if up.type in self.mappings]
        kind: Kind = "comment" if any(up.type == "comment" for up in above) else "code"
        return Surroundings(kind, span_of(pairs[0]) if pairs else line_around(self.text, span), scopes, keys)

    def _embedded(self, span: Span, scopes: Sequence[Span]) -> Place | None:
        inside = embedded(self.text, span)
        if inside is None:
            return None
        role = Role.CONFIG if inside.role is Role.REQUEST else inside.role
        return Place(role, inside.name, run_time_choice=True, scopes=scopes)

    def _of_scalar(self, scalar: Node, scopes: Sequence[Span]) -> Place:
        pair = next((up for up in ancestors(scalar) if up.type in self.pairs), None)
        sequence = next(
            (up for up in ancestors(scalar) if up.type in {"array", "block_sequence_item", "flow_sequence"}), None
        )
        if sequence is not None and (pair is None or span_of(pair).holds(span_of(sequence))):
            return Place(Role.MEMBER, _key(pair), scopes=scopes)
        if pair is None:
            return Place(Role.TEXT, scopes=scopes)
        key, value = pair.child_by_field_name("key"), pair.child_by_field_name("value")
        if key is not None and span_of(key).holds(span_of(scalar)):
            alias = value is not None and "deepseek" in text_of(value) and "\n" not in text_of(value).strip()
            return Place(Role.KEY, left=Left.ALIAS_MAP if alias else None, scopes=scopes)
        name, keys = _key(pair), self._keys_around(pair)
        mapping = pair.parent
        if mapping is not None and is_record(_key(child) or "" for child in mapping.named_children):
            return Place(Role.CONFIG, name, scopes=scopes, left=Left.RECORD)
        if is_model_name(name):
            held = [span_of(up) for up in ancestors(pair) if up.type in self.lists] or scopes
            return Place(Role.CONFIG, name, keys, run_time_choice=True, scopes=scopes, container=next(iter(held), None))
        return Place(Role.MEMBER if name in _PLAIN_NAMES else Role.ARGUMENT, name, keys, scopes=scopes)

    def _keys_around(self, pair: Node) -> list[str]:
        """The keys of the mappings that enclose a pair, innermost first."""
        outer = [up for up in ancestors(pair) if up.type in self.pairs][1:]
        return [key for up in outer if (key := _key(up))]


class JsonSyntax(_ConfigSyntax):
    """One parsed JSON region; comments and trailing commas are tolerated."""

    language = "json"
    scalars = frozenset({"string"})
    pairs = frozenset({"pair"})
    mappings = frozenset({"object"})
    lists = frozenset({"array"})


class YamlSyntax(_ConfigSyntax):
    """One parsed YAML region; templates and broken files are located as far as the grammar goes."""

    language = "yaml"
    scalars = frozenset({"plain_scalar", "single_quote_scalar", "double_quote_scalar", "block_scalar"})
    pairs = frozenset({"block_mapping_pair", "flow_pair"})
    mappings = frozenset({"block_mapping", "flow_mapping"})
    lists = frozenset({"block_sequence", "flow_sequence"})


def _key(pair: Node | None) -> str | None:
    key = pair.child_by_field_name("key") if pair is not None else None
    return text_of(key).strip("\"'") if key else None
