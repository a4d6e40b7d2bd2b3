"""The stack as it ships: packaged, deployed by its template into a private local cloud, seeded."""

import itertools
import json
import os
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import boto3
import pytest

from infra.local import seed
from infra.local.launch import launch
from infra.local.place import Place, free_port
from infra.local.stop import stop
from infra.package import ROOT

_numbers = itertools.count(1)


@dataclass(frozen=True, kw_only=True)
class Deployed:
    """Addresses and secrets of one deployed instance."""

    api_url: str
    cloud_url: str
    platforms_url: str
    region: str
    outputs: dict[str, str]
    secrets: dict[str, dict[str, Any]]
    place: Place


@pytest.fixture(scope="session")
def deployed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Deployed]:
    """A private instance on free ports; the developer's own run is left alone."""
    place = Place(
        home=tmp_path_factory.mktemp("cloud"),
        build=ROOT / "build",
        cloud_port=free_port(),
        platforms_port=free_port(),
        provinces=awake(tmp_path_factory.mktemp("provinces")),
    )
    try:
        launch(place, lambda words: None)
        run = json.loads((place.run / "run.json").read_text("utf-8"))
        yield Deployed(
            api_url=run["api_url"], cloud_url=run["cloud_url"], platforms_url=run["platforms_url"],
            region=run["region"], outputs=run["outputs"], secrets=seed.secrets(place), place=place,
        )  # fmt: skip
    finally:
        stop(place)


def awake(folder: Path) -> Path:
    """The provinces as they ship, but for the quiet hours: half a day away, so that no journey waits for a morning.

    And with somebody of each role that nobody has there.
    """
    for path in (ROOT / "infra" / "provinces").glob("*.json"):
        document = json.loads(path.read_text("utf-8"))
        begins = datetime.now(ZoneInfo(document["zone"])) + timedelta(hours=12)
        document["messaging"]["lanes"]["quiet"] = [f"{at:%H:%M}" for at in (begins, begins + timedelta(minutes=1))]
        somebody = {"name": "Người thử", "unit": document["tray"], "email": None, "phone": None}
        for role in ("observer", "analyst", "content_owner"):
            document["staff"].append(somebody | {"id": f"journey-{role.replace('_', '-')}", "role": role})
        (folder / path.name).write_text(json.dumps(document, ensure_ascii=False), "utf-8")
    return folder


@pytest.fixture
def fresh_tables(deployed: Deployed) -> Iterator[tuple[str, str]]:
    """Two empty tables with the template's keys and indexes, in the local cloud; (petitions, people)."""
    before = dict(os.environ)
    os.environ.update(deployed.place.environment())
    dynamodb = boto3.client("dynamodb")
    try:
        yield _created(dynamodb, "PetitionsTable"), _created(dynamodb, "PeopleTable")
    finally:
        os.environ.clear()
        os.environ.update(before)


def _created(dynamodb: Any, logical: str) -> str:
    template = json.loads((ROOT / "build" / "template.json").read_text("utf-8"))
    properties = template["Resources"][logical]["Properties"]
    wanted = ("KeySchema", "AttributeDefinitions", "BillingMode", "GlobalSecondaryIndexes")
    name = f"{logical}-{next(_numbers)}"
    dynamodb.create_table(TableName=name, **{key: properties[key] for key in wanted if key in properties})
    return name
