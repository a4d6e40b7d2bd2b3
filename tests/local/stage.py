"""The product on fakes behind the stand-ins: a day is played through both, at any moment, without a cloud."""

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import jwt

from chalicelib import views
from chalicelib.channel.split import facebook_pieces, zalo_pieces
from chalicelib.errors import PetitionError
from chalicelib.intake.reader import Reader
from chalicelib.notice.lanes import Way
from chalicelib.notice.taken import Taken
from chalicelib.ticket.ticket import Actor
from chalicelib.ticket.workflow import Role
from infra.local.platforms.bench import a_bench
from infra.local.platforms.outside import PROVINCES, Outside
from infra.local.platforms.parcels import Parcel
from infra.local.platforms.server import make_app
from infra.local.platforms.world import Entry
from infra.local.replay_day import Day
from tests.builders import World
from tests.fakes import Carriage, Ears, RawDrawer
from tests.local.conftest import SECRETS

TICKET = re.compile(r"/window/api/v1/([^/]+)/tickets/([^/]+)(?:/([a-z_]+))?")


class Dropped(Carriage):
    """Carries letters into the threads people look at."""

    def __init__(self, stage: "Stage") -> None:
        super().__init__()
        self.stage = stage

    def send(self, way: Any, notice: Any, person: Any, part: Any, mark: str) -> Taken:
        sent = super().send(way, notice, person, part, mark)
        replies = [{"title": title, "payload": payload} for title, payload in part.choices]
        entry = Entry(
            key=f"product-{sent.id}", channel=str(person.channel), account=person.account, person=person.platform_id,
            side="product", place="chat", kind="text", text=part.body, at=int(self.stage.seconds * 1000),
            more={"quick_replies": replies} if replies else {},
        )  # fmt: skip
        self.stage.bench.world.add(entry)
        return Taken(sent.id, str(person.platform_id) if way is Way.PRIVATE_REPLY else "")


@dataclass
class Stage:
    """One province document, the moment in which the day is played, and all that comes of it."""

    province: Mapping[str, Any]
    moment: datetime  # aware
    folder: Path
    key_file: Path
    said: list[str] = field(default_factory=list)
    secrets: Mapping[str, Any] = field(default_factory=lambda: SECRETS)
    act_seconds: float = 1.0  # how long an act of an officer takes

    def __post_init__(self) -> None:
        (self.folder / "run").mkdir()
        secrets = self.folder / "secrets.json"
        secrets.write_text(json.dumps(self.secrets), "utf-8")
        outside = Outside(self.folder / "run", secrets, PROVINCES)
        self.world = World()
        self.world.clock.at = self.moment.astimezone(UTC)
        self.world.provinces.put(dict(self.province), "test")
        ears = Ears()
        self.reader = Reader(
            self.world.provinces, lambda name: self.secrets[f"/{name}"], self.world.inbox,
            self.world.courier.record_receipt, ears.forget, ears.news, ears.live, RawDrawer(), self.world.clock,
        )  # fmt: skip
        carriage = Dropped(self)
        self.world.courier = replace(self.world.courier, carriers=dict.fromkeys(Way, carriage))
        self.bench = a_bench(
            outside, "http://127.0.0.1:4600", database=":memory:", knock=lambda parcel: self.knock(parcel), now=lambda: self.seconds,
            sleep=lambda _: None, waits={"facebook": (0.0,), "zalo": (0.0,)},
        )  # fmt: skip
        self.client: Any = make_app(self.bench, self.key_file).test_client()
        self.codes: dict[str, str] = {}
        self.knock: Callable[[Parcel], int] = self._knock  # a storm puts its own before it

    def close(self) -> None:
        self.bench.post.close()
        self.bench.store.close()

    @property
    def seconds(self) -> float:
        return self.world.clock().timestamp()

    def plays(self, day: Mapping[str, Any]) -> int:
        """The number of steps that failed."""
        played = Day(self.bench.outside, self.province, self.call, self.said.append, self.seconds, lambda _: None)
        failures = played.play(day)
        self.codes = {message: played.code(message) for message in played.keys}
        self.world.post()
        return failures

    def ticket(self, message: str) -> Any:
        return self.world.tickets.get(self.province["slug"], self.codes[message])

    def call(self, method: str, path: str, body: Any, headers: Mapping[str, str]) -> tuple[int, Any]:
        """The stand-ins, and behind their window the product."""
        if asked := TICKET.fullmatch(path):
            return self._desk(*asked.groups(), body=body, headers=headers)
        self.world.post()
        answer = self.client.open(path, method=method, json=body, headers=dict(headers))
        return answer.status_code, answer.get_json(silent=True)

    def _desk(self, slug: str, code: str, act: str | None, *, body: Any, headers: Any) -> tuple[int, Any]:
        token: Any = jwt.decode(headers["Authorization"].removeprefix("Bearer "), options={"verify_signature": False})
        actor = Actor(
            id=token["sub"], role=Role(token["custom:role"]), tenant=token["custom:tenant"], unit=token["custom:unit"]
        )
        self.world.clock.pass_by(seconds=self.act_seconds)
        try:
            ticket = (
                self.world.desk.do(slug, code, act, body, actor) if act else self.world.desk.read(slug, code, actor)[0]
            )
        except PetitionError as error:
            return error.status, {"detail": str(error), **error.facts}
        return 200, {"ticket": views.ticket(self.world.provinces.get(slug), ticket)}

    def _knock(self, parcel: Parcel) -> int:
        cut = facebook_pieces if parcel.channel == "facebook" else zalo_pieces
        for piece in cut(parcel.path.rpartition("/")[2], parcel.body):
            self.reader.take(piece.body)
        return 200
