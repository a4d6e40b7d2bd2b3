"""The storm of news: whom it makes follow, how it is ordered, killed and counted. No cloud: a town that answers."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import pytest

from infra.local.broadcast_storm_count import as_table, tally
from infra.local.broadcast_storm_people import SHARES, Fan, Lot, crowd
from infra.local.broadcast_storm_run import Desk, Run
from infra.local.platforms.outside import Account

ACCOUNTS = [
    Account(channel=channel, id=number, app="cau-noi", unit="ubnd", name="", province="song-mau")
    for channel, number in (("facebook", "2001"), ("facebook", "2002"), ("zalo", "3001"))
]
PROVINCE = {"slug": "song-mau", "staff": [{"id": "a", "role": "coordinator"}, {"id": "b", "role": "leadership"}]}


def fan(number: int, lot: Lot = Lot.REACHED) -> Fan:
    return Fan(channel="zalo", account="3001", id=str(number), lot=lot)


FANS = [fan(1), fan(2), fan(3, Lot.MUTED), fan(4, Lot.BLOCKED), fan(5, Lot.LEFT), fan(6, Lot.AWAY)]


def told(owed: int, ways: int, **more: Any) -> dict[str, Any]:
    reasons = {"unreachable": owed - ways} if owed > ways else {}
    progress = {"owed": owed, "ways": {"zalo": ways}, "reasons": reasons, "states": {"sent": ways}}
    return {"state": "done", "progress": progress} | more


def counted(heard: Mapping[int, int], kind: str = "policy", **more: Any) -> Any:
    who = {("zalo", "3001", str(number)): times for number, times in heard.items()}
    known: Any = {"breaches": (), "told": told(3 if kind == "policy" else 4, len(who)), "kills": 3, "seconds": 2.0}
    return tally(FANS, kind, who, **(known | more))


def test_a_seed_gives_the_same_people_and_another_run_gives_others() -> None:
    fans = crowd(2000, 1, ACCOUNTS, "bbbb")
    assert fans == crowd(2000, 1, ACCOUNTS, "bbbb")
    assert not {f.who for f in fans} & {f.who for f in crowd(2000, 1, ACCOUNTS, "cccc")}
    assert len({f.who for f in fans}) == 2000
    assert {(f.channel, f.account) for f in fans} == {(a.channel, a.id) for a in ACCOUNTS}
    shares = Counter(f.lot for f in fans)
    assert all(abs(shares[lot] / 2000 - share) < 0.03 for lot, share in SHARES.items())
    assert all(f.channel == "zalo" for f in crowd(50, 1, ACCOUNTS[2:], "bbbb"))


def test_everybody_once_is_clean() -> None:
    policy, storm = counted({1: 1, 2: 1}), counted({1: 1, 2: 1, 3: 1}, "emergency")
    assert policy.clean, as_table(policy)
    assert storm.clean, "who wants no news is told of an emergency\n" + as_table(storm)
    assert (policy.meant, policy.once, policy.spared) == (2, 2, 4)
    assert as_table(policy).endswith("Clean.\n")
    assert "1.0 a second" in as_table(policy)


@pytest.mark.parametrize(
    ("found", "what"),
    [
        (counted({1: 1, 2: 2}), "twice: zalo#3001#2 ×2"),
        (counted({1: 1}), "missed: zalo#3001#2"),
        (counted({1: 1, 2: 1, 3: 1}), "intruded: zalo#3001#3 muted"),
        (counted({1: 1, 2: 1, 9: 1}), "intruded: zalo#3001#9 stranger"),
        (counted({1: 1, 2: 1}, breaches=({"rule": "window"},)), "{'window': 1}"),
        (counted({1: 1, 2: 1}, told=told(3, 1)), "wrong: gone out: the API says 1, counted were 2"),
        (counted({1: 1, 2: 1}, told=told(3, 2, state="running")), "running"),
    ],
)
def test_what_is_amiss_is_named(found: Any, what: str) -> None:
    assert not found.clean
    assert what in as_table(found)
    assert as_table(found).endswith("NOT CLEAN.\n")


@dataclass
class Town:
    """The product's API and the stand-ins in one: tells some of the followers whenever it is looked at."""

    fans: list[Fan]
    stubborn: int = 0  # so many of them are never told
    calls: list[tuple[str, str, Any]] = field(default_factory=list)
    entries: list[dict[str, Any]] = field(default_factory=list)
    at: float = 0.0
    begun: bool = False
    known: int = 0
    kills: int = 0

    def call(self, method: str, path: str, body: Any, headers: Mapping[str, str]) -> tuple[int, Any]:
        self.calls.append((method, path.removeprefix("/v1/song-mau/"), body))
        if path.endswith("/estimate"):
            self.known += 1
            return 200, {"meant": sum(f.owed("emergency") for f in self.fans) if self.known > 2 else 0}
        self.begun = self.begun or path.endswith("/schedule")
        heard, owed = len(self.entries), sum(f.owed("emergency") for f in self.fans)
        found = told(owed, heard, id="b1")
        found["progress"]["states"]["owed"] = 0 if self.at > 100 else owed
        return (200 if len(self.calls) % 5 else 503), found

    def sent(self, n: int) -> Iterator[Mapping[str, Any]]:
        meant = [f for f in self.fans if f.hears("emergency")]
        if self.begun and len(self.entries) < len(meant) - self.stubborn:
            one, number = meant[len(self.entries)], len(self.entries) + 1
            row = {"n": number, "channel": one.channel, "account": one.account, "person": one.id, "text": "Tin bbbb"}
            self.entries.append(row)
        yield from self.entries[n:]

    def breaches(self, n: int) -> list[Mapping[str, Any]]:
        return []

    def kill(self) -> int:
        self.kills += 1
        return self.kills % 2  # every other time nobody is at work

    def sleep(self, seconds: float) -> None:
        self.at += seconds

    def run(self) -> Run:
        desk = Desk(PROVINCE, self.call, lambda staff: staff, self.sleep)
        return Run(
            desk=desk, ground=self, fans=self.fans, kind="emergency", here="90001", topic="moi-truong",  # type: ignore[arg-type]
            mark="bbbb", kill=self.kill, say=lambda line: None, clock=lambda: self.at, sleep=self.sleep,
        )  # fmt: skip


def test_it_is_written_by_one_approved_by_another_killed_three_times_and_ends_when_all_is_counted() -> None:
    town = Town([fan(number) for number in range(20)] + [fan(99, Lot.BLOCKED)])
    found = town.run().go(3, deadline=1000, patience=300, quiet=10)
    assert found.clean, as_table(found)
    assert (found.kills, found.once) == (3, 20)
    made = [(method, path.rpartition("/")[2]) for method, path, _ in town.calls if method == "POST"]
    assert [act for _, act in made if act != "broadcasts"] == ["submit", "approve", "schedule"]
    assert town.at < 300, "it does not wait longer than it must"


def test_it_stops_by_itself_when_somebody_is_never_told() -> None:
    town = Town([fan(number) for number in range(20)], stubborn=2)
    found = town.run().go(0, deadline=150, patience=100, quiet=10)
    assert not found.clean
    assert found.missed == ["zalo#3001#18", "zalo#3001#19"]
    assert town.at < 600


def test_a_register_that_never_knows_them_ends_it() -> None:
    town = Town([fan(1)], known=-10_000)
    with pytest.raises(LookupError, match="the register knows 0 of 1"):
        town.run().go(0, deadline=100, patience=60, quiet=10)


def test_a_token_that_has_run_out_is_asked_for_again_and_one_that_may_not_is_told_so() -> None:
    given = iter(["old", "new", "new"])

    def call(method: str, path: str, body: Any, headers: Mapping[str, str]) -> tuple[int, Any]:
        fine = headers["Authorization"] == "Bearer new" and path.endswith("/mine")
        return (200, {"ours": True}) if fine else (403, None)

    desk = Desk(PROVINCE, call, lambda staff: next(given), lambda seconds: None)
    assert desk.go("coordinator", "GET", "mine") == {"ours": True}
    with pytest.raises(LookupError, match="GET theirs: 403"):
        Desk(PROVINCE, call, lambda staff: "new", lambda seconds: None).go("coordinator", "GET", "theirs")
