"""Petitions published through the desk, as the room finds them."""

import json
from pathlib import Path
from typing import Any

from chalicelib.publish.library import Library
from chalicelib.publish.published import Publication
from tests.builders import COORDINATOR, SLUG, World
from tests.fakes_publish import ShelfPublished

ROOT = Path(__file__).parent.parent.parent
CATALOGUE = json.loads((ROOT / "chalicelib/doors/operations/public.json").read_text("utf-8"))


def link(key: str, media_type: str, name: str) -> str:
    return f"https://files.example/{key}"


def library(world: World) -> tuple[Library, ShelfPublished]:
    shelf = ShelfPublished(world.shelf)
    return Library(shelf, world.provinces, link), shelf


def published(world: World, text: str = "Mặt đường có ổ gà", given: dict[str, Any] | None = None, **heard: Any) -> str:
    world.clock.pass_by(minutes=1)
    ticket = world.opened(text, person=f"p{world.clock()}", **heard)
    world.does(ticket.code, "publish", COORDINATOR, **(given or {}))
    return ticket.code


def shown(world: World, code: str) -> Publication:
    return library(world)[0].one(SLUG, code)


def conforms(name: str, value: dict[str, Any]) -> None:
    from jsonschema import Draft202012Validator

    schema = CATALOGUE["schemas"][name] | {"components": {"schemas": CATALOGUE["schemas"]}}
    Draft202012Validator(schema).validate(json.loads(json.dumps(value)))
