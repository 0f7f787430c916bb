"""What a file is for, as far as its path tells."""

from __future__ import annotations

from enum import StrEnum
from pathlib import PurePosixPath

from v4migrate.regex import regex


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
_ARCHIVES = {"archive", "archives", "archived", "_archive", "_archived"}
_TEXTS = (".md", ".mdx", ".rst", ".txt", ".adoc")
# `old-readme.md`, `README_old.md`, `guide.backup.md`, `deprecated.md`: what a document was before. `backup-guide.md` tells of backups.
_PUT_ASIDE = regex(r"(?:\A(?:old|legacy|deprecated)[-_. ]|[-_. ](?:old|bak|backup|legacy|deprecated)[-_.]?[\d_-]*\.)")
_POSTS = {"_posts", "posts", "blog", "blogs"}  # tutorials that are read today
_DATED = regex(r"(?:\A|[^0-9])20\d\d([-_.]?)(?:0[1-9]|1[0-2])\1(?:0[1-9]|[12]\d|3[01])(?![0-9])")
_REPORTS = {"postmortems", "post-mortems", "postmortem", "retros", "retrospectives", "incidents"}
_REPORTS_OF_DOCUMENTS = {"reviews", "code-reviews", "reports", "sessions", "session-logs"}
_OF_DOCUMENTS = {"docs", "doc", "documentation", "notes", ".claude"}
_BUGS = {"bug", "bugs", "issue", "issues"}
_CLOSED = {"fixed", "resolved", "closed", "done"}


def _is_report(parts: set[str], stem: str) -> bool:
    """Does a document tell of one day: by a date in its name, or by a folder of reports, of bugs that are fixed?"""
    if not stem.endswith(_TEXTS) or parts & _POSTS:
        return False
    is_of_documents = bool(parts & _OF_DOCUMENTS) and not stem.startswith("readme")
    if parts & _REPORTS or (is_of_documents and parts & _REPORTS_OF_DOCUMENTS):
        return True
    return bool(parts & _BUGS and parts & _CLOSED) or _DATED.search(stem) is not None


_RESULT_DIRS = {"results", "eval_results", "predictions", "responses", "transcripts", "logs"}
_DATA = (".json", ".csv", ".tsv", ".yaml", ".yml", ".txt", ".xml")
_EXPORTED = regex(r"(?:\A|[^a-z])(?:exports?|exported|dump|backup|snapshot)(?![a-z])")


def _is_dated_export(stem: str) -> bool:
    """Is it what a database or a program gave away on one day: `export-2025-11-13.json`?"""
    is_data = stem.endswith((*_DATA, ".sql"))
    return is_data and _EXPORTED.search(stem) is not None and _DATED.search(stem) is not None


_LOG = regex(r"\.(?:log|stdout|stderr|sse)(?:\.\d+)?\Z|\Anohup\.out\Z")
_TEST_DIRS = {"test", "tests", "__tests__", "spec", "specs", "e2e", "mock", "mocks", "__mocks__"}
# `src/commonTest/` of Gradle, `src/testFixtures/`, and `ChatTests/`, `Chat.UnitTests/` of Xcode and .NET.
_FOLDER_OF_TESTS = regex(r"[a-z0-9][_-]tests?\Z")  # `local_tests/`, `integration-test/`
_TEST_SET = regex(r"(?:\A|/)src/(?:[a-z]\w*Test|test[A-Z]\w*)/|[a-z0-9.](?:[A-Z]\w*)?Tests/")


def _is_in_a_test_set(path: str) -> bool:
    return ("Test" in path or "/test" in path) and _TEST_SET.search(path) is not None


# Copies that a build made of what stands elsewhere: Maven's, those of .NET and of Gradle.
_BUILT = regex(
    r"(?:\A|/)(?:target/(?:test-)?classes|(?:bin|obj)/(?:Debug|Release)|build/(?:intermediates|generated|outputs|resources))/"
)


def _is_built(path: str) -> bool:
    return ("target/" in path or "build/" in path or "bin/" in path or "obj/" in path) and _BUILT.search(
        path
    ) is not None


_MIGRATION_DIRS = {"migrations", "migrate", "migration", "alembic", "liquibase", "flyway", "drizzle"}
_MIGRATIONS = (
    *(".sql", ".py", ".rb", ".php", ".ts", ".js", ".mjs", ".cjs", ".exs", ".cs", ".go", ".java", ".kt"),
    *(".xml", ".yaml", ".yml", ".json"),
)
_NUMBERED = regex(r"(?i)\A(?:[vru]?\d+[\d._]*[-_.]|[0-9a-f]{8,}_|db\.changelog|changelog)")


def _is_migration(parts: set[str], path: PurePosixPath) -> bool:
    """Is it a step that a database has taken already, or what all of them came to?"""
    name = path.name.lower()
    if path.parent.name == "db" and name in {"schema.rb", "structure.sql"}:
        return True
    if not parts & _MIGRATION_DIRS or not name.endswith(_MIGRATIONS):
        return False
    plain = parts & {"migrations", "migrate"} and name.endswith((".sql", ".py", ".rb", ".php", ".ts", ".js", ".exs"))
    return bool(plain) or _NUMBERED.match(name) is not None or "versions" in parts


_TRANSLATIONS = {"locale", "locales", "_locales", "i18n", "l10n", "lang", "translations"}
_OF_TRANSLATIONS = (".po", ".pot", ".xliff", ".xlf", ".strings", ".stringsdict", ".xcstrings", ".arb", ".resx")
# `messages/en.json`, `messages_de.properties`
_IN_ONE_LANGUAGE = regex(r"(?:\A|[-_.])[a-z]{2}(?:[-_][a-z]{2,4})?\.(?:json|ya?ml|properties|ts|js)\Z")


def _is_translation(parts: set[str], stem: str) -> bool:
    """Are the values of a file texts that are shown, in one language of several?"""
    if stem.endswith(_OF_TRANSLATIONS) or parts & _TRANSLATIONS or any(part.endswith(".lproj") for part in parts):
        return True
    is_of_messages = "messages" in parts or stem.startswith("messages_")
    return stem == "strings.json" or (is_of_messages and _IN_ONE_LANGUAGE.search(stem) is not None)


_R_HARNESS = regex(rb"\btest_that\(|\blibrary\(testthat\)|\bsource\([\"'][^\"'\n]*test_?(?:harness|helper|setup)")


def is_test_of_r(path: PurePosixPath, data: bytes) -> bool:
    """Is it a program of R that runs tests? Its file and its folder may be called by anything."""
    return path.suffix.lower() == ".r" and _R_HARNESS.search(data) is not None


def kind_of(path: PurePosixPath) -> FileKind:
    """What a file is for, by its path inside the scanned tree."""
    parts = {part.lower() for part in path.parts[:-1]}
    stem = path.name.lower()
    if stem == "news" or stem.startswith(
        ("changelog", "changes", "history", "news.", "release-notes", "release_notes", "releases")
    ):
        return FileKind.HISTORY
    if stem.startswith(("migrat", "upgrad")) and stem.endswith(_TEXTS):
        return FileKind.HISTORY
    if parts & {"changelog", "changelogs", "release-notes", "adr", "decisions"}:
        return FileKind.HISTORY
    if stem.endswith(_TEXTS) and (parts & _ARCHIVES or _PUT_ASIDE.search(stem)):
        return FileKind.HISTORY
    if _is_report(parts, stem):
        return FileKind.HISTORY
    if (
        (parts & _RESULT_DIRS and stem.endswith(_DATA))
        or parts & _RECORD_DIRS
        or _is_built(path.as_posix())
        or stem.endswith((".snap", ".har", ".jsonl", ".ndjson", ".patch", ".diff"))
    ):
        return FileKind.RECORD
    if _LOG.search(stem) or _is_dated_export(stem):
        return FileKind.RECORD
    if _is_migration(parts, path):
        return FileKind.MIGRATION
    if _is_translation(parts, stem):
        return FileKind.TRANSLATION
    if (
        parts & _TEST_DIRS
        or any(map(_FOLDER_OF_TESTS.search, parts))
        or _is_in_a_test_set(path.as_posix())
        or stem.startswith(("test_", "conftest."))
        or any(mark in stem for mark in ("_test.", ".test.", ".spec.", ".stories.", ".cy."))
    ):
        return FileKind.TEST
    return FileKind.SOURCE
