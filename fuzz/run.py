"""Coverage-guided fuzzing of scan and rewrite: `python -m fuzz.run [--seconds 60] [--seed 1]`.

Starts from the examples of all rules. What breaks something is written to `fuzz/crashers/`, and `tests/test_crashers.py` replays
all that lie there: mend the defect and commit the file with it. The same seed makes the same choices.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from pathlib import Path

import atheris

from fuzz.target import NAMES, check, keep

with atheris.instrument_imports(include=["v4migrate.scan", "v4migrate.rewrite"], enable_loader_override=False):
    from v4migrate.rewrite import rewriter  # noqa: F401
    from v4migrate.rewrite.rule_check import SUFFIX
    from v4migrate.rulebook.load import load_rulebook

SLOW_SECONDS = 10
LONGEST = 4096


def one_input(raw: bytes) -> None:
    """The first byte picks the name, the others are the file."""
    name, data = NAMES[raw[0] % len(NAMES)] if raw else NAMES[0], raw[1:]
    try:
        check(name, data)
    except Exception:
        print(f"\nkept as {keep(name, data)}; replay it: python -m pytest tests/test_crashers.py", file=sys.stderr)
        raise


def seeds(folder: Path) -> None:
    """The examples of all rules as inputs."""
    for rule in load_rulebook().rules:
        for number, example in enumerate(rule.examples):
            name = example.path or f"a.{SUFFIX.get(example.language, 'txt')}"
            first = NAMES.index(name) if name in NAMES else NAMES.index("a.txt")
            (folder / f"{rule.id}-{number}").write_bytes(bytes([first]) + example.before.encode())


def dictionary(file: Path) -> None:
    """The words that the scanner looks for, so that they need not be found by chance."""
    facts = load_rulebook().facts
    words = [*facts.models.by_name, *(url for host in facts.hosts for url in host.base_urls)]
    file.write_text("".join(f'"{word}"\n' for word in words), encoding="ascii")


def main() -> None:
    """Fuzz until the time is over or something breaks."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=int, default=60)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        corpus, words = Path(folder, "corpus"), Path(folder, "words")
        corpus.mkdir()
        seeds(corpus)
        dictionary(words)
        settings = {
            "max_total_time": options.seconds,
            "seed": options.seed,
            "max_len": LONGEST,
            "timeout": SLOW_SECONDS,
            "artifact_prefix": f"{folder}/",
            "dict": words,
            "print_final_stats": 1,
        }
        atheris.Setup([sys.argv[0], str(corpus), *(f"-{name}={value}" for name, value in settings.items())], one_input)
        atheris.Fuzz()


if __name__ == "__main__":
    main()
