"""What a broadcast has done to people: who was told once, twice, never, or against the rules. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from infra.local.broadcast_storm_people import Fan

KEPT = 20  # of each list in a report


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """A broadcast in numbers. figures: as the API shows its progress; wrong: where they are not the count."""

    followers: int
    meant: int  # who must hear it
    once: int
    twice: list[str]
    missed: list[str]
    intruded: list[str]  # told, and should not have been
    spared: int  # rightly not told
    breaches: Mapping[str, int]
    wrong: list[str]
    state: str
    kills: int = 0
    seconds: float = 0.0
    figures: Mapping[str, Any] = field(default_factory=dict)

    @property
    def clean(self) -> bool:
        bad = (self.twice, self.missed, self.intruded, self.wrong, self.breaches)
        return not any(bad) and self.state == "done" and self.once == self.meant


def tally(
    fans: Sequence[Fan],
    kind: str,
    heard: Mapping[tuple[str, str, str], int],
    *,
    breaches: Iterable[Mapping[str, Any]],
    told: Mapping[str, Any],
    kills: int,
    seconds: float,
) -> Tally:
    """heard: (channel, account, person) → how often; told: the broadcast as the API shows it."""
    meant = [fan for fan in fans if fan.hears(kind)]
    others = [fan for fan in fans if not fan.hears(kind)]
    known = {fan.who for fan in fans}
    strangers = [who for who in heard if who not in known]
    return Tally(
        followers=len(fans),
        meant=len(meant),
        once=sum(heard.get(fan.who, 0) == 1 for fan in meant),
        twice=[f"{'#'.join(who)} ×{times}" for who, times in heard.items() if times > 1],
        missed=["#".join(fan.who) for fan in meant if not heard.get(fan.who)],
        intruded=[f"{'#'.join(fan.who)} {fan.lot}" for fan in others if heard.get(fan.who)]
        + [f"{'#'.join(who)} stranger" for who in strangers],
        spared=sum(not heard.get(fan.who) for fan in others),
        breaches=dict(Counter(str(row["rule"]) for row in breaches)),
        wrong=list(_wrong(fans, kind, heard, told)),
        state=str(told.get("state")),
        kills=kills,
        seconds=seconds,
        figures=told.get("progress", {}),
    )


def _wrong(
    fans: Sequence[Fan], kind: str, heard: Mapping[tuple[str, str, str], int], told: Mapping[str, Any]
) -> Iterable[str]:
    """Where the API's figures are not those of the stand-ins."""
    figures = told.get("progress", {})
    owed = sum(fan.owed(kind) for fan in fans)
    counted = {
        "owed": (figures.get("owed", 0), owed),
        "gone out": (sum(figures.get("ways", {}).values()), len(heard)),
        "not reached": (sum(figures.get("reasons", {}).values()), owed - len(heard)),
        "still waiting": (figures.get("states", {}).get("owed", 0), 0),
    }
    for name, (said, is_so) in counted.items():
        if said != is_so:
            yield f"{name}: the API says {said}, counted were {is_so}"


def as_table(t: Tally) -> str:
    rate = f"   {t.once / t.seconds:.1f} a second" if t.seconds else ""
    lines = [
        ("Followers", f"{t.followers}   of them to be told {t.meant}"),
        ("Told once", f"{t.once}   twice {len(t.twice)}, missed {len(t.missed)}"),
        ("Not told", f"{t.spared} rightly   told against the rules: {len(t.intruded)}"),
        ("Breaches", f"{sum(t.breaches.values())}   {dict(t.breaches) or ''}".rstrip()),
        ("Figures", f"{len(t.wrong)} wrong   {dict(t.figures)}"),
        ("State", t.state),
        ("Kills", f"{t.kills} worker processes"),
        ("Time", f"{t.seconds:.0f} s from its beginning to the last message{rate}"),
    ]
    told = [f"{name:<12}{value}" for name, value in lines]
    for name in ("twice", "missed", "intruded", "wrong"):
        told += [f"  {name}: {one}" for one in getattr(t, name)[:KEPT]]
    return "\n".join([*told, "Clean." if t.clean else "NOT CLEAN."]) + "\n"
