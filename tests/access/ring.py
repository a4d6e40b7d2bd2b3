"""A province's keys on a store that is a dictionary."""

from dataclasses import dataclass, field
from itertools import count
from typing import Any

from chalicelib.access.key import Key
from chalicelib.access.keys import Keys
from chalicelib.errors import Unauthorised
from chalicelib.ticket.workflow import Role
from tests.builders import SLUG, officer
from tests.fakes import Clock
from tests.fakes_access import ShelfKeys

ADMIN = officer(Role.PROVINCE_ADMIN, "so-khcn")
BODY = {"name": "Một cửa điện tử", "scopes": ["write_dossiers", "read_dossiers"]}


@dataclass
class Ring:
    clock: Clock = field(default_factory=Clock)
    store: ShelfKeys = field(default_factory=ShelfKeys)
    _chance: Any = field(default_factory=lambda: count(1))

    def __post_init__(self) -> None:
        self.keys = self.process()

    def process(self) -> Keys:
        """Another process on the same store."""
        return Keys(self.store, lambda size: f"{next(self._chance):0{2 * size}x}", self.clock)

    def made(self, wish: str = "once", **changes: Any) -> tuple[Key, str]:
        return self.keys.create(SLUG, BODY | changes, ADMIN, wish)

    def opens(self, secret: str) -> bool:
        try:
            self.keys.actor(secret)
        except Unauthorised:
            return False
        return True
