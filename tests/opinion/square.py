"""A province that listens: signs are told in any order, and counted anew by hand."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from chalicelib.channel.inbound import Heard, Inbound
from chalicelib.opinion.listening import Listening
from chalicelib.opinion.monitor import Monitor
from chalicelib.province.province import Province
from chalicelib.province.registry import Registry
from chalicelib.ticket.ticket import Channel, Lane
from chalicelib.ticket.workflow import Role
from chalicelib.triage.rules import triage
from tests.builders import SECRET, SLUG, document, heard, officer
from tests.fakes import Clock, ShelfVersions
from tests.fakes_opinion import ShelfOpinions

LEADER = officer(Role.LEADERSHIP, "ubnd-tinh")
ANALYST = officer(Role.ANALYST, "so-khcn", staff="pt-1")
WARD_MANAGER = officer(Role.PAGE_MANAGER, "p90001")
HEAD = officer(Role.HEAD, "so-xay-dung")


@dataclass
class Square:
    clock: Clock = field(default_factory=Clock)
    store: ShelfOpinions = field(default_factory=ShelfOpinions)
    ours: dict[str, tuple[str, str]] = field(default_factory=dict)  # posts of ours: unit and topic
    asked: list[str] = field(default_factory=list)
    change: Callable[[dict[str, Any]], None] = lambda document: None

    def __post_init__(self) -> None:
        self.provinces = Registry(ShelfVersions(), self.clock)
        held = document()
        self.change(held)
        self.provinces.put(held, "test")
        self.ear = Listening(
            self.store, self._below, lambda province, told: triage(province, told).category, lambda: SECRET, self.clock
        )
        self.monitor = Monitor(self.store, self.provinces, self.clock)

    def _below(self, tenant: str, channel: str, account: str, post: str) -> tuple[str, str] | None:
        self.asked.append(post)
        return self.ours.get(post)

    @property
    def province(self) -> Province:
        return self.provinces.get(SLUG)

    def hears(self, *told: Inbound, petition: bool = False) -> None:
        for one in told:
            self.ear.heard(self.province, one, petition=petition)

    def total(self) -> dict[str, Any]:
        return self.monitor.figures(SLUG, None, None, "day", LEADER)["total"]


def comment(
    text: str = "Đường đẹp quá", number: int = 1, post: str = "11", page: str = "2001", **given: Any
) -> Inbound:
    key = f"fb#{page}#comment#{post}_{number}"
    base: dict[str, Any] = {
        "channel": Channel.FACEBOOK, "account": page, "lane": Lane.COMMENT, "ref": f"{post}_{number}", "key": key,
        "parent": f"{page}_{post}",
    }  # fmt: skip
    return heard(text, **(base | given))


def reaction(mood: str, person: str = "7001", post: str = "11", page: str = "2001", **given: Any) -> Inbound:
    base: dict[str, Any] = {
        "channel": Channel.FACEBOOK, "account": page, "lane": Lane.POST, "ref": f"{page}_{post}", "person": person,
        "of": f"fb#{page}#post#{page}_{post}", "heard": Heard.REACTION,
    }  # fmt: skip
    return heard(mood, **(base | given))
