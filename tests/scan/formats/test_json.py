"""The documented shape of json and jsonl."""

from __future__ import annotations

import json
import re
from pathlib import Path

from v4migrate.scan.formats import Format, render
from v4migrate.scan.report import ScanReport


def test_document(full: ScanReport) -> None:
    document = json.loads(render(Format.JSON, full))
    assert {key: document[key] for key in ("schema", "target", "profile", "as_of", "complete", "files_scanned")} == {
        "schema": "v4migrate.scan/1",
        "target": "deepseek-v4-flash",
        "profile": "official",
        "as_of": "2026-11-24T00:00:00+00:00",
        "complete": True,
        "files_scanned": 3,
    }
    assert {
        key: len(document[key]) for key in ("findings", "suppressed", "left", "unused_suppressions", "unreadable")
    } == {
        "findings": 3,
        "suppressed": 2,
        "left": 1,
        "unused_suppressions": 2,
        "unreadable": 1,
    }
    assert document["suppressed"][0]["suppression"] == {
        "by": "line",
        "reason": "the gateway knows the name",
        "line": 1,
    }
    assert document["unused_suppressions"][0] == {
        "path": "src/c.py",
        "line": 9,
        "rules": ["DS001"],
        "reason": "no longer true",
        "problem": "",
    }


def test_edits_point_at_bytes_and_at_lines(scanned) -> None:
    code = 'x = "é"\nclient.chat.completions.create(model="deepseek-chat", messages=m)\n'
    (finding,) = json.loads(render(Format.JSON, scanned({"a.py": code})))["findings"]
    data = code.encode()
    for edit in sorted(finding["fix"]["edits"], key=lambda edit: edit["bytes"], reverse=True):
        start, end = edit["bytes"]
        data = data[:start] + edit["new"].encode() + data[end:]
    assert b'model="deepseek-v4-flash", messages=m, extra_body={"thinking": {"type": "disabled"}}' in data
    first = finding["fix"]["edits"][0]
    assert (first["start"], first["end"]) == ([2, 39], [2, 52])


def test_lines_hold_the_same_as_the_document(full: ScanReport) -> None:
    document = json.loads(render(Format.JSON, full))
    lines = [json.loads(line) for line in render(Format.JSONL, full).splitlines()]
    groups: dict[str, list[dict[str, object]]] = {}
    for line in lines:
        groups.setdefault(line.pop("type"), []).append(line)
    (run,) = groups.pop("run")
    assert lines[0] is run
    assert groups == {
        "finding": document["findings"],
        "suppressed": document["suppressed"],
        "left": document["left"],
        "unused-suppression": document["unused_suppressions"],
    }
    assert all(document[key] == value for key, value in run.items())


def test_every_field_is_documented(full: ScanReport) -> None:
    page = (Path(__file__).parents[3] / "docs" / "formats.md").read_text(encoding="utf-8")
    named = {name for row in re.findall(r"(?m)^\| ([\w, ]+) \|", page) for name in row.split(", ")}
    document = json.loads(render(Format.JSON, full))
    (finding, *_) = document["findings"]
    assert set(document) | set(finding) | {"edits"} <= named


def test_confidence_is_the_same_in_every_format(scanned) -> None:
    report = scanned(
        {"a.py": 'c.chat.completions.create(model="deepseek-chat", messages=m)\n', "b.xyz": "deepseek-chat"}
    )
    told = [finding["confidence"] for finding in json.loads(render(Format.JSON, report))["findings"]]
    assert told == ["medium", "low"]
    results = json.loads(render(Format.SARIF, report))["runs"][0]["results"]
    assert [result["properties"]["confidence"] for result in results] == told
    head, *rows = render(Format.CSV, report).splitlines()
    assert [head.rpartition(",")[2], *(row.rpartition(",")[2] for row in rows)] == ["confidence", *told]
