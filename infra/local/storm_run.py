"""The course of a storm: people write, staff answer whoever can be answered, workers die, and then it is counted."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any

from infra.local.keys import message_key
from infra.local.platforms.outside import Outside
from infra.local.replay_count import Tickets
from infra.local.storm_count import END, Course, Tally, all_heard, tally
from infra.local.storm_desk import Office
from infra.local.storm_ground import Ground
from infra.local.storm_people import Conversation

LOOK = 1.0  # seconds between two looks at everything
# How long staff wait for the citizen's words in the chat to be joined to the petition.
JOINING = 90.0
# How long people, citizens and staff, read and type: longer than a late webhook is late. Words in a chat that come
# before the webhook which tells whose chat it is, or a first sentence that comes after the answer to the photo behind
# it, open a petition of their own, and staff join the two.
TYPING = 6.0
KILLS = ((0.3, "written"), (0.5, "answered"))  # at these shares of all conversations
SPEAKERS, STAFF = 6, 6


@dataclass
class Trip:
    """One conversation on its way. Written by one thread at a time: the speaker, then the look-out, then an officer."""

    conversation: Conversation
    person: str = ""
    remark: str = ""
    keys: list[str] = field(default_factory=list)
    code: str = ""
    found_at: float = 0.0
    replied_at: float = 0.0  # when the private reply was there to be read
    chatted_at: float = 0.0
    looked_at: float = 0.0
    stage: str = "new"  # new, written, found, chatting, answering, answered, stuck
    trouble: str = ""


@dataclass
class Run:
    outside: Outside
    people: Sequence[Conversation]
    ground: Ground
    office: Office
    tickets: Tickets
    kill: Callable[[], int]
    say: Callable[[str], None]
    clock: Callable[[], float] = time.monotonic
    sleep: Callable[[float], None] = time.sleep
    kills: int = 0
    sent: list[Mapping[str, Any]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.trips = [Trip(conversation) for conversation in self.people]
        self._seen = max((0, *(int(m["n"]) for m in self.ground.sent(0))))  # what was said before is none of ours
        self._planned = list(KILLS)
        self._moved = self.clock()

    def blow(self, storm: Mapping[str, Any], *, rate: float, patience: float, quiet: float) -> Tally:
        """Everything, to the end; what it asks for is told in storm.py."""
        started, breach = self.clock(), self.ground.breaches(0)
        failed = self.office.failed()
        self.ground.order("weather", storm)
        with ThreadPoolExecutor(STAFF) as desks:
            speaking = threading.Thread(target=self._speak_all, args=(rate,), daemon=True)
            speaking.start()
            self._until(lambda: not self._waiting("new", "written", "found", "chatting", "answering"), patience, desks)
            speaking.join()
        owed = [trip.conversation for trip in self._waiting("answered")]
        self._until(lambda: all_heard(owed, self.sent) and not self.ground.get("wind")["waiting"], patience)
        silence = self.clock()
        self._until(lambda: self.clock() - max(silence, self._moved) > quiet, patience + quiet)
        weather = self.ground.get("wind")
        self.ground.order("weather", {})
        return tally(
            list(self._courses()),
            self.sent,
            failed=self.office.failed() - failed,
            breaches=self.ground.breaches(len(breach) and int(breach[-1]["n"])),
            weather=weather,
            kills=self.kills,
            seconds=self.clock() - started,
        )

    def _until(self, done: Callable[[], bool], patience: float, desks: ThreadPoolExecutor | None = None) -> None:
        self._moved = self.clock()
        while not done() and self.clock() - self._moved < patience:
            self._gather()
            if desks:
                self._look_after(desks)
            self._strike()
            self.say(self._progress())
            self.sleep(LOOK)

    # speaking

    def _speak_all(self, rate: float) -> None:
        begun = self.clock()
        with ThreadPoolExecutor(SPEAKERS) as threads:
            for number, trip in enumerate(self.trips):
                self.sleep(max(0.0, begun + number / rate - self.clock()))
                threads.submit(self._speak, trip)

    def _waiting(self, *stages: str) -> list[Trip]:
        return [trip for trip in self.trips if trip.stage in stages]

    def _speak(self, trip: Trip) -> None:
        try:
            for said in trip.conversation.said:
                self._say(trip, said)
            trip.stage = "written"
        except (LookupError, OSError) as error:
            trip.stage, trip.trouble = "stuck", str(error)

    def _say(self, trip: Trip, said: Mapping[str, Any]) -> None:
        account = trip.conversation.account
        order = {"channel": account.channel, "account": account.id, "person": trip.conversation.person, "wait": False}
        answer = self.ground.order("say", order | {"name": trip.conversation.person, **said})
        trip.person, kind = answer["person"], str(said["kind"])
        trip.remark = answer["key"] if kind in ("comment", "visitor_post") else trip.remark
        trip.keys += [message_key(self.outside, account, kind, key) for key in answer["keys"]]

    # looking after those who wrote

    def _look_after(self, desks: ThreadPoolExecutor) -> None:
        written = {key: trip for trip in self._waiting("written") for key in trip.keys}
        for key, code in self.tickets.found(written).items():
            self._moved = written[key].found_at = self.clock()
            written[key].code, written[key].stage = code, "found"
        spoken_to = {m["more"].get("private_reply_to") for m in self.sent}
        for trip in self._waiting("found", "chatting"):
            if self._is_ready(trip, spoken_to):
                trip.stage = "answering"
                desks.submit(self._answer, trip)

    def _is_ready(self, trip: Trip, spoken_to: set[Any]) -> bool:
        """Whether staff may answer now; a citizen who must write in the chat first does so here."""
        if self.clock() - trip.found_at < TYPING:
            return False
        if not trip.conversation.must_chat:
            return True
        if trip.stage == "found":
            if trip.remark in spoken_to and not trip.replied_at:
                trip.replied_at = self.clock()
            if trip.replied_at and self.clock() - trip.replied_at > TYPING:
                self._say(trip, {"kind": "text", "text": f"Nhà tôi ngay gần đó, việc {trip.conversation.mark} ạ."})
                trip.stage, trip.chatted_at = "chatting", self.clock()
            return False  # no officer's private words can reach who was never replied to
        if self.clock() - trip.chatted_at > JOINING:
            return True
        if self.clock() - trip.looked_at < 3 * LOOK:
            return False
        trip.looked_at = self.clock()
        return any(event["act"] == "hear" for event in self.office.read(trip.code).get("timeline", ()))

    def _answer(self, trip: Trip) -> None:
        conversation = trip.conversation
        to = conversation.side if conversation.public_first else ""
        try:
            trip.trouble = self.office.answer(trip.code, conversation.answer, to)
        except Exception as error:  # whatever it is, it is told in the report
            trip.trouble = f"{type(error).__name__}: {error}"
        trip.stage = "stuck" if trip.trouble else "answered"
        self._moved = self.clock()

    def _strike(self) -> None:
        """Kill the courier's workers when so many have written, or been answered; again until one was at work."""
        for share, what in self._planned[:1]:
            there = [t for t in self.trips if t.stage == "answered" or (what == "written" and t.stage != "new")]
            if len(there) >= share * len(self.trips) and (killed := self.kill()):
                self.kills += killed
                del self._planned[0]

    # what came of it

    def _gather(self) -> None:
        for entry in self.ground.sent(self._seen):
            self.sent.append(entry)
            self._seen, self._moved = int(entry["n"]), self.clock()

    def _courses(self) -> Iterator[Course]:
        keys = [key for trip in self.trips for key in trip.keys]
        found = self.tickets.found(keys)
        told = {mark for entry in self.sent for mark in END.findall(entry["text"])}
        for trip in self.trips:
            asleep = trip.stage == "answered" and trip.conversation.mark not in told
            yield Course(
                conversation=trip.conversation,
                person=trip.person,
                codes=tuple(dict.fromkeys(found[key] for key in trip.keys if key in found)),
                answered=trip.stage == "answered",
                trouble=trip.trouble,
                held=self.office.held(trip.code) if asleep or len(trip.conversation.sides) > 1 else frozenset(),
            )

    def _progress(self) -> str:
        many = {name: len(self._waiting(name)) for name in ("new", "written", "found", "chatting", "answering")}
        ended = f"answered {len(self._waiting('answered'))}, stuck {len(self._waiting('stuck'))}"
        return f"{', '.join(f'{k} {v}' for k, v in many.items() if v)} {ended}; told {len(self.sent)}".strip()
