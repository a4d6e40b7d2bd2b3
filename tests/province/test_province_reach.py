"""Whom a sample province still reaches once a chat has closed: what must be told has a template of Zalo's."""

from chalicelib.notice.decision import COURTESY
from chalicelib.notice.manners import TO_CITIZENS, manner
from chalicelib.province.province import Province
from chalicelib.ticket.owed import Purpose
from tests.province.files import each_province

AT_ONCE = {Purpose.ACK, Purpose.DOSSIER_FOLLOWED}  # said within minutes of the citizen's own words
OWED = {p for p in TO_CITIZENS if manner(p).template} - COURTESY - AT_ONCE


@each_province
def test_who_only_has_zalo_is_told_what_they_are_owed_after_a_week_too(province: Province) -> None:
    by_user_id = {t.purpose for t in province.messaging.templates if t.lane == "zalo_template_uid" and t.locale == "vi"}
    assert {Purpose.ANSWER, Purpose.REJECTED, Purpose.DOSSIER_RECEIPT} <= OWED
    assert sorted(OWED - by_user_id) == []


@each_province
def test_a_template_takes_the_same_parameters_by_whichever_lane_of_zalo_it_goes(province: Province) -> None:
    found: dict[str, object] = {}
    for template in province.messaging.templates:
        if template.lane.startswith("zalo_template"):
            assert found.setdefault(template.id, template.parameters) == template.parameters, template.id
    assert found
