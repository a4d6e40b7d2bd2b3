"""From what is heard and is no petition to a sign of an opinion; nobody is named, and most words are passed over."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta

from chalicelib import observe
from chalicelib.channel.inbound import Heard, Inbound
from chalicelib.errors import NotFound, StaleTicket
from chalicelib.identity.vault import alias_of
from chalicelib.opinion.marks import mark_of, sealed
from chalicelib.opinion.signal import MOODS, Item, Kind, Place, Sign, Slot, Told, moved
from chalicelib.opinion.store import Opinions
from chalicelib.province.province import Province
from chalicelib.redaction import redacted
from chalicelib.ticket.ticket import Channel, Lane
from chalicelib.vietnamese import excerpt

RACES = 6  # many react to one post at once: they meet at the row that counts
OLDEST, AHEAD = timedelta(days=7), timedelta(hours=1)  # beyond these the platform's stamp is a wrong clock
LONGEST = 1000  # characters of words that are kept
REMEMBERED = 500  # posts whose topic a process knows
_DIGITS = re.compile(r"\d(?:[ .-]?\d){3,}")
_RANKS = {Heard.EDITED: 1, Heard.REMOVED: 2}
_ICONS = {"/-strong": "like", "/-heart": "love", ":>": "haha", "--b": "sad", ":-((": "sad", ":o": "wow", ":-h": "angry"}
_ALIASES = {"smile": "haha", "dislike": "other", "thankful": "love", "pride": "love"}
_SAID = {Heard.WORDS, Heard.STICKER, Heard.EDITED}
_KINDS = {Lane.COMMENT: Kind.COMMENT, Lane.POST: Kind.POST, Lane.DIRECT: Kind.MESSAGE}


@dataclass(frozen=True)
class Listening:
    """below     (tenant, channel, account, post) → unit and topic of a post of ours, or None for any other
    topic     the category the words speak of, by the province's own phrases, or None
    """

    store: Opinions
    below: Callable[[str, str, str, str], tuple[str, str] | None]
    topic: Callable[[Province, Inbound], str | None]
    secret: Callable[[], bytes]
    now: Callable[[], datetime]
    _posts: dict[tuple[str, str, str, str], tuple[str, str]] = field(default_factory=dict)

    def heard(self, province: Province, heard: Inbound, *, petition: bool) -> None:
        """Count what is no petition; what has become one is counted no longer.

        raises  StaleTicket when the race was lost RACES times: the queue brings it again
        """
        key = self._slot(province, heard)
        if not key or (petition and heard.heard is not Heard.EDITED):
            return
        for attempt in range(RACES):
            try:
                self._once(province, heard, key, petition=petition)
            except StaleTicket:
                if attempt == RACES - 1:
                    raise
            else:
                return

    def _once(self, province: Province, heard: Inbound, key: str, *, petition: bool) -> None:
        before = self.store.slot(province.slug, key)
        if before is None and petition:
            return  # it has been one all along
        told = self._told(province, heard, key, petition=petition)
        if before and before.newness >= told.newness:
            observe.count("OpinionsRepeated", tenant=province.slug)
            return
        held = self._held(province, before)
        if held and told.item and not told.item.owner:  # who edits is not always said, and is who wrote it
            told = replace(told, item=replace(told.item, owner=held.owner))
        if change := moved(province.slug, before, told, held, self._newcomer(province, heard, told.sign)):
            self.store.write(change)
            observe.count("OpinionsHeard", tenant=province.slug)

    def _held(self, province: Province, before: Slot | None) -> Item | None:
        return self.store.item(province.slug, before.item) if before and before.item else None

    def _slot(self, province: Province, heard: Inbound) -> str:
        """What the sign is known by, whatever is told of it later; empty for what is none."""
        if heard.lane is Lane.API:
            return ""
        if heard.heard is Heard.REACTION:
            about = heard.of or "#".join(heard.message_ids)
            return self._sealed(province, "react", about, heard.person) if about and heard.person else ""
        if heard.heard in (Heard.EDITED, Heard.REMOVED):
            return self._sealed(province, "said", heard.of) if heard.of else ""
        return self._sealed(province, "said", heard.key) if heard.heard in _SAID else ""

    def _told(self, province: Province, heard: Inbound, key: str, *, petition: bool) -> Told:
        rank, sign = _RANKS.get(heard.heard, 0), None
        taken_back = heard.heard is Heard.REMOVED or (heard.heard is Heard.REACTION and not heard.text)
        if taken_back or petition:
            return Told(slot=key, at=heard.occurred_at, rank=2, sign=None)
        sign = self._sign(province, heard)
        return Told(slot=key, at=heard.occurred_at, rank=rank, sign=sign, item=self._item(province, heard, key, sign))

    def _sign(self, province: Province, heard: Inbound) -> Sign:
        own = self.topic(province, heard) if heard.heard in _SAID else None
        unit, topic = self._post_of(province, heard)
        place = Place(
            day=self._when(heard).astimezone(province.calendar.zone).date(), channel=heard.channel,
            account=heard.account, unit=unit, topic=own or topic,
        )  # fmt: skip
        if heard.heard is Heard.REACTION:
            return Sign(place=place, kind=Kind.REACTION, mood=mood_of(heard.text))
        kind = Kind.STICKER if heard.heard is Heard.STICKER else _KINDS[heard.lane]
        return Sign(place=place, kind=kind)

    def _when(self, heard: Inbound) -> datetime:
        now = self.now()
        return heard.occurred_at if now - OLDEST <= heard.occurred_at <= now + AHEAD else now

    def _post_of(self, province: Province, heard: Inbound) -> tuple[str, str]:
        """Unit and topic of the post it stands at; else the unit whose page it is, and no topic."""
        post = post_of(heard)
        if post:
            question = (province.slug, str(heard.channel), heard.account, post)
            found = self._posts.get(question) or self.below(*question)
            if found:
                if len(self._posts) >= REMEMBERED:
                    self._posts.clear()
                self._posts[question] = found
                return found
        try:
            return province.account(heard.channel, heard.account).unit, ""
        except NotFound:  # it was taken out of the province since
            return province.tray, ""

    def _item(self, province: Province, heard: Inbound, key: str, sign: Sign) -> Item | None:
        """The words of a sample: which, the slot decides, so that a repeat decides alike."""
        rules, text = province.content.opinion, excerpt(_shareable(heard), LONGEST)
        if (
            heard.heard not in _SAID
            or not any(map(str.isalpha, text))
            or int(key[:8], 16) % 100 >= rules.sample_percent
        ):
            return None
        at, day = self._when(heard), sign.place.day
        owner = f"{day.isoformat()}#{self._mark(province, heard, day)}" if heard.person else ""
        return Item(
            tenant=province.slug, id=f"{at:%Y%m%dT%H%M%S}-{key[:16]}", sign=sign, text=text, link=heard.link, at=at,
            expires_at=at + timedelta(days=rules.kept_days), owner=owner,
        )  # fmt: skip

    def _newcomer(self, province: Province, heard: Inbound, sign: Sign | None) -> str:
        """The mark of whoever it was, if nothing was heard of them that day; else empty."""
        if sign is None or not heard.person:
            return ""
        mark = self._mark(province, heard, sign.place.day)
        return "" if self.store.known(province.slug, sign.place.day, mark) else mark

    def _mark(self, province: Province, heard: Inbound, day: date) -> str:
        secret = self.secret()
        alias = alias_of(secret, province.slug, heard.channel, heard.account, heard.person)
        return mark_of(secret, province.slug, day, alias)

    def _sealed(self, province: Province, *parts: str) -> str:
        return sealed(self.secret(), province.slug, *parts)


def _shareable(heard: Inbound) -> str:
    """The words without what is somebody's; in a chat without PINs and the digits that open a dossier, too."""
    text = redacted(heard.text)
    return _DIGITS.sub("[số]", text) if heard.lane is Lane.DIRECT else text


def post_of(heard: Inbound) -> str:
    """The post something stands at, as Facebook names it: <page>_<post>; comments are <post>_<comment>."""
    if heard.channel is not Channel.FACEBOOK or heard.lane not in (Lane.COMMENT, Lane.POST):
        return ""
    return heard.ref if heard.lane is Lane.POST else f"{heard.account}_{heard.ref.partition('_')[0]}"


def mood_of(word: str) -> str:
    """One of MOODS, whatever a platform calls it."""
    found = _ICONS.get(word) or _ALIASES.get(word.lower()) or word.lower()
    return found if found in MOODS else "other"
