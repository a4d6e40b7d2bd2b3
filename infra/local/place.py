"""Where one local run keeps its things and listens; a test makes a place of its own."""

import os
import socket
from dataclasses import dataclass
from pathlib import Path

from infra.package import REGION, ROOT

HOST = "127.0.0.1"
STAGE = "local"
# What the local cloud takes for the account's owner; nothing secret.
KEYS = {"AWS_ACCESS_KEY_ID": "test", "AWS_SECRET_ACCESS_KEY": "test"}


@dataclass(frozen=True, kw_only=True)
class Place:
    """`home` holds everything that `make reset` deletes: the cloud's state, run/, secrets.json."""

    home: Path
    build: Path
    cloud_port: int
    platforms_port: int
    provinces: Path
    check_policies: bool = True  # the cloud enforces the functions' IAM policies; a third slower

    @property
    def run(self) -> Path:
        return self.home / "run"

    @property
    def state(self) -> Path:
        return self.home / "state"

    @property
    def scratch(self) -> Path:
        """Temporary files of the cloud: a copy of the package for each worker. Deleted at every stop."""
        return self.home / "scratch"

    @property
    def secrets(self) -> Path:
        return self.home / "secrets.json"

    @property
    def cloud_url(self) -> str:
        return f"http://{HOST}:{self.cloud_port}"

    @property
    def platforms_url(self) -> str:
        return f"http://{HOST}:{self.platforms_port}"

    def environment(self) -> dict[str, str]:
        """Variables by which a client finds the local cloud, and no other."""
        return {
            **KEYS,
            "AWS_DEFAULT_REGION": REGION,
            "AWS_REGION": REGION,
            "AWS_ENDPOINT_URL": self.cloud_url,
        }


def desk() -> Place:
    """The developer's own place, under .local/; ports from CAU_NOI_CLOUD_PORT and CAU_NOI_PLATFORMS_PORT."""
    home = ROOT / ".local"
    return Place(
        home=home,
        build=ROOT / "build",
        cloud_port=int(os.environ.get("CAU_NOI_CLOUD_PORT", "4566")),
        platforms_port=int(os.environ.get("CAU_NOI_PLATFORMS_PORT", "4600")),
        provinces=ROOT / "infra" / "provinces",
        check_policies=os.environ.get("CAU_NOI_IAM", "on") != "off",
    )


def is_free(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError:
            return False
    return True


def free_port() -> int:
    """A port nobody listens on at this moment."""
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return int(probe.getsockname()[1])
