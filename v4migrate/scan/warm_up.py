"""A first file for the scan of a large tree. What it makes the scanner build, every process that is forked afterwards has."""

from __future__ import annotations

from pathlib import PurePosixPath

from v4migrate.rulebook.facts import Facts
from v4migrate.scan.scanner import Scanner
from v4migrate.scan.sieve import WORTH_BUILDING


def warm_up(scanner: Scanner) -> None:
    """Scans a program that asks for an old name: its parser, the patterns, and the tests before them are built."""
    program = example(scanner.rulebook.facts)
    scanner.scan(PurePosixPath("ask.py"), program + b"# " + b"x" * WORTH_BUILDING)  # long enough for all of them
    of_another = next(url for host in scanner.hosts.hosts if not host.is_official for url in host.base_urls)
    scanner.hosts.signs(of_another.encode() + b" " * WORTH_BUILDING)  # the tests of each, asked where one is named


def example(facts: Facts) -> bytes:
    """A Python program that asks DeepSeek's own API for a name that it no longer knows."""
    host = next(host for host in facts.hosts if host.is_official)
    name = next(name for name in facts.models.names if name.successor)
    return (
        "import os\n"
        "from openai import OpenAI\n"
        f'client = OpenAI(base_url="https://{host.base_urls[0]}", api_key=os.environ["{host.environment[0]}"])\n'
        f'client.chat.completions.create(model="{name.name}", temperature=0, max_tokens=100)\n'
    ).encode()
