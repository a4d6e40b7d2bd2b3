"""The product in a storm, without a cloud: each citizen sees each answer once, and no platform's rule is broken."""

import json
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path

import pytest

from infra.local import seed as seeds
from infra.local.platforms.outside import PROVINCES
from infra.local.storm import SHARES
from infra.local.storm_count import as_table
from tests.local.squall import Squall
from tests.local.stage import Stage

HARD = {"duplicated": 0.15, "reordered": 0.15, "errors": 0.08, "cuts": 0.06, "late_seconds": 4.0}
HOW = {"rate": 50.0, "patience": 1500.0, "quiet": 250.0}  # the courier waits 90 s for an echo


@pytest.fixture
def squall(tmp_path: Path, key_file: Path) -> Iterator[Callable[[], Squall]]:
    opened: list[Stage] = []

    def begin(*, careless: bool = False) -> Squall:
        province = json.loads((PROVINCES / "quang-ninh.json").read_text("utf-8"))
        every = [row for path in PROVINCES.glob("*.json") for row in json.loads(path.read_text("utf-8"))["accounts"]]
        secrets = dict(seeds._new_secrets(every))
        moment = datetime.fromisoformat("2026-11-18T09:00+07:00")
        opened.append(Stage(province, moment, tmp_path, key_file, secrets=secrets))
        return Squall(opened[-1], careless=careless)

    yield begin
    for stage in opened:
        stage.close()


def test_in_a_hard_storm_every_answer_is_seen_exactly_once(squall: Callable[..., Squall]) -> None:
    blown = squall()
    found = blown.blow(60, 1, HARD, **HOW)
    assert blown.errors == []
    assert found.clean, "\n" + as_table(found)
    assert found.kills == 2
    assert found.weather["cuts"] > 3


def test_a_courier_that_sends_again_without_looking_is_caught(squall: Callable[..., Squall]) -> None:
    found = squall(careless=True).blow(40, 3, HARD, **HOW)
    assert found.twice or found.repeated
    assert not found.clean


def test_the_shares_of_the_issue_are_those_of_the_command() -> None:
    assert SHARES == {"duplicated": 0.05, "reordered": 0.05, "errors": 0.03, "cuts": 0.01, "late_seconds": 4.0}
