"""Opinion as staff read it: figures of a period, words to be labelled, and what a label is."""

from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

from chalicelib import cursor as cursors
from chalicelib import observe, schema
from chalicelib.access.action import Action
from chalicelib.access.table import Scope, admit
from chalicelib.errors import BadInput, NotFound, StaleTicket
from chalicelib.opinion.signal import COUNTED, LABELS, MOODS, PEOPLE, SUBSTANCE, Item, Kind, Place, relabelled
from chalicelib.opinion.store import Opinions
from chalicelib.province.province import Province
from chalicelib.province.registry import Registry
from chalicelib.ticket.ticket import Actor

MOST_DAYS = 92
READS = 200  # items one page reads at most where the caller may see few of them
BY = ("account", "topic", "unit", "day", "label")
Counts = Mapping[str, int]


@dataclass(frozen=True)
class Monitor:
    """Every call raises NotFound for another province; Forbidden."""

    store: Opinions
    provinces: Registry
    now: Callable[[], datetime]

    def figures(self, slug: str, first: date | None, last: date | None, by: str, actor: Actor) -> dict[str, Any]:
        """What was heard from `first` to `last`, local days, both included; without days, the last 28.

        by      one of BY
        people  different people a day, summed over the days; known by account and day only
        raises  BadInput for a period that is none or of more than MOST_DAYS
        """
        province = self._home(slug, actor)
        days = period(first, last, self.now().astimezone(province.calendar.zone).date())
        counted: dict[Place, Counts] = {}
        people: dict[tuple[date, str, str], int] = defaultdict(int)
        for day in days:
            found = self.store.counted(slug, day)
            for place, counts in found.items():
                if self._sees_page(province, place.channel, place.account, actor):
                    people[day, place.channel, place.account] += counts.get(PEOPLE, 0)
                if counts.keys() - {PEOPLE} and self._sees(province, place, actor):
                    counted[place] = counts
        return {
            "by": by,
            "from": days[0].isoformat(),
            "to": days[-1].isoformat(),
            "total": _told(_whole(counted)) | {"people": sum(people.values())},
            "groups": _labels(counted) if by == "label" else _groups(province, counted, people, by),
        }

    def items(
        self, slug: str, labelled: bool, actor: Actor, limit: int, cursor: str | None
    ) -> tuple[list[Item], str | None]:
        """Words, the newest first; a page may hold fewer than asked for and still lead on.

        raises  BadInput for a cursor of another list
        """
        province = self._home(slug, actor)
        question = (slug, "opinion", labelled, actor.unit, actor.role)
        before = cursors.opened(cursor, ("item",), *question)["item"] if cursor else ""
        read, found, now = self.store.items(slug, labelled, READS, before), list[Item](), self.now()
        for at, item in enumerate(read, 1):
            if item.expires_at > now and self._sees(province, item.sign.place, actor):
                found.append(item)
            if len(found) == limit:
                more = at < len(read) or len(read) == READS
                return found, cursors.sealed({"item": item.id}, *question) if more else None
        return found, cursors.sealed({"item": read[-1].id}, *question) if len(read) == READS else None

    def label(self, slug: str, item_id: str, body: Any, seen: int | None, actor: Actor) -> Item:
        """What somebody thinks of the words: their tone, and whether there is substance to them.

        raises  Unprocessable, StaleTicket
        """
        province = self._home(slug, actor)
        schema.check("opinion/label", body)
        item = self.store.item(slug, item_id)
        if item is None or item.expires_at <= self.now() or not self._sees(province, item.sign.place, actor):
            raise NotFound("no such words", item=item_id)
        if seen is not None and seen != item.version:
            raise StaleTicket("somebody else labelled these words", item=item_id)
        told = replace(
            item, label=body["label"], substantiated=body.get("substantiated"), by=actor.id, labelled_at=self.now()
        )
        saved = self.store.relabel(item, told, relabelled(item, told))
        observe.note("opinion labelled", tenant=slug, item=item_id, by=actor.id)
        return saved

    def _home(self, slug: str, actor: Actor) -> Province:
        if actor.tenant != slug:
            raise NotFound("no such province", province=slug)
        return self.provinces.get(slug)

    def _sees(self, province: Province, place: Place, actor: Actor) -> bool:
        """The whole province; of the own unit and those below; or said on a page of theirs."""
        scope = admit(actor, Action.READ_OPINION)
        if scope is Scope.PROVINCE or province.within(place.unit, actor.unit):
            return True
        return scope is Scope.PAGES and self._sees_page(province, place.channel, place.account, actor)

    def _sees_page(self, province: Province, channel: str, account: str, actor: Actor) -> bool:
        if admit(actor, Action.READ_OPINION) is Scope.PROVINCE:
            return True
        owners = [one.unit for one in province.accounts if (one.channel, one.id) == (channel, account)]
        return any(province.within(unit, actor.unit) for unit in owners)


def period(first: date | None, last: date | None, today: date, lately: int = 28) -> list[date]:
    """Every day from `first` to `last`; without them the `lately` days up to today.

    raises  BadInput
    """
    last = last or today
    first = first or last - timedelta(days=lately - 1)
    if first > last:
        fault = {"pointer": "?from", "message": "the period ends before it begins"}
        raise BadInput("no such period", faults=[fault])
    if (last - first).days >= MOST_DAYS:
        raise BadInput("no such period", faults=[{"pointer": "?from", "message": "at most 92 days"}])
    return [first + timedelta(days=n) for n in range((last - first).days + 1)]


def _whole(counted: Mapping[Place, Counts]) -> Counts:
    total: dict[str, int] = dict.fromkeys(map(str, COUNTED), 0)
    for counts in counted.values():
        for name, number in counts.items():
            total[name] += number
    return total


def _told(counts: Counts) -> dict[str, Any]:
    return {
        **{str(kind): counts[kind] for kind in Kind},
        "moods": {name: counts[name] for name in MOODS},
        "labels": {name: counts[name] for name in (*LABELS, *SUBSTANCE)},
    }


def _groups(
    province: Province, counted: Mapping[Place, Counts], people: Mapping[tuple[date, str, str], int], by: str
) -> list[dict[str, Any]]:
    held: dict[str, dict[Place, Counts]] = defaultdict(dict)
    for place, counts in counted.items():
        held[_key(place, by)][place] = counts
    present: dict[str, int] = defaultdict(int)
    for (day, channel, account), number in people.items():
        present[day.isoformat() if by == "day" else f"{channel}#{account}"] += number
    return [
        {"key": key, "name": _name(province, key, by)}
        | _told(_whole(held[key]))
        | {"people": present[key] if by in ("day", "account") else None}
        for key in sorted(held)
    ]


def _key(place: Place, by: str) -> str:
    if by == "account":
        return f"{place.channel}#{place.account}"
    return {"topic": place.topic, "unit": place.unit, "day": place.day.isoformat()}[by]


def _name(province: Province, key: str, by: str) -> str:
    if by == "unit" and key in province.units:
        return province.units[key].name
    if by == "topic" and (category := province.category(key)):
        return category.name
    named = {f"{one.channel}#{one.id}": one.name for one in province.accounts}
    return named.get(key, key) if by == "account" else key


def _labels(counted: Mapping[Place, Counts]) -> list[dict[str, Any]]:
    whole = _whole(counted)
    return [{"key": name, "items": whole[name]} for name in (*LABELS, *SUBSTANCE)]
