"""Training provinces: what is done there every minute, and the desk from which they are played."""

from dataclasses import replace
from datetime import timedelta
from functools import cache, partial
from typing import TYPE_CHECKING

from chalicelib.wiring.administration import keep_up
from chalicelib.wiring.book import ledger
from chalicelib.wiring.briefings import looking_back
from chalicelib.wiring.broadcasts import fan_out
from chalicelib.wiring.content import publisher
from chalicelib.wiring.dossiers import newsroom
from chalicelib.wiring.ground import bucket, new_id, provinces, tickets, utc_now, world_now
from chalicelib.wiring.hooks import deliverer
from chalicelib.wiring.intake import inbox, media
from chalicelib.wiring.net import book, clocks, footprints, in_its_time, tracker
from chalicelib.wiring.notice import courier
from chalicelib.wiring.opinion import listening
from chalicelib.wiring.people import retention, rights
from chalicelib.wiring.reports import nights
from chalicelib.wiring.sampling import asking_sample
from chalicelib.wiring.staff import calls_due, sweep
from chalicelib.wiring.surveys import inviting
from chalicelib.wiring.tables import computing

if TYPE_CHECKING:
    from datetime import datetime

    from chalicelib.channel.inbound import Inbound
    from chalicelib.province.province import Province
    from chalicelib.province.registry import Registry
    from chalicelib.ticket.ticket import Ticket
    from chalicelib.training.afresh import Afresh
    from chalicelib.training.each import Each
    from chalicelib.training.rehearsal import Rehearsal, Rounds
    from chalicelib.training.training import Training

TOGETHER = timedelta(seconds=45)  # of a function's 55: the world and the training provinces share them


def rounds(slug: str) -> "Rounds":
    """What time does in one province, in the order it is done; whom platforms have told what, nobody waits for."""
    here = provinces().alone(slug)
    return {
        "keep_up": replace(keep_up(), provinces=here).run,
        "sweep": replace(sweep(), provinces=here).run,
        "calls_due": replace(calls_due(), provinces=here).run,
        "inviting": replace(inviting(), provinces=here).run,
        "newsroom": replace(newsroom(), provinces=here).run,
        "fan_out": replace(fan_out(), provinces=here).run,
        "courier": replace(courier(), provinces=here, behind=lambda: False).deliver_due,
        "publisher": replace(publisher(), provinces=here).run,
        "deliverer": replace(deliverer(), provinces=here).run,
    }


def leisurely(slug: str, until: "datetime") -> "Rounds":
    """What catches up by itself with whatever time has passed, and needs more rights than the API's function has."""
    here = provinces().alone(slug)
    return {
        "nights": partial(replace(nights(), provinces=here).run, until),
        "ledger": partial(replace(ledger(), provinces=here).run, until),
        "computing": partial(replace(computing(), provinces=here).run, until),
        "looking_back": partial(replace(looking_back(), provinces=here).run, until),
        "asking_sample": partial(replace(asking_sample(), provinces=here).run, until),
    }


def media_of_training(begun: "datetime") -> int:
    """What `media` does, in training provinces: only its function may keep files. begun: when that function was"""
    return _each().run(lambda here, until: replace(media(), provinces=here).run(until), begun + TOGETHER)


def retention_of_training(begun: "datetime") -> int:
    """What `retention` does, in training provinces: only its function may forget people."""

    def forgotten(here: "Registry", until: "datetime") -> int:
        return replace(retention(), rights=replace(rights(), provinces=here)).run(until)

    return _each().run(forgotten, begun + TOGETHER)


def reset_of_training(begun: "datetime") -> int:
    """Training provinces that are begun afresh are emptied: only the function that forgets people may."""
    return afresh().run(begun + TOGETHER)


@cache
def afresh() -> "Afresh":
    from chalicelib.training.afresh import Afresh

    return Afresh(provinces(), clocks(), footprints(), lambda prefix: bucket().delete(prefix), world_now)


@cache
def _each() -> "Each":
    from chalicelib.training.each import Each

    return Each(provinces(), in_its_time, utc_now, world_now)


@cache
def rehearsal() -> "Rehearsal":
    from chalicelib.training.rehearsal import Rehearsal

    return Rehearsal(clocks(), tickets(), provinces(), rounds, leisurely, world_now, tracker())


@cache
def training() -> "Training":
    from chalicelib.training.training import Training

    return Training(provinces(), clocks(), book(), rehearsal(), _heard, new_id, utc_now, world_now)


def _heard(province: "Province", said: "Inbound") -> "Ticket | None":
    """As the worker behind the inbound queue takes it."""
    petition = inbox().take(province, said)
    listening().heard(province, said, petition=petition is not None)
    return petition
