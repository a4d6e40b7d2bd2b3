"""What the catalogue promises of broadcasts is what is shown; who may do it is what the doors ask for."""

import json
import re
from pathlib import Path
from typing import Any

from jsonschema import Draft202012Validator

from chalicelib.broadcast import views
from chalicelib.province.messaging import Broadcasts
from tests.broadcast.house import LEADER, POLICY, WRITER, House
from tests.builders import SLUG

ROOT = Path(__file__).parents[2]
CATALOGUE = json.loads((ROOT / "chalicelib/doors/operations/broadcasts.json").read_text("utf-8"))


def fits(name: str, value: Any) -> list[str]:
    """The faults of a value that was shown, as JSON."""
    whole = {"$ref": f"#/components/schemas/{name}", "components": {"schemas": CATALOGUE["schemas"]}}
    shown = json.loads(json.dumps(value, default=str))
    return [fault.message for fault in Draft202012Validator(whole).iter_errors(shown)]


def test_what_is_shown_is_what_the_catalogue_says() -> None:
    house = House()
    house.known(1)
    draft = house.office.create(SLUG, POLICY, WRITER)
    forecast = house.office.forecast(SLUG, draft.id, LEADER)
    messages, faults = house.office.preview(SLUG, draft.id, LEADER)
    one = house.begun(link="https://a.gov.vn", title_en="News", text_en="Words", topic="giao-thong")
    house.goes_on()
    done = house.stands(one)
    fares = views.progress(house.office.progress(done))
    listed, following = house.office.newest(SLUG, LEADER, 1, None)
    rest, end = house.office.newest(SLUG, LEADER, 5, following)
    assert fits("Broadcast", views.broadcast(draft)) == []
    assert fits("BroadcastWithProgress", views.broadcast(done) | {"progress": fares}) == []
    assert fits("BroadcastEstimate", views.estimate(forecast.needs, forecast.spent, forecast.over)) == []
    assert fits("BroadcastPreview", {"messages": messages, "faults": faults}) == []
    assert fits("Broadcasts", {"broadcasts": [views.broadcast(done)], "next": following}) == []
    assert ([b.id for b in listed], [b.id for b in rest], end) == ([one.id], [draft.id], None)


def test_every_door_is_in_the_catalogue_and_asks_for_the_right_it_needs() -> None:
    text = (ROOT / "chalicelib/doors/broadcasts.py").read_text("utf-8")
    doors = {name: right for right, name in re.findall(r"@answers_to\(Action\.(\w+)_BROADCASTS\)\ndef (\w+)\(", text)}
    assert set(doors) == set(CATALOGUE["operations"])
    assert {name for name, right in doors.items() if right == "APPROVE"} == {"approve_broadcast", "reject_broadcast"}
    assert {name for name, right in doors.items() if right == "READ"} == {
        "list_broadcasts", "read_broadcast", "estimate_broadcast", "preview_broadcast",
    }  # fmt: skip


def test_a_province_may_say_how_much_goes_to_many() -> None:
    house = House()
    house.changes(broadcasts={"a_month": 2, "zalo_quota": 500, "most": 10, "hosts": ["gov.vn"]})
    assert house.world.province.messaging.broadcasts == Broadcasts(
        a_month=2, zalo_quota=500, most=10, hosts=("gov.vn",)
    )
