"""JUnit XML: a suite per file, a failed case per finding, a skipped one per suppressed finding."""

from __future__ import annotations

from xml.etree import ElementTree as Xml

from v4migrate.scan.finding import FileScan, Finding, UnusedSuppression
from v4migrate.scan.formats.words import counted, deadline_words, fix_line, suppression_words, unused_words
from v4migrate.scan.report import ScanReport


def render(report: ScanReport) -> str:
    """One document. Files without findings, if there are any, are one passed case, so that a clean run is not an empty one."""
    root = Xml.Element("testsuites", name="v4migrate")
    run = Xml.SubElement(root, "testsuite", name="v4migrate")
    affected = {finding.path for finding in report.findings}
    clean = report.files - len(affected)
    if clean > 0 or not affected:
        name = f"{counted(clean, 'file')} without findings" if clean > 0 else "no file to scan"
        Xml.SubElement(run, "testcase", classname="v4migrate", name=name)
    for problem in report.unreadable:
        case = Xml.SubElement(run, "testcase", classname="v4migrate", name=problem.partition(": ")[0])
        Xml.SubElement(case, "error", message=problem, type="unreadable")
    if not report.is_complete:
        case = Xml.SubElement(run, "testcase", classname="v4migrate", name="the scan ran to its end")
        Xml.SubElement(case, "error", message="interrupted: only what was found until then is here", type="interrupted")
    notes = "\n".join(_note(entry) for entry in report.unused)
    if notes:
        Xml.SubElement(run, "system-err").text = notes
    for scan in report.scans:
        if scan.findings:
            _suite(root, scan, report)
    if not len(run):
        root.remove(run)
    for suite in (*root, root):
        _count(suite)
    Xml.indent(root)
    return '<?xml version="1.0" encoding="utf-8"?>\n' + Xml.tostring(root, encoding="unicode") + "\n"


def _suite(root: Xml.Element, scan: FileScan, report: ScanReport) -> None:
    suite = Xml.SubElement(root, "testsuite", name=scan.path)
    for finding in scan.findings:
        place = f"{finding.location.line}:{finding.location.column}"
        name = f"{finding.rule.code} {finding.rule.id} at {place}"
        case = Xml.SubElement(suite, "testcase", classname=scan.path, name=name, file=scan.path)
        case.set("line", str(finding.location.line))
        if finding.suppression:
            Xml.SubElement(case, "skipped", message=suppression_words(finding.suppression))
        else:
            failure = Xml.SubElement(case, "failure", message=finding.message, type=finding.severity.value)
            failure.text = _text(finding, report)


def _text(finding: Finding, report: ScanReport) -> str:
    place = f"{finding.path}:{finding.location.line}:{finding.location.column}"
    when = f" ({deadline_words(finding.deadline, report.as_of)})" if finding.deadline else ""
    return f"{place}\n{finding.location.text.strip()}\n{fix_line(finding)}{when}"


def _note(entry: UnusedSuppression) -> str:
    where = f"{entry.path}:{entry.line}" if entry.line else entry.path
    return f"{where}: {unused_words(entry)}"


def _count(element: Xml.Element) -> None:
    """The totals that the schema asks for."""
    element.set("tests", str(len(element.findall(".//testcase"))))
    for attribute, tag in (("failures", "failure"), ("errors", "error"), ("skipped", "skipped")):
        element.set(attribute, str(len(element.findall(f".//{tag}"))))
