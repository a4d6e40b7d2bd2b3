"""What a storm has done to people: who was answered once, twice, never. Pure."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from infra.local.storm_people import Conversation

END = re.compile(r"Hết việc (\w+)\.")
KEPT = 20  # of each list in a report


@dataclass(frozen=True, slots=True, kw_only=True)
class Course:
    """What became of one conversation, so far as the storm saw it."""

    conversation: Conversation
    person: str = ""  # the platform's id
    codes: tuple[str, ...] = ()  # petitions opened by it
    answered: bool = False  # staff answered, and the product took it
    trouble: str = ""  # why they could not
    held: frozenset[str] = frozenset()  # sides on which the answer waits for the morning


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """The storm in numbers; times in seconds."""

    conversations: int
    petitions: int
    lost: list[str]  # nothing came of what was said
    doubled: list[str]  # two petitions of one matter
    unanswered: list[str]  # staff could not answer
    owed: int  # answers: two where staff chose both sides
    once: int
    twice: list[str]
    never: list[str]
    held: list[str]  # it is night in the province, and they are asleep: told in the morning
    torn: list[str]  # the beginning arrived without the end
    repeated: list[str]  # any other words that reached somebody twice
    failed: int  # notices on the failed list
    breaches: Mapping[str, int]
    weather: Mapping[str, int] = field(default_factory=dict)
    kills: int = 0
    seconds: float = 0.0

    @property
    def clean(self) -> bool:
        bad = (self.lost, self.doubled, self.unanswered, self.twice, self.never, self.torn, self.repeated)
        return not any(bad) and not self.breaches and self.once + len(self.held) == self.owed


def tally(
    courses: Sequence[Course],
    sent: Iterable[Mapping[str, Any]],
    *,
    failed: int,
    breaches: Iterable[Mapping[str, Any]],
    weather: Mapping[str, int],
    kills: int,
    seconds: float,
) -> Tally:
    """`sent` as the control API shows what the product said."""
    heard = _heard(courses, sent)
    times = {
        (course.conversation.mark, side): _times(course.conversation, heard[course.person, side])
        for course in courses
        if course.answered
        for side in course.conversation.sides
    }
    named = {f"{mark} {side}": counts for (mark, side), counts in times.items()}
    asleep = {f"{c.conversation.mark} {side}" for c in courses for side in c.held}
    return Tally(
        conversations=len(courses),
        petitions=sum(bool(course.codes) for course in courses),
        lost=[c.conversation.mark for c in courses if not c.codes],
        doubled=[c.conversation.mark for c in courses if len(c.codes) > 1],
        unanswered=[f"{c.conversation.mark} {c.trouble}".strip() for c in courses if c.codes and not c.answered],
        owed=len(times),
        once=sum(counts == (1, 1) for counts in times.values()),
        twice=[name for name, counts in named.items() if max(counts) > 1],
        never=[name for name, counts in named.items() if counts == (0, 0) and name not in asleep],
        held=[name for name, counts in named.items() if counts == (0, 0) and name in asleep],
        torn=[name for name, counts in named.items() if counts in ((1, 0), (0, 1))],
        repeated=sorted(_repeated(heard)),
        failed=failed,
        breaches=dict(Counter(str(row["rule"]) for row in breaches)),
        weather=weather,
        kills=kills,
        seconds=seconds,
    )


def all_heard(owed: Iterable[Conversation], sent: Iterable[Mapping[str, Any]]) -> bool:
    """Whether every answer has arrived at least once; who got it twice is counted at the end."""
    told = Counter(mark for entry in sent for mark in END.findall(entry["text"]))
    return all(told[conversation.mark] >= len(conversation.sides) for conversation in owed)


Heard = Mapping[tuple[str, str], Sequence[str]]


def _heard(courses: Sequence[Course], sent: Iterable[Mapping[str, Any]]) -> Heard:
    """(person, side) → what they were told there."""
    people = {course.person for course in courses}
    heard: dict[tuple[str, str], list[str]] = {
        (person, side): [] for person in people for side in ("private", "public")
    }
    for entry in sent:
        side = "private" if entry["place"] == "chat" else "public"
        if entry["person"] in people:
            heard[entry["person"], side].append(entry["text"])
    return heard


def _times(conversation: Conversation, words: Sequence[str]) -> tuple[int, int]:
    """How often the beginning and the end of the answer were heard."""
    begun = sum(text.count(conversation.begins()) for text in words)
    return begun, sum(text.count(conversation.ends()) for text in words)


def _repeated(heard: Heard) -> Iterable[str]:
    for (person, side), words in heard.items():
        for text, times in Counter(words).items():
            if times > 1:
                yield f"{person} {side} ×{times}: {text[:60]}"


def as_table(t: Tally) -> str:
    lines = [
        ("Conversations", f"{t.conversations}"),
        ("Petitions", f"{t.petitions}   lost {len(t.lost)}, doubled {len(t.doubled)}"),
        ("Answers owed", f"{t.owed}   staff could not answer: {len(t.unanswered)}"),
        ("Seen once", f"{t.once}   twice {len(t.twice)}, never {len(t.never)}, torn {len(t.torn)}, held {len(t.held)}"),
        ("Repeated", f"{len(t.repeated)}   other words that reached somebody twice"),
        ("Breaches", f"{sum(t.breaches.values())}   {dict(t.breaches) or ''}".rstrip()),
        ("Failed list", f"{t.failed}"),
        ("Weather", ", ".join(f"{name} {many}" for name, many in t.weather.items())),
        ("Kills", f"{t.kills} worker processes of the courier"),
        ("Time", f"{t.seconds:.0f} s"),
    ]
    told = [f"{name:<15}{value}" for name, value in lines]
    for name in ("lost", "doubled", "unanswered", "twice", "never", "torn", "repeated"):
        told += [f"  {name}: {one}" for one in getattr(t, name)[:KEPT]]
    return "\n".join([*told, "Clean." if t.clean else "NOT CLEAN."]) + "\n"
