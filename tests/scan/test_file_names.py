"""What a file's name tells: its language, and what the file is for."""

from __future__ import annotations

from pathlib import PurePosixPath

import pytest

from v4migrate.rulebook.load import load_rulebook
from v4migrate.scan.kinds import FileKind, is_test_of_r, kind_of
from v4migrate.scan.languages import language_of
from v4migrate.scan.scanner import Scanner


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
        ("local_tests/providers/a.R", FileKind.TEST),
        ("my-integration-test/a.go", FileKind.TEST),
        ("src/latest/a.py", FileKind.SOURCE),
        ("install/config_export_2025-01-02.json", FileKind.RECORD),
        ("backup-20250102.sql", FileKind.RECORD),
        ("db/dump_2025_01_02.yaml", FileKind.RECORD),
        ("config/export.json", FileKind.SOURCE),
        ("src/export_2025-01-02.py", FileKind.SOURCE),
        ("config/models_2025-01-02.json", FileKind.SOURCE),
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
        ("_locales/en/messages.json", FileKind.TRANSLATION),
        ("App/en.lproj/Localizable.strings", FileKind.TRANSLATION),
        ("custom_components/chat/strings.json", FileKind.TRANSLATION),
        ("messages/zh-CN.json", FileKind.TRANSLATION),
        ("src/main/resources/messages_de.properties", FileKind.TRANSLATION),
        ("lib/app_en.arb", FileKind.TRANSLATION),
        ("src/messages/chat.ts", FileKind.SOURCE),
        ("config/app_en.json", FileKind.SOURCE),
        ("res/values/strings.xml", FileKind.SOURCE),
    ],
)
def test_kind(path: str, kind: FileKind) -> None:
    assert kind_of(PurePosixPath(path)) is kind


@pytest.mark.parametrize(
    ("text", "is_test"),
    [
        ('source("checks/test_harness.R")\nrun("x", { ask(.model = "deepseek-chat") })\n', True),
        ('library(testthat)\n', True),
        ('test_that("x", { ask() })\n', True),
        ('source("R/helper.R")\nask(.model = "deepseek-chat")\n', False),
    ],
)  # fmt: skip
def test_program_of_r_that_runs_tests(text: str, is_test: bool) -> None:
    assert is_test_of_r(PurePosixPath("checks/asks.R"), text.encode()) is is_test
    assert not is_test_of_r(PurePosixPath("checks/asks.py"), text.encode())


def test_harness_of_r_makes_its_file_a_test() -> None:
    code = b'source("checks/test_harness.R")\nllm <- ask(.model = "deepseek-chat", base_url = "https://api.deepseek.com")\n'
    findings = Scanner(load_rulebook()).scan(PurePosixPath("checks/asks.R"), code).findings
    assert [finding.rule.id for finding in findings] == ["id-in-test"]
