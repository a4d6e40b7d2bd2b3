"""python -m infra.local.stop [--reset]      (make stop, make reset)

Ends the running instance and waits until the cloud has written its state. With --reset its state, its secrets
and the played day are deleted too; what was installed or packaged stays.
"""

import argparse
import json
import shutil
import sys

from infra.local import processes
from infra.local.place import Place, desk

OURS = {"cloud": "ministack", "platforms": "infra.local.platforms"}
ORDER = ("platforms", "cloud")
PATIENCE = {"platforms": 10.0, "cloud": 120.0}  # seconds; the cloud writes 10,000 rows in about 3


def running(place: Place) -> dict[str, int]:
    """The processes of `place` that are alive and really ours: an id may have been given to another."""
    try:
        noted = json.loads((place.run / "pids.json").read_text("utf-8"))
    except (OSError, ValueError):
        return {}
    commands = processes.commands()
    return {name: pid for name, pid in noted.items() if OURS[name] in commands.get(pid, "") and processes.alive(pid)}


def stop(place: Place) -> list[str]:
    """End what runs in `place`, then sweep up; returns what had to be ended by force."""
    alive = running(place)
    forced = [name for name in ORDER if name in alive and not processes.stop(alive[name], PATIENCE[name])]
    for pid in processes.containing(str(place.scratch)):  # workers of a cloud that could not end them itself
        processes.stop(pid, 2)
    shutil.rmtree(place.scratch, ignore_errors=True)
    (place.run / "pids.json").unlink(missing_ok=True)
    return forced


def reset(place: Place) -> None:
    """Forget everything `place` has seen."""
    for folder in (place.state, place.run, place.scratch):
        shutil.rmtree(folder, ignore_errors=True)
    place.secrets.unlink(missing_ok=True)


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m infra.local.stop", description=__doc__)
    parser.add_argument("--reset", action="store_true", help="also delete state, secrets and logs")
    options = parser.parse_args(arguments)
    place = desk()
    found = running(place)
    forced = stop(place)
    sys.stdout.write("Stopped.\n" if found else "Nothing is running.\n")
    if "cloud" in forced:
        sys.stdout.write("The cloud did not end by itself; what happened since its last stop is lost.\n")
    if options.reset:
        reset(place)
        sys.stdout.write("State, secrets and logs are deleted.\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
