"""The builder of communes: which phrases lead to one, and what it leaves alone in a file."""

import json
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from infra.provinces.aliases import Commune, Former, aliases_of
from infra.provinces.build_communes import communes_of, filled, main, render
from tests.province.files import DOCUMENTS

HERE = (21.0, 107.0)


def former(kind: str, name: str, district: str = "Hạ Long", district_kind: str = "Thành phố") -> Former:
    return Former(
        kind=kind, name=name, district_kind=district_kind, district=district, province="Quảng Ninh", seat=HERE
    )


def commune(code: str, kind: str, name: str, *parts: Former) -> Commune:
    return Commune(code=code, kind=kind, name=name, province="Quảng Ninh", seat=HERE, former=parts)


HA_TU = commune("06652", "Phường", "Hà Tu", former("Phường", "Hà Tu"), former("Phường", "Hà Phong"))
BAI_CHAY = commune("06673", "Phường", "Bãi Cháy", former("Phường", "Bãi Cháy"), former("Phường", "Trần Phú"))
CO_TO = commune("07192", "Đặc khu", "Cô Tô", former("Thị trấn", "Cô Tô", "Cô Tô", "Huyện"))
HA_LONG = commune("06688", "Phường", "Hạ Long", former("Phường", "Hồng Hải"))


@pytest.mark.parametrize(
    ("phrase", "leads", "why"),
    [
        ("phường Hà Tu", "06652", "its name"),
        ("P. Hà Tu", "06652", "shortened"),
        ("Hà Tu, Quảng Ninh", "06652", "with the province"),
        ("Hà Phong, TP Hạ Long", "06652", "an old address"),
        ("Hà Tu", None, "bare, it may be something else without diacritics"),
        ("Bãi Cháy", "06673", "distinctive enough to stand alone"),
        ("phường Trần Phú", "06673", "a ward named after a person"),
        ("Trần Phú, Hạ Long", None, "is rather a street"),
        ("huyện Cô Tô", "07192", "a district that became one commune"),
        ("thành phố Hạ Long", None, "a city that became many"),
        ("Hạ Long, Quảng Ninh", None, "may mean the whole former city"),
        ("phường Hạ Long", "06688", "while the ward says what it is"),
    ],
)
def test_a_phrase_leads(phrase: str, leads: str | None, why: str) -> None:
    found = aliases_of([HA_TU, BAI_CHAY, CO_TO, HA_LONG])
    assert [code for code, phrases in found.items() if phrase in phrases] == ([leads] if leads else []), why


def test_a_name_of_two_old_wards_leads_to_neither_without_its_district() -> None:
    one = commune("1", "Phường", "Một", former("Phường", "Bắc Sơn", "Uông Bí"))
    two = commune("2", "Phường", "Hai", former("Phường", "Bắc Sơn", "Cẩm Phả"))
    found = aliases_of([one, two])
    assert "phường Bắc Sơn" not in found["1"] + found["2"]
    assert "Bắc Sơn, Uông Bí" in found["1"]
    assert "Bắc Sơn, Cẩm Phả" in found["2"]


def test_a_present_name_prevails_over_a_former_one() -> None:
    present = commune("1", "Xã", "Thống Nhất")
    merged = commune("2", "Xã", "Quảng La", former("Xã", "Thống Nhất", "Hoành Bồ", "Huyện"))
    found = aliases_of([present, merged])
    assert "xã Thống Nhất" in found["1"]
    assert "xã Thống Nhất" not in found["2"]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A package folder of two communes, the seat of one of them 100 km off."""
    with closing(sqlite3.connect(tmp_path / "dataset.db")) as base:
        base.executescript(
            """CREATE TABLE admin_units (provinceCode, wardCode, ward, wardType, wardLat, wardLon,
                                        provinceShort, provinceKey, wardKey);
            CREATE TABLE admin_units_legacy (ward, wardType, district, districtType, provinceShort,
                                        wardLat, wardLon, provinceKey, districtKey, wardKey);"""
        )
        base.executemany(
            "INSERT INTO admin_units VALUES ('22', ?, ?, 'Xã', ?, ?, 'Quảng Ninh', 'qn', ?)",
            [("06757", "Xã Vĩnh Thực", 20.9, 107.0, "vt"), ("06799", "Xã Hải Hòa", 21.1, 107.4, "hh")],
        )
        base.executemany(
            """INSERT INTO admin_units_legacy
            VALUES (?, 'Xã', 'Thành phố Móng Cái', 'Thành phố', 'Quảng Ninh', ?, ?, 'qn', 'mc', ?)""",
            [("Xã Vĩnh Thực", 21.32, 107.98, "vt"), ("Xã Vĩnh Trung", 21.34, 107.88, "vtr")],
        )
        base.commit()
    whole = {"DICT_PROVINCE_WARD_NO_DIVIDED": {"qn": {"vt": ["qn_mc_vt", "qn_mc_vtr"]}}}
    (tmp_path / "converter_2025.json").write_text(json.dumps(whole), "utf-8")
    return tmp_path


def test_a_seat_far_from_its_own_wards_is_put_between_them(folder: Path) -> None:
    assert {c.name: c.seat for c in communes_of(folder, "22")} == {
        "Vĩnh Thực": (21.33, 107.93),
        "Hải Hòa": (21.1, 107.4),
    }


def _without_communes(document: dict[str, Any]) -> dict[str, Any]:
    communes = {unit["id"] for unit in document["units"] if unit["kind"] == "commune"}
    units = [unit for unit in document["units"] if unit["id"] not in communes]
    staff = [p for p in document["staff"] if p["unit"] not in communes or p["role"] == "page_manager"]
    return {**document, "units": units, "staff": staff}


def test_only_communes_and_their_head_and_handler_are_replaced(folder: Path, tmp_path: Path) -> None:
    file = tmp_path / "quang-ninh.json"
    file.write_text(render(DOCUMENTS["quang-ninh"]), "utf-8")
    main(str(folder), str(file))
    built = json.loads(file.read_text("utf-8"))
    assert _without_communes(built) == _without_communes(DOCUMENTS["quang-ninh"])
    assert [u["id"] for u in built["units"] if u["kind"] == "commune"] == ["p06757", "p06799"]
    assert {p["unit"]: p["phone"] for p in built["staff"] if p["unit"] in {"p06757"} and p["role"] == "head"} == {
        "p06757": "84900006757"
    }


def test_building_twice_changes_nothing(folder: Path) -> None:
    communes = communes_of(folder, "22")
    once = filled(json.loads((Path(__file__).parents[1] / "data/province.json").read_text("utf-8")), communes)
    assert render(filled(once, communes)) == render(once)
