"""What a file's name tells: its language, and what the file is for."""

from __future__ import annotations

from pathlib import PurePosixPath

import pytest

from v4migrate.scan.kinds import FileKind, kind_of
from v4migrate.scan.languages import language_of


@pytest.mark.parametrize(
    ("name", "language"),
    [
        ("a.py", "python"),
        ("a.test.tsx", "tsx"),
        (".env.local", "lines"),
        ("config.yaml.example", "yaml"),
        ("settings.toml.j2", "toml"),
        ("Dockerfile.prod", "dockerfile"),
        ("notes", "text"),
    ],
)
def test_language(name: str, language: str) -> None:
    assert language_of(PurePosixPath(name)) == language


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("src/a.py", FileKind.SOURCE),
        ("CHANGELOG.md", FileKind.HISTORY),
        ("docs/archive/designs/chat.md", FileKind.HISTORY),
        ("docs/partial-fix-review-2026-04-18.md", FileKind.HISTORY),
        ("docs/20260418_notes.md", FileKind.HISTORY),
        ("docs/bug/fixed/timeouts.md", FileKind.HISTORY),
        ("postmortems/outage.md", FileKind.HISTORY),
        ("docs/reviews/round-2.md", FileKind.HISTORY),
        ("docs/reviews/README.md", FileKind.SOURCE),
        ("src/reviews/guide.md", FileKind.SOURCE),
        ("src/reports/report-2026-04-18.py", FileKind.SOURCE),
        ("_posts/2025-01-20-how-to-ask.md", FileKind.SOURCE),
        ("docs/release-20261.md", FileKind.SOURCE),
        ("archive/reader.go", FileKind.SOURCE),
        ("data/old-readme.md", FileKind.HISTORY),
        ("docs/README_OLD.md", FileKind.HISTORY),
        ("docs/setup.old.md", FileKind.HISTORY),
        ("README.backup-2025.md", FileKind.HISTORY),
        ("docs/legacy-setup.rst", FileKind.HISTORY),
        ("docs/deprecated.md", FileKind.HISTORY),
        ("docs/backup-guide.md", FileKind.SOURCE),
        ("docs/threshold.md", FileKind.SOURCE),
        ("src/old-client.py", FileKind.SOURCE),
        ("target/classes/application.yaml", FileKind.RECORD),
        ("App/bin/Release/net8.0/appsettings.json", FileKind.RECORD),
        ("app/build/resources/main/application.yml", FileKind.RECORD),
        ("target/model.go", FileKind.SOURCE),
        ("tests/a.py", FileKind.TEST),
        ("web/a.spec.ts", FileKind.TEST),
        ("web/mock/models.ts", FileKind.TEST),
        ("lib/src/commonTest/kotlin/a/Asks.kt", FileKind.TEST),
        ("src/testFixtures/java/a/Asks.java", FileKind.TEST),
        ("AppTests/Asks.swift", FileKind.TEST),
        ("Shop.UnitTests/Asks.cs", FileKind.TEST),
        ("src/commonMain/kotlin/a/Asks.kt", FileKind.SOURCE),
        ("src/fastest/a.py", FileKind.SOURCE),
        ("SpeedTest/a.swift", FileKind.SOURCE),
        ("tests/cassettes/a.yaml", FileKind.RECORD),
        ("move-to-v4.patch", FileKind.RECORD),
        ("app/migrations/0001_a.py", FileKind.MIGRATION),
        ("src/main/resources/db/migration/V1__init.sql", FileKind.MIGRATION),
        ("priv/repo/migrations/2025_a.exs", FileKind.MIGRATION),
        ("Migrations/20250101_Init.cs", FileKind.MIGRATION),
        ("alembic/versions/a1b2_x.py", FileKind.MIGRATION),
        ("liquibase/db.changelog-1.yaml", FileKind.MIGRATION),
        ("drizzle/0001_x.sql", FileKind.MIGRATION),
        ("db/schema.rb", FileKind.MIGRATION),
        ("src/migration/model.go", FileKind.SOURCE),
        ("liquibase/application.yaml", FileKind.SOURCE),
        ("web/Chat.stories.tsx", FileKind.TEST),
        ("i18n/de.json", FileKind.TRANSLATION),
    ],
)
def test_kind(path: str, kind: FileKind) -> None:
    assert kind_of(PurePosixPath(path)) is kind
