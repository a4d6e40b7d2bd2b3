"""A function in a process of its own: python -m infra.bench.child app|infra.bench.bare EVENTS

Each line on standard input names a channel and a number of webhooks to answer; the line back is their CPU in
microseconds each (this process, user and system). The line "modules" is answered with those that have been
imported although the webhook path must not know them.
"""

import gc
import importlib
import json
import os
import sys
from pathlib import Path
from time import process_time
from types import SimpleNamespace
from typing import Any

FORBIDDEN = ("pynamodb", "jinja2", "cryptography", "jsonschema", "aws_lambda_powertools")
CONTEXT = SimpleNamespace(function_name="api_handler", aws_request_id="bench")


def answer(function: Any, requests: list[dict[str, Any]], count: int) -> float:
    """Have `count` webhooks answered; CPU microseconds each.

    raises  SystemExit when one of them is not kept
    """
    gc.collect()
    started = process_time()
    for number in range(count):
        said = function(requests[number % len(requests)], CONTEXT)
        if said["statusCode"] != 200 or said["body"] not in ('{"kept":1}', {"kept": 1}):
            raise SystemExit(f"the door answered {said}")
    return (process_time() - started) / count * 1e6


def main(module: str, events: Path) -> None:
    requests, answers = json.loads(events.read_text("utf-8")), sys.stdout
    sys.stdout = open(os.devnull, "w")  # noqa: SIM115 the function's own lines are written, as on Lambda, but not to us
    function = importlib.import_module(module).app
    for line in sys.stdin:
        what, _, count = line.strip().partition(" ")
        if what == "modules":
            said: Any = [name for name in FORBIDDEN if name in sys.modules]
        else:
            said = answer(function, requests[what], int(count))
        answers.write(json.dumps(said) + "\n")
        answers.flush()


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]))
