"""What the catalogue promises of league tables is what is shown."""

import json
from pathlib import Path
from typing import Any

from jsonschema import Draft202012Validator

from chalicelib.league import views
from chalicelib.league.public import PublicTables
from tests.builders import COORDINATOR, HEAD, LEADER, SLUG, at
from tests.league.hall import BUILDING
from tests.league.test_rounds import contested

ROOT = Path(__file__).parents[2]
CATALOGUE, SHARED = (
    json.loads((ROOT / f"chalicelib/doors/operations/{name}.json").read_text("utf-8"))
    for name in ("league", "citizens")
)


def faults(name: str, value: Any) -> list[str]:
    schemas = SHARED["schemas"] | CATALOGUE["schemas"]
    whole = {"$ref": f"#/components/schemas/{name}", "components": {"schemas": schemas}}
    return [fault.message for fault in Draft202012Validator(whole).iter_errors(json.loads(json.dumps(value)))]


def test_every_view_is_as_the_catalogue_says() -> None:
    hall, codes, round_ = contested()
    home = hall.province
    body = {"unit": BUILDING, "text": "Mưa bão.", "codes": codes[:1]}
    comment = hall.contesting.comment(SLUG, round_.id, body, HEAD)
    assert faults("LeagueComment", views.comment(home, comment)) == []
    decision = {"accepted": True, "reply": "Đồng ý.", "exclude": [{"code": codes[0], "reason": "Thiên tai"}]}
    decided = hall.contesting.decide(SLUG, round_.id, comment.id, decision, COORDINATOR)
    assert faults("LeagueComments", {"comments": [views.comment(home, decided)], "next": None}) == []
    figures = views.table(home, hall.contesting.figures(SLUG, round_.id, HEAD))
    assert faults("LeagueFigures", figures) == []
    assert faults("LeagueFigures", figures | {"more": 1}) != []
    assert figures["groups"][0]["units"][0]["unit_name"] == home.units[BUILDING].name
    cases, _ = hall.contesting.cases(SLUG, round_.id, BUILDING, HEAD, 100, None)
    assert faults("LeagueCases", {"cases": [views.case(*each) for each in cases], "next": None}) == []
    assert faults("LeagueRound", views.whole(hall.found(round_))) == []
    hall.to(at("2026-11-25 08:00"))
    done = hall.running.publish(SLUG, round_.id, LEADER)
    assert faults("LeagueRound", views.whole(done)) == []
    public: PublicTables = hall.public
    found, following = public.page(SLUG, 10, None)
    assert faults("LeagueTables", {"tables": [views.public(each) for each in found], "next": following}) == []
    assert views.public(done)["files"][0]["file"] == f"/v1/{SLUG}/league/{done.id}/files/rows.csv"
