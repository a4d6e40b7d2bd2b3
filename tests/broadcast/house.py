"""A province with followers: the room of broadcasts on fakes, and a world whose courier carries what it owes."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import timedelta
from itertools import count
from typing import Any

from chalicelib.broadcast.broadcast import Broadcast
from chalicelib.broadcast.called_off import CalledOff
from chalicelib.broadcast.counter import Counter
from chalicelib.broadcast.fanout import FanOut
from chalicelib.broadcast.follower import Follower
from chalicelib.broadcast.forecast import Forecasts
from chalicelib.broadcast.message import purpose_of
from chalicelib.broadcast.office import Office
from chalicelib.identity.vault import Person
from chalicelib.ticket.conversation import Conversation, conversation_partition
from chalicelib.ticket.owed import Notice
from chalicelib.ticket.workflow import Role
from tests.builders import SLUG, World, officer
from tests.fakes_broadcast import ShelfBroadcasts, ShelfRegister

WRITER = officer(Role.CONTENT_OWNER, "so-khcn")
COORDINATOR = officer(Role.COORDINATOR, "so-khcn")
LEADER = officer(Role.LEADERSHIP, "ubnd-tinh")
TASK_FORCE = officer(Role.TASK_FORCE, "ubnd-tinh")
POLICY = {"kind": "policy", "title": "Hỗ trợ doanh nghiệp", "text": "Tỉnh miễn phí đăng ký kinh doanh năm 2027."}
STORM = {"kind": "emergency", "title": "Bão số 9", "text": "Không ra khơi. Sơ tán theo hướng dẫn của xã."}


@dataclass
class House:
    world: World = field(default_factory=World)
    register: ShelfRegister = field(default_factory=ShelfRegister)
    woken: list[tuple[tuple[str, str], int]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.broadcasts = ShelfBroadcasts(self.world.shelf)
        ids = count(1)
        self.counter = Counter(self.broadcasts, self.register, self.world.provinces, self._wake, self.world.clock)
        forecasts = Forecasts(self.broadcasts, self.counter, self.world.clock)
        self.office = Office(
            self.broadcasts, forecasts, self.world.provinces, self._wake, lambda: f"{next(ids):08x}",
            self.world.clock,
        )  # fmt: skip
        self.fan_out = self.fanning(self.broadcasts)
        called_off = CalledOff(self.broadcasts, self.world.clock)
        self.courier = replace(self.world.courier, called_off=called_off)

    def fanning(self, broadcasts: Any, wake: Any = None) -> FanOut:
        world = self.world
        return FanOut(
            broadcasts, self.register, world.provinces, wake or self._wake, world.clock
        )  # fmt: skip

    def _wake(self, keys: Iterable[tuple[str, str]], seconds: int) -> None:
        self.woken += [(key, seconds) for key in keys]

    def follower(self, number: int, **given: Any) -> Follower:
        base: dict[str, Any] = {
            "tenant": SLUG, "channel": "facebook", "account": "2001", "alias": f"p{number:05}",
            "heard_at": self.world.clock(),
        }  # fmt: skip
        found = Follower(**(base | given))
        self.register.met(found)
        return found

    def known(self, number: int, *, phone: str = "", **given: Any) -> Follower:
        """One whose conversation and vault row are there, too: the courier can reach them."""
        one = self.follower(number, **given)
        talk = Conversation(
            tenant=SLUG, channel=one.channel, account=one.account, alias=one.alias, heard_at=one.heard_at, version=1,
            locale=one.locale, muted_at=one.heard_at if one.muted else None,
        )  # fmt: skip
        self.world.shelf.talks[conversation_partition(SLUG, one.channel, one.account, one.alias)] = talk
        person = Person(
            tenant=SLUG,
            alias=one.alias,
            channel=one.channel,
            account=one.account,
            platform_id=f"u{number}",
            phone=phone,
        )
        self.world.vault.remember(person)
        return one

    def changes(self, **broadcasts: Any) -> None:
        """The province says so of broadcasts; `lanes` too."""
        document = self.world.document()
        document["messaging"] = {**document.get("messaging", {}), **broadcasts}
        self.world.provinces.put(document, "test")

    def approved(self, **body: Any) -> Broadcast:
        made = self.office.create(SLUG, {**POLICY, **body}, WRITER)
        self.office.submit(SLUG, made.id, None, WRITER)
        return self.office.approve(SLUG, made.id, {}, None, LEADER)

    def begun(self, **body: Any) -> Broadcast:
        return self.office.schedule(SLUG, self.approved(**body).id, {}, WRITER)

    def stands(self, broadcast: Broadcast) -> Broadcast:
        return self.office.one(SLUG, broadcast.id, LEADER)

    def goes_on(self, rounds: int = 2000) -> None:
        """The clock's rounds until nothing is due within an hour."""
        for _ in range(rounds):
            if not self.fan_out.run():
                coming = [b.next_at for b in self.broadcasts.kept.values() if b.next_at]
                if not coming or min(coming) > self.world.clock() + timedelta(minutes=5):
                    return
                self.world.clock.at = max(self.world.clock(), min(coming))

    def spent(self) -> dict[str, int]:
        """What is used up of the only month in which anything was approved."""
        (used,) = self.broadcasts.ledger.values()
        return used

    def owed(self, broadcast: Broadcast) -> list[Notice]:
        purpose = purpose_of(broadcast)
        return [n for n in self.world.shelf.notices.values() if n.purpose is purpose and n.id.endswith(broadcast.id)]
