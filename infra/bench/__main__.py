"""python -m infra.bench [--only door,acts] [--full] [--json FILE]

Measures every budget of the design beside its reference in the same run. Exit code 1 when one is over.
"""

import argparse
import json
import logging
import signal
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from infra.bench import acts, bundle, door, due, looking_back, stage, whole
from infra.bench.table import Row, as_facts, as_table
from infra.local.cloud import CannotStart

PARTS = ("door", "acts", "due", "reports", "package", "whole")


def main(arguments: Sequence[str] | None = None) -> int:
    options = _options(arguments)
    logging.getLogger("pynamodb").setLevel(logging.CRITICAL)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(3))  # so that what was started is stopped
    try:
        rows = measured(options, progress(time.monotonic()))
    except CannotStart as error:
        sys.stderr.write(f"{error}\n")
        return 2
    sys.stdout.write(as_table(rows))
    if options.json:
        options.json.write_text(json.dumps(as_facts(rows), ensure_ascii=False, indent=1) + "\n", "utf-8")
    return 1 if any(row.fits is False for row in rows) else 0


def measured(options: argparse.Namespace, say: Callable[[str], None]) -> list[Row]:
    """The parts that are asked for; what is sensitive to other work on the machine comes first."""
    rows: list[Row] = []
    if "door" in options.only:
        with tempfile.TemporaryDirectory(prefix="cau-noi-bench-") as home:
            rows += door.rows(stage.place(Path(home)), say)
    if {"acts", "due", "reports"} & options.only:
        with stage.running_cloud(options.cloud_python) as where:
            say("one petition's life")
            rows += acts.rows(where) if "acts" in options.only else []
            rows += due.rows(where, options.tickets, say, full=options.full) if "due" in options.only else []
            rows += looking_back.rows(where, options.tickets, say) if "reports" in options.only else []
    if "package" in options.only:
        rows += bundle.rows(bundle.BUILD, twice=options.full, say=say)
    if "whole" in options.only:
        rows += whole.rows(options.run, say)
    return rows


def progress(started: float) -> Callable[[str], None]:
    def say(line: str) -> None:
        sys.stderr.write(f"{time.monotonic() - started:6.1f} s  {line}\n")

    return say


def _options(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m infra.bench", description=__doc__)
    parser.add_argument("--full", action="store_true", help="also build twice, and sweep three provinces")
    parser.add_argument("--only", type=_parts, default=set(PARTS), help=f"some of {','.join(PARTS)}")
    parser.add_argument("--json", type=Path, help="also write the numbers to this file")
    parser.add_argument("--tickets", type=int, default=100_000, help="size of the large table (100,000)")
    parser.add_argument("--cloud-python", type=Path, help="interpreter with ministack (that of make run)")
    parser.add_argument("--run", type=Path, default=whole.RUN, help="where run.json of a local cloud lies")
    return parser.parse_args(arguments)


def _parts(text: str) -> set[str]:
    chosen = set(text.split(","))
    if unknown := chosen - set(PARTS):
        raise argparse.ArgumentTypeError(f"no part {', '.join(sorted(unknown))}")
    return chosen


if __name__ == "__main__":
    sys.exit(main())
