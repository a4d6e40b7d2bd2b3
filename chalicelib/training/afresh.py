"""A training province is begun afresh: what there was of it goes, and its clock shows the world's time again.

In steps, for as long as each call has time: first it is shut, and what was under way comes to its end; then partition
by partition is emptied; last the clock is put back, and the province is open. A run that dies is gone on with.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from chalicelib import observe, schema
from chalicelib.errors import NotFound, StaleTicket, Unprocessable
from chalicelib.province.province import Province
from chalicelib.province.registry import Registry, in_turn
from chalicelib.ticket.ticket import Actor
from chalicelib.training.clock import Clock, Clocks
from chalicelib.training.footprint import SURE, Footprints, files_of

# A write that was admitted just before, with all the tries of its client, has happened or failed by then.
SETTLES = SURE + timedelta(seconds=25)
LEASE = timedelta(minutes=2)  # longer than any function of ours that empties runs on
PLACES = 50  # a step


@dataclass(frozen=True)
class Afresh:
    """files: deletes everything in the bucket whose key begins so; raises TryAgain"""

    provinces: Registry
    clocks: Clocks
    footprints: Footprints
    files: Callable[[str], None]
    world: Callable[[], datetime]

    def begin(self, slug: str, body: Any, actor: Actor) -> Clock:
        """Shut the province; the rest is done by `run`. One that is shut already stays so.

        body    of reset.schema.json: the name once more, typed by whoever means it
        raises  NotFound where nobody trains; Unprocessable for another name; StaleTicket when the clock just moved
        """
        training_province(self.provinces, slug, actor)
        schema.check("training/reset", body)
        if body["province"] != slug:
            fault = {"pointer": "/province", "message": "the name of this province, typed again"}
            raise Unprocessable("that is another name", faults=[fault])
        clock = self.clocks.of(slug)
        if clock.clearing:
            return clock
        return self.clocks.save(replace(clock, goal=None, held_until=None, clearing=self.world()))

    def run(self, until: datetime) -> int:
        """Go on with every training province that is shut; returns how many partitions were emptied.

        until  of the world's time: nothing is begun after it
        """
        emptied = 0
        for province in in_turn(self.provinces.training(), self.world()):
            try:
                emptied += self._go_on(province.slug, until)
            except StaleTicket:
                continue  # another run has it
            except Exception:
                observe.alarm("a training province could not be begun afresh", tenant=province.slug)
        return emptied

    def _go_on(self, slug: str, until: datetime) -> int:
        clock, now, emptied = self.clocks.of(slug), self.world(), 0
        held = clock.held_until is not None and clock.held_until > now
        if held or clock.clearing is None or now < clock.clearing + SETTLES:
            return 0
        while self.world() < until:
            clock = self.clocks.save(replace(clock, held_until=self.world() + LEASE))
            places = self.footprints.some(slug, PLACES)
            for place in places:
                if self.world() >= until:
                    break
                emptied += self.footprints.empty(slug, place)
            if not places and self.footprints.empty_book(slug):
                self._open(clock)
                return emptied
        self.clocks.save(replace(clock, held_until=None))
        return emptied

    def _open(self, clock: Clock) -> None:
        for beginning in (f"media/{clock.tenant}/", files_of(clock.tenant)):
            self.files(beginning)
        self.clocks.save(Clock(tenant=clock.tenant, since=self.world(), version=clock.version))
        observe.note("a training province is begun afresh", tenant=clock.tenant)


def training_province(provinces: Registry, slug: str, actor: Actor) -> Province:
    """raises  NotFound for another tenant's officer, and where nobody trains"""
    if actor.tenant != slug:
        raise NotFound("no such province", province=slug)  # a token of A learns nothing about B
    province = provinces.get(slug)
    if not province.training:
        raise NotFound("this is no training province", province=slug)
    return province
