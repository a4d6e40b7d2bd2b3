"""From a document that has passed its schema to the value of a province."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from chalicelib.province.briefings import briefings_from
from chalicelib.province.content import content_from
from chalicelib.province.league import league_from
from chalicelib.province.messaging import messaging_from
from chalicelib.province.pilot import pilots_from
from chalicelib.province.province import (
    Account,
    Api,
    Category,
    FormerName,
    PetitionKind,
    Place,
    Province,
    Rule,
    Staff,
    Unit,
)
from chalicelib.province.regulation import regulation_from
from chalicelib.province.sampling import Sampling
from chalicelib.province.service import procedure_from
from chalicelib.sla.workdays import WorkCalendar, calendar_from, overlaid


def _unit(entry: Mapping[str, Any], calendar: WorkCalendar) -> Unit:
    place, closed = entry.get("place"), entry.get("closed", {})
    return Unit(
        id=entry["id"],
        name=entry["name"],
        kind=entry["kind"],
        parent=entry["parent"],
        hotline=entry.get("hotline"),
        place=place and Place(code=place["code"], kind=place["kind"], aliases=tuple(place.get("aliases", ()))),
        calendar=overlaid(calendar, entry["calendar"]) if "calendar" in entry else None,
        closed_on=date.fromisoformat(closed["on"]) if closed else None,
        successor=closed.get("successor"),
        formerly=tuple(
            FormerName(name=row["name"], until=date.fromisoformat(row["until"])) for row in entry.get("formerly", ())
        ),
    )


def _staff(entry: Mapping[str, Any]) -> Staff:
    return Staff(
        id=entry["id"],
        name=entry["name"],
        role=entry["role"],
        unit=entry["unit"],
        email=entry.get("email"),
        phone=entry.get("phone"),
        delegate=entry.get("delegate", False),
    )


def _api(entry: Mapping[str, Any]) -> Api:
    return Api(origins=tuple(entry.get("origins", ())), **entry.get("limits", {}))


def province_from(document: Mapping[str, Any], version: int) -> Province:
    """The value of a document that has passed its schema; `version` is the registry's number of it."""
    calendar = calendar_from(document["calendar"], zone=document["zone"])
    return Province(
        slug=document["slug"],
        version=version,
        name=document["name"],
        code_prefix=document["code_prefix"],
        zone=document["zone"],
        calendar=calendar,
        units={entry["id"]: _unit(entry, calendar) for entry in document["units"]},
        tray=document["tray"],
        leadership=document["leadership"],
        task_force=document.get("task_force", document["tray"]),
        categories=tuple(
            Category(
                id=c["id"],
                name=c["name"],
                urgency=c["urgency"],
                words=tuple(c["words"]),
                name_en=c["name_en"],
                parent=c["parent"],
            )
            for c in document["categories"]
        ),
        kinds=tuple(PetitionKind(id=k["id"], name=k["name"], words=tuple(k["words"])) for k in document["kinds"]),
        routing=tuple(Rule(id=r["id"], when=r["when"], to=r["to"]) for r in document["routing"]),
        regulation=regulation_from(document["regulation"]),
        accounts=tuple(Account(**account) for account in document["accounts"]),
        staff=tuple(_staff(entry) for entry in document["staff"]),
        messaging=messaging_from(document),
        content=content_from(document),
        briefings=briefings_from(document),
        api=_api(document.get("api", {})),
        procedures=tuple(map(procedure_from, document.get("procedures", ()))),
        pilots=pilots_from(document),
        league=league_from(document["league"]) if "league" in document else None,
        sampling=Sampling(**document["sampling"]) if "sampling" in document else None,
        training=document.get("training", False),
    )
