"""Communes and departments are merged, renamed, closed, moved: who was meant before is found afterwards."""

from contextlib import suppress
from copy import deepcopy
from datetime import date
from typing import Any

import pytest
from hypothesis import assume, event, given
from hypothesis import strategies as st

from chalicelib import schema
from chalicelib.channel.inbound import Inbound
from chalicelib.errors import Unprocessable
from chalicelib.province.document import province_from
from chalicelib.province.registry import faults
from chalicelib.province.reorganisation import reorganised
from chalicelib.triage.rules import triage
from tests.builders import document, heard

DAY = "2027-01-01"
NEW_WARD: dict[str, Any] = {
    "id": "p90009",
    "name": "UBND phường Sông Mới",
    "kind": "commune",
    "place": {"code": "90009", "kind": "ward", "lat": 21.05, "lon": 107.05},
}
MERGER = {"merge": ["p90001", "p90002"], "into": NEW_WARD}


def plan(*steps: dict[str, Any]) -> dict[str, Any]:
    return {"valid_from": DAY, "decision": "Nghị quyết 1/NQ-UBTVQH", "steps": list(steps)}


def after(*steps: dict[str, Any], before: dict[str, Any] | None = None) -> dict[str, Any]:
    done = reorganised(before or document(), plan(*steps))
    assert faults(done) == []
    return done


def refused(*steps: dict[str, Any], before: dict[str, Any] | None = None) -> dict[str, str]:
    with pytest.raises(Unprocessable) as refusal:
        reorganised(before or document(), plan(*steps))
    return {fault["pointer"]: fault["message"] for fault in refusal.value.facts["faults"]}


def unit(held: dict[str, Any], unit_id: str) -> dict[str, Any]:
    return next(row for row in held["units"] if row["id"] == unit_id)


def test_two_communes_become_one() -> None:
    held = after(MERGER)
    assert unit(held, "p90009")["parent"] == "ubnd-tinh", "where the merged ones lay"
    assert unit(held, "p90001")["closed"] == {"on": DAY, "successor": "p90009"}
    assert unit(held, "p90002")["closed"] == {"on": DAY, "successor": "p90009"}
    assert {row["unit"] for row in held["staff"] if row["id"].startswith(("bd", "ds"))} == {"p90009"}
    assert next(a for a in held["accounts"] if a["id"] == "2002")["unit"] == "p90009"
    province = province_from(held, 2)
    assert province.live("p90001") == "p90009"
    assert province.units["p90001"].closed_on == date(2027, 1, 1)
    assert [row["id"] for row in document()["units"]] == [row["id"] for row in held["units"][:-1]], "nobody vanishes"


def test_the_document_it_starts_from_is_left_as_it_was() -> None:
    before = document()
    kept = deepcopy(before)
    reorganised(before, plan(MERGER))
    assert before == kept


@pytest.mark.parametrize(
    "said",
    ["phường Bến Đá", "p Bến Đá", "phường Chợ Cũ", "xã Đồng Sim", "phường Sông Mới"],
)
def test_old_names_still_lead_to_whom_it_now_concerns(said: str) -> None:
    held = after(MERGER)
    province = province_from(held, 2)
    routed = triage(province, _words(f"Rác thải bốc mùi hôi ở {said}"))
    assert province.live(routed.unit) == "p90009"


@pytest.mark.parametrize("code", ["90001", "90002", "90009"])
def test_old_codes_still_lead_to_whom_it_now_concerns(code: str) -> None:
    province = province_from(after(MERGER), 2)
    routed = triage(province, _words("Rác thải bốc mùi hôi", place=code))
    assert province.live(routed.unit) == "p90009"


def _words(text: str, **given: Any) -> Inbound:
    return heard(text, account="2001", **given)


def test_a_new_commune_may_take_the_code_of_one_it_replaces() -> None:
    """QĐ 19/2025: nearly every new commune took an old number."""
    held = after({"merge": ["p90001", "p90002"], "into": NEW_WARD | {"place": NEW_WARD["place"] | {"code": "90001"}}})
    assert unit(held, "p90001")["place"] is None
    assert unit(held, "p90009")["place"]["code"] == "90001"
    assert unit(held, "p90002")["place"]["code"] == "90002", "a code nobody took over stays known"


def test_names_are_inherited_once_and_never_anothers_own() -> None:
    """The new ward takes the name of one of the old: that is no second name of it."""
    own = NEW_WARD | {"name": "UBND phường Chợ Cũ"}
    aliases = unit(after({"merge": ["p90001", "p90002"], "into": own}), "p90009")["place"]["aliases"]
    assert aliases == ["phường Bến Đá", "p Bến Đá", "xã Đồng Sim"]
    before = document()
    unit(before, "p90001")["name"] = "UBND xã Đồng Sim cũ"
    unit(before, "p90001")["place"]["aliases"] = ["Xã Đồng Sim"]
    held = after({"close": "p90001", "successor": "so-khcn"}, before=_with_place(before, "so-khcn"))
    assert unit(held, "so-khcn")["place"]["aliases"] == ["xã Đồng Sim cũ"]


def _with_place(held: dict[str, Any], unit_id: str) -> dict[str, Any]:
    unit(held, unit_id)["place"] = NEW_WARD["place"] | {"aliases": []}
    return held


def test_a_rule_for_a_commune_holds_for_its_successor() -> None:
    before = document()
    before["routing"].append({"id": "rieng", "when": {"place": ["90001"]}, "to": "p90001"})
    rule = after(MERGER, before=before)["routing"][-1]
    assert (rule["when"], rule["to"]) == ({"place": ["90001", "90009"]}, "p90009")


def test_departments_merge_and_what_lay_below_them_moves() -> None:
    before = document() | {"tray": "so-xay-dung", "leadership": "so-tai-chinh", "task_force": "so-tai-chinh"}
    held = after({"merge": ["so-xay-dung", "so-tai-chinh"], "into": {"id": "so-khcn"}}, before=before)
    assert unit(held, "phong-ha-tang")["parent"] == "so-khcn"
    assert {held["tray"], held["leadership"], held["task_force"]} == {"so-khcn"}
    assert next(r for r in held["routing"] if r["id"] == "dau-tu")["to"] == "so-khcn"
    assert next(s for s in held["staff"] if s["id"] == "xd-gd")["unit"] == "so-khcn"


def test_a_unit_merged_twice_is_found_through_both_acts() -> None:
    held = after(MERGER)
    second = {"merge": ["p90009"], "into": NEW_WARD | {"id": "p90010", "place": NEW_WARD["place"] | {"code": "90010"}}}
    again = after(second, before=held)
    province = province_from(again, 3)
    assert [province.live(name) for name in ("p90001", "p90002", "p90009")] == ["p90010"] * 3
    assert "phường Bến Đá" in unit(again, "p90010")["place"]["aliases"]


def test_a_renamed_unit_keeps_its_id_and_its_old_name() -> None:
    held = after({"rename": "p90001", "name": "UBND phường Bến Ngọc"})
    renamed = unit(held, "p90001")
    assert renamed["formerly"] == [{"name": "UBND phường Bến Đá", "until": DAY}]
    assert renamed["place"]["aliases"] == ["phường Chợ Cũ", "phường Bến Đá", "p Bến Đá"]
    assert triage(province_from(held, 2), _words("Rác ở phường Bến Đá")).unit == "p90001"


def test_a_unit_moves_with_everybody_below_it() -> None:
    held = after({"move": "so-xay-dung", "parent": "so-khcn"})
    assert province_from(held, 2).within("phong-ha-tang", "so-khcn")


def test_steps_build_on_one_another() -> None:
    held = after(
        {"merge": ["p90001"], "into": NEW_WARD},
        {"close": "p90002", "successor": "p90009"},
        {"rename": "p90009", "name": "UBND phường Hợp Nhất"},
        {"move": "p90009", "parent": "so-khcn"},
    )
    assert unit(held, "p90009")["parent"] == "so-khcn"
    assert unit(held, "p90002")["closed"]["successor"] == "p90009"


@pytest.mark.parametrize(
    ("steps", "pointer", "why"),
    [
        ([{"close": "nobody", "successor": "so-khcn"}], "/steps/0/close", "no unit"),
        ([{"close": "p90001", "successor": "nobody"}], "/steps/0/successor", "no unit"),
        ([{"merge": ["p90001", "nobody"], "into": NEW_WARD}], "/steps/0/merge/1", "no unit"),
        ([{"merge": ["nobody"], "into": NEW_WARD}], "/steps/0/merge/0", "no unit"),
        ([{"rename": "nobody", "name": "x"}], "/steps/0/rename", "no unit"),
        ([{"move": "nobody", "parent": "so-khcn"}], "/steps/0/move", "no unit"),
        ([{"move": "so-khcn", "parent": "nobody"}], "/steps/0/parent", "no unit"),
        ([MERGER, {"close": "p90001", "successor": "p90009"}], "/steps/1/close", "was closed"),
        ([MERGER, {"close": "so-tai-chinh", "successor": "p90001"}], "/steps/1/successor", "was closed"),
        ([{"close": "so-khcn", "successor": "so-khcn"}], "/steps/0/successor", "lies below"),
        ([{"close": "so-xay-dung", "successor": "phong-ha-tang"}], "/steps/0/successor", "lies below"),
        ([{"merge": ["p90001", "p90002"], "into": {"id": "p90001"}}], "/steps/0/into", "lies below"),
        ([{"merge": ["ubnd-tinh"], "into": {"id": "so-khcn"}}], "/steps/0/merge/0", "root"),
        ([{"close": "ubnd-tinh", "successor": "so-khcn"}], "/steps/0/close", "root"),
        ([{"move": "ubnd-tinh", "parent": "so-khcn"}], "/steps/0/move", "root"),
        ([{"move": "so-xay-dung", "parent": "phong-ha-tang"}], "/steps/0/parent", "lies below"),
        ([{"move": "so-xay-dung", "parent": "ubnd-tinh"}], "/steps/0/parent", "lies there already"),
        ([{"close": "p90001", "successor": "so-khcn"}], "/steps/0/successor", "place of its own"),
        ([{"merge": ["p90001"], "into": NEW_WARD | {"place": None}}], "/steps/0/into", "place of its own"),
        ([{"merge": ["p90001"], "into": NEW_WARD | {"id": "p90002"}}], "/steps/0/into/id", "already"),
        ([{"merge": ["p90001"], "into": NEW_WARD | {"parent": "nobody"}}], "/steps/0/into/parent", "no unit"),
        ([{"merge": ["p90001"], "into": NEW_WARD | {"parent": "p90001"}}], "/steps/0/into", "lies below"),
        ([{"merge": ["ubnd-tinh"], "into": NEW_WARD}], "/steps/0/into", "needs a parent"),
        (
            [{"merge": ["p90001"], "into": NEW_WARD | {"place": NEW_WARD["place"] | {"code": "90002"}}}],
            "/steps/0/into/place/code",
            "another commune",
        ),
        ([{"rename": "so-khcn", "name": "Sở Khoa học và Công nghệ"}], "/steps/0/name", "called so already"),
        (
            [{"rename": "so-khcn", "name": "A"}, {"rename": "so-khcn", "name": "B"}],
            "/steps/1/rename",
            "does this to",
        ),
        (
            [{"move": "so-khcn", "parent": "so-xay-dung"}, {"move": "so-khcn", "parent": "ubnd-tinh"}],
            "/steps/1/move",
            "does this to",
        ),
        ([{"merge": ["p90001"]}], "/steps/0", "not valid"),
        ([{"merge": ["p90001"], "into": {"id": "x", "name": "y"}}], "/steps/0/into", "not valid"),
    ],
)  # fmt: skip
def test_what_cannot_be_done_is_refused_with_its_place(steps: list[dict[str, Any]], pointer: str, why: str) -> None:
    told = refused(*steps)
    assert why in told[pointer]


def test_every_fault_is_told_at_once() -> None:
    told = refused(
        {"close": "nobody", "successor": "nowhere"},
        {"merge": ["p90001", "nobody"], "into": NEW_WARD | {"id": "p90002"}},
        {"rename": "ubnd-tinh", "name": "UBND tỉnh"},
    )
    assert set(told) == {
        "/steps/0/close", "/steps/0/successor", "/steps/1/into/id", "/steps/1/merge/1", "/steps/2/name",
    }  # fmt: skip


def test_a_day_that_does_not_exist_is_a_fault() -> None:
    with pytest.raises(Unprocessable) as refusal:
        reorganised(document(), plan(MERGER) | {"valid_from": "2027-02-30"})
    assert [fault["pointer"] for fault in refusal.value.facts["faults"]] == ["/valid_from"]


def test_the_plan_itself_has_a_schema() -> None:
    assert schema.faults("province/reorganisation", plan(MERGER)) == []
    assert schema.faults("province/reorganisation", {"steps": []}) != []


# Random trees, random plans: whatever a legal act does, nobody points into the void afterwards.

IDS = [f"u{n}" for n in range(7)]


@st.composite
def trees(draw: st.DrawFn) -> dict[str, Any]:
    """Some units under the root, some of them communes; everything of the document hangs on any of them."""
    held = document()
    blank = {"kind": "division", "hotline": None, "email": None, "place": None}
    units: list[dict[str, Any]] = [blank | {"id": "goc", "name": "Gốc", "parent": None}]
    for number, name in enumerate(IDS):
        parent = draw(st.sampled_from([row["id"] for row in units]))
        place = {"code": f"8000{number}", "kind": "ward", "lat": 21, "lon": 107, "aliases": [f"thôn {number}"]}
        row = blank | {"id": name, "name": f"UBND phường {name}", "parent": parent}
        units.append(row | {"place": draw(st.sampled_from([None, place]))})
    anyone = st.sampled_from([row["id"] for row in units])
    for row in (*held["staff"], *held["accounts"]):
        row["unit"] = draw(anyone)
    for rule in held["routing"]:
        rule["to"] = draw(anyone)
    codes = [row["place"]["code"] for row in units if row["place"]]
    if codes:
        held["routing"].append({"id": "noi", "when": {"place": codes}, "to": draw(anyone)})
    homes = {name: draw(anyone) for name in ("tray", "leadership", "task_force")}
    return held | homes | {"units": units}


@st.composite
def steps(draw: st.DrawFn) -> dict[str, Any]:
    known = st.sampled_from([*IDS, "goc", "moi0", "moi1", "khong-co"])
    number = draw(st.integers(0, 1))
    place = {"code": f"7000{number}", "kind": "commune", "lat": 21, "lon": 107}
    new = {"id": f"moi{number}", "name": f"UBND xã Mới {number}", "kind": "commune", "place": place}
    into = draw(st.one_of(st.just(new), known.map(lambda name: {"id": name})))
    return draw(
        st.one_of(
            st.lists(known, min_size=1, max_size=3, unique=True).map(lambda ids: {"merge": ids, "into": into}),
            st.builds(lambda a, b: {"rename": a, "name": f"Tên mới {b}"}, known, st.integers(0, 2)),
            st.builds(lambda a, b: {"close": a, "successor": b}, known, known),
            st.builds(lambda a, b: {"move": a, "parent": b}, known, known),
        )
    )


def used_ids(held: dict[str, Any]) -> set[str]:
    found = {held["tray"], held["leadership"], held["task_force"]}
    found |= {row["unit"] for row in (*held["staff"], *held["accounts"])}
    found |= {rule["to"] for rule in held["routing"] if not rule["to"].startswith("@")}
    return found | {row["parent"] for row in held["units"] if row["parent"] and "closed" not in row}


def possible(before: dict[str, Any], acts: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Those of the steps that can be done after those before them."""
    done: list[dict[str, Any]] = []
    for act in acts:
        with suppress(Unprocessable):
            reorganised(before, plan(*done, act))
            done.append(act)
    return done


@given(trees(), st.lists(steps(), min_size=3, max_size=12))
def test_after_any_act_every_id_leads_to_an_open_unit(before: dict[str, Any], tried: list[dict[str, Any]]) -> None:
    acts = possible(before, tried)
    assume(acts)
    event(f"{len(acts)} steps")
    held = reorganised(before, plan(*acts))
    assert faults(held) == []
    province = province_from(held, 2)
    assert all(province.is_open(name) for name in used_ids(held))
    for row in before["units"]:
        assert province.is_open(province.live(row["id"])), "every former unit's successor works"
    communes = {row["id"]: row["place"]["code"] for row in before["units"] if row["place"]}
    places = {u.place.code: u.id for u in province.units.values() if u.place}
    for name, code in communes.items():
        assert province.live(places[code]) == province.live(name), "every code is still known"
    with pytest.raises(Unprocessable):
        reorganised(held, plan(*acts))
