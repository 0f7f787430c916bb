"""What a file is for, as far as its path tells."""

from __future__ import annotations

import re
from enum import StrEnum
from pathlib import PurePosixPath


class FileKind(StrEnum):
    """What a file is for, as far as its path tells."""

    SOURCE = "source"
    TEST = "test"
    HISTORY = "history"
    RECORD = "record"
    MIGRATION = "migration"
    TRANSLATION = "translation"


_RECORD_DIRS = {
    "cassettes",
    "recordings",
    "snapshots",
    "__snapshots__",
    "golden",
    "goldens",
    "fixtures",
    "testdata",
    "__fixtures__",
}
_LOG = re.compile(r"\.(?:log|stdout|stderr|sse)(?:\.\d+)?\Z|\Anohup\.out\Z")
_TEST_DIRS = {"test", "tests", "__tests__", "spec", "specs", "e2e", "mock", "mocks", "__mocks__"}
# `src/commonTest/` of Gradle, `src/testFixtures/`, and `ChatTests/`, `Chat.UnitTests/` of Xcode and .NET.
_TEST_SET = re.compile(r"(?:\A|/)src/(?:[a-z]\w*Test|test[A-Z]\w*)/|[a-z0-9.](?:[A-Z]\w*)?Tests/")


def _is_in_a_test_set(path: str) -> bool:
    return ("Test" in path or "/test" in path) and _TEST_SET.search(path) is not None


def kind_of(path: PurePosixPath) -> FileKind:
    """What a file is for, by its path inside the scanned tree."""
    parts = {part.lower() for part in path.parts[:-1]}
    stem = path.name.lower()
    if stem == "news" or stem.startswith(
        ("changelog", "changes", "history", "news.", "release-notes", "release_notes", "releases")
    ):
        return FileKind.HISTORY
    if stem.startswith(("migrat", "upgrad")) and stem.endswith((".md", ".mdx", ".rst", ".txt", ".adoc")):
        return FileKind.HISTORY
    if parts & {"changelog", "changelogs", "release-notes", "adr", "decisions"}:
        return FileKind.HISTORY
    if parts & _RECORD_DIRS or stem.endswith((".snap", ".har", ".jsonl", ".ndjson", ".patch", ".diff")):
        return FileKind.RECORD
    if _LOG.search(stem):
        return FileKind.RECORD
    if parts & {"migrations", "migrate"} and stem.endswith((".sql", ".py", ".rb", ".php", ".ts", ".js")):
        return FileKind.MIGRATION
    if stem.endswith((".po", ".pot", ".xliff", ".xlf")) or parts & {
        "locale",
        "locales",
        "i18n",
        "lang",
        "translations",
    }:
        return FileKind.TRANSLATION
    if (
        parts & _TEST_DIRS
        or _is_in_a_test_set(path.as_posix())
        or stem.startswith(("test_", "conftest."))
        or any(mark in stem for mark in ("_test.", ".test.", ".spec."))
    ):
        return FileKind.TEST
    return FileKind.SOURCE
