"""The names of the formats: what a command line needs to know before it loads any."""

from __future__ import annotations

from enum import StrEnum


class Format(StrEnum):
    """The formats, each named as its module."""

    TEXT = "text"
    JSON = "json"
    JSONL = "jsonl"
    SARIF = "sarif"
    GITHUB = "github"
    GITLAB = "gitlab"
    JUNIT = "junit"
    MARKDOWN = "markdown"
    CSV = "csv"

    @property
    def is_from_the_root(self) -> bool:
        """Are its paths meant from the root of the repository, by those who show it beside the code?"""
        return self in {Format.SARIF, Format.GITHUB, Format.GITLAB}

    @property
    def shows_edits(self) -> bool:
        """Does it carry the edits of a fix, which have to be worked out first?"""
        return self in {Format.JSON, Format.JSONL, Format.SARIF}
