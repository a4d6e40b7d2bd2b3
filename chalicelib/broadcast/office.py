"""The room of broadcasts as staff use it: written, looked at, approved by another, begun, held, called off."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from chalicelib import cursor as cursors
from chalicelib import observe, schema
from chalicelib.broadcast.broadcast import Act, Broadcast, State, may, moved
from chalicelib.broadcast.fanout import COUNT_AFTER, Wake, chain
from chalicelib.broadcast.forecast import RACES, Forecast, Forecasts, given_back
from chalicelib.broadcast.order import admitted, may_see, moment, own_unit
from chalicelib.broadcast.preview import faults, preview, unless_amiss
from chalicelib.broadcast.store import Broadcasts
from chalicelib.broadcast.tally import Fares, Tally, progress
from chalicelib.errors import BadInput, Forbidden, NotFound, StaleTicket
from chalicelib.province.province import Province
from chalicelib.province.registry import Registry
from chalicelib.ticket.ticket import Actor
from chalicelib.ticket.workflow import Role

WRITERS = (Role.CONTENT_OWNER, Role.PAGE_MANAGER, Role.COORDINATOR)


@dataclass(frozen=True)
class Office:
    """Every call raises NotFound for another province and for a broadcast there is not."""

    broadcasts: Broadcasts
    forecasts: Forecasts
    provinces: Registry
    wake: Wake
    new_id: Callable[[], str]
    now: Callable[[], datetime]

    def create(self, slug: str, body: Any, actor: Actor) -> Broadcast:
        """raises  Forbidden, Unprocessable listing every fault"""
        province, now = self._at_home(slug, actor), self.now()
        if actor.role not in WRITERS:
            raise Forbidden("broadcasts are written by content owners, page managers and coordinators")
        fields = admitted(province, body, actor)
        made = Broadcast(
            tenant=slug, id=f"{int(now.timestamp() * 1000):012x}{self.new_id()[:8]}", by=actor.id, unit=actor.unit,
            created_at=now, **fields,
        )  # fmt: skip
        return self.broadcasts.save(made)

    def one(self, slug: str, broadcast: str, actor: Actor) -> Broadcast:
        province, found = self._at_home(slug, actor), self.broadcasts.find(slug, broadcast)
        if found is None or not may_see(province, found, actor):
            raise NotFound("no such broadcast", broadcast=broadcast)
        return found

    def progress(self, found: Broadcast) -> Fares:
        """How far it has come, as it was last counted: minutes ago while it runs, to three days after it. No read."""
        return progress(found.fares)

    def newest(self, slug: str, actor: Actor, limit: int, cursor: str | None) -> tuple[list[Broadcast], str | None]:
        """A page, newest first, and the cursor of the next; what the caller is not shown makes it shorter.

        raises  BadInput for a cursor of another list
        """
        province = self._at_home(slug, actor)
        before = cursors.opened(cursor, ("id",), slug, "broadcasts")["id"] if cursor else ""
        found = self.broadcasts.newest(slug, limit, before)
        following = cursors.sealed({"id": found[-1].id}, slug, "broadcasts") if len(found) == limit else None
        return [each for each in found if may_see(province, each, actor)], following

    def edit(self, slug: str, broadcast: str, body: Any, seen: int | None, actor: Actor) -> Broadcast:
        """raises  Forbidden, IllegalMove, Unprocessable, StaleTicket"""
        found = self._seen(slug, broadcast, seen, actor, Act.EDIT)
        fields = admitted(self.provinces.get(slug), body, actor)
        return self.broadcasts.save(moved(found, Act.EDIT, edited_by=actor.id, **fields))

    def submit(self, slug: str, broadcast: str, seen: int | None, actor: Actor) -> Broadcast:
        """raises  Forbidden, IllegalMove, StaleTicket; Unprocessable when its words are amiss"""
        found = self._seen(slug, broadcast, seen, actor, Act.SUBMIT)
        unless_amiss(self.provinces.get(slug), found)
        return self.broadcasts.save(moved(found, Act.SUBMIT, submitted_by=actor.id, reason=""))

    def reject(self, slug: str, broadcast: str, body: Any, seen: int | None, actor: Actor) -> Broadcast:
        """Back to its author, with the reason. raises  as `submit`"""
        schema.check("broadcast/reason", body)
        found = self._seen(slug, broadcast, seen, actor, Act.REJECT)
        return self.broadcasts.save(
            moved(found, Act.REJECT, decided_by=actor.id, decided_at=self.now(), reason=body["reason"])
        )

    def approve(self, slug: str, broadcast: str, body: Any, seen: int | None, actor: Actor) -> Broadcast:
        """What it may use up is taken from the month's limits, with the approval or not at all.

        An emergency that may go beyond them does not wait until all whom it means are counted.

        seen    the version that was read: to be said of a draft, for its author may change it until the last moment
        raises  as `submit`; BadInput; Conflict while it is counted, and when that is more than the month allows and
                nobody says `over_limit`
        """
        schema.check("broadcast/approval", body)
        found, province = self._seen(slug, broadcast, seen, actor, Act.APPROVE), self.provinces.get(slug)
        if found.state is State.DRAFT and seen is None:
            raise BadInput("whoever approves a draft names the version they have read (If-Match)")
        unless_amiss(province, found)
        beyond = bool(body.get("over_limit"))
        needs = self.forecasts.needed(province, found, over_limit=beyond)
        approved = moved(
            found, Act.APPROVE, decided_by=actor.id, decided_at=self.now(), reason="", reserved=needs.spent,
            reserved_in=str(self.forecasts.month(province)),
        )  # fmt: skip
        saved = self.forecasts.taken(province, approved, needs, over_limit=beyond)
        observe.note("broadcast approved", tenant=slug, broadcast=broadcast, by=actor.id, kind=found.kind)
        return saved

    def schedule(self, slug: str, broadcast: str, body: Any, actor: Actor) -> Broadcast:
        """Let it begin at a moment, or now. raises  Forbidden, IllegalMove, Unprocessable, StaleTicket"""
        now = self.now()
        at = moment(body, now)
        done = self._changed(slug, broadcast, actor, Act.SCHEDULE, lambda _: {"at": at, "next_at": at})
        self._woken(done)
        return done

    def pause(self, slug: str, broadcast: str, body: Any, actor: Actor) -> Broadcast:
        """Within seconds nothing more goes out. raises  as `schedule`"""
        schema.check("broadcast/reason", body)
        return self._changed(slug, broadcast, actor, Act.PAUSE, lambda _: {"reason": body["reason"], "next_at": None})

    def resume(self, slug: str, broadcast: str, actor: Actor) -> Broadcast:
        """From where it was; one that had not begun keeps its time. raises  as `schedule`"""
        now = self.now()
        done = self._changed(
            slug, broadcast, actor, Act.RESUME,
            lambda found: {"reason": "", "next_at": now if found.started_at else max(found.at or now, now)},
        )  # fmt: skip
        self._woken(done)
        return done

    def cancel(self, slug: str, broadcast: str, body: Any, actor: Actor) -> Broadcast:
        """For good; what has not gone out never will. Of one that had not begun the month's limits get back what its
        approval took.

        raises  as `schedule`
        """
        schema.check("broadcast/reason", body)
        later = self.now() + COUNT_AFTER[0]
        return self._changed(
            slug, broadcast, actor, Act.CANCEL,
            lambda found: {
                "reason": body["reason"], "next_at": later if found.started_at else None, "counted": 0, "rounds": 0,
                "round": Tally(), "round_at": later if found.started_at else None,
                "reserved": found.reserved if found.started_at else {},
            },
        )  # fmt: skip

    def forecast(self, slug: str, broadcast: str, actor: Actor) -> Forecast:
        """What it would do if it began now, or when it is scheduled for."""
        return self.forecasts.of(self.provinces.get(slug), self.one(slug, broadcast, actor))

    def preview(self, slug: str, broadcast: str, actor: Actor) -> tuple[list[dict[str, Any]], list[dict[str, str]]]:
        """What people would read, way by way, and what keeps it from being submitted."""
        found, province = self.one(slug, broadcast, actor), self.provinces.get(slug)
        return preview(province, found, self.now()), faults(province, found)

    def _at_home(self, slug: str, actor: Actor) -> Province:
        if actor.tenant != slug:
            raise NotFound("no such province", province=slug)
        return self.provinces.get(slug)

    def _seen(self, slug: str, broadcast: str, seen: int | None, actor: Actor, act: Act) -> Broadcast:
        found = self.one(slug, broadcast, actor)
        may(found, act, actor)
        own_unit(self.provinces.get(slug), found, actor)
        if seen is not None and seen != found.version:
            raise StaleTicket("somebody else changed this broadcast", version=found.version)
        return found

    def _changed(
        self, slug: str, broadcast: str, actor: Actor, act: Act, fields: Callable[[Broadcast], Mapping[str, Any]]
    ) -> Broadcast:
        for attempt in range(RACES):
            found = self._seen(slug, broadcast, None, actor, act)
            after = moved(found, act, **fields(found))
            try:
                return self.broadcasts.save(after, *given_back(found, after))
            except StaleTicket:
                if attempt == RACES - 1:
                    raise
        raise AssertionError("a race is won or lost")

    def _woken(self, found: Broadcast) -> None:
        if found.next_at and found.next_at <= self.now():
            self.wake([chain(found.tenant, found.id)], 0)
