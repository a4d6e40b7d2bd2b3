"""The local cloud itself: a MiniStack process on loopback, in a virtual environment of its own.

It runs the functions with its own interpreter, so that environment is made with the Python that packages
them.
State is written when it is asked to stop, not before: a `kill -9` loses what happened since the last stop.
"""

import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from pathlib import Path
from typing import Any

from infra.local import processes
from infra.local.place import HOST, KEYS, STAGE, Place
from infra.local.platforms.issuer import AUDIENCE
from infra.package import REGION, ROOT

VENV = ROOT / ".local" / "cloud-venv"
REQUIREMENTS = Path(__file__).with_name("requirements-cloud.txt")


class CannotStart(Exception):
    """The local run cannot come up; the message is one sentence for the person at the desk."""


def prepare_venv() -> Path:
    """The interpreter of the cloud's own environment, installed once for each content of its requirements."""
    key = hashlib.sha256(REQUIREMENTS.read_bytes() + sys.version.encode()).hexdigest()
    python, mark = VENV / "bin" / "python", VENV / "made-from"
    if mark.exists() and mark.read_text("utf-8") == key:
        return python
    shutil.rmtree(VENV, ignore_errors=True)
    try:
        _run([sys.executable, "-m", "venv", str(VENV)])
        pip = [str(python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
        _run([*pip, "--requirement", str(REQUIREMENTS)])
    except subprocess.CalledProcessError as error:
        raise CannotStart(f"The local cloud could not be installed: {error.stderr.strip()[-600:]}") from error
    mark.write_text(key, "utf-8")
    return python


def _run(command: list[str]) -> None:
    subprocess.run(command, check=True, capture_output=True, text=True)


def start(place: Place, python: Path, note: Callable[[int], object]) -> int:
    """Start the cloud and wait until it answers; returns its process id, told to `note` before the waiting.

    raises  CannotStart when it dies or stays silent for half a minute
    """
    shutil.rmtree(place.scratch, ignore_errors=True)
    for folder in (place.run, place.state, place.scratch):
        folder.mkdir(parents=True, exist_ok=True)
    move_queues(place.state, place.cloud_port)
    log = place.run / "cloud.log"
    pid = processes.start([str(python), "-m", "ministack"], log, _environment(place), place.scratch)
    note(pid)
    for _ in range(300):
        if answers(place):
            return pid
        if not processes.alive(pid):
            break
        time.sleep(0.1)
    raise CannotStart(f"The local cloud does not answer on {place.cloud_url}; its last words are in {log}.")


def move_queues(state: Path, port: int) -> None:
    """Bring kept queues to this port: addresses hold the one they were made on, and nobody would read them there."""
    for file in state.glob("*.json"):
        text = file.read_text("utf-8")
        moved = re.sub(rf"(http://{re.escape(HOST)}:)\d+(/\d{{12}}/)", rf"\g<1>{port}\2", text)
        if moved != text:
            file.write_text(moved, "utf-8")


def _environment(place: Place) -> dict[str, str]:
    """Only what it needs: the functions inherit it, and must not see the desk's own variables."""
    own = {name: os.environ[name] for name in ("PATH", "HOME", "LANG", "LD_LIBRARY_PATH") if name in os.environ}
    return {
        **own,
        **KEYS,
        "TZ": "UTC",  # as on Lambda
        "TMPDIR": str(place.scratch),
        "BIND_HOST": HOST,
        "MINISTACK_HOST": HOST,
        "GATEWAY_PORT": str(place.cloud_port),
        "MINISTACK_REGION": REGION,
        "AWS_DEFAULT_REGION": REGION,
        "AUTH": str(place.check_policies).lower(),
        "PERSIST_STATE": "1",
        "STATE_DIR": str(place.state),
        "S3_PERSIST": "1",
        "S3_DATA_DIR": str(place.state / "s3"),
        "IOT_MTLS_ENABLED": "0",  # would listen on other ports, for services nobody uses here
        "SFTP_ENABLED": "0",
        "LAMBDA_WARM_TTL_SECONDS": "3600",  # a worker takes a second to start; keep those a burst has started
        "PYTHONDONTWRITEBYTECODE": "1",
    }


def answers(place: Place) -> bool:
    try:
        with urllib.request.urlopen(f"{place.cloud_url}/_ministack/health", timeout=2) as answer:
            return bool(json.load(answer))
    except (OSError, ValueError, urllib.error.URLError):
        return False


def parameters(place: Place) -> dict[str, str]:
    """The production template's parameters, pointed at the stand-ins."""
    issuer = f"{place.platforms_url}/issuer"
    return {
        "Stage": STAGE,
        "MailFrom": "thong-bao@cau-noi.example",
        "PublicUrl": place.platforms_url,
        "GraphUrl": f"{place.platforms_url}/facebook",
        "ZaloUrl": f"{place.platforms_url}/zalo",
        "ZaloBusinessUrl": f"{place.platforms_url}/zalo-business",
        "ZaloOauthUrl": f"{place.platforms_url}/zalo-oauth",
        "MediaHosts": f"{HOST}:{place.platforms_port}",
        "OidcIssuer": issuer,
        "OidcAudience": AUDIENCE,
        "OidcJwksUrl": f"{issuer}/.well-known/jwks.json",
        # The cloud brings a failed message again only after this time, and three minutes are long at a desk.
        "InboundVisibility": "10",
        "OutboxVisibility": "10",
        "TlsOnly": "false",
    }


def api_url(place: Place, outputs: dict[str, str]) -> str:
    """The API's address here. The id changes when routes change, so it is read from the stack each time."""
    return f"{place.cloud_url}/restapis/{outputs['RestAPIId']}/api/_user_request_"


def mend(dynamodb: Any, outputs: dict[str, str]) -> None:
    """What the cloud's CloudFormation leaves out of the template: expiry of rows."""
    for name in (outputs["PetitionsTable"], outputs["PeopleTable"]):
        state = dynamodb.describe_time_to_live(TableName=name)["TimeToLiveDescription"]["TimeToLiveStatus"]
        if state == "DISABLED":
            expiry = {"Enabled": True, "AttributeName": "expires_at"}
            dynamodb.update_time_to_live(TableName=name, TimeToLiveSpecification=expiry)
