"""The worker behind the queue hands on what is no petition, and nothing else, however often it comes."""

from dataclasses import replace

import pytest

from chalicelib.channel.inbound import Heard, Inbound
from chalicelib.intake.reader import Reader
from tests.builders import World, heard
from tests.fakes import Ears, RawDrawer
from tests.opinion.square import Square, comment, reaction

PETITION = "Mặt đường trước trường học có ổ gà rất sâu"


class Office:
    """The worker and the ear on one province; updates are read already."""

    def __init__(self) -> None:
        self.world, self.square, ears = World(), Square(), Ears()
        self.reader = Reader(
            self.world.provinces, lambda name: {}, self.world.inbox, self.world.courier.record_receipt, ears.forget,
            ears.news, ears.live, RawDrawer(), self.world.clock,
            lambda province, told, petition: self.square.ear.heard(province, told, petition=petition),
        )  # fmt: skip

    def takes(self, told: Inbound) -> None:
        self.reader._pass_on(self.world.province, told, {"update": {}}, "{}")

    def counted(self) -> dict[str, int]:
        total = self.square.total()
        return {name: total[name] for name in ("comments", "messages", "reactions") if total[name]}


@pytest.fixture
def office() -> Office:
    return Office()


def test_a_petition_and_what_joins_it_is_no_opinion_however_often_it_comes(office: Office) -> None:
    first, second = heard(PETITION), heard("Ổ gà này đã làm hai người ngã xe tuần trước")
    for told in (first, second, first, second):
        office.takes(told)
    assert len(office.world.shelf.tickets) == 1
    assert (office.counted(), office.square.store.calls) == ({}, [])


def test_talk_among_readers_greetings_and_reactions_are(office: Office) -> None:
    for told in (comment("Hay quá"), reaction("like"), heard("Xin chào")):
        office.takes(told)
        office.takes(told)
    assert office.world.shelf.tickets == {}
    assert office.counted() == {"comments": 1, "messages": 1, "reactions": 1}


def test_a_comment_edited_into_a_petition_changes_sides(office: Office) -> None:
    first = comment("Ổ gà")
    office.takes(first)
    later = replace(first, heard=Heard.EDITED, of=first.key, key=f"{first.key}#edit#1", text=PETITION)
    office.takes(replace(later, occurred_at=office.world.clock()))
    assert len(office.world.shelf.tickets) == 1
    assert office.counted() == {}
