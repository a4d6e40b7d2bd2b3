"""The Open311 endpoint over a World: keys as tests know them, links that tell what they link to."""

import json
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl, urlencode
from xml.etree import ElementTree

from chalicelib.errors import Unauthorised
from chalicelib.open311.endpoint import Answer, Endpoint
from chalicelib.open311.front import Open311
from chalicelib.publish.library import Library
from chalicelib.ticket.ticket import Actor
from chalicelib.ticket.workflow import Role
from tests.builders import COORDINATOR, SLUG, World, at
from tests.fakes_publish import ShelfPublished

PUBLIC_URL = "https://cau-noi.example"
FORM = "application/x-www-form-urlencoded"
CHANGED_AT = at("2026-11-20 08:00")


def a_key(*scopes: str, tenant: str = SLUG) -> Actor:
    return Actor(id="key:1", role=Role.INTEGRATOR, tenant=tenant, scopes=frozenset(scopes))


@dataclass
class KeyRing:
    """Whose keys are, by the key itself."""

    kept: dict[str, Actor] = field(default_factory=lambda: {"good": a_key("submit_petitions")})

    def __call__(self, key: str) -> Actor:
        if key not in self.kept:
            raise Unauthorised("no such key")
        return self.kept[key]


@dataclass
class Town:
    """A province, its keys, and the endpoint 311 apps speak to."""

    world: World = field(default_factory=World)
    keys: KeyRing = field(default_factory=KeyRing)
    live: bool = True

    def __post_init__(self) -> None:
        self.index = ShelfPublished(self.world.shelf)
        self.endpoint = Endpoint(
            Open311(
                provinces=self.world.provinces,
                form=self.world.form,
                published=Library(self.index, self.world.provinces, lambda key, media_type, name: key),
                caller=self.keys,
                changed_at=lambda slug: CHANGED_AT,
                pin=lambda tenant, code: "123456",
                media_link=lambda slug, code, place: f"{PUBLIC_URL}/{slug}/{code}/{place}",
                public_url=PUBLIC_URL,
                live=self.live,
                now=self.world.clock,
            )
        )

    def get(self, path: str, jurisdiction: str = SLUG, **arguments: str) -> Answer:
        """«requests.json», «services/giao-thong.xml»; the jurisdiction is left out when it is empty."""
        given = arguments | ({"jurisdiction_id": jurisdiction} if jurisdiction else {})
        return answered(self.endpoint, path, urlencode(given))

    def post(self, content_type: str = FORM, name: str = "requests.json", key: str = "k", **given: str) -> Answer:
        return self.endpoint.file(name, [], urlencode(given).encode(), content_type, key)

    def sends(self, **given: str) -> Answer:
        """A request with everything the specification requires, unless told otherwise; a blank field is none."""
        usual = {
            "api_key": "good", "jurisdiction_id": SLUG, "service_code": "dau-tu", "lat": "21.02", "long": "107.03",
            "description": "Doanh nghiệp chờ giấy phép đầu tư quá lâu", "media_url": "https://photos.example/1.jpg",
        }  # fmt: skip
        return self.post(**(usual | given))

    def publishes(self, text: str = "Mặt đường có ổ gà rất sâu", **given: Any) -> str:
        """A petition somebody sent, which all may read from now on; its code."""
        code = self.world.opened(text, **given).code
        self.world.does(code, "publish", COORDINATOR)
        return code


def answered(endpoint: Endpoint, path: str, query: str) -> Answer:
    """A GET of an address below /open311/v2."""
    arguments = parse_qsl(query, keep_blank_values=True)
    resource, slash, name = path.partition("/")
    if not slash:
        return (endpoint.discovery if path.startswith("discovery") else endpoint.list)(path, arguments)
    return {"services": endpoint.service, "requests": endpoint.request, "tokens": endpoint.token}[resource](
        name, arguments
    )


def told(answer: Answer) -> Any:
    """What a client reads of an answer: JSON, or XML by the Spark convention."""
    if answer.content_type.startswith("application/json"):
        return json.loads(answer.text)
    return spark(ElementTree.fromstring(answer.text.encode()))


_LISTS = {
    "services", "service_requests", "attributes", "values", "errors", "endpoints", "formats", "notes", "photos",
}  # fmt: skip


def spark(element: ElementTree.Element) -> Any:
    """XML as a JSON value, every leaf text and the empty one None."""
    if element.tag in _LISTS:
        return [spark(inner) for inner in element]
    if len(element):
        return {inner.tag: spark(inner) for inner in element}
    return (element.text or "").strip() or None
