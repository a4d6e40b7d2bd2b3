"""What somebody who runs a league table does when so much time has passed: in the deployed application.

python -m tests.league.ahead PROVINCE SECONDS STAFF ACT JSON    ACT of `Running`, JSON what it takes; prints the round's id

A process of its own, because settings are read once a process: ours are other tests'.
"""

import json
import subprocess
import sys
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from infra.local import launch
from infra.package import ROOT
from tests.deployed import Deployed
from tests.journeys.functions import cloud


def ahead(deployed: Deployed, province: str, by: timedelta, staff: str, act: str, given: Any) -> str:
    """The id of the round that `wiring.tables()` gives back."""
    function = cloud(deployed, "lambda").get_function_configuration(FunctionName=deployed.outputs["APIHandlerName"])
    told = launch.environment(deployed.place) | function["Environment"]["Variables"]
    said = [province, str(by.total_seconds()), staff, act, json.dumps(given)]
    command = [sys.executable, "-m", "tests.league.ahead", *said]
    done = subprocess.run(command, cwd=ROOT, env=told, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-2000:]
    return done.stdout.split()[-1]


def main(slug: str, seconds: str, staff: str, act: str, given: str) -> None:
    from chalicelib import wiring
    from chalicelib.ticket.ticket import Actor
    from chalicelib.ticket.workflow import Role

    def now() -> datetime:
        return wiring.utc_now() + timedelta(seconds=float(seconds))

    member = wiring.provinces().get(slug).staff_member(staff)
    assert member, f"no {staff} in {slug}"
    actor = Actor(id=member.id, role=Role(member.role), unit=member.unit, tenant=slug)
    round_ = getattr(replace(wiring.tables(), now=now), act)(slug, json.loads(given), actor)
    print(round_.id)


if __name__ == "__main__":
    main(*sys.argv[1:])
