"""The reason codes of old ids that are left alone: every one that stays says why, and `--show-left` lists them."""

from __future__ import annotations

from enum import StrEnum


class Left(StrEnum):
    """Why an old id was left alone."""

    FOREIGN_HOST = "foreign-host"
    OWN_SERVER = "own-server"
    OTHER_CATALOGUE = "other-catalogue"
    OTHER_WORD = "other-word"
    IDENTIFIER = "identifier"
    LINK = "link"
    ALIAS_MAP = "alias-map"
    DENY_LIST = "deny-list"
    HISTORY = "history"
    RECORD = "record"
    ANSWER = "recorded-answer"
    LOGGED = "logged"
    REFERENCE = "reference"
    MIGRATION = "applied-migration"
    TRANSLATION = "translation"
    QUERY = "query"
    LABEL = "label"
    PACKAGE = "package"
    PAST = "past"
    WRONG = "wrong-example"
    MIGRATED = "migrated"
    NO_RULE = "no-rule"

    @property
    def meaning(self) -> str:
        """One line for `--show-left` and the docs."""
        return _LEFT[self]


_LEFT = {
    Left.FOREIGN_HOST: "the request goes to another provider, whose catalogue has its own calendar",
    Left.OWN_SERVER: "the request goes to a server of one's own, where names are the operator's choice",
    Left.OTHER_CATALOGUE: "the prefix belongs to another catalogue (open weights, a cloud)",
    Left.OTHER_WORD: "the id is only part of a longer word: another model, a file name, a fixture",
    Left.IDENTIFIER: "a name in code, not an id",
    Left.LINK: "part of a link or a path",
    Left.ALIAS_MAP: "the key of a map from old names to new ones: rewriting it would break the map",
    Left.DENY_LIST: "part of a list of retired names",
    Left.HISTORY: "a record of the past: changelog, release notes, a report of one day, what stood before a change",
    Left.RECORD: "recorded or built output: cassette, snapshot, notebook output, a copy that a build made",
    Left.ANSWER: "the text of an answer that was recorded: it tells what was answered, and nothing is asked with it",
    Left.LOGGED: "a row of a log: it tells what was asked at its time",
    Left.REFERENCE: "the name of another entry that this one builds on: it changes with that entry, not before",
    Left.MIGRATION: "an applied migration is immutable",
    Left.TRANSLATION: "a translation catalogue: changing it orphans every translation",
    Left.QUERY: "a query over what was recorded: old rows keep the old name",
    Left.LABEL: "a label of a metric or a log, a selector, a route, a class of a style, a plugin's name: others find it by it",
    Left.PACKAGE: "what a package, a program, a service, a folder, an image or a store is called, and no model",
    Left.PAST: "a sentence about the past",
    Left.WRONG: "an example that is marked as wrong: it shows what not to write",
    Left.MIGRATED: "a note beside the new name: it says what stood here before",
    Left.NO_RULE: "no rule of this rulebook covers it",
}
