"""The province the journeys walk through, read from its document: tests name no unit of their own."""

import json
from pathlib import Path
from typing import Any

from tests.journeys.town import Officer, Town

PROVINCE = "quang-ninh"
OTHER_PROVINCE = "bac-ninh"
_FILES = Path(__file__).parents[2] / "infra/provinces"


def document(slug: str = PROVINCE) -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads((_FILES / f"{slug}.json").read_text("utf-8"))
    return loaded


_DOCUMENT = document()
_PAGES = [a["id"] for a in _DOCUMENT["accounts"] if a["channel"] == "facebook"]
PAGE = COMMENT_PAGE = _PAGES[0]
OA = next(a["id"] for a in _DOCUMENT["accounts"] if a["channel"] == "zalo")
_COMMUNE = next(u for u in _DOCUMENT["units"] if u["place"])
FIELD = _COMMUNE["name"].removeprefix("UBND ")
FIELD_UNIT = _COMMUNE["id"]


def officer_of(town: Town, role: str, unit: str = "", province: str = PROVINCE) -> Officer:
    """Whoever has `role` in `unit`, or in the nearest unit above it that has one."""
    held = document(province)
    parents = {u["id"]: u["parent"] for u in held["units"]}
    home: str | None = unit or (held["leadership"] if role == "leadership" else held["tray"])
    while home:
        for staff in held["staff"]:
            if (staff["role"], staff["unit"]) == (role, home):
                return town.officer(province, staff["id"])
        home = parents[home]
    raise AssertionError(f"no {role} for {unit} in {province}")
