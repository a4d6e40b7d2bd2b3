"""Training provinces: what is done there every minute, and the desk from which they are played."""

from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING

from chalicelib.wiring.administration import keep_up
from chalicelib.wiring.book import ledger
from chalicelib.wiring.briefings import looking_back
from chalicelib.wiring.broadcasts import fan_out
from chalicelib.wiring.content import publisher
from chalicelib.wiring.dossiers import newsroom
from chalicelib.wiring.ground import new_id, provinces, tickets, utc_now, world_now
from chalicelib.wiring.hooks import deliverer
from chalicelib.wiring.intake import inbox, media
from chalicelib.wiring.net import book, clocks, in_its_time
from chalicelib.wiring.notice import courier
from chalicelib.wiring.opinion import listening
from chalicelib.wiring.people import retention, rights
from chalicelib.wiring.reports import nights
from chalicelib.wiring.staff import sweep
from chalicelib.wiring.surveys import inviting
from chalicelib.wiring.tables import computing

if TYPE_CHECKING:
    from collections.abc import Callable

    from chalicelib.channel.inbound import Inbound
    from chalicelib.province.province import Province
    from chalicelib.province.registry import Registry
    from chalicelib.ticket.ticket import Ticket
    from chalicelib.training.rehearsal import Rehearsal, Rounds
    from chalicelib.training.training import Training


def rounds(slug: str) -> "Rounds":
    """What time does in one province, in the order it is done; whom platforms have told what, nobody waits for."""
    here = provinces().alone(slug)
    return {
        "keep_up": replace(keep_up(), provinces=here).run,
        "sweep": replace(sweep(), provinces=here).run,
        "inviting": replace(inviting(), provinces=here).run,
        "newsroom": replace(newsroom(), provinces=here).run,
        "fan_out": replace(fan_out(), provinces=here).run,
        "courier": replace(courier(), provinces=here, behind=lambda: False).deliver_due,
        "publisher": replace(publisher(), provinces=here).run,
        "deliverer": replace(deliverer(), provinces=here).run,
    }


def leisurely(slug: str) -> "Rounds":
    """What catches up by itself with whatever time has passed, and needs more rights than the API's function has."""
    here = provinces().alone(slug)
    return {
        "nights": replace(nights(), provinces=here).run,
        "ledger": replace(ledger(), provinces=here).run,
        "computing": replace(computing(), provinces=here).run,
        "looking_back": replace(looking_back(), provinces=here, before=lambda: 0).run,
    }


def media_of_training() -> int:
    """What `media` does, in training provinces: only its function may keep files."""
    return _in_each(lambda here: replace(media(), provinces=here).run())


def retention_of_training() -> int:
    """What `retention` does, in training provinces: only its function may forget people."""
    return _in_each(lambda here: replace(retention(), rights=replace(rights(), provinces=here)).run())


def _in_each(run: "Callable[[Registry], int]") -> int:
    done = 0
    for province in provinces().training():
        with in_its_time(province.slug):
            done += run(provinces().alone(province.slug))
    return done


@cache
def rehearsal() -> "Rehearsal":
    from chalicelib.training.rehearsal import Rehearsal

    return Rehearsal(clocks(), tickets(), provinces(), rounds, leisurely, world_now)


@cache
def training() -> "Training":
    from chalicelib.training.training import Training

    return Training(provinces(), clocks(), book(), rehearsal(), _heard, new_id, utc_now, world_now)


def _heard(province: "Province", said: "Inbound") -> "Ticket | None":
    """As the worker behind the inbound queue takes it."""
    petition = inbox().take(province, said)
    listening().heard(province, said, petition=petition is not None)
    return petition
