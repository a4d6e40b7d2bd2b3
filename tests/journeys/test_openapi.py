"""Schemathesis over the served OpenAPI document, against the deployed stack: every check, four kinds of callers.

It runs as its own process, as at a desk (`schemathesis run`), in the second province: what it erases, activates and
revokes there nobody else needs, and the version it found is active again afterwards. Each caller first covers the
parameters of every operation one by one, then draws and walks along links until CAU_NOI_FUZZ_SECONDS are over;
CAU_NOI_FUZZ_EXAMPLES is how many draws an operation gets before it is the next one's turn.

The draws are the same at every run, so that a change fails for what it changed and not for its luck. Who searches on
at a desk draws anew and for longer, and finds the seed of a failure in its output:

    export CAU_NOI_FUZZ_SEED=random CAU_NOI_FUZZ_EXAMPLES=50 CAU_NOI_FUZZ_SECONDS=1800
    .venv/bin/python -m pytest tests/journeys/test_openapi.py
"""

import json
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from chalicelib.access.table import GRANTABLE
from tests.journeys import api
from tests.journeys.province import OTHER_PROVINCE, document
from tests.journeys.town import Town

EXAMPLES = int(os.environ.get("CAU_NOI_FUZZ_EXAMPLES", "3"))
SECONDS = int(os.environ.get("CAU_NOI_FUZZ_SECONDS", "85"))  # of a caller of everything; others have their share
LEAST = 30  # seconds
GATEWAY_SECONDS = "29"  # after which nobody waits for an answer any more
SEED = os.environ.get("CAU_NOI_FUZZ_SEED", "20261122")  # a number, or `random`
# 412: somebody acted first; 413, 422: well-formed, but not acceptable to the regulation or the province's document.
ACCEPTED = ["2xx", "3xx", "401", "403", "404", "409", "412", "413", "422", "429"]
REFUSED = ["400", "401", "403", "404", "405", "406", "409", "410", "412", "413", "415", "422", "429"]
_LOOSE = {"cursor", "from", "to", "due_before", "start_date", "end_date", "month", "Idempotency-Key"}  # 400 of its own


@pytest.fixture(scope="module")
def served(town: Town) -> dict[str, Any]:
    """The document as anybody gets it."""
    answer = town.door("GET", "/v1/openapi.json")
    assert answer.status == 200, answer.body
    found: dict[str, Any] = answer.body
    return found


@pytest.fixture(scope="module")
def ground(town: Town) -> Iterator[dict[str, list[str]]]:
    """What is really there, so that generated calls hit something; by name of the parameter."""
    citizen, admin = api.anybody(town, OTHER_PROVINCE), api.officer(town, "province_admin", province=OTHER_PROVINCE)
    filed = [citizen.file_petition(body={"text": f"Đường đầy ổ gà, thử {n}"}).body for n in range(3)]
    before = admin.list_versions().body["active"]
    units = [unit["id"] for unit in document(OTHER_PROVINCE)["units"][:5]]
    yield {
        "path.code": [one["code"] for one in filed],
        "query.pin": [one["pin"] for one in filed],
        "body.pin": [one["pin"] for one in filed],
        "path.act": ["accept", "assign", "answer", "note", "close", "publish", "transfer", "ask"],
        "query.unit": units,
        "query.jurisdiction_id": [OTHER_PROVINCE],
    }
    active = admin.list_versions().body["active"]
    if active != before:
        admin.activate_version(number=before, body={}, if_match=f'"{active}"')


def settings(document: Mapping[str, Any], base_url: str, ground: Mapping[str, list[str]]) -> str:
    """schemathesis.toml: JSON values are TOML values, as far as they go here."""
    loose = sorted(
        one["operationId"]
        for path in document["paths"].values()
        for one in path.values()
        if _LOOSE & {_named(p) for p in one["parameters"]}
    )
    lines = [
        f"base-url = {json.dumps(base_url)}",
        "workers = 1",
        'rate-limit = "1000/m"',  # below what an officer may call; 429 would hide what lies behind it
        "request-timeout = 60",
        "continue-on-failure = true",
        "[generation]",
        f"max-examples = {EXAMPLES}",
        "no-shrink = true",
        'database = "none"',
        "[phases.coverage]",
        "unexpected-methods = []",  # the gateway itself answers a method it does not know, before we are asked
        "[phases.stateful]",
        "max-steps = 4",
        "[checks.positive_data_acceptance]",
        f"expected-statuses = {json.dumps(ACCEPTED)}",
        "[checks.negative_data_rejection]",
        f"expected-statuses = {json.dumps(REFUSED)}",
        "[dictionaries]",
        *(f"{_quoted(name)} = {{ values = {json.dumps(values)} }}" for name, values in ground.items()),
        "[parameters]",
        *(f'"{name}" = {{ dictionary = "{_quoted(name)}", probability = 0.8 }}' for name in ground),
        "[[operations]]",
        f"include-operation-id = {json.dumps(loose)}",
        "[operations.checks.positive_data_acceptance]",
        f"expected-statuses = {json.dumps(['400', *ACCEPTED])}",
    ]
    return "\n".join(lines) + "\n"


def part_of(document: Mapping[str, Any], caller: str) -> dict[str, Any]:
    """What that caller is let loose on, in the second province: who may call nothing else learns nothing from it.

    The province is written into the paths: a call that schemathesis believes it sent to another would be a false alarm.
    """
    paths: dict[str, Any] = {}
    for path, held in document["paths"].items():
        for method, one in held.items():
            if _concerns(caller, one):
                asked = [p for p in one["parameters"] if _named(p) != "province"]
                paths.setdefault(path.replace("{province}", OTHER_PROVINCE), {})[method] = one | {"parameters": asked}
    return {**document, "paths": paths}


def _concerns(caller: str, operation: Mapping[str, Any]) -> bool:
    if caller == "nobody":
        return "security" not in operation
    if caller == "key":
        return operation.get("x-action") in GRANTABLE
    return caller == "coordinator" or "security" in operation


def fuzzed(
    document: Mapping[str, Any], config: str, token: str, folder: Path, seconds: int
) -> tuple[dict[str, Any], str]:
    """(report, words) of one run of schemathesis over a document; where the API is, the configuration says."""
    (folder / "schemathesis.toml").write_text(config, "utf-8")
    (folder / "openapi.json").write_text(json.dumps(document), "utf-8")
    report = folder / "report.json"
    options = ["--checks", "all", "--phases", "coverage,fuzzing,stateful", "--no-color", "--warnings", "off"]
    options += ["--max-response-time", GATEWAY_SECONDS]
    options += ["--max-time", str(seconds), *([] if SEED == "random" else ["--seed", SEED])]
    who = ["--header", f"Authorization: Bearer {token}"] if token else []
    command = [sys.executable, "-m", "schemathesis.cli", "--config-file", "schemathesis.toml", "run", "openapi.json"]
    done = subprocess.run(
        [*command, *options, *who, "--report", "json", "--report-json-path", str(report)],
        cwd=folder, capture_output=True, text=True, timeout=seconds + 120, check=False,
    )  # fmt: skip
    assert report.exists(), done.stdout + done.stderr
    return json.loads(report.read_text("utf-8")), done.stdout


@pytest.mark.timeout(SECONDS + 180)
@pytest.mark.parametrize("caller", ["coordinator", "province_admin", "key", "nobody"])
def test_every_answer_is_documented_whoever_calls(
    town: Town, served: dict[str, Any], ground: dict[str, list[str]], caller: str, tmp_path: Path
) -> None:
    base = town.api.rstrip("/")
    token = carried(town, caller)
    part = part_of(served, caller)
    operations, everything = (sum(len(path) for path in each["paths"].values()) for each in (part, served))
    seconds = max(LEAST, SECONDS * operations // everything)
    report, said = fuzzed(part, settings(part, base, ground), token, tmp_path, seconds)
    assert report["failures"] == [], said[-20_000:]
    assert report["errors"] == [], said[-20_000:]
    assert report["stop_reason"] in ("completed", "max_time")
    counts = report["operations"]
    assert counts["total"] >= operations - 1, "its command line counts one less than its library"
    assert counts["tested"] == counts["total"] or (
        report["stop_reason"] == "max_time" and counts["tested"] > operations / 2
    )
    assert report["test_cases"]["generated"] > 2 * operations


def carried(town: Town, caller: str) -> str:
    """The token or key `caller` comes with; nothing for nobody."""
    if caller == "key":
        return str(api.key(town, *sorted(GRANTABLE), province=OTHER_PROVINCE, name="every call").wire.token)
    return api.token(town, caller, province=OTHER_PROVINCE) if caller != "nobody" else ""


def _quoted(parameter: str) -> str:
    return parameter.replace(".", "-")


def _named(parameter: Mapping[str, Any]) -> str:
    return str(parameter.get("name") or parameter["$ref"].rsplit("/", 1)[1])
