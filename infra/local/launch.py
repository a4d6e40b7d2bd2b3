"""The steps of a local run, from nothing to an answering API; `up` is the command, tests call `launch`."""

import json
import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from infra.deploy import DeployError, Target, deploy
from infra.local import cloud, processes, seed
from infra.local.cloud import CannotStart
from infra.local.place import STAGE, Place, desk, is_free
from infra.package import REGION, ROOT, describe, package

DAY_SECONDS = 150

Say = Callable[[str], object]
T = TypeVar("T")


def launch(place: Place, say: Say) -> dict[str, str]:
    """Start cloud and stand-ins in `place`; returns the stack's outputs.

    raises  CannotStart with one sentence; what was started until then is in pids.json and must be stopped
    """
    for port, variable in (
        (place.cloud_port, "CAU_NOI_CLOUD_PORT"),
        (place.platforms_port, "CAU_NOI_PLATFORMS_PORT"),
    ):
        if not is_free(port):
            raise CannotStart(
                f"Port {port} is in use by another program; choose another, like {variable}={port + 1000}."
            )
    python = _prepared(place, say)
    pids = {"cloud": _timed(say, "local cloud", lambda: cloud.start(place, python, _noted(place)))}
    outputs = _timed(say, "stack", lambda: _deployed(place, say))
    write(place.run / "run.json", _facts(place, outputs))
    _timed(say, "secrets, senders, provinces", lambda: _seeded(place, outputs))
    pids["platforms"] = _timed(say, "Facebook, Zalo, the staff's login", lambda: _platforms(place))
    write(place.run / "pids.json", pids)
    return outputs


def _noted(place: Place) -> Callable[[int], None]:
    return lambda pid: write(place.run / "pids.json", {"cloud": pid})


def _prepared(place: Place, say: Say) -> Path:
    """Package and install the cloud's environment side by side: the first time both wait for the network."""
    failed: list[BaseException] = []

    def packaged() -> None:
        try:
            package(STAGE, place.build)
        except BaseException as error:  # it is told in the main thread
            failed.append(error)

    if not cloud.VENV.exists():
        say("installing the local cloud; the first time takes about a minute …")
    side = threading.Thread(target=packaged)
    side.start()
    python = cloud.prepare_venv()
    _timed(say, "package", side.join)
    if failed:
        raise CannotStart(f"The application could not be packaged: {failed[0]}")
    say(f"  {describe(place.build)['bytes'] / 1e6:.1f} MB")
    return python


def target(place: Place, say: Say = print) -> Target:
    credentials = {"aws_access_key_id": "test", "aws_secret_access_key": "test"}
    return Target(STAGE, place.cloud_url, REGION, credentials, say)


def desk_target() -> Target:
    """The running local cloud, for a command at the desk; its AWS clients find it, too."""
    os.environ.update(desk().environment())
    return target(desk())


def _deployed(place: Place, say: Say) -> dict[str, str]:
    to = target(place, lambda words: say(f"  {words}"))
    try:
        outputs = deploy(to, place.build, cloud.parameters(place))
    except DeployError as error:
        raise CannotStart(f"The stack could not be deployed: {error} (make reset starts afresh)") from error
    cloud.mend(to.client("dynamodb"), outputs)
    return outputs


def _facts(place: Place, outputs: dict[str, str]) -> dict[str, object]:
    return {
        "api_url": cloud.api_url(place, outputs),
        "cloud_url": place.cloud_url,
        "platforms_url": place.platforms_url,
        "stage": STAGE,
        "region": REGION,
        "outputs": outputs,
    }


def _seeded(place: Place, outputs: dict[str, str]) -> None:
    to = target(place)
    seed.put_secrets(to.client("ssm"), f"/cau-noi/{STAGE}", seed.secrets(place))
    seed.verify_sender(to.client("sesv2"), cloud.parameters(place)["MailFrom"])
    function = to.client("lambda").get_function_configuration(FunctionName=outputs["APIHandlerName"])
    done = module(place, ["infra.local.seed", str(place.provinces)], function["Environment"]["Variables"])
    if done.returncode:
        raise CannotStart(f"The provinces could not be loaded: {done.stderr.strip()[-1500:]}")


def _platforms(place: Place) -> int:
    command = [sys.executable, "-m", "infra.local.platforms", "--port", str(place.platforms_port)]
    paths = ["--state", str(place.run), "--secrets", str(place.secrets), "--provinces", str(place.provinces)]
    log = place.run / "platforms.log"
    pid = processes.start([*command, *paths], log, environment(place), ROOT)
    deadline = time.monotonic() + 20
    while is_free(place.platforms_port):
        if not processes.alive(pid) or time.monotonic() > deadline:
            raise CannotStart(f"The stand-ins did not start; their last words are in {log}.")
        time.sleep(0.05)
    return pid


def play_day(place: Place, say: Say) -> None:
    """The built-in day, once in the life of a state: it gives the shop window something to show."""
    mark = place.run / "day-played"
    if mark.exists():
        return
    say("playing the built-in day …")
    command = [sys.executable, "-m", "infra.local.replay", "--day", "--state", str(place.run)]
    playing = subprocess.Popen(
        [*command, "--provinces", str(place.provinces)],
        cwd=ROOT,
        env=environment(place),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    patience = threading.Timer(DAY_SECONDS, playing.kill)  # a door that never opens must not keep anybody waiting
    patience.start()
    with playing:
        for line in playing.stdout or ():
            say(f"  {line.rstrip()}")
    patience.cancel()
    if playing.returncode:
        say("  the day was not played to its end; what arrived is there, the rest is tried again next time")
    else:
        mark.touch()


def module(place: Place, words: list[str], more: dict[str, str] | None = None) -> "subprocess.CompletedProcess[str]":
    """Run one of our modules to its end, with this interpreter, against the cloud of `place`."""
    command = [sys.executable, "-m", *words]
    variables = environment(place) | (more or {})
    return subprocess.run(command, cwd=ROOT, env=variables, capture_output=True, text=True, check=False)


def environment(place: Place) -> dict[str, str]:
    """Ours without any AWS variable of the desk: nothing started here may ever reach a real account."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("AWS_")}
    return kept | place.environment()


def write(path: Path, value: object) -> None:
    """Whole or not at all: others read these files while we run."""
    half = path.with_suffix(".half")
    half.write_text(json.dumps(value, indent=1, ensure_ascii=False) + "\n", "utf-8")
    half.replace(path)


def _timed(say: Say, what: str, do: Callable[[], T]) -> T:
    started = time.monotonic()
    done = do()
    say(f"{what}: {time.monotonic() - started:.1f} s")
    return done
