"""What is shown of surveys is what the API's document says."""

import json

from chalicelib.survey import views
from tests.builders import LEADER, SLUG
from tests.described import faults_of
from tests.survey.bureau import OWNER, Bureau, body


def test_rounds_and_figures_are_as_described() -> None:
    bureau = Bureau()
    province, draft = bureau.world.province, bureau.staff.make(SLUG, {**_bare()}, OWNER)
    round_ = bureau.opened()
    for number in range(6):
        bureau.answers(round_, str(number))
    bureau.staff.close(SLUG, round_.id, OWNER)
    published = bureau.staff.publish(SLUG, round_.id, LEADER)
    for each in (draft, round_, published):
        assert faults_of("SurveyRoundRead", _said(views.whole(province, each))) == []
        assert faults_of("Survey", _said(views.public(province, each))) == []
    assert faults_of("SurveyRounds", _said(views.page(province, bureau.staff.page(SLUG, OWNER, 1, None)))) == []
    figures = bureau.staff.figures(SLUG, round_.id, OWNER)
    assert faults_of("SurveyFigures", _said(views.figures(province, figures))) == []
    assert figures["units"][0]["questions"], "something is shown"


def _bare() -> dict[str, object]:
    return {name: value for name, value in body().items() if name != "invite"}


def _said(value: object) -> object:
    return json.loads(json.dumps(value))
