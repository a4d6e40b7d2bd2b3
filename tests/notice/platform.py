"""A platform that takes messages, repeats them as it should, and can be cut off at any step; runs that can be killed."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from itertools import count
from typing import Any

from chalicelib.channel.inbound import Heard, Inbound
from chalicelib.identity.vault import Person
from chalicelib.notice.courier import Courier
from chalicelib.notice.letter import Letter
from chalicelib.notice.taken import Taken
from chalicelib.notice.ways import Way
from chalicelib.ticket.owed import Notice
from chalicelib.ticket.ticket import Channel, Lane
from tests.builders import World, heard

PSID = "880055"  # whoever wrote the comment, in Messenger


@dataclass
class Platform:
    """A carrier. `arrived`: what people see. Echoes come at once, or when they are let out."""

    world: World
    at_once: bool = True
    arrived: list[tuple[Way, str]] = field(default_factory=list)
    held: list[Inbound] = field(default_factory=list)
    errors: list[Exception | None] = field(default_factory=list)  # raised before it takes anything, one a send
    losses: list[Exception | None] = field(default_factory=list)  # raised after it took it, one a send
    above: dict[str, str] = field(default_factory=dict)  # a reply → the comment on which answers to it are hung
    ids: Iterator[int] = field(default_factory=count)

    def send(self, way: Way, notice: Notice, person: Person, part: Letter, mark: str) -> Taken:
        if self.errors and (error := self.errors.pop(0)):
            raise error
        message_id = f"m-{next(self.ids)}"
        self.arrived.append((way, part.file.url if part.file else part.body or part.template))
        if way not in (Way.EMAIL, Way.SMS):
            self.held.append(self._echo(way, notice, person, part, mark, message_id))
        if self.at_once:
            self.let_echoes_out()
        if self.losses and (error := self.losses.pop(0)):
            raise error
        return Taken(message_id, PSID if way is Way.PRIVATE_REPLY else "")

    def let_echoes_out(self) -> None:
        while self.held:
            self.world.courier.record_receipt(self.world.province, self.held.pop(0))

    def _echo(self, way: Way, notice: Notice, person: Person, part: Letter, mark: str, message_id: str) -> Inbound:
        assert notice.origin is not None
        given: dict[str, Any] = {
            "heard": Heard.ECHO, "by_us": True, "account": notice.origin.account, "message_ids": (message_id,),
            "occurred_at": self.world.clock(), "channel": notice.origin.channel, "person": person.platform_id,
        }  # fmt: skip
        if way is Way.ZALO_TEMPLATE_PHONE:
            given |= {"heard": Heard.DELIVERED, "tracking": part.tracking, "person": ""}
        elif way is Way.COMMENT:
            post = notice.origin.ref.partition("_")[0]
            given |= {"lane": Lane.COMMENT, "ref": f"{post}_{message_id}", "text": f"{part.body} "}
            given |= {"parent": self.above.get(notice.origin.ref, notice.origin.ref)}
        elif notice.origin.channel is Channel.ZALO:
            given |= {"text": part.body or f"Kết quả {notice.code} đã có"}
        else:
            given |= {"metadata": mark, "text": part.body}
            given |= {"person": PSID} if way is Way.PRIVATE_REPLY else {}
        return heard(**given)


class Killed(BaseException):
    """The process is gone: nothing of ours can tidy up."""


@dataclass
class Fate:
    """Kills the process at one of its steps: step 2n before call n of anything outside, step 2n+1 after it."""

    step: int = -1
    steps: int = 0

    def pass_by(self) -> None:
        self.steps += 1
        if self.steps - 1 == self.step:
            raise Killed


@dataclass
class Mortal:
    """What lies outside, as a process sees it that may be killed at any step."""

    inner: Any
    fate: Fate

    def __getattr__(self, name: str) -> Callable[..., Any]:
        method = getattr(self.inner, name)

        def call(*given: Any, **named: Any) -> Any:
            self.fate.pass_by()
            found = method(*given, **named)
            self.fate.pass_by()
            return found

        return call


def mortal(courier: Courier, fate: Fate) -> Courier:
    """The courier in a process of its own."""
    carriers = {way: Mortal(carrier, fate) for way, carrier in courier.carriers.items()}
    return replace(
        courier,
        outbox=Mortal(courier.outbox, fate),
        tickets=Mortal(courier.tickets, fate),
        vault=Mortal(courier.vault, fate),
        traces=Mortal(courier.traces, fate),
        standings=Mortal(courier.standings, fate),
        post=Mortal(courier.post, fate),
        carriers=carriers,
    )


def on_platform(world: World, *, at_once: bool = True) -> Platform:
    """The world's courier, on a platform that echoes."""
    platform = Platform(world, at_once)
    world.courier = replace(world.courier, carriers=dict.fromkeys(Way, platform))
    return platform


def rounds(world: World, number: int, minutes: int = 1) -> None:
    """The courier does so many rounds, one after so many minutes each."""
    for _ in range(number):
        world.clock.pass_by(minutes=minutes)
        world.post()
