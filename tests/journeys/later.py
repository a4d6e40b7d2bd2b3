"""A front object of the deployed application, run for one province with a clock that is ahead.

python -m tests.journeys.later PROVINCE SECONDS NAME…    each NAME a builder of `wiring`

A process of its own, because settings are read once a process: ours are other tests'.
"""

import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass, fields, is_dataclass, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from infra.local import launch
from infra.package import ROOT
from tests.deployed import Deployed
from tests.journeys.functions import cloud

if TYPE_CHECKING:
    from chalicelib.province.province import Province
    from chalicelib.province.registry import Registry


DOES = {"courier": "deliver_due"}  # all others: run
DEEP = ("looking_back",)  # whose parts have a clock each


@dataclass(frozen=True)
class Alone:
    """A registry of one province: the time of the others goes on as it does."""

    registry: "Registry"
    slug: str

    def all(self) -> list["Province"]:
        return [self.registry.get(self.slug)]

    def get(self, slug: str) -> "Province":
        return self.registry.get(slug)


def later(deployed: Deployed, province: str, ahead: timedelta, *names: str) -> None:
    """What `wiring.NAME().run()` does when so much time has passed: in the deployed tables, queues and bucket."""
    function = cloud(deployed, "lambda").get_function_configuration(FunctionName=deployed.outputs["APIHandlerName"])
    told = launch.environment(deployed.place) | function["Environment"]["Variables"]
    command = [sys.executable, "-m", "tests.journeys.later", province, str(ahead.total_seconds()), *names]
    done = subprocess.run(command, cwd=ROOT, env=told, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-2000:]


def main(province: str, seconds: str, *names: str) -> None:
    from chalicelib import wiring

    def now() -> datetime:
        return wiring.utc_now() + timedelta(seconds=float(seconds))

    for name in names:
        front: Any = getattr(wiring, name)()
        moved = replace(_by(front, now) if name in DEEP else front, now=now, provinces=Alone(front.provinces, province))
        getattr(moved, DOES.get(name, "run"))()


def _by(front: Any, now: Callable[[], datetime]) -> Any:
    """The same, of which every part goes by that clock."""
    held = {field.name: getattr(front, field.name) for field in fields(front) if field.init}
    parts = {name: _by(part, now) for name, part in held.items() if is_dataclass(part) and name != "provinces"}
    return replace(front, **parts, **({"now": now} if "now" in held else {}))


if __name__ == "__main__":
    main(*sys.argv[1:])
