"""The room of dossiers on fakes, a system that writes them and somebody who asks for one."""

from dataclasses import dataclass, field
from typing import Any

import pytest

from chalicelib.dossier.dossiers import Dossiers
from chalicelib.dossier.lookup import OF_AN_ADDRESS, Asker
from chalicelib.errors import NotFound, TooOften
from chalicelib.ticket.ticket import Actor
from chalicelib.ticket.workflow import Role
from tests.builders import SECRET, SLUG, World
from tests.fakes_dossier import ShelfCabinet

WARD = Asker("address", OF_AN_ADDRESS)
CODE = "H49.17-261118-0001"
SCOPES = frozenset({"write_dossiers", "read_dossiers"})


def key(name: str = "key:1", tenant: str = SLUG, scopes: frozenset[str] = SCOPES) -> Actor:
    return Actor(id=name, role=Role.INTEGRATOR, tenant=tenant, scopes=scopes)


def body(**given: Any) -> dict[str, Any]:
    base: dict[str, Any] = {
        "agency": "Sở Xây dựng", "status": "more_papers", "result_on": "2026-12-01",
        "missing_papers": ["Bản sao giấy phép"], "updated_at": "2026-11-17T09:00:00+07:00",
        "applicant": {"phone_tail": "4567", "id_tail": "0001"},
    }  # fmt: skip
    return base | given


def asked(**given: Any) -> dict[str, Any]:
    return {"code": CODE, "factor": "phone", "tail": "4567"} | given


@dataclass
class Office:
    world: World = field(default_factory=World)
    cabinet: ShelfCabinet = field(default_factory=ShelfCabinet)

    def __post_init__(self) -> None:
        self.room = Dossiers(self.cabinet, self.world.provinces, lambda: SECRET, self.world.clock)

    def put(self, **given: Any) -> str:
        return str(self.room.put(SLUG, CODE, body(**given), key()).result)

    def wrong(self, asker: Asker = WARD, **given: Any) -> Exception:
        with pytest.raises((NotFound, TooOften)) as refusal:
            self.room.look_up(SLUG, asked(**given), asker)
        return refusal.value
