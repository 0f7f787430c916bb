"""What holds for every format alike: no secret, no control character, one result for one report, accepted findings shown as such."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from dataclasses import replace

import pytest

from v4migrate.scan.finding import SuppressedBy, Suppression, UnusedSuppression
from v4migrate.scan.formats import Format, job_summary, render
from v4migrate.scan.formats.masking import clean
from v4migrate.scan.report import ScanReport

KEY = "sk-" + "a1b2" * 8
IMAGE = f'[{{"type": "image_url", "image_url": "https://x.example/?key={KEY}"}}]'
every_format = pytest.mark.parametrize("chosen", list(Format), ids=str)


def first_suppressed(report: ScanReport, reason: str) -> ScanReport:
    scan = report.scans[0]
    accepted = replace(scan.findings[0], suppression=Suppression(SuppressedBy.LINE, reason, 1))
    return replace(report, scans=[replace(scan, findings=[accepted, *scan.findings[1:]])])


@every_format
@pytest.mark.parametrize(
    "secretive",
    [
        pytest.param(
            lambda scanned: scanned({"a.py": f'ask(api_key="{KEY}", model="deepseek-chat")\n'}), id="on-the-line"
        ),
        pytest.param(
            lambda scanned: scanned(
                {"a.py": f'c.chat.completions.create(model="deepseek-v4-pro", messages=[{{"content": {IMAGE}}}])\n'}
            ),
            id="in-the-found-text",
        ),
        pytest.param(
            lambda scanned: first_suppressed(scanned({"a.py": 'ask(model="deepseek-chat")\n'}), f"key {KEY}"),
            id="in-a-reason",
        ),
        pytest.param(
            lambda scanned: replace(
                scanned({"a.py": "1\n"}),
                outdated=[UnusedSuppression(f"{KEY}.json", 0, [KEY], KEY, KEY)],
                unreadable=[f"{KEY}: cannot be read"],
            ),
            id="in-names-and-problems",
        ),
        pytest.param(
            lambda scanned: scanned({"a.py": f'"deepseek-chat-v9x", api_key="{KEY}"\n'}), id="beside-an-id-that-is-left"
        ),
    ],
)
def test_secret_is_masked(chosen: Format, secretive: Callable[..., ScanReport], scanned) -> None:
    report = secretive(scanned)
    assert report.findings or report.suppressed or report.left or report.unused
    shown = render(chosen, report)
    assert KEY not in shown
    assert KEY[3:] not in shown


def test_secret_is_masked_in_the_job_summary(scanned) -> None:
    report = first_suppressed(scanned({"a.py": 'ask(model="deepseek-chat")\n'}), KEY)
    assert KEY not in job_summary(report)


def test_value_whose_name_says_that_it_is_a_secret_is_masked_where_it_is_shown_alone(scanned) -> None:
    secret = "abcd1234efgh5678ijkl"
    report = scanned({"a.py": f'ask(model="deepseek-chat", password="{secret}")\n'})
    scan = report.scans[0]
    place = scan.findings[0].location
    at = place.text.index(secret)
    found = replace(
        scan.findings[0], found=secret, message=f"{secret} is shown", location=replace(place, at=at, column=at + 1)
    )
    assert secret not in render(Format.JSON, replace(report, scans=[replace(scan, findings=[found])]))


@every_format
def test_control_characters_reach_no_output(chosen: Format, scanned) -> None:
    report = scanned({"a\x1b[2J\x00\r.py": 'ask(model="deepseek-chat")  # \x1b]0;owned\x07 \u202e \x9b31m \ufffe\n'})
    shown = render(chosen, first_suppressed(report, "one\x1b[31m\ntwo")) + render(chosen, report)
    assert not set(shown) & set("\x1b\x00\x07\x9b\u202e\ufffe")
    assert all(ord(letter) < 0x110000 for letter in shown)
    assert "\r" not in shown.replace("\r\n", "")


@every_format
def test_file_name_that_is_no_text_is_shown_and_can_be_written(chosen: Format, scanned) -> None:
    report = scanned({b"caf\xe9.py".decode("utf-8", "surrogateescape"): 'ask(model="deepseek-chat")\n'})
    assert "caf" in render(chosen, report).encode().decode()


@every_format
def test_secret_that_a_fix_would_copy_reaches_no_output(chosen: Format, full: ScanReport) -> None:
    edits = {key: [edit._replace(new=f'"api_key": "{KEY}"') for edit in edits] for key, edits in full.edits.items()}
    assert KEY not in render(chosen, replace(full, edits=edits))


@every_format
def test_two_files_whose_names_are_no_text_are_two_files(chosen: Format, scanned) -> None:
    report = scanned({os.fsdecode(name): 'ask(model="deepseek-chat")\n' for name in (b"a\xe9.py", b"a\xea.py")})
    shown = render(chosen, report)
    spelled = ("a%E9.py", "a%EA.py") if chosen is Format.SARIF else (r"a\351.py", r"a\352.py")
    assert all(name in shown.replace("\\\\", "\\") for name in spelled)
    if chosen is Format.TEXT:
        assert "2 findings in 2 files" in shown
    if chosen is Format.GITLAB:
        assert len({entry["fingerprint"] for entry in json.loads(shown)}) == 2


@every_format
def test_same_report_gives_same_bytes(chosen: Format, full: ScanReport) -> None:
    assert render(chosen, full) == render(chosen, full)


@every_format
def test_output_ends_with_one_line_end(chosen: Format, full: ScanReport) -> None:
    shown = render(chosen, full)
    assert shown.endswith("\n")
    assert not shown.endswith("\n\n\n")


@every_format
def test_empty_report_is_a_report(chosen: Format, scanned) -> None:
    report = scanned({"clean.py": "print()\n"})
    shown = render(chosen, report)
    assert shown.strip()
    if chosen in {Format.JSON, Format.SARIF, Format.GITLAB}:
        json.loads(shown)


@pytest.mark.parametrize(
    ("chosen", "says"),
    [
        (Format.TEXT, "2 findings suppressed (1 by baseline, 1 by line)"),
        (Format.JSON, '"by": "line"'),
        (Format.JSONL, '"type": "suppressed"'),
        (Format.SARIF, '"kind": "inSource"'),
        (Format.GITHUB, "2 suppressed findings not annotated"),
        (Format.GITLAB, "1 finding of retired-model-id suppressed by the baseline: no reason given"),
        (Format.JUNIT, '<skipped message="suppressed by a comment (line 1): '),
        (Format.MARKDOWN, "### Suppressed"),
        (Format.CSV, "suppressed by the baseline: no reason given"),
    ],
    ids=str,
)
def test_suppressed_findings_are_shown_as_such(chosen: Format, says: str, full: ScanReport) -> None:
    assert says in render(chosen, full)


@every_format
def test_reason_of_a_suppressed_finding_is_shown(chosen: Format, full: ScanReport) -> None:
    assert "the gateway knows the name" in render(chosen, full)


def test_reason_of_a_suppressed_finding_is_in_the_job_summary(full: ScanReport) -> None:
    assert "the gateway knows the name" in job_summary(full)


@every_format
def test_unused_suppressions_are_named(chosen: Format, full: ScanReport) -> None:
    shown = render(chosen, full)
    assert ".v4migrate-baseline.json" in shown.replace("\\", "")
    assert "accepts nothing in: legacy/" in shown


@pytest.mark.parametrize("chosen", [chosen for chosen in Format if chosen is not Format.GITLAB], ids=str)
def test_files_that_were_not_read_are_named(chosen: Format, full: ScanReport) -> None:
    if chosen is Format.TEXT:  # a person reads it on stderr, whatever the format
        assert "1 unreadable" in render(chosen, full)
    else:
        assert "Permission denied" in render(chosen, full)


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("tab\tstays", "tab\tstays"),
        ("a\nb", "a\N{REPLACEMENT CHARACTER}b"),
        ("ä 漢 🙂", "ä 漢 🙂"),
        (f"api_key={KEY}", "api_key=" + "*" * len(KEY)),
    ],
    ids=["tab", "line-end", "any-language", "key"],
)
def test_clean_keeps_the_length(written: str, shown: str) -> None:
    assert clean(written) == shown
    assert len(shown) == len(written)
