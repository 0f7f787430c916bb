"""What the rulebook costs at the start of a command: `python -m benchmarks.rulebook.start [--runs N]`.

Each row is a fresh interpreter, so imports count. What is measured is processor time (user and system), and the rows take turns, so
that other load on the machine matters little and meets all of them alike.
"""

from __future__ import annotations

import argparse
import os
import statistics
import subprocess
import sys
import tempfile

LOAD = "from v4migrate.rulebook.load import load_rulebook; load_rulebook()"
ROWS = {
    "an empty interpreter": "pass",
    "import pydantic": "from pydantic import AwareDatetime, BaseModel, Field, model_validator",
    "the whole rulebook, from the cache": LOAD,
    "the whole rulebook, every YAML file parsed": f"from v4migrate.rulebook import cache; cache.read = lambda key: None; {LOAD}",
}


def milliseconds(code: str, environment: dict[str, str]) -> float:
    """Processor time of one fresh interpreter."""
    process = subprocess.Popen([sys.executable, "-c", code], env=environment)
    _, status, used = os.wait4(process.pid, 0)
    assert os.waitstatus_to_exitcode(status) == 0, code
    return 1000 * (used.ru_utime + used.ru_stime)


def main() -> None:
    """Measure, and print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=15)
    runs = parser.parse_args().runs
    with tempfile.TemporaryDirectory() as cache:
        environment = os.environ | {"V4MIGRATE_CACHE": cache}
        milliseconds(LOAD, environment)  # fills the cache, and the bytecode of every module
        measured: dict[str, list[float]] = {name: [] for name in ROWS}
        for _ in range(runs):
            for name, code in ROWS.items():
                measured[name].append(milliseconds(code, environment))
    medians = {name: statistics.median(times) for name, times in measured.items()}
    base = medians["import pydantic"]
    parsed = medians["the whole rulebook, every YAML file parsed"]
    print(f"{'median of ' + str(runs) + ' fresh processes':46}{'CPU ms':>8}{'beyond pydantic':>18}{'of parsing':>12}")
    for name, value in medians.items():
        print(f"{name:46}{value:8.0f}{max(0.0, value - base):18.0f}{value / parsed:12.2f}")


if __name__ == "__main__":
    main()
