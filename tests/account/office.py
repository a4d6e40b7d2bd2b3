"""What the tests of accounts speak about: a province with two pages and an OA, and whoever watches over them."""

import json
from collections import defaultdict
from collections.abc import Iterable
from copy import deepcopy
from dataclasses import dataclass
from itertools import count
from typing import Any

import pytest

from chalicelib.account.facebook_admin import FacebookAdmin
from chalicelib.account.tokens import Tokens
from chalicelib.account.watch import Watch
from chalicelib.account.zalo_oauth import ZaloOauth
from chalicelib.province.province import Account, Province
from chalicelib.province.registry import Registry
from tests.account.outside import Graph, PocketSafe, ShelfJournals, ZaloDesk
from tests.builders import SLUG, document
from tests.fakes import Clock, ShelfStandings, ShelfVersions

APP = {
    "facebook/app/cau-noi": {"app_id": "918", "app_secret": {"current": "fb-app-secret-of-tests", "previous": None}},
    "zalo/app/cau-noi": {"app_id": "389", "app_secret": "zalo-app-secret", "oa_secret_key": {"current": "k" * 20}},
}


class Office:
    """A province with two pages and an OA, and whoever watches over them."""

    def __init__(self) -> None:
        self.clock, self.standings, self.journals = Clock(), ShelfStandings(), ShelfJournals()
        self.safe, self.zalo, self.graph = PocketSafe(secrets=deepcopy(APP)), ZaloDesk(), Graph()
        self.told: list[tuple[str, str]] = []
        self._numbers = count(1)
        self.provinces = Registry(ShelfVersions(), self.clock)
        self.provinces.put(document(), "test")
        for page in ("2001", "2002"):
            self.safe.secrets[f"facebook/page/{page}"] = {"access_token": f"token-{page}", "app": "cau-noi"}
        self.safe.secrets["zalo/oa/3001"] = {"access_token": "access-0", "refresh_token": "refresh-0", "app": "cau-noi"}
        self.tokens = self.other_tokens()
        self.watch = Watch(
            self.provinces, self.standings, self.tokens,
            FacebookAdmin("https://graph.example", self.safe, self.graph.get, self.graph.post),
            self.safe, lambda province, account, why: self.told.append((account.id, why)), self.clock,
        )  # fmt: skip

    def other_tokens(self, **given: Any) -> Tokens:
        """Those of another process, on the same tables."""
        parts: dict[str, Any] = {"safe": self.safe, "standings": self.standings, "journals": self.journals} | given
        oauth = ZaloOauth("https://oauth.example", self.zalo)
        return Tokens(**parts, oauth=oauth, new_id=lambda: f"run-{next(self._numbers)}", now=self.clock)

    @property
    def province(self) -> Province:
        return self.provinces.get(SLUG)

    @property
    def oa(self) -> Account:
        return self.province.account("zalo", "3001")

    @property
    def secret(self) -> dict[str, Any]:
        return self.safe.secrets["zalo/oa/3001"]

    def standing(self, channel: str = "zalo", account: str = "3001") -> Any:
        return self.standings.of(SLUG, channel, account)

    def refreshed(self) -> None:
        """The OA's first refresh."""
        self.tokens.renew(SLUG, self.oa)
        assert self.secret["access_token"] == "access-1"


@dataclass
class Heard:
    """What stood in the log, and what was counted, since it was last asked."""

    caplog: pytest.LogCaptureFixture
    capsys: pytest.CaptureFixture[str]

    def alarms(self) -> list[str]:
        found = [record.getMessage() for record in self.caplog.records if record.levelname == "ERROR"]
        self.caplog.clear()
        return found

    def whole(self) -> str:
        """Every word of it, facts and stack traces too."""
        facts = [repr(vars(record)) for record in self.caplog.records]
        said = self.capsys.readouterr()
        return "".join([*facts, self.caplog.text, said.out, said.err])

    def counted(self) -> dict[str, dict[str, float]]:
        """The last value of every metric, by its name and the tenant."""
        found: dict[str, dict[str, float]] = defaultdict(dict)
        for line in self.capsys.readouterr().out.splitlines():
            metric = json.loads(line) if line.startswith("{") else {}
            for row in metric.get("_aws", {}).get("CloudWatchMetrics", []):
                name = row["Metrics"][0]["Name"]
                found[name][metric["tenant"]] = metric[name][-1]
        return dict(found)


def secrets_of(values: Iterable[Any]) -> set[str]:
    """Every text in these secrets that nobody may see."""
    names = {"access_token", "refresh_token", "app_secret", "current", "previous", "verify_token"}
    found: set[str] = set()
    for value in values:
        for name, inner in value.items():
            if isinstance(inner, dict):
                found |= secrets_of([inner])
            elif name in names and inner:
                found.add(inner)
    return found
