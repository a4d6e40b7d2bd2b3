"""python -m infra.local.up [--detach] [--no-day]      (make run)

Brings up everything on loopback: packages the application, starts the local cloud, deploys the production
template into it, seeds it, starts the stand-ins, plays the built-in day once; then waits for Ctrl-C.
"""

import argparse
import json
import signal
import sys
import time

if sys.version_info < (3, 11):  # noqa: UP036 - whoever starts this by hand gets a sentence, not a traceback
    sys.exit(f"Cầu Nối needs Python 3.11 or newer; this is {sys.version.split()[0]} at {sys.executable}.")

from infra.local import processes
from infra.local.cloud import CannotStart
from infra.local.launch import launch, play_day
from infra.local.place import Place, desk
from infra.local.stop import running, stop

SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)  # all end a run as Ctrl-C does


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m infra.local.up", description=__doc__)
    parser.add_argument("--detach", action="store_true", help="return when everything answers; make stop ends it")
    parser.add_argument("--no-day", action="store_true", help="do not play the built-in day")
    options = parser.parse_args(arguments)
    place = desk()
    if running(place):
        sys.stderr.write(f"Already running: {place.platforms_url}/ (make stop ends it).\n")
        return 2
    for name in SIGNALS:
        signal.signal(name, signal.default_int_handler)
    try:
        return _run(place, detach=options.detach, day=not options.no_day)
    except CannotStart as error:
        stop(place)
        sys.stderr.write(f"{error}\n")
        return 2
    except KeyboardInterrupt:
        for name in SIGNALS:
            signal.signal(name, signal.SIG_IGN)  # impatience must not cost the state
        _say("\nStopping; the cloud writes its state …")
        stop(place)
        _say("Stopped.")
        return 0
    except BaseException:
        stop(place)
        raise


def _run(place: Place, *, detach: bool, day: bool) -> int:
    started = time.monotonic()
    launch(place, _say)
    if day:
        play_day(place, _say)
    _welcome(place, time.monotonic() - started)
    return 0 if detach else _follow(place)


def _follow(place: Place) -> int:
    """Wait for Ctrl-C; when a part dies, stop the rest and return 1."""
    pids = running(place)
    _say("Ctrl-C stops everything.")
    while True:
        time.sleep(0.5)
        if died := [name for name, pid in pids.items() if not processes.alive(pid)]:
            _say(f"Ended by itself: {', '.join(died)}; its last words are in {place.run}. Stopping the rest.")
            stop(place)
            return 1


def _welcome(place: Place, seconds: float) -> None:
    run = json.loads((place.run / "run.json").read_text("utf-8"))
    _say(f"\nCầu Nối đã sẵn sàng / is ready ({seconds:.0f} s)\n")
    _say(f"  Open       {run['platforms_url']}/")
    _say(f"  API        {run['api_url']}")
    _say(f"  AWS        {run['cloud_url']}  (any SDK: region {run['region']}, keys test/test)")
    _say(f"  Logs       {place.run}\n")


def _say(words: str) -> None:
    sys.stdout.write(words + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
