"""What the rulebook costs at the start of a command: `python -m benchmarks.start.rulebook [--runs N]`."""

from __future__ import annotations

import argparse
import tempfile
from pathlib import Path

from benchmarks.start.processes import measured

LOAD = "from v4migrate.rulebook.load import load_rulebook; load_rulebook()"
PYDANTIC, PARSED = "import pydantic", "the whole rulebook, every YAML file parsed"
ROWS = {
    "an empty interpreter": "pass",
    PYDANTIC: "from pydantic import AwareDatetime, BaseModel, Field, model_validator",
    "the whole rulebook, from the cache": LOAD,
    PARSED: f"from v4migrate.rulebook import cache; cache.read = lambda key: None; {LOAD}",
}


def main() -> None:
    """Measure, and print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=15)
    runs = parser.parse_args().runs
    with tempfile.TemporaryDirectory() as cache:
        taken = measured({name: ("-c", code) for name, code in ROWS.items()}, runs, Path(cache))
    base, parsed = taken[PYDANTIC].least, taken[PARSED].least
    print(
        f"{'CPU ms of ' + str(runs) + ' fresh processes':46}{'least':>8}{'median':>8}{'beyond pydantic':>18}{'of parsing':>12}"
    )
    for name, row in taken.items():
        print(f"{name:46}{row.least:8.0f}{row.median:8.0f}{max(0.0, row.least - base):18.0f}{row.least / parsed:12.2f}")


if __name__ == "__main__":
    main()
