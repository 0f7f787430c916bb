"""An id that is one at some hosts alone costs no parse where nothing can name these hosts, and is found wherever something does."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import PurePosixPath

import pytest

from v4migrate.rulebook.facts.hosts import HostFacts
from v4migrate.rulebook.load import load_rulebook
from v4migrate.scan import region_scan
from v4migrate.scan.finding import FileScan
from v4migrate.scan.scanner import Scanner
from v4migrate.scan.tokens import TokenFinder

SCANNER = Scanner(load_rulebook())


def ids_of_some_hosts() -> Iterator[tuple[HostFacts, str]]:
    """Every id of a catalogue that says nothing by itself, with each host that lists it."""
    facts = SCANNER.rulebook.facts
    for id_ in sorted({entry.id for host in facts.hosts for entry in host.old}):
        for candidate in TokenFinder(facts).candidates(f'"{id_}"'.encode()):
            hosts = SCANNER.identifier.only_at(candidate) if candidate.name == id_ else None
            yield from ((host, id_) for host in hosts or ())


PAIRS = list(ids_of_some_hosts())


def evidence(host: HostFacts, id_: str) -> Iterator[tuple[str, str]]:
    """Path and text of files in which something names the host of the id."""
    name = host.names[0]
    yield "a.py", f'ask(model="{id_}")\n'
    yield "a.py", f'PROVIDER = "{name}"\nask(model="{id_}")\n'
    yield "a.py", f'MODELS = {{"{name.upper()}": "{id_}"}}\n'
    yield "a.json", f'{{"{name}": {{"model": "{id_}"}}}}\n'
    yield "a.json", f'{{"\\u{ord(name[0]):04x}{name[1:]}": {{"model": "{id_}"}}}}\n'
    yield "a.yaml", f"{name}_model: {id_}\n"
    yield f"providers/{name}/a.py", f'MODEL = "{id_}"\n'
    yield f"{name}.py", f'MODEL = "{id_}"\n'
    yield "a.md", f"Ask {id_} (via {name}).\n\n```python\n{name}_model = '{id_}'\n```\n"
    for word in (*host.base_urls, *host.environment, *host.commands, *host.libraries):
        yield "a.py", f'from {word} import x\nask(base_url="https://{word}/v1", key="{word}", model="{id_}")\n'
        yield "a.sh", f'export {word}=1\ncurl https://{word}/v1 -d \'{{"model": "{id_}"}}\'\n'


def said(path: str, text: str) -> FileScan:
    return SCANNER.scan(PurePosixPath(path), text.encode())


def test_there_are_such_ids() -> None:
    assert len({id_ for _, id_ in PAIRS}) > 3


@pytest.mark.parametrize("pair", PAIRS, ids=lambda pair: f"{pair[1]} at {pair[0].name}")
def test_short_cut_changes_nothing(pair: tuple[HostFacts, str], monkeypatch: pytest.MonkeyPatch) -> None:
    files = list(evidence(*pair))
    quick = [told(said(*file)) for file in files]
    monkeypatch.setattr(region_scan.RegionScan, "_may_be_meant", lambda self, candidate: True)
    assert quick == [told(said(*file)) for file in files]
    assert any(quick)  # somewhere the host is recognised, so that the id is one


def told(scan: FileScan) -> list[tuple[object, ...]]:
    findings = [(finding.rule.id, finding.span, finding.message, finding.host) for finding in scan.findings]
    return [*findings, *((entry.reason, entry.location) for entry in scan.left)]


def test_file_that_names_no_such_host_is_not_parsed(monkeypatch: pytest.MonkeyPatch) -> None:
    def parse(region: object) -> None:
        raise AssertionError("parsed")

    monkeypatch.setattr(region_scan, "read_syntax", parse)
    text = "class DeepSeekV3Attention:\n    '''As in ids, of which nothing else is said.'''\n"
    for _, id_ in PAIRS:
        assert not told(said("modeling.py", text.replace("ids", id_)))


def test_constants_that_other_files_ask_with_are_looked_at() -> None:
    from v4migrate.scan.host import as_host

    host, id_ = PAIRS[0]
    text = f'MODEL = "{id_}"\n'.encode()
    path = PurePosixPath("settings.py")
    assert not told(SCANNER.scan(path, text))
    assert told(SCANNER.scan(path, text, None, {"MODEL": as_host(host, "another file")}))
